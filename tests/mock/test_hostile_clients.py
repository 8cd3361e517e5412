"""Clients that take up memory, time or connections: each is bounded, and others are served."""

import asyncio
import gc
import json
import socket
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from cometvideo.mock import MockApi, Server
from cometvideo.mock.uploads import Budget, Limits, Pieces
from cometvideo.wire.exchange import HttpRequest
from tests.mock.test_connection import POLL, Wire, exchange

pytest.importorskip("httptools")

KEY = b"Authorization: Bearer k\r\n"
LIMITS = Limits(idle_s=0.4, keep_alive_s=0.4, linger_s=0.3, body_s=1.0, connections=8)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(MockApi(plan="immediate"), limits=LIMITS) as running:
        yield running


def dial(server: Server, *, buffer: int | None = None) -> socket.socket:
    host, port = urlsplit(server.origin).netloc.split(":")
    plain = socket.socket()
    plain.settimeout(20)
    if buffer is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    plain.connect((host, int(port)))
    return plain


def status(plain: socket.socket) -> bytes:
    """The status of the next answer, b"" where the connection ends first."""
    try:
        return plain.recv(65536).partition(b" ")[2][:3]
    except ConnectionError:
        return b""


def is_served(server: Server) -> bool:
    with dial(server) as plain:
        plain.sendall(POLL % 1)
        return status(plain) == b"400"


