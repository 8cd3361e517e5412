"""Text for people: colour and width where a terminal has them, paragraphs, tables, counts."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TextIO

from cometvideo.reports.safe import COLOURS, safe

__all__ = ["PLAIN", "Style", "amount", "paragraph", "shortened", "style_of", "table", "visible"]

_GAP = 2
_WIDEST = 48


_BY_WORD = {
    "error": ("red", "bold"),
    "invalid": ("red", "bold"),
    "warning": ("yellow", "bold"),
    "uncertain": ("yellow", "bold"),
    "open": ("yellow",),
    "note": ("cyan",),
    "valid": ("green", "bold"),
    "observed": ("green",),
    "documented": ("green",),
    "inferred": ("cyan",),
}


class Style(NamedTuple):
    """How to write for one stream; `width` is None where lines may be of any length."""

    colour: bool = False
    width: int | None = None

    def paint(self, text: str, *names: str) -> str:
        """The text in these colours, or as it is."""
        if not self.colour or not names or not text:
            return text
        return f"\x1b[{';'.join(COLOURS[name] for name in names)}m{text}\x1b[0m"

    def word(self, word: str, text: str | None = None) -> str:
        """A verdict, a severity or a level in its colour; `text` to show in place of the word."""
        return self.paint(word if text is None else text, *_BY_WORD.get(word, ()))


PLAIN = Style()


def style_of(stream: TextIO) -> Style:
    """The style for a stream: NO_COLOR and FORCE_COLOR before what the stream is."""
    terminal = stream.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if os.environ.get("NO_COLOR"):
        colour = False
    elif os.environ.get("FORCE_COLOR"):
        colour = True
    width = None
    if terminal:
        try:
            width = max(40, os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):
            width = 80
    return Style(colour, width)


def visible(text: str) -> str:
    """A text from elsewhere, as a terminal may be sent it."""
    return safe(text, "lines")


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


def amount(count: int, thing: str) -> str:
    """A number of things, with an s where there is not one."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def shortened(texts: Sequence[str], most: int, mark: str = ", ") -> str:
    """The first of some texts, and how many more there are."""
    more = len(texts) - most
    return mark.join(texts[:most]) + (f" and {more} more" if more > 0 else "")


def _length(cell: str) -> int:
    # Of an escape sequence, what stands before its m is colour.
    plain, *painted = cell.split("\x1b[")
    return len(plain) + sum(len(each.partition("m")[2]) for each in painted)
