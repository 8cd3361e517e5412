"""Tables of sizes, as the linters see them: every cell, also one that cannot be read."""

from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Subject, listed

__all__ = ["Cell", "all_cells", "cells_of", "rows_of", "table_of", "users_of"]


class Cell(NamedTuple):
    """One size as written, with its row and label; None for both in a plain list."""

    text: str
    row: str | None
    label: str | None
    fact: Fact


def all_cells(subject: Subject, table: str) -> Iterator[Cell]:
    """The cells of one table, in its order."""
    found = subject.matrix.block("sizes").get(table)
    if isinstance(found, Fact):
        for each in found.value if isinstance(found.value, tuple) else ():
            yield Cell(str(each), None, None, found)
        return
    for row, columns in (found or {}).items():
        if not isinstance(columns, Fact):
            for label, fact in columns.items():
                if isinstance(fact, Fact):
                    yield Cell(str(fact.value), row, label, fact)


def cells_of(subject: Subject, model: str, field: str) -> Iterator[Cell]:
    """The cells that hold for one model: those of its rows."""
    rows = subject.term(model, field, "rows")
    for cell in all_cells(subject, table_of(subject, model, field) or ""):
        if cell.row is None or rows is None or cell.row in listed(rows):
            yield cell


def table_of(subject: Subject, model: str, field: str) -> str | None:
    """The table that a model uses, if there is one."""
    table = subject.term(model, field, "table")
    return table.value if table and isinstance(table.value, str) else None


def users_of(subject: Subject, table: str) -> Iterator[tuple[str, str]]:
    """The models, with the field, that use a table."""
    for field in subject.fields("size"):
        for model in subject.matrix.models:
            if table_of(subject, model, field) == table:
                yield model, field


def rows_of(subject: Subject, table: str) -> tuple[str, ...]:
    """Names of the rows of a table; none in a plain list."""
    return tuple(row for row, _ in subject.matrix.blocks("sizes", table))
