"""Fields as the rows of a table: which column has the names, the types, the marks, the texts."""

from collections.abc import Callable, Sequence

from cometvideo.documentation.pages.constraints import add_text
from cometvideo.documentation.pages.heads import Marks, read_head, read_marks, unquoted
from cometvideo.documentation.pages.page import Doubt, Entry, Part, Row, Said, Table
from cometvideo.documentation.pages.words import FIRST, NO, OPTIONAL, REQUIRED, YES, has_word

__all__ = ["entries_of_table"]

_TRUE, _FALSE = YES | REQUIRED, NO | OPTIONAL
_NOTHING = frozenset(["", "-", "none", "n/a"])


def entries_of_table(table: Table, part: Part) -> tuple[list[Entry], list[Doubt]]:
    """The fields that a table describes, and doubts; none where it is a table of something else.

    The columns are told by what stands in them: names, types, and yes or no. The default is the
    one that needs a word in its heading; the longest texts are the description.
    """
    rows = [row for row in table.rows if row.cells]
    width = min((len(row.cells) for row in rows), default=0)
    names = _column(rows, width, _is_name)
    types = _column(rows, width, _is_type)
    if names is None or types is None or names == types:
        return [], []
    headings = enumerate(table.heading[:width])
    default = next((at for at, text in headings if has_word(text, FIRST)), None)
    # Where nothing has a default, its column is of dashes, which are no marks.
    marks = _column(rows, width, lambda text: text.casefold() in _TRUE | _FALSE, but=default)
    rest = set(range(width)) - {names, types, marks, default}
    about = max(rest, key=lambda at: sum(len(row.cells[at]) for row in rows), default=None)
    found, doubts = [], []
    for row in rows:
        cells = [unquoted(cell) for cell in row.cells]
        name, beside = read_head(cells[names]) or (cells[names], Marks())
        told = read_marks(cells[types]) or Marks()
        required = beside.required if beside.required is not None else told.required
        if marks is not None:
            required = cells[marks].casefold() in _TRUE
        value = cells[default] if default is not None else ""
        entry = Entry(
            part=part,
            name=name,
            type=Said(told.type, row.line),
            required=bool(required),
            default=None if value.casefold() in _NOTHING else Said(value, row.line),
            line=row.line,
            marked=required is not None,
        )
        if about is not None and cells[about]:
            entry, odd = add_text(entry, Said(cells[about], row.line))
            doubts += odd
        found.append(entry)
    return found, doubts


def _is_name(text: str) -> bool:
    head = read_head(text)
    return head is not None and not head[1].type and not head[1].rest


def _is_type(text: str) -> bool:
    marks = read_marks(text)
    return marks is not None and bool(marks.type)


def _column(
    rows: Sequence[Row], width: int, is_one: Callable[[str], bool], but: int | None = None
) -> int | None:
    columns = [at for at in range(width) if at != but]
    return next(
        (at for at in columns if all(is_one(unquoted(row.cells[at])) for row in rows)), None
    )
