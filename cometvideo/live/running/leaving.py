"""Leaving: signals that end a run do so between requests, not while one is out."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

__all__ = ["Leaving"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Leaving:
    """While it is entered, SIGINT and SIGTERM raise KeyboardInterrupt, but not inside a `shield`.

    There the first signal is made to wait for the shield's end; a second one is not. Outside
    of the main thread signals are left alone.
    """

    def __init__(self) -> None:
        self._before: list[tuple[signal.Signals, Any]] = []
        self._is_shielded = False
        self._is_asked = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = [(each, signal.signal(each, self._leave)) for each in _SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before:
            signal.signal(each, handler)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """Let nothing end what is done in here, if it ends at all."""
        self._is_shielded = True
        try:
            yield
        finally:
            self._is_shielded = False
        if self._is_asked:
            raise KeyboardInterrupt

    def _leave(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._is_shielded and not self._is_asked:
            self._is_asked = True
            return
        raise KeyboardInterrupt
