"""What leaves a guard, byte for byte, and what is made of what comes back or does not."""

import asyncio
import gzip
from collections.abc import Callable, Iterable
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any

import pytest

from cometvideo.guard.sending import Came, Sender, SendingError
from cometvideo.wire.exchange import Headers

aiohttp = pytest.importorskip("aiohttp")

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
KEPT: Headers = (("authorization", "Bearer k"), ("X-Own", "1"))


class Upstream:
    """Answers each request with the next of some bytes, and ends its connection after b""."""

    def __init__(self, answers: Iterable[bytes]) -> None:
        self.answers = list(answers)
        self.seen: list[bytes] = []
        self.hears = True
        self.writers: list[asyncio.StreamWriter] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        while self.hears and (head := await self._head(reader)):
            length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
            self.seen.append(head + await reader.readexactly(int(length or 0)))
            answer = self.answers.pop(0)
            writer.write(answer)
            if not answer or b"Connection: close" in answer:
                break
        if self.hears:
            writer.close()

    async def _head(self, reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""

    async def close(self) -> None:
        for each in self.writers:
            each.close()
            with suppress(ConnectionError):
                await each.wait_closed()


@asynccontextmanager
async def serving(*answers: bytes, longest_s: float = 20) -> Any:
    upstream, sender = Upstream(answers), Sender(longest_s)
    server = await asyncio.start_server(upstream, "127.0.0.1", 0)
    try:
        yield upstream, sender, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        await sender.close()
        server.close()
        await upstream.close()


async def send(
    sender: Sender, method: str, url: str, headers: Headers = (), body: bytes = b""
) -> tuple[Came, bytes]:
    async with sender.send(method, url, headers, body) as came:
        return came, b"".join([each async for each in came.pieces])


def run(story: Callable[[], Any]) -> None:
    asyncio.run(story())


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "leaves"),
    [
        ("GET", "/v1/a?b=%2f%zz;c", KEPT, b"", ("/v1/a?b=%2f%zz;c", *KEPT)),
        ("GET", "//a/../b//", (), b"", ("//a/../b//",)),
        ("GET", "/\xe9", (), b"", ("/%E9",)),
        ("POST", "/a", KEPT, b"123", ("/a", *KEPT, ("Content-Length", "3"))),
        ("POST", "/a", (), b"", ("/a", ("Content-Length", "0"))),
        ("GET", "/a", (("x-a", "1"), ("x-a", "2")), b"", ("/a", ("x-a", "1"), ("x-a", "2"))),
        ("GET", "/a", (("X", "\xc3\xa9"),), b"", ("/a", ("X", "\xc3\xa9"))),
    ],
)
def test_what_was_to_be_sent_is_what_leaves(
    method: str, target: str, headers: Headers, body: bytes, leaves: tuple[Any, ...]
) -> None:
    async def story() -> None:
        async with serving(OK) as (upstream, sender, origin):
            await send(sender, method, origin + target, headers, body)
        head, _, sent = upstream.seen[0].partition(b"\r\n\r\n")
        lines = sorted(f"{name}: {value}" for name, value in leaves[1:])
        first, *others = head.decode("latin-1").split("\r\n")
        assert first == f"{method} {leaves[0]} HTTP/1.1"
        assert sorted(others) == sorted([f"Host: {origin.removeprefix('http://')}", *lines])
        assert sent == body

    run(story)


def test_what_is_large_arrives_whole() -> None:
    body = bytes(range(256)) * 5000

    async def story() -> None:
        async with serving(OK) as (upstream, sender, origin):
            await send(sender, "POST", f"{origin}/a", (), body)
        assert upstream.seen[0].endswith(b"\r\n\r\n" + body)

    run(story)


PACKED = gzip.compress(b"hi", mtime=0)


@pytest.mark.parametrize(
    ("answer", "status", "header", "body"),
    [
        (OK, 200, ("content-length", "2"), b"hi"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n",
            302,
            ("location", "/else"),
            b"",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
            % (len(PACKED), PACKED),
            200,
            ("content-encoding", "gzip"),
            PACKED,
        ),
        (
            b"HTTP/1.1 200 OK\r\nX: \xe9%s\r\nConnection: close\r\n\r\nhi" % (b"a" * 60_000),
            200,
            ("x", "\xe9" + "a" * 60_000),
            b"hi",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n",
            200,
            ("transfer-encoding", "chunked"),
            b"hi",
        ),
    ],
    ids=["plain", "redirect", "packed", "long line", "chunked"],
)
def test_what_comes_is_as_it_came(
    answer: bytes, status: int, header: tuple[str, str], body: bytes
) -> None:
    async def story() -> None:
        async with serving(answer) as (_, sender, origin):
            came, read = await send(sender, "GET", f"{origin}/a")
        assert (came.status, read) == (status, body)
        assert header in came.headers

    run(story)


