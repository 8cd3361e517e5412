"""What a linter looks at, and what it says."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cometvideo.facts.claims import Document, Keys
from cometvideo.facts.fact import Fact, Where
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.strict_yaml import Node
from cometvideo.facts.terms import Terms
from cometvideo.likeness import word_meant

__all__ = ["Flaw", "Subject", "about", "listed", "nearest"]

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

    `document` is the file itself, `bases` are those that it changes, the lowest first, and
    `matrix` is what they come to together.
    """

    document: Document
    bases: tuple[Document, ...]
    matrix: Matrix

    @property
    def root(self) -> Node:
        """The YAML of the file itself."""
        return self.document.root or Node({}, Where(self.document.file, 1, 1))

    def fields(self, kind: str) -> Iterator[str]:
        """Names of the fields of a kind."""
        for name, field in self.matrix.blocks("fields"):
            if field.value("kind") == kind:
                yield name

    def terms(self, kind: str) -> Iterator[Terms]:
        """What holds of each field of a kind, for each model."""
        for field in self.fields(kind):
            for model in self.matrix.models:
                yield Terms(self.matrix, model, field)

    def stated(self, field: str) -> Iterator[tuple[Keys, Block]]:
        """What is stated of a field: under `fields`, and under each model, with its keys."""
        for around in (("fields",), *(("models", model) for model in self.matrix.models)):
            keys = (*around, field)
            yield keys, self.matrix.block(*keys)

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
                below = self.matrix.block(*keys).all_facts()
                return next((fact.where for fact in below), node.where)
            node = inner[key]
        return node.where


def about(fact: Fact, where: Where | None = None, **more: Any) -> Flaw:
    """A flaw of a fact, which is shown where the fact stands."""
    shown = fact.value if fact.value is not None else ", ".join(map(str, fact.one_of))
    return Flaw(fact.path, where or fact.where, **{"got": shown, "fact": fact, **more})


def listed(fact: Fact | None) -> tuple[object, ...]:
    """The items of a fact whose value is a list, of any type; none of any other."""
    return fact.value if fact and isinstance(fact.value, tuple) else ()


def nearest(got: object, among: Iterable[str]) -> str | None:
    """The word that is meant, or the most similar one, or None where none is similar at all."""
    words = list(among)
    longer = [each for each in words if len(str(got)) > 2 and each.startswith(str(got))]
    return longer[0] if len(longer) == 1 else word_meant(str(got), words)
