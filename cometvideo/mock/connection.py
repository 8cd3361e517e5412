"""Connections: HTTP/1.1 over a socket, as strict with clients and as wicked as the mock asks.

A general server cannot drop a connection, cut a body or hold a client's headers to a limit, and
spends more time on a request than the mock does; so this is a protocol of its own, on the parser
that such servers use.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import httptools

from cometvideo.mock.answers import json_answer
from cometvideo.mock.api import MockApi
from cometvideo.mock.delivery import Outbox, deliver, render
from cometvideo.mock.uploads import Limits, Pieces, Upload, declared_length
from cometvideo.wire.exchange import AT_ONCE, Answer, Headers, HttpRequest, header_pair

__all__ = ["Connection", "Shared"]

# Bodies from this size on are received where they stay; the parser would copy them twice.
_LARGE = 64 * 1024


class Shared(NamedTuple):
    """What all connections of one loop share.

    They are in `everyone`; `room` is where what arrives is put until it is parsed, and what leaves
    waits in the `outbox`.
    """

    everyone: set[Connection]
    room: bytearray
    outbox: Outbox


class Connection(asyncio.BufferedProtocol):
    """One connection, from its first byte to its last; `videos` tells which host it is to."""

    def __init__(self, api: MockApi, limits: Limits, shared: Shared, videos: str | None) -> None:
        self._api = api
        self._limits = limits
        self._everyone, room, self._outbox = shared
        self._room = memoryview(room)
        self._videos = videos
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: list[tuple[HttpRequest, bool]] = []
        self._delivery: asyncio.Task[None] | None = None
        self._head: HttpRequest | None = None
        self._pieces: Pieces | None = None
        self._upload: Upload | None = None
        self._offered: HttpRequest | None = None
        self._moved = self._loop.time()
        self._begun = True  # a connection is there for a request
        self._early = 0
        self._arrived = 0  # bytes for the parser in all
        self._keep = True  # whether more may follow on the upload
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

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to put what arrives next."""
        del sizehint
        return self._room if self._upload is None else self._upload.room

    def buffer_updated(self, nbytes: int) -> None:
        """Read on."""
        if self._closing:
            return
        self._moved = self._loop.time()
        if self._upload is not None:
            if self._upload.advance(nbytes):
                # The parser still waits for this body, so that another one takes over.
                self._parser = httptools.HttpRequestParser(self)
                self._complete(keep=self._keep)
            return
        if self._head is None:
            self._early += nbytes
            if self._early > self._limits.header_bytes + len(self._room):
                self.abort()
                return
        self._before, self._arrived = self._arrived, self._arrived + nbytes
        data: memoryview | bytes = self._room[:nbytes]
        while data:
            data = self._parse(data)

    def _parse(self, data: memoryview | bytes) -> bytes:
        """Feed the parser; returns what it left over."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            # Some clients offer HTTP/2 with every request (RFC 9110, 7.8). That is not taken up:
            # the parser, which stops here, is given the same request without the offer.
            self._parser = httptools.HttpRequestParser(self)
            offered, self._offered = self._offered, None
            again = b"" if offered is None else _without_offer(offered)
            return again + bytes(data[offer.args[0] :])
        except httptools.HttpParserCallbackError as error:
            # The parser is given back whatever went wrong while a request was answered.
            self._refuse(500, f"the mock itself failed, please report it: {error.__context__!r}")
        except httptools.HttpParserError as error:
            self._refuse(400, f"this is no HTTP request: {error}")
        return b""

    # --- What the parser tells ---

    def on_message_begin(self) -> None:
        """A request begins."""
        self._begun = True
        self._since = self._before
        self._url = b""
        self._headers: list[tuple[str, str]] = []

    def on_url(self, url: bytes) -> None:
        """A piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; names are in lower case from here on."""
        self._headers.append(header_pair(name, value))

    def on_headers_complete(self) -> None:
        """All headers are there."""
        headers = tuple(self._headers)
        first = dict(reversed(headers))  # of equal headers the first counts
        method = self._parser.get_method().decode("ascii")
        target = self._url.decode("latin-1")
        if target[:1] != "/":
            target = "/" + target.partition("://")[2].partition("/")[2]
        host = first.get("host", "") if self._videos is None else self._videos
        self._head = HttpRequest(method, target, headers, b"", host)
        if self._has_large_head(target, headers):
            self._refuse(431, "the headers are too large")
        elif "expect" in first:
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        length, most = declared_length(first.get("content-length")), self._api.largest_body
        if (
            _LARGE <= length <= most
            and "transfer-encoding" not in first
            and not self._parser.should_upgrade()
        ):
            self._upload = Upload(self._head, length)
            self._keep = self._parser.should_keep_alive()
        else:
            self._pieces = Pieces(self._head, most)

    def _has_large_head(self, target: str, headers: Headers) -> bool:
        most = self._limits.header_bytes
        # Where so little arrived since the request began, there is nothing to be counted.
        if self._arrived - self._since <= most:
            return False
        return len(target) + sum([len(name) + len(value) for name, value in headers]) > most

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        into = self._upload or self._pieces
        if into is not None:
            into.add(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        self._complete(keep=self._parser.should_keep_alive())

    def _complete(self, *, keep: bool) -> None:
        """Answer the request, or let it wait until those before it are answered."""
        head, self._head = self._head, None
        body = self._upload or self._pieces
        self._upload = self._pieces = None
        self._begun, self._early = False, 0
        if head is None or body is None or self._closing:
            return
        if self._parser.should_upgrade() and head.method != "CONNECT":
            self._offered = head
            return
        self._take(body.finish(), keep=keep)

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
        self._outbox.flush()
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
        self._write(render(answer, now=self._api.state.now(), keep=keep))
        if not keep:
            self._close()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._outbox.send(self._transport, data, at_once=len(self._everyone) == 1)

    def _refuse(self, status: int, message: str) -> None:
        """Answer what never became a request, and end the connection."""
        self._send(json_answer(status, {"error": {"message": message}}), keep=False)

    # --- Ending ---

    def _close(self) -> None:
        self._closing = True
        self._outbox.flush()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End the connection now, whatever is under way."""
        self._closing = True
        self._outbox.flush()
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
