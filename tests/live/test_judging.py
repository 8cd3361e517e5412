"""Judging: what an answer tells, and on which side of every limit it stops to tell that."""

import json
from typing import Any

import pytest

from cometvideo.live.answers import Answers
from cometvideo.live.blame import blame
from cometvideo.live.creates import bases
from cometvideo.live.judging import follow_up, judge, judge_unasked
from cometvideo.live.reactions import react
from cometvideo.live.reasons import points_elsewhere
from cometvideo.live.refusals import read_refusal, see_refusal
from cometvideo.prediction import Reject
from tests.live.attempts import (
    ASKS,
    KINDS,
    MATRIX,
    OK,
    ONE,
    PROBES,
    answered,
    body,
    one,
    refused,
    taken,
    verdicts,
)

# --- availability comes first -------------------------------------------------------------------

PASSING: list[tuple[int, bytes]] = [
    *((status, body()) for status in (401, 402, 403, 407, 408, 425, 429)),
    *((status, body()) for status in (500, 502, 503, 504, 524)),
    (500, body(code="busy")),
    (503, b"<html></html>"),
    (200, b"<html></html>"),
    (200, b'{"id": "ta'),
]


# Of a request without a key 401 and 403 are what was asked for.
TELLS_NOTHING = [
    (kind, *each)
    for kind in KINDS
    for each in PASSING
    if kind != "no key" or each[0] not in {401, 403}
]


@pytest.mark.parametrize(("kind", "status", "data"), TELLS_NOTHING)
def test_what_passes_by_itself_tells_nothing(kind: str, status: int, data: bytes) -> None:
    assert react(MATRIX, KINDS[kind], answered(KINDS[kind], status, data)).kind == "untold"


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
@pytest.mark.parametrize("kind", ["documented", "must be refused", "may be refused"])
def test_a_page_is_no_refusal(kind: str, status: int) -> None:
    found = react(MATRIX, KINDS[kind], answered(KINDS[kind], status, b"<html></html>"))
    assert found.kind in {"untold", "misplaced"}
    assert found.refused is None


@pytest.mark.parametrize("status", [401, 403])
def test_without_a_key_the_answer_is_about_the_key(status: int) -> None:
    probe = KINDS["no key"]
    assert react(MATRIX, probe, refused(probe, status)).kind == "refused"


@pytest.mark.parametrize(
    ("kind", "status", "code", "told"),
    [
        ("must be refused", 500, "invalid_request", "refused"),
        ("must be refused", 500, "InvalidParameter", "untold"),
        ("must be refused", 500, "other", "untold"),
        ("must be refused", 499, "other", "refused"),
        ("unknown task", 500, "task_not_exist", "untold"),
        ("unknown task", 400, "task_not_exist", "refused"),
    ],
)
def test_a_failure_tells_by_its_code_alone(kind: str, status: int, code: str, told: str) -> None:
    assert react(MATRIX, KINDS[kind], refused(KINDS[kind], status, code=code)).kind == told


def test_a_key_that_is_never_let_in_tells_nothing_of_keys() -> None:
    asks = [KINDS["unknown task"], KINDS["no key"], PROBES["retrieve with a wrong key"]]
    found = verdicts(*(refused(each, 401) for each in asks))
    assert {verdict for verdict, _ in found.values()} <= {"could not tell", "unchecked"}
    let_in = [refused(asks[0], 400), *(refused(each, 401) for each in asks[1:])]
    assert verdicts(*let_in)["rejections.by_request.key-missing.status"] == ("holds", 401)


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b'{"id": "task_1", "status": "unknown"}', "drifted"),
        (b'{"status": "maintenance"}', "could not tell"),
        (b'{"code": "task_not_exist", "message": "m", "data": null}', "could not tell"),
    ],
)
@pytest.mark.parametrize("kind", ["unknown task", "no key"])
def test_a_task_that_should_not_be_shown_is_drift(kind: str, data: bytes, verdict: str) -> None:
    fault = {"unknown task": "unknown-task", "no key": "key-missing"}[kind]
    asks = [KINDS["unknown task"]] if kind == "no key" else []
    found = verdicts(*(refused(each) for each in asks), answered(KINDS[kind], OK, data))
    assert found[f"rejections.by_request.{fault}.status"][0] == verdict


