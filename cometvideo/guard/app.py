"""The guard as an ASGI application: it asks the core, sends with httpx, and streams what passes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    MutableMapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from itertools import starmap
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from cometvideo.client.address import checked_base_url
from cometvideo.client.channel import no_cookies
from cometvideo.errors import InputError
from cometvideo.guard.answers import TOLD, Ask, Unanswered
from cometvideo.guard.guard import Guard
from cometvideo.guard.reading import NotTaken, Reader
from cometvideo.guard.steps import LARGEST_ANSWER, Deliver, Do, Pass, Pause, Read, Step, steps
from cometvideo.guard.videos import PLACE, Part, Videos
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Answer, Headers, HttpRequest, header_pair
from cometvideo.wire.foreign import why_foreign
from cometvideo.words import Words

if TYPE_CHECKING:
    import httpx

__all__ = ["GuardApp", "headers_of", "unanswered", "upstream_origin"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]

_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
HEALTH, STATE = "/healthz", "/_guard"
_JSON: Headers = (("Content-Type", "application/json"),)
# Headers about one connection, which go no further (RFC 9110, 7.6.1), and what httpx writes itself.
_OF_ONE_HOP = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "content-length",
        "expect",
    ]
)


def upstream_origin(base_url: str, words: Words, *, unencrypted: bool = False) -> str:
    """Scheme, host and whatever else is before the API's own path in a base URL.

    Raises InputError for what is none, and for one to which a key would go in the clear.
    """
    usual, path = words.base_url, words.base_path
    address = checked_base_url(base_url, "--upstream", usual, unencrypted=unencrypted)
    if not address.endswith(path):
        raise InputError(f"--upstream does not end with {path}: write it as in {usual}")
    return address.removesuffix(path)


class Pages(Protocol):
    """What people look at in a browser, beside the API."""

    def takes(self, request: HttpRequest) -> bool:
        """Whether a request is for one of the pages."""

    def show(self, request: HttpRequest) -> Answer:
        """The answer to a request for one of them; may take long."""


class GuardApp:
    """Serves one guard in front of one upstream; `client` is what sends.

    A create that a client has begun is sent and kept to its end whether or not the client stays.
    Links lead through `videos` where these are given; `pages` are shown to this machine's browsers.
    """

    def __init__(
        self,
        guard: Guard,
        client: httpx.AsyncClient,
        origin: str,
        videos: Videos | None = None,
        pages: Pages | None = None,
    ) -> None:
        self.guard = guard
        client.cookies = no_cookies()  # of one key they would go out with the requests of others
        client.headers.clear()  # what a client did not ask for, such as gzip, is not asked for
        self._client = client
        self._origin = origin
        self._reader = Reader(urlsplit(origin).netloc)
        self._videos = videos
        self._pages = pages
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: SendMessage) -> None:
        """Answer one request, or take part in the server's start and stop."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                if event == "shutdown" and self._under_way:
                    # What was begun is kept to its end, though nobody waits for it any more.
                    await asyncio.wait(self._under_way, timeout=self.guard.longest_s)
                await send({"type": f"lifespan.{event}.complete"})

    async def _serve(self, scope: Message, receive: Receive, send: SendMessage) -> None:
        if scope["path"] in {HEALTH, STATE}:
            await _deliver(await self._told(scope), send)
            return
        if self._pages is not None and self._pages.takes(asked := _head(scope)):
            await _deliver(await asyncio.to_thread(self._pages.show, asked), send)
            return
        request = await self._reader.read(scope, receive)
        if request is None:
            return
        if isinstance(request, NotTaken):
            await _deliver(self.guard.not_taken(*request), send)
            return
        read = request
        # What is sent is kept to its end, also if the client, or whoever called this, goes away.
        gone = asyncio.ensure_future(_gone(receive))
        is_video = self._videos is not None and request.path.startswith(PLACE)
        act = self._show if is_video else self._steps
        whole = asyncio.ensure_future(act(request, send, gone))
        self._under_way.add(whole)
        whole.add_done_callback(self._under_way.discard)
        whole.add_done_callback(lambda _: self._reader.free(read))
        try:
            await asyncio.shield(whole)
        finally:
            gone.cancel()

    async def _told(self, scope: Message) -> Answer:
        """What the guard says of itself: to anyone that it is well, the rest to this machine."""
        asked = _head(scope)
        state: dict[str, object] = {"ok": True}
        status = 200
        if scope["path"] == STATE and (why := why_foreign(asked)):
            status, state = 403, {"error": {"message": why}}
        else:
            try:
                found = await asyncio.to_thread(self.guard.state)
                state = found if scope["path"] == STATE else state
            except InputError as error:
                status, state = 503, {"ok": False, "problem": str(error)}
        return Answer(status, _JSON, json.dumps(state).encode())

    async def _steps(
        self, request: HttpRequest, send: SendMessage, gone: asyncio.Future[None]
    ) -> None:
        """Do what the steps of a request say."""
        next_step = steps(self.guard, request)
        given: object = None
        while True:
            try:
                step: Step = next_step.send(given)
            except StopIteration:
                return
            given = None
            match step:
                case Do(call, arguments):
                    given = await asyncio.to_thread(call, *arguments)
                case Pause(seconds):
                    await asyncio.sleep(seconds)
                case Read(sent):
                    given = await self._came(sent)
                case Pass(asked):
                    await self._pass(asked, send, gone)
                case Deliver(answer):
                    given = not gone.done()
                    led = self._videos.lead(answer) if self._videos and not gone.done() else answer
                    try:
                        await _deliver(led, send)
                    except Exception:
                        given = False

    async def _came(self, request: HttpRequest) -> Answer | Unanswered:
        """What comes of what is sent."""
        try:
            async with asyncio.timeout(self.guard.longest_s):
                return await self._answer(request)
        except Exception as error:
            return unanswered(error, request.headers)

    async def _answer(self, request: HttpRequest) -> Answer:
        async with self._stream(request, [("accept-encoding", "identity")]) as response:
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise ValueError(f"an answer of more than {LARGEST_ANSWER} bytes came")
            return Answer(response.status_code, tuple(headers_of(response)), bytes(body))

    async def _pass(self, asked: Ask, send: SendMessage, gone: asyncio.Future[None]) -> None:
        """Let through what costs nothing, as it comes, and for as long as its client is there."""

        @asynccontextmanager
        async def coming() -> AsyncIterator[Part]:
            async with self._stream(asked.request) as response:
                headers = [*headers_of(response), (TOLD, asked.note)]
                yield Part(response.status_code, headers, response.aiter_raw())

        await self._pour(asked, coming(), send, gone)

    async def _show(
        self, request: HttpRequest, send: SendMessage, gone: asyncio.Future[None]
    ) -> None:
        """Answer with a video, from the disk or through its link."""

        @asynccontextmanager
        async def coming() -> AsyncIterator[Part]:
            assert self._videos is not None  # noqa: S101 - it is asked where there are some
            part = await self._videos.find(request.path, request.header("range"), self._client)
            if part is None:
                told = "no video of that task is known: ask after the task, and follow its link"
                said = self.guard.unknown(told)
                part = Part(said.status, list(said.headers), _once(said.body))
            async with aclosing(part.pieces):
                yield part

        await self._pour(Ask(request), coming(), send, gone)

    async def _pour(
        self,
        asked: Ask,
        coming: AbstractAsyncContextManager[Part],
        send: SendMessage,
        gone: asyncio.Future[None],
    ) -> None:
        begun = False
        try:
            async with coming as part:
                await _begin(part.status, list(part.headers), send)
                begun = True
                async for piece in part.pieces:
                    if gone.done():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body"})
        except Exception as error:
            if begun:
                # Without its end the server cuts it short, which its client can tell.
                self.guard.broke_off(type(error).__name__)
                return
            await _deliver(
                self.guard.unreached(asked, unanswered(error, asked.request.headers)), send
            )

    def _stream(self, request: HttpRequest, more: Sequence[tuple[str, str]] = ()) -> Any:
        replaced = {name for name, _ in more}
        headers = [
            each
            for each in request.headers
            if each[0].lower() not in _OF_ONE_HOP and each[0].lower() not in replaced
        ]
        return self._client.stream(
            request.method,
            self._origin + request.target,
            headers=[(n.encode("latin-1"), v.encode("latin-1")) for n, v in (*headers, *more)],
            content=request.body or None,
            follow_redirects=False,
        )


