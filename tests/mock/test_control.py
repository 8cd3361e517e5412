import json
import threading
from typing import Any
from urllib.parse import quote

import pytest

from cometvideo.errors import InputError
from cometvideo.mock import MockApi
from cometvideo.mock.control import PREFIX, ROUTES
from cometvideo.mock.delivery import render
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import HttpRequest
from tests.mock.talk import KEY, Talker, data


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi())


JSON = (("Content-Type", "application/json"),)


def control(talker: Talker, method: str, path: str, body: object = None) -> Any:
    sent = b"" if body is None else json.dumps(body).encode()
    answer = talker.ask(method, PREFIX + path, sent, JSON)
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


@pytest.mark.parametrize("path", ["/state", "/journal", "/questions"])
def test_no_key_shows_in_what_it_tells(path: str) -> None:
    # A gateway may give ids and reasons with a key in them; so may faults, and whoever sends it.
    key = "sk-71c0ffee/9"
    talker = Talker(MockApi())
    talker.api.controls().plan({"polls": 1, "end": "failed", "message": f"no {key}", "code": key})
    talker.ask("GET", f"/v1/videos/{quote(key, safe='')}?key={quote(key, safe='')}")
    talker.poll(talker.task(prompt=f"A kite. {key}"))
    told = json.dumps(control(talker, "GET", path))
    assert key not in told
    assert quote(key, safe="") not in told
    assert "[key]" in told or path == "/questions"


