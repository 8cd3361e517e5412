"""Costs: what a video is billed, as a range over what may come of a request."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from cometvideo.money import decimal_of, money_words

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["UNSTATED", "Cost", "together"]

UNSTATED: Final = "unstated"
"""The kind of a price of which no source says whether it is what is charged."""


class Cost(NamedTuple):
    """What one video costs, in whole millionths of the currency's unit: from `least` to `most`.

    Those are what the sources state. `dearest` is the most at list: what is charged may be that
    list price, so a guard reckons with it. `kind` is `list`, `charged`, or `unstated` where the
    sources leave that open. `sources` are who states it, `date` is when the one that was looked
    at longest ago was ("" where that is not known), and `facts` are the paths of the prices.
    """

    currency: str
    least: int
    most: int
    dearest: int
    kind: str
    sources: tuple[str, ...]
    date: str
    facts: tuple[str, ...]

    def __str__(self) -> str:
        return money_words(self.least, self.most, self.currency)

    @property
    def min(self) -> "Decimal":
        """The least that it costs, exactly."""
        return decimal_of(self.least)

    @property
    def max(self) -> "Decimal":
        """The most that it costs, exactly."""
        return decimal_of(self.most)

    @property
    def at_list(self) -> "Decimal":
        """The most that it costs where the list price is charged."""
        return decimal_of(self.dearest)


def together(costs: Iterable[Cost | None]) -> Cost | None:
    """The range over several costs; None where one of them is not known, or there is none."""
    found = list(dict.fromkeys(costs))
    if len(found) < 2:
        return found[0] if found else None
    known = [each for each in found if each is not None]
    if len(known) < len(found) or len({each.currency for each in known}) > 1:
        return None
    kinds = {each.kind for each in known}
    return Cost(
        currency=known[0].currency,
        least=min(each.least for each in known),
        most=max(each.most for each in known),
        dearest=max(each.dearest for each in known),
        kind=kinds.pop() if len(kinds) == 1 else UNSTATED,
        sources=tuple(dict.fromkeys(source for each in known for source in each.sources)),
        date=min(each.date for each in known),
        facts=tuple(dict.fromkeys(path for each in known for path in each.facts)),
    )