def test_no_cookie_goes_out_again() -> None:
    with_cookie = OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n")

    async def story() -> None:
        async with serving(with_cookie, OK) as (upstream, sender, origin):
            for _ in range(2):
                await send(sender, "GET", f"{origin}/a")
        assert len(upstream.writers) == 1
        assert upstream.seen[0] == upstream.seen[1]

    run(story)


@pytest.mark.parametrize(("method", "times", "answered"), [("POST", 2, False), ("GET", 3, True)])
def test_a_post_is_never_sent_twice(method: str, times: int, *, answered: bool) -> None:
    """Also where the connection that it is sent on turns out to be gone."""

    async def story() -> None:
        async with serving(OK, b"", OK) as (upstream, sender, origin):
            await send(sender, method, f"{origin}/a")
            with nullcontext() if answered else pytest.raises(aiohttp.ClientError) as told:
                await send(sender, method, f"{origin}/a")
            assert told is None or not isinstance(told.value, SendingError)
        assert len(upstream.seen) == times

    run(story)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nX: %s\r\n\r\n" % (b"a" * 200_000),
    ],
    ids=["none", "no HTTP", "cut", "too long a line"],
)
def test_what_left_may_have_arrived_whatever_comes_back(answer: bytes) -> None:
    async def story() -> None:
        async with serving(answer) as (_, sender, origin):
            with pytest.raises(Exception, match=r"\w") as told:
                await send(sender, "POST", f"{origin}/a?token=sk-in-the-link")
            assert getattr(told.value, "sent", True)
            assert "sk-in-the-link" not in str(told.value)

    run(story)


@pytest.mark.parametrize(
    ("url", "header", "says"),
    [
        ("http://127.0.0.1:1/a?token=sk-in-the-link", "1", "ClientConnectorError Cannot connect"),
        ("{}/a", "a\nb", "cannot be sent as it is"),
        ("{}/a", "\xff", "cannot be sent as it is"),
        ("http://[/a", "1", "cannot be sent as it is"),
        ("http:///a", "1", "InvalidUrl"),
    ],
)
def test_what_never_left_is_told_apart(url: str, header: str, says: str) -> None:
    async def story() -> None:
        async with serving() as (upstream, sender, origin):
            where = url.format(origin)
            with pytest.raises(SendingError, match=says) as told:
                await send(sender, "POST", where, (("x-a", header),), b"a")
            assert not told.value.sent
            assert "sk-in-the-link" not in str(told.value)
        assert upstream.seen == []

    run(story)


def test_silence_ends() -> None:
    async def story() -> None:
        begun = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
        for answer in (b"HTTP/1.1 200", begun):
            async with serving(answer, longest_s=0.05) as (upstream, sender, origin):
                with pytest.raises(TimeoutError):
                    await send(sender, "GET", f"{origin}/a")
                assert len(upstream.seen) == 1
        async with serving(longest_s=0.05) as (upstream, sender, origin):
            upstream.hears = False
            with pytest.raises(TimeoutError):
                await send(sender, "POST", f"{origin}/a", (), bytes(20_000_000))

    run(story)


@pytest.mark.parametrize(("direct", "target"), [("", "http://api.invalid/a"), ("127.0.0.1", "/a")])
def test_proxies_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, direct: str, target: str
) -> None:
    async def story() -> None:
        async with serving(OK) as (upstream, _, origin):
            monkeypatch.setenv("http_proxy", "http://127.0.0.1:1" if direct else origin)
            monkeypatch.setenv("no_proxy", direct)
            sender = Sender(20)
            await send(sender, "GET", f"{origin}/a" if direct else "http://api.invalid/a")
            await sender.close()
        assert upstream.seen[0].startswith(f"GET {target} HTTP/1.1".encode())

    run(story)
