"""Worlds: one upstream that the documentation allows, chosen among all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from cometvideo.errors import InputError
from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.loading import settle
from cometvideo.facts.matrix import Matrix

__all__ = ["choose_world", "read_choices", "world_choices"]


def choose_world(
    matrix: Matrix, pinned: Mapping[str, Scalar] | None = None, *, seed: str | int | None = None
) -> Matrix:
    """Settle every open fact: as pinned, else by the seed, else as its first option.

    What a seed draws for one fact does not depend on which others are open or pinned. Raises
    InputError for a pin that is no open fact or no option of it.
    """
    pinned = pinned or {}
    return settle(matrix, {**world_choices(matrix, seed=seed), **pinned})


def world_choices(matrix: Matrix, *, seed: str | int | None = None) -> dict[str, Scalar]:
    """The option for every open fact: drawn by the seed, or the first without one."""
    return {fact.path: _option(fact, seed) for fact in matrix.open_facts}


def read_choices(matrix: Matrix, texts: Iterable[str]) -> dict[str, Scalar]:
    """Read `path=option` texts into choices; raises InputError naming what is allowed."""
    found: dict[str, Scalar] = {}
    for text in texts:
        path, equals, option = text.rpartition("=")
        fact = matrix.facts.get(path.strip())
        if not equals or fact is None:
            raise InputError(
                f"{text!r} chooses nothing: write path=option with the path of an open fact of "
                f"{matrix.name}: {', '.join(each.path for each in matrix.open_facts)}"
            )
        # Options are written as text here; an option that is no text is found by how it looks.
        by_text = {str(each): each for each in fact.one_of}
        found[fact.path] = by_text.get(option.strip(), option.strip())
    return found


def _option(fact: Fact, seed: str | int | None) -> Scalar:
    if seed is None:
        return fact.one_of[0]
    drawn = hashlib.blake2b(f"{seed}/{fact.path}".encode(), digest_size=8).digest()
    return fact.one_of[int.from_bytes(drawn, "big") % len(fact.one_of)]
