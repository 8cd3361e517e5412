"""The channel tells every exchange as it was, and keeps nothing of it for the next."""

import gzip
import zlib
from collections.abc import Iterator

import httpx
import pytest

from cometvideo.client.channel import Channel
from cometvideo.client.errors import ClientError, NoAnswerError, NotSentError
from cometvideo.conformance.inprocess import Clock
from cometvideo.wire.exchange import Answer, Exchange

ADDRESS = "https://api.example.com/v1/videos?a=%20b"


def sent(answer: httpx.Response | httpx.TransportError) -> tuple[Answer | ClientError, Exchange]:
    """A request that is answered so: what came back, and the exchange that was told of."""

    def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer

    told: list[Exchange] = []
    channel = Channel(httpx.MockTransport(handle), Clock(0), 60.0, told.append)
    came: Answer | ClientError
    try:
        came = channel.send("POST", ADDRESS, {"Authorization": "Bearer k"}, body=b"body")
    except ClientError as error:
        came = error
    (exchange,) = told
    return came, exchange


class Broken(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        raise httpx.ReadError("the other side has gone")


class Packed(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"no gzip"


def test_an_exchange_is_told_whole() -> None:
    came, told = sent(httpx.Response(201, headers={"X-Odd": "1"}, content=b"done"))
    request, answer = told.request, told.answer
    assert (request.method, request.target, request.body) == ("POST", "/v1/videos?a=%20b", b"body")
    assert request.host == "api.example.com"
    assert request.header("authorization") == "Bearer k"
    assert answer is not None
    assert came == answer
    assert (answer.status, answer.body, answer.header("x-odd")) == (201, b"done", "1")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(httpx.ConnectError("no"), NotSentError, id="not-reached"),
        pytest.param(httpx.ReadTimeout("late"), NoAnswerError, id="too-late"),
        pytest.param(httpx.Response(200, stream=Broken()), NoAnswerError, id="broken-off"),
        pytest.param(
            httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Packed()),
            NoAnswerError,
            id="not-to-be-unpacked",
        ),
    ],
)
def test_a_failure_is_an_exchange_without_an_answer(
    answer: httpx.Response | httpx.TransportError, expected: type[ClientError]
) -> None:
    came, told = sent(answer)
    assert isinstance(came, expected)
    assert (told.answer, told.request.path) == (None, "/v1/videos")


def test_a_body_is_told_as_it_reads() -> None:
    packed = gzip.compress(b'{"a": 1}')
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(packed))}
    _, told = sent(httpx.Response(200, headers=headers, content=packed))
    assert told.answer is not None
    assert told.answer.body == b'{"a": 1}'
    assert told.answer.header("content-encoding") is None


class Layers(httpx.SyncByteStream):
    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def __iter__(self) -> Iterator[bytes]:
        yield self._packed


def test_a_coding_that_makes_nothing_of_very_much_is_too_much() -> None:
    """Empty blocks, which pack a thousand times each time, and of which nothing ever comes out."""
    head, empty = b"\x1f\x8b\x08" + bytes(7), b"\0\0\0\xff\xff"
    packed = gzip.compress(head + empty * 2_000_000)
    assert len(packed) < 20_000
    headers = {"Content-Encoding": "gzip, gzip"}
    came, _ = sent(httpx.Response(200, headers=headers, stream=Layers(packed)))
    assert isinstance(came, NoAnswerError)
    assert "more than 4194304 bytes" in str(came)
    assert zlib.decompressobj(31).decompress(head + empty * 1000) == b""


def test_no_cookie_of_an_answer_goes_out_again() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        headers = {"Set-Cookie": "session=of-this-key; Path=/", "Location": "/v1/again"}
        return httpx.Response(302 if len(asked) % 2 else 200, headers=headers)

    channel = Channel(httpx.MockTransport(handle), Clock(0), 60.0)
    for _ in range(2):
        channel.send("GET", ADDRESS, {}, follow=True)
    assert [each.url.path for each in asked] == ["/v1/videos", "/v1/again"] * 2
    assert ["cookie" in each.headers for each in asked] == [False] * 4


def test_the_time_of_an_exchange_is_one_of_all_the_addresses_it_is_led_to() -> None:
    clock, waits = Clock(100), list[float]()

    def handle(request: httpx.Request) -> httpx.Response:
        waits.append(request.extensions["timeout"]["connect"])
        clock.sleep(15)
        leads = {"Location": f"https://{len(waits)}.example.com/"}
        return httpx.Response(302 if len(waits) < 3 else 200, headers=leads)

    Channel(httpx.MockTransport(handle), clock, 45.0).send(
        "GET", ADDRESS, {}, until=50.0, follow=True
    )
    assert waits == [45, 35, 20]
