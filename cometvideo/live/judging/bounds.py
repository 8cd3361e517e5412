"""Bounds: where a bound lies now, when what it is said to be was refused."""

from collections.abc import Iterable

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.live.evidence.probe import Probe
from cometvideo.live.judging.blame import Blamed

__all__ = ["bound_of", "is_beyond", "next_length", "walk"]

_STEPS = {"min": 1, "max": -1}


def bound_of(matrix: Matrix, case: Blamed) -> Fact | None:
    """The bound that alone is to blame for a refusal; None where it is none."""
    if len(case.suspects) != 1:
        return None
    fact = matrix.facts.get(case.suspects[0].fact)
    is_bound = fact is not None and fact.keys[-1] in _STEPS and isinstance(fact.value, int)
    return fact if is_bound else None


def walk(
    fact: Fact, case: Blamed, taken: Iterable[Probe], refused: Iterable[Probe]
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
    cases: Iterable[Blamed],
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


def is_beyond(matrix: Matrix, probe: Probe, cases: Iterable[Blamed]) -> bool:
    """Whether a refusal is explained by a bound that is known to be broken."""
    bounds = ((each, bound_of(matrix, each)) for each in cases)
    return any(fact is not None and _lengths(fact, each, [probe]) for each, fact in bounds)


def _lengths(fact: Fact, case: Blamed, probes: Iterable[Probe]) -> set[int]:
    """What was asked for of a bound's field, of the same model."""
    asked = (
        str(each.fields.get(fact.keys[-2])) for each in probes if each.model == case.probe.model
    )
    return {int(text) for text in asked if text.isascii() and text.isdecimal()}
