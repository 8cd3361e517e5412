"""Delivery: answers as bytes of HTTP/1.1, at once or in the ways that answers go astray."""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from http import HTTPStatus

from cometvideo.wire.exchange import Answer, Headers

__all__ = ["TRICKLES", "deliver", "render"]

TRICKLES = 10  # pieces that a slow body arrives in

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
    how = answer.delivery
    if how.drop:
        transport.abort()
        return
    if how.stall:
        await asyncio.Event().wait()
    await asyncio.sleep(how.delay_s)
    transport.write(_head(answer, now, keep=True))
    body = answer.body[: how.cut_at]
    step = -(-len(body) // TRICKLES) if how.trickle_s else len(body)
    for at in range(0, len(body), step or 1):
        await asyncio.sleep(how.trickle_s / TRICKLES)
        transport.write(body[at : at + step])
    if how.cut_at is not None:
        transport.close()
