"""Videos: the links to finished ones, signed and expiring, and the files behind them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import Rendering
from cometvideo.samples.files import picture
from cometvideo.wire.dimensions import read_dimensions
from cometvideo.wire.exchange import Answer, Headers, HttpRequest
from cometvideo.wire.mp4 import MAX_SECONDS, MAX_SIDE, MIN_SIDE, video

__all__ = [
    "dimensions",
    "fallback_size",
    "link_target",
    "serve_picture",
    "serve_video",
    "task_of",
    "video_file",
]

_PATH = re.compile(r"/videos/([^/]+)\.mp4")
_DIGITS = re.compile(r"[0-9]{1,18}")
_RANGE = re.compile(r"bytes=(?:(\d+)-(\d*)|-(\d+))")

Size = tuple[int, int]


def link_target(task_id: str, expires: int, secret: str) -> str:
    """Path and query of the link to a task's video, good until `expires` (Unix seconds)."""
    path = f"/videos/{task_id}.mp4"
    return f"{path}?expires={expires}&signature={_signature(path, expires, secret)}"


def task_of(request: HttpRequest) -> str | None:
    """The task whose video is asked for, or None where the path is no link's."""
    found = _PATH.fullmatch(request.path)
    return None if found is None else found[1]


def serve_video(
    request: HttpRequest,
    rendering: Rendering,
    *,
    fallback: Size,
    fps: int,
    now: float,
    secret: str,
    answers_head: bool = True,
    recorded: bytes | None = None,
) -> Answer:
    """Answer a request for a video: the file (one that was recorded), a part of it, or why not.

    A link that does not answer HEAD takes one for what it is not signed for.
    """
    if request.method not in {"GET", "HEAD"}:
        return _refused(405, "MethodNotAllowed", (("Allow", "GET, HEAD"),))
    query = dict(parse_qsl(request.query))
    asked = query.get("expires", "")
    expires = int(asked) if _DIGITS.fullmatch(asked) else 0
    is_signed = query.get("signature") == _signature(request.path, expires, secret)
    if not is_signed or (request.method == "HEAD" and not answers_head):
        return _refused(403, "SignatureDoesNotMatch")
    if now >= expires:
        return _refused(403, "AccessDenied: the link has expired; ask after the task again")
    if recorded is not None:
        digest = hashlib.blake2b(recorded, digest_size=8).hexdigest()
        return _file(request, recorded, f'"{digest}"')
    return video_file(request, rendering, fallback=fallback, fps=fps)


def video_file(request: HttpRequest, rendering: Rendering, *, fallback: Size, fps: int) -> Answer:
    """The file of a rendering, or the part of it that is asked for."""
    width, height, seconds = dimensions(rendering, fallback)
    return _file(request, _video(width, height, seconds, fps), f'"{width}x{height}-{seconds}s"')


def serve_picture(rendering: Rendering, fallback: Size) -> Answer:
    """A white picture of the size of a video, for the variants that are none."""
    width, height, _ = dimensions(rendering, fallback)
    return Answer(200, (("Content-Type", "image/png"),), picture(width, height))


def dimensions(rendering: Rendering, fallback: Size) -> tuple[int, int, int]:
    """Width, height and seconds of the file for a rendering: the nearest that can be made.

    Sides are made even and kept within what the writer takes; what no fact tells is `fallback`.
    """
    width, height = rendering.width or fallback[0], rendering.height or fallback[1]
    seconds = min(max(rendering.seconds or 1, 1), MAX_SECONDS)
    return _side(width), _side(height), seconds


@lru_cache(maxsize=64)
def fallback_size(matrix: Matrix, unlike: Size | None = None) -> Size:
    """The size of a video of which no fact tells it: the first other one that the spec lists."""
    listed = (
        read_dimensions(str(each))
        for fact in matrix.block("sizes").all_facts()
        for each in (fact.value if isinstance(fact.value, tuple) else fact.options)
    )
    return next((each for each in listed if each and each != unlike), (16, 16))


def _side(pixels: int) -> int:
    return min(max(pixels + pixels % 2, MIN_SIDE), MAX_SIDE)


@lru_cache(maxsize=64)
def _video(width: int, height: int, seconds: int, fps: int) -> bytes:
    return video(width, height, seconds, fps=fps)


def _signature(path: str, expires: int, secret: str) -> str:
    signed = f"{secret}/{path}/{expires}".encode("utf-8", "replace")
    return hashlib.blake2b(signed, digest_size=16).hexdigest()


def _file(request: HttpRequest, data: bytes, etag: str) -> Answer:
    headers: Headers = (
        ("Content-Type", "video/mp4"),
        ("ETag", etag),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", "private"),
    )
    if etag in _etags(request.header("if-none-match")):
        return Answer(304, headers)
    status = 200
    asked = _RANGE.fullmatch(request.header("range") or "")
    if asked and _is_backwards(asked):
        asked = None  # a range that ends before it begins is none, RFC 9110, 14.1.1
    if asked and request.header("if-range") in {None, etag} and request.method == "GET":
        first, last = _bounds(asked, len(data))
        if first >= len(data) or last < 0:
            return _refused(416, "InvalidRange", (("Content-Range", f"bytes */{len(data)}"),))
        headers += (("Content-Range", f"bytes {first}-{last}/{len(data)}"),)
        status, data = 206, data[first : last + 1]
    # The body of a HEAD is left out by whoever sends the answer, after its length was told.
    return Answer(status, headers, data)


def _etags(header: str | None) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in (header or "").split(",")}


def _bounds(asked: re.Match[str], length: int) -> tuple[int, int]:
    start, end, suffix = (_capped(group) for group in asked.groups())
    if suffix is not None:
        return max(length - suffix, 0), length - 1 if suffix else -1
    return start or 0, length - 1 if end is None else min(end, length - 1)


def _is_backwards(asked: re.Match[str]) -> bool:
    start, end, _ = map(_capped, asked.groups())
    return start is not None and end is not None and end < start


def _capped(digits: str | None) -> int | None:
    # Digits beyond any file's length; int() refuses texts of thousands of them.
    return int(digits[:18]) if digits else None


_ERRORS: Mapping[str, str] = {"Content-Type": "application/xml"}


def _refused(status: int, code: str, headers: Headers = ()) -> Answer:
    body = f"<?xml version='1.0' encoding='UTF-8'?>\n<Error><Code>{code}</Code></Error>"
    return Answer(status, (*_ERRORS.items(), *headers), body.encode())
