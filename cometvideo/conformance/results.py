"""Results: what the checks say of each clause, and what was expected to fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cometvideo.conformance.cases import Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    Verdict,
    not_applicable,
    said,
    unclear,
)
from cometvideo.conformance.material import Material
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact
from cometvideo.reports.known import Known, read_known
from cometvideo.wire.credentials import without_secret

__all__ = [
    "Report",
    "Result",
    "facts_of",
    "judge",
    "judge_all",
    "no_downloads",
    "read_known",
    "with_known",
]


# The one that counts among several cases of a clause: the first of these that occurs.
_GRAVEST: tuple[Verdict, ...] = ("failed", "could not tell", "passed", "not applicable", "skipped")


class Result(NamedTuple):
    """What was found about one clause.

    `counterexample` is the case that shows it, None where nothing was amiss. `known` is the reason
    why it was expected to fail, "" where it was not.
    """

    clause: Clause
    verdict: Verdict
    summary: str = ""
    counterexample: Observed | None = None
    known: str = ""

    def __repr__(self) -> str:
        return f"<Result {self.clause.id} {self.verdict}>"

    @property
    def counts(self) -> bool:
        """Whether it says anything about how the run ends: advice does not."""
        return self.clause.level != "advice" and not self.known


class Report(NamedTuple):
    """All results of a run, in the order of the clauses; `stale` are the expectations not met.

    `mute` says why nothing was found at all, of a client that did nothing; else it is "".
    """

    results: tuple[Result, ...]
    spec: AnySpec
    seed: int
    profile: str
    seconds: float = 0.0
    stale: tuple[Known, ...] = ()
    mute: str = ""

    def __repr__(self) -> str:
        counts = (f"{count} {verdict}" for verdict, count in self.summary.items() if count)
        return f"<Report by {self.spec.name}: {', '.join(counts)}>"

    @property
    def summary(self) -> dict[str, int]:
        """How many clauses there are of each verdict."""
        counted = Counter(each.verdict for each in self.results)
        return {verdict: counted[verdict] for verdict in _GRAVEST}

    @property
    def exit_code(self) -> int:
        """0: nothing to say; 1: clauses fail, or expectations are stale; 3: could not tell."""
        verdicts = {each.verdict for each in self.results if each.counts}
        if "failed" in verdicts or self.stale:
            return 1
        return 3 if "could not tell" in verdicts else 0

    def of(self, clause_id: str) -> Result:
        """The result of a clause by its id."""
        return next(each for each in self.results if each.clause.id == clause_id)


def judge(clause: Clause, observed: Observed, material: Material) -> CaseVerdict:
    """What a clause makes of one case, after what it needs was seen to be there."""
    return (
        _not_meant(clause, observed)
        or _lacking(clause, observed)
        or clause.judge(observed, material)
    )


def _not_meant(clause: Clause, observed: Observed) -> CaseVerdict | None:
    """Why a clause is not about such a client, if it is not."""
    if observed.answer is not None and observed.answer.outcome == "unsupported":
        reason = observed.answer.message or "it has no way to do it"
        return not_applicable(f"the client does not support {observed.case.name}: {reason}")
    if observed.by_wire and clause.of_intent:
        return not_applicable("a program that speaks no protocol was not asked for anything")
    if observed.by_wire and "task" in clause.needs and observed.tasks and not observed.polls:
        return not_applicable("the program does not ask after the tasks that it creates")
    return None


def _lacking(clause: Clause, observed: Observed) -> CaseVerdict | None:
    """Why a clause cannot be judged, if what it needs was not seen."""
    if "create" in clause.needs and not observed.creates:
        return unclear(f"no create reached the API; {said(observed)}")
    if "task" in clause.needs and not observed.tasks:
        return unclear(f"no task was created; {said(observed)}")
    if "poll" in clause.needs and not observed.polls:
        return unclear(f"the task was never asked after; {said(observed)}")
    # One that had to be stopped has said enough, but for a program that was given no deadline.
    told = observed.answer is not None or (observed.stopped and not observed.by_wire)
    if "answer" in clause.needs and not told:
        return unclear(said(observed))
    return None


def no_downloads(success: Observed) -> CaseVerdict | None:
    """Why nothing can be said of downloads, by a task that succeeded; None for who downloads."""
    if success.downloads or (success.answer is not None and success.answer.video is not None):
        return None
    if success.happy or (success.answer is not None and success.answer.outcome == "unsupported"):
        return not_applicable("the client leaves the download of videos to its user")
    return unclear(f"it did not come to a download; {said(success)}")


def judge_all(clause: Clause, cases: Iterable[Observed], material: Material) -> Result:
    """What a clause makes of all its cases: the gravest, with the case that shows it."""
    found = [(judge(clause, each, material), each) for each in cases]
    if not found:
        return Result(clause, "not applicable", f"{material.spec.name} has no such thing")
    case_verdict, observed = min(found, key=lambda each: _GRAVEST.index(each[0].verdict))
    if case_verdict == PASSED:
        return Result(clause, "passed")
    is_amiss = case_verdict.verdict in {"failed", "could not tell"}
    several = f"{observed.case.name}: " if len(found) > 1 and is_amiss else ""
    summary = several + case_verdict.summary
    summary = without_secret(summary, observed.key)
    return Result(clause, case_verdict.verdict, summary, observed if is_amiss else None)


def with_known(
    results: Sequence[Result], known: Sequence[Known]
) -> tuple[list[Result], list[Known]]:
    """The results with what was expected of them, and the expectations that are stale."""
    reasons = {each.id: each.reason for each in known}
    verdicts = {each.clause.id: each.verdict for each in results}
    marked = [
        each._replace(known=reasons.get(each.clause.id, "")) if each.verdict == "failed" else each
        for each in results
    ]
    fine: set[Verdict | None] = {"failed", "skipped", "could not tell"}
    return marked, [each for each in known if verdicts.get(each.id) not in fine]


def facts_of(clause: Clause, material: Material) -> list[Fact]:
    """The facts that a clause rests on, as the spec has them."""
    found: dict[str, Fact] = {}
    for keys in clause.facts:
        for expanded in _expanded(keys, material):
            fact = material.matrix.fact(*expanded)
            listed = [fact] if fact else [*material.matrix.block(*expanded).all_facts()]
            found.update((each.path, each) for each in listed)
    return list(found.values())


def _expanded(keys: tuple[str, ...], material: Material) -> list[tuple[str, ...]]:
    kinds = [key for key in keys if key.startswith("<")]
    if not kinds:
        return [keys]
    names = material.fields(kinds[0].strip("<>"))
    return [tuple(name if key == kinds[0] else key for key in keys) for name in names]
