"""Tables that describe fields: a row a field, with its name, its type and the rest."""

# ruff: noqa: RUF001 - signs and words as pages write them

from collections.abc import Callable, Sequence

from cometvideo.documentation.pages.entries import IDENTIFIER, TYPE, unquoted
from cometvideo.documentation.pages.page import Entry, Part, Row, Said, Table
from cometvideo.documentation.pages.words import FIRST, NO, OPTIONAL, REQUIRED, YES, has_word

__all__ = ["entries_of_table"]

_TRUE, _FALSE = YES | REQUIRED, NO | OPTIONAL
_NOTHING = frozenset(["", "-", "–", "—", "none", "n/a"])


def entries_of_table(table: Table, part: Part) -> list[Entry]:
    """The fields that a table describes; none where it is a table of something else.

    The columns are told by what stands in them: names, types, and yes or no. The default is the
    one that needs a word in its heading; the longest texts are the description.
    """
    rows = [row for row in table.rows if row.cells]
    width = min((len(row.cells) for row in rows), default=0)
    names = _column(rows, width, lambda text: IDENTIFIER.fullmatch(text) is not None)
    types = _column(rows, width, lambda text: TYPE.fullmatch(text) is not None)
    if names is None or types is None or names == types:
        return []
    marks = _column(rows, width, lambda text: text.casefold() in _TRUE | _FALSE)
    headings = enumerate(table.heading[:width])
    default = next((at for at, text in headings if has_word(text, FIRST)), None)
    rest = set(range(width)) - {names, types, marks, default}
    about = max(rest, key=lambda at: sum(len(row.cells[at]) for row in rows), default=None)
    found = []
    for row in rows:
        cells = [unquoted(cell) for cell in row.cells]
        value = cells[default] if default is not None else ""
        found.append(
            Entry(
                part=part,
                name=cells[names],
                type=Said(cells[types], row.line),
                required=None if marks is None else cells[marks].casefold() in _TRUE,
                default=None if value.casefold() in _NOTHING else Said(value, row.line),
                text=(Said(cells[about], row.line),) if about is not None else (),
                line=row.line,
                terse=True,
            )
        )
    return found


def _column(rows: Sequence[Row], width: int, is_one: Callable[[str], bool]) -> int | None:
    columns = range(width)
    return next(
        (at for at in columns if all(is_one(unquoted(row.cells[at])) for row in rows)), None
    )
