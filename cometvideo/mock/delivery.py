"""Delivery: answers as bytes of HTTP/1.1, sent together, or in the ways that answers go astray."""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from http import HTTPStatus

from cometvideo.wire.exchange import Answer, Headers

__all__ = ["Outbox", "deliver", "render"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def render(answer: Answer, *, now: float, keep: bool = True) -> bytes:
    """The bytes of an answer; `now` is the time for its Date, `keep` whether more may follow."""
    return _head(answer, now, keep=keep) + answer.body


def _head(answer: Answer, now: float, *, keep: bool) -> bytes:
    start, is_sized = _start(answer.status, answer.headers)
    length = b"" if is_sized else b"Content-Length: %d\r\n" % len(answer.body)
    end = b"\r\n" if keep else b"Connection: close\r\n\r\n"
    return start + _date(int(now)) + length + end


@lru_cache(maxsize=64)
def _start(status: int, headers: Headers) -> tuple[bytes, bool]:
    """The status line and the answer's own headers, and whether they tell its length."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    is_sized = any(name.lower() == "content-length" for name, _ in headers)
    return f"HTTP/1.1 {status} {phrase}\r\n{lines}".encode("latin-1", "replace"), is_sized


@lru_cache(maxsize=4)
def _date(now: int) -> bytes:
    """The Date header (RFC 9110, 5.6.7), whatever the language of the machine."""
    at = time.gmtime(now)
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"Date: {day}, {at.tm_mday:02} {month} {at.tm_year} {clock} GMT\r\n".encode()


async def deliver(answer: Answer, transport: asyncio.Transport, now: float) -> None:
    """Send an answer that does not arrive at once, or not in full, or not at all."""
    for act, seconds, data in answer.steps():
        if act == "wait":
            await asyncio.sleep(seconds)
        elif act == "head":
            transport.write(_head(answer, now, keep=True))
        elif act == "bytes":
            transport.write(data)
        elif act == "cut":
            transport.close()
        else:
            transport.abort()


class Outbox:
    """Answers on their way out, in order, for all connections of one loop.

    A client that sleeps is woken by what it is sent, which takes the server longer than to send
    it. So where several clients ask at once, all are answered before the first one is woken.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[asyncio.Transport, bytes]] = []

    def send(self, transport: asyncio.Transport, data: bytes, *, at_once: bool) -> None:
        """Send bytes `at_once`, unless others wait before them, or with all that is ready now."""
        waiting = self._waiting
        if waiting:
            waiting.append((transport, data))
        elif at_once:
            transport.write(data)
        else:
            waiting.append((transport, data))
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        for transport, data in waiting:
            transport.write(data)
