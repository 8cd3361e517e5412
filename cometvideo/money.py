"""Money: exact amounts, as whole millionths of a currency's unit, and how they are written.

Amounts are whole numbers wherever they are added and multiplied; no sum is ever made of binary
fractions.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["UNIT", "amount_words", "decimal_of", "json_number", "millionths", "money_words"]

UNIT: Final = 1_000_000
"""One unit of a currency, in the millionths that amounts are counted in."""

_CENT: Final = UNIT // 100
_SMALL: Final = 10 * _CENT  # below that, a cent is too coarse


def millionths(value: object) -> int | None:
    """A number as whole millionths; None where it is none, is negative, or has more decimals."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < UNIT:
        return None
    amount = round(value * UNIT)
    # Exactly that decimal number was written where its nearest binary fraction is the value.
    return amount if amount / UNIT == value else None


def decimal_of(amount: int) -> "Decimal":
    """An amount as a Decimal."""
    from decimal import Decimal  # takes as long to import as a prediction

    return Decimal(amount) / UNIT


def json_number(amount: int) -> int | float:
    """An amount as JSON has it: a number whose digits are exactly those of the amount."""
    whole, rest = divmod(amount, UNIT)
    return amount / UNIT if rest else whole


def amount_words(amount: int) -> str:
    """An amount in digits: to the cent, half a cent up; exactly where it is small."""
    if 0 < amount < _SMALL:
        return f"0.{amount:06}".rstrip("0")
    cents = (amount + _CENT // 2) // _CENT
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def money_words(least: int, most: int, currency: str) -> str:
    """An amount with its currency, or the two ends of a range."""
    ends = dict.fromkeys(map(amount_words, (least, most)))
    return f"{' to '.join(ends)} {currency}"
