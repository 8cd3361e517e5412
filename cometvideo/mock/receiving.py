"""Receiving: the bytes of a connection become requests, within limits on all that is kept."""

from __future__ import annotations

import asyncio

import httptools

from cometvideo.mock.api import MockApi
from cometvideo.mock.delivery import LEAVE, STAY, STAY_OLD
from cometvideo.mock.uploads import CROWDED, Budget, Limits, Pieces, Upload, declared_length
from cometvideo.wire.exchange import Headers, HttpRequest, header_pair

__all__ = ["Receiver"]

# Bodies from this size on are received where they stay; the parser would copy them twice.
_LARGE = 64 * 1024
_FRAMES = 64 * 1024  # bytes around the chunks of a body, beside as many as it has itself
_REMEMBERED = 256  # bytes of a header's value up to which equal ones are shared


class Receiver(asyncio.BufferedProtocol):
    """What one connection receives; a `Connection` answers it.

    `videos` tells which host it is to. `since` is when its present request began, or the wait for
    one, on the clock of the loop.
    """

    def __init__(
        self, api: MockApi, limits: Limits, budget: Budget, room: bytearray, videos: str | None
    ) -> None:
        self._api = api
        self._limits = limits
        self._budget = budget
        self._room = memoryview(room)
        self._videos = videos
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._head: HttpRequest | None = None
        self._pieces: Pieces | None = None
        self._upload: Upload | None = None
        self._offered: HttpRequest | None = None
        self.since = self._moved = self._loop.time()
        self._begun = True  # a connection is there for a request
        self._early = 0
        self._arrived = 0  # bytes for the parser in all
        self._end = STAY
        self._closing = False

    # --- What a connection does with it ---

    def _take(self, request: HttpRequest, end: bytes) -> None:
        """Answer a request, with this end of its head."""
        raise NotImplementedError

    def _write(self, data: bytes) -> None:
        """Send bytes."""
        raise NotImplementedError

    def _refuse(self, status: int, message: str) -> None:
        """Answer what never became a request, and end the connection."""
        raise NotImplementedError

    # --- What asyncio tells ---

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
                self._complete()
            return
        self._before, self._arrived = self._arrived, self._arrived + nbytes
        if self._head is None:
            self._early += nbytes
            if self._early > self._limits.header_bytes + len(self._room):
                self._refuse(431, "the headers are too large")
                return
        elif self._pieces is not None:
            around = self._arrived - self._since - self._pieces.size - len(self._room)
            if around > _FRAMES + self._pieces.size:
                self._refuse(400, "the body is in chunks so small that they are mostly framing")
                return
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
        self.since = self._moved
        self._since = self._before
        self._url = b""
        self._headers: list[tuple[str, str]] = []

    def on_url(self, url: bytes) -> None:
        """A piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; names are in lower case from here on. Trailers of chunks are forgotten."""
        if self._head is not None or len(self._headers) > self._limits.headers:
            return
        if len(value) <= _REMEMBERED:
            self._headers.append(header_pair(name, value))
        else:
            self._headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """All headers are there."""
        if self._closing:
            return
        headers = tuple(self._headers)
        first = dict(reversed(headers))  # of equal headers the first counts
        method = self._parser.get_method().decode("ascii")
        target = self._url.decode("latin-1")
        if target[:1] != "/":
            target = "/" + target.partition("://")[2].partition("/")[2]
        host = first.get("host", "") if self._videos is None else self._videos
        self._head = HttpRequest(method, target, headers, b"", host)
        is_old = "connection" in first and self._parser.get_http_version() == "1.0"
        self._end = STAY_OLD if is_old else STAY
        if self._has_large_head(target, headers):
            self._refuse(431, "the headers are too large, or too many")
            return
        if "expect" in first:
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        is_chunked, declared = "transfer-encoding" in first, first.get("content-length")
        if not is_chunked and declared is None:
            return  # no body follows
        length, most = declared_length(declared), self._api.largest_body(self._head)
        if is_chunked or not _LARGE <= length <= most or self._parser.should_upgrade():
            self._pieces = Pieces(self._head, most, self._budget)
        elif self._budget.take(length):
            self._upload = Upload(self._head, length, self._budget)
            if not self._parser.should_keep_alive():
                self._end = LEAVE
        else:
            self._refuse_crowded()

    def _has_large_head(self, target: str, headers: Headers) -> bool:
        most = self._limits.header_bytes
        if len(headers) > self._limits.headers:
            return True
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
        if not self._parser.should_keep_alive():
            self._end = LEAVE
        self._complete()

    def _complete(self) -> None:
        """Answer the request, or let it wait until those before it are answered."""
        head, body = self._head, self._upload or self._pieces
        self._begun, self._early = False, 0
        self.since = self._moved
        if head is None or self._closing:
            return
        if body is not None and body.crowded:
            self._refuse_crowded()
            return
        self._head = self._upload = self._pieces = None
        if self._parser.should_upgrade() and head.method != "CONNECT":
            self._offered = head
            return
        if body is None:
            self._take(head, self._end)
            return
        try:
            self._take(body.finish(), self._end)
        finally:
            body.close()

    def _refuse_crowded(self) -> None:
        assert self._head is not None  # noqa: S101 - it has a body
        self._api.note_unanswered(self._head, f"{CROWDED}; nothing was done")
        self._refuse(503, CROWDED)

    def _forget_body(self) -> None:
        body = self._upload or self._pieces
        if body is not None:
            body.close()
        self._head = self._upload = self._pieces = None


def _without_offer(request: HttpRequest) -> bytes:
    """The head of a request without the headers that offer another protocol."""
    headers = [
        f"{name}: {value}\r\n"
        for name, value in request.headers
        if name not in {"upgrade", "connection", "expect"}
    ]
    return f"{request.method} {request.target} HTTP/1.1\r\n{''.join(headers)}\r\n".encode("latin-1")
