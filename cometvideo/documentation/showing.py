"""Which facts the page of an operation can show: those that the readers know how to read.

The others are our own structure (what a field is for, which open question there is), or stand in
prose that is not read. docs/drift.md lists them.
"""

from cometvideo.facts.fact import Fact
from cometvideo.facts.vocabulary import row_of

__all__ = ["is_shown", "part_of_page"]


def is_shown(fact: Fact) -> bool:
    """Whether the page of an operation can show the value of a fact."""
    row = row_of(fact.keys)
    return row is not None and row.page is True


def part_of_page(section: str) -> str:
    """The part of a page that shows the facts of a section, in words."""
    row = row_of((section,))
    return row.page if row is not None and isinstance(row.page, str) else "part about it"
