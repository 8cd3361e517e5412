"""What sends for a guard in a test: a client of httpx, whose transport is the test's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cometvideo.guard.sending import Came
from cometvideo.wire.exchange import Headers, header_pair


class ByHttpx:
    """Sends by a transport."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    @asynccontextmanager
    async def send(
        self, method: str, url: str, headers: Headers, body: bytes = b"", *, follow: bool = False
    ) -> AsyncIterator[Came]:
        import httpx

        async with httpx.AsyncClient(transport=self._transport, follow_redirects=follow) as client:
            client.headers.clear()
            async with client.stream(method, url, headers=list(headers), content=body) as response:
                came = tuple(header_pair(*each) for each in response.headers.raw)
                yield Came(response.status_code, came, response.aiter_raw())

    async def close(self) -> None:
        """Nothing is kept open."""
