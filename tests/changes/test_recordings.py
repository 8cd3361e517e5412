"""Recordings: a journal of the mock, exported and read again, gives the requests that were sent."""

import json

import pytest

from cometvideo import load_family, predict
from cometvideo.changes.impact import is_exchange, request_of
from cometvideo.mock import MockApi
from cometvideo.samples.files import file_bytes, file_like
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.media import Media
from cometvideo.wire.request import Issue, Part

PLAIN = [
    Part("model", b"doubao-seedance-2-0"),
    Part("prompt", b"A kite"),
    Part("size", b"16:9"),
]
PICTURE = file_bytes(file_like("image/png"))
FILE = Part("input_reference", PICTURE, "kite.png", "image/png")
BRACKETED = Part("input_reference[]", PICTURE, "kite.png", "image/png")


def journal(content_type: str, body: bytes) -> list[dict[str, object]]:
    """The journal of a mock that was sent a create and a poll, as its JSON is read."""
    api = MockApi()
    headers = (("authorization", "Bearer k"), ("content-type", content_type))
    api.handle(HttpRequest("POST", "/v1/videos", headers, body, "127.0.0.1"))
    api.handle(HttpRequest("GET", "/v1/videos/nobody", headers[:1], b"", "127.0.0.1"))
    data: list[dict[str, object]] = json.loads(json.dumps(api.controls().journal.data()))
    return data


def form(*parts: Part) -> list[dict[str, object]]:
    return journal(*multipart(parts, "xyz"))


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(form(*PLAIN), id="a form"),
        pytest.param(form(*PLAIN, FILE), id="a file"),
        pytest.param(form(*PLAIN, FILE, FILE), id="two files"),
        pytest.param(form(*PLAIN, BRACKETED), id="a name in brackets"),
        pytest.param(form(*PLAIN, Part("prompt", b"Another")), id="a text sent twice"),
        pytest.param(form(*PLAIN, Part("other", b"1")), id="a field nobody knows"),
        pytest.param(
            journal("application/json", b'{"model": "doubao-seedance-2-0", "seconds": 5}'),
            id="JSON",
        ),
        pytest.param(journal("application/x-www-form-urlencoded", b"model=x&prompt=y"), id="url"),
    ],
)
def test_the_request_is_the_one_that_was_sent(entries: list[dict[str, object]]) -> None:
    create, poll = entries
    assert is_exchange(create)
    assert is_exchange(poll)
    assert request_of(poll) is None
    found = request_of(create)
    assert found is not None
    prediction = predict(load_family("seedance"), found)
    recorded = create["prediction"]
    assert isinstance(recorded, dict)
    assert prediction.verdict == recorded["verdict"]
    assert [each.code for each in prediction.findings] == [
        each["code"] for each in recorded["findings"]
    ]


def test_files_are_what_was_known_of_them() -> None:
    found = request_of(form(*PLAIN, FILE, FILE)[0])
    assert found is not None
    files = found.fields["input_reference"]
    assert isinstance(files, tuple)
    assert all(isinstance(each, Media) for each in files)
    bracketed = request_of(form(*PLAIN, BRACKETED)[0])
    assert bracketed is not None
    assert isinstance(bracketed.bracketed["input_reference"], Media)
    assert Issue("bracketed-name", "input_reference", "input_reference[]") in bracketed.issues


@pytest.mark.parametrize(
    "value",
    [
        {"model": "x", "prompt": "y"},
        {"request": "a field of that name", "number": 5},
        [],
        "text",
        None,
    ],
)
def test_requests_are_no_exchanges(value: object) -> None:
    assert not is_exchange(value)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        5,
        {},
        {"fields": 5, "parts": 5, "encoding": 5},
        {"fields": {"a": {}}, "parts": [5, {}, {"name": 5}, {"name": "a[]"}, {"name": "]["}]},
    ],
)
def test_a_damaged_entry_raises_nothing(sent: object) -> None:
    found = request_of({"sent": sent})
    assert (found is None) == (not isinstance(sent, dict))
    if found is not None:
        predict(load_family("seedance"), found)
