"""Budgets: how much may be paid for, as people write it and as the ledger counts it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.guard.creates import Create
from cometvideo.money import UNIT, money_words

__all__ = ["Budget", "check_currency", "price_words", "read_budget"]


class Budget(NamedTuple):
    """How much may be paid for within a time: all together, or for each of `by`.

    `most` is in seconds of video, or, where there is a `currency`, in millionths of that.
    `window_s` is the time, None for as long as the ledger lives; `run` is whether only what this
    guard sent since it was started counts.
    """

    most: int
    window_s: float | None = None
    by: Literal["", "owner", "model"] = ""
    currency: str = ""
    run: bool = False

    def __str__(self) -> str:
        each = {"": "", "owner": " for each key", "model": " for each model"}[self.by]
        within = "" if self.window_s is None else f" within {self.window_s / 3600:g} h"
        within += " in this run" if self.run else ""
        return f"{self.words(self.most)}{within}{each}"

    @property
    def told(self) -> str:
        """It in words, with how long it lasts also where that is for ever."""
        lasts = "" if self.run or self.window_s is not None else ", for as long as the ledger lives"
        return f"{self}{lasts}"

    def words(self, much: int) -> str:
        """So much of what it counts, in words."""
        return price_words(much, self.currency) if self.currency else f"{much} s of video"

    def share(self, create: Create) -> int | None:
        """How much of it a create may take; None where that is not known."""
        if not self.currency:
            return create.seconds
        return create.amount if create.currency == self.currency else None


_WRITTEN = (
    r"([0-9]{1,9})(?:\.([0-9]{1,6}))?(s|[a-zA-Z]{3})?(?:/(hour|day|week|run))?(?:/(key|model))?"
)
_WINDOWS = {"hour": 3600.0, "day": 86400.0, "week": 604800.0}
_BY: dict[str, Literal["owner", "model"]] = {"key": "owner", "model": "model"}


def read_budget(text: str) -> Budget:
    """Read a budget such as `600s`, `20usd/day` or `2.50usd/day/key`; raises InputError."""
    found = re.fullmatch(_WRITTEN, text)
    whole, part, unit, window, by = found.groups("") if found else ("",) * 5
    is_money = len(unit) == 3
    if not whole or (part and not is_money):
        raise InputError(
            f"{text!r} is no budget; write 600s, 20usd/day or 2.50usd/day/key (hour, day, week or "
            "run; key or model)"
        )
    most = int(whole) * UNIT + int(part.ljust(6, "0")) if is_money else int(whole)
    currency = unit.upper() if is_money else ""
    return Budget(most, _WINDOWS.get(window), _BY.get(by, ""), currency, run=window == "run")


def check_currency(budgets: Iterable[Budget], spec: AnySpec) -> None:
    """Raise InputError for a budget in a currency in which a spec has no prices."""
    every = (matrix.text("prices", "currency") for matrix in spec.families.values())
    known = dict.fromkeys(filter(None, every))
    for each in budgets:
        if each.currency and each.currency not in known:
            has = f"its prices are in {', '.join(known)}" if known else "it has no prices"
            raise InputError(
                f"a budget is in {each.currency}, and {spec.name} cannot tell what that buys: {has}"
            )


def price_words(amount: int | None, currency: str) -> str:
    """What something costs, in words."""
    return "no known price" if amount is None else money_words(amount, amount, currency)
