"""Rows of a table whose cells were copied without anything between them.

`480p16:9864×480864×496` can be cut in several places. The grammar of each cell leaves a few
cuts, and a size that fits its aspect ratio settles which one is meant.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.documentation.pages.page import Row

__all__ = [
    "LABEL",
    "RATIO",
    "SIZE",
    "cut_row",
    "cuts",
    "fits",
    "looks_run_together",
    "split_heading",
]

LABEL = r"[1-9]\d{2,3}p|[1-9]\d?[kK]"
RATIO = r"[1-9]\d?:[1-9]\d?"
SIZE = r"[1-9]\d{2,3}[×xX][1-9]\d{2,3}"

# A rounded size is this near to the ratio it is published for; sides are multiples of 8 or 16.
_NEAR = 0.025
_LONGEST_ROW = 60
_MOST_READINGS = 60

# Marks of a note on the last size.
_STARS = "*†‡"
_SHAPE = re.compile(rf"(?:{LABEL})?\s*{RATIO}\s*(?:\d+[×xX]\d+)+\s*[{_STARS}]{{0,3}}", re.ASCII)
_LABEL_AT = re.compile(LABEL, re.ASCII)


class Cut(NamedTuple):
    """One way to cut a row: its cells, and how many of the sizes fit the ratio."""

    cells: tuple[str, ...]
    fitting: int

    @property
    def sizes(self) -> int:
        """How many of the cells are sizes."""
        return sum(re.fullmatch(SIZE, each) is not None for each in self.cells)


def looks_run_together(text: str) -> bool:
    """Whether a line has the shape of an aspect ratio with sizes and nothing between them."""
    return len(text) <= _LONGEST_ROW and _SHAPE.fullmatch(text) is not None


def fits(size: str, ratio: str) -> bool:
    """Whether width by height is within 2.5 % of an aspect ratio."""
    width, height = (int(each) for each in re.split("[×xX]", size))
    across, down = (int(each) for each in ratio.split(":"))
    return abs(width * down / (height * across) - 1) <= _NEAR


def cuts(text: str) -> list[Cut]:
    """Every way to cut a row into an optional label, a ratio and sizes; none if there are many."""
    found: list[Cut] = []
    for label, rest in _heads(text.rstrip(_STARS)):
        for ratio in _prefixes(rest, r"[1-9]\d?:[1-9]\d?"):
            for sizes in _sizes(rest[len(ratio) :]):
                cells = (*([label] if label else []), ratio, *sizes)
                found.append(Cut(cells, sum(fits(each, ratio) for each in sizes)))
                if len(found) > _MOST_READINGS:
                    return []
    return found


def cut_row(text: str, columns: int | None, ratios: frozenset[str], line: int) -> Row | None:
    """The one cut of a row that its ratio and its neighbours leave; None where several do.

    `columns` is the number of sizes in the rows around, `ratios` are labels known to be in use.
    """
    left = cuts(text)
    if columns is not None:
        left = [each for each in left if each.sizes == columns]
    # All sizes fit: sure. Otherwise the ratio must be a known one, so that a page that
    # publishes an odd size is still read as what it says.
    best = [each for each in left if each.fitting == each.sizes]
    if len(best) > 1:
        best = [each for each in best if ratios & set(each.cells)] or best
    if not best:
        known = [each for each in left if ratios & set(each.cells)]
        most = max((each.fitting for each in known), default=0)
        best = [each for each in known if each.fitting == most]
    if len(best) != 1:
        return None
    *cells, last = best[0].cells
    return Row((*cells, last + text[len(text.rstrip(_STARS)) :]), line)


def split_heading(text: str) -> tuple[str, ...]:
    """Cut a run-together heading where a capital follows a small letter or a digit."""
    cells, start = [], 0
    for at in range(1, len(text)):
        before, here = text[at - 1], text[at]
        small = before.isalpha() and not before.isupper() and here.isupper()
        after_number = (before.isdigit() or before == ")") and here.isupper()
        if small or (after_number and text[at + 1 : at + 2].islower()):
            cells.append(text[start:at])
            start = at
    cells.append(text[start:])
    return tuple(each.strip() for each in cells if each.strip())


def _heads(text: str) -> Iterator[tuple[str, str]]:
    label = _LABEL_AT.match(text)
    if label:
        yield label[0], text[label.end() :].lstrip()
    else:
        yield "", text


def _prefixes(text: str, pattern: str) -> list[str]:
    """Every beginning of a text that the whole pattern matches."""
    each = (text[:end] for end in range(1, min(len(text), 10) + 1))
    return [part for part in each if re.fullmatch(pattern, part, re.ASCII)]


def _sizes(text: str) -> Iterator[tuple[str, ...]]:
    text = text.strip()
    if not text:
        yield ()
        return
    for size in _prefixes(text, SIZE):
        for rest in _sizes(text[len(size) :]):
            yield (size, *rest)
