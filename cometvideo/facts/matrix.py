"""The capability matrix: every fact of a spec, resolved and frozen."""

from collections.abc import Iterator, Mapping
from typing import Final, Union

from cometvideo.facts.fact import Fact, Source, Value

__all__ = ["Block", "Matrix", "settled"]

# A block of a spec: facts and further blocks by their key, in the order of the file.
Block = Mapping[str, Union[Fact, "Block"]]


class Matrix:
    """A loaded spec; treat it as frozen.

    `facts` has every fact by its path, `tree` the same facts as nested blocks, `abouts` the
    describing sentences by the keys of their block. `open_facts` are those still open; none are
    left where it `is_world`, so that every request has exactly one outcome. Matrices are compared
    by identity, so that one can be the key of what was made from it.
    """

    __slots__ = (
        *("__weakref__", "_digest", "about", "abouts", "facts", "is_world", "name", "open_facts"),
        *("sources", "tree"),
    )

    def __init__(
        self,
        *,
        name: str,
        about: str,
        sources: Mapping[str, Source],
        facts: Mapping[str, Fact],
        tree: Block,
        abouts: Mapping[tuple[str, ...], str],
    ) -> None:
        self.name: Final = name
        self.about: Final = about
        self.sources: Final = sources
        self.facts: Final = facts
        self.tree: Final = tree
        self.abouts: Final = abouts
        self.open_facts: Final = tuple(fact for fact in facts.values() if fact.is_open)
        self.is_world: Final = not self.open_facts
        self._digest = ""

    def __repr__(self) -> str:
        return f"<Matrix {self.name} {self.digest[:12]}: {len(self.facts)} facts>"

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved data without positions, notes and descriptions.

        Equal digests predict alike.
        """
        if not self._digest:
            # Worked out when it is asked for: most runs of the command line never show it.
            import hashlib  # noqa: PLC0415

            # repr of these plain values is the same in every process and on every Python. Their
            # order counts: a world answers the first of several faults.
            data = [
                (fact.keys, fact.value, fact.one_of, fact.level, fact.sources, tuple(fact.also))
                for fact in self.facts.values()
            ]
            self._digest = hashlib.sha256(repr(data).encode()).hexdigest()
        return self._digest

    @property
    def models(self) -> tuple[str, ...]:
        """Ids of the models, in the order of the spec."""
        return tuple(self.block("models"))

    def block(self, *keys: str) -> Block:
        """The block at these keys; an empty one where the spec has none."""
        found: Fact | Block = self.tree
        for key in keys:
            if isinstance(found, Fact):
                return {}
            found = found.get(key, {})
        return {} if isinstance(found, Fact) else found

    def fact(self, *keys: str) -> Fact | None:
        """The fact at these keys, or None."""
        found = self.block(*keys[:-1]).get(keys[-1])
        return found if isinstance(found, Fact) else None

    def value(self, *keys: str) -> Value | None:
        """The settled value at these keys; None where the fact is open or absent."""
        found = self.fact(*keys)
        return None if found is None else found.value

    def blocks(self, *keys: str) -> Iterator[tuple[str, Block]]:
        """The blocks (not the facts) directly under these keys."""
        for key, child in self.block(*keys).items():
            if not isinstance(child, Fact):
                yield key, child


def settled(block: Block, key: str) -> Value | None:
    """The settled value under a key of a block; None where the fact is open or absent."""
    found = block.get(key)
    return found.value if isinstance(found, Fact) else None
