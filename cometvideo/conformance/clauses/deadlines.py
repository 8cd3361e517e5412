"""Clauses on deadlines: that a wait ends, and that the task is not lost with it."""

from __future__ import annotations

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import (
    CaseVerdict,
    Clause,
    failed,
    said,
    unclear,
    unless,
    unless_told,
)
from cometvideo.conformance.deviations import reading
from cometvideo.conformance.material import Material

__all__ = ["CLAUSES"]

_SHORT_S = 1.5  # a deadline that the API lets pass
_SLACK_S = 1.5  # what a client may need beyond it to wind up
_STRANGE = "pondering"


def _unknown_cases(material: Material) -> list[Case]:
    return [
        Case(
            f"a status {_STRANGE!r} for ever",
            material.request,
            "never",
            deviation=reading(_STRANGE),
            deadline_s=_SHORT_S,
        )
    ]


def _never(material: Material) -> list[Case]:
    return [Case("a task that never ends", material.request, "never", deadline_s=_SHORT_S)]


def _in_time(observed: Observed, _: Material) -> CaseVerdict:
    if observed.happy:
        return failed("the task never ended, yet the user is told that there is a video")
    if observed.by_wire:
        return unclear("a program that is given no deadline cannot be late")
    begun = observed.creates[0].done
    late_s = max(each.at for each in observed.calls) - begun - observed.case.deadline_s
    if late_s > _SLACK_S:
        polls = sum(each.at - begun > observed.case.deadline_s for each in observed.polls)
        return failed(
            f"given {observed.case.deadline_s:g} s, it went on for {late_s:.1f} s more "
            f"(polls: {polls}); {said(observed)}"
        )
    return unless(not observed.stopped, said(observed))


def _keeps_id(observed: Observed, _: Material) -> CaseVerdict:
    if observed.stopped or observed.answer is None:
        return unclear(f"it did not come to a deadline; {said(observed)}")
    task_id = observed.tasks[0]
    return unless_told(
        observed,
        observed.answer.task_id == task_id or task_id in observed.told,
        f"the task lives on, and the user is not told its id; {said(observed)}",
    )


CLAUSES = (
    Clause(
        "unknown-status",
        "must",
        "A status that nobody documented is neither success nor waited on past the deadline.",
        "Statuses have changed before; taking a new one for the end hands out no video.",
        (("task", "statuses"),),
        _unknown_cases,
        _in_time,
        needs=frozenset({"task", "poll", "answer"}),
    ),
    Clause(
        "deadline",
        "must",
        "Given a deadline, the client gives up by then.",
        "A worker that waits for ever is a worker less.",
        (("task", "polling", "usual_max_s"),),
        _never,
        _in_time,
        needs=frozenset({"task", "poll"}),
    ),
    Clause(
        "deadline-keeps-id",
        "should",
        "Whoever gives up by a deadline tells the id to go on with.",
        "The task lives on and is paid for; without its id the video is lost.",
        (("task", "fields", "id"),),
        _never,
        _keeps_id,
        of_intent=True,
        needs=frozenset({"task"}),
    ),
)
