"""Dates of sources: what is one, and on which day it begins."""

from datetime import date

import pytest

from cometvideo.facts.dates import first_day, is_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 1, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("2026-11-27", date(2026, 11, 27)),
    ],
)
def test_a_date_begins_on_a_day(text: str, day: date) -> None:
    assert is_date(text)
    assert first_day(text) == day


@pytest.mark.parametrize(
    "value",
    [
        None,
        2026,
        ("2026",),
        "",
        "x",
        "26",
        "2026-13",
        "2026-1",
        "2026-11-31",
        "2026-11-27T00",
        "2026".translate({ord("0"): "\uff10"}),
    ],
)
def test_anything_else_is_none(value: object) -> None:
    assert not is_date(value)
