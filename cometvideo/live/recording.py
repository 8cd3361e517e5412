"""Recording: every exchange with the API's host is told to somebody as it passes."""

from collections.abc import Callable, Iterator

import httpx

from cometvideo.wire.exchange import Answer, Exchange, HttpRequest

__all__ = ["Recording"]

Keep = Callable[[Exchange], object]

LARGEST_ANSWER = 256 * 1024  # bytes of an answer's body that are kept
# The body is kept as it reads: without its coding, and so of another length.
_OF_THE_CODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class Recording(httpx.BaseTransport):
    """A transport around another one, which tells of what goes to the host of `base_url`.

    `keep` gets every exchange once it is over; its answer is None where no whole one came. Bodies
    are kept up to a limit, requests are not redacted yet. What goes to other hosts, as downloads
    do, passes untouched. `now` gives Unix seconds.
    """

    def __init__(
        self, inner: httpx.BaseTransport, base_url: str, keep: Keep, now: Callable[[], float]
    ) -> None:
        self._inner = inner
        self._host = httpx.URL(base_url).netloc
        self._keep = keep
        self._now = now

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, and tell of it if it is the API's."""
        if request.url.netloc != self._host:
            return self._inner.handle_request(request)
        at, sent = self._now(), _request(request)
        try:
            response = self._inner.handle_request(request)
        except httpx.TransportError:
            self._keep(Exchange(sent, None, at))
            raise
        headers = [
            (name, value)
            for name, value in response.headers.multi_items()
            if name not in _OF_THE_CODING
        ]

        def tell(body: bytes | None) -> None:
            answer = None if body is None else Answer(response.status_code, tuple(headers), body)
            self._keep(Exchange(sent, answer, at))

        return httpx.Response(
            response.status_code,
            headers=headers,
            stream=_Heard(response, tell),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close the transport inside."""
        self._inner.close()


class _Heard(httpx.SyncByteStream):
    """The body of an answer, which tells what it was when it is closed: None if it broke off."""

    def __init__(self, response: httpx.Response, tell: Callable[[bytes | None], None]) -> None:
        self._response = response
        self._tell = tell
        self._body = bytearray()
        self._is_whole = self._is_told = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._response.iter_bytes():
            self._body += piece[: LARGEST_ANSWER - len(self._body)]
            yield piece
        self._is_whole = True

    def close(self) -> None:
        self._response.close()
        if not self._is_told:
            self._is_told = True
            self._tell(bytes(self._body) if self._is_whole else None)


def _request(request: httpx.Request) -> HttpRequest:
    raw = request.headers.raw
    return HttpRequest(
        request.method,
        request.url.raw_path.decode("latin-1"),
        tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw),
        request.read(),
        request.url.netloc.decode("latin-1"),
    )