@pytest.mark.parametrize("path", ["/state", "/journal", "/questions"])
def test_nobody_waits_for_what_it_tells(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    api = MockApi()
    talker = Talker(api)
    talker.task()
    held = []

    def looks() -> None:  # in another thread, for it is an RLock
        held.append(not api.state.lock.acquire(blocking=False))
        if not held[-1]:
            api.state.lock.release()

    def free(*_: object) -> bool:
        thread = threading.Thread(target=looks)
        thread.start()
        thread.join()
        return True

    monkeypatch.setattr(Credentials, "data", lambda _, data: free() and data)
    monkeypatch.setattr("cometvideo.mock.journal.entry_data", free)
    control(talker, "GET", path)
    assert held
    assert not any(held)
    assert api.shows_long(HttpRequest("GET", PREFIX + path))
    assert not api.shows_long(HttpRequest("GET", f"{PREFIX}/bill"))
    assert not api.shows_long(HttpRequest("GET", path))


def test_it_shows_state_journal_and_bill(talker: Talker) -> None:
    talker.task()
    assert control(talker, "GET", "/bill") == {
        "tasks": 1,
        "seconds": 5,
        "unpriced": 0,
        "cost": 0.684,
        "currency": "USD",
    }
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
        ("POST /clock", b'{"advance": -1}', 400, "give 0 to 100000000000, or reset"),
        ("PUT /world", b'{"choices": {"nope": 1}}', 400, "is no fact"),
        ("PUT /quirks", b'{"on": ["nope"]}', 400, "is no quirk"),
        ("PUT /quirks", b"{}", 400, "names of quirks"),
        ("PUT /plan", b"[" * 50_000, 400, "not JSON"),
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


GOOD: dict[str, str] = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("host", "more", "status"),
    [
        ("127.0.0.1:4010", GOOD, 200),
        ("localhost", GOOD, 200),
        ("app.localhost:4010", GOOD, 200),
        ("[::1]:4010", GOOD, 200),
        ("[::1]", GOOD, 200),
        ("", GOOD, 200),
        ("mine", GOOD, 200),
        ("192.168.0.5:4010", GOOD, 200),
        ("127.0.0.1:4010", GOOD | {"Origin": "http://127.0.0.1:4010"}, 200),
        ("127.0.0.1:4010", GOOD | {"Sec-Fetch-Site": "same-origin"}, 200),
        ("localhost", {"Authorization": "Bearer good"}, 200),
        ("evil.example:4010", GOOD, 403),
        ("localhost.evil.example", GOOD, 403),
        ("127.0.0.1.evil.example", GOOD, 403),
        ("127.0.0.1:4010", GOOD | {"Origin": "http://evil.example"}, 403),
        ("127.0.0.1:4010", GOOD | {"Origin": "http://127.0.0.1:4011"}, 403),
        ("127.0.0.1:4010", GOOD | {"Origin": "null"}, 403),
        ("", GOOD | {"Origin": "null"}, 403),
        ("127.0.0.1:4010", GOOD | {"Sec-Fetch-Site": "cross-site"}, 403),
        ("localhost", {}, 415),
        ("localhost", {"Content-Type": "text/plain"}, 415),
        ("localhost", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ("localhost", GOOD | {"Authorization": "Bearer wrong"}, 401),
        ("localhost", GOOD | {"Authorization": "Basic good"}, 401),
        ("localhost", GOOD | {"Authorization": ""}, 401),
    ],
    ids=str,
)
def test_no_page_of_others_may_change_anything(
    host: str, more: dict[str, str], status: int
) -> None:
    api = MockApi(keys=["good"], hosts=["Mine"])
    Talker(api, "good").task()
    nobody = Talker(api, None)
    answer = nobody.ask("POST", PREFIX + "/reset", b"", tuple(more.items()), host)
    assert answer.status == status
    assert (api.controls().bill.tasks == 0) == (status == 200)
    read = nobody.ask("GET", PREFIX + "/journal", b"", tuple(more.items()), host)
    assert read.status == (200 if status == 415 else status)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_every_change_needs_it(method: str) -> None:
    nobody = Talker(MockApi(), None)
    for path, methods in ROUTES.items():
        if method in methods:
            assert nobody.ask(method, PREFIX + path, b"{}").status == 415


HUGE = 10**400
ODD = [None, True, HUGE, -HUGE, 1.5, "", "x" * 5000, [], [None], {}, {"a": None}, float("nan")]


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20])
def test_odd_values_are_answered_properly(talker: Talker, value: object) -> None:
    names = ["text", "polls", "seconds", "end", "code", "pace", "advance", "on", "choices", "seed"]
    names += ["kind", "nth", "status", "probability", "retry_after", "location", "bytes", "limit"]
    size = "fields.size.undocumented"
    bodies = [value, *({name: value} for name in names), {"choices": {size: value, "x": value}}]
    for path, methods in ROUTES.items():
        for method in methods.keys() - {"GET"}:
            for body in bodies:
                answer = talker.ask(method, PREFIX + path, json.dumps(body).encode(), JSON)
                assert answer.status in {200, 400}
                assert len(answer.body) < 10_000
    control(talker, "GET", "/state")
    assert talker.create().status
    assert len(render(talker.create(), now=talker.controls.now)) > 100


@pytest.mark.parametrize("key", ["a-key", None])
def test_a_clock_does_not_leave_the_calendar(key: str | None) -> None:
    talker = Talker(MockApi(), key)
    statuses = {
        talker.ask("POST", PREFIX + "/clock", b'{"advance": 1e9}', JSON).status for _ in range(200)
    }
    assert statuses == {200, 400}
    assert b" 5" in render(talker.create(), now=talker.controls.now)
    talker.controls.fault("retry_after=date")
    assert talker.create().header("retry-after")


def test_what_is_set_is_bounded(talker: Talker) -> None:
    for _ in range(1000):
        talker.controls.fault("create,nth=1")
    with pytest.raises(InputError, match="1000 faults"):
        talker.controls.fault("create")
    talker.create()
    talker.controls.clear_faults()
    assert not talker.api.state.account(KEY).fired
    with pytest.raises(InputError, match="10000 next tasks"):
        talker.controls.plan_next(*["never"] * 10_001)


def test_a_large_body_is_not_read(talker: Talker) -> None:
    body = json.dumps({"text": "x" * 100_000}).encode()
    assert talker.ask("PUT", PREFIX + "/plan", body, JSON).status == 413


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
