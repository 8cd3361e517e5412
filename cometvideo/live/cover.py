"""Covers: which sets to choose, by a solver that proves that no other choice is better."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple, TypeVar

from cometvideo.extras import need

__all__ = ["Chosen", "Limit", "lightest_cover", "most_worth"]

Element = TypeVar("Element")
Sets = Sequence[Collection[Element]]

# Weights and worths are whole numbers: what is nearer than one to its bound is the best there is.
_NEARER_THAN_ONE = 0.9
_ROUNDING = 1e-4


class Limit(NamedTuple):
    """What the chosen sets may weigh together at `most`, each with a weight of its own."""

    weights: Sequence[int]
    most: int


class Chosen(NamedTuple):
    """The numbers of chosen sets, and the weight (or worth) that is the best, as is proven."""

    numbers: tuple[int, ...]
    best: int


class _Row(NamedTuple):
    """The sum of columns, each times its factor: from `least` to `most`; None: any."""

    columns: list[int]
    factors: list[float]
    least: int | None = None
    most: int | None = None


def lightest_cover(
    sets: Sets[Element],
    wanted: Collection[Element],
    weights: Sequence[int],
    limits: Sequence[Limit] = (),
) -> Chosen:
    """The sets that hold all that is wanted, of the least weight together.

    There must be such sets within the limits. What none of them holds is not looked for.
    """
    rows = [*_holding(sets, wanted), *map(_within, limits)]
    return _cheapest(weights, rows, len(sets))


def most_worth(
    sets: Sets[Element],
    worth: Mapping[Element, int],
    limits: Sequence[Limit],
    weights: Sequence[int] = (),
    needed: Collection[Element] = (),
) -> Chosen:
    """The sets within the limits that together hold what is worth most; `best` is that worth.

    With weights it is the lightest of these, which may take the solver long. There must be sets
    within the limits that hold all that is needed, and those chosen do.
    """
    costs = [0] * len(sets)
    rows = [*map(_within, limits), *_holding(sets, needed)]
    for held_by, elements in _groups(sets, worth).items():
        # One column more: whether these elements are held, which is paid for by what it is worth.
        rows.append(_Row([*held_by, len(costs)], [*[1.0] * len(held_by), -1.0], least=0))
        costs.append(-sum(worth[each] for each in elements))
    chosen = _cheapest(costs, rows, len(sets))
    best = -chosen.best
    if not weights:
        return chosen._replace(best=best)
    held = range(len(sets), len(costs))
    rows.append(_Row([*held], [float(-costs[number]) for number in held], least=best))
    lightest = _cheapest([*weights, *[0] * len(held)], rows, len(sets))
    return lightest._replace(best=best)


def _groups(
    sets: Sets[Element], elements: Iterable[Element]
) -> dict[tuple[int, ...], list[Element]]:
    """Elements by the sets that hold them: what is always held together is one to choose."""
    held_by: dict[Element, list[int]] = {}
    for number, held in enumerate(sets):
        for each in held:
            held_by.setdefault(each, []).append(number)
    found: dict[tuple[int, ...], list[Element]] = {}
    for each in elements:
        if each in held_by:
            found.setdefault(tuple(held_by[each]), []).append(each)
    return found


def _holding(sets: Sets[Element], wanted: Iterable[Element]) -> list[_Row]:
    """That each of some elements is in a chosen set."""
    return [_Row([*held_by], [1.0] * len(held_by), least=1) for held_by in _groups(sets, wanted)]


def _within(limit: Limit) -> _Row:
    return _Row([*range(len(limit.weights))], [*map(float, limit.weights)], most=limit.most)


def _cheapest(costs: Sequence[int], rows: Sequence[_Row], sets: int) -> Chosen:
    """The sets, which are the first columns, in what costs least under all rows.

    A set is taken or not, the other columns are anything from 0 to 1. Raises InputError where the
    solver is not installed.
    """
    if not sets:
        return Chosen((), 0)
    need("planning", "live", "highspy")
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs lack it
    # The same answer wherever it runs: one thread, and no other beginning by chance.
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": _NEARER_THAN_ONE,
    }.items():
        solver.setOptionValue(name, value)
    for number, cost in enumerate(costs):
        solver.addCol(cost, 0, 1, 0, [], [])
        if number < sets:
            solver.changeColIntegrality(number, highspy.HighsVarType.kInteger)
    for columns, factors, least, most in rows:
        lower = -highspy.kHighsInf if least is None else least
        upper = highspy.kHighsInf if most is None else most
        solver.addRow(lower, upper, len(columns), columns, factors)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"the solver ended without a proof: {solver.getModelStatus()}")
    values = solver.getSolution().col_value[:sets]
    numbers = tuple(number for number, value in enumerate(values) if value > 0.5)
    return Chosen(numbers, ceil(solver.getInfo().mip_dual_bound - _ROUNDING))
