"""Recordings that others made: what a HAR file has of an exchange, and what it has lost."""

import base64
import json
from typing import Any

import pytest

from cometvideo.errors import InputError
from cometvideo.wire.bodies import read_body
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, exchange_data
from cometvideo.wire.recordings import LOST, exchange_of, exchanges_of_har, is_har, readable

TYPE = {"name": "Content-Type", "value": "multipart/form-data; boundary=b"}
FORM = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'
BINARY = FORM.replace(b"1", b"\x89\xff")


def entry(response: object = None, **request: object) -> dict[str, Any]:
    sent = {"method": "POST", "url": "https://api.example/v1/videos?a=1", "headers": [TYPE]}
    return {
        "startedDateTime": "2026-11-26T12:00:00Z",
        "request": {**sent, **request},
        "response": response or {"status": 200},
    }


def read(*entries: object) -> list[Exchange]:
    return list(exchanges_of_har({"log": {"entries": entries}}))


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        ({"log": {"entries": []}}, True),
        ({"log": {"entries": {}}}, False),
        ({"log": {}}, False),
        ({"log": []}, False),
        ({}, False),
        ([], False),
    ],
)
def test_a_har_file_is_known_by_its_entries(data: object, is_one: bool) -> None:
    assert is_har(data) is is_one


def based(data: bytes) -> dict[str, str]:
    return {"encoding": "base64", "text": base64.b64encode(data).decode()}


@pytest.mark.parametrize(
    ("post", "fields"),
    [
        ({"text": FORM.decode()}, {"a": b"1"}),
        ({"text": FORM.decode(), "params": [{"name": "b"}]}, {"a": b"1"}),
        ({"text": FORM.decode().replace("1", "é")}, {"a": "é".encode()}),
        (based(BINARY), {"a": b"\x89\xff"}),
        ({"params": [{"name": "a", "value": "1"}, {"name": "b"}]}, {"a": b"1", "b": b""}),
        ({"params": []}, {}),
        ({"text": "", "params": [{"name": "a", "value": "2"}]}, {"a": b"2"}),
        ({"text": FORM.decode().replace("1", 'filename="é"')}, None),
        ({"params": [{"name": "a", "value": "1"}, {"name": "b", "fileName": "x.png"}]}, None),
        ({"params": {}}, None),
        ({}, None),
        ("text", None),
    ],
)
def test_a_body_is_what_the_recording_has_of_it(post: object, fields: dict[str, bytes]) -> None:
    (exchange,) = read(entry(postData=post))
    sent = exchange.request
    assert (sent.method, sent.target, sent.host) == ("POST", "/v1/videos?a=1", "api.example")
    lost = sent.header(LOST)
    found = {
        each.name: each.data for each in read_body(sent.header("content-type"), sent.body).parts
    }
    assert (None if lost else found) == fields


@pytest.mark.parametrize(
    ("sent", "is_lost"),
    [
        ({"bodySize": 10}, True),
        ({"bodySize": 0}, False),
        ({"bodySize": -1}, False),
        ({"bodySize": None}, False),
        ({"bodySize": 10, "postData": {"text": "x"}}, False),
        ({}, False),
    ],
)
def test_a_body_that_is_not_there_is_lost_if_it_had_a_size(
    sent: dict[str, object], is_lost: bool
) -> None:
    (exchange,) = read(entry(**sent))
    assert bool(exchange.request.header(LOST)) is is_lost


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ({"status": 0}, None),
        ({"status": "200"}, None),
        ({"status": 1}, Answer(1)),
        ({"status": 200, "headers": "none"}, Answer(200)),
        ({"status": 200, "headers": [{"name": "A", "value": 1}]}, Answer(200, (("A", "1"),))),
        ({"status": 200, "content": {"text": "é"}}, Answer(200, (), "é".encode())),
        ({"status": 200, "content": based(b"\xff")}, Answer(200, (), b"\xff")),
    ],
)
def test_an_answer_is_what_came(response: dict[str, object], answer: Answer | None) -> None:
    (exchange,) = read(entry(response))
    assert exchange.answer == answer
    assert exchange.at == 1_795_694_400


