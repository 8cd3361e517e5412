"""Linters of the file itself: what it says that has no effect."""

from collections.abc import Iterator, Mapping
from typing import Final

from cometvideo.facts.claims import Claims, apply_patch
from cometvideo.facts.documents import FACT_KEYS, is_fact
from cometvideo.facts.lint.subject import Flaw, Subject, nearest
from cometvideo.facts.strict_yaml import Node
from cometvideo.facts.vocabulary import row_of

__all__ = ["FILL_IN", "deletes_nothing", "empty_block", "fill_in", "says_nothing_new"]

FILL_IN: Final = "FILL-IN"
"""What stands in the start of a spec where its author has to write something."""

_NO_FACTS = frozenset({"about", "from"})


def fill_in(subject: Subject) -> Iterator[Flaw]:
    """What stands in the start of a spec for something that has to be written there."""
    for keys, node, said in _places(subject.root, ()):
        if FILL_IN in said:
            row = row_of(tuple(each for each in keys if each not in FACT_KEYS))
            yield Flaw(
                ".".join(keys), node.where, FILL_IN, fix=f"write: {row.meaning}" if row else ""
            )


def _places(
    node: Node, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Node, tuple[object, ...]]]:
    """Every key of a document, with what is said there: the key, and a scalar or a list of some."""
    value = node.value
    if isinstance(value, Mapping):
        for key, child in value.items():
            inner = child.value if isinstance(child.value, list) else [child]
            scalars = (each.value for each in inner if not isinstance(each.value, Mapping | list))
            yield (*keys, key), child, (key, *scalars)
            yield from _places(child, (*keys, key))


def empty_block(subject: Subject) -> Iterator[Flaw]:
    """A block without any fact, which is as good as none."""
    for keys, node in _blocks(subject.root, ()):
        if isinstance(node.value, Mapping) and keys and not node.value.keys() - _NO_FACTS:
            fix = "write a fact in it, or remove it; in a file that extends another, null deletes"
            yield Flaw(".".join(keys), node.where, fix=fix)


def says_nothing_new(subject: Subject) -> Iterator[Flaw]:
    """A change to what the base says already, on the same word."""
    claims = _claims_of_base(subject)
    for patch in subject.document.patches:
        before = claims.get(patch.keys)
        apply_patch(claims, patch)
        after = claims.get(patch.keys)
        if before and after and before._replace(where=after.where) == after:
            path = ".".join(patch.keys)
            got = after.value if after.value is not None else ", ".join(map(str, after.one_of))
            yield Flaw(path, patch.where, got, fix="remove it, or name the source that confirms it")


def deletes_nothing(subject: Subject) -> Iterator[Flaw]:
    """A null where the base has nothing to delete."""
    claims = _claims_of_base(subject)
    for patch in subject.document.patches:
        if patch.said is None:
            depth = len(patch.keys)
            beside = (keys for keys in claims if keys[: depth - 1] == patch.keys[:-1])
            there = {keys[depth - 1] for keys in beside if len(keys) >= depth}
            if patch.keys[-1] not in there:
                near = nearest(patch.keys[-1], sorted(there))
                yield Flaw(".".join(patch.keys), patch.where, patch.keys[-1], nearest=near)
        apply_patch(claims, patch)


def _claims_of_base(subject: Subject) -> Claims:
    claims = Claims()
    for document in subject.bases:
        for patch in document.patches:
            apply_patch(claims, patch)
    return claims


def _blocks(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Every block of a document, its sources left out, with the keys that lead to it."""
    if isinstance(node.value, Mapping) and not is_fact(node.value):
        yield keys, node
        for key, child in node.value.items():
            if keys or key != "sources":
                yield from _blocks(child, (*keys, key))
