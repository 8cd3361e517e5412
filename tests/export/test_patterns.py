"""Patterns take the texts of the integers that they were made for, and no others."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cometvideo.export.patterns import Span, exactly, integers, literal, matching, naturals, outside

BOUND = st.none() | st.integers(-1200, 1200)


def contains(span: Span, number: int) -> bool:
    low, high = span
    return (low is None or low <= number) and (high is None or number <= high)


@settings(max_examples=200)
@given(low=BOUND, high=BOUND, number=st.integers(-13000, 13000))
@example(low=100, high=9999, number=9999)
@example(low=100, high=9999, number=10000)
@example(low=-1, high=None, number=0)
def test_integers_take_those_in_their_span(low: int | None, high: int | None, number: int) -> None:
    pattern = exactly(integers([(low, high)]) or ["never"])
    assert bool(re.search(pattern, str(number))) == contains((low, high), number)


@pytest.mark.parametrize(("low", "high"), [(0, 4294967295), (17, 170_000), (995, 1005)])
def test_at_the_ends_of_large_spans(low: int, high: int) -> None:
    pattern = exactly(integers([(low, high)]))
    for number in (low, low + 1, high - 1, high, (low + high) // 2):
        assert re.search(pattern, str(number))
    for number in (low - 1, high + 1, high * 10):
        assert not re.search(pattern, str(number))


@pytest.mark.parametrize("text", ["", "05", "+5", " 5", "5.0", "5e0", "\u0665", "--5", "5,0"])
def test_only_plain_digits(text: str) -> None:
    assert not re.search(exactly(integers([(None, None)])), text)


def test_minus_zero_is_zero() -> None:
    assert re.search(exactly(integers([(0, 5)])), "-0")
    assert not re.search(exactly(integers([(1, 5)])), "-0")


@settings(max_examples=100)
@given(
    values=st.lists(st.integers(-20, 20), unique=True, max_size=5).map(sorted),
    number=st.integers(-30, 30),
)
def test_outside_is_the_rest(values: list[int], number: int) -> None:
    spans = [(each, each) for each in values]
    assert (number in values) != any(contains(each, number) for each in outside(spans))


def test_naturals_read_well() -> None:
    assert naturals(100, 9999) == ["[1-9][0-9]{2,3}"]
    assert naturals(1, 999_999) == ["[1-9][0-9]{0,5}"]
    assert naturals(150, None) == ["1[5-9][0-9]", "[2-9][0-9]{2}", "[1-9][0-9]{3,}"]


@pytest.mark.parametrize(
    "text", ["16:9", "2.39:1", "a|b", "(x)", "[y]", "a\\b", "x*", "1-2", "a b"]
)
def test_a_literal_is_itself_alone(text: str) -> None:
    assert re.search(exactly([literal(text)]), text)
    assert not re.search(exactly([literal(text)]), text.replace(text[1], "q", 1))


def test_the_final_line_break_is_ruled_out_apart() -> None:
    pattern = exactly(["5"])
    assert re.search(pattern, "5\n")  # Python's $, which is why there is more to the schema
    assert matching(pattern)["not"] == {"pattern": "\\n"}
