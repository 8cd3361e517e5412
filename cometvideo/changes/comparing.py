"""Comparing: two matrices fact by fact, and whole things where one of them lacks them."""

import hashlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

from cometvideo.facts.fact import Fact, Level, Scalar, Value, Where
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import rows_along

__all__ = ["KINDS", "Change", "Keys", "Kind", "compare"]

Keys = tuple[str, ...]
Kind = Literal["added", "removed", "changed", "settled", "opened", "options", "level", "sources"]

KINDS: tuple[Kind, ...] = (
    "added", "removed", "changed", "settled", "opened", "options", "level", "sources",
)  # fmt: skip

_LONGEST_IN_AN_ID = 40


class Change(NamedTuple):
    """One thing that differs: a fact, or a block that only one of two specs has.

    `old` and `new` are the facts at or below `keys`: empty where it is not there, one where it
    `is_fact`. `family` is that of an endpoint which alone says it, or "".
    """

    kind: Kind
    keys: Keys
    old: tuple[Fact, ...]
    new: tuple[Fact, ...]
    family: str = ""

    @property
    def path(self) -> str:
        """The path of the fact or block, after its family if it is of one."""
        path = ".".join(self.keys)
        return f"{self.family}:{path}" if self.family else path

    @property
    def is_fact(self) -> bool:
        """Whether it is a single fact, not a block of them."""
        return all(fact.keys == self.keys for fact in (*self.old, *self.new))

    @property
    def id(self) -> str:
        """Stable name of the change; another new value makes another change."""
        parts = [self.path, self.kind]
        if self.new and self.is_fact and self.kind not in {"level", "sources"}:
            parts.append(_in_an_id(self.new[0].options))
        return ":".join(parts)

    @property
    def where(self) -> Where:
        """Its place in the new spec, or in the old one if it is gone."""
        return (self.new or self.old)[0].where

    @property
    def levels(self) -> tuple[Level | None, Level | None]:
        """How sure the fact was and is; of a block, how sure its first fact is."""
        old, new = (facts[0].level if facts else None for facts in (self.old, self.new))
        return old, new


def compare(old: Matrix, new: Matrix) -> tuple[Change, ...]:
    """Everything that differs, by section, each thing in the order of the spec that has it."""
    ours = {fact.keys: fact for fact in old.facts.values()}
    theirs = {fact.keys: fact for fact in new.facts.values()}
    found: dict[Keys, Change] = {}
    for keys in dict.fromkeys((*ours, *theirs)):
        was, now = ours.get(keys), theirs.get(keys)
        if was is not None and now is not None:
            kind = _kind(was, now)
            if kind is not None:
                found[keys] = Change(kind, keys, (was,), (now,))
        elif was is not None:
            thing = _thing(keys, new)
            before = found.get(thing, Change("removed", thing, (), ()))
            found[thing] = before._replace(old=(*before.old, was))
        elif now is not None:
            thing = _thing(keys, old)
            before = found.get(thing, Change("added", thing, (), ()))
            found[thing] = before._replace(new=(*before.new, now))
    return tuple(_in_order(found, old, new))


def _kind(old: Fact, new: Fact) -> Kind | None:
    """How two versions of a fact differ; None where they do not."""
    if old.is_open != new.is_open:
        return "settled" if old.is_open else "opened"
    if old.is_open and old.one_of != new.one_of:
        return "options"
    if not _same(old.value, new.value):
        return "changed"
    if old.level != new.level:
        return "level"
    if (frozenset(old.sources), old.also) != (frozenset(new.sources), new.also):
        return "sources"
    return None


def _same(one: Value | None, other: Value | None) -> bool:
    # True equals 1 in Python, and is another value all the same.
    return repr(one) == repr(other)


def _thing(keys: Keys, lacking: Matrix) -> Keys:
    """The largest thing around a fact of which the other matrix has nothing; else the fact."""
    for depth, row in enumerate(rows_along(keys[:-1]), 1):
        if row.whole and lacking.tree.at(*keys[:depth]) is None:
            return keys[:depth]
    return keys


def _in_order(found: dict[Keys, Change], old: Matrix, new: Matrix) -> Iterator[Change]:
    """Changes by section, and within it by what they belong to, as the specs have them."""
    sections = list(dict.fromkeys((*old.tree, *new.tree)))
    parts = {
        section: list(dict.fromkeys((*old.block(section), *new.block(section))))
        for section in sections
    }

    def rank(change: Change) -> tuple[int, int]:
        section, part = change.keys[0], change.keys[1:2]
        return sections.index(section), parts[section].index(part[0]) if part else 0

    yield from sorted(found.values(), key=rank)


def _in_an_id(options: tuple[Value, ...]) -> str:
    text = "|".join(_text(each) for each in options)
    if len(text) <= _LONGEST_IN_AN_ID and text.isprintable():
        return text
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]


def _text(value: Value) -> str:
    each: tuple[Scalar, ...] = value if isinstance(value, tuple) else (value,)
    return ",".join(map(str, each))
