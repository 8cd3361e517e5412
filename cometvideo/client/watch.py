"""Watch: the end of an exchange at its time, whatever comes in drop by drop until then."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

__all__ = ["Watch"]


class Watch:
    """Ends what goes over a socket when its seconds are over; a `trace` for requests of httpx.

    A timeout of httpx is one of every read, and so one byte a second never meets it. `left_s` gives
    the seconds that are left. Where there is no socket, in tests, there is nothing to end.
    """

    def __init__(self, left_s: Callable[[], float]) -> None:
        self.is_over = False
        self._left_s = left_s
        self._socket: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take the socket of a connection that has come about, plain or with TLS."""
        if not event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        self._socket = info["return_value"].get_extra_info("socket")
        if self.is_over:
            self._end()
        elif self._timer is None and self._socket is not None:
            self._timer = threading.Timer(self._left_s(), self._end)
            self._timer.daemon = True
            self._timer.start()

    def _end(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with suppress(OSError):
                # As a plain one: a socket of TLS would let go of what a read still holds.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