def test_404_is_a_refusal_where_the_operation_works() -> None:
    stranger = next(
        each for name, each in PROBES.items() if "does-not-exist" in name and each.is_create
    )
    control = PROBES[stranger.control]
    alone = judge(MATRIX, PROBES.values(), [refused(KINDS["unknown task"]), refused(stranger, 404)])
    status = "rejections.by_field.model.not-a-choice.status"
    assert next(each for each in alone.drifts if each.subject == status).verdict == "could not tell"
    assert verdicts(taken(control), refused(stranger, 404))[status] == ("new", 404)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"error": {"code": "busy", "message": "m"}}', "untold"),
        (b'{"code": "busy", "message": "m", "data": null}', "untold"),
        (b'{"accepted": true}', "nameless"),
        (b"{}", "nameless"),
        (b'{"code": "success", "data": {"id": "task_1", "status": "queued"}}', "nameless"),
        (b'{"code": "busy", "message": "m", "data": {"id": "task_1", "status": 400}}', "untold"),
        (b'{"code": "busy", "message": "m", "data": {"id": "", "status": "queued"}}', "untold"),
    ],
)
def test_an_error_of_a_success_is_no_task_without_a_name(data: bytes, kind: str) -> None:
    assert react(MATRIX, KINDS["documented"], answered(KINDS["documented"], OK, data)).kind == kind


def test_a_task_within_something_else_is_drift_and_said_to_be_there() -> None:
    body = b'{"code": "success", "data": {"id": "task_1", "status": "queued"}}'
    answer = answered(KINDS["documented"], OK, body)
    assert "a task under 'data'" in react(MATRIX, KINDS["documented"], answer).why
    assert verdicts(answer)["task.fields.id.required"] == ("drifted", False)


def test_only_what_is_documented_tells_that_its_encoding_is_read() -> None:
    fact = "body.encodings.multipart/form-data"
    # As far as was tried it holds; there are other ways in which it shows itself.
    assert verdicts(taken(KINDS["documented"]))[fact] == ("unchecked", "read")
    assert verdicts(taken(KINDS["must be refused"]))[fact] == ("unchecked", None)


@pytest.mark.parametrize("control", [taken, refused, None])
def test_a_rule_holds_where_its_refusal_is_for_nothing_else(control: Any) -> None:
    probe = KINDS["must be refused"]
    others = [control(PROBES[probe.control])] if control else []
    found = verdicts(*others, refused(probe))[f"models.{ONE}.seconds.max"]
    assert found[0] == "unchecked"  # as the other side of it was not tried
    assert found[1] == (10 if control is taken else None)


@pytest.mark.parametrize(
    ("data", "envelope", "under"),
    [
        ({"error": {"code": "a", "message": "m"}}, "gateway", "error"),
        ({"errors": {"code": "a", "message": "m"}}, "gateway", "errors"),
        ({"code": "a", "message": "m"}, "task", None),
        ({"code": "a", "message": "m", "error": {"code": "b"}}, "task", None),
        ({"code": "a", "error": {"code": "b", "message": "m"}}, "gateway", "error"),
        # Of two that have all of these keys it is the one that has no others.
        ({"error": {"code": "a", "message": "m", "type": "t"}}, "short", "error"),
        ({"error": {"code": "a", "message": "m", "type": "t", "param": "p"}}, "gateway", "error"),
        ({"error": {"code": "a", "message": "m", "type": "t", "more": 1}}, "gateway", "error"),
        # Of two that say as much it is the first of the spec.
        ({"code": "a", "error": {"code": "b"}}, "gateway", "error"),
        ({"a": {"code": "a"}, "b": {"code": "b"}}, "gateway", "a"),
        ({"a": {"code": "a"}, "b": {"code": "b", "type": "t"}}, "gateway", "b"),
        ({"detail": "m", "more": {}}, None, None),
    ],
)
def test_an_answer_is_in_the_envelope_whose_keys_it_has(
    data: dict[str, object], envelope: str | None, under: str | None
) -> None:
    found = read_refusal(MATRIX, 400, data)
    assert (found.envelope, found.under) == (envelope, under)


