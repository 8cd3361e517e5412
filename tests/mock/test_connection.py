"""HTTP/1.1 as it goes over a connection, without one: bytes in, bytes out."""

import asyncio
import json
from collections.abc import Callable

import pytest

from cometvideo.mock import MockApi
from cometvideo.mock.uploads import Limits
from cometvideo.wire.bodies import multipart
from cometvideo.wire.request import Part
from tests.mock.talk import FIELDS, png

pytest.importorskip("httptools")

POLL = b"GET /v1/videos/task_%d HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n\r\n"

OFFER = b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"  # as Java's client sends it


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.ended = ""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def write_eof(self) -> None:
        self.close()

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def is_closing(self) -> bool:
        return bool(self.ended)

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


def exchange(
    api: MockApi,
    *pieces: bytes,
    until: Callable[[Wire], bool] | None = None,
    room: int = 256 * 1024,
) -> Wire:
    """Feed pieces to a connection, and let it go on until something is so."""
    from cometvideo.mock.connection import Connection, Shared

    async def main() -> Wire:
        wire = Wire()
        shared = Shared.new(Limits(), room)
        connection = Connection(api, Limits(), shared, None)
        connection.connection_made(wire)
        for piece in pieces:
            fed = 0
            while fed < len(piece):
                into = connection.get_buffer(-1)
                part = piece[fed : fed + len(into)]
                assert part
                into[: len(part)] = part
                connection.buffer_updated(len(part))
                fed += len(part)
        async with asyncio.timeout(20):
            while until is not None and not until(wire):
                await asyncio.sleep(0)
        connection.connection_lost(None)
        return wire

    return asyncio.run(main())


def asked(api: MockApi) -> list[str]:
    return [each.request.path.rpartition("_")[2] for each in api.controls().journal]


def test_pipelined_requests_are_answered_in_order() -> None:
    api = MockApi()
    wire = exchange(api, POLL % 1 + POLL % 2, POLL % 3)
    assert wire.written.count(b"HTTP/1.1 400 Bad Request\r\n") == 3
    assert asked(api) == ["1", "2", "3"]
    assert wire.ended == ""


def test_they_wait_for_one_that_is_slow() -> None:
    api = MockApi()
    api.controls().fault("slow-headers,nth=1,seconds=0.01")
    wire = exchange(
        api, POLL % 1 + POLL % 2, until=lambda wire: wire.written.count(b"HTTP/1.1") == 2
    )
    assert asked(api) == ["1", "2"]
    assert wire.ended == ""


JOURNAL = b"GET /_mock/journal HTTP/1.1\r\nHost: localhost\r\n\r\n"  # read beside the loop
LARGE_HEAD = b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 600 + b"\r\n"


@pytest.mark.parametrize(
    ("before", "statuses"),
    [
        (POLL % 1 + POLL % 2, [400, 400]),
        (JOURNAL + POLL % 1, [200, 400]),
        (POLL % 1 + JOURNAL, [400, 200]),
        (JOURNAL, [200]),
    ],
)
@pytest.mark.parametrize(
    ("last", "status"), [(b"no request at all\r\n\r\n", 400), (LARGE_HEAD, 431)]
)
def test_a_refusal_comes_after_all_that_is_owed(
    before: bytes, statuses: list[int], last: bytes, status: int
) -> None:
    """Who sends requests one behind another must not take it for the answer to an earlier one."""
    wire = exchange(MockApi(), before + last + POLL % 3, until=lambda wire: bool(wire.ended))
    came = [int(each[:3]) for each in wire.written.split(b"HTTP/1.1 ")[1:]]
    assert came == [*statuses, status]
    assert wire.ended == "closed"


def test_a_fault_of_the_mock_is_told_once_where_a_refusal_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    api = MockApi()
    monkeypatch.setattr(api, "handle", lambda _: 1 / 0)
    wire = exchange(api, JOURNAL + POLL % 1 + b"no\r\n", until=lambda wire: bool(wire.ended))
    assert wire.written.count(b"HTTP/1.1 500 ") == 1
    assert wire.written.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("fault", "ended", "arrived"),
    [("drop", "aborted", b""), ("cut,bytes=3", "closed", b'{"c'), ("cut,bytes=0", "closed", b"")],
)
def test_a_connection_is_ended_on_purpose(fault: str, ended: str, arrived: bytes) -> None:
    api = MockApi()
    api.controls().fault(fault)
    wire = exchange(api, POLL % 1, until=lambda wire: bool(wire.ended))
    assert wire.ended == ended
    assert wire.written.partition(b"\r\n\r\n")[2] == arrived
    if arrived:
        assert b"Content-Length: 64\r\n" in wire.written


