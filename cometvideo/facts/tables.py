"""Size tables: what stands in their cells, and which published size is nearest to another."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.wire.dimensions import Dimensions, read_dimensions

__all__ = ["ANOTHER", "Cell", "Entry", "cells_of", "entries", "entries_of", "nearest_cell"]

ANOTHER = "another"
"""Stands for a size among the options of a fact: any that is not named; nobody says which."""

# A wrong ratio distorts the picture, a wrong area only scales it.
_RATIO_WEIGHT = 4.0


class Entry(NamedTuple):
    """What stands in a table as a size, with its row and label; None for both in a plain list."""

    text: str
    row: str | None
    label: str | None
    fact: Fact


class Cell(NamedTuple):
    """One published size: its row and label (None in a plain list) and the fact it stands in."""

    size: Dimensions
    resolution: str | None
    ratio: str | None
    fact: Fact


def entries(matrix: Matrix, table: str) -> Iterator[Entry]:
    """Everything in a table, also what is no size, in its order."""
    listed = matrix.fact("sizes", table)
    if listed is not None:
        for each in listed.value if isinstance(listed.value, tuple) else ():
            yield Entry(str(each), None, None, listed)
    for row, columns in matrix.blocks("sizes", table):
        for label, fact in columns.facts():
            yield Entry(str(fact.value), row, label, fact)


def entries_of(terms: Terms) -> Iterator[Entry]:
    """What stands in the table of these terms: that of the model's rows, where it names any."""
    rows = terms.value("rows")
    for entry in entries(terms.matrix, terms.text("table") or ""):
        if entry.row is None or not isinstance(rows, tuple) or entry.row in rows:
            yield entry


def cells_of(terms: Terms) -> tuple[Cell, ...]:
    """The sizes that are published for the model of these terms, in the order of the table."""
    return tuple(
        Cell(size, entry.row, entry.label, entry.fact)
        for entry in entries_of(terms)
        if (size := read_dimensions(entry.text))
    )


def nearest_cell(size: Dimensions, cells: tuple[Cell, ...]) -> Cell | None:
    """The published size that comes nearest: by its ratio first, then by its area."""

    def distance(cell: Cell) -> float:
        wide = math.log(size.width / cell.size.width)
        high = math.log(size.height / cell.size.height)
        return _RATIO_WEIGHT * abs(wide - high) + abs(wide + high)

    return min(cells, key=distance, default=None)
