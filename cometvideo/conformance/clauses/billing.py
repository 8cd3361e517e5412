"""Clauses on money: one case is one intent, and must not become two tasks."""

from __future__ import annotations

from collections.abc import Callable

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import PASSED, CaseVerdict, Clause, failed, said, unclear, unless
from cometvideo.conformance.material import Material

__all__ = ["CLAUSES"]

CaseMaker = Callable[[Material], list[Case]]

_WHY = "A create is billed when it is taken; sending it again pays a second time."
_FACTS = (("operations", "create"), ("errors", "retry"))
_PATIENT_S = 8.0  # long enough for a client with a timeout of two seconds to try three times
_UNSURE = frozenset({"unsure"})


def _broken(name: str, *, deadline_s: float = 3.0, **fault: object) -> CaseMaker:
    """A case in which a create takes effect, and its answer goes wrong every time."""

    def cases(material: Material) -> list[Case]:
        return [
            Case(
                name,
                material.request,
                faults=({"operation": "create", "at": "after", **fault},),
                deadline_s=deadline_s,
            )
        ]

    return cases


def _server_errors(material: Material) -> list[Case]:
    statuses = [each for each in material.advised("backoff") if each >= 500]
    return [
        case
        for status in statuses
        for case in _broken(f"HTTP {status} after the create took effect", status=status)(material)
    ]


def _busy(material: Material) -> list[Case]:
    statuses = [each for each in material.advised("backoff") if each < 500]
    return [
        Case(
            f"HTTP {status} to the first create",
            material.request,
            faults=({"operation": "create", "status": status, "nth": 1},),
            deadline_s=5.0,
        )
        for status in statuses
    ]


def _one_task(observed: Observed, _: Material) -> CaseVerdict:
    count = len(observed.tasks)
    if count <= 1 and observed.stopped:
        return unclear(f"it had not given up on its create; {said(observed)}")
    if count <= 1:
        return PASSED
    if observed.answer is not None and observed.answer.outcome in _UNSURE:
        return failed(f"{count} tasks were created before it said that it does not know")
    return failed(f"one intent became {count} tasks, all of them billed; {said(observed)}")


def _lost(material: Material) -> list[Case]:
    return _broken("the connection is dropped after the create took effect", kind="drop")(material)


def _admits(observed: Observed, _: Material) -> CaseVerdict:
    outcome = observed.answer.outcome if observed.answer else ""
    if outcome == "refused":
        return failed("a task was created and billed, and the user is told that none was")
    if observed.happy:
        return failed("no id was ever answered, yet the user is told of a video")
    return unless(
        outcome in _UNSURE,
        f"a task may have been created, and the user is not told so: {said(observed)}",
    )


CLAUSES = (
    Clause(
        "one-task-after-drop",
        "must",
        "A create whose connection is dropped is not sent again.",
        _WHY,
        _FACTS,
        _lost,
        _one_task,
        needs=frozenset({"create"}),
    ),
    Clause(
        "one-task-after-timeout",
        "must",
        "A create that is not answered in time is not sent again.",
        _WHY,
        _FACTS,
        _broken("the answer to the create never comes", kind="stall", deadline_s=_PATIENT_S),
        _one_task,
        needs=frozenset({"create"}),
    ),
    Clause(
        "one-task-after-cut",
        "must",
        "A create whose answer cannot be read is not sent again.",
        _WHY,
        _FACTS,
        lambda material: [
            *_broken("the answer to the create is cut short", kind="cut", bytes=20)(material),
            *_broken("the answer to the create is no JSON", kind="malformed-json")(material),
        ],
        _one_task,
        needs=frozenset({"create"}),
    ),
    Clause(
        "one-task-after-5xx",
        "must",
        "A create that is answered with a server's error is not sent again.",
        _WHY,
        _FACTS,
        _server_errors,
        _one_task,
        needs=frozenset({"create"}),
    ),
    Clause(
        "one-task-after-429",
        "must",
        "A create that came too early becomes one task, however often it is tried.",
        _WHY,
        _FACTS,
        _busy,
        _one_task,
        needs=frozenset({"create"}),
    ),
    Clause(
        "doubt-is-told",
        "should",
        "Where a create may have taken effect, the user is told that nobody knows.",
        "People send again what looks like it never arrived.",
        _FACTS,
        _lost,
        _admits,
        of_intent=True,
    ),
)
