"""What a clause measures, on both sides of each limit."""

import hashlib
import json
from itertools import accumulate

import pytest

from cometvideo.conformance import CLAUSES
from cometvideo.conformance.cases import Observed, files_in
from cometvideo.conformance.clause import Clause
from cometvideo.conformance.protocol import Answer
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer as HttpAnswer
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Part
from tests.conformance.judgements import CREATE, KEY, MATERIAL, REFUSED, poll


@pytest.mark.parametrize(("kept", "verdict"), [(41, "passed"), (40, "passed"), (39, "failed")])
def test_the_beginning_of_what_the_api_says_is_enough(kept: int, verdict: str) -> None:
    says = "the size 1x1 is not among those that are taken by this model"
    refused = REFUSED._replace(answer=HttpAnswer(400, (), json.dumps({"message": says}).encode()))
    clause = CLAUSES["refusal-of-invalid"]
    case = clause.cases(MATERIAL)[0]
    told = Answer("refused", message=f"It did not work: {says[:kept]}")
    observed = Observed(case, KEY, calls=(refused,), answer=told)
    assert clause.judge(observed, MATERIAL).verdict == verdict


@pytest.mark.parametrize(
    ("pauses", "verdict"),
    [
        ([1.0, 1.3], "could not tell"),
        ([1.0, 1.31], "passed"),
        ([1.0, 1.5], "passed"),
        ([2.0, 2.0, 3.2], "could not tell"),
        ([2.0, 2.0, 3.3], "passed"),
        ([1.0], "could not tell"),
        ([1.0, 1.0, 1.0], "could not tell"),
        ([1.0, 1.0, 1.0, 1.0], "failed"),
        ([1.0, 9.0, 1.0, 1.0], "failed"),
        ([], "could not tell"),
    ],
)
def test_pauses_grow_by_the_last_two_of_them(pauses: list[float], verdict: str) -> None:
    clause = CLAUSES["waits-grow"]
    at = [0.0, *accumulate(pauses)]
    calls = tuple(poll(each, "busy", 429) for each in at)
    observed = Observed(clause.cases(MATERIAL)[0], KEY, calls=calls, answer=None)
    assert clause.judge(observed, MATERIAL).verdict == verdict


@pytest.mark.parametrize(
    ("pauses", "busy", "hurried"),
    [
        # The first pause, after the create, counts for nothing; nor do fewer than three others.
        ([0.2, 0.2, 0.2], "could not tell", "could not tell"),
        ([0.0, 0.2, 0.2, 0.2], "passed", "passed"),
        ([0.2, 0.0, 0.0, 0.0], "failed", "could not tell"),
        ([0.2, 0.0, 0.2, 0.2], "passed", "passed"),
        ([0.2, 0.0, 0.0, 0.2], "failed", "could not tell"),
        ([0.2, 0.019, 0.019, 0.019], "failed", "could not tell"),
        ([0.2, 0.021, 0.021, 0.021], "passed", "failed"),
        ([0.2, 0.159, 0.159, 0.159], "passed", "failed"),
        ([0.2, 0.161, 0.161, 0.161], "passed", "passed"),
        ([0.2, 9.0, 0.1, 0.1, 9.0], "passed", "passed"),
    ],
)
def test_the_pause_in_the_middle_tells_the_pace(
    pauses: list[float], busy: str, hurried: str
) -> None:
    at = accumulate(pauses, initial=CREATE.done)
    polls = tuple(poll(each, "in_progress") for each in [*at][1:])
    for name, verdict in (("no-busy-loop", busy), ("unhurried", hurried)):
        clause = CLAUSES[name]
        observed = Observed(clause.cases(MATERIAL)[0], KEY, calls=(CREATE, *polls), answer=None)
        assert clause.judge(observed, MATERIAL).verdict == verdict


@pytest.mark.parametrize(("pause", "verdict"), [(1.89, "failed"), (1.91, "passed")])
def test_a_wait_that_was_asked_for_is_kept_but_for_a_twentieth(pause: float, verdict: str) -> None:
    (clause,) = (each for each in CLAUSES.values() if "Retry-After of 2 s" in names_of(each))
    calls = (poll(0.0, "busy", 429), poll(pause, "in_progress"))
    observed = Observed(clause.cases(MATERIAL)[0], KEY, calls=calls, answer=None)
    assert clause.judge(observed, MATERIAL).verdict == verdict


def names_of(clause: Clause) -> set[str]:
    return {case.name for case in clause.cases(MATERIAL)}


# What a create may come to, by the tasks that were made, whether it was stopped, and what it said.
ONE_TASK = {
    "none": (0, "", None, "passed"),
    "one": (1, "", None, "passed"),
    "one, and not yet given up": (1, "too late", None, "could not tell"),
    "two": (2, "", None, "failed"),
    "two, and not yet given up": (2, "too late", None, "failed"),
    "two, in doubt": (2, "", Answer("unsure"), "failed"),
}


@pytest.mark.parametrize(("tasks", "stopped", "answer", "verdict"), ONE_TASK.values(), ids=ONE_TASK)
def test_one_intent_is_one_task(
    tasks: int, stopped: str, answer: Answer | None, verdict: str
) -> None:
    calls = tuple(CREATE._replace(task=f"task_{each}") for each in range(tasks))
    for name in ("drop", "timeout", "cut", "5xx", "429"):
        clause = CLAUSES[f"one-task-after-{name}"]
        case = clause.cases(MATERIAL)[0]
        judged = clause.judge(Observed(case, KEY, calls, answer, stopped=stopped), MATERIAL)
        assert judged.verdict == verdict
        assert ("does not know" in judged.summary) == (answer is not None)


