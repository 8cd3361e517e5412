"""The mock inside the process: as a transport of httpx or httpx2, and as a respx side effect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import starmap
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cometvideo.mock.api import MockApi
from cometvideo.wire.exchange import AT_ONCE, Answer, Headers, HttpRequest, header_pair

if TYPE_CHECKING:
    import respx

__all__ = ["async_transport", "respx_router", "transport"]


def transport(api: MockApi, library: ModuleType | None = None) -> Any:
    """A transport for a Client or an AsyncClient, of httpx or of the `library` given (httpx2).

    Whatever the client sends goes to the mock; a request to any other host than the API's and the
    videos' is answered as one that the API does not have. Time that an answer takes passes on the
    mock's clock, and is a read timeout where the client would not have waited for so long.
    """
    found = library or _httpx()

    class MockTransport(found.BaseTransport, found.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        """Answers from the mock, in the process."""

        def handle_request(self, request: Any) -> Any:
            return _answer(api, found, request, request.read())

        async def handle_async_request(self, request: Any) -> Any:
            return _answer(api, found, request, await request.aread())

    return MockTransport()


# One object serves both kinds of client; the second name is for those who look for it.
async_transport = transport


def respx_router(api: MockApi, router: respx.MockRouter | None = None) -> respx.MockRouter:
    """A respx router (a new one, or the one given) that sends the mock's hosts to the mock."""
    import respx

    httpx = _httpx()
    router = router or respx.mock(assert_all_called=False)

    def effect(request: Any) -> Any:
        return _answer(api, httpx, request, request.read())

    for origin in (api.state.words.host, api.state.videos_origin):
        router.route(url__startswith=origin).mock(side_effect=effect)
    return router


def _httpx() -> ModuleType:
    import httpx

    return httpx


def _answer(api: MockApi, library: ModuleType, request: Any, body: bytes) -> Any:
    url, state = request.url, api.state
    target = url.raw_path.decode("latin-1")
    headers = tuple(starmap(header_pair, request.headers.raw))
    host, known = _host(url.netloc, state.words.host, state.videos_origin)
    answer = api.handle(HttpRequest(request.method, target, headers, body, host), known_host=known)
    if answer.delivery == AT_ONCE:
        return _response(library, answer)
    return _delivered(api, library, request, answer)


@lru_cache(maxsize=64)
def _host(netloc: bytes, *origins: str) -> tuple[str, bool]:
    """The host as text, and whether it is one of the mock's."""
    host = netloc.decode("latin-1")
    return host, host in {each.partition("//")[2].partition("/")[0] for each in origins}


def _response(library: ModuleType, answer: Answer) -> Any:
    """An answer as one that comes over the wire: it is read, and timed, by the client."""
    body = answer.body
    headers = _headers(library, answer.headers, len(body))
    return _whole(library)(answer.status, headers=headers, stream=library.ByteStream(body))


@lru_cache(maxsize=4)
def _whole(library: ModuleType) -> Any:
    """The library's responses, but read in one step: theirs can be compressed and in pieces.

    Where the library is not made as it is known to be, they are just its own.
    """
    own = library.Response
    if not {"_content", "_num_bytes_downloaded"} <= vars(own(200, content=b"")).keys():
        return own

    class Whole(own):  # type: ignore[misc, valid-type]
        """A response that is not read yet, and when it is, the library's own in all respects."""

        def read(self) -> bytes:
            self.__class__ = own
            if not self.is_stream_consumed and not self.is_closed:
                _fill(self, b"".join(self.stream))
                self.close()
            return own.read(self)  # type: ignore[no-any-return]

        async def aread(self) -> bytes:
            self.__class__ = own
            if not self.is_stream_consumed and not self.is_closed:
                _fill(self, b"".join([piece async for piece in self.stream]))
                await self.aclose()
            return await own.aread(self)  # type: ignore[no-any-return]

    return Whole


def _fill(response: Any, content: bytes) -> None:
    response.is_stream_consumed = True
    response._content, response._num_bytes_downloaded = content, len(content)  # noqa: SLF001


@lru_cache(maxsize=64)
def _headers(library: ModuleType, headers: Headers, length: int) -> Any:
    """Headers as the library has them. Most answers have the same, and it copies what it gets."""
    found = library.Headers(list(headers))
    if length:
        found.setdefault("Content-Length", str(length))
    return found


def _delivered(api: MockApi, library: ModuleType, request: Any, answer: Answer) -> Any:
    how = answer.delivery
    patience = (request.extensions.get("timeout") or {}).get("read")
    if how.stall or (patience is not None and how.delay_s > patience):
        if patience is None:
            raise library.ReadTimeout("the mock never answers this request", request=request)
        api.controls().advance(patience)
        raise library.ReadTimeout("the mock did not answer in time", request=request)
    if how.drop:
        raise library.RemoteProtocolError(
            "Server disconnected without sending a response.", request=request
        )
    api.controls().advance(how.delay_s + how.trickle_s)
    if how.cut_at is None:
        return _response(library, answer)

    class Cut(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc, name-defined]
        """A body that ends before its time."""

        def __iter__(self) -> Iterator[bytes]:
            yield answer.body[: how.cut_at]
            raise library.RemoteProtocolError("peer closed connection", request=request)

        async def __aiter__(self) -> Any:
            for piece in self:
                yield piece

    length = ("Content-Length", str(len(answer.body)))
    return library.Response(answer.status, headers=[*answer.headers, length], stream=Cut())
