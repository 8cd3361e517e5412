"""Batches: blocks of lines that go in, what is told of them that comes out."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from cometvideo.findings import Finding
from cometvideo.many.tally import Tally
from cometvideo.prediction import Prediction

__all__ = ["Batch", "Block", "Fields", "Piece", "Told", "Words"]

Piece = tuple[str, str]
"""A line of output without the place it is about: what stands before the place, and after it."""

Fields = dict[str, object]
"""The fields of a request by name."""

Told = tuple[int, tuple[Piece, ...]]
"""The number of a line, from 1, and what is told of it."""


class Words(Protocol):
    """How what was learned is put into words."""

    def of_prediction(self, prediction: Prediction) -> tuple[Piece, ...]:
        """What is told of every request with this prediction; nothing where all is well."""

    @property
    def of_request(self) -> Callable[[tuple[Piece, ...], Fields], tuple[Piece, ...]] | None:
        """Adds the fields of one request to that; None where they are not told."""

    def of_problem(self, finding: Finding) -> tuple[Piece, ...]:
        """What is told of a request that cannot be read."""


class Block(NamedTuple):
    """Some whole lines of a file; `cut`: after them comes one that is too long to be read."""

    data: bytes
    cut: bool = False


class Batch(NamedTuple):
    """What was learned about some requests: the lines of a block, or others.

    `lines` counts the blank ones too, `size` is in bytes (0 where there are no lines).
    """

    lines: int
    size: int
    said: list[Told]
    tally: Tally
