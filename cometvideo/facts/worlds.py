"""Worlds: one upstream that the documentation allows, chosen among all of them."""

from collections.abc import Iterable, Mapping

from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, Patch, build
from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.likeness import nearest_text
from cometvideo.facts.matrix import Matrix

__all__ = ["choose_world", "read_choices", "settle", "world_choices"]


def settle(matrix: Matrix, choices: Mapping[str, Scalar]) -> Matrix:
    """Decide open facts, given by path: the same matrix with these options assumed.

    Raises InputError for a path that is no open fact, and for an option that it does not have.
    """
    patches = tuple(_patch(matrix, path, option) for path, option in choices.items())
    overlay = Document("", matrix.name, matrix.about, None, patches, sources={}, abouts={})
    return build([overlay], matrix)


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


def _patch(matrix: Matrix, path: str, option: Scalar) -> Patch:
    fact = matrix.facts.get(path)
    if fact is None:
        meant = nearest_text(path, list(matrix.facts))
        advice = f"; did you mean {meant}?" if meant else ""
        raise InputError(
            f"{path!r} is no fact of {matrix.name}; `cometvideo facts` lists them{advice}"
        )
    if option not in fact.one_of:
        allowed = ", ".join(map(str, fact.one_of)) or f"nothing, it is settled as {fact.value}"
        raise InputError(f"{option!r} is not an option of {path}; allowed: {allowed}")
    return Patch(fact.keys, {"value": option}, (), fact.where)


def _option(fact: Fact, seed: str | int | None) -> Scalar:
    if seed is None:
        return fact.one_of[0]
    import hashlib

    drawn = hashlib.blake2b(f"{seed}/{fact.path}".encode(), digest_size=8).digest()
    return fact.one_of[int.from_bytes(drawn, "big") % len(fact.one_of)]
