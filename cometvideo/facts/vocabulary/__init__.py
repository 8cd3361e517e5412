"""The vocabulary: one row for each kind of fact that a spec can have, and for each block.

Whatever a reader has to know of a kind of fact stands in its row, and is found by the place of the
fact. Functions stay in the rooms of their readers, and rows have their names.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cometvideo.facts.vocabulary.fields import FIELDS, KINDS_OF_FIELDS, MODELS
from cometvideo.facts.vocabulary.prices import PRICES
from cometvideo.facts.vocabulary.refusals import ERRORS, REJECTIONS
from cometvideo.facts.vocabulary.requests import BODY, OPERATIONS, SERVICE
from cometvideo.facts.vocabulary.rows import ANY_KEY, NO_PROBE, Row, Rule, Type
from cometvideo.facts.vocabulary.sizes import SIZE_TABLES
from cometvideo.facts.vocabulary.tasks import TASK

__all__ = [
    "ANY_KEY",
    "FORMAT",
    "KINDS_OF_FIELDS",
    "NO_PROBE",
    "Row",
    "Rule",
    "Type",
    "every_row",
    "row_of",
    "rows_along",
]

FORMAT: Final = Row(
    "A spec of a video endpoint",
    "What an endpoint for video generation does with requests, one claim a line. A file that "
    "extends another is a merge patch: it names what it changes, and null deletes.",
    keys={
        "service": SERVICE,
        "operations": OPERATIONS,
        "body": BODY,
        "fields": FIELDS,
        "sizes": SIZE_TABLES,
        "models": MODELS,
        "rejections": REJECTIONS,
        "errors": ERRORS,
        "task": TASK,
        "prices": PRICES,
    },
)
"""The row of a whole spec: its sections."""


def row_of(keys: Sequence[str]) -> Row | None:
    """The row of a fact or block with these keys; None where nobody reads such a fact."""
    rows = rows_along(keys)
    return rows[-1] if len(rows) == len(keys) and rows else None


def rows_along(keys: Sequence[str]) -> list[Row]:
    """The rows of the blocks around a fact, its section first, and its own; none after a gap."""
    found: list[Row] = []
    row = FORMAT
    for key in keys:
        below = row.below(key)
        if below is None:
            break
        found.append(below)
        row = below
    return found


def every_row(
    row: Row = FORMAT, keys: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Row]]:
    """Every row below one, with its place: `ANY_KEY` stands for the keys that are free."""
    for key, child in row.keys.items():
        yield (*keys, key), child
        yield from every_row(child, (*keys, key))
    if row.each is not None:
        yield (*keys, ANY_KEY), row.each
        yield from every_row(row.each, (*keys, ANY_KEY))