def test_a_stalled_answer_does_not_begin() -> None:
    api = MockApi()
    api.controls().fault("stall")
    wire = exchange(api, POLL % 1, until=lambda _: len(api.controls().journal) == 1)
    assert (wire.written, wire.ended) == (b"", "")


def test_a_request_comes_a_byte_at_a_time() -> None:
    api = MockApi()
    wire = exchange(api, *(bytes([byte]) for byte in POLL % 7))
    assert wire.written.startswith(b"HTTP/1.1 400 ")
    assert asked(api) == ["7"]


@pytest.mark.parametrize(
    ("head", "ended"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", ""),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "closed"),
        (b"GET / HTTP/1.0\r\n\r\n", "closed"),
        (b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", ""),
    ],
)
def test_a_connection_stays_as_long_as_the_client_wants(head: bytes, ended: str) -> None:
    wire = exchange(MockApi(), head)
    assert wire.ended == ended
    assert (b"Connection: close" in wire.written) == (ended == "closed")
    # A client of HTTP/1.0, such as ab -k, waits for the end unless it is told otherwise.
    is_old = b"HTTP/1.0" in head and not ended
    assert (b"\r\nConnection: keep-alive\r\n" in wire.written) == is_old


def test_a_client_that_waits_to_be_told_is_told_to_continue() -> None:
    head = b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
    assert exchange(MockApi(), head).written == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert b"\r\n\r\nHTTP/1.1 301 " in exchange(MockApi(), head, b"x").written


@pytest.mark.parametrize(
    "target",
    [b"/v1/videos/task_9", b"http://127.0.0.1:1/v1/videos/task_9", b"https://h/v1/videos/task_9"],
)
def test_a_target_may_be_a_whole_address(target: bytes) -> None:
    api = MockApi()
    exchange(api, b"GET " + target + b" HTTP/1.1\r\nAuthorization: Bearer k\r\n\r\n")
    assert next(iter(api.controls().journal)).operation == "retrieve"


@pytest.mark.parametrize(
    "noise",
    [
        b"\r\n\r\n\r\nnonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_request_ends_the_connection(noise: bytes) -> None:
    wire = exchange(MockApi(), noise, b"GET / HTTP/1.1\r\n\r\n")
    assert wire.ended
    assert wire.written.count(b"HTTP/1.1 ") <= 2


@pytest.mark.parametrize(
    "offer",
    [
        b"GET / HTTP/1.1\r\n" + OFFER + b"\r\n",
        b"POST / HTTP/1.1\r\n" + OFFER + b"Content-Length: 3\r\n\r\nabc",
        b"POST / HTTP/1.1\r\n" + OFFER + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"CONNECT example.com:443 HTTP/1.1\r\n\r\n",
    ],
    ids=["GET", "POST", "chunked", "CONNECT"],
)
@pytest.mark.parametrize("apart", [True, False])
def test_another_protocol_is_not_taken_up(offer: bytes, apart: bool) -> None:
    api = MockApi()
    wire = exchange(api, *((offer, POLL % 1) if apart else (offer + POLL % 1,)))
    assert wire.written.count(b"HTTP/1.1 ") == 2
    assert asked(api)[-1] == "1"
    first = next(iter(api.controls().journal)).request
    assert first.body == (b"abc" if first.method == "POST" else b"")


def test_more_than_it_takes_is_read_and_forgotten() -> None:
    api = MockApi()
    head = (
        b"POST /v1/videos HTTP/1.1\r\nAuthorization: Bearer k\r\nContent-Length: 9999999999\r\n\r\n"
    )
    exchange(api, head, b"x" * 1000)
    (entry,) = api.controls().journal
    assert "cut short" in entry.note
    assert entry.request.body == b""


def test_headers_without_end_end_the_connection() -> None:
    piece = b"a" * 65_536
    assert exchange(MockApi(), b"GET / HTTP/1.1\r\nX: ", *[piece] * 3).ended == ""
    wire = exchange(MockApi(), b"GET / HTTP/1.1\r\nX: ", *[piece] * 6)
    assert wire.written.startswith(b"HTTP/1.1 431 ")
    assert wire.ended == "closed"


def test_answers_carry_the_time_of_the_mock() -> None:
    api = MockApi()
    api.controls().advance(3600)
    assert b"Date: Thu, 01 Jan 2026 01:00:00 GMT\r\n" in exchange(api, POLL % 1).written


def test_a_head_gets_the_length_and_no_body() -> None:
    api = MockApi(plan="immediate")
    wire = exchange(api, b"HEAD /v1/videos/x HTTP/1.1\r\n\r\n" + POLL % 1)
    head, _, rest = wire.written.partition(b"\r\n\r\n")
    assert b"Content-Length: " in head
    assert rest.startswith(b"HTTP/1.1 400 ")
    assert json.loads(rest.partition(b"\r\n\r\n")[2])["code"] == "task_not_exist"


@pytest.mark.parametrize("target", [b"/v1/videos/x", b"/_mock/bill", b"/_mock/no", b"/v1/videos"])
@pytest.mark.parametrize("fault", ["", "slow-body,seconds=0.01", "cut,bytes=5"])
def test_no_head_has_a_body(target: bytes, fault: str) -> None:
    api = MockApi()
    if fault:
        api.controls().fault(f"retrieve,{fault}")
    head = b"HEAD " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    wire = exchange(api, head, until=lambda wire: b"\r\n\r\n" in wire.written)
    assert wire.written.endswith(b"\r\n\r\n")
    assert b"Content-Length: 0\r\n" not in wire.written


@pytest.mark.parametrize("step", [1000, 65_536, 10_000_000])
@pytest.mark.parametrize(
    ("more", "ended"), [(b"", ""), (b"Connection: close\r\n", "closed")], ids=["stays", "closes"]
)
def test_large_bodies_are_received_where_they_stay(step: int, more: bytes, ended: str) -> None:
    api = MockApi()
    sizes = (65_535, 65_536, 300_000)
    sent = b"".join(
        b"POST /v1/nowhere HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s"
        % (more if size == sizes[-1] else b"", size, bytes([65 + at]) * size)
        for at, size in enumerate(sizes)
    )
    wire = exchange(api, *(sent[at : at + step] for at in range(0, len(sent), step)), POLL % 1)
    assert wire.ended == ended
    assert wire.written.count(b"HTTP/1.1 301 ") == 3
    assert wire.written.count(b"HTTP/1.1 400 ") == (0 if ended else 1)
    journal = list(api.controls().journal)
    assert [each.body_size for each in journal[:3]] == list(sizes)


def test_a_large_form_is_read_whole() -> None:
    api = MockApi()
    parts = [Part(name, value.encode()) for name, value in FIELDS.items()]
    content_type, form = multipart(
        [*parts, Part("input_reference", png() + bytes(200_000), "a.png", "image/png")], "b"
    )
    head = (
        "POST /v1/videos HTTP/1.1\r\nAuthorization: Bearer k\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(form)}\r\n\r\n"
    ).encode()
    wire = exchange(api, head + form + POLL % 1, room=4096)
    assert wire.written.count(b"HTTP/1.1 200 ") == 1
    assert wire.written.count(b"HTTP/1.1 400 ") == 1
    exchange(api, head, form[:-1])
    assert api.controls().bill.tasks == 1
    assert "cut short" in list(api.controls().journal)[-1].note


def test_a_large_body_in_chunks_is_left_to_the_parser() -> None:
    api = MockApi()
    head = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    wire = exchange(api, head, b"%x\r\n%s\r\n0\r\n\r\n" % (100_000, b"x" * 100_000))
    assert b"HTTP/1.1 301 " in wire.written
    assert [each.body_size for each in api.controls().journal] == [100_000]


def test_a_fault_of_the_mock_itself_does_not_look_like_the_clients(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    api = MockApi()
    monkeypatch.setattr(api, "handle", lambda _: 1 / 0)
    wire = exchange(api, POLL % 1)
    assert wire.written.startswith(b"HTTP/1.1 500 ")
    assert b"ZeroDivisionError" in wire.written
    assert wire.ended == "closed"
