"""Linters of sources, and of what the sources leave open."""

from collections.abc import Iterator, Mapping

from cometvideo.facts.documents import is_fact
from cometvideo.facts.fact import level_of
from cometvideo.facts.lint.subject import Flaw, Subject, about, nearest
from cometvideo.facts.strict_yaml import Node

__all__ = [
    "contradicted",
    "fact_unsourced",
    "open_note",
    "open_options",
    "options_equal",
    "source_unknown",
    "source_unused",
]


def source_unknown(subject: Subject) -> Iterator[Flaw]:
    """A source that is named in the file and listed nowhere."""
    known = list(subject.matrix.sources)
    for path, name in _names(subject.root, ()):
        if name.value not in known:
            near = nearest(name.value, known)
            yield Flaw(".".join(path), name.where, name.value, ", ".join(known), near)


def source_unused(subject: Subject) -> Iterator[Flaw]:
    """A source that the file lists and no fact has."""
    used = {source for fact in subject.matrix.facts.values() for source in fact.sources}
    used |= {also.source for fact in subject.matrix.facts.values() for also in fact.also}
    for source in subject.document.sources.values():
        if source.id not in used:
            fix = "name it where it is the source of a fact, or remove it"
            yield Flaw(f"sources.{source.id}", source.where, source.id, fix=fix)


def fact_unsourced(subject: Subject) -> Iterator[Flaw]:
    """A fact that nobody is known to have said."""
    for fact in subject.matrix.facts.values():
        if not fact.sources:
            yield about(fact, fix="write `from` beside it, or in a block around it")


def open_options(subject: Subject) -> Iterator[Flaw]:
    """An open fact that leaves nothing open."""
    for fact in subject.matrix.facts.values():
        if len(fact.one_of) == 1:
            yield about(
                fact, got=fact.one_of[0], fix="write it as the value, or add what else may be"
            )


def options_equal(subject: Subject) -> Iterator[Flaw]:
    """An option that an open fact has twice."""
    for fact in subject.matrix.facts.values():
        twice = [each for at, each in enumerate(fact.one_of) if each in fact.one_of[:at]]
        for option in dict.fromkeys(twice):
            yield about(fact, got=option, fix="write each option once")


def open_note(subject: Subject) -> Iterator[Flaw]:
    """An open fact without a word on what would settle it."""
    for fact in subject.matrix.open_facts:
        if not fact.note:
            yield about(fact, fix="write `note` beside one_of")


def contradicted(subject: Subject) -> Iterator[Flaw]:
    """A fact about which current sources disagree."""
    known = subject.matrix.sources
    for fact in subject.matrix.facts.values():
        if fact.contradicted:
            others = ", ".join(
                f"{also.source} says {also.value}"
                for also in fact.also
                if also.value != fact.value and level_of((also.source,), known) == "documented"
            )
            yield about(fact, detail={"others": others})


def _names(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Every name of a source in a document, with the path of what it is the source of."""
    if isinstance(node.value, Mapping):
        here = is_fact(node.value)
        for key, child in node.value.items():
            if key == "from":
                yield from ((path, name) for name in _each(child))
            elif here and key == "also":
                for entry in _each(child):
                    if isinstance(entry.value, Mapping) and "source" in entry.value:
                        yield path, entry.value["source"]
            else:
                yield from _names(child, (*path, key))


def _each(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]
