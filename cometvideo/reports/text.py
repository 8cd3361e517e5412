"""Text for people: colour and width where a terminal has them, paragraphs, tables, counts."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, zip_longest
from typing import NamedTuple, TextIO

from cometvideo.reports.safe import COLOURS, safe

__all__ = ["PLAIN", "Style", "amount", "paragraph", "shortened", "style_of", "table", "visible"]

_GAP = 2
_WIDEST = 48
_NARROWEST = 8  # columns of a cell or a line that is broken
_AS_EMOJI = "\ufe0f"  # makes the sign before it a wide one


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
        width = max(40, _columns_of(stream))
    return Style(colour, width)


def _columns_of(stream: TextIO) -> int:
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated[:6]):
        return int(stated[:6])
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 80


def visible(text: str) -> str:
    """A text from elsewhere, as a terminal may be sent it."""
    return safe(text, "lines")


def paragraph(text: str, width: int | None, indent: str = "", hang: str | None = None) -> str:
    """A text under an indent, broken into lines where there is a width.

    Every line but the first is under `hang`, if that is another.
    """
    if width is None or len(indent) + _length(text) <= width:
        return indent + text
    further = indent if hang is None else hang
    first, *rest = _broken(text, max(width - len(further), _NARROWEST), len(indent) - len(further))
    return "\n".join([indent + first, *(further + each for each in rest)])


def table(
    rows: Iterable[Sequence[str]], indent: str = "", width: int | None = None
) -> Iterator[str]:
    """Rows as lines with their columns aligned; colour takes no room.

    A cell that is wider than most moves what follows it in its own row, and makes no column wider.
    Where there is a width that they do not fit, the widest columns are broken into lines.
    """
    lines = [list(row) for row in rows]
    count = max(map(len, lines), default=0)
    columns = [[_length(row[each]) for row in lines if each < len(row)] for each in range(count)]
    room = None if width is None else width - len(indent) - _GAP * (count - 1)
    if room is not None and sum(map(max, columns)) > room:
        words = [
            max(_length(word) for row in lines if each < len(row) for word in row[each].split(" "))
            for each in range(count)
        ]
        widths = _shared([max(each) for each in columns], words, room)
        yield from _fitting(lines, widths, indent)
        return
    widths = [max((each for each in column if each <= _WIDEST), default=0) for column in columns]
    starts = list(accumulate((width + _GAP for width in widths), initial=0))
    for row in lines:
        line, end = "", -_GAP
        for cell, start in zip(row, starts, strict=False):
            begin = max(start, end + _GAP)
            line += " " * (begin - max(end, 0)) + cell
            end = begin + _length(cell)
        yield (indent + line).rstrip()


def _shared(wanted: list[int], needed: list[int], room: int) -> list[int]:
    """The widths of columns that want more than there is: no line is wider than any has to be."""

    def widths(most: int) -> list[int]:
        pairs = zip(wanted, needed, strict=True)
        return [min(want, max(most, need)) for want, need in pairs]

    low, high = _NARROWEST, max(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(widths(middle)) <= room else (low, middle - 1)
    return widths(low)


def _fitting(lines: list[list[str]], widths: list[int], indent: str) -> Iterator[str]:
    """Rows of cells that are broken into lines."""
    for row in lines:
        cells = [[*_broken(cell, width)] for cell, width in zip(row, widths, strict=False)]
        for parts in zip_longest(*cells, fillvalue=""):
            padded = (
                part + " " * (width + _GAP - _length(part))
                for part, width in zip(parts, widths, strict=False)
            )
            yield (indent + "".join(padded)).rstrip()


def _broken(text: str, width: int, begun: int = 0) -> list[str]:
    """A text in lines of at most a width, but for words that are longer; the first is `begun`."""
    if painted := re.fullmatch(r"(\x1b\[[\d;]+m)([^\x1b]*)(\x1b\[0m)", text):
        return [f"{painted[1]}{line}{painted[3]}" for line in _broken(painted[2], width, begun)]
    lines, line, room = [], "", width - begun
    for gap, word in _words(text, width):
        if line and _length(line) + len(gap) + _length(word) > room:
            lines.append(line)
            line, room = word, width
        else:
            line += gap + word if line else word
    return [*lines, line]


def _words(text: str, width: int) -> Iterator[tuple[str, str]]:
    """What a line may be broken between, each with the gap before it.

    That is words, and in one of wide signs, which has no blanks, its signs.
    """
    for word in text.split(" "):
        if word.isascii() or _length(word) <= width or "\x1b" in word:
            yield " ", word
        else:
            yield " ", word[0]
            yield from (("", sign) for sign in word[1:])


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
    if cell.isascii():
        return len(plain) + sum(len(each.partition("m")[2]) for each in painted)
    return sum(map(_columns, [plain, *(each.partition("m")[2] for each in painted)]))


def _columns(text: str) -> int:
    """The columns of a terminal that a text takes: two for wide signs, none for what is added."""
    from unicodedata import category, east_asian_width

    taken = 0
    for sign in text:
        if sign == _AS_EMOJI:
            taken += 1
        elif category(sign) not in {"Mn", "Me", "Cf"}:
            taken += 2 if east_asian_width(sign) in {"W", "F"} else 1
    return taken
