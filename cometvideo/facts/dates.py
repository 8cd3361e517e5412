"""Dates of sources: a year, a month of one, or a day."""

from datetime import date

__all__ = ["first_day", "is_date"]


def first_day(text: str) -> date | None:
    """The first day of what a date says: of a year or a month, which may be any of its days.

    None for what is no date.
    """
    whole = f"{text}-01-01"[:10] if len(text) in {4, 7, 10} else ""
    try:
        return date.fromisoformat(whole) if len(whole) == 10 else None
    except ValueError:
        return None


def is_date(value: object) -> bool:
    """Whether a value is such a date."""
    return isinstance(value, str) and value.isascii() and first_day(value) is not None
