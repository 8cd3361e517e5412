"""The guard as an ASGI application: it asks the core, has things sent, streams what passes."""

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
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import starmap
from typing import Any, Protocol
from urllib.parse import urlsplit

from cometvideo.client.address import checked_base_url
from cometvideo.errors import InputError
from cometvideo.guard.answers import TOLD, Ask, Unanswered, unanswered
from cometvideo.guard.guard import Guard
from cometvideo.guard.reading import NotTaken, Reader
from cometvideo.guard.sending import (
    OF_ONE_HOP,
    UNSENDABLE,
    Came,
    Sending,
    SendingError,
    shown_headers,
)
from cometvideo.guard.steps import LARGEST_ANSWER, Deliver, Do, Pass, Pause, Read, Step, steps
from cometvideo.guard.videos import PLACE, Videos
from cometvideo.wire.exchange import Answer, Headers, HttpRequest, header_pair
from cometvideo.wire.foreign import why_foreign
from cometvideo.words import Words

__all__ = ["GuardApp", "upstream_origin"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]

_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
HEALTH, STATE = "/healthz", "/_guard"
_JSON: Headers = (("Content-Type", "application/json"),)


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
    """Serves one guard in front of one upstream; `sending` is what sends, which it closes.

    A create that a client has begun is sent and kept to its end whether or not the client stays.
    Links lead through `videos` where these are given; `pages` are shown to this machine's browsers.
    """

    def __init__(
        self,
        guard: Guard,
        sending: Sending,
        origin: str,
        videos: Videos | None = None,
        pages: Pages | None = None,
    ) -> None:
        self.guard = guard
        self._sending = sending
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
                if event == "shutdown":
                    # What was begun is kept to its end, though nobody waits for it any more.
                    if self._under_way:
                        await asyncio.wait(self._under_way, timeout=self.guard.longest_s)
                    await self._sending.close()
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
            return _unanswered(error, request)

    async def _answer(self, request: HttpRequest) -> Answer:
        async with self._stream(request, [("accept-encoding", "identity")]) as came:
            body = bytearray()
            async for piece in came.pieces:
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise ValueError(f"an answer of more than {LARGEST_ANSWER} bytes came")
            return Answer(came.status, shown_headers(came.headers), bytes(body))

    async def _pass(self, asked: Ask, send: SendMessage, gone: asyncio.Future[None]) -> None:
        """Let through what costs nothing, as it comes, and for as long as its client is there."""

        @asynccontextmanager
        async def coming() -> AsyncIterator[Came]:
            async with self._stream(asked.request) as came:
                headers = (*shown_headers(came.headers), (TOLD, asked.note))
                yield came._replace(headers=headers)

        await self._pour(asked, coming(), send, gone)

    async def _show(
        self, request: HttpRequest, send: SendMessage, gone: asyncio.Future[None]
    ) -> None:
        """Answer with a video, from the disk or through its link."""

        @asynccontextmanager
        async def coming() -> AsyncIterator[Came]:
            assert self._videos is not None  # noqa: S101 - it is asked where there are some
            wanted = request.header("range")
            async with self._videos.find(request.path, wanted, self._sending) as found:
                yield found or self._unknown()

        await self._pour(Ask(request), coming(), send, gone)

    def _unknown(self) -> Came:
        told = "no video of that task is known: ask after the task, and follow its link"
        said = self.guard.unknown(told)
        return Came(said.status, said.headers, _once(said.body))

    async def _pour(
        self,
        asked: Ask,
        coming: AbstractAsyncContextManager[Came],
        send: SendMessage,
        gone: asyncio.Future[None],
    ) -> None:
        begun = False
        try:
            async with coming as came:
                await _begin(came.status, came.headers, send)
                begun = True
                async for piece in came.pieces:
                    if gone.done():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body"})
        except Exception as error:
            if begun:
                # Without its end the server cuts it short, which its client can tell.
                self.guard.broke_off(type(error).__name__)
                return
            await _deliver(self.guard.unreached(asked, _unanswered(error, asked.request)), send)

    def _stream(
        self, request: HttpRequest, more: Sequence[tuple[str, str]] = ()
    ) -> AbstractAsyncContextManager[Came]:
        replaced = {name for name, _ in more}
        headers = [
            each
            for each in request.headers
            if each[0].lower() not in OF_ONE_HOP and each[0].lower() not in replaced
        ]
        address = self._origin + request.target
        return self._sending.send(request.method, address, (*headers, *more), request.body)


def _head(scope: Message) -> HttpRequest:
    """A request without its body, to what is the guard's own."""
    headers = tuple(starmap(header_pair, scope["headers"]))
    host = dict(headers).get("host", "")
    query = scope.get("query_string", b"").decode("latin-1")
    target = scope["path"] + (f"?{query}" if query else "")
    return HttpRequest(scope["method"], target, headers, b"", host)


def _unanswered(error: Exception, request: HttpRequest) -> Unanswered:
    """Whatever fails after a request began to leave may have arrived."""
    if isinstance(error, SendingError):
        return unanswered(str(error), request.headers, sent=error.sent)
    return unanswered(f"{type(error).__name__} {error}".strip(), request.headers)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    """A body in one piece."""
    yield body


async def _gone(receive: Receive) -> None:
    """End when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _begin(status: int, headers: Headers, send: SendMessage) -> None:
    # What no server would send must not keep the answer to a create from its client.
    pairs = [
        (name.lower().encode("latin-1"), UNSENDABLE.sub("?", value).encode("latin-1", "replace"))
        for name, value in headers
        if _TOKEN.fullmatch(name)
    ]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def _deliver(answer: Answer, send: SendMessage) -> None:
    own = (each for each in answer.headers if each[0].lower() != "content-length")
    await _begin(answer.status, (*own, ("content-length", str(len(answer.body)))), send)
    await send({"type": "http.response.body", "body": answer.body})
