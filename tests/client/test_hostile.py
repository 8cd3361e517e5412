"""The client and servers that mean no good: bounded in time and memory, told by its exceptions."""

import gc
import gzip
import resource
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from cometvideo.client import (
    AmbiguousCreateError,
    AnswerError,
    Client,
    DeadlineError,
    NoAnswerError,
    Task,
    channel,
)
from cometvideo.client.watch import Watch
from tests.attack.upstream import Asked, answer, hostile, task
from tests.client_stand import KEY, PLAIN
from tests.thorough import thorough

# --- Memory ---


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits as small as a test wants to meet them."""
    monkeypatch.setattr(channel, "_LARGEST_ANSWER", 1 << 20)
    monkeypatch.setattr("cometvideo.client.fetching.LARGEST_IN_MEMORY", 4 << 20)


def bomb(times: int, size: int = 1 << 30) -> bytes:
    """So many bytes of nothing, packed so many times."""
    engine = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    piece = bytes(1 << 20)
    packed = b"".join(engine.compress(piece) for _ in range(size >> 20)) + engine.flush()
    for _ in range(times - 1):
        packed = gzip.compress(packed)
    return packed


@pytest.fixture(scope="module")
def once() -> bytes:
    return bomb(1, 64 << 20)


def endless(_: Asked) -> Iterator[bytes]:
    yield answer(b"", b"Transfer-Encoding: chunked", length=False)
    while True:
        yield b"10000\r\n" + bytes(0x10000) + b"\r\n"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("codings", [b"gzip", b"gzip, gzip", b"gzip,gzip,identity", b"x-gzip"])
def test_what_becomes_large_when_it_is_unpacked(codings: bytes, once: bytes) -> None:
    packed = once if codings.count(b"gzip") == 1 else gzip.compress(once)
    coded = answer(packed, b"Content-Encoding: " + codings)
    with hostile(lambda _: [coded]) as server, Client(KEY, base_url=server.address) as client:
        tracemalloc.start()
        with pytest.raises(NoAnswerError, match="more than 1048576 bytes"):
            client.retrieve("task_1")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        with pytest.raises(AmbiguousCreateError, match="more than 1048576 bytes"):
            client.create(PLAIN)
    assert most < 8 << 20


@pytest.mark.usefixtures("small")
def test_what_was_too_much_is_let_go_of() -> None:
    kept = []
    with hostile(endless) as server, Client(KEY, base_url=server.address) as client:
        done = Task("t", "completed", "success", terminal=True, video_url=f"{server.address}/v")
        gc.disable()
        tracemalloc.start()
        try:
            for _ in range(4):
                try:
                    client.download(done)
                except AnswerError as error:
                    kept.append(str(error))
            now, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            gc.enable()
    assert len(kept) == 4
    assert now < 4 << 20


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_video_without_an_end(is_packed: bool, once: bytes) -> None:
    coded = answer(once * 3, b"Content-Encoding: gzip")
    with hostile(lambda asked: [coded] if is_packed else endless(asked)) as server:
        done = Task("t", "completed", "success", terminal=True, video_url=f"{server.address}/v")
        with Client(KEY, base_url=server.address) as client:
            tracemalloc.start()
            with pytest.raises(AnswerError, match="more than 4194304 bytes"):
                client.download(done)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    assert most < 16 << 20
    assert len(server.asked) == 1


def test_the_body_of_a_redirect_is_not_read() -> None:
    def lead(asked: Asked) -> Iterator[bytes]:
        if asked.target == "/there":
            yield answer(b"video")
            return
        yield answer(b"", b"Location: /there", status=b"302 Found", length=False)
        while True:
            yield bytes(0x10000)

    with hostile(lead) as server, Client(KEY, base_url=server.address) as client:
        done = Task("t", "completed", "success", terminal=True, video_url=f"{server.address}/v")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert client.download(done) == b"video"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        (b"br", b"x"),
        (b"gzip, " * 5 + b"gzip", gzip.compress(b"{}")),
        (b"gzip", gzip.compress(b'{"id": "x"}')[:-9]),
        (b"gzip", b"no gzip"),
        (b"\xff", b"x"),
    ],
    ids=["not-asked-for", "too-often", "cut-off", "none", "no-name"],
)
def test_what_cannot_be_unpacked_is_no_answer(codings: bytes, body: bytes) -> None:
    coded = answer(body, b"Content-Encoding: " + codings)
    with hostile(lambda _: [coded]) as server, Client(KEY, base_url=server.address) as client:
        with pytest.raises(NoAnswerError):
            client.retrieve("task_1")
        with pytest.raises(AmbiguousCreateError):
            client.create(PLAIN)


def test_what_is_packed_as_usual_is_read() -> None:
    coded = answer(gzip.compress(gzip.compress(task())), b"Content-Encoding: gzip, gzip")
    with hostile(lambda _: [coded]) as server, Client(KEY, base_url=server.address) as client:
        assert client.retrieve("task_1").status == "completed"


@pytest.mark.parametrize("after", [b"\0", b"more", gzip.compress(b"{", mtime=0)], ids=repr)
def test_what_comes_after_what_is_packed_is_no_part_of_it(after: bytes) -> None:
    coded = answer(gzip.compress(task()) + after, b"Content-Encoding: gzip")
    with hostile(lambda _: [coded]) as server, Client(KEY, base_url=server.address) as client:
        assert client.retrieve("task_1").status == "completed"


# --- Time ---


def dripping(data: bytes) -> Callable[[Asked], Iterator[bytes]]:
    """Bytes, and then one more every little while."""

    def drip(_: Asked) -> Iterator[bytes]:
        yield data
        for _more in range(100):
            time.sleep(0.05)
            yield b"x"

    return drip


# Sockets know no time but the real one.
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX: ", id="headers"),
        *thorough(b"", id="nothing"),
        *thorough(answer(b"", b"Content-Length: 1000", length=False), id="body"),
        *thorough(answer(b"", length=False), id="body-without-length"),
    ],
)
def test_a_deadline_is_one_of_all_that_may_drip(data: bytes) -> None:
    with hostile(dripping(data)) as server, Client(KEY, base_url=server.address) as client:
        begun = time.monotonic()
        with pytest.raises(DeadlineError):
            client.wait("task_1", deadline_s=0.5)
        with pytest.raises(AmbiguousCreateError):
            client.create(PLAIN, until=time.monotonic() + 0.5)
        assert time.monotonic() - begun < 3


@pytest.mark.thorough
def test_a_link_that_drips_ends_with_the_deadline() -> None:
    with hostile(dripping(b"HTTP/1.1 200 OK\r\nX: ")) as server:
        done = Task("t", "completed", "success", terminal=True, video_url=f"{server.address}/v")
        begun = time.monotonic()
        with Client(KEY, base_url=server.address) as client, pytest.raises(DeadlineError):
            client.download(done, deadline_s=0.5)
        assert time.monotonic() - begun < 3


def test_a_connection_that_comes_too_late_is_ended_at_once() -> None:
    watch = Watch(lambda: 0.0)
    one, other = socket.socketpair()
    with one, other, watch:
        watch._end()
        stream = SimpleNamespace(get_extra_info=lambda _: one)
        watch("connection.connect_tcp.complete", {"return_value": stream})
        assert other.recv(1) == b""
