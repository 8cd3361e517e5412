"""Text: paragraphs and tables, for people and for pages."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

__all__ = ["markdown_table", "paragraph", "table", "visible"]

_GAP = 2
_WIDEST = 48


def visible(text: str) -> str:
    """The text with everything that could steer a terminal written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def paragraph(text: str, width: int | None, indent: str = "") -> str:
    """A text under an indent, broken into lines where there is a width."""
    if width is None or len(indent) + len(text) <= width:
        return indent + text
    import textwrap

    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Iterable[Sequence[str]], indent: str = "") -> Iterator[str]:
    """Rows as lines with their columns aligned; colour takes no room.

    A cell that is wider than most moves what follows it in its own row, and makes no column wider.
    """
    lines = [list(row) for row in rows]
    count = max(map(len, lines), default=0)
    columns = [[_length(row[each]) for row in lines if each < len(row)] for each in range(count)]
    widths = [max((each for each in column if each <= _WIDEST), default=0) for column in columns]
    starts = list(accumulate((width + _GAP for width in widths), initial=0))
    for row in lines:
        line, end = "", -_GAP
        for cell, start in zip(row, starts, strict=False):
            begin = max(start, end + _GAP)
            line += " " * (begin - max(end, 0)) + cell
            end = begin + _length(cell)
        yield (indent + line).rstrip()


def markdown_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as a Markdown table, the first one its head."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
        if number == 0:
            yield f"|{'---|' * len(row)}"


def _length(cell: str) -> int:
    # Of an escape sequence, what stands before its m is colour.
    plain, *painted = cell.split("\x1b[")
    return len(plain) + sum(len(each.partition("m")[2]) for each in painted)
