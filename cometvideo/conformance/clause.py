"""Clauses: what a client owes, how it is put to the test, and what was made of one case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.material import Material
from cometvideo.findings import shown

__all__ = [
    "PASSED",
    "CaseVerdict",
    "Clause",
    "Level",
    "Need",
    "Verdict",
    "failed",
    "not_applicable",
    "said",
    "unclear",
    "unless",
    "unless_told",
]

Verdict = Literal["passed", "failed", "not applicable", "could not tell", "skipped"]
Level = Literal["must", "should", "advice"]
Need = Literal["create", "answer", "task", "poll"]


class CaseVerdict(NamedTuple):
    """What a clause makes of one case."""

    verdict: Verdict
    summary: str = ""


class Clause(NamedTuple):
    """One obligation of a client.

    `says` is the obligation in one sentence, `why` what breaking it costs. `facts` are the keys of
    the facts and blocks of the spec that it rests on, with `<kind>` for the fields of a kind.
    `cases` gives what to put a client through, nothing where the spec has no such thing; `judge`
    looks at one of them. A clause is `of_intent` where it can only be judged of a client that was
    asked for something; `needs` is what must have been seen before it can be judged at all. A
    `drawn` clause is put to requests drawn from the spec. While one of the clauses in `after`
    fails, this one would only show the same again, and is left alone. A clause `of_downloads` is
    judged only of a client that downloads the video of a task that succeeds.
    """

    id: str
    level: Level
    says: str
    why: str
    facts: tuple[tuple[str, ...], ...]
    cases: Callable[[Material], Sequence[Case]]
    judge: Callable[[Observed, Material], CaseVerdict]
    of_intent: bool = False
    needs: frozenset[Need] = frozenset({"create", "answer"})
    drawn: bool = False
    after: tuple[str, ...] = ()
    of_downloads: bool = False


PASSED = CaseVerdict("passed")


def failed(summary: str) -> CaseVerdict:
    """The client breaks the clause."""
    return CaseVerdict("failed", summary)


def unclear(summary: str) -> CaseVerdict:
    """What was seen does not tell."""
    return CaseVerdict("could not tell", summary)


def not_applicable(summary: str) -> CaseVerdict:
    """The clause is about something that this client does not do."""
    return CaseVerdict("not applicable", summary)


def unless(fine: object, summary: str) -> CaseVerdict:
    """Passed if it is fine, else failed."""
    return PASSED if fine else failed(summary)


def unless_told(observed: Observed, fine: object, summary: str) -> CaseVerdict:
    """Passed if the user is told what it is about, else failed, as far as all was heard."""
    if not fine and observed.printed.left_out:
        return unclear(f"it printed {observed.printed.left_out} bytes more than are searched")
    return unless(fine, summary)


def said(observed: Observed) -> str:
    """What the client made of the case, in words."""
    if observed.stopped:
        return f"it did not end and was stopped: {observed.stopped}"
    if observed.answer is None or observed.problem:
        return f"it gave no answer: {observed.problem}"
    message = f" ({shown(observed.answer.message)})" if observed.answer.message else ""
    return f"it answered {observed.answer.outcome}{message}"
