"""The client and what comes over the wire: where the key may go, and answers of every kind."""

import logging
import traceback
from typing import Any

import httpx
import pytest

from cometvideo import InputError, load_family
from cometvideo.client import (
    Client,
    ClientError,
    NoAnswerError,
    RefusedError,
)
from cometvideo.client.channel import retry_after_s
from cometvideo.client.contract import Contract
from cometvideo.conformance.cases import Deviation
from cometvideo.conformance.deviations import expiring, redirecting
from cometvideo.conformance.inprocess import Clock
from cometvideo.wire.exchange import Answer
from tests.client_stand import KEY, PLAIN, Stand, client_of

# --- The key ---


@pytest.mark.parametrize("operation", ["create", "retrieve"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_follows_no_redirect(operation: str, status: int) -> None:
    stand = Stand(deviation=redirecting(operation, status))
    with pytest.raises(RefusedError, match="redirects"):
        stand.client.render(PLAIN)
    assert not any(each.at_videos for each in stand.case_mock.calls)


def raise_of(deviation: Deviation | None = None, **fault: object) -> str:
    stand = Stand(deviation=deviation, faults=(fault,) if fault else ())
    try:
        stand.client.render(PLAIN, deadline_s=50)
    except ClientError as error:
        chain = [error, error.__context__, error.__cause__]
        return "".join(traceback.format_exception(error)) + repr(chain) + repr(vars(error))
    raise AssertionError("nothing was raised")


def test_the_key_is_in_no_text(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    texts = [
        raise_of(operation="create", status=401, message=f"wrong key {KEY}"),
        raise_of(operation="create", status=500, message=f"wrong key {KEY}"),
        raise_of(operation="create", kind="drop"),
        raise_of(operation="retrieve", kind="stall"),
        raise_of(expiring),
        repr(Stand().client),
    ]
    assert not [text for text in texts if KEY in text]
    assert KEY not in caplog.text
    assert "[key]" in texts[0]


def test_key_and_address_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMETAPI_KEY", raising=False)
    monkeypatch.delenv("COMETAPI_BASE_URL", raising=False)
    for bad in (None, "", " ", "a\nb", "schl\N{LATIN SMALL LETTER U WITH DIAERESIS}ssel"):
        with pytest.raises(InputError, match="COMETAPI_KEY"):
            Client(bad)
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401, text="no")

    monkeypatch.setenv("COMETAPI_KEY", KEY)
    monkeypatch.setenv("COMETAPI_BASE_URL", "http://127.0.0.1:9/x/v1/")
    with Client(transport=httpx.MockTransport(note)) as client, pytest.raises(RefusedError):
        client.retrieve("task_a/b")
    assert str(seen[0].url) == "http://127.0.0.1:9/x/v1/videos/task_a%2Fb"
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert Client(base_url="https://h.example/v1").base_url == "https://h.example/v1"


# --- Answers ---


def test_an_answer_that_never_ends_is_cut_off() -> None:
    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            while True:
                yield b" " * 65536

    with pytest.raises(NoAnswerError, match="more than"):
        client_of(lambda _: httpx.Response(200, stream=Endless())).retrieve("task_1")


def test_an_answer_drop_by_drop_ends_with_the_deadline() -> None:
    clock = Clock(1000)

    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            while True:
                clock.sleep(1)
                yield b" "

    client = client_of(lambda _: httpx.Response(200, stream=Dripping()), clock=clock)
    with pytest.raises(NoAnswerError, match="too slowly"):
        client.retrieve("task_1", until=10)
    assert clock() == 11


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b'{"error":{"code":"c","message":"m"}}', ("c", "m"), id="gateway"),
        pytest.param(b'{"error":{"code":null,"message":"m"}}', ("", "m"), id="no-code"),
        pytest.param(b'{"code":"c","message":"m","data":null}', ("c", "m"), id="task"),
        pytest.param(b"<html><h1>502</h1>\nBad</html>", ("", "502 Bad"), id="html"),
        pytest.param(b'{"detail":"d"}', ("", '{"detail": "d"}'), id="other"),
        pytest.param(b'{"error":"e"}', ("", '{"error": "e"}'), id="text"),
        pytest.param(b"\xff", ("", "\N{REPLACEMENT CHARACTER}"), id="bytes"),
        pytest.param(b"", ("", ""), id="nothing"),
    ],
)
def test_failures_are_read_from_whatever_comes(body: bytes, expected: tuple[str, str]) -> None:
    assert Contract(load_family("seedance")).read_failure(body) == expected


@pytest.mark.parametrize(
    ("given", "read"),
    [(50, 50), (50.0, 50), (50.5, None), (True, None), ("50", None), (None, None), (1e999, None)],
)
def test_whole_numbers_are_read_however_they_are_written(given: object, read: int | None) -> None:
    data = {"id": "task_1", "status": "queued", "progress": given, "created_at": given}
    task = Contract(load_family("seedance")).read_task(data)
    assert task is not None
    assert (task.progress, task.created_at) == (read, read)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5.0),
        (" 5 ", 5.0),
        ("0", 0.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_is_read(text: str, expected: float | None) -> None:
    assert retry_after_s(Answer(429, (("retry-after", text),)), lambda: 60.0) == expected
