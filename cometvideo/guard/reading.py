"""Reading requests whole, within bounds: the size of each, that of all together, and the time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

from cometvideo.wire.exchange import HttpRequest, header_pair

__all__ = ["NotTaken", "Reader"]

_LARGEST_FORM, _LARGEST_OTHER = 100_000_000, 32 << 20
_ALL = 256 << 20  # bytes of all bodies that are under way
_PIECE_S, _BODY_S = 20.0, 600.0  # for a piece of a body, and for all of it


class NotTaken(NamedTuple):
    """A request that is not read to its end: a status, and why."""

    status: int
    why: str


class Reader:
    """Reads requests to one host. What was read counts until it is given back with `free`."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._held = 0

    async def read(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    ) -> HttpRequest | NotTaken | None:
        """The request, or why it is not taken; None where its client went away."""
        headers = tuple(header_pair(name, value) for name, value in scope["headers"])
        is_form = any(n == "content-type" and "multipart" in v.lower() for n, v in headers)
        most = _LARGEST_FORM if is_form else _LARGEST_OTHER
        pieces: list[bytes] = []
        size = 0
        found: NotTaken | None = None
        try:
            async with asyncio.timeout(_BODY_S):
                has_more = True
                while has_more and found is None:
                    async with asyncio.timeout(_PIECE_S):
                        message = await receive()
                    if message["type"] != "http.request":
                        self._held -= size
                        return None
                    has_more = message.get("more_body", False)
                    piece = message.get("body", b"")
                    found = self._why_not(size, len(piece), most)
                    if found is None:
                        pieces.append(piece)
                        size += len(piece)
        except TimeoutError:
            found = NotTaken(408, "the request came too slowly")
        if found is not None:
            self._held -= size
            return found
        query = scope.get("query_string", b"")
        raw = scope.get("raw_path") or scope["path"].encode("latin-1", "replace")
        target = (raw + (b"?" + query if query else b"")).decode("latin-1")
        return HttpRequest(scope["method"], target, headers, b"".join(pieces), self._host)

    def _why_not(self, size: int, more: int, most: int) -> NotTaken | None:
        """Why so many `more` bytes are not taken; where they are, they count."""
        if size + more > most:
            return NotTaken(413, f"a request of this type has at most {most} bytes")
        if self._held + more > _ALL:
            return NotTaken(503, "others send too much at present")
        self._held += more
        return None

    def free(self, request: HttpRequest) -> None:
        """Let others have what a request takes up."""
        self._held -= len(request.body)