class Unread(Wire):
    """A transport whose client takes nothing: everything stays in its buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol: asyncio.BufferedProtocol | None = None
        self.is_read = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        super().write(data)
        if len(self.written) > 64 * 1024 and self.protocol is not None:
            self.protocol.pause_writing()

    def get_write_buffer_size(self) -> int:
        return len(self.written)

    def pause_reading(self) -> None:
        self.is_read = False


def test_a_client_that_never_reads_is_answered_no_more() -> None:
    from cometvideo.mock.connection import Connection, Shared

    async def main() -> tuple[Unread, int]:
        api = MockApi()
        connection = Connection(api, Limits(), Shared.new(Limits(), 256 * 1024), None)
        wire = Unread()
        wire.protocol = connection
        connection.connection_made(wire)
        wrong = b"GET /nowhere HTTP/1.1\r\n\r\n" * 5000
        connection.get_buffer(-1)[: len(wrong)] = wrong
        connection.buffer_updated(len(wrong))
        owed = len(wire.written)
        assert not wire.is_read
        wire.written = b""
        connection.resume_writing()
        return wire, owed

    wire, owed = asyncio.run(main())
    assert 64 * 1024 < owed < 80 * 1024
    assert 64 * 1024 < len(wire.written) < 80 * 1024  # and goes on once the client does


@pytest.mark.thorough
def test_a_client_that_never_reads_ends(server: Server) -> None:
    with dial(server, buffer=4096) as plain:
        plain.settimeout(5)
        with pytest.raises(OSError):  # noqa: PT011 - a reset, or no more room to send in
            plain.sendall(b"GET /nowhere HTTP/1.1\r\n\r\n" * 1_000_000)
    assert is_served(server)


def drip(server: Server, begin: bytes, piece: bytes) -> tuple[float, bytes]:
    """Send a little at a time; returns how long that was possible, and what came."""
    with dial(server) as plain:
        plain.settimeout(0.05)
        plain.sendall(begin)
        begun = time.monotonic()
        while time.monotonic() < begun + 15:
            try:
                plain.sendall(piece)
                received = plain.recv(65536)
            except TimeoutError:
                continue
            except ConnectionError:
                received = b""
            return time.monotonic() - begun, received
    raise AssertionError("it is never ended")


def test_a_head_has_to_arrive_in_time_however_it_drips(server: Server) -> None:
    took_s, received = drip(server, b"GET / HTTP/1.1\r\nX: ", b"a")
    assert (took_s < 5, received) == (True, b"")


def test_so_has_the_next_one(server: Server) -> None:
    with dial(server) as plain:
        plain.sendall(POLL % 1)
        assert status(plain) == b"400"
        plain.sendall(b"\r\n")
        assert status(plain) == b""


@pytest.mark.thorough
def test_a_body_has_to_arrive_in_time(server: Server) -> None:
    head = b"POST /v1/videos HTTP/1.1\r\n" + KEY + b"Content-Length: 100000\r\n\r\n"
    took_s, received = drip(server, head, b"a")
    assert took_s < 5
    assert received.startswith(b"HTTP/1.1 408 ")


def test_silent_connections_make_room_for_new_ones(server: Server) -> None:
    silent = [dial(server) for _ in range(LIMITS.connections * 3)]
    try:
        assert is_served(server)
        assert status(silent[0]) == b""
    finally:
        for each in silent:
            each.close()


def test_a_busy_connection_outlives_silent_ones(server: Server) -> None:
    with dial(server) as busy:
        busy.sendall(b"POST /v1/videos HTTP/1.1\r\n" + KEY + b"Content-Length: 1\r\n\r\n")
        silent = [dial(server) for _ in range(LIMITS.connections * 2)]
        busy.sendall(b"x")
        answered = status(busy)
        for each in silent:
            each.close()
        assert answered == b"500"  # the body cannot be read


def test_headers_by_the_thousand_are_refused() -> None:
    wire = exchange(MockApi(), b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 5000 + b"\r\n")
    assert wire.written.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("sent", [b"a" * 1_000_000, b"X: y\r\n" * 200_000], ids=["one", "many"])
def test_who_sends_too_large_headers_sees_why(server: Server, sent: bytes) -> None:
    with dial(server) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nX: " + sent)
        assert status(plain) == b"431"


CHUNKED = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"2\r\nab\r\n" * 200_000,
        b"1;" + b"e" * 100_000 + b"\r\na\r\n" + b"1\r\na\r\n" * 100_000,
        b"1\r\na\r\n0\r\n" + b"X-Trailer: y\r\n" * 100_000,
    ],
    ids=["tiny chunks", "extensions", "trailers"],
)
def test_framing_without_end_is_refused(sent: bytes) -> None:
    wire = exchange(MockApi(), CHUNKED, sent, room=16 * 1024)
    assert wire.written.startswith(b"HTTP/1.1 400 ")
    assert b"mostly framing" in wire.written


def test_trailers_are_no_headers() -> None:
    api = MockApi()
    exchange(api, CHUNKED, b"1\r\na\r\n0\r\nAuthorization: Bearer k\r\n\r\n")
    (entry,) = api.controls().journal
    assert [name for name, _ in entry.request.headers] == ["transfer-encoding"]


@pytest.mark.thorough
def test_tiny_pieces_take_up_no_more_than_a_large_one() -> None:
    import tracemalloc

    gc.collect()
    tracemalloc.start()
    try:
        body = Pieces(HttpRequest("POST", "/"), 10_000_000)
        for _ in range(100_000):
            body.add(bytes(2))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert body.finish().body == bytes(200_000)
    assert peak < 1_000_000


def test_large_bodies_share_a_budget() -> None:
    budget = Budget(300_000)
    first, second = (Pieces(HttpRequest("POST", "/"), 10_000_000, budget) for _ in range(2))
    first.add(bytes(200_000))
    second.add(bytes(60_000))  # so little is not counted
    second.add(bytes(60_000))
    assert (first.crowded, second.crowded) == (False, True)
    first.close()
    third = Pieces(HttpRequest("POST", "/"), 10_000_000, budget)
    third.add(bytes(300_000))
    assert third.finish().body == bytes(300_000)


@pytest.mark.parametrize("way", [b"Content-Length: 300000", b"Transfer-Encoding: chunked"])
def test_one_that_has_no_room_is_told(monkeypatch: pytest.MonkeyPatch, way: bytes) -> None:
    monkeypatch.setattr(Budget, "take", lambda *_: False)
    api = MockApi()
    head = b"POST /x HTTP/1.1\r\nContent-Type: multipart/form-data\r\n" + way + b"\r\n\r\n"
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (300_000, bytes(300_000))
    wire = exchange(api, head + (body if b"chunked" in way else bytes(300_000)))
    assert wire.written.startswith(b"HTTP/1.1 503 ")
    assert "no memory" in next(iter(api.controls().journal)).note


def ready(number: int) -> Callable[[Wire], bool]:
    return lambda wire: wire.written.count(b"HTTP/1.1 ") >= number


@pytest.mark.parametrize(
    ("content_type", "body", "answer"),
    [
        (b"application/x-www-form-urlencoded", b"%" * 3_000_000, b"413"),
        (b"application/json", b" " * 40_000_000, b"413"),
        (b"text/plain", b"x" * 3_000_000, b"413"),
        (b"application/json", b"[" + b"1," * 400_000 + b"1]", b"500"),
        (b"application/json", b"[" * 400_000, b"500"),
        (b"application/x-www-form-urlencoded", b"%" * 1_000_000, b"400"),
        (b"application/x-www-form-urlencoded", b"&" * 1_000_000, b"200"),
    ],
    ids=["%", "JSON", "text", "values", "nesting", "some %", "some &"],
)
def test_what_no_form_can_be_is_refused_before_it_is_read(
    content_type: bytes, body: bytes, answer: bytes
) -> None:
    api = MockApi(journal_bytes=1_000_000)
    head = b"POST /v1/videos HTTP/1.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    wire = exchange(api, head % (KEY, content_type, len(body)), body, until=ready(1))
    assert wire.written[9:12] == answer
    (entry,) = api.controls().journal
    assert entry.problems
    assert len(json.dumps(api.controls().journal.data())) < 100_000


def test_a_large_body_is_read_beside_what_others_ask() -> None:
    """The next request on the same connection waits; the loop goes on meanwhile."""
    api = MockApi()
    turns = 0

    def until(wire: Wire) -> bool:
        nonlocal turns
        turns += 1
        return wire.written.count(b"HTTP/1.1 ") == 2

    body = b"x" * 1_000_000
    form = b"multipart/form-data; boundary=b"
    head = b"POST /v1/videos HTTP/1.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    wire = exchange(api, head % (KEY, form, len(body)), body, POLL % 1, until=until)
    assert turns > 2
    assert [each.operation for each in api.controls().journal] == ["create", "retrieve"]
    assert wire.ended == ""
