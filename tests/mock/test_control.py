import json
from typing import Any

import pytest

from cometvideo.mock import MockApi
from cometvideo.mock.control import PREFIX, ROUTES
from tests.mock.talk import Talker, data


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi())


def control(talker: Talker, method: str, path: str, body: object = None) -> Any:
    sent = b"" if body is None else json.dumps(body).encode()
    answer = talker.ask(method, PREFIX + path, sent)
    assert answer.status == 200, answer
    return json.loads(answer.body)


def test_it_decides_how_tasks_live(talker: Talker) -> None:
    assert control(talker, "PUT", "/plan", {"polls": 1})["polls"] == 1
    assert control(talker, "POST", "/plan", "never")[0]["pace"] == "never"
    never, once = talker.task(), talker.task()
    assert talker.poll(never)["status"] == "queued"
    assert talker.poll(once)["status"] == "completed"
    assert control(talker, "GET", "/plan")["polls"] == 1


def test_it_lets_things_go_wrong(talker: Talker) -> None:
    assert control(talker, "POST", "/faults", {"text": "create,status=503"})["status"] == 503
    assert talker.create().status == 503
    assert len(control(talker, "GET", "/faults")) == 1
    assert control(talker, "DELETE", "/faults") == []
    assert talker.create().status == 200


def test_it_lets_time_pass(talker: Talker) -> None:
    before = control(talker, "GET", "/clock")["now"]
    assert control(talker, "POST", "/clock", {"advance": 5})["now"] == before + 5


def test_it_changes_the_world(talker: Talker) -> None:
    size = "fields.size.undocumented"
    assert control(talker, "GET", "/world")[size] == "as_asked"
    assert control(talker, "PUT", "/world", {"choices": {size: "refused"}})[size] == "refused"
    assert talker.create(size="720x720").status == 400
    drawn = control(talker, "PUT", "/world", {"seed": "s"})
    assert drawn == control(talker, "PUT", "/world", {"seed": "s"})


def test_it_shows_state_journal_and_bill(talker: Talker) -> None:
    talker.task()
    assert control(talker, "GET", "/bill") == {"tasks": 1, "seconds": 5}
    assert len(control(talker, "GET", "/journal")) == 1
    assert control(talker, "GET", "/questions")["creates"] == 1
    assert len(control(talker, "GET", "/state")["tasks"]) == 1
    assert control(talker, "PUT", "/quirks", {"on": ["all"]})
    assert control(talker, "POST", "/reset") == {}
    assert control(talker, "GET", "/state")["quirks"] == []
    assert control(talker, "GET", "/bill")["tasks"] == 0


def test_a_key_changes_its_own_state_and_no_key_that_of_all(talker: Talker) -> None:
    nobody, other = Talker(talker.api, None), Talker(talker.api, "other")
    control(talker, "PUT", "/plan", "immediate")
    assert talker.poll(talker.task())["status"] == "completed"
    assert other.poll(other.task())["status"] == "queued"
    control(nobody, "PUT", "/plan", "immediate,failed")
    assert other.poll(other.task())["status"] == "failed"
    assert talker.poll(talker.task())["status"] == "completed"
    assert control(nobody, "GET", "/bill")["tasks"] == 4


@pytest.mark.parametrize(
    ("asked", "body", "status", "says"),
    [
        ("GET /nonsense", b"", 404, "there are"),
        ("DELETE /plan", b"", 405, "allowed: GET, PUT, POST"),
        ("PUT /plan", b"{", 400, "not JSON"),
        ("PUT /plan", b"[1]", 400, "no JSON object"),
        ("PUT /plan", b'{"end": "explode"}', 400, "cannot end as 'explode'"),
        ("POST /clock", b'{"advance": "x"}', 400, "send a number"),
        ("POST /clock", b'{"advance": -1}', 400, "0 or more"),
        ("PUT /world", b'{"choices": {"nope": 1}}', 400, "is no fact"),
        ("PUT /quirks", b'{"on": ["nope"]}', 400, "is no quirk"),
        ("PUT /quirks", b"{}", 400, "names of quirks"),
        ("PUT /plan", b"[" * 100_000, 400, "not JSON"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_it_cannot_use_it_says(
    talker: Talker, asked: str, body: bytes, status: int, says: str
) -> None:
    method, _, path = asked.partition(" ")
    answer = talker.ask(method, PREFIX + path, body)
    assert answer.status == status
    assert says in data(answer)["error"]["message"]


def test_it_is_described_in_openapi(talker: Talker) -> None:
    described = control(talker, "GET", "/openapi.json")
    paths = {path: set(by) for path, by in described["paths"].items()}
    assert paths == {
        PREFIX + path: {method.lower() for method in by} for path, by in ROUTES.items()
    }
    names = [each["operationId"] for by in described["paths"].values() for each in by.values()]
    assert len(set(names)) == len(names)


def test_it_leaves_no_trace_in_the_journal(talker: Talker) -> None:
    control(talker, "GET", "/state")
    assert len(talker.controls.journal) == 0
