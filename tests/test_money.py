"""Money: amounts are exact, whatever binary fractions make of them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.money import amount_words, decimal_of, json_number, millionths, money_words


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_what_is_written_with_six_decimals_is_read_exactly(amount: int) -> None:
    written = f"{amount // 1_000_000}.{amount % 1_000_000:06}"
    assert millionths(float(written)) == amount
    assert decimal_of(amount) == Decimal(written)
    assert Decimal(repr(json_number(amount))) == Decimal(written)


@pytest.mark.parametrize(
    "value", [-0.1, -1, 0.0000001, 0.1234567, 1e6, 1e300, float("nan"), True, "0.1", None]
)
def test_what_is_no_amount_is_none(value: object) -> None:
    assert millionths(value) is None


@given(st.integers(min_value=100_000, max_value=10**12))
def test_amounts_are_shown_to_the_cent(amount: int) -> None:
    shown = Fraction(amount_words(amount))
    assert abs(shown - Fraction(amount, 1_000_000)) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (412_000, 924_000, "0.41 to 0.92 USD"),
        (1_155_000, 1_155_000, "1.16 USD"),
        (20_000_000, 20_000_000, "20 USD"),
        (0, 1, "0 to 0.000001 USD"),
        (63_000, 99_999, "0.063 to 0.099999 USD"),
        (994_999, 995_000, "0.99 to 1 USD"),
        (400_000, 400_001, "0.40 USD"),
    ],
)
def test_ranges_in_words(least: int, most: int, words: str) -> None:
    assert money_words(least, most, "USD") == words
