"""Size tables: the published sizes of one model, and which of them is nearest to another."""

import math
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.terms import Terms
from cometvideo.wire.dimensions import Dimensions, read_dimensions

__all__ = ["Cell", "cells_of", "models_listing", "nearest_cell"]

# A wrong ratio distorts the picture, a wrong area only scales it.
_RATIO_WEIGHT = 4.0


class Cell(NamedTuple):
    """One published size: its row and label (None in a plain list) and the fact it stands in."""

    size: Dimensions
    resolution: str | None
    ratio: str | None
    fact: Fact


def cells_of(terms: Terms) -> tuple[Cell, ...]:
    """The sizes that are published for the model of these terms, in the order of the table."""
    table = terms.value("table")
    if not isinstance(table, str):
        return ()
    found = terms.matrix.block("sizes").get(table)
    if isinstance(found, Fact):
        listed = found.value if isinstance(found.value, tuple) else ()
        sizes = ((read_dimensions(str(each)), found) for each in listed)
        return tuple(Cell(size, None, None, fact) for size, fact in sizes if size)
    rows = terms.value("rows")
    cells = []
    for row, by_ratio in (found or {}).items():
        if isinstance(by_ratio, Fact) or (isinstance(rows, tuple) and row not in rows):
            continue
        for ratio, fact in by_ratio.items():
            size = read_dimensions(str(fact.value)) if isinstance(fact, Fact) else None
            if isinstance(fact, Fact) and size:
                cells.append(Cell(size, row, ratio, fact))
    return tuple(cells)


def nearest_cell(size: Dimensions, cells: tuple[Cell, ...]) -> Cell | None:
    """The published size that comes nearest: by its ratio first, then by its area."""

    def distance(cell: Cell) -> float:
        wide = math.log(size.width / cell.size.width)
        high = math.log(size.height / cell.size.height)
        return _RATIO_WEIGHT * abs(wide - high) + abs(wide + high)

    return min(cells, key=distance, default=None)


def models_listing(size: Dimensions, matrix: Matrix, field: str) -> tuple[str, ...]:
    """The models for which a size is published."""
    return tuple(
        model
        for model in matrix.models
        if any(cell.size == size for cell in cells_of(Terms(matrix, model, field)))
    )
