"""Clauses on retries: that what passes is waited out, and what stays is not asked again."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import PASSED, CaseVerdict, Clause, failed, said, unclear, unless
from cometvideo.conformance.deviations import forgetting
from cometvideo.conformance.material import Material

__all__ = ["CLAUSES"]

_ASKED_S = 2
_TOO_LONG_S = 86_400
_IN_A_ROW = 4
_GROWN = 1.3  # times the first pause, for the mean of the last two, or for the last of two


def _poll_fault(**fault: object) -> tuple[Mapping[str, object], ...]:
    return ({"operation": "retrieve", **fault},)


def _passing(material: Material) -> list[Case]:
    cases = [
        Case(
            f"HTTP {status} to two polls",
            material.request,
            "polls=2",
            _poll_fault(status=status, times=2),
        )
        for status in material.advised("backoff")
    ]
    page = _poll_fault(status=502, envelope="html", times=2)
    drop = _poll_fault(kind="drop", at="after", times=2)
    return [
        *cases,
        Case("an HTML page of HTTP 502 to two polls", material.request, "polls=2", page),
        Case("two polls dropped", material.request, "polls=4", drop),
    ]


def _survives(observed: Observed, _: Material) -> CaseVerdict:
    return unless(observed.happy, f"the fault passed and the task ended well, yet {said(observed)}")


def _busy(material: Material) -> list[Case]:
    statuses = [each for each in material.advised("backoff") if each in {429, 503}]
    return [
        Case(
            f"HTTP {status} to {_IN_A_ROW} polls in a row",
            material.request,
            "polls=2",
            _poll_fault(status=status, times=_IN_A_ROW, retry_after="absent"),
            poll_interval_s=0.2,
        )
        for status in statuses
    ]


def _grows(observed: Observed, _: Material) -> CaseVerdict:
    pauses = _pauses_after_errors(observed)
    last = pauses[-2:] if len(pauses) > 2 else pauses[-1:]
    if len(pauses) > 1 and sum(last) / len(last) > pauses[0] * _GROWN:
        return PASSED
    if len(pauses) < _IN_A_ROW:
        return unclear(f"it did not ask again {_IN_A_ROW} times; {said(observed)}")
    listed = ", ".join(f"{each:.2f} s" for each in pauses)
    return failed(f"the pauses after {_IN_A_ROW} refusals in a row do not grow: {listed}")


def _pauses_after_errors(observed: Observed) -> list[float]:
    """Seconds from every answer that is an error to the next poll."""
    polls = observed.polls
    return [
        after.at - before.done
        for before, after in itertools.pairwise(polls)
        if before.answer.status >= 400
    ]


def _asking(material: Material) -> list[Case]:
    fault = _poll_fault(status=429, times=1, retry_after=str(_ASKED_S))
    return [Case(f"Retry-After of {_ASKED_S} s", material.request, "polls=2", fault)]


def _honours(observed: Observed, _: Material) -> CaseVerdict:
    pauses = _pauses_after_errors(observed)
    if not pauses:
        return unclear(f"it did not ask again; {said(observed)}")
    return unless(
        pauses[0] >= _ASKED_S * 0.95,
        f"asked to wait for {_ASKED_S} s, it came back after {pauses[0]:.2f} s",
    )


def _asking_too_much(material: Material) -> list[Case]:
    fault = _poll_fault(status=429, retry_after=str(_TOO_LONG_S))
    return [
        Case(f"Retry-After of {_TOO_LONG_S} s", material.request, "never", fault, deadline_s=1.5)
    ]


def _within_reason(observed: Observed, _: Material) -> CaseVerdict:
    if observed.by_wire:
        return unclear("a program that is given no deadline cannot be late")
    if observed.stopped:
        return failed(
            f"asked to wait for {_TOO_LONG_S} s with {observed.case.deadline_s:g} s left, "
            f"{said(observed)}"
        )
    return PASSED


def _final_creates(material: Material) -> list[Case]:
    final: list[tuple[int, object]] = [(status, "") for status in material.advised("never")]
    passing = [status for status in material.advised("backoff") if status >= 500]
    if passing:
        final += [(passing[0], code) for code in material.words.never_retry_codes]
    return [
        Case(
            f"HTTP {status} {code}".rstrip() + " to a create",
            material.request,
            faults=({"operation": "create", "status": status, "code": code},),
        )
        for status, code in final
    ]


def _once(observed: Observed, _: Material) -> CaseVerdict:
    count = len(observed.creates)
    status = observed.creates[0].answer.status
    return unless(count == 1, f"a create answered with HTTP {status} was sent {count} times")


def _final_polls(material: Material) -> list[Case]:
    return [
        Case(
            f"HTTP {status} to polls",
            material.request,
            "never",
            _poll_fault(status=status),
            deadline_s=3.0,
        )
        for status in material.advised("never")
    ]


def _gives_up(observed: Observed, _: Material) -> CaseVerdict:
    refused = [each for each in observed.polls if each.answer.status >= 400]
    if not refused:
        return unclear(f"the task was never asked after; {said(observed)}")
    if observed.happy:
        return failed("the API would not show the task, yet the user is told of a video")
    after = len(refused) - 1
    status = refused[0].answer.status
    return unless(after == 0, f"after HTTP {status} it asked {after} times more")


def _forgotten(material: Material) -> list[Case]:
    return [
        Case(
            "a task that the API forgets",
            material.request,
            "never",
            deviation=forgetting(1),
            deadline_s=3.0,
        )
    ]


CLAUSES = (
    Clause(
        "polls-are-retried",
        "must",
        "A poll that fails for a moment is sent again, and the task is followed to its end.",
        "The task is paid for; giving up on it loses the video.",
        (("errors", "retry"),),
        _passing,
        _survives,
        needs=frozenset({"task", "poll", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "waits-grow",
        "should",
        "Waits grow while an API that is busy stays so.",
        "Clients that come back at the same pace keep it busy, and get themselves locked out.",
        (("errors", "retry"),),
        _busy,
        _grows,
        needs=frozenset({"task"}),
    ),
    Clause(
        "retry-after",
        "should",
        "The time that Retry-After asks for is waited.",
        "Coming back earlier is refused again, and counted.",
        (("errors", "retry_after"),),
        _asking,
        _honours,
        needs=frozenset({"task"}),
    ),
    Clause(
        "retry-after-within-reason",
        "must",
        "A Retry-After beyond the deadline does not hold the client past it.",
        "One header would stop a worker for a day.",
        (("errors", "retry_after"),),
        _asking_too_much,
        _within_reason,
        needs=frozenset({"task", "poll"}),
    ),
    Clause(
        "final-creates",
        "must",
        "A create that was refused for good is not sent again.",
        "It gives the same answer, slower, and counts against the account.",
        (("errors", "retry"), ("errors", "never_retry_codes")),
        _final_creates,
        _once,
        needs=frozenset({"create"}),
    ),
    Clause(
        "final-polls",
        "must",
        "A poll that was refused for good is not sent again, and is reported.",
        "A key that was withdrawn, polled for ever, helps nobody.",
        (("errors", "retry"),),
        _final_polls,
        _gives_up,
        needs=frozenset({"task", "poll"}),
    ),
    Clause(
        "task-not-found",
        "must",
        "A task that the API does not know is not asked after again, and is reported.",
        "Tasks are forgotten after a while; the status of the answer is not the usual one.",
        (("rejections", "by_request", "unknown-task"),),
        _forgotten,
        _gives_up,
        needs=frozenset({"task", "poll"}),
    ),
)
