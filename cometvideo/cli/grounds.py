"""Grounds: the facts that findings of a code rest on, by the vocabulary."""

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import rows_along

__all__ = ["grounds_of"]


def grounds_of(code: str, matrix: Matrix) -> list[Fact]:
    """The facts that findings of this code may rest on; none for codes about specs."""
    return [
        fact
        for fact in matrix.facts.values()
        if any(code in row.codes for row in rows_along(fact.keys))
    ]