RULE = f"models.{ONE}.seconds.max"
UNSTATED = {"status": "rejections.unstated_status", "envelope": "rejections.unstated_envelope"}
PROMPT = "rejections.by_field.prompt.empty.code"
MESSAGE = "rejections.by_request.unknown-task.message"


@pytest.mark.parametrize(
    ("path", "status", "data", "told"),
    [
        (RULE, 400, {"code": "a", "message": "m"}, None),
        (RULE, 400, None, None),
        (UNSTATED["status"], 400, {"code": "a", "message": "m"}, ("observed", (400,))),
        (UNSTATED["status"], 418, {"code": "a", "message": "m"}, ("drifted", 418)),
        (UNSTATED["status"], 400, None, ("observed", (400,))),
        (UNSTATED["envelope"], 400, {"code": "a", "message": "m"}, ("observed", ("task",))),
        (UNSTATED["envelope"], 400, {}, ("drifted", "nothing that the spec describes")),
        (UNSTATED["envelope"], 400, None, ("could not tell", None)),
        (PROMPT, 400, {"code": "invalid_request", "message": "m"}, ("holds", "invalid_request")),
        (PROMPT, 400, {"code": "other", "message": "m"}, ("drifted", "other")),
        (PROMPT, 400, {"code": "", "message": "m"}, ("drifted", "nothing")),
        (PROMPT, 400, {"message": "m"}, None),
        (MESSAGE, 400, {"message": "task_not_exist"}, ("holds", "task_not_exist")),
        (MESSAGE, 400, {"message": "task_not_exist (id 7)"}, ("holds", "task_not_exist (id 7)")),
        (MESSAGE, 400, {"message": "gone"}, ("drifted", "gone")),
        (PROMPT, 400, None, ("could not tell", None)),
    ],
)
def test_what_an_answer_tells_of_a_fact_about_answers(
    path: str, status: int, data: dict[str, object] | None, told: tuple[str, object] | None
) -> None:
    answer = read_refusal(MATRIX, status, data)
    seen = see_refusal(MATRIX, "p", [path], answer, "a prompt")
    found = [(s.verdict, s.left or s.observed) for s in seen if s.mark.fact == path]
    assert found == ([told] if told else [])


def test_a_word_must_come_in_a_refusal_and_a_sentence_need_not() -> None:
    messages = {path: str(each.value) for path, each in MATRIX.facts.items() if "message" in path}
    told = {mark.fact for each in PROBES.values() for mark in each.marks} & {*messages}
    stated = {path for path in messages if path.startswith("rejections.")}
    assert told == {MESSAGE}
    assert {path for path in stated if " " in messages[path]} == stated - told != set()


def test_what_no_source_states_of_a_refusal_is_told_by_each_refusal_apart() -> None:
    ways: dict[str, set[str]] = {path: set() for path in UNSTATED.values()}
    for mark in (mark for each in PROBES.values() for mark in each.marks if mark.fact in ways):
        ways[mark.fact].add(mark.way)
    assert all("answers so" not in each and len(each) > 1 for each in ways.values())


# --- no observation from a refusal whose reason is not known ------------------------------------

JSON = "body.encodings.application/json"
CONTROLS = [PROBES[each.control] for each in ASKS]