@pytest.mark.parametrize(
    ("name", "kind", "told", "also", "verdict"),
    [
        ("a.png", "image/png", "passed", (), "passed"),
        ("a.PNG", "image/webp", "passed", (), "passed"),
        ("a.jpg", "image/png", "passed", (), "failed"),
        ("png", "image/png", "passed", (), "failed"),
        ("a.png", "application/octet-stream", "passed", (), "failed"),
        ("a.png", None, "passed", (), "failed"),
        (None, "image/png", "failed", (), "passed"),
        ("a.png", "image/png", "failed", (Part("input_reference", b"x"),), "passed"),
    ],
)
def test_a_file_is_one_part_with_a_name_and_a_kind(
    name: str | None, kind: str | None, told: str, also: tuple[Part, ...], verdict: str
) -> None:
    case = CLAUSES["form-file"].cases(MATERIAL)[0]
    ((field, file),) = ((k, v) for k, v in case.request.items() if files_in(v))
    (given,) = files_in(file)
    assert field == "input_reference"
    written, body = multipart([Part(field, given.data, name, kind), *also], "b")
    head = (("Content-Type", written),)
    create = CREATE._replace(request=HttpRequest("POST", "/v1/videos", head, body))
    observed = Observed(case, KEY, calls=(create,), answer=None)
    assert CLAUSES["form-file"].judge(observed, MATERIAL).verdict == told
    assert CLAUSES["form-file-name"].judge(observed, MATERIAL).verdict == verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ({"message": ""}, "could not tell"),
        ({"message": " "}, "could not tell"),
        ({"code": "", "error": {"message": "no such thing"}}, "failed"),
        ({"code": "Bad", "message": "no such thing"}, "failed"),
        ({"code": "failure"}, "passed"),
        ({"code": 400}, "could not tell"),
    ],
)
def test_a_refusal_without_words_cannot_be_told(body: object, verdict: str) -> None:
    refused = REFUSED._replace(answer=HttpAnswer(400, (), json.dumps(body).encode()))
    clause, told = CLAUSES["refusal-of-invalid"], Answer("refused", message="a failure")
    observed = Observed(clause.cases(MATERIAL)[0], KEY, calls=(refused,), answer=told)
    assert clause.judge(observed, MATERIAL).verdict == verdict


@pytest.mark.parametrize(
    ("status", "verdict"), [(200, "passed"), (299, "passed"), (300, "failed"), (404, "failed")]
)
def test_a_video_may_come_from_the_api_itself(status: int, verdict: str) -> None:
    clause, told = CLAUSES["link-is-there"], Answer("completed", "task_1")
    content = CREATE._replace(
        operation="content", answer=HttpAnswer(status, (), b""), created=False, word=None
    )
    observed = Observed(clause.cases(MATERIAL)[0], KEY, calls=(CREATE, content), answer=told)
    assert clause.judge(observed, MATERIAL).verdict == verdict


def test_a_case_answers_with_statuses_that_the_spec_has_advice_on() -> None:
    known = {502, *MATERIAL.words.retry}  # 502 is a gateway's, with a page of its own
    for case in (case for clause in CLAUSES.values() for case in clause.cases(MATERIAL)):
        answered = {each["status"] for each in case.faults if "status" in each}
        assert answered <= known, case.name


@pytest.mark.parametrize(
    "served",
    [
        [(200, "", b"abcdef")],
        [(206, "bytes 0-2/6", b"abc"), (206, "bytes 3-5/6", b"def")],
        [(206, "bytes 3-5/6", b"def"), (206, "bytes 0-2/6", b"abc")],
        [(206, "bytes 0-2/6", b"abc"), (200, "", b"abcdef")],
        [(404, "", b"none"), (200, "", b"abcdef")],
    ],
)
@pytest.mark.parametrize(("has", "verdict"), [(b"abcdef", "passed"), (b"abcdeg", "failed")])
def test_a_video_is_what_was_served_at_once_or_in_pieces(
    served: list[tuple[int, str, bytes]], has: bytes, verdict: str
) -> None:
    clause = CLAUSES["video-is-intact"]
    video = {"bytes": len(has), "sha256": hashlib.sha256(has).hexdigest()}
    downloads = tuple(
        CREATE._replace(
            request=HttpRequest("GET", "/v1/videos/task_1/content", (), b""),
            operation="content",
            answer=HttpAnswer(status, (("Content-Range", part),) if part else (), body),
        )
        for status, part, body in served
    )
    told = Answer("completed", "task_1", video=video)
    observed = Observed(clause.cases(MATERIAL)[0], KEY, calls=(CREATE, *downloads), answer=told)
    assert clause.judge(observed, MATERIAL).verdict == verdict


def test_files_in_another_order_are_told_apart_from_other_files() -> None:
    clause = CLAUSES["form-files-in-order"]
    case = clause.cases(MATERIAL)[0]
    ((field, files),) = ((k, v) for k, v in case.request.items() if files_in(v))
    parts = [
        Part(field, each.data, f"{place}.png", "image/png")
        for place, each in enumerate(files_in(files))
    ]
    for sent, says in ((parts, ""), (parts[::-1], "in another order"), (parts[:1], "1 arrived")):
        written, body = multipart(sent, "b")
        request = HttpRequest("POST", "/v1/videos", (("Content-Type", written),), body)
        observed = Observed(case, KEY, (CREATE._replace(request=request),), answer=None)
        judged = clause.judge(observed, MATERIAL)
        assert judged.verdict == ("failed" if says else "passed")
        assert says in judged.summary
