"""Clients of a guard that take up connections, memory or time are bounded; others are served."""

import asyncio
import socket
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, closing
from typing import Any

import pytest

pytest.importorskip("uvicorn")
pytest.importorskip("httptools")

from cometvideo.guard import reading
from cometvideo.guard.reading import NotTaken, Reader
from cometvideo.guard.serving import Bounds, Server
from cometvideo.wire.exchange import HttpRequest

BOUNDS = Bounds(connections=4, head_s=0.3, head_bytes=1000, look_s=0.1)
ASKED = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        for event in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{event}.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=100)
    number = listening.getsockname()[1]
    server = Server(app, listening, BOUNDS, drain_s=1)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield number
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def status(plain: socket.socket) -> bytes:
    """The status of the next answer, b"" where the connection ends first."""
    try:
        return plain.recv(65536).partition(b" ")[2][:3]
    except ConnectionError:
        return b""


def is_served(port: int) -> bool:
    with dial(port) as plain:
        plain.sendall(ASKED)
        return status(plain) == b"200"


@pytest.mark.parametrize("begun", [b"", b"GET / HT", ASKED + b"GET / HTTP/1.1\r\nX: "])
def test_connections_that_wait_make_room(port: int, begun: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(BOUNDS.connections * 3):
            stack.enter_context(dial(port)).sendall(begun)
        assert is_served(port)


@pytest.mark.parametrize("before", [b"", ASKED])
@pytest.mark.parametrize(
    ("first", "more"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"a" * 1000),
        (b"GET / HTTP/1.1\r\n", b"a: b\r\n" * 200),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n" * 200),
    ],
)
def test_headers_without_end_end_the_connection(
    port: int, before: bytes, first: bytes, more: bytes
) -> None:
    with dial(port) as plain:
        plain.sendall(before + first)
        with pytest.raises(ConnectionError):
            plain.sendall(more * 100_000)
    assert is_served(port)


def test_who_sends_too_large_a_head_is_told(port: int) -> None:
    with dial(port) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * BOUNDS.head_bytes)
        assert status(plain) in {b"431", b""}


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nX: "])
def test_a_head_has_to_arrive_in_time(port: int, begun: bytes) -> None:
    with dial(port) as plain:
        plain.sendall(begun)
        assert status(plain) == b""


def test_bodies_are_no_heads(port: int) -> None:
    with dial(port) as plain:
        plain.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n")
        for _ in range(30):
            plain.sendall(bytes(100_000))
        assert status(plain) == b"200"


def test_one_after_the_other_is_answered(port: int) -> None:
    with dial(port) as plain, closing(plain.makefile("rb")) as lines:
        plain.sendall(ASKED * 50)
        heads = [each for each in iter(lines.readline, b"") if each.startswith(b"HTTP/1.1 200")]
        assert len(heads) == 50


def test_who_asks_on_and_never_reads_is_left(port: int) -> None:
    with dial(port) as plain, pytest.raises(ConnectionError):
        plain.sendall(ASKED * 10_000 * BOUNDS.ahead)
    assert is_served(port)


# --- Reading requests whole ---


def read(reader: Reader, *pieces: bytes, kind: bytes = b"", end: str = "") -> Any:
    """What comes of a request whose body comes in pieces, and then ends, is `gone` or late."""
    messages: list[MutableMapping[str, Any]] = [
        {"type": "http.request", "body": each, "more_body": True} for each in pieces
    ]
    if end == "gone":
        messages.append({"type": "http.disconnect"})
    elif not end:
        messages.append({"type": "http.request"})

    async def receive() -> MutableMapping[str, Any]:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop(0)

    scope = {"method": "POST", "path": "/a", "headers": [(b"content-type", kind)]}
    return asyncio.run(reader.read(scope, receive))


def test_bodies_are_bounded_each_and_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGEST_FORM", 100)
    monkeypatch.setattr(reading, "_LARGEST_OTHER", 10)
    monkeypatch.setattr(reading, "_ALL", 150)
    monkeypatch.setattr(reading, "_PIECE_S", 0.01)
    reader, form = Reader("api.example"), b"multipart/form-data; boundary=b"
    held = [read(reader, bytes(60), bytes(40), kind=form)]
    assert held[0] == HttpRequest(
        "POST", "/a", (("content-type", form.decode()),), bytes(100), "api.example"
    )
    outcomes = [
        read(reader, bytes(60), bytes(41), kind=form),
        read(reader, bytes(11), kind=b"application/json"),
        read(reader, bytes(51), kind=form),
        read(reader, bytes(9), end="late"),
        read(reader, bytes(9), end="gone"),
    ]
    assert [each and each.status for each in outcomes if not isinstance(each, HttpRequest)] == [
        503,
        413,
        503,
        408,
        None,
    ]
    reader.free(held.pop())
    assert isinstance(read(reader, bytes(60), bytes(41), kind=form), NotTaken)
    # Nothing of what was not taken is counted for good.
    assert isinstance(read(reader, bytes(100), kind=form), HttpRequest)