def test_a_path_may_be_left_out() -> None:
    (exchange,) = read(entry(url="https://api.example"))
    assert exchange.request.target == "/"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"request": []}, "its request is no object"),
        ({"response": "a"}, "its response is no object"),
        ({"request": {"method": "GET"}}, "it has no url"),
        ({"request": {"url": "https://["}}, "its url has no possible host"),
        ({"request": {"url": "/", "method": "GET", "headers": [1]}}, "a header is no object"),
        ({"request": {"url": "/", "method": "GET", "headers": [{}]}}, "it has no name"),
        ({"response": {"status": 200, "content": [1]}}, "its content is no object"),
        ({"response": {"status": 200, "content": based(b"") | {"text": "é"}}}, "not in base64"),
        *(
            ({"startedDateTime": time}, "its startedDateTime is no time")
            for time in (None, "now", "0001-01-01T00:00:00", "2026-11-01T10:00:00+99:00")
        ),
    ],
)
def test_an_entry_that_is_none_is_named(changes: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=r"entry 2 is none of a HAR file: ") as caught:
        read(entry(), {**entry(), **changes})
    assert why in str(caught.value)


MULTIPART = (("Content-Type", "multipart/form-data; boundary=b"),)
SENT = HttpRequest("POST", "/v1/videos", MULTIPART, FORM, "api.example")


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (Answer(200, (), b'{"id": "a"}'), {"json": {"id": "a"}}),
        (Answer(200, (), b"{"), {"text": "{"}),
        (Answer(200, (("Content-Type", "text/plain"),), b"\xff"), {"base64": "/w=="}),
        (Answer(200, (("Content-Type", "video/mp4"),), b"\xff"), {"base64": "/w=="}),
    ],
)
def test_an_exchange_is_written_so_that_a_person_can_read_it(answer: Answer, shown: object) -> None:
    data: Any = json.loads(json.dumps(readable(Exchange(SENT, answer, 5.0))))
    assert data["request"]["body"] == {"form": [{"name": "a", "value": "1"}]}
    assert data["answer"]["body"] == shown
    again = exchange_of(data)
    kind = again.request.header("content-type")
    assert [each[:2] for each in read_body(kind, again.request.body).parts] == [("a", b"1")]
    assert again.at == 5.0
    assert exchange_of({**data, "answer": None}).answer is None


@pytest.mark.parametrize(
    "change",
    [
        {"request": []},
        {"request": {}},
        {"answer": []},
        {"answer": {"status": "x", "headers": [], "body": {"text": ""}}},
        {"answer": {"status": 200, "headers": {}, "body": {"text": ""}}},
        {"answer": {"status": 200, "headers": [], "body": {"base64": "?"}}},
        {"answer": {"status": 200, "headers": [], "body": {"form": {}}}},
        {"at": "soon"},
    ],
)
def test_what_is_no_exchange_is_refused(change: dict[str, object]) -> None:
    data = readable(Exchange(SENT, Answer(200), 5.0))
    with pytest.raises(InputError, match="it is no exchange"):
        exchange_of({**data, **change})


@pytest.mark.parametrize(
    ("change", "is_lost"),
    [({"body_size": 9}, True), ({"body_size": 0}, False), ({}, False)],
)
def test_a_body_that_was_not_kept_is_lost(change: dict[str, object], is_lost: bool) -> None:
    data = readable(Exchange(HttpRequest("GET", "/v1/videos"), None, 0.0))
    assert bool(exchange_of({**data, **change}).request.header(LOST)) is is_lost


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        ((), 1, "it is no object"),
        (("request",), None, "its request is no object"),
        (("request", "headers"), 1, "what it has as headers is no list"),
        (("request", "headers"), [["a"]], "a header is no pair"),
        (("request", "body"), {}, "it has no text"),
        (("request", "body"), {"base64": "é"}, "a body is not in base64"),
        (("request", "body"), {"form": [{"name": "a"}]}, "it has no value"),
        (("request", "body"), {"form": [1]}, "a part of a form is no object"),
        (("request", "body"), {"video": [1]}, "no list of width, height and seconds"),
        (("request", "body"), {"video": [1e308, 1, 1]}, "there is no video of such"),
        (("request", "body"), {"video": ["inf", 1, 1]}, "a measure is no number"),
        (("at",), "soon", "its time is no number"),
        (("answer",), [], "its answer is no object"),
        (("answer", "status"), "9" * 5000, "its status is no number"),
    ],
)
def test_what_is_no_exchange_is_told_in_words(
    place: tuple[str, ...], value: object, why: str
) -> None:
    data: Any = [json.loads(json.dumps(exchange_data(Exchange(SENT, Answer(200), 5.0))))]
    at: Any = 0
    inner = data
    for name in place:
        inner, at = inner[at], name
    inner[at] = value
    with pytest.raises(InputError, match=r"it is no exchange: ") as caught:
        exchange_of(data[0])
    assert why in str(caught.value)
