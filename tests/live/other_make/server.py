"""The other upstream as a process: it prints where it is, and ends when its input does.

python -m tests.live.other_make.server KEY FOLDER '{"create_status": 201}'
"""

import asyncio
import json
import sys
from pathlib import Path

from tests.live.other_make.service import Reply, Service
from tests.live.other_make.switches import switched

_LARGEST = 8 * 1024 * 1024


async def _serve(
    service: Service, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the requests of one connection until it ends."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            line, *rest = head.strip().split("\r\n")
            method, target, _ = line.split(" ", 2)
            pairs = (each.partition(":") for each in rest)
            headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
            size = int(headers.get("content-length", "0"))
            if size > _LARGEST:
                break
            body = await reader.readexactly(size)
            await asyncio.sleep(service.s["latency"])
            reply = service.answer(method, target, headers, body)
            writer.write(_written(reply))
            await writer.drain()
            if reply.cut is not None or headers.get("connection") == "close":
                break
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    finally:
        writer.close()


def _written(reply: Reply) -> bytes:
    lines = [
        f"HTTP/1.1 {reply.status} Answer",
        f"Content-Type: {reply.kind}",
        f"Content-Length: {len(reply.body)}",
        *(f"{name}: {value}" for name, value in reply.headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + reply.body[: reply.cut]


async def _run(key: str, folder: str, changes: str) -> None:
    service = Service(switched(json.loads(changes)), key, Path(folder))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(service, reader, writer)

    servers = [await asyncio.start_server(serve, "127.0.0.1", 0) for _ in range(2)]
    here, there = (f"http://127.0.0.1:{each.sockets[0].getsockname()[1]}" for each in servers)
    service.s["api_at"], service.videos_at = here, there
    sys.stdout.write(f"{here}/v1\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:4]))
