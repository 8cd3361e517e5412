"""Behaviour: which change makes which request fare worse, shown by predictions.

No rule of models is written here a second time: what breaks is what `predict` says breaks.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cometvideo.changes.comparing import Change, Keys
from cometvideo.changes.probes import Probe, probes_of
from cometvideo.changes.shifts import Shift, Symptom, shift_between
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import Prediction, predict

__all__ = ["Behaviour", "Proof", "behave"]


_FRAME = 3  # the parts of a frame; a fault has two


class Proof(NamedTuple):
    """A request that the old matrix let through and that fares worse under the new one."""

    probe: Probe
    shift: Shift

    def __str__(self) -> str:
        model = f"{self.probe.model}, " if self.probe.model else ""
        return f"{model}{self.probe.words}: {self.shift}"


class Behaviour(NamedTuple):
    """What was tried: how many requests, and a proof for each change (by keys) that breaks one."""

    tried: int
    proofs: Mapping[Keys, Proof]


class _Broken(NamedTuple):
    """A probe that breaks, what the old matrix says of it, and what is not explained yet."""

    proof: Proof
    before: Prediction
    left: set[Symptom]

    def settle(self, explained: set[Symptom]) -> None:
        """Take away what is explained. Of several videos, one that is explained tells enough."""
        self.left.difference_update(explained)
        self.left.difference_update([each for each in self.left if len(each) == _FRAME])


def behave(old: Matrix, new: Matrix, changes: Sequence[Change]) -> Behaviour:
    """Try the requests at the boundaries, and find the changes that are behind those that break.

    A change is behind a refusal or a video that is new if it comes of that change alone; else, if
    it does not come without that change; else, if it rests on what the change wrote.
    """
    tried = 0
    broken: list[_Broken] = []
    for probe in probes_of(old, new):
        tried += 1
        before = predict(old, probe.request)
        shift = shift_between(before, predict(new, probe.request))
        if shift is not None and shift.breaks:
            broken.append(_Broken(Proof(probe, shift), before, set(shift.breaks)))
    proofs: dict[Keys, Proof] = {}
    for base, other, explain in ((old, new, _caused), (new, old, _spared)):
        explained: list[tuple[_Broken, set[Symptom]]] = []
        for change in changes if any(each.left for each in broken) else ():
            mixed = _with(base, other, change)
            found = [(each, explain(each, mixed)) for each in broken if each.left]
            found = [(each, symptoms) for each, symptoms in found if symptoms]
            if found:
                best = _plainest([each for each, _ in found], change)
                proofs.setdefault(change.keys, best.proof)
                explained += found
        for each, symptoms in explained:
            each.settle(symptoms)
    for each in (each for each in broken if each.left):
        nearest = _nearest(each, new, changes)
        if nearest is not None:
            proofs.setdefault(nearest.keys, each.proof)
    return Behaviour(tried, proofs)


def _caused(broken: _Broken, mixed: Matrix) -> set[Symptom]:
    """What comes of a change by itself."""
    return broken.left & _symptoms(broken, mixed)


def _spared(broken: _Broken, mixed: Matrix) -> set[Symptom]:
    """What does not come without a change."""
    return broken.left - _symptoms(broken, mixed)


def _symptoms(broken: _Broken, mixed: Matrix) -> frozenset[Symptom]:
    shift = shift_between(broken.before, predict(mixed, broken.proof.probe.request))
    return frozenset() if shift is None else shift.breaks


def _plainest(found: Iterable[_Broken], change: Change) -> _Broken:
    """The request that shows a change best: it is about it, and little else happens to it."""

    def rank(broken: _Broken) -> tuple[int, bool, int, int]:
        probe, shift = broken.proof.probe, broken.proof.shift
        words = probe.words.split()
        named = sum(key in words or key == probe.model for key in change.keys[1:])
        is_vague = any(None in frame for frame in shift.renders_new)
        return -named, is_vague, len(shift.reasons), len((*shift.renders_old, *shift.renders_new))

    return min(found, key=rank)


def _with(base: Matrix, other: Matrix, change: Change) -> Matrix:
    """A matrix with one thing as another matrix has it."""
    facts = [fact for fact in base.facts.values() if not _overlap(fact.keys, change.keys)]
    facts += [fact for fact in other.facts.values() if _overlap(fact.keys, change.keys)]
    return _assembled(base, other, facts)


def _overlap(one: Keys, other: Keys) -> bool:
    """Whether one is the other, stands in it, or stands in its place."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _assembled(base: Matrix, other: Matrix, facts: Iterable[Fact]) -> Matrix:
    # A field keeps its place among the others, whichever matrix it comes from.
    order = {keys: at for at, keys in enumerate(_merged_order(base, other))}
    ordered = sorted(facts, key=lambda fact: order[fact.keys])
    return Matrix(
        name=base.name,
        about=base.about,
        sources={**other.sources, **base.sources},
        facts={fact.path: fact for fact in ordered},
        abouts=base.abouts,
    )


def _merged_order(base: Matrix, other: Matrix) -> list[Keys]:
    return list(dict.fromkeys(fact.keys for each in (base, other) for fact in each.facts.values()))


def _nearest(broken: _Broken, new: Matrix, changes: Sequence[Change]) -> Change | None:
    """The change on which a new outcome rests, or else one of what the request is about."""
    outcomes = predict(new, broken.proof.probe.request).outcomes
    paths = {path for each in outcomes for path in each.facts}
    by_facts = [each for each in changes if paths & {fact.path for fact in each.new}]
    probe = broken.proof.probe
    by_words = [each for each in changes if probe.model in each.keys or each.keys[0] == "fields"]
    return next(iter((*by_facts, *by_words, *changes)), None)
