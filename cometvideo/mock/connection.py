"""Connections: HTTP/1.1 over a socket, as strict with clients and as wicked as the mock asks.

A general server cannot drop a connection, cut a body or hold a client's headers to a limit, and
spends more time on a request than the mock does; so this is a protocol of its own, on the parser
that such servers use.
"""

from __future__ import annotations

import asyncio

import httptools

from cometvideo.exchange import AT_ONCE, Answer, HttpRequest, header_pair
from cometvideo.mock.answers import json_answer
from cometvideo.mock.api import MockApi, declared_size
from cometvideo.mock.delivery import deliver, render
from cometvideo.mock.limits import Limits

__all__ = ["Connection"]

# asyncio hands over at most this much at once; so much of a body may come along with headers.
_ONE_READ = 256 * 1024


class Connection(asyncio.Protocol):
    """One connection, from its first byte to its last; `videos` tells which host it is to."""

    def __init__(
        self, api: MockApi, limits: Limits, everyone: set[Connection], videos: str | None
    ) -> None:
        self._api = api
        self._limits = limits
        self._everyone = everyone
        self._videos = videos
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: list[tuple[HttpRequest, bool]] = []
        self._delivery: asyncio.Task[None] | None = None
        self._head: HttpRequest | None = None
        self._offered: HttpRequest | None = None
        self._moved = self._loop.time()
        self._begun = True  # a connection is there for a request
        self._early = 0
        self._closing = False

    # --- What asyncio tells ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio's promise
        self._transport = transport
        self._everyone.add(self)
        self._timer = self._loop.call_later(self._limits.idle_s, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note what did not come in full."""
        del exc
        self._everyone.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._delivery is not None:
            self._delivery.cancel()
        if self._head is not None and not self._closing:
            self._api.note_unanswered(self._head, "the body was cut short; nothing was done")
        self._closing = True

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._closing:
            return
        self._moved = self._loop.time()
        if self._head is None:
            self._early += len(data)
            if self._early > self._limits.header_bytes + _ONE_READ:
                self.abort()
                return
        while data:
            data = self._parse(data)

    def _parse(self, data: bytes) -> bytes:
        """Feed the parser; returns what it left over."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            # Some clients offer HTTP/2 with every request (RFC 9110, 7.8). That is not taken up:
            # the parser, which stops here, is given the same request without the offer.
            self._parser = httptools.HttpRequestParser(self)
            offered, self._offered = self._offered, None
            again = b"" if offered is None else _without_offer(offered)
            return again + data[offer.args[0] :]
        except httptools.HttpParserError as error:
            self._refuse(400, f"this is no HTTP request: {error}")
        return b""

    # --- What the parser tells ---

    def on_message_begin(self) -> None:
        """A request begins."""
        self._begun = True
        self._url = b""
        self._headers: list[tuple[str, str]] = []
        self._pieces: list[bytes] = []
        self._size = 0

    def on_url(self, url: bytes) -> None:
        """A piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; names are in lower case from here on."""
        self._headers.append(header_pair(name, value))

    def on_headers_complete(self) -> None:
        """All headers are there."""
        headers = tuple(self._headers)
        method = self._parser.get_method().decode("ascii")
        target = self._url.decode("latin-1")
        if not target.startswith("/"):
            target = "/" + target.partition("://")[2].partition("/")[2]
        host = self._videos
        self._head = head = HttpRequest(method, target, headers, b"", host or "")
        if host is None:
            self._head = head._replace(host=head.header("host") or "")
        size = len(target) + sum([len(name) + len(value) for name, value in headers])
        if size > self._limits.header_bytes:
            self._refuse(431, "the headers are too large")
        elif self._head.header("expect") is not None and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._kept = declared_size(self._head) <= self._api.largest_body

    def on_body(self, body: bytes) -> None:
        """A piece of the body. More than the mock takes is read and forgotten.

        A client that still sends would not see an answer.
        """
        self._size += len(body)
        if self._kept and self._size <= self._api.largest_body:
            self._pieces.append(body)
        else:
            self._kept = False
            self._pieces.clear()

    def on_message_complete(self) -> None:
        """The request is there: answer it, or let it wait until those before it are answered."""
        head, self._head = self._head, None
        self._begun, self._early = False, 0
        if head is None or self._closing:
            return
        if self._parser.should_upgrade() and head.method != "CONNECT":
            self._offered = head
            return
        if not self._kept:
            headers = tuple(each for each in head.headers if each[0] != "content-length")
            head = head._replace(headers=(*headers, ("content-length", str(self._size))))
        elif self._pieces:
            body = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
            head = head._replace(body=body)
        self._pieces = []
        keep = self._parser.should_keep_alive()
        self._take(head, keep=keep)

    # --- Answering ---

    def _take(self, request: HttpRequest, *, keep: bool) -> None:
        if self._delivery is not None:
            self._waiting.append((request, keep))
        elif not self._closing:
            self._answer(request, keep=keep)

    def _answer(self, request: HttpRequest, *, keep: bool) -> None:
        answer = self._api.handle(request)
        if answer.delivery == AT_ONCE:
            self._send(answer, keep=keep)
            return
        assert self._transport is not None  # noqa: S101 - it is there before any request
        # Further requests wait in the socket, where they cost nothing.
        self._transport.pause_reading()
        self._delivery = self._loop.create_task(
            deliver(answer, self._transport, self._api.state.now())
        )
        self._delivery.add_done_callback(lambda done: self._delivered(done, keep=keep))

    def _delivered(self, done: asyncio.Task[None], *, keep: bool) -> None:
        self._delivery = None
        if done.cancelled() or self._transport is None or self._transport.is_closing():
            return
        if not keep:
            self._close()
            return
        self._transport.resume_reading()
        waiting, self._waiting = self._waiting, []
        for request, may_stay in waiting:
            self._take(request, keep=may_stay)

    def _send(self, answer: Answer, *, keep: bool) -> None:
        if self._transport is not None:
            self._transport.write(render(answer, now=self._api.state.now(), keep=keep))
        if not keep:
            self._close()

    def _refuse(self, status: int, message: str) -> None:
        """Answer what never became a request, and end the connection."""
        self._send(json_answer(status, {"error": {"message": message}}), keep=False)

    # --- Ending ---

    def _close(self) -> None:
        self._closing = True
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End the connection now, whatever is under way."""
        self._closing = True
        if self._transport is not None:
            self._transport.abort()

    def leave(self) -> None:
        """End the connection as soon as no answer is owed any more; held-up ones never come."""
        self._waiting.clear()
        if self._delivery is not None:
            self.abort()
        else:
            self._close()

    def _look(self) -> None:
        """End a connection on which nothing has moved for too long, and look again later."""
        limits = self._limits
        patience = limits.idle_s if self._begun else limits.keep_alive_s
        left = self._moved + patience - self._loop.time()
        if left > 0 or self._delivery is not None:
            self._timer = self._loop.call_later(max(left, limits.idle_s / 4), self._look)
        elif self._head is None:
            self.abort()
        else:
            self._api.note_unanswered(self._head, "the body came too slowly; nothing was done")
            self._refuse(408, "the body came too slowly")


def _without_offer(request: HttpRequest) -> bytes:
    """The head of a request without the headers that offer another protocol."""
    headers = [
        f"{name}: {value}\r\n"
        for name, value in request.headers
        if name not in {"upgrade", "connection", "expect"}
    ]
    return f"{request.method} {request.target} HTTP/1.1\r\n{''.join(headers)}\r\n".encode("latin-1")
