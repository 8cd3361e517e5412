"""What was probably meant by a value that is not allowed."""

import re

__all__ = ["by_likeness", "nearest_text", "number_meant"]

# Less than this much of a text in another one is chance.
_LIKE = 0.5
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
# Not compiled here: they are for faulty requests alone.
_AMOUNT = rf"({_NUMBER})\s*([a-z]*)\Z"
_NUMBER_IN_TEXT = rf"{_NUMBER}(?:[eE][+-]?[0-9]{{1,2}})?"
_LARGEST = 1e15  # beyond it a float does not tell whole numbers apart


def nearest_text(got: str, among: tuple[str, ...]) -> str | None:
    """The most similar of some texts, or None where none is similar at all."""
    nearest = by_likeness(got, among)[:1]
    return nearest[0] if nearest and _likeness(got, nearest[0]) >= _LIKE else None


def by_likeness(got: str, among: tuple[str, ...]) -> list[str]:
    """Some texts, the most similar first; amounts of one unit by their numbers."""
    return sorted(among, key=lambda each: -_likeness(got, each))


def number_meant(got: object) -> int | None:
    """The whole number nearest to a number, however it is written; None where there is none."""
    if isinstance(got, str):
        found = re.search(_NUMBER_IN_TEXT, got)
        got = float(found[0]) if found else None
    if isinstance(got, float) and abs(got) < _LARGEST:
        return round(got)
    return None


def _likeness(got: str, other: str) -> float:
    """How much of what was got is in another text, from 0 to 1; signs count as one another."""
    amount, known_amount = _amount(got), _amount(other)
    if amount and known_amount and amount[1] in ("", known_amount[1]):
        less, more = sorted((amount[0], known_amount[0]))
        return (1 + less / more) / 2 if more else 1.0
    # Imported here because it is for faulty requests alone.
    import difflib

    given, known = (re.sub("[^a-z0-9]+", "-", each.lower().strip()) for each in (got[:200], other))
    matcher = difflib.SequenceMatcher(None, given, known, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    # Among texts that have as much of it, the one of nearest length.
    return common / max(len(given), 1) - abs(len(given) - len(known)) / 1000


def _amount(text: str) -> tuple[float, str] | None:
    """A number and its unit, such as 720 and p; None for any other text."""
    found = re.match(_AMOUNT, text[:200].strip().lower())
    return (float(found[1]), found[2]) if found else None