@pytest.mark.parametrize(
    ("controls", "asks", "observed"),
    [
        pytest.param([taken, taken], [{}, {}], "refused", id="known"),
        pytest.param([taken, taken], [{"code": "json_not_read"}, {}], "refused", id="its own code"),
        pytest.param([taken, refused], [{}, {}], None, id="one of the controls was refused"),
        pytest.param([refused, refused], [{}, {}], None, id="both were"),
        pytest.param([taken, taken], [{}, {"param": "seconds"}], None, id="a field elsewhere"),
        pytest.param([taken, taken], [{}, {"message": "bad seconds"}], None, id="in its words"),
        pytest.param([taken, taken], [{}, {"message": "no such model"}], "refused", id="any words"),
        pytest.param([taken, taken], [{}, {"code": "InvalidParameter"}], None, id="another's code"),
        pytest.param([taken, taken], [{}, None], None, id="one model alone"),
        pytest.param([taken, None], [{}, {}], None, id="no control"),
    ],
)
def test_a_refusal_settles_only_what_it_is_for(
    controls: list[Any], asks: list[Any], observed: str | None
) -> None:
    attempts = [how(each) for how, each in zip(controls, CONTROLS, strict=True) if how]
    attempts += [
        refused(each, **how) for each, how in zip(ASKS, asks, strict=True) if how is not None
    ]
    found = verdicts(*attempts).get(JSON, ("unchecked", None))
    assert (found[0] == "observed", found[1]) == (observed is not None, observed)


@pytest.mark.parametrize(
    ("status", "data"),
    [(503, b"<html></html>"), (404, b"<html></html>"), (200, b"{}"), (200, b'{"id": "ta')],
)
def test_what_passes_by_itself_settles_nothing(status: int, data: bytes) -> None:
    attempts = [*map(taken, CONTROLS), *(answered(each, status, data) for each in ASKS)]
    assert verdicts(*attempts)[JSON][0] in {"could not tell", "unchecked"}


def test_the_control_of_a_question_is_asked_for() -> None:
    assert follow_up(MATRIX, PROBES.values(), [refused(ASKS[0])]) == CONTROLS[0]
    attempts = [refused(ASKS[0]), taken(CONTROLS[0])]
    assert follow_up(MATRIX, PROBES.values(), attempts) is None


def test_what_is_asked_of_the_body_is_safe_and_asked_of_two_models() -> None:
    for base in bases(MATRIX):
        low, high = (MATRIX.facts[f"models.{base.model}.seconds.{key}"] for key in ("min", "max"))
        said = [[each.value, *(also.value for also in each.also)] for each in (low, high)]
        asked = base.fields["seconds"]
        assert isinstance(asked, int)
        assert max(said[0]) <= asked <= min(said[1])  # type: ignore[type-var, operator]
        assert low.value < asked < high.value  # type: ignore[operator]
        assert base.cheapest["seconds"] == low.value
    for fact in MATRIX.open_facts:
        if fact.keys[0] in {"body", "fields"}:
            models = {
                each.model
                for each in PROBES.values()
                if any(mark.fact == fact.path for mark in each.shows)
            }
            assert len(models) in {0, 2}


@pytest.mark.parametrize(
    ("error", "elsewhere"),
    [
        ({}, False),
        ({"param": "size"}, False),
        ({"param": "size[]"}, False),
        ({"param": "prompt"}, True),
        ({"param": "duration"}, True),
        ({"message": "invalid size"}, False),
        ({"message": "invalid seconds for this size"}, False),
        ({"message": "duration is not supported by this model"}, True),
        ({"message": "the model cannot do this"}, False),
        ({"code": "InvalidParameter"}, True),
        ({"code": "InvalidParameter", "param": "size"}, False),
        ({"code": "invalid_request"}, False),
        ({"code": "unheard_of"}, False),
    ],
)
def test_what_points_elsewhere(error: dict[str, object], elsewhere: bool) -> None:
    off = Reject(None, None, None, None, "open", "size", "off-pattern")
    found = read_refusal(MATRIX, 400, json.loads(body(**error)))
    assert points_elsewhere(MATRIX, (off,), found) is elsewhere


# --- blame ---------------------------------------------------------------------------------------


