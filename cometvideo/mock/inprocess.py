"""The mock inside the process: as a transport of httpx or httpx2, and as a respx side effect."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from itertools import starmap
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from cometvideo.errors import InputError
from cometvideo.extras import need
from cometvideo.mock.api import MockApi
from cometvideo.mock.httpx_private import response_class
from cometvideo.wire.exchange import AT_ONCE, Answer, Headers, HttpRequest, Send, header_pair
from cometvideo.wire.remembering import remembered

if TYPE_CHECKING:
    import respx

__all__ = [
    "OTHERS",
    "Wait",
    "arriving",
    "async_transport",
    "respx_router",
    "send_transport",
    "sending",
    "transport",
]

Wait = Callable[[float], object]

_LIBRARIES = ("httpx", "httpx2")

OTHERS = (
    "clients of httpx and httpx2 are given transport(), sessions of requests mount adapter(), and "
    "any other (aiohttp, urllib) asks the server: the fixture comet_mock, or serve()"
)
"""What is right for which client."""


def transport(api: MockApi, library: ModuleType | None = None) -> Any:
    """A transport for a Client or an AsyncClient of httpx or httpx2.

    It answers each request in the library that this comes from, and derives from the transports
    of the `library` given, else of httpx, or of httpx2 where that alone is installed. Whatever the
    client sends goes to the mock; a request to any other host than the API's and the videos' is
    answered as one that the API does not have. Time that an answer takes passes on the mock's
    clock, and is a read timeout where the client would not have waited for so long.
    """
    return send_transport(*sending(api), library)


# One object serves both kinds of client; the second name is for those who look for it.
async_transport = transport


def send_transport(send: Send, wait: Wait, library: ModuleType | None = None) -> Any:
    """A transport that ends in `send`; `wait` is told what time passes, in seconds.

    An answer that never comes makes a client wait for as long as its read timeout, for `math.inf`
    where it has none, and is a read timeout then.
    """
    found = library or _installed()
    if not hasattr(found, "AsyncBaseTransport"):
        raise InputError(f"{found.__name__} has no transports; {OTHERS}")

    class MockTransport(found.BaseTransport, found.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        """Answers in the process."""

        def handle_request(self, request: Any) -> Any:
            return _respond(send, wait, _library_of(request.__class__), request, request.read())

        async def handle_async_request(self, request: Any) -> Any:
            body = await request.aread()
            return _respond(send, wait, _library_of(request.__class__), request, body)

    return MockTransport()


def respx_router(api: MockApi, router: respx.MockRouter | None = None) -> respx.MockRouter:
    """A respx router (a new one, or the one given) that sends the mock's hosts to the mock."""
    need("a router", "httpx", "httpx", "respx")
    import httpx
    import respx

    router = router or respx.mock(assert_all_called=False)
    send, wait = sending(api)

    def effect(request: Any) -> Any:
        return _respond(send, wait, httpx, request, request.read())

    for origin in (api.state.words.host, api.state.videos_origin):
        router.route(url__startswith=origin).mock(side_effect=effect)
    return router


def _installed() -> ModuleType:
    try:
        import httpx
    except ImportError:
        with suppress(ImportError):
            return import_module("httpx2")
        need("a transport", "httpx", "httpx")
    return httpx


@lru_cache(maxsize=8)
def _library_of(kind: type) -> ModuleType:
    """The library that a class of requests belongs to, also where it was derived from."""
    names = (base.__module__.partition(".")[0] for base in kind.__mro__)
    return import_module(next((each for each in names if each in _LIBRARIES), "httpx"))


def sending(api: MockApi) -> tuple[Send, Wait]:
    """What a client in this process sends by, and what is told of the time that passes."""

    def send(request: HttpRequest) -> Answer:
        return api.handle(request, known_host=api.state.is_known(request.host))

    def wait(seconds: float) -> None:
        if math.isfinite(seconds):
            api.controls().advance(seconds)

    return send, wait


def _respond(send: Send, wait: Wait, library: ModuleType, request: Any, body: bytes) -> Any:
    url = request.url
    answer = send(
        HttpRequest(
            request.method,
            _text(url.raw_path),
            _headers(tuple(request.headers.raw)),
            body,
            _text(url.netloc),
        )
    )
    if answer.delivery == AT_ONCE:
        return _response(library, answer, library.ByteStream(answer.body))
    return _delivered(wait, library, request, answer)


# The journal keeps requests by the thousand, and what equal ones share it has to keep once.
@lru_cache(maxsize=256)
def _headers(raw: tuple[tuple[bytes, bytes], ...]) -> Headers:
    return tuple(starmap(header_pair, raw))


@remembered
def _text(raw: bytes) -> str:
    return raw.decode("latin-1")


def _response(library: ModuleType, answer: Answer, stream: object) -> Any:
    """An answer as one that comes over the wire: it is read, and timed, by the client."""
    headers = _raw(answer.headers, len(answer.body))
    return response_class(library)(answer.status, headers=headers, stream=stream)


@lru_cache(maxsize=256)
def _raw(headers: Headers, size: int) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of an answer as bytes, with the length of a body that is not empty."""
    further = (("Content-Length", str(size)),) if size else ()
    return tuple((name.encode(), value.encode()) for name, value in (*headers, *further))


def arriving(
    answer: Answer, wait: Wait, patience_s: float
) -> tuple[Literal["whole", "cut", "dropped", "late"], bytes]:
    """How an answer arrives at a client that waits so many seconds for its head, and what of it."""
    pieces: list[bytes] = []
    begun = is_cut = False
    for act, seconds, data in answer.steps():
        if act == "drop":
            return "dropped", b""
        if act == "wait":
            if not begun and (seconds > patience_s or math.isinf(seconds)):
                wait(patience_s)
                return "late", b""
            wait(seconds)
        begun = begun or act == "head"
        is_cut = act == "cut"
        pieces.append(data)
    return "cut" if is_cut else "whole", b"".join(pieces)


def _delivered(wait: Wait, library: ModuleType, request: Any, answer: Answer) -> Any:
    given_s = (request.extensions.get("timeout") or {}).get("read")
    patience_s = math.inf if given_s is None else given_s
    outcome, arrived = arriving(answer, wait, patience_s)
    if outcome == "dropped":
        message = "Server disconnected without sending a response."
        raise library.RemoteProtocolError(message, request=request)
    if outcome == "late":
        raise library.ReadTimeout("the mock did not answer in time", request=request)

    class Body(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc, name-defined]
        """The body as far as it comes."""

        def __iter__(self) -> Iterator[bytes]:
            yield arrived
            if outcome == "cut":
                raise library.RemoteProtocolError("peer closed connection", request=request)

        async def __aiter__(self) -> Any:
            for piece in self:
                yield piece

    return _response(library, answer, Body())
