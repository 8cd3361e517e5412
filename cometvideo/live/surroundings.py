"""Surroundings: time, chance and the network, as a run meets them, and what may interrupt it."""

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

__all__ = ["DeferredSignals", "Surroundings", "real_surroundings"]


class Surroundings(NamedTuple):
    """What a run goes by besides its plan.

    `transport` is one of httpx; `clock` and `sleep` are in seconds, `now` in Unix seconds, `draw`
    is from 0 to 1. `shield` is entered while a request is out, until what came of it is kept.
    """

    transport: "httpx.BaseTransport"
    clock: Callable[[], float]
    sleep: Callable[[float], object]
    now: Callable[[], float]
    draw: Callable[[], float]
    shield: Callable[[], AbstractContextManager[object]]


@contextmanager
def real_surroundings(base_url: str) -> Iterator[Surroundings]:
    """The real clock and network; a signal raises KeyboardInterrupt, between requests."""
    with DeferredSignals() as signals:
        yield Surroundings(
            _transport(base_url),
            time.monotonic,
            time.sleep,
            time.time,
            random.random,
            signals.shield,
        )


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class DeferredSignals:
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


def _transport(base_url: str) -> "httpx.HTTPTransport":
    """HTTP as httpx does it, through the proxy that the environment names for such a URL."""
    from urllib.request import getproxies, proxy_bypass

    import httpx

    parts, proxies = urlsplit(base_url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all", "")
    is_used = proxy.startswith("http") and not proxy_bypass(parts.hostname or "")
    # A new connection each time: see the channel.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.HTTPTransport(proxy=proxy if is_used else None, limits=limits)
