import pytest

from cometvideo.errors import InputError
from cometvideo.mock import MockApi
from cometvideo.mock.delivery import render
from cometvideo.mock.faults import KINDS, LIMITS, Fault
from cometvideo.wire.exchange import Answer
from tests.mock.talk import Talker, data


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi())


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "body"),
    [
        ("create,status=500,code=invalid_request", 500, "application/json", b"comet_api_error"),
        ("create,status=524,envelope=task,message=slow", 524, "application/json", b'"data":null'),
        ("create,status=502,html", 502, "text/html", b"<h1>502</h1>"),
        ("create,status=503,text", 503, "text/plain", b"error 503"),
        ("create,status=500,empty", 500, "text/plain", b""),
        ("create,redirect,location=/elsewhere", 301, "text/html", b""),
    ],
)
def test_an_error_comes_instead_of_an_answer(
    talker: Talker, fault: str, status: int, content_type: str, body: bytes
) -> None:
    talker.controls.fail_next(fault)
    answer = talker.create()
    assert (answer.status, answer.header("content-type")) == (status, content_type)
    assert body in answer.body
    assert talker.controls.bill.tasks == 0
    assert talker.create().status == 200


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [
        ("retry_after=7", "7"),
        ("retry_after=seconds,seconds=12", "12"),
        ("retry_after=date,seconds=60", "Thu, 01 Jan 2026 00:01:00 GMT"),
        ("retry_after=soon", "soon"),
        ("retry_after=absent", None),
    ],
)
def test_retry_after_in_every_form(talker: Talker, retry_after: str, header: str | None) -> None:
    talker.controls.fail_next(f"retrieve,status=429,{retry_after}")
    answer = talker.ask("GET", "/v1/videos/task_1")
    assert answer.status == 429
    assert answer.header("retry-after") == header


@pytest.mark.parametrize(("option", "header"), [("absent", None), ("seconds", "30")])
def test_retry_after_is_left_to_the_world(talker: Talker, option: str, header: str | None) -> None:
    talker.controls.world({"errors.retry_after": option})
    talker.controls.fail_next("status=429")
    assert talker.create().header("retry-after") == header


@pytest.mark.parametrize(("at", "tasks"), [("before", 0), ("after", 1)])
def test_a_dropped_create_is_billed_if_it_took_effect(talker: Talker, at: str, tasks: int) -> None:
    talker.controls.fail_next(f"create,drop,{at}")
    assert talker.create().delivery.drop
    assert talker.controls.bill.tasks == tasks
    entry = next(iter(talker.controls.journal))
    assert entry.fault == "drop"
    assert ("task created and billed" in entry.note) == bool(tasks)
    assert ("nothing was done" in entry.note) != bool(tasks)


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("truncated-json,bytes=12", lambda answer: len(answer.body) == 12),
        ("malformed-json", lambda answer: answer.body.startswith(b"{'")),
        ("cut,bytes=3", lambda answer: answer.delivery.cut_at == 3),
        ("slow-headers,seconds=2", lambda answer: answer.delivery.delay_s == 2),
        ("slow-body,seconds=2", lambda answer: answer.delivery.trickle_s == 2),
        ("stall", lambda answer: answer.delivery.stall),
    ],
)
def test_an_answer_is_spoilt(talker: Talker, fault: str, changed: object) -> None:
    assert callable(changed)
    talker.controls.fail_next(f"create,{fault}")
    assert changed(talker.create())
    assert talker.controls.bill.tasks == (0 if fault == "stall" else 1)


def statuses(talker: Talker, number: int) -> list[int]:
    return [talker.create().status for _ in range(number)]


@pytest.mark.parametrize(
    ("faults", "seen"),
    [
        (["create,nth=2"], [200, 500, 200, 200]),
        (["create,times=2"], [500, 500, 200, 200]),
        (["retrieve"], [200, 200, 200, 200]),
        (["nth=1,status=503", "nth=3"], [503, 200, 500, 200]),
        (["model=doubao-seedance-1-5-pro"], [200, 200, 200, 200]),
        (["model=doubao-seedance-2-0"], [500, 500, 500, 500]),
        (["create,times=1", "create,times=1"], [500, 500, 200, 200]),
    ],
    ids=str,
)
def test_rules_choose_the_calls(talker: Talker, faults: list[str], seen: list[int]) -> None:
    for fault in faults:
        talker.controls.fault(fault)
    assert statuses(talker, 4) == seen


