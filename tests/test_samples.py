"""Samples: good requests where they must be good, and everything at the boundaries."""

from pathlib import Path

import pytest

import cometvideo
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.prediction import predict
from cometvideo.samples.errors import error_answers, error_body
from cometvideo.samples.requests import (
    UNDOCUMENTED,
    classified,
    examples,
    plain_request,
    samples_of,
    with_needs,
)
from cometvideo.samples.tasks import Lifecycle, Step, lifecycles_of, task_object
from cometvideo.words import words_of

SPECS = Path(__file__).parent / "export" / "specs"
MATRIX = cometvideo.load_family("seedance")
FIRST = cometvideo.load_family("seedance@2026-04")
GUESSED = cometvideo.load_family(SPECS / "guessed.yaml")
ALL = [MATRIX, FIRST, GUESSED, cometvideo.load_family(SPECS / "closed.yaml")]
MODEL = MATRIX.models[0]


@pytest.mark.parametrize("matrix", ALL, ids=[matrix.name for matrix in ALL])
def test_a_plain_request_is_valid_and_settled(matrix: Matrix) -> None:
    for model in matrix.models:
        prediction = predict(matrix, plain_request(matrix, model))
        assert prediction.verdict == "valid"
        assert prediction.is_settled or matrix is GUESSED  # two fields of which give a size


@pytest.mark.parametrize("matrix", ALL, ids=[matrix.name for matrix in ALL])
def test_every_field_has_samples_of_both_sorts(matrix: Matrix) -> None:
    """For every field of every model something is taken; where anything is refused, that too."""
    for model in matrix.models:
        for name in matrix.block("fields"):
            verdicts = {
                prediction.verdict
                for example, prediction in classified(matrix)
                if example.model == model and example.field == name
            }
            assert verdicts & {"valid", "uncertain"} or "selects" in matrix.block("fields", name)


def test_samples_stand_at_the_bounds() -> None:
    values = {
        sample.name: sample.value
        for sample in samples_of(MATRIX, "doubao-seedance-1-0-pro", "seconds")
    }
    assert values["the least"] == 2
    assert values["the most as text"] == "10"
    assert values["below the least"] == 1
    assert values["above the most as text"] == "11"


def test_a_value_is_sampled_once() -> None:
    for model in MATRIX.models:
        for name in MATRIX.block("fields"):
            values = [repr(sample.value) for sample in samples_of(MATRIX, model, name)]
            assert len(values) == len(set(values))


def test_an_example_differs_in_its_field_alone() -> None:
    plain = {model: plain_request(MATRIX, model) for model in MATRIX.models}
    for example in examples(MATRIX):
        if example.model is not None:
            usual = plain[example.model]
            differing = {
                name
                for name in {*usual, *example.fields}
                if repr(usual.get(name)) != repr(example.fields.get(name))
            }
            assert differing <= {example.field}


def test_what_a_field_needs_is_sent_with_it() -> None:
    fields = {
        **plain_request(GUESSED, MODEL),
        "sound": samples_of(GUESSED, MODEL, "sound")[0].value,
    }
    assert "level" in with_needs(GUESSED, MODEL, fields)
    assert with_needs(GUESSED, MODEL, {"level": 3}) == {"level": 3}
    alone = [each for each in examples(GUESSED) if each.name == "sound without what it needs"]
    assert [each.model for each in alone] == list(GUESSED.models)
    assert all("level" not in each.fields for each in alone)


def test_an_undocumented_field_is_none_of_the_documented() -> None:
    assert UNDOCUMENTED not in MATRIX.block("fields")
    assert Terms(MATRIX, MODEL, UNDOCUMENTED).fact("kind") is None


def test_refusals_come_in_every_envelope_that_may_be() -> None:
    answers = [each for each in error_answers(MATRIX) if each.fault == "out-of-range"]
    assert [(each.status, each.envelope) for each in answers] == [(400, "gateway"), (400, "task")]
    bodies = [error_body(MATRIX, each) for each in answers]
    assert bodies[0]["error"]["code"] == bodies[1]["code"] == "InvalidParameter"  # type: ignore[index]


def test_faults_belong_to_the_operations_where_they_happen() -> None:
    where: dict[str, set[str]] = {}
    for each in error_answers(MATRIX):
        where.setdefault(each.fault, set()).add(each.operation)
    assert where["unknown-task"] == {"retrieve", "content"}
    assert where["malformed-body"] == {"create"}
    assert where["key-missing"] == {"create", "retrieve", "content"}
    assert where["not-finished"] == {"content"}
    assert "wrong-path" not in where


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "", "never"),
        (429, "", "backoff"),
        (500, "", "backoff"),
        (500, "invalid_request", "never"),
        (418, "", None),
    ],
)
def test_whether_to_send_again(status: int, code: str, expected: str | None) -> None:
    assert words_of(MATRIX).advice(status, code) == expected


def test_a_task_shows_what_its_status_allows() -> None:
    life = Lifecycle(MODEL, (Step("completed", 100, 60, 60),), id="task_1")
    done = task_object(MATRIX, life, life.end)
    assert done["id"] == done["task_id"] == "task_1"
    assert done["completed_at"] == done["created_at"] + 60  # type: ignore[operator]
    assert "task_1" in str(done["video_url"])
    running = task_object(MATRIX, life, Step("in_progress", 40))
    assert running.keys() == done.keys() - {"completed_at", "video_url"}
    bare = task_object(MATRIX, life, life.end._replace(bare=True))
    assert bare.keys() == done.keys() - {"completed_at", "task_id"}


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("error_object", {"error": {"code": "c", "message": "m"}}),
        ("fail_reason", {"fail_reason": "m"}),
        (None, {}),
    ],
)
def test_a_failure_tells_its_reason_in_each_shape(
    reason: str | None, shown: dict[str, object]
) -> None:
    life = Lifecycle(MODEL, (Step("failed", 40),), "", reason, "c", "m")
    found = task_object(MATRIX, life, life.end)
    extra = {name: found[name] for name in found.keys() - MATRIX.block("task", "fields").keys()}
    assert extra == shown


def test_lifecycles_end_in_every_documented_way() -> None:
    for matrix in (MATRIX, FIRST):
        ends = {life.end.status for _, life in lifecycles_of(matrix)}
        terminal = {
            name
            for name in matrix.block("task", "statuses")
            if matrix.flag("task", "statuses", name, "terminal")
        }
        assert terminal <= ends


def test_a_generation_that_completes_in_time_shows_no_early_end() -> None:
    assert not [name for name, _ in lifecycles_of(FIRST) if "early" in name]
    assert [name for name, _ in lifecycles_of(MATRIX) if "early" in name]
