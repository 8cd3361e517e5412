"""Rotation: which facts a small budget asks about this time, so that each has its turn.

The cheapest probes that show every fact are put into as few parts as fit the budget; the part goes
first that has the fact which was not looked at for longest. Once a part went, everything in it was
looked at later than the oldest of all that waits, so no part goes twice before another that waits:
whatever else is looked at meanwhile, no fact waits for more turns than there are parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cometvideo.live.cover import Limit, lightest_cover
from cometvideo.live.probe import Cost, Probe

__all__ = ["Budget", "Rotation", "rotate"]

_WHOLE = 1_000_000  # what a whole budget weighs
_LIKE_NEVER = float("-inf")


class Budget(NamedTuple):
    """How much a plan may cost at worst; None: anything."""

    seconds: int | None = None
    jobs: int | None = None
    amount: int | None = None

    def priced(self, probes: Iterable[Probe]) -> list[Probe]:
        """The probes that may cost something, and of which it can be told what."""
        is_known = self.amount is None
        return [
            each
            for each in probes
            if each.cost.kind != "free" and (is_known or each.cost.amount is not None)
        ]

    def limits(self, costs: Sequence[Cost]) -> list[Limit]:
        """What it allows of probes that cost this."""
        limits = (
            (self.seconds, [each.seconds for each in costs]),
            (self.jobs, [1] * len(costs)),
            (self.amount, [each.amount or 0 for each in costs]),
        )
        return [Limit(weights, most) for most, weights in limits if most is not None]


class Rotation(NamedTuple):
    """The turn that it is: which facts are `due`, and within how many `turns` each has its own.

    `beyond` are facts that need more than the budget by themselves; `ranks` say of each fact how
    many were looked at no earlier than it was: what else the turn has room for.
    """

    due: frozenset[str]
    turns: int
    beyond: tuple[str, ...]
    ranks: Mapping[str, int]


def rotate(
    probes: Iterable[Probe], facts: Iterable[str], budget: Budget, last: Mapping[str, float]
) -> Rotation:
    """What is due of some facts, by when each was looked at last: in any unit, never if missing.

    What a free probe shows has its turn every time.
    """
    library = [*probes]
    free = {mark.fact for each in library if each.cost.kind == "free" for mark in each.marks}
    wanted = [each for each in dict.fromkeys(facts) if each not in free]
    priced = budget.priced(library)
    limits = budget.limits([each.cost for each in priced])
    fitting = [
        n for n in range(len(priced)) if all(each.weights[n] <= each.most for each in limits)
    ]
    shown = {n: {mark.fact for mark in priced[n].marks} for n in fitting}
    observable = {fact for held in shown.values() for fact in held}
    asked = {each: last.get(each, _LIKE_NEVER) for each in wanted if each in observable}
    weights = [_weight(limits, n) for n in fitting]
    chosen = lightest_cover([shown[n] for n in fitting], [*asked], weights).numbers
    cover = [fitting[n] for n in sorted(chosen, key=lambda n: -weights[n])]
    parts = [
        {fact for n in part for fact in shown[n] if fact in asked}
        for part in _packed(cover, limits)
    ]
    due = min(parts, key=lambda part: min(map(asked.__getitem__, part)), default=set[str]())
    ranks = {each: sum(at <= other for other in asked.values()) for each, at in asked.items()}
    beyond = tuple(each for each in wanted if each not in observable and _is_shown(library, each))
    return Rotation(frozenset(due), len(parts), beyond, ranks)


def _is_shown(library: Iterable[Probe], fact: str) -> bool:
    return any(mark.fact == fact for each in library for mark in each.marks)


def _packed(cover: Iterable[int], limits: Sequence[Limit]) -> list[list[int]]:
    """Parts that each keep to the limits: each probe into the first one that has room."""
    parts: list[list[int]] = []
    for number in cover:
        for part in parts:
            together = [*part, number]
            if all(sum(each.weights[n] for n in together) <= each.most for each in limits):
                part.append(number)
                break
        else:
            parts.append([number])
    return parts


def _weight(limits: Sequence[Limit], number: int) -> int:
    """What a probe takes of the budget: of its scarcest part, and a little for being one more."""
    shares = (_WHOLE * each.weights[number] // max(each.most, 1) for each in limits)
    return max(shares, default=0) + 1
