"""Sizes as pages write them: in the cells of tables, and as the pattern of a field.

Tables come with a ratio a row or a ratio a column, with labels that hold for the rows below, and
with a column for several models or a row for one: the words around a cell tell which.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cometvideo.documentation.pages.page import Row, Table
from cometvideo.documentation.pages.splitting import LABEL, RATIO
from cometvideo.documentation.reading.names import Names
from cometvideo.facts.matrix import Matrix

__all__ = [
    "Column",
    "Signs",
    "SizeCell",
    "SizePattern",
    "columns_of",
    "ratios_in",
    "read_size_pattern",
]

_SIZE = re.compile(r"([1-9]\d{2,4})\s*[×xX*]\s*([1-9]\d{2,4})(?:\s*px)?", re.ASCII)
_WHOLE = re.compile(r"\^(?:\((?:\?:)?(?P<inside>.*)\)|(?P<bare>[^()|]*))\$")
_SIDE = (
    r"(?P<{0}_first>\[1-9\])?(?P<{0}_digit>\\d|\[0-9\])\{{(?P<{0}_low>\d)(?:,(?P<{0}_high>\d))?\}}"
)
_EXACT = re.compile(rf"{_SIDE.format('w')}x{_SIDE.format('h')}")
_AROUND_MODELS = frozenset(
    ["series", "and", "models", "model", "family", "serie", "sizes", "for", "of"]
)
_RATIO_IN_TEXT = re.compile(rf"(?<![\w:.]){RATIO}(?![\w:])", re.ASCII)


class Signs:
    """What labels of resolutions and aspect ratios look like: as usual, or as in the matrix."""

    def __init__(self, matrix: Matrix) -> None:
        rows = [row for table, _ in matrix.blocks("sizes") for row in matrix.blocks("sizes", table)]
        labels = {re.escape(label) for label, _ in rows}
        ratios = {re.escape(ratio) for _, row in rows for ratio in row}
        self._labels = _whole_words([*sorted(labels), LABEL], r"\w")
        self._ratios = _whole_words([*sorted(ratios), RATIO], r"\w:")

    def labels(self, text: str) -> tuple[str, ...]:
        """The labels, such as 720p, that a text names, each once."""
        return tuple(dict.fromkeys(self._labels.findall(text)))

    def is_odd(self, text: str) -> bool:
        """Whether the text of a cell for sizes is neither one nor a sign that there is none."""
        bare = text.strip(" -/")
        return bool(bare) and not _SIZE.fullmatch(bare) and bare.casefold() not in {"n/a", "none"}

    def ratio(self, text: str) -> str | None:
        """The first aspect ratio that a text names."""
        found = self._ratios.search(text)
        return found[0] if found else None


def _whole_words(alternatives: list[str], signs: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![{signs}])(?:{'|'.join(alternatives)})(?![{signs}])", re.ASCII)


class SizeCell(NamedTuple):
    """A size as `WxH`; `label` is None in a table without resolutions."""

    label: str | None
    ratio: str
    size: str
    line: int


class Column(NamedTuple):
    """Sizes that belong together, and the heading or first cell that says to whom.

    `unread` are the cells of the table that should be sizes and are none.
    """

    text: str
    cells: tuple[SizeCell, ...]
    table: Table
    unread: tuple[str, ...] = ()

    @property
    def by_place(self) -> dict[tuple[str | None, str], str]:
        """The sizes by label and ratio."""
        return {(cell.label, cell.ratio): cell.size for cell in self.cells}


def columns_of(tables: Iterable[Table], names: Names, signs: Signs) -> list[Column]:
    """The sizes of all tables, gathered by what says whom they are for."""
    found: list[Column] = []
    for table in tables:
        gathered: dict[str, list[SizeCell]] = {}
        for text, cell in _cells(table, names, signs):
            gathered.setdefault(text, []).append(cell)
        unread = tuple(
            cell
            for row in table.rows
            for at, cell in enumerate(row.cells)
            if signs.is_odd(cell)
            and (signs.ratio(_above(table, row, at)) or at + 1 == len(row.cells))
        )
        found += [Column(text, tuple(cells), table, unread) for text, cells in gathered.items()]
    return found


def _cells(table: Table, names: Names, signs: Signs) -> Iterator[tuple[str, SizeCell]]:
    label, whose = _led(table, names, signs)
    for row in table.rows:
        own = signs.labels(" ".join(row.cells))
        label = own[0] if own else label
        ratio = next((cell for cell in row.cells if signs.ratio(cell) == cell), None)
        named = next((cell for cell in row.cells if names.mentions(cell)), None)
        for at, text in enumerate(row.cells):
            size = _SIZE.fullmatch(text.strip())
            above = _above(table, row, at)
            across = ratio or signs.ratio(above)
            if size and across:
                under = next(iter(signs.labels(above)), None) or label
                cell = SizeCell(under, across, f"{size[1]}x{size[2]}", row.line)
                own_name = named if named is not None else above if ratio else ""
                yield (own_name if names.mentions(own_name) or not whose else whose), cell


def _led(table: Table, names: Names, signs: Signs) -> tuple[str | None, str]:
    """The label, and the models, that a heading right above a table gives to all of it."""
    lead = table.lead.strip(" #*:")
    mentions = names.mentions(lead)
    labels = signs.labels(lead)
    if labels == (lead,):
        return lead, ""
    rest = lead
    for each in reversed(mentions):
        rest = rest[: each.start] + rest[each.end :]
    is_heading = (
        mentions
        and not labels
        and all(each.casefold() in _AROUND_MODELS for each in re.findall(r"[^\W\d_]+", rest))
    )
    return None, lead if is_heading else ""


def _above(table: Table, row: Row, at: int) -> str:
    """The heading over a cell; rows that leave out a repeated label are short on the left."""
    place = at + len(table.heading) - len(row.cells)
    return table.heading[place] if place >= 0 else ""


class SizePattern(NamedTuple):
    """The labels a pattern takes, and the least and greatest side of an exact size, if any."""

    labels: tuple[str, ...]
    sides: tuple[int, int] | None


def read_size_pattern(pattern: str) -> SizePattern | None:
    """Take a pattern apart; None where it is written in another way than pages do so far."""
    whole = _WHOLE.fullmatch(pattern)
    if not whole:
        return None
    labels: list[str] = []
    sides = None
    for choice in (whole["inside"] or whole["bare"] or "").split("|"):
        exact = _EXACT.fullmatch(choice)
        if re.fullmatch(RATIO, choice, re.ASCII):
            labels.append(choice)
        elif exact and sides is None and _side(exact, "w") == _side(exact, "h"):
            sides = _side(exact, "w")
        else:
            return None
    return SizePattern(tuple(labels), sides)


def ratios_in(text: str) -> tuple[str, ...]:
    """The aspect ratios that a text names, each once, in order."""
    return tuple(dict.fromkeys(_RATIO_IN_TEXT.findall(text)))


def _side(exact: re.Match[str], which: str) -> tuple[int, int]:
    low = int(exact[f"{which}_low"])
    high = int(exact[f"{which}_high"] or low)
    if exact[f"{which}_first"]:
        return 10**low, 10 ** (high + 1) - 1
    return 0, 10**high - 1
