"""Markdown: cells and tables that hold whatever stands in them."""

from collections.abc import Iterator, Sequence

__all__ = ["cell", "table"]


def cell(text: str) -> str:
    """A text on one line in which nothing ends a cell."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as the lines of a table, the first one its head."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(map(cell, row))} |"
        if number == 0:
            yield f"|{'---|' * len(row)}"
