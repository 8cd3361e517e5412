"""Whole specs: a matrix, with all that it extends, as one file that loads to the same facts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from cometvideo.facts.fact import Fact, Source
from cometvideo.facts.matrix import Block, Matrix, tree_of
from cometvideo.facts.tables import entries_of
from cometvideo.facts.terms import Terms
from cometvideo.facts.vocabulary.schema import SCHEMA_ID
from cometvideo.writing.yaml_text import comment_lines, lines_of

__all__ = ["MODELINE", "block_tree", "spec_text"]

MODELINE: Final = f"# yaml-language-server: $schema={SCHEMA_ID}"
"""The first line of a spec, by which editors find the schema."""

_Sources = tuple[str, ...]
Tree = dict[str, object]


def spec_text(matrix: Matrix, families: Sequence[str] = ()) -> str:
    """A spec as YAML; `families` are those of an endpoint.

    What an overlay has left without a meaning is left out: prices of models and rows that it took
    away, and sources of nothing. Raises ValueError for a value that strict YAML cannot hold.
    """
    head: dict[str, object] = {"format": 1, "name": matrix.name}
    if matrix.about:
        head["about"] = matrix.about
    if families:
        head["families"] = list(families)
    facts = {path: fact for path, fact in matrix.facts.items() if not _is_left_over(matrix, fact)}
    named = {name for fact in facts.values() for name in _named(fact)}
    sources = {name: _source(each) for name, each in matrix.sources.items() if name in named}
    told = f"What {matrix.name} comes to, with all that it extends: sha256 {matrix.digest}."
    lines = [MODELINE, *comment_lines(told), *lines_of(head)]
    lines += ["", *lines_of({"sources": sources})] if sources else []
    for key, section in block_tree(matrix, tree_of(facts.values())).items():
        lines += ["", *lines_of({key: section})]
    return "\n".join(lines) + "\n"


def block_tree(matrix: Matrix, block: Block, keys: _Sources = (), around: _Sources = ()) -> Tree:
    """What a block holds, as it is written; `around` are the sources in force around it."""
    tree: Tree = {}
    if keys in matrix.abouts and keys:
        tree["about"] = matrix.abouts[keys]
    within = _shared(block) or around if keys else around
    if within != around:
        tree["from"] = _names(within)
    for key, found in block.items():
        if isinstance(found, Block):
            tree[key] = block_tree(matrix, found, (*keys, key), within)
        else:
            tree[key] = _fact(found, within)
    return tree


def _is_left_over(matrix: Matrix, fact: Fact) -> bool:
    if fact.keys[:2] != ("prices", "models"):
        return False
    _, _, model, *rest = fact.keys
    if model not in matrix.models or rest[0] != "rows":
        return model not in matrix.models
    terms = [Terms(matrix, model, field) for field in matrix.block("fields")]
    return rest[1] not in {entry.row for each in terms for entry in entries_of(each)}


def _named(fact: Fact) -> Iterator[str]:
    yield from fact.sources
    yield from (each.source for each in fact.also)


def _shared(block: Block) -> _Sources:
    """The sources of most facts in a block; none where a fact in it has no source."""
    counts = Counter(fact.sources for fact in block.all_facts())
    return () if () in counts else counts.most_common(1)[0][0]


def _names(sources: _Sources) -> object:
    return sources[0] if len(sources) == 1 else list(sources)


def _fact(fact: Fact, around: _Sources) -> object:
    said = dict(_said(fact, around))
    return said["value"] if said.keys() == {"value"} else said


def _said(fact: Fact, around: _Sources) -> Iterator[tuple[str, object]]:
    if fact.value is not None:
        yield "value", fact.value
    if fact.one_of:
        yield "one_of", list(fact.one_of)
    if fact.one_of and fact.value is not None and fact.level == "open":
        yield "assumed", True
    if fact.sources != around:
        yield "from", _names(fact.sources)
    if fact.note:
        yield "note", fact.note
    if fact.also:
        pairs = (each._asdict() for each in fact.also)
        yield "also", [{key: each[key] for key in each if each[key] != ""} for each in pairs]


def _source(source: Source) -> Tree:
    return {key: text for key, text in source._asdict().items() if _is_told(key, text)}


def _is_told(key: str, text: object) -> bool:
    return key not in {"id", "where"} and text != ""
