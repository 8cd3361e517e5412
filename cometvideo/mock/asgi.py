"""The mock as an ASGI application, to be mounted in another one or run by any ASGI server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from cometvideo.mock.answers import json_answer
from cometvideo.mock.api import MockApi, declared_size
from cometvideo.mock.delivery import TRICKLES
from cometvideo.mock.limits import Limits
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
        """The request with its body; None where the client left before the end of it.

        More than the mock takes is read and forgotten: a client that still sends would not see
        the answer. What remains then is the size, as the header that tells it.
        """
        most = self.api.largest_body
        pieces: list[bytes] = []
        kept = declared_size(head) <= most
        size = 0
        more = True
        while more:
            async with asyncio.timeout(self.limits.idle_s):
                message = await receive()
            if message["type"] == "http.disconnect":
                return None
            more = message.get("more_body", False)
            piece = message.get("body", b"")
            size += len(piece)
            kept = kept and size <= most
            if kept:
                pieces.append(piece)
            else:
                pieces.clear()
        if not kept:
            headers = tuple(each for each in head.headers if each[0] != "content-length")
            return head._replace(headers=(*headers, ("content-length", str(size))))
        return head.with_body(b"".join(pieces))


async def _deliver(answer: Answer, receive: Receive, send: SendMessage) -> None:
    """Send an answer as it is meant to arrive, as far as an application decides that."""
    how = answer.delivery
    if how.stall:
        await _until_gone(receive)
        return
    await _pause(how.delay_s, receive)
    body, cut_at = answer.body, 0 if how.drop else how.cut_at
    await send(_start(answer, len(body) or 1 if cut_at is not None else len(body)))
    body = body[:cut_at]
    step = -(-len(body) // TRICKLES) if how.trickle_s else len(body)
    for at in range(0, len(body), step or 1):
        await _pause(how.trickle_s / TRICKLES, receive)
        await send({"type": "http.response.body", "body": body[at : at + step], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _pause(seconds: float, receive: Receive) -> None:
    """Wait, but not for longer than anybody is there."""
    if seconds > 0:
        try:
            async with asyncio.timeout(seconds):
                await _until_gone(receive)
        except TimeoutError:
            return


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


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
