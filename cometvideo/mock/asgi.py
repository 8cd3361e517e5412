"""The mock as an ASGI application, to be mounted in another one or run by any ASGI server."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from cometvideo.mock.answers import header_value, json_answer
from cometvideo.mock.api import MockApi
from cometvideo.mock.uploads import CROWDED, Budget, Limits, Pieces, read_create
from cometvideo.wire.exchange import Answer, HttpRequest, header_pair

__all__ = ["AsgiApp", "asgi_app"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
SendMessage = Callable[[Message], Awaitable[None]]


def asgi_app(api: MockApi | None = None, limits: Limits | None = None) -> AsgiApp:
    """The mock as an ASGI application.

    Videos lie under the host that `api.state.videos_origin` names, at the same application. No
    ASGI application can drop a connection: here a drop is an answer that is cut short.
    """
    return AsgiApp(api or MockApi(), limits or Limits())


class AsgiApp:
    """Serves one mock."""

    def __init__(self, api: MockApi, limits: Limits) -> None:
        self.api = api
        self.limits = limits
        self._budget = Budget(limits.bodies_bytes)

    async def __call__(self, scope: Message, receive: Receive, send: SendMessage) -> None:
        """Answer one request, or take part in the server's start and stop."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _serve(self, scope: Message, receive: Receive, send: SendMessage) -> None:
        head = _head(scope)
        body = Pieces(head, self.api.largest_body(head), self._budget)
        try:
            async with asyncio.timeout(self.limits.body_s):
                is_whole = await self._read(body, receive)
            answer = await self._answer(head, body) if is_whole else None
        except TimeoutError:
            answer = self._refuse(head, 408, "the body came too slowly")
        finally:
            body.close()
        if answer is None:
            self.api.note_unanswered(head, "the body was cut short; nothing was done")
        else:
            await _deliver(answer, receive, send)

    async def _read(self, body: Pieces, receive: Receive) -> bool:
        """Read the body; tells whether the client stayed until the end of it."""
        more = True
        while more:
            async with asyncio.timeout(self.limits.idle_s):
                message = await receive()
            if message["type"] == "http.disconnect":
                return False
            more = message.get("more_body", False)
            body.add(message.get("body", b""))
        return True

    async def _answer(self, head: HttpRequest, body: Pieces) -> Answer:
        if body.crowded:
            return self._refuse(head, 503, CROWDED)
        request, reading = body.finish(), None
        if self.api.reads_long(request):
            reading = await asyncio.to_thread(read_create, request)
        if self.api.shows_long(request):
            return await asyncio.to_thread(self.api.handle, request)
        return self.api.handle(request, reading=reading)

    def _refuse(self, head: HttpRequest, status: int, why: str) -> Answer:
        self.api.note_unanswered(head, f"{why}; nothing was done")
        return json_answer(status, {"error": {"message": why}})


async def _deliver(answer: Answer, receive: Receive, send: SendMessage) -> None:
    """Send an answer as it is meant to arrive, as far as an application decides that."""
    is_whole = answer.delivery.cut_at is None and not answer.delivery.drop
    length = len(answer.body) if is_whole else len(answer.body) or 1
    for act, seconds, data in answer.steps():
        if act == "wait":
            await _pause(seconds, receive)
            if math.isinf(seconds):
                return
        elif act in {"head", "drop"}:
            await send(_start(answer, length))
        elif act == "bytes":
            await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _pause(seconds: float, receive: Receive) -> None:
    """Wait, but not for longer than anybody is there."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _head(scope: Message) -> HttpRequest:
    """The request without its body. Of a mounted application, the path is the one below it."""
    headers = tuple([header_pair(name, value) for name, value in scope["headers"]])
    raw = scope.get("raw_path") or scope["path"].encode()
    target = raw.decode("latin-1").removeprefix(scope.get("root_path", ""))
    if query := scope.get("query_string"):
        target += "?" + query.decode("latin-1")
    host = next((value for name, value in headers if name == "host"), "")
    return HttpRequest(scope["method"], target, headers, b"", host)


def _start(answer: Answer, length: int) -> Message:
    headers = [
        (name.lower().encode("latin-1"), header_value(value).encode("latin-1", "replace"))
        for name, value in answer.headers
    ]
    if answer.header("content-length") is None:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}
