"""Markdown: cells and tables that hold whatever stands in them."""

from collections.abc import Iterator, Sequence

from cometvideo.reports.safe import safe

__all__ = ["cell", "code", "table"]


def cell(text: str) -> str:
    """A text on one line that is nothing but itself."""
    return safe(text, "markdown")


def code(text: str) -> str:
    """A text as code, in a cell or elsewhere."""
    inner = safe(text, "log").replace("`", "'").replace("|", "\\|")
    return f"`{inner}`"


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as the lines of a table, the first one its head."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(map(cell, row))} |"
        if number == 0:
            yield f"|{'---|' * len(row)}"
