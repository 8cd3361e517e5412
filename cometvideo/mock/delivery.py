"""Delivery: answers as bytes of HTTP/1.1, sent together, or in the ways that answers go astray."""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from http import HTTPStatus

from cometvideo.mock.answers import header_value
from cometvideo.wire.exchange import Answer, Headers

__all__ = ["LEAVE", "STAY", "STAY_OLD", "Outbox", "deliver", "render"]

# How a head ends: whether more may follow on the connection. A client of HTTP/1.0 that asked for
# more waits for the end of the connection unless it is told that there will be none.
STAY = b"\r\n"
STAY_OLD = b"Connection: keep-alive\r\n\r\n"
LEAVE = b"Connection: close\r\n\r\n"

_MOST_WAITING = 256 * 1024  # bytes that wait to be sent together
_LAST = 253_402_300_799  # the end of the year 9999, the last that a Date header can tell

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def render(answer: Answer, *, now: float, end: bytes = STAY) -> bytes:
    """The bytes of an answer; `now` is the time for its Date, `end` the end of its head."""
    return _head(answer, now, end) + answer.body


def _head(answer: Answer, now: float, end: bytes) -> bytes:
    start, is_sized = _start(answer.status, answer.headers)
    is_sized |= answer.further is not None  # it ends where the connection does
    length = b"" if is_sized else b"Content-Length: %d\r\n" % len(answer.body)
    return start + _date(int(now)) + length + end


@lru_cache(maxsize=64)
def _start(status: int, headers: Headers) -> tuple[bytes, bool]:
    """The status line and the answer's own headers, and whether they tell its length."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = "".join([f"{name}: {header_value(value)}\r\n" for name, value in headers])
    is_sized = any(name.lower() == "content-length" for name, _ in headers)
    return f"HTTP/1.1 {status} {phrase}\r\n{lines}".encode("latin-1", "replace"), is_sized


@lru_cache(maxsize=4)
def _date(now: int) -> bytes:
    """The Date header (RFC 9110, 5.6.7), whatever the language of the machine."""
    at = time.gmtime(min(now, _LAST))
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"Date: {day}, {at.tm_mday:02} {month} {at.tm_year} {clock} GMT\r\n".encode()


async def deliver(
    answer: Answer, transport: asyncio.Transport, now: float, end: bytes = STAY
) -> None:
    """Send an answer that does not arrive at once, or not in full, or not at all, or goes on."""
    if answer.further is not None:
        end = LEAVE
    for act, seconds, data in answer.steps():
        if transport.is_closing():
            return
        if act == "wait":
            await asyncio.sleep(seconds)
        elif act == "head":
            transport.write(_head(answer, now, end))
        elif act == "bytes":
            transport.write(data)
        elif act == "cut":
            transport.close()
        else:
            transport.abort()
    if answer.further is not None:
        async for piece in answer.further():
            transport.write(piece)
        transport.close()


class Outbox:
    """Answers on their way out, in order, for all connections of one loop.

    A client that sleeps is woken by what it is sent, which takes the server longer than to send
    it. So where several clients ask at once, all are answered before the first one is woken. What
    waits is bounded: only what is sent tells a connection that its client reads too slowly.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[asyncio.Transport, bytes]] = []
        self._size = 0

    def send(self, transport: asyncio.Transport, data: bytes, *, at_once: bool) -> None:
        """Send bytes `at_once`, unless others wait before them, or with all that is ready now."""
        waiting = self._waiting
        if at_once and not waiting:
            _write(transport, data)
            return
        if not waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        waiting.append((transport, data))
        self._size += len(data)
        if self._size > _MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        self._size = 0
        for transport, data in waiting:
            _write(transport, data)


def _write(transport: asyncio.Transport, data: bytes) -> None:
    # To a client that is gone there is nothing to be said, and asyncio would complain.
    if not transport.is_closing():
        transport.write(data)
