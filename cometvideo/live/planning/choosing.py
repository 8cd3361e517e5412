"""Choosing: which of the probes that may cost something are worth their price."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from cometvideo.live.planning.covering import cover, densest_first, union
from cometvideo.live.probe import Mark, Probe

__all__ = ["Choice"]

# What a second weighs where everything is to be checked: of those refusals that are sure, one in
# twenty may be none. Where seconds are equal, a request less is better.
_A_SECOND = {"free if rejected": 50, "paid": 1000}
_A_REQUEST = 1


class Choice:
    """Probes to choose among, the marks that are wanted of them, and those shown already.

    Marks are bits, with a bit for each of their facts above them. Probes are told by their number.
    """

    def __init__(
        self, probes: Sequence[Probe], wanted: Iterable[Mark], shown: Iterable[Mark] = ()
    ) -> None:
        self._probes = probes
        self._bits = {mark: 1 << number for number, mark in enumerate(dict.fromkeys(wanted))}
        self._marks = len(self._bits)
        facts = dict.fromkeys(mark.fact for mark in self._bits)
        bit_of = {fact: 1 << number for number, fact in enumerate(facts, self._marks)}
        for mark in self._bits:
            self._bits[mark] |= bit_of[mark.fact]
        known = self._union(shown)
        self._sets = [self._union(each.marks) & ~known for each in probes]

    def everything(self) -> tuple[int, ...]:
        """Probes that together bear out all that any of them does, for few paid seconds."""
        costs = [each.cost for each in self._probes]
        weights = [each.seconds * _A_SECOND[each.kind] + _A_REQUEST for each in costs]
        return cover(self._sets, weights)

    def within(self, max_seconds: int | None, max_jobs: int | None) -> tuple[int, ...]:
        """Probes that bear out many facts, and then many marks of them, within a budget.

        The next is always the one that bears out most for its seconds, of those that can still be
        paid. So more seconds never do worse: where they lead another way, they pay for a probe
        that bears out more than all that fewer seconds can add from there. More jobs only go on
        from where fewer end. As this holds for any probes, it holds for the best of several ways.
        """
        if max_seconds is None and max_jobs is None:
            return self.everything()
        numbers = range(len(self._probes))
        ways = [
            self._way(among, self._seconds, max_seconds, max_jobs)
            for among in (self.everything(), numbers)
        ]
        if max_seconds is None:
            ways.append(self._way(numbers, lambda _: 1, None, max_jobs))
        return self._without_needless(min(ways, key=self._price_of_worth))

    def _way(
        self,
        among: Iterable[int],
        price: Callable[[int], int],
        budget: int | None,
        most: int | None,
    ) -> list[int]:
        chosen = densest_first(among, self._sets.__getitem__, price, self._worth, budget)
        return list(islice(chosen, most))

    def _without_needless(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """The chosen probes but for those whose marks all others of them bear out as well."""
        needed = sorted(chosen)
        for each in sorted(chosen, key=self._seconds, reverse=True):
            others = [number for number in needed if number != each]
            if not self._sets[each] & ~union(self._sets[number] for number in others):
                needed = others
        return tuple(needed)

    def _price_of_worth(self, chosen: Sequence[int]) -> tuple[int, int, int]:
        """What is least where most is borne out, and at the lowest price."""
        held = union(self._sets[each] for each in chosen)
        return -self._worth(held), sum(map(self._seconds, chosen)), len(chosen)

    def _worth(self, held: int) -> int:
        """How much is borne out: a fact more is worth more than all marks together."""
        return held.bit_count() + (held >> self._marks).bit_count() * self._marks

    def _seconds(self, number: int) -> int:
        return self._probes[number].cost.seconds

    def _union(self, marks: Iterable[Mark]) -> int:
        return union(self._bits.get(each, 0) for each in marks)
