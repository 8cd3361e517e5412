"""An upstream of another make, as an ASGI application: it counts what it makes, and may misbehave.

Nothing of cometvideo is in it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]


class Upstream:
    """Makes a task for every create that it reads; `ends` says how each one is answered, in turn.

    `answer` (the default), `drop` (made, and no answer), `hold` (made, answered once `released`),
    or a status with which it is refused and not made, or `made-500`: made, and answered with 500.
    `poll_ends` says the same of polls.
    """

    def __init__(self) -> None:
        self.made: list[str] = []
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.ends: list[str] = []
        self.released = asyncio.Event()
        self.status = "queued"
        self.code = "no"
        self.extra: dict[str, object] = {}
        self.poll_ends: list[str] = []
        self.poll_extra: dict[str, object] = {}
        self.cookie = ""

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.seen.append((scope["method"], scope["path"], headers, body))
        if scope["method"] != "POST":
            await self._poll(scope["path"].rpartition("/")[2], send)
            return
        end = self.ends.pop(0) if self.ends else "answer"
        if end.isdigit():
            await self._say(
                send, int(end), {"error": {"code": self.code, "message": f"refused {self.extra}"}}
            )
            return
        self.made.append(f"task_{len(self.made) + 1}")
        task = self.made[-1]
        if end == "drop":
            raise ConnectionResetError("dropped")
        if end == "hold":
            await self.released.wait()
        if end == "made-500":
            await self._say(send, 500, {"error": {"code": "x", "message": "oops"}})
            return
        made = {"id": task, "status": "queued", "progress": 0, **self.extra}
        await self._say(send, 200, made)

    async def _poll(self, task: str, send: Callable[[Message], Awaitable[None]]) -> None:
        if self.poll_ends and self.poll_ends[0] == "hold":
            self.poll_ends.pop(0)
            await self.released.wait()
        end = self.poll_ends.pop(0) if self.poll_ends else "answer"
        if end == "drop":
            raise ConnectionResetError("dropped")
        if end.isdigit():
            await self._say(send, int(end), {"error": {"code": "no", "message": "not now"}})
            return
        known = {"id": task, "status": self.status, "progress": 0}
        await self._say(send, 200, {**known, **self.poll_extra})

    async def _say(
        self, send: Callable[[Message], Awaitable[None]], status: int, data: object
    ) -> None:
        headers = [(b"content-type", b"application/json"), (b"x-request-id", b"r-1")]
        if self.cookie:
            headers.append((b"set-cookie", self.cookie.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(data).encode()})
