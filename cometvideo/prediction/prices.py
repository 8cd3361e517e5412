"""Prices: what the videos of a model cost, as the matrix has it."""

from collections.abc import Iterator

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.tables import cells_of
from cometvideo.facts.terms import Terms, prices_of
from cometvideo.money import UNIT, millionths
from cometvideo.prediction.costs import UNSTATED, Cost
from cometvideo.prediction.outcomes import Prediction, Rendering

__all__ = ["Prices", "whatever_it_costs"]


class Prices:
    """What the videos of one model cost, by their length and the row of their size."""

    def __init__(self, matrix: Matrix, model: str | None) -> None:
        block = prices_of(matrix, model)
        self.currency, self.per = block.text("currency"), block.text("per")
        self.rows = dict(block.block("rows").facts())
        self.any = block.fact("any")
        self.kinds = block.options("kind")
        self.ratios = [each for option in block.options("ratio") if (each := millionths(option))]
        self.sources = matrix.sources
        self.largest = max(_areas(matrix, model), default=0) if block else 0
        self.lengths = tuple(_lengths(matrix, model)) if block else ()

    def of(self, rendering: Rendering) -> Cost | None:
        """What a video costs; None where no price is known of it.

        One whose length is not known, or whose size is in no row, costs what any of the model's
        may; of one that is larger than all of these nobody knows.
        """
        seconds, width, height, row = rendering[:4]
        if not self.any and (width or 0) * (height or 0) > self.largest:
            return None
        facts = self._rates(row)
        amounts = [millionths(option) for fact in facts for option in fact.options]
        rates = [each for each in amounts if each is not None]
        times = self._times(seconds)
        if self.currency is None or not rates or len(rates) < len(amounts) or not times:
            return None
        sources = tuple(dict.fromkeys(source for fact in facts for source in fact.sources))
        dates = [known.date for each in sources if (known := self.sources.get(each))]
        most = max(rates) * max(times)
        return Cost(
            currency=self.currency,
            least=min(rates) * min(times),
            most=most,
            dearest=self._dearest(most),
            kind=str(self.kinds[0]) if len(self.kinds) == 1 else UNSTATED,
            sources=sources,
            date=min(dates, default=""),
            facts=tuple(fact.path for fact in facts),
        )

    def _rates(self, row: str | None) -> tuple[Fact, ...]:
        """The prices that may apply to a row, or to a size that is in none."""
        own = self.rows.get(row or "") or self.any
        if own is not None:
            return (own,) if row else (*self.rows.values(), own)
        return () if row else tuple(self.rows.values())

    def _times(self, seconds: int | None) -> tuple[int, ...]:
        """How often a price is paid, at least and at most; empty where that is not known."""
        if self.per == "second":
            return self.lengths if seconds is None else (seconds,)
        return (1,) if self.per == "video" else ()

    def _dearest(self, amount: int) -> int:
        """What may be charged where an amount is stated: at list, if that is dearer."""
        # Rounded up, since it is a limit.
        at_list = [-(-amount * UNIT // each) for each in self.ratios if "charged" in self.kinds]
        charged = [-(-amount * each // UNIT) for each in self.ratios if "list" in self.kinds]
        return max(amount, *at_list, *charged) if at_list or charged else amount


def whatever_it_costs(matrix: Matrix, model: str | None, prediction: Prediction) -> Cost | None:
    """What a request may cost also if it should be refused: then what any video of its model may.

    None where no price is known.
    """
    if prediction.models:
        return prediction.cost
    return Prices(matrix, model).of(Rendering(None, None, None))


def _areas(matrix: Matrix, model: str | None) -> Iterator[int]:
    """How many pixels the published sizes of a model have."""
    for name, field in matrix.blocks("fields"):
        if field.text("kind") == "size":
            for cell in cells_of(Terms(matrix, model, name)):
                yield cell.size.width * cell.size.height


def _lengths(matrix: Matrix, model: str | None) -> Iterator[int]:
    """The shortest and the longest video that a model makes, as far as facts tell."""
    for name, field in matrix.blocks("fields"):
        if field.text("gives") == "seconds":
            terms = Terms(matrix, model, name)
            values = terms.value("values")
            numbers = values if isinstance(values, tuple) else map(terms.integer, ("min", "max"))
            found = [each for each in numbers if isinstance(each, int)]
            if len(found) > 1:
                yield from (min(found), max(found))
