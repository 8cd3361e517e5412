"""Answers of the console: pages that may load and do nothing but what is ours, and their files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path

from cometvideo.errors import InputError
from cometvideo.wire.exchange import Answer, Headers, HttpRequest
from cometvideo.wire.foreign import is_here, why_foreign

__all__ = [
    "ASSETS",
    "FOLDER",
    "asset",
    "feed",
    "is_navigation",
    "leading_to",
    "page",
    "plain",
    "why_refused",
]

FOLDER = Path(__file__).parent / "templates"

_POLICY = "; ".join(
    f"{directive} {source}"
    for directive, source in {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "media-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }.items()
)
_SAFE: Headers = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
ASSETS = {
    "look.css": "text/css",
    "console.css": "text/css",
    "console.js": "text/javascript",
}
"""The files that pages name, and their types."""

_LOOK_S = 0.2  # how often it is looked whether there is something new
_MOST_LOOKS = 300  # after which the browser asks again
_AGAIN_MS = 1000


def page(html: str, status: int = 200, headers: Headers = ()) -> Answer:
    """A page, or a part of one."""
    kind = ("Content-Type", "text/html; charset=utf-8")
    return Answer(status, (kind, *_SAFE, *headers), html.encode("utf-8", "replace"))


def plain(status: int, text: str) -> Answer:
    """A page of one sentence, which needs no template."""
    from html import escape

    return page(f"<!doctype html><title>cometvideo</title><p>{escape(text)}</p>\n", status)


def leading_to(path: str) -> Answer:
    """An answer that leads elsewhere on this server."""
    return Answer(302, (("Location", path), *_SAFE))


def file(data: bytes, kind: str) -> Answer:
    """A file that a page shows; opened by itself it can do nothing."""
    headers = (*_SAFE[1:], ("Content-Security-Policy", "sandbox; default-src 'none'"))
    return Answer(200, (("Content-Type", kind), *headers), data)


@cache
def asset(name: str) -> Answer:
    """One of the ASSETS."""
    from cometvideo.markup import LOOK, part

    text = LOOK.text if name == LOOK.name else part(FOLDER, name).text
    return Answer(200, (("Content-Type", f"{ASSETS[name]}; charset=utf-8"), *_SAFE), text.encode())


def is_navigation(request: HttpRequest) -> bool:
    """Whether somebody follows a link or types an address: whoever sent them there sees nothing."""
    return request.method in {"GET", "HEAD"} and (
        request.header("sec-fetch-mode") == "navigate"
        and request.header("sec-fetch-dest") == "document"
        and request.header("origin") is None
    )


def why_refused(request: HttpRequest, here: Callable[[str], bool] = is_here) -> str:
    """Why a request is answered with nothing of ours; "" where it may see all."""
    if is_navigation(request):
        headers = tuple(each for each in request.headers if each[0].lower() != "sec-fetch-site")
        request = request._replace(headers=headers)
    return why_foreign(request, here)


def feed(
    look: Callable[[], Mapping[str, object]], sleep: Callable[[float], Awaitable[object]]
) -> Answer:
    """What changes, as server-sent events (WHATWG HTML, 9.2): `look` tells what there is now.

    The first event is there at once; where a server cannot go on, the browser asks again.
    """

    async def further() -> AsyncIterator[bytes]:
        seen = first
        for _ in range(_MOST_LOOKS):
            await sleep(_LOOK_S)
            if (found := look()) != seen:
                seen = found
                yield _event(found)

    first = look()
    body = b"retry: %d\n" % _AGAIN_MS + _event(first)
    headers = (("Content-Type", "text/event-stream"), *_SAFE)
    return Answer(200, headers, body, further=further)


def _event(data: Mapping[str, object]) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


class NotThereError(InputError):
    """There is no such page, or nothing that it could show."""
