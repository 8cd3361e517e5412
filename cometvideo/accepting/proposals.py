"""Proposals: what findings of drift make of a spec, and which cannot stand beside each other."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cometvideo.accepting.places import Keys, fitted, keys_of_block, keys_of_new
from cometvideo.drift import ACCEPTABLE
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Matrix
from cometvideo.reports.data import jsonable
from cometvideo.reports.drift import ReportedDrift

__all__ = ["LeftOut", "Proposal", "agreed", "outermost", "propose"]


class LeftOut(NamedTuple):
    """A finding that is not written down, and why."""

    drift: ReportedDrift
    why: str


class Proposal(NamedTuple):
    """What findings that agree make of the place at these keys; a value of None deletes it.

    `fact` is what stands there so far, if it is a fact. `covers` are findings that need no line of
    their own, because a block around them goes; `others` are blocks that go with it.
    """

    drifts: tuple[ReportedDrift, ...]
    keys: Keys
    value: Value | None
    fact: Fact | None
    covers: tuple[ReportedDrift, ...] = ()
    others: tuple[Keys, ...] = ()

    @property
    def all_keys(self) -> tuple[Keys, ...]:
        """Every place that this writes."""
        return (self.keys, *self.others)

    @property
    def all_drifts(self) -> tuple[ReportedDrift, ...]:
        """Every finding that this writes down."""
        return (*self.drifts, *self.covers)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the findings, each once."""
        return tuple(dict.fromkeys(each.source for each in self.drifts))


def propose(matrix: Matrix, drift: ReportedDrift) -> Proposal | LeftOut:
    """What to write for a finding, or why nothing can be written."""
    if drift.verdict not in ACCEPTABLE:
        return LeftOut(drift, f"{drift.verdict}: nothing was seen that could be written down")
    if not drift.is_live and drift.source not in matrix.sources:
        return LeftOut(drift, f"{drift.source} is no source of {matrix.name}")
    fact = matrix.facts.get(drift.subject)
    if drift.verdict == "gone":
        keys = fact.keys if fact else keys_of_block(matrix, drift.subject)
        missing = LeftOut(drift, f"{matrix.name} has nothing of that name")
        return Proposal((drift,), keys, None, fact) if keys else missing
    return _new(matrix, drift) if fact is None else _other(fact, drift)


def _other(fact: Fact, drift: ReportedDrift) -> Proposal | LeftOut:
    """Another value of a fact."""
    why = _why_not(fact, drift)
    value = None if why else fitted(drift.observed, fact)
    if value is None:
        return LeftOut(drift, why or "what was observed is of another type than the fact")
    return Proposal((drift,), fact.keys, value, fact)


def _why_not(fact: Fact, drift: ReportedDrift) -> str:
    """Why the value that was observed cannot be taken over; empty where it can."""
    if drift.observed is None:
        return "no exact value was observed"
    if not drift.exact:
        return f"what it is now is not known exactly, only this: {drift.observed}"
    expected = fact.one_of if fact.value is None else fact.value
    if jsonable(expected) != drift.expected:
        if any(also.source == drift.source for also in fact.also):
            return f"what {drift.source} says is noted beside the fact only (`also`)"
        return "the spec says something else than the report expects: it was made of another spec"
    if drift.verdict == "contradicted" and isinstance(drift.observed, list):
        return "the pages contradict each other; decide which one counts"
    return ""


def _new(matrix: Matrix, drift: ReportedDrift) -> Proposal | LeftOut:
    observed = drift.observed
    if not drift.exact:
        return LeftOut(drift, f"what it is now is not known exactly, only this: {observed}")
    value = tuple(observed) if isinstance(observed, list) else observed
    if isinstance(value, str | int | float | tuple):
        keys = keys_of_new(matrix, drift.subject, value)
        if keys is not None:
            return Proposal((drift,), keys, value, None)
    return LeftOut(drift, "no fact yet, and what it would need is not all known")


def agreed(proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[LeftOut]]:
    """One proposal for each place, and the findings that differ from others on the same one.

    What was seen live counts more than what a page says; otherwise nobody here can decide.
    """
    by_keys: dict[Keys, list[Proposal]] = {}
    for each in proposals:
        by_keys.setdefault(each.keys, []).append(each)
    merged: list[Proposal] = []
    left: list[LeftOut] = []
    for rivals in by_keys.values():
        live = [each for each in rivals if each.drifts[0].is_live]
        counting = live or rivals
        if len({repr(each.value) for each in counting}) > 1:
            why = "findings on the same place differ; choose one with --only"
            left += [LeftOut(drift, why) for each in rivals for drift in each.drifts]
            continue
        first = counting[0]
        same = [each for each in rivals if repr(each.value) == repr(first.value)]
        merged.append(first._replace(drifts=tuple(drift for each in same for drift in each.drifts)))
        why = "what was seen live differs, and counts more"
        left += [
            LeftOut(drift, why) for each in rivals if each not in same for drift in each.drifts
        ]
    return merged, left


def outermost(proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[LeftOut]]:
    """The proposals that do not stand inside a block that goes as a whole."""
    gone = {keys: each for each in proposals if each.value is None for keys in each.all_keys}
    kept: dict[Keys, Proposal] = {}
    left: list[LeftOut] = []
    for each in sorted(proposals, key=lambda each: len(each.keys)):
        around = _around(each.keys, gone, each)
        if around is None:
            others = tuple(keys for keys in each.others if _around(keys, gone, each) is None)
            kept[each.keys] = each._replace(others=others)
        elif each.value is None:
            outer = kept[gone[around].keys]
            kept[outer.keys] = outer._replace(covers=(*outer.covers, *each.all_drifts))
        else:
            why = f"{'.'.join(around)} is gone as a whole"
            left += [LeftOut(drift, why) for drift in each.drifts]
    order = [each.keys for each in proposals if each.keys in kept]
    return [kept[keys] for keys in order], left


def _around(keys: Keys, gone: Mapping[Keys, Proposal], itself: Proposal) -> Keys | None:
    """The largest block with these keys in it that another proposal takes away."""
    blocks = (keys[:length] for length in range(1, len(keys) + 1))
    return next((each for each in blocks if gone.get(each, itself) is not itself), None)
