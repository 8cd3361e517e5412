"""The capability matrix: every fact of a spec, resolved and frozen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cometvideo.facts.fact import Fact, Source, Value

__all__ = ["Block", "Matrix", "tree_of"]


class Block(dict[str, "Fact | Block"]):
    """A block of a spec: facts and further blocks by their key, in the order of the file.

    Treat it as frozen. Every accessor takes the keys that lead to a fact or a block below this
    one. What is asked for as a type is None (or empty) where there is no fact, where it is open,
    and where its value is of another type; so a reader that needs to tell these apart asks for
    the `fact`.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        keys = ", ".join(self)
        return f"<Block {keys if len(keys) < 120 else keys[:119] + '…'}>"

    def at(self, *keys: str) -> "Fact | Block | None":
        """The fact or block at these keys, or None."""
        found: Fact | Block | None = self
        for key in keys:
            if not isinstance(found, Block):
                return None
            found = found.get(key)
        return found

    def fact(self, *keys: str) -> Fact | None:
        """The fact at these keys, or None."""
        found = self.at(*keys)
        return found if isinstance(found, Fact) else None

    def block(self, *keys: str) -> "Block":
        """The block at these keys; an empty one where there is none."""
        found = self.at(*keys)
        return found if isinstance(found, Block) else _EMPTY

    def value(self, *keys: str) -> Value | None:
        """The settled value of any type."""
        found = self.at(*keys)
        return found.value if isinstance(found, Fact) else None

    def options(self, *keys: str) -> tuple[Value, ...]:
        """The values that a fact may have: one if it is settled, none without a fact."""
        found = self.at(*keys)
        return found.options if isinstance(found, Fact) else ()

    def text(self, *keys: str) -> str | None:
        """The settled text."""
        found = self.value(*keys)
        return found if isinstance(found, str) else None

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The settled list of texts; empty where it is none, or holds anything else."""
        found = self.value(*keys)
        if not isinstance(found, tuple):
            return ()
        texts = tuple(each for each in found if isinstance(each, str))
        return texts if len(texts) == len(found) else ()

    def number(self, *keys: str) -> int | float | None:
        """The settled number; a truth value is none."""
        found = self.value(*keys)
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None

    def integer(self, *keys: str) -> int | None:
        """The settled whole number; a truth value is none."""
        found = self.value(*keys)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def flag(self, *keys: str) -> bool:
        """Whether the settled value is true."""
        return self.value(*keys) is True

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """The facts directly in this block, by their key."""
        for key, child in self.items():
            if isinstance(child, Fact):
                yield key, child

    def blocks(self) -> Iterator[tuple[str, "Block"]]:
        """The blocks directly in this block, by their key."""
        for key, child in self.items():
            if isinstance(child, Block):
                yield key, child

    def all_facts(self) -> Iterator[Fact]:
        """The facts in this block and in the blocks below it, in the order of the file."""
        for child in self.values():
            if isinstance(child, Fact):
                yield child
            else:
                yield from child.all_facts()


_EMPTY: Final = Block()


def tree_of(facts: Iterable[Fact]) -> Block:
    """Facts as nested blocks, in the order in which their keys come first."""
    root = Block()
    for fact in facts:
        block = root
        for key in fact.keys[:-1]:
            child = block.setdefault(key, Block())
            if not isinstance(child, Block):
                raise ValueError(f"{fact.path} stands below a fact")  # noqa: TRY004 - no wrong type
            block = child
        block[fact.keys[-1]] = fact
    return root


class Matrix:
    """A loaded spec; treat it as frozen.

    `facts` has every fact by its path, `tree` the same facts as nested blocks, `abouts` the
    describing sentences by the keys of their block. `open_facts` are those still open. It
    `is_world`, so that every request has exactly one outcome, where none is and somebody decided:
    options are assumed, or it was `settled`. A spec that leaves nothing open is none by itself,
    for what it does not say may still be any way. Matrices are compared by identity, so that one
    can be the key of what was made from it.
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
        abouts: Mapping[tuple[str, ...], str],
        settled: bool = False,
    ) -> None:
        self.name: Final = name
        self.about: Final = about
        self.sources: Final = sources
        self.facts: Final = facts
        self.tree: Final = tree_of(facts.values())
        self.abouts: Final = abouts
        self.open_facts: Final = tuple(fact for fact in facts.values() if fact.is_open)
        assumed = any(fact.level == "open" for fact in facts.values())
        self.is_world: Final = not self.open_facts and (settled or assumed)
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
            import hashlib

            # repr of these plain values is the same in every process and on every Python. Their
            # order counts: a world answers the first of several faults.
            data: list[object] = [
                (fact.keys, fact.value, fact.one_of, fact.level, fact.sources, tuple(fact.also))
                for fact in self.facts.values()
            ]
            if self.is_world and all(fact.level != "open" for fact in self.facts.values()):
                data.append("settled")
            self._digest = hashlib.sha256(repr(data).encode()).hexdigest()
        return self._digest

    @property
    def models(self) -> tuple[str, ...]:
        """Ids of the models, in the order of the spec."""
        return tuple(self.block("models"))

    # What an endpoint of several families has: whoever reads either need not ask which it is.

    @property
    def families(self) -> Mapping[str, "Matrix"]:
        """Itself, by its name."""
        return {self.name: self}

    @property
    def unnamed(self) -> "Matrix":
        """Itself, which judges whatever model a request names."""
        return self

    def for_model(self, model: object) -> "Matrix":
        """Itself, whatever the model."""
        del model
        return self

    def one(self, model: str | None) -> "Matrix":
        """Itself, for a model that it has, or for none; raises InputError for any other."""
        if model is not None and model not in self.models:
            from cometvideo.errors import InputError

            allowed = ", ".join(self.models)
            raise InputError(f"{model!r} is no model of {self.name}; allowed: {allowed}")
        return self

    def matrix_for(self, fields: Mapping[str, object]) -> "Matrix":
        """Itself, whatever the request."""
        del fields
        return self

    # What `Block` has, from the root of the spec.

    def block(self, *keys: str) -> Block:
        """The block at these keys; an empty one where the spec has none."""
        return self.tree.block(*keys)

    def blocks(self, *keys: str) -> Iterator[tuple[str, Block]]:
        """The blocks (not the facts) directly under these keys."""
        return self.tree.block(*keys).blocks()

    def fact(self, *keys: str) -> Fact | None:
        """The fact at these keys, or None."""
        return self.tree.fact(*keys)

    def value(self, *keys: str) -> Value | None:
        """The settled value at these keys; None where the fact is open or absent."""
        return self.tree.value(*keys)

    def text(self, *keys: str) -> str | None:
        """The settled text at these keys, or None."""
        return self.tree.text(*keys)

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The settled list of texts at these keys, or an empty one."""
        return self.tree.texts(*keys)

    def number(self, *keys: str) -> int | float | None:
        """The settled number at these keys, or None."""
        return self.tree.number(*keys)

    def integer(self, *keys: str) -> int | None:
        """The settled whole number at these keys, or None."""
        return self.tree.integer(*keys)

    def flag(self, *keys: str) -> bool:
        """Whether the settled value at these keys is true."""
        return self.tree.flag(*keys)
