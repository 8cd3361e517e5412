"""Limits: how large a body may be, and what else a client may ask of whoever serves the mock."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix

__all__ = ["Limits", "largest_body"]

# A body may be this much longer than the files it may carry, for everything else in it.
_BESIDE_FILES = 1 << 20
_WITHOUT_FILES = 64 << 20


class Limits(NamedTuple):
    """What a client may ask of the server's patience.

    `header_bytes` bounds the headers. `idle_s` seconds may pass until they are complete, and then
    between two pieces of the body; `keep_alive_s` between two requests.
    """

    header_bytes: int = 64 * 1024
    idle_s: float = 20.0
    keep_alive_s: float = 120.0


@lru_cache(maxsize=64)
def largest_body(matrix: Matrix) -> int:
    """What the files of a request on contract amount to, in bytes, and a little more."""
    limits = [block.block("limits") for _, block in matrix.blocks("fields")]
    total = sum(
        (each.integer("max_count") or 1) * (each.integer("max_bytes") or 0) for each in limits
    )
    return total + _BESIDE_FILES if total else _WITHOUT_FILES
