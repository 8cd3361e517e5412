"""Ordinary traffic with the other upstream, and the recording that a browser would make of it.

It has nothing of cometvideo, as the upstream has not.
"""

import base64
import json
import random
import struct
import zlib
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.live.other_make.switches import FAST, ONE, PRO, TWO

__all__ = ["drawn_request", "driven", "form"]

_MODELS = (TWO, FAST, PRO, ONE)
_LENGTHS = {
    TWO: [None, 4, 5, 8, 12, 15, 16, 3],
    FAST: [None, 4, 5, 10, 15, 16, 3],
    PRO: [None, 4, 5, 8, 12, 13, 3],
    ONE: [None, 2, 3, 5, 8, 10, 11, 1],
}
_SIZES = [None, "16:9", "9:16", "1:1", "1280x720", "720x1280", "960x960", "1112x834", "864x496"]
_RARE = [{"note": "x"}, {"prompt": ""}, {"size": "720x720"}, {"size": "720p"}, {"model": "sora"}]
_MOST_POLLS = 12


def driven(base_url: str, key: str, jobs: int, seed: int) -> dict[str, Any]:
    """A HAR file of so many drawn jobs: creates, polls until the end, and the videos."""
    drawn = random.Random(seed)
    entries: list[dict[str, Any]] = []
    for _ in range(jobs):
        entries += _job(base_url, key, drawn_request(drawn), drawn)
    return {"log": {"version": "1.2", "creator": {"name": "a test"}, "entries": entries}}


def drawn_request(drawn: random.Random) -> dict[str, Any]:
    """The fields of an ordinary request, of which some ask for what is not to be had."""
    model = drawn.choice(_MODELS)
    fields: dict[str, Any] = {"prompt": f"A kite, take {drawn.randrange(999)}.", "model": model}
    if seconds := drawn.choice(_LENGTHS[model]):
        fields["seconds"] = str(seconds)
    if size := drawn.choice(_SIZES):
        fields["size"] = size
    if drawn.random() < 0.15:
        fields["input_reference"] = _png(640, 480)
    if drawn.random() < 0.1:
        fields |= drawn.choice(_RARE)
    return fields


def _job(
    base_url: str, key: str, fields: dict[str, Any], drawn: random.Random
) -> Iterator[dict[str, Any]]:
    kind, body = form(fields, f"b{drawn.randrange(10**9)}")
    headers = {"Authorization": f"Bearer {key}", "Content-Type": kind}
    created = _asked("POST", f"{base_url}/videos", headers, body)
    yield created
    task = _task(created).get("id")
    for _ in range(_MOST_POLLS if task else 0):
        polled = _asked("GET", f"{base_url}/videos/{task}", {"Authorization": f"Bearer {key}"})
        yield polled
        told = _task(polled)
        if link := told.get("video_url"):
            yield _asked("GET", str(link), {})
        if told.get("status") in {"completed", "failed", "error"}:
            return


def form(fields: Mapping[str, str | bytes], boundary: str = "b") -> tuple[str, bytes]:
    """A form as it is sent: its content type and its body."""
    parts = (_part(boundary, name, value) for name, value in fields.items())
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body


def _part(boundary: str, name: str, value: str | bytes) -> bytes:
    if isinstance(value, str):
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        return head.encode() + value.encode() + b"\r\n"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    return head.encode() + value + b"\r\n"


def _asked(method: str, url: str, headers: dict[str, str], body: bytes = b"") -> dict[str, Any]:
    """One exchange as an entry of a HAR file; 0 is the status of one without an answer."""
    to = urlsplit(url)
    connection = HTTPConnection(to.netloc, timeout=30)
    target = to.path + (f"?{to.query}" if to.query else "")
    try:
        connection.request(method, target, body or None, headers)
        got = connection.getresponse()
        status, data, back = got.status, got.read(), got.getheaders()
    except (OSError, HTTPException):
        status, data, back = 0, b"", []
    finally:
        connection.close()
    request: dict[str, Any] = {"method": method, "url": url, "headers": _listed(headers.items())}
    if body:
        # As a proxy saves it: a browser would not keep the picture.
        text = {"text": base64.b64encode(body).decode(), "encoding": "base64"}
        request["postData"] = {"mimeType": headers["Content-Type"], **text}
    content = {"encoding": "base64", "text": base64.b64encode(data).decode()}
    return {
        "startedDateTime": "2026-11-26T12:00:00.000Z",
        "request": request,
        "response": {"status": status, "headers": _listed(back), "content": content},
    }


def _listed(headers: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _task(entry: dict[str, Any]) -> dict[str, Any]:
    try:
        data = json.loads(base64.b64decode(entry["response"]["content"]["text"]))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (height * (width * 3 + 1)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
