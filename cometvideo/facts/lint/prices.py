"""Linters of prices: amounts that are none, and prices of which something is missing."""

from collections.abc import Iterator

from cometvideo.facts.lint.subject import Flaw, Subject, about
from cometvideo.money import millionths

__all__ = ["price_form", "price_incomplete"]

_NEEDED = {"currency": "currency: USD", "per": "per: second, or per: video", "kind": "kind: list"}


def price_form(subject: Subject) -> Iterator[Flaw]:
    """An amount that nobody can be billed, a ratio that leaves nothing, a currency without name."""
    prices = subject.matrix.block("prices")
    for fact in prices.all_facts():
        key, around = fact.keys[-1], fact.keys[-2]
        if key == "currency":
            text = str(fact.value)
            if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):
                yield about(fact, allowed="three capital letters, such as USD")
        elif key in {"any", "ratio"} or around == "rows":
            least = 1 if key == "ratio" else 0
            for option in fact.options:
                amount = millionths(option)
                if amount is None or amount < least:
                    wanted = "above 0" if least else "not below 0"
                    yield about(fact, got=option, allowed=f"a number {wanted}, of six decimals")


def price_incomplete(subject: Subject) -> Iterator[Flaw]:
    """A model's prices that lack a currency, a unit or a kind, or have no amount at all."""
    common = subject.matrix.block("prices")
    for model, own in subject.matrix.blocks("prices", "models"):
        lacking = [f"`{fix}`" for key, fix in _NEEDED.items() if key not in {**common, **own}]
        if "any" not in own and not own.block("rows"):
            lacking.append("`any: 0.1`, or `rows` with amounts")
        if lacking:
            where = subject.key("prices", "models", model)
            detail = {"model": model}
            fix = f"write {', and '.join(lacking)}"
            yield Flaw(f"prices.models.{model}", where, fix=fix, detail=detail)
