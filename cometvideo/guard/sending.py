"""Sending: what goes to the API as it is, with aiohttp, and what comes of it, as it comes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote
from urllib.request import getproxies, proxy_bypass

from cometvideo.wire.exchange import Headers, header_pair

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

__all__ = ["OF_ONE_HOP", "UNSENDABLE", "Came", "Sender", "Sending", "SendingError", "shown_headers"]

OF_ONE_HOP = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "content-length",
        "expect",
    ]
)
"""Headers about one connection, which go no further (RFC 9110, 7.6.1), or that each writes anew."""

_CONNECT_S = 15.0
_IDLE_S = 5.0  # for which a connection is kept that nothing is sent on
_LONGEST_LINE = 100_000  # bytes of a line of an answer's head
_PIECE = 1 << 18
UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What no value of a header may have in it."""
_ASCII = "".join(map(chr, range(128)))
# What aiohttp would add by itself, of which no client has said anything.
_NOT_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class SendingError(Exception):
    """What was to be sent has no answer, and why; whether any of it may have been `sent`."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


class Came(NamedTuple):
    """What came of what was sent: a status, headers, and the body as it comes, coded as it is."""

    status: int
    headers: Headers
    pieces: AsyncIterator[bytes]


def shown_headers(headers: Headers) -> Headers:
    """The headers of an answer that go back to the client."""
    return tuple(
        each for each in headers if each[0] == "content-length" or each[0] not in OF_ONE_HOP
    )


class Sending(Protocol):
    """What sends for a guard: nothing is added, kept for later, or sent twice if that may cost."""

    def send(
        self, method: str, url: str, headers: Headers, body: bytes = b"", *, follow: bool = False
    ) -> AbstractAsyncContextManager[Came]:
        """Send a request; its redirects are answers, unless they are to be followed.

        A SendingError says whether any of it may have arrived; after any other error it may.
        """

    async def close(self) -> None:
        """Let go of what is kept open."""


class Sender:
    """Sends over connections that stay open for a moment, by the proxies of the environment.

    Any silence of the other side is an error after `longest_s` seconds.
    """

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self._proxies = getproxies()
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def send(
        self, method: str, url: str, headers: Headers, body: bytes = b"", *, follow: bool = False
    ) -> AsyncIterator[Came]:
        """See Sending."""
        address, written = _address(url), _written(headers, body)
        session = self._session or self._begun()
        # Of what is being written aiohttp has no bounds in time.
        async with asyncio.timeout(self._longest_s):
            response = await self._answer(
                session.request(
                    method,
                    address,
                    headers=written,
                    data=_data(body),
                    allow_redirects=follow,
                    proxy=self._proxy(address),
                )
            )
        async with response:
            yield Came(
                response.status,
                tuple(header_pair(*each) for each in response.raw_headers),
                response.content.iter_any(),
            )

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    def _begun(self) -> aiohttp.ClientSession:
        import aiohttp
        import httpx

        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=_IDLE_S, ssl=httpx.create_ssl_context()
            ),
            timeout=aiohttp.ClientTimeout(
                total=None, connect=_CONNECT_S, sock_read=self._longest_s
            ),
            # Of one key they would go out with the requests of others.
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=_NOT_ADDED,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
        )
        return self._session

    async def _answer(self, asked: Awaitable[aiohttp.ClientResponse]) -> aiohttp.ClientResponse:
        import aiohttp

        try:
            return await asked
        except aiohttp.ClientResponseError as error:
            # Not as it is, since it would say the address, and that the query of a link.
            unsent = isinstance(error, aiohttp.ClientHttpProxyError)
            raise SendingError(_words(error, error.message), sent=not unsent) from None
        except aiohttp.ClientConnectorError as error:
            raise SendingError(_words(error, str(error)), sent=False) from None
        except (aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise SendingError(_words(error), sent=False) from None

    def _proxy(self, address: URL) -> str | None:
        found = self._proxies.get(address.scheme) or self._proxies.get("all")
        return None if found is None or proxy_bypass(address.host or "") else found


def _words(error: Exception, more: str = "") -> str:
    return f"{type(error).__name__} {more}".strip()


def _address(url: str) -> URL:
    from yarl import URL

    try:
        return URL(url if url.isascii() else quote(url, _ASCII, "latin-1"), encoded=True)
    except ValueError:
        raise SendingError("its address cannot be sent as it is", sent=False) from None


def _written(headers: Headers, body: bytes) -> list[tuple[str, str]]:
    """Headers as texts that go out as the bytes they are; their values are of Latin-1."""
    try:
        written = [
            (name, value if value.isascii() else value.encode("latin-1").decode())
            for name, value in headers
        ]
    except UnicodeError:
        written = [("", "\0")]
    if any(UNSENDABLE.search(value) for _, value in written):
        raise SendingError("something in the request cannot be sent as it is", sent=False)
    return [*written, ("Content-Length", str(len(body)))] if body else written


def _data(body: bytes) -> bytes | AsyncGenerator[memoryview, None] | None:
    return (body or None) if len(body) <= _PIECE else _pieces(body)


async def _pieces(body: bytes) -> AsyncGenerator[memoryview, None]:
    """A body piece by piece, none of them copied, as fast as the other side takes them."""
    view = memoryview(body)
    for at in range(0, len(body), _PIECE):
        yield view[at : at + _PIECE]