def _head(scope: Message) -> HttpRequest:
    """A request without its body, to what is the guard's own."""
    headers = tuple(starmap(header_pair, scope["headers"]))
    host = dict(headers).get("host", "")
    query = scope.get("query_string", b"").decode("latin-1")
    target = scope["path"] + (f"?{query}" if query else "")
    return HttpRequest(scope["method"], target, headers, b"", host)


def unanswered(error: BaseException, headers: Headers) -> Unanswered:
    """What it means that sending ended in an error, in words without what the headers held.

    Whatever fails after a request began to leave may have arrived.
    """
    import httpx

    unsent = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.UnsupportedProtocol,
        httpx.LocalProtocolError,
        httpx.ProxyError,
        httpx.InvalidURL,
    )
    why = type(error).__name__
    if isinstance(error, httpx.LocalProtocolError | httpx.InvalidURL | UnicodeError):
        why += ": something in the request cannot be sent as it is"
    else:
        every_header = Credentials(frozenset(name.lower() for name, _ in headers))
        why = every_header.with_those_of(headers, "").text(f"{why} {error}".strip())
    return Unanswered(why, sent=not isinstance(error, unsent))


def headers_of(response: httpx.Response) -> list[tuple[str, str]]:
    """The headers that go back to the client."""
    pairs = (header_pair(name, value) for name, value in response.headers.raw)
    kept = _OF_ONE_HOP - {"content-length"}
    return [each for each in pairs if each[0] not in kept]


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    """A body in one piece."""
    yield body


async def _gone(receive: Receive) -> None:
    """End when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _begin(status: int, headers: list[tuple[str, str]], send: SendMessage) -> None:
    # What no server would send must not keep the answer to a create from its client.
    pairs = [
        (name.lower().encode("latin-1"), _UNSENDABLE.sub("?", value).encode("latin-1", "replace"))
        for name, value in headers
        if _TOKEN.fullmatch(name)
    ]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def _deliver(answer: Answer, send: SendMessage) -> None:
    own = [each for each in answer.headers if each[0].lower() != "content-length"]
    await _begin(answer.status, [*own, ("content-length", str(len(answer.body)))], send)
    await send({"type": "http.response.body", "body": answer.body})
