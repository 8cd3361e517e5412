"""Blame: which fact a refusal of a documented request is due to, and what to send to find out."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.live.probe import Mark, Probe

__all__ = ["Suspicion", "blame", "bound_of", "is_beyond", "next_control", "next_length", "walk"]

# So many refused controls are enough: another one would not tell more.
_MOST_CONTROLS = 4


class Suspicion(NamedTuple):
    """The marks that a refusal may be due to; more than one where nobody can tell them apart."""

    probe: Probe
    suspects: tuple[Mark, ...]


def blame(
    taken: Iterable[Probe],
    refused: Iterable[Probe],
    is_named: Callable[[Probe, Mark], bool] = lambda _, __: False,
) -> tuple[Suspicion, ...]:
    """What the refusals of documented requests are due to, given what was taken.

    What was taken once is not to blame. Of the rest, it is what the refusal names (`is_named`);
    then what explains most refusals is: where a table has changed, all its sizes are refused, and
    each of them is not news of its own.
    """
    cleared = {mark for probe in taken for mark in probe.takes}
    open_cases = {probe.id: probe for probe in refused}
    suspects = {}
    for name, probe in open_cases.items():
        every = [mark for mark in probe.takes if mark not in cleared]
        suspects[name] = [mark for mark in every if is_named(probe, mark)] or every
    found: dict[str, Suspicion] = {}
    while open_cases:
        counts = Counter(mark for name in open_cases for mark in suspects[name])
        most = max(counts.values(), default=0)
        name = max(
            open_cases,
            key=lambda each: max((counts[mark] for mark in suspects[each]), default=0),
        )
        worst = tuple(mark for mark in suspects[name] if counts[mark] == most)
        found[name] = Suspicion(open_cases.pop(name), worst)
        for other in [each for each in open_cases if {*worst} <= {*suspects[each]} and worst]:
            found[other] = Suspicion(open_cases.pop(other), worst)
    return tuple(found.values())


def next_control(
    probes: Iterable[Probe], tried: Collection[str], cases: Iterable[Suspicion], taken: set[Mark]
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


_STEPS = {"min": 1, "max": -1}


def bound_of(matrix: Matrix, case: Suspicion) -> Fact | None:
    """The bound that alone is to blame for a refusal; None where it is none."""
    if len(case.suspects) != 1:
        return None
    fact = matrix.facts.get(case.suspects[0].fact)
    is_bound = fact is not None and fact.keys[-1] in _STEPS and isinstance(fact.value, int)
    return fact if is_bound else None


def walk(
    fact: Fact, case: Suspicion, taken: Iterable[Probe], refused: Iterable[Probe]
) -> tuple[int | None, int]:
    """Go inwards from a bound over what was refused: where it lies now, and what to try for that.

    The first is None until a value was taken next to one that was refused.
    """
    lengths, gone = _lengths(fact, case, taken), _lengths(fact, case, refused)
    value = fact.value if isinstance(fact.value, int) else 0
    while value in gone:
        value += _STEPS[fact.keys[-1]]
    return (value if value in lengths else None), value


def next_length(
    matrix: Matrix,
    known: Iterable[Probe],
    cases: Iterable[Suspicion],
    taken: Iterable[Probe],
    refused: Iterable[Probe],
) -> Probe | None:
    """The plainest request that would tell where a broken bound lies now."""
    library, had, lost = tuple(known), tuple(taken), tuple(refused)
    for case in cases:
        fact = bound_of(matrix, case)
        if fact is None:
            continue
        found, value = walk(fact, case, had, lost)
        fitting = [
            each
            for each in library
            if found is None and each.takes and value in _lengths(fact, case, [each])
        ]
        if fitting:
            return min(fitting, key=lambda each: (each.cost.seconds, len(each.takes)))
    return None


def is_beyond(
    matrix: Matrix,
    probe: Probe,
    cases: Iterable[Suspicion],
    taken: Iterable[Probe],
    refused: Iterable[Probe],
) -> bool:
    """Whether a refusal is explained by a bound that is known to have moved inwards."""
    had, lost = tuple(taken), tuple(refused)
    for case in cases:
        fact = bound_of(matrix, case)
        if fact is not None and case.probe.id != probe.id:
            step, (_, now) = _STEPS[fact.keys[-1]], walk(fact, case, had, lost)
            if any((now - asked) * step > 0 for asked in _lengths(fact, case, [probe])):
                return True
    return False


def _lengths(fact: Fact, case: Suspicion, probes: Iterable[Probe]) -> set[int]:
    """What was asked for of a bound's field, of the same model."""
    asked = (
        str(each.fields.get(fact.keys[-2])) for each in probes if each.model == case.probe.model
    )
    return {int(text) for text in asked if text.isascii() and text.isdecimal()}
