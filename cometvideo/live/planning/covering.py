"""Covers: sets, as the bits of integers, that together hold everything at little weight."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations

__all__ = ["bits_of", "cover", "densest_first", "union"]

# In how many orders the sets are taken, as the order decides between equals.
_ORDERS = 12

# How many sets may be looked at to improve covers: some tenths of a second.
_MOST_LOOKS = 400_000

_Sets = Mapping[int, int]  # by the number of the set, what it holds of what is still wanted


def cover(sets: Sequence[int], weights: Sequence[int]) -> tuple[int, ...]:
    """Numbers of sets that hold all that any of them holds, together of little weight.

    What there is no choice about is settled first. The rest is chosen by what is new for the
    weight and then improved: one or two chosen sets give way to none, one or two lighter others.
    Weights are positive. Nothing but the arguments decides what is chosen.
    """
    forced, rest = _settled(sets, weights)
    search = _Search(rest, weights)
    found = []
    for step in range(1, _ORDERS + 1):
        order = [number for start in range(step) for number in [*rest][start::step]]
        chosen = densest_first(order, rest.__getitem__, weights.__getitem__)
        found.append(_improved(chosen, search))
    lightest = min(found, key=lambda chosen: sum(weights[each] for each in chosen))
    return tuple(sorted([*forced, *lightest]))


def densest_first(
    numbers: Iterable[int],
    holds: Callable[[int], int],
    weight: Callable[[int], int],
    worth: Callable[[int], int] = int.bit_count,
    budget: int | None = None,
) -> Iterator[int]:
    """Numbers of sets, always the one whose addition is worth most for its weight.

    It ends when no set adds anything. What weighs more than is left of the budget is passed over.
    What something adds must never be worth more after others were taken. Of equal ones the first
    comes first.
    """
    held = 0

    def density(number: int) -> float:
        added = worth(holds(number) & ~held)
        return added / weight(number) if weight(number) else added * float("inf")

    # What a set adds only shrinks, so its density of before is a bound on that of now.
    heap = [(-density(each), place, each) for place, each in enumerate(numbers) if holds(each)]
    heapify(heap)
    while heap:
        last, place, number = heappop(heap)
        if not holds(number) & ~held or (budget is not None and weight(number) > budget):
            continue
        now = -density(number)
        if now == last:
            held |= holds(number)
            budget = None if budget is None else budget - weight(number)
            yield number
        else:
            heappush(heap, (now, place, number))


def union(sets: Iterable[int]) -> int:
    """What any of the sets holds."""
    held = 0
    for each in sets:
        held |= each
    return held


def bits_of(held: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while held:
        lowest = held & -held
        yield lowest.bit_length() - 1
        held ^= lowest


def _settled(sets: Sequence[int], weights: Sequence[int]) -> tuple[list[int], _Sets]:
    """The sets that must be chosen, and those among which there is a choice for the rest."""
    forced: list[int] = []
    rest: dict[int, int] = dict(enumerate(sets))
    while True:
        rest = _without_inferior(rest, weights)
        holders = _without_implied(_holders(rest))
        only = {next(bits_of(each)) for each in holders.values() if each.bit_count() == 1}
        forced += only
        wanted = union(1 << bit for bit in holders) & ~union(rest[each] for each in only)
        smaller = {number: held & wanted for number, held in rest.items() if held & wanted}
        if smaller == rest:
            return forced, rest
        rest = smaller


def _without_inferior(sets: _Sets, weights: Sequence[int]) -> dict[int, int]:
    """The sets but for those that another, no heavier one holds entirely."""
    lightest: dict[int, int] = {}
    for number, held in sets.items():
        known = lightest.setdefault(held, number)
        if (weights[number], number) < (weights[known], known):
            lightest[held] = number
    different = {number: held for held, number in lightest.items() if held}
    holders = _holders(different)

    def is_inferior(number: int, held: int) -> bool:
        fewest = min((holders[bit] for bit in bits_of(held)), key=int.bit_count)
        return any(
            each != number and not held & ~different[each] and weights[each] <= weights[number]
            for each in bits_of(fewest)
        )

    return {each: held for each, held in different.items() if not is_inferior(each, held)}


def _holders(sets: _Sets) -> dict[int, int]:
    """By bit, the numbers of the sets that hold it, as bits themselves."""
    found: dict[int, int] = {}
    for number, held in sets.items():
        for bit in bits_of(held):
            found[bit] = found.get(bit, 0) | 1 << number
    return found


def _without_implied(holders: Mapping[int, int]) -> dict[int, int]:
    """The bits but for those that every holder of another bit holds as well."""
    first: dict[int, int] = {}
    for bit, holding in holders.items():
        first.setdefault(holding, bit)
    return {
        bit: holding
        for holding, bit in first.items()
        if not any(other != holding and not other & ~holding for other in first)
    }


def _improved(chosen: Iterable[int], search: "_Search") -> list[int]:
    """A cover after exchanges, as long as one makes it lighter."""
    weights = search.weights
    found = set(chosen)
    while True:
        heaviest_first = sorted(found, key=lambda each: (-weights[each], each))
        for leaving, needed in _leaving(heaviest_first, search.sets):
            lighter = search.lighter(needed, sum(weights[each] for each in leaving))
            if lighter is not None:
                found = found.difference(leaving).union(lighter)
                break
        else:
            return sorted(found)


def _leaving(chosen: Sequence[int], sets: _Sets) -> Iterator[tuple[tuple[int, ...], int]]:
    """One or two of the chosen sets, and what none of the others holds."""
    once = twice = more = 0
    for each in chosen:
        held = sets[each]
        more |= twice & held
        twice |= once & held
        once |= held
    once, twice = once & ~twice, twice & ~more
    yield from (((each,), sets[each] & once) for each in chosen)
    for one, other in combinations(chosen, 2):
        both = sets[one] & sets[other] & twice
        yield (one, other), (sets[one] | sets[other]) & once | both


class _Search:
    """Looks for a few sets that hold what is needed; after many looks it finds nothing more."""

    def __init__(self, sets: _Sets, weights: Sequence[int]) -> None:
        self.sets = sets
        self.weights = weights
        self._holders = {bit: [*bits_of(each)] for bit, each in _holders(sets).items()}
        self._looks = _MOST_LOOKS

    def lighter(self, needed: int, limit: int, most: int = 2) -> tuple[int, ...] | None:
        """At most so many sets that hold what is needed and together weigh less than the limit."""
        if not needed:
            return ()
        if not most:
            return None
        for number in min((self._holders[bit] for bit in bits_of(needed)), key=len):
            self._looks -= 1
            if self._looks < 0:
                return None
            left = limit - self.weights[number]
            if left > 0:
                others = self.lighter(needed & ~self.sets[number], left, most - 1)
                if others is not None:
                    return (number, *others)
        return None
