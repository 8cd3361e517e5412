"""Blame: which fact it is, when a documented request is refused, and what to send to find out."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from cometvideo.live.evidence.probe import Mark, Probe

__all__ = ["Blamed", "blame", "next_control"]

# So many refused controls are enough: another one would not tell more.
_MOST_CONTROLS = 4


class Blamed(NamedTuple):
    """The marks that a refusal may be due to; more than one where nobody can tell them apart."""

    probe: Probe
    suspects: tuple[Mark, ...]


def blame(taken: Iterable[Probe], refused: Iterable[Probe]) -> tuple[Blamed, ...]:
    """What the refusals of documented requests are due to, given what was taken.

    What was taken once is not to blame. Of the rest, what explains most refusals is: where a
    table has changed, all its sizes are refused, and each of them is not news of its own.
    """
    cleared = {mark for probe in taken for mark in probe.takes}
    open_cases = {probe.id: probe for probe in refused}
    suspects = {
        name: [mark for mark in probe.takes if mark not in cleared]
        for name, probe in open_cases.items()
    }
    found: dict[str, Blamed] = {}
    while open_cases:
        counts = _counted(suspects[name] for name in open_cases)
        most = max(counts.values(), default=0)
        name = max(
            open_cases,
            key=lambda each: max((counts[mark] for mark in suspects[each]), default=0),
        )
        worst = tuple(mark for mark in suspects[name] if counts[mark] == most)
        found[name] = Blamed(open_cases.pop(name), worst)
        for other in [each for each in open_cases if {*worst} <= {*suspects[each]} and worst]:
            found[other] = Blamed(open_cases.pop(other), worst)
    return tuple(found.values())


def next_control(
    probes: Iterable[Probe], tried: Collection[str], cases: Iterable[Blamed], taken: set[Mark]
) -> Probe | None:
    """The request to send next: the cheapest that has some of the suspects in it and not all.

    It costs no more than the refused request would have.
    """
    known = tuple(probes)
    for case in cases:
        suspects = {*case.suspects}
        telling = [
            each
            for each in known
            if each.model == case.probe.model
            and each.cost.seconds <= case.probe.cost.seconds
            and 0 < len(suspects & {*each.takes}) < len(suspects)
        ]
        fresh = [each for each in telling if each.id not in tried]
        if fresh and len(telling) - len(fresh) < _MOST_CONTROLS:
            return min(
                fresh, key=lambda each: (len({*each.takes} - suspects - taken), each.cost.seconds)
            )
    return None


def _counted(groups: Iterable[list[Mark]]) -> dict[Mark, int]:
    counts: dict[Mark, int] = {}
    for group in groups:
        for mark in group:
            counts[mark] = counts.get(mark, 0) + 1
    return counts
