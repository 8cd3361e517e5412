"""What a linter looks at, and what it says."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.claims import Document
from cometvideo.facts.fact import Fact, Where
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.strict_yaml import Node

__all__ = ["Flaw", "Subject", "about", "facts_in", "listed", "nearest"]

_NO_DETAIL: Mapping[str, str] = {}


class Flaw(NamedTuple):
    """One thing to say about a place of a spec; the name of the rule is added to it later.

    `field` is the path of what is wrong, `nearest` what to write instead of `got`, `fix` what to
    do in words, `detail` fills the text of the rule, and `fact` is what the flaw is about.
    """

    field: str
    where: Where
    got: object = None
    allowed: str | None = None
    nearest: str | None = None
    fix: str = ""
    detail: Mapping[str, str] = _NO_DETAIL
    fact: Fact | None = None


class Subject(NamedTuple):
    """A spec under the linters.

    `root` is the YAML of the file itself, `document` the same as patches, `bases` are the
    documents that it changes, the lowest first, and `matrix` is what they come to together.
    """

    root: Node
    document: Document
    bases: tuple[Document, ...]
    matrix: Matrix

    def fields(self, kind: str) -> Iterator[str]:
        """Names of the fields of a kind."""
        for name, _ in self.matrix.blocks("fields"):
            if self.matrix.value("fields", name, "kind") == kind:
                yield name

    def term(self, model: str, field: str, *keys: str) -> Fact | None:
        """What holds of a field for a model: the model's own fact, else the field's."""
        own = self.matrix.fact("models", model, field, *keys)
        return own or self.matrix.fact("fields", field, *keys)

    def says(self, fact: Fact) -> bool:
        """Whether the file itself says it, and not a base."""
        return fact.where.file == self.document.file

    def place(self, *facts: Fact) -> Where:
        """Where to show what several facts are about: in the file itself where it says one."""
        return next((fact.where for fact in facts if self.says(fact)), facts[0].where)

    def key(self, *keys: str) -> Where:
        """Where these keys stand in the file; where they do not, the first fact below them."""
        node = self.root
        for key in keys:
            inner = node.value
            if not isinstance(inner, Mapping) or key not in inner:
                return next((fact.where for fact in facts_in(self.matrix.block(*keys))), node.where)
            node = inner[key]
        return node.where


def about(fact: Fact, where: Where | None = None, **more: object) -> Flaw:
    """A flaw of a fact, which is shown where the fact stands."""
    shown = fact.value if fact.value is not None else ", ".join(map(str, fact.one_of))
    return Flaw(fact.path, where or fact.where, **{"got": shown, "fact": fact, **more})  # type: ignore[arg-type]


def facts_in(block: Block) -> Iterator[Fact]:
    """Every fact in a block and in the blocks below it."""
    for child in block.values():
        if isinstance(child, Fact):
            yield child
        else:
            yield from facts_in(child)


def listed(fact: Fact | None) -> tuple[object, ...]:
    """The items of a fact whose value is a list; none of any other."""
    return fact.value if fact and isinstance(fact.value, tuple) else ()


def nearest(got: object, among: Iterable[str]) -> str | None:
    """The most similar of some words, or None where none is similar at all."""
    close = difflib.get_close_matches(str(got)[:200], list(among), n=1, cutoff=0.5)
    return close[0] if close else None
