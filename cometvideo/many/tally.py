"""Tallies: what many requests amount to together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Final, NamedTuple

from cometvideo.prediction import Accept, Cost, Prediction

__all__ = ["NOTHING", "Costs", "Share", "Tally", "share_of", "total"]


class Share(NamedTuple):
    """What one request adds to a tally.

    `seconds` is the longest video that may come of it, 0 if it is refused for sure, and None if
    nothing tells. `model` renders it ("" if it is refused for sure), and `cost` is what that costs,
    None if no price is known. `blocks` is whether anything is said that `strict` does not let pass.
    """

    verdict: str | None
    seconds: int | None
    blocks: bool
    codes: tuple[str, ...]
    model: str = ""
    cost: Cost | None = None


class Costs(NamedTuple):
    """What requests of one model cost together, in millionths: from `least` to `most`.

    `dearest` is the most at list. `unpriced` is how many of the requests have no known price; they
    are not in these sums.
    """

    requests: int = 0
    unpriced: int = 0
    currency: str = ""
    least: int = 0
    most: int = 0
    dearest: int = 0

    def plus(self, other: "Costs") -> "Costs":
        """The costs of both."""
        return Costs(
            self.requests + other.requests,
            self.unpriced + other.unpriced,
            self.currency or other.currency,
            self.least + other.least,
            self.most + other.most,
            self.dearest + other.dearest,
        )


_NO_COSTS: Mapping[str, Costs] = {}


class Tally(NamedTuple):
    """Many requests: how many by verdict, seconds of video at most, findings by code.

    `unreadable` are those that could not be read and so have no verdict; `unknown` are those that
    may be rendered in a length that nothing tells; `blocking` those that `strict` does not pass.
    `costs` are by model.
    """

    verdicts: Mapping[str, int]
    unreadable: int
    seconds: int
    unknown: int
    blocking: int
    codes: Mapping[str, int]
    costs: Mapping[str, Costs] = _NO_COSTS

    @property
    def cost(self) -> Costs:
        """What all of them cost together."""
        return _costs_of(self.costs.values())

    @property
    def requests(self) -> int:
        """How many there were, those that could not be read among them."""
        return sum(self.verdicts.values()) + self.unreadable

    def plus(self, other: "Tally") -> "Tally":
        """The tally of both."""
        return Tally(
            _sum(self.verdicts, other.verdicts),
            self.unreadable + other.unreadable,
            self.seconds + other.seconds,
            self.unknown + other.unknown,
            self.blocking + other.blocking,
            _sum(self.codes, other.codes),
            {
                model: _costs_of(each[model] for each in (self.costs, other.costs) if model in each)
                for model in (*self.costs, *other.costs)
            },
        )


NOTHING: Final = Tally({}, 0, 0, 0, 0, {}, {})
"""The tally of no request."""


def _costs_of(every: Iterable[Costs]) -> Costs:
    return reduce(Costs.plus, every, Costs())


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in (*one, *other)}


def share_of(prediction: Prediction) -> Share:
    """What a request with this prediction adds to a tally."""
    lengths = [each.rendering.seconds for each in prediction.outcomes if isinstance(each, Accept)]
    known = [each for each in lengths if each is not None]
    findings = prediction.findings
    return Share(
        prediction.verdict,
        None if len(known) < len(lengths) else max(known, default=0),
        any(each.severity != "note" for each in findings),
        tuple(each.code for each in findings if each.severity != "note"),
        " or ".join(prediction.models),
        prediction.cost,
    )


def _costs(share: Share, count: int) -> Costs:
    """What so many requests of a share cost."""
    cost = share.cost
    if cost is None:
        return Costs(count, count)
    return Costs(
        count, 0, cost.currency, count * cost.least, count * cost.most, count * cost.dearest
    )


def total(shares: Iterable[tuple[Share, int]]) -> Tally:
    """The tally of shares, each with how many requests have it."""
    counted: Counter[Share] = Counter()
    for share, count in shares:
        counted[share] += count  # the same for many requests
    verdicts: dict[str, int] = {}
    codes: dict[str, int] = {}
    costs: dict[str, Costs] = {}
    unreadable = seconds = unknown = blocking = 0
    for share, count in counted.items():
        if share.verdict is None:
            unreadable += count
        else:
            verdicts[share.verdict] = verdicts.get(share.verdict, 0) + count
        seconds += (share.seconds or 0) * count
        unknown += count if share.seconds is None else 0
        blocking += count if share.blocks else 0
        for code in share.codes:
            codes[code] = codes.get(code, 0) + count
        if share.model:
            costs[share.model] = costs.get(share.model, Costs()).plus(_costs(share, count))
    return Tally(verdicts, unreadable, seconds, unknown, blocking, codes, costs)