def test_a_refusal_is_laid_at_the_field_that_it_names() -> None:
    probe = one(ONE, "seconds=10", "size=16:9")
    unnamed = Answers(MATRIX, PROBES, [refused(probe)]).blamed[0]
    named = Answers(MATRIX, PROBES, [refused(probe, param="seconds")]).blamed[0]
    assert len(unnamed.suspects) > 1
    assert {each.fact for each in named.suspects} <= {
        *(f"models.{ONE}.seconds.max", "fields.seconds.as_text")
    }
    assert blame([], [probe])[0].suspects == unnamed.suspects


def test_what_a_refusal_is_due_to_leaves_all_else_untold() -> None:
    probe = one(ONE, "seconds=10", "size=1664x1248")
    works = taken(one(ONE, "seconds=2", "size=864x480"))
    report = judge(MATRIX, PROBES.values(), [works, refused(probe, param="seconds")])
    found = {each.subject: each for each in report.drifts}
    most = found[f"models.{ONE}.seconds.max"]
    assert (most.verdict, most.observed, most.exact) == ("drifted", f"refused: {probe.id}", False)
    cell = found["sizes.seedance-1-0.1080p.4:3"]
    assert (cell.verdict, cell.why) == (
        *("could not tell",),
        f"the request was refused for models.{ONE}.seconds.max (takes 10)",
    )


def test_what_is_no_bound_is_refused_and_not_otherwise() -> None:
    probe = one(ONE, "seconds=2", "size=1664x1248")
    works = [one(ONE, "seconds=2", f"size={each}") for each in ("864x480", "1920x1088")]
    report = judge(MATRIX, PROBES.values(), [*map(taken, works), refused(probe)])
    (found,) = (each for each in report.drifts if each.verdict == "drifted")
    assert found.subject == "sizes.seedance-1-0.1080p.4:3"
    assert (found.observed, found.exact) == (f"refused: {probe.id}", False)


def test_a_length_beyond_a_moved_bound_blames_nothing_else() -> None:
    least = one(ONE, "seconds=2", "size=864x480")
    inside = [one(ONE, f"seconds={each}", "size=864x480") for each in (3, 4)]
    attempts = [refused(each) for each in (least, *inside)]
    attempts.append(taken(one(ONE, "seconds=5", "size=736x544")))
    attempts.append(refused(one(ONE, "seconds=2", "size=736x544")))
    found = verdicts(*attempts)
    assert {each for each, (verdict, _) in found.items() if verdict == "drifted"} == {
        f"models.{ONE}.seconds.min"
    }


@pytest.mark.parametrize(
    ("others", "times", "error", "is_named"),
    [
        pytest.param(2, 3, {}, True, id="so many alike"),
        pytest.param(2, 2, {}, False, id="not so many"),
        pytest.param(2, 1, {"param": "seconds"}, True, id="it says what for"),
        pytest.param(2, 1, {"param": "prompt"}, False, id="it says something else"),
        pytest.param(1, 3, {}, False, id="so many alike, for any of three"),
        pytest.param(1, 1, {"param": "seconds"}, True, id="any of three, and it says which"),
        pytest.param(0, 3, {}, False, id="so many alike, and nothing was taken"),
        pytest.param(
            0, 3, {"param": "seconds"}, False, id="it says what for, as nothing was taken"
        ),
    ],
)
def test_a_refusal_that_nobody_asked_for_counts_where_it_is_for_one_thing_surely(
    others: int, times: int, error: dict[str, Any], is_named: bool
) -> None:
    probe = one(ONE, "seconds=10", "size=1664x1248")
    fine = [one(ONE, "seconds=2", "size=864x480"), one(ONE, "seconds=2", "size=1664x1248")]
    attempts = [*map(taken, fine[:others]), refused(probe, **error)]
    report = judge_unasked(MATRIX, PROBES, attempts, dict.fromkeys(PROBES, times))
    told = {each.subject for each in report.drifts if each.verdict not in {"holds", "unchecked"}}
    assert told == ({RULE} if is_named else set())
