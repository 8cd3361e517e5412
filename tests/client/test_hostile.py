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
from typing import Any

import pytest

from cometvideo import InputError
from cometvideo.client import (
    AmbiguousCreateError,
    AnswerError,
    Client,
    ClientError,
    DeadlineError,
    NoAnswerError,
    RefusedError,
    Task,
    TaskFailedError,
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


# --- Answers ---

IMPOSSIBLE = [
    "http://a..b/",
    f"http://{'a' * 64}.example/",
    "http://[::1/",
    "http://./",
    "http://h:99999/",
    "http://h:x/",
    "http://xn--/",
    "http:///x",
    "http://a\x00b/",
    "file:///etc/passwd",
    "//x",
    "x",
    "http://h/\ud800",
    "http://\ud800/",
    "http://" + "x" * 70_000,
]


@pytest.mark.parametrize("link", IMPOSSIBLE)
def test_a_link_that_leads_nowhere_is_told_at_once(link: str) -> None:
    with (
        hostile(lambda _: [answer(task(video_url=link))]) as server,
        Client(KEY, base_url=server.address) as client,
    ):
        with pytest.raises(ClientError):
            client.download(client.wait("task_1", deadline_s=5), deadline_s=0.3)
        if "xn--" not in link and len(link) < 1000 and "\ud800" not in link:
            with pytest.raises(AnswerError, match="of no use"):
                client.download(client.wait("task_1"))


TRIED_AGAIN = {b"", b"http://\xff/", b"http://xn--/"}


@pytest.mark.parametrize(
    "location",
    [
        b"http://a..b/",
        b"http://" + b"a" * 64 + b".example/",
        b"http://[::1/",
        b"http://h:99999/",
        b"file:///etc/passwd",
        b"http://\xed\xa0\x80/",
        b"http://\xff/",
        b"http://xn--/",
        b"\xff\xfe",
        b"/again",
        b"",
    ],
)
def test_so_is_a_redirect(location: bytes) -> None:
    redirect = answer(b"", b"Location: " + location, status=b"302 Found")
    with hostile(lambda _: [redirect]) as server, Client(KEY, base_url=server.address) as client:
        done = Task("t", "completed", "success", terminal=True, video_url=f"{server.address}/v")
        with pytest.raises(ClientError) as caught:
            client.download(done, deadline_s=0.3 if location in TRIED_AGAIN else 20)
        if location not in TRIED_AGAIN:
            assert isinstance(caught.value, AnswerError)
        # It was sent, whatever cannot be read of the answer.
        with pytest.raises((RefusedError, AmbiguousCreateError)):
            client.create(PLAIN)
        with pytest.raises((RefusedError, NoAnswerError)):
            client.retrieve("task_1")


DEEP = [(b"[" * deep, b"]" * deep) for deep in (100, 400, 900, 5000)]
ODD_ANSWERS = [
    answer(task(id="\ud800", task_id=None)),
    answer(task(status="\udfff queued")),
    answer(task("failed", error={"code": "\ud800", "message": "\udfff"})),
    answer(task("failed", fail_reason="\ud800 no")),
    answer(task(id="a\x00\r\nb/../?#", task_id=None)),
    answer(b'{"id": "\xff\xed\xa0\x80", "status": "queued"}'),
    answer(b'{"id": "x", "status": "queued", "progress": ' + b"9" * 5000 + b"}"),
    answer(b'{"id": "x", "status": "queued", "progress": 1e999}'),
    answer(b"[" * 100_000),
    answer(b"\xff\xfe{\x00}\x00"),
    answer(b"null"),
    answer(b'{"data": {"data": {}}}'),
    *(answer(b'{"id": "t", "status": "failed", "error": %s1%s}' % deep) for deep in DEEP),
    *(answer(b"%s1%s" % deep, status=b"500 Oh") for deep in DEEP),
    answer(task(), b"X-Served-By: n\xc5\x93ud", b"X: \xff\xfe"),
    answer(task(), status=b"200 \xff\xfe"),
    answer(task(), b"Retry-After: \xb2", status=b"429 \xff"),
    answer(task(), b"Set-Cookie: \xff=\xfe"),
    answer(task(), b"Content-Type: text/html; charset=\xff"),
    answer(task(), b"X\xff: a"),
    answer(task(), status=b"999 X"),
    answer(task(), status=b"099 X"),
    b"HTTP/9.9 200 OK\r\n\r\n{}",
    b"\x00\xff\r\n\r\n",
    b"",
]


@pytest.mark.parametrize("data", ODD_ANSWERS, ids=range(len(ODD_ANSWERS)))
def test_odd_answers_are_read_or_told_in_the_clients_words(data: bytes) -> None:
    with hostile(lambda _: [data]) as server, Client(KEY, base_url=server.address) as client:
        asks: list[Callable[[], object]] = [
            lambda: client.create(PLAIN),
            lambda: client.retrieve("task_1"),
            lambda: client.wait("task_1", deadline_s=0.2),
        ]
        for ask in asks:
            try:
                found: Any = ask()
            except ClientError as error:
                str(error).encode()
            else:
                f"{found.id} {found.status} {found.reason}".encode()


def test_what_an_answer_says_is_kept_although_it_is_no_character() -> None:
    data = answer(task("failed", error={"code": "E\ud800", "message": "no"}))
    with (
        hostile(lambda _: [data]) as server,
        Client(KEY, base_url=server.address) as client,
        pytest.raises(TaskFailedError, match="E\ufffd: no"),
    ):
        client.wait("task_1")


# --- A task that is paid for is not lost ---


@pytest.mark.parametrize(
    "body",
    [
        b'{"task_id": "task_1"}',
        b'{"id": "task_1"}',
        b'{"data": {"task_id": "task_1", "status": "queued"}}',
        b'{"code": "success", "message": "", "data": {"id": "task_1"}}',
        b'{"id": "", "task_id": "task_1", "status": 1}',
    ],
)
def test_an_id_is_found_wherever_an_answer_has_it(body: bytes) -> None:
    def answering(asked: Asked) -> list[bytes]:
        return [answer(body if asked.method == "POST" else task())]

    with hostile(answering) as server, Client(KEY, base_url=server.address) as client:
        created = client.create(PLAIN)
        assert created.id == "task_1"
        with pytest.raises(AnswerError, match="no link"):
            client.wait(created, deadline_s=5, poll_interval_s=0.01)
        assert server.asked[-1].target.endswith("/task_1")


@pytest.mark.parametrize(
    "body", [b'{"ok": true, "k": "KEY"}', b'{"error": {"id": "req_1", "message": "no"}}', b"\xff"]
)
def test_an_answer_without_an_id_is_kept(body: bytes) -> None:
    told = answer(body.replace(b"KEY", KEY.encode()))
    with hostile(lambda _: [told]) as server, Client(KEY, base_url=server.address) as client:
        with pytest.raises(AmbiguousCreateError, match="shows no task") as caught:
            client.create(PLAIN)
        assert caught.value.body == body.replace(b"KEY", b"[key]")
        with pytest.raises(AnswerError) as missed:
            client.retrieve("task_1")
        assert missed.value.body == caught.value.body


def test_a_page_says_that_the_base_url_may_lack_its_path() -> None:
    page = answer(b"<!doctype html><title>Console</title>", b"Content-Type: text/html")
    with hostile(lambda _: [page]) as server:
        with Client(KEY, base_url=server.address) as client:
            with pytest.raises(AmbiguousCreateError, match=r"127.0.0.1:\d+ may lack /v1"):
                client.create(PLAIN)
            with pytest.raises(AnswerError, match="may lack /v1"):
                client.retrieve("task_1")
        with (
            Client(KEY, base_url=f"{server.address}/v1") as client,
            pytest.raises(AmbiguousCreateError, match="HTML: look at the base URL"),
        ):
            client.create(PLAIN)


# --- Base URLs ---


@pytest.mark.parametrize(
    "base_url",
    [
        *[each for each in IMPOSSIBLE if len(each) < 1000 and "xn--" not in each],
        "http://u:p@127.0.0.1/v1",
        "https://h/v1?x=1",
        "https://h/v1#x",
        "h.example/v1",
    ],
)
def test_a_base_url_that_is_none_is_refused(base_url: str) -> None:
    with pytest.raises(InputError, match="base_url is no base URL"):
        Client(KEY, base_url=base_url)


@pytest.mark.parametrize(
    ("base_url", "is_public"),
    [
        ("http://api.cometapi.com/v1", True),
        ("http://93.184.216.34/v1", True),
        ("http://[2606:4700::1111]/v1", True),
        ("http://localhost.example.com/v1", True),
        ("https://api.cometapi.com/v1", False),
        ("http://127.0.0.1:8080/v1", False),
        ("http://[::1]:8080/v1", False),
        ("http://10.0.0.8/v1", False),
        ("http://192.168.1.2/v1", False),
        ("http://localhost/v1", False),
        ("http://mock.localhost./v1", False),
        ("http://gateway/v1", False),
        ("http://gateway.internal/v1", False),
    ],
)
def test_an_unencrypted_public_host_has_to_be_meant(base_url: str, is_public: bool) -> None:
    if is_public:
        with pytest.raises(InputError, match=r"unencrypted to .* public host"):
            Client(KEY, base_url=base_url)
    Client(KEY, base_url=base_url, unencrypted=is_public).close()
