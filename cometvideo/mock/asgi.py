"""The mock as an ASGI application, to be mounted in another one or run by any ASGI server."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from cometvideo.mock.answers import json_answer
from cometvideo.mock.api import MockApi
from cometvideo.mock.uploads import Limits, Pieces
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
        try:
            request = await self._read(head, receive)
        except TimeoutError:
            self.api.note_unanswered(head, "the body came too slowly; nothing was done")
            message = {"error": {"message": "the body came too slowly"}}
            await _deliver(json_answer(408, message), receive, send)
            return
        if request is None:
            self.api.note_unanswered(head, "the body was cut short; nothing was done")
            return
        await _deliver(self.api.handle(request), receive, send)

    async def _read(self, head: HttpRequest, receive: Receive) -> HttpRequest | None:
        """The request with its body; None where the client left before the end of it."""
        body = Pieces(head, self.api.largest_body)
        more = True
        while more:
            async with asyncio.timeout(self.limits.idle_s):
                message = await receive()
            if message["type"] == "http.disconnect":
                return None
            more = message.get("more_body", False)
            body.add(message.get("body", b""))
        return body.finish()


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
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in answer.headers
    ]
    if answer.header("content-length") is None:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}
