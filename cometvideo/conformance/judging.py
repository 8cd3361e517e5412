"""Judging: the few sentences that the judges of clauses share."""

from __future__ import annotations

from cometvideo.conformance.cases import Judgement, Observed
from cometvideo.findings import shown

__all__ = ["PASSED", "failed", "not_applicable", "said", "unclear", "unless"]

PASSED = Judgement("passed")


def failed(summary: str) -> Judgement:
    """The client breaks the clause."""
    return Judgement("failed", summary)


def unclear(summary: str) -> Judgement:
    """What was seen does not tell."""
    return Judgement("could not tell", summary)


def not_applicable(summary: str) -> Judgement:
    """The clause is about something that this client does not do."""
    return Judgement("not applicable", summary)


def unless(fine: object, summary: str) -> Judgement:
    """Passed if it is fine, else failed."""
    return PASSED if fine else failed(summary)


def said(observed: Observed) -> str:
    """What the client made of the case, in words."""
    if observed.stopped:
        return f"it did not end and was stopped: {observed.stopped}"
    if observed.answer is None:
        return f"it gave no answer: {observed.problem}"
    message = f" ({shown(observed.answer.message)})" if observed.answer.message else ""
    return f"it answered {observed.answer.outcome}{message}"