def test_a_chance_is_drawn_by_the_seed() -> None:
    def seen(seed: str) -> list[int]:
        talker = Talker(MockApi(seed=seed))
        talker.controls.fault("create,probability=0.5")
        return statuses(talker, 40)

    assert seen("a") == seen("a")
    assert seen("a") != seen("b")
    assert 5 < seen("a").count(500) < 35


def test_a_quota_lets_so_many_through_in_a_window(talker: Talker) -> None:
    talker.controls.fault("create,quota,limit=2,seconds=60")
    assert statuses(talker, 4) == [200, 200, 429, 429]
    talker.controls.advance(59)
    assert statuses(talker, 1) == [429]
    talker.controls.advance(1)
    assert statuses(talker, 3) == [200, 200, 429]


def test_so_many_tasks_may_run_at_a_time(talker: Talker) -> None:
    talker.controls.plan("clock=60")
    talker.controls.fault("create,busy,limit=2")
    other = Talker(talker.api, "another-key")
    assert statuses(talker, 3) == [200, 200, 429]
    assert statuses(other, 1) == [200]
    talker.controls.advance(59)
    assert statuses(talker, 1) == [429]
    talker.controls.advance(1)
    assert statuses(talker, 3) == [200, 200, 429]
    assert talker.controls.unused == []


def test_a_fault_for_all_keys_counts_for_each() -> None:
    api = MockApi()
    api.controls().fault("create,nth=1")
    talkers = [Talker(api, key) for key in "ab"]
    assert [statuses(each, 2) for each in talkers] == [[500, 200]] * 2


def test_faults_are_cleared(talker: Talker) -> None:
    talker.controls.fault("create")
    talker.controls.clear_faults()
    assert statuses(talker, 1) == [200]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_an_answer(talker: Talker, kind: str) -> None:
    talker.controls.fault({"kind": kind, "limit": 0} if kind in LIMITS else {"kind": kind})
    assert isinstance(talker.create(), Answer)
    assert next(iter(talker.controls.journal)).fault == kind


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("expode", "'expode' is not known"),
        ("colour=red", "'colour' is not known"),
        ("nth=0", "the least is 1"),
        ("nth=x", "nth='x' cannot be used: write a whole number, 1 or more"),
        ("seconds=soon", "seconds='soon' cannot be used: write a number, 0 to 1e+09"),
        ("probability=often", "write a number, 0 to 1"),
        ("probability=2", "it must be 0 to 1"),
        ("operation=delete", "allowed: create, retrieve, content, remix, download"),
        ({"seconds": True}, "write a number"),
        ({"code": 5}, "write it as text"),
    ],
    ids=str,
)
def test_a_fault_that_cannot_be_read_says_why(
    talker: Talker, fault: str | dict[str, object], says: str
) -> None:
    with pytest.raises(InputError) as raised:
        talker.controls.fault(fault)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ('create,status=503,message="try again, later",nth=1', "try again, later"),
        ('message="a"', "a"),
        ('message="a,b=c,create", times=1', "a,b=c,create"),
        ({"message": "try again, later"}, "try again, later"),
        ('message=5" screen,status=503', '5" screen'),
    ],
    ids=str,
)
def test_a_message_may_have_commas(
    talker: Talker, fault: str | dict[str, object], message: str
) -> None:
    assert talker.controls.fault(fault).message == message


@pytest.mark.parametrize("name", ["retry_after", "location"])
@pytest.mark.parametrize("value", ["1\r\nSet-Cookie: a=b", "1\n", "\0", "n\u0153ud"])
def test_no_fault_begins_another_header(talker: Talker, name: str, value: str) -> None:
    with pytest.raises(InputError, match="stands in a header"):
        talker.controls.fault({name: value})
    with pytest.raises(InputError, match="stands in a header"):
        talker.controls.fault(Fault(**{name: value}))  # type: ignore[arg-type]
    answer = Answer(200, (("X", value),))
    assert render(answer, now=0).count(b"\r\n") == 5


@pytest.mark.parametrize("fault", [Fault("no such kind"), Fault(nth=0), Fault(status=10**400)])
def test_a_fault_is_read_whoever_made_it(talker: Talker, fault: Fault) -> None:
    with pytest.raises(InputError):
        talker.controls.fault(fault)


def test_a_download_can_fail(talker: Talker) -> None:
    talker.controls.plan("immediate")
    url = talker.finished(talker.task())["video_url"]
    talker.controls.fail_next("download,status=503,text")
    assert talker.download(url).status == 503
    assert talker.download(url).status == 200
    assert data(talker.create())["status"] == "queued"
