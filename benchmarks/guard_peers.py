"""What the guard is measured beside: an API that does nothing, and a bare proxy in front of it.

python -m benchmarks.guard_peers upstream PORT
python -m benchmarks.guard_peers proxy UPSTREAM PORT
"""

import asyncio
import sys
from collections.abc import AsyncIterator

PIECE = bytes(65536)
TASK = (
    b'{"id":"task_abc123","task_id":"task_abc123","object":"video","model":"doubao-seedance-2-0",'
    b'"status":"in_progress","progress":30,"created_at":1790000000}'
)


class Upstream(asyncio.Protocol):
    """Answers every request with a task, once it is there; `/v1/bytes/N` with N bytes."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.head = b""
        self.left = 0
        self.room = asyncio.Event()
        self.room.set()

    def pause_writing(self) -> None:
        """The client does not keep up."""
        self.room.clear()

    def resume_writing(self) -> None:
        """It does again."""
        self.room.set()

    def data_received(self, data: bytes) -> None:
        """Take what came, and answer what is whole."""
        if self.left:
            self.left -= len(data)
        else:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.head[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.left = length - (len(self.head) - end - 4)
        if self.left <= 0:
            target = self.head.split(b" ", 2)[1]
            self.left, self.head = 0, b""
            if target.startswith(b"/v1/bytes/"):
                self.pouring = asyncio.ensure_future(self.pour(int(target.rpartition(b"/")[2])))
            else:
                self.transport.write(_head(len(TASK), b"application/json") + TASK)

    async def pour(self, size: int) -> None:
        """Send so many bytes."""
        self.transport.write(_head(size, b"video/mp4"))
        for at in range(0, size, len(PIECE)):
            await self.room.wait()
            self.transport.write(PIECE[: size - at])


def _head(size: int, kind: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, size)


async def upstream(port: int) -> None:
    """Serve the API that does nothing."""
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", port)
    await server.serve_forever()


def proxy(origin: str, port: int) -> None:
    """Serve a bare proxy, of the kind that one writes in ten minutes."""
    import httpx
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import StreamingResponse
    from starlette.routing import Route

    client = httpx.AsyncClient(base_url=origin, timeout=180)
    dropped = {"host", "content-length", "transfer-encoding", "connection"}

    async def passed(request: Request) -> StreamingResponse:
        headers = [each for each in request.headers.items() if each[0] not in dropped]
        url = httpx.URL(path=request.url.path, query=request.url.query.encode())
        sent = client.build_request(
            request.method, url, headers=headers, content=await request.body()
        )
        response = await client.send(sent, stream=True)

        async def pieces() -> AsyncIterator[bytes]:
            async for piece in response.aiter_raw():
                yield piece
            await response.aclose()

        return StreamingResponse(pieces(), response.status_code, dict(response.headers))

    app = Starlette(routes=[Route("/{path:path}", passed, methods=["GET", "POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


if __name__ == "__main__":
    if sys.argv[1] == "upstream":
        asyncio.run(upstream(int(sys.argv[2])))
    else:
        proxy(sys.argv[2], int(sys.argv[3]))
