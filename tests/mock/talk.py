"""Talking to a mock without a network: requests as clients send them, answers as JSON."""

import json
import struct
import zlib
from typing import Any

from cometvideo.mock import MockApi
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer, Headers, HttpRequest
from cometvideo.wire.request import Part

KEY = "a-key"
FIELDS = {"prompt": "a cat", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}


def png(width: int = 400, height: int = 400) -> bytes:
    """A whole PNG of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width + 1) * height))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


class Talker:
    """A client with a key; `api` answers it."""

    def __init__(self, api: MockApi, key: str | None = KEY) -> None:
        self.api = api
        self.headers: Headers = (("Authorization", f"Bearer {key}"),) if key else ()
        self.controls = api.controls(key)

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: Headers = (), host: str = ""
    ) -> Answer:
        return self.api.handle(HttpRequest(method, target, (*self.headers, *headers), body, host))

    def create(self, *parts: Part, **fields: str | None) -> Answer:
        """Send a create: good fields, changed as given (None leaves one out), and further parts."""
        merged = {**FIELDS, **fields}
        texts = [Part(name, value.encode()) for name, value in merged.items() if value is not None]
        content_type, body = multipart([*texts, *parts], "boundary0123456789")
        return self.ask("POST", "/v1/videos", body, (("Content-Type", content_type),))

    def task(self, **fields: str | None) -> str:
        """Create a task, which must work, and return its id."""
        answer = self.create(**fields)
        assert answer.status == 200, answer
        return str(data(answer)["id"])

    def poll(self, task_id: str) -> dict[str, Any]:
        answer = self.ask("GET", f"/v1/videos/{task_id}")
        assert answer.status == 200, answer
        return data(answer)

    def finished(self, task_id: str, most: int = 10) -> dict[str, Any]:
        """Poll a task until it has a link."""
        for _ in range(most):
            shown = self.poll(task_id)
            if "video_url" in shown:
                return shown
        raise AssertionError(f"no link after {most} polls: {shown}")

    def download(self, link: str, method: str = "GET", headers: Headers = ()) -> Answer:
        """Follow a link as a browser does: without the key."""
        host, _, target = link.partition("//")[2].partition("/")
        return self.api.handle(HttpRequest(method, "/" + target, headers, b"", host))


def data(answer: Answer) -> dict[str, Any]:
    """The JSON object in an answer."""
    found = json.loads(answer.body)
    assert isinstance(found, dict)
    return found
