"""Recording: what passes is told as it was, and passes as it came."""

import gzip
from collections.abc import Iterator

import httpx
import pytest

from cometvideo.live.recording import LARGEST_ANSWER, Recording
from cometvideo.wire.exchange import Exchange

BASE_URL = "https://api.example.com/v1"


class Stand:
    """A client whose requests are recorded, in front of a function that answers them."""

    def __init__(self, answer: httpx.Response | httpx.TransportError) -> None:
        self.kept: list[Exchange] = []
        self.answer = answer
        inner = httpx.MockTransport(self.handle)
        self.client = httpx.Client(
            transport=Recording(inner, BASE_URL, self.kept.append, lambda: 42.0)
        )

    def handle(self, request: httpx.Request) -> httpx.Response:
        del request
        if isinstance(self.answer, httpx.TransportError):
            raise self.answer
        return self.answer


class Broken(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        raise httpx.ReadError("the other side has gone")


class Counted(httpx.SyncByteStream):
    """A long body that knows whether it was closed."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.pieces):
            yield b"x" * 65536

    def close(self) -> None:
        self.closed += 1


def test_an_exchange_is_told_whole() -> None:
    stand = Stand(httpx.Response(201, headers={"X-Odd": "1"}, content=b"done"))
    answer = stand.client.post(
        f"{BASE_URL}/videos?a=%20b", headers={"Authorization": "Bearer k"}, content=b"body"
    )
    assert (answer.status_code, answer.content, answer.headers["x-odd"]) == (201, b"done", "1")
    (kept,) = stand.kept
    request = kept.request
    assert (request.method, request.target, request.body) == ("POST", "/v1/videos?a=%20b", b"body")
    assert request.host == "api.example.com"
    assert request.header("authorization") == "Bearer k"
    assert kept.at == 42.0
    assert kept.answer is not None
    assert (kept.answer.status, kept.answer.body) == (201, b"done")
    assert kept.answer.header("x-odd") == "1"


@pytest.mark.parametrize(
    "address", ["https://videos.example.com/v1/a.mp4", "https://api.example.com:8443/v1"]
)
def test_other_hosts_are_left_alone(address: str) -> None:
    answer = httpx.Response(200, content=b"video")
    stand = Stand(answer)
    assert stand.client.get(address).content == b"video"
    assert stand.kept == []


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ReadTimeout("late")])
def test_a_failure_is_told_and_passes_on(error: httpx.TransportError) -> None:
    stand = Stand(error)
    with pytest.raises(type(error)):
        stand.client.get(f"{BASE_URL}/videos/1")
    assert [(each.answer, each.request.target) for each in stand.kept] == [(None, "/v1/videos/1")]


def test_a_body_that_breaks_off_is_no_answer() -> None:
    stand = Stand(httpx.Response(200, stream=Broken()))
    with pytest.raises(httpx.ReadError):
        stand.client.get(BASE_URL)
    assert [each.answer for each in stand.kept] == [None]


def test_who_stops_reading_has_no_answer_and_the_connection_is_closed() -> None:
    body = Counted(100)
    stand = Stand(httpx.Response(200, stream=body))
    with stand.client.stream("GET", BASE_URL) as answer:
        next(answer.iter_bytes())
    assert [each.answer for each in stand.kept] == [None]
    assert body.closed


def test_of_a_long_body_the_beginning_is_kept() -> None:
    stand = Stand(httpx.Response(200, stream=Counted(8)))
    assert len(stand.client.get(BASE_URL).content) == 8 * 65536
    (kept,) = stand.kept
    assert kept.answer is not None
    assert len(kept.answer.body) == LARGEST_ANSWER


def test_a_body_is_kept_as_it_reads() -> None:
    packed = gzip.compress(b'{"a": 1}')
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(packed))}
    stand = Stand(httpx.Response(200, headers=headers, content=packed))
    assert stand.client.get(BASE_URL).json() == {"a": 1}
    (kept,) = stand.kept
    assert kept.answer is not None
    assert kept.answer.body == b'{"a": 1}'
    assert kept.answer.header("content-encoding") is None


def test_a_body_that_cannot_be_unpacked_is_no_answer() -> None:
    class Packed(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"no gzip"

    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Packed())
    stand = Stand(answer)
    with pytest.raises(httpx.DecodingError):
        stand.client.get(BASE_URL)
    assert [each.answer for each in stand.kept] == [None]
