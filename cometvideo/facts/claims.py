"""Claims: what one spec file says, fact by fact, and how one file's claims change another's.

A document becomes claims by the keys that lead to them. Overlays are merge patches: a value
replaces, null deletes, and a fact's own keys (`value`, `one_of`, `from`, `note`, `also`) are
merged one by one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Also, Fact, Scalar, Source, Value, Where, level_of
from cometvideo.facts.nodes import Node
from cometvideo.findings import spec_error

__all__ = ["Claim", "Claims", "Keys", "Patch", "apply_patch", "is_fact", "read_patch", "to_fact"]

Keys = tuple[str, ...]

_FACT_KEYS = frozenset({"value", "one_of", "from", "note", "also"})


class Claim(NamedTuple):
    """A fact before its path, level and place in the matrix are worked out."""

    value: Value | None
    one_of: tuple[Scalar, ...]
    sources: tuple[str, ...]
    note: str
    also: tuple[Also, ...]
    assumed: bool
    where: Where


class Patch(NamedTuple):
    """What a document says of one place: `said` has the keys of the fact it writes.

    `said` is None where the document deletes the place. `sources` are those in force there.
    """

    keys: Keys
    said: Mapping[str, Node] | None
    sources: tuple[str, ...]
    where: Where


class Claims(dict[Keys, Claim]):
    """Claims by their keys; `blocks` has the keys of every block that ever held one."""

    def __init__(self, claims: Mapping[Keys, Claim] | None = None) -> None:
        super().__init__()
        self.blocks: set[Keys] = set()
        for keys, claim in (claims or {}).items():
            self.put(keys, claim)

    def put(self, keys: Keys, claim: Claim) -> None:
        """Add a claim, or replace the one at these keys."""
        self[keys] = claim
        self.blocks.update(keys[:depth] for depth in range(1, len(keys)))

    def remove(self, keys: Keys) -> None:
        """Remove what stands at these keys, below them, or in place of a block around them."""
        self.pop(keys, None)
        if keys in self.blocks:
            depth = len(keys)
            for each in [each for each in self if each[:depth] == keys]:
                del self[each]
        for shorter in range(1, len(keys)):
            self.pop(keys[:shorter], None)


def read_patch(
    root: Mapping[str, Node], sources: tuple[str, ...], abouts: dict[Keys, str]
) -> list[Patch]:
    """Turn the body of a document into patches, in its order; collects descriptions on the way."""
    patches: list[Patch] = []

    def walk(node: Node, keys: Keys, inherited: tuple[str, ...]) -> None:
        value = node.value
        if value is None:
            patches.append(Patch(keys, None, inherited, node.where))
        elif not isinstance(value, Mapping):
            patches.append(Patch(keys, {"value": node}, inherited, node.where))
        elif is_fact(value):
            own = _names(value["from"]) if "from" in value else inherited
            patches.append(Patch(keys, value, own, node.where))
        else:
            walk_block(value, keys, inherited)

    def walk_block(block: Mapping[str, Node], keys: Keys, inherited: tuple[str, ...]) -> None:
        within = _names(block["from"]) if "from" in block else inherited
        for key, child in block.items():
            if key == "about":
                abouts[keys] = _text(child)
            elif key != "from":
                walk(child, (*keys, key), within)

    walk_block(root, (), sources)
    return patches


def apply_patch(claims: Claims, patch: Patch) -> None:
    """Merge one patch into claims, in place; raises SpecError where it makes no fact."""
    old = claims.get(patch.keys)
    if patch.said is None or old is None:
        claims.remove(patch.keys)
    if patch.said is not None:
        claims.put(patch.keys, _merged(old, patch))


def to_fact(keys: Keys, claim: Claim, sources: Mapping[str, Source]) -> Fact:
    """Work out what follows from a claim: its path, its level, whether sources contradict it."""
    is_open = claim.value is None or claim.assumed
    level = "open" if is_open else level_of(claim.sources, sources)
    return Fact(
        path=".".join(keys),
        keys=keys,
        value=claim.value,
        one_of=claim.one_of,
        level=level,
        sources=claim.sources,
        note=claim.note,
        also=claim.also,
        contradicted=level == "documented"
        and any(
            other.value != claim.value and level_of((other.source,), sources) == "documented"
            for other in claim.also
        ),
        where=claim.where,
    )


def is_fact(mapping: Mapping[str, Node]) -> bool:
    """Whether a mapping writes one fact, rather than a block of them."""
    return bool(mapping) and mapping.keys() <= _FACT_KEYS and mapping.keys() != {"from"}


def _merged(old: Claim | None, patch: Patch) -> Claim:
    said = patch.said or {}
    value = _value(said["value"]) if "value" in said else (old.value if old else None)
    one_of = _options(said["one_of"]) if "one_of" in said else (old.one_of if old else ())
    if "one_of" in said and one_of and "value" not in said:
        value = None
    if value is None and not one_of:
        raise spec_error(
            patch.where,
            f"{'.'.join(patch.keys)} has neither a value nor options",
            "write a value, or one_of with the options",
        )
    # Choosing an option without naming a source is an assumption: a world, not knowledge.
    assumed = bool(one_of) and value is not None and not (patch.sources and "value" in said)
    if assumed and value not in one_of:
        raise spec_error(
            patch.where,
            f"{value!r} is not an option of {'.'.join(patch.keys)}",
            f"allowed: {', '.join(map(str, one_of))}",
            code="not-an-option",
        )
    restated = "from" in said or "value" in said or "one_of" in said
    return Claim(
        value=value,
        one_of=one_of,
        sources=patch.sources if restated and patch.sources else (old.sources if old else ()),
        note=_text(said["note"]) if "note" in said else (old.note if old else ""),
        also=_also(said["also"]) if "also" in said else (old.also if old else ()),
        assumed=assumed,
        where=patch.where,
    )


def _text(node: Node) -> str:
    if node.value is None:
        return ""
    if not isinstance(node.value, str):
        raise spec_error(node.where, "this must be a text", "quote it")
    return node.value


def _names(node: Node) -> tuple[str, ...]:
    if node.value is None:
        return ()
    each = node.value if isinstance(node.value, list) else [node]
    return tuple(_text(name) for name in each)


def _value(node: Node) -> Value | None:
    if isinstance(node.value, Mapping):
        raise spec_error(node.where, "a value is a scalar or a list of scalars", "nest no mapping")
    if isinstance(node.value, list):
        return _options(node)
    return node.value


def _options(node: Node) -> tuple[Scalar, ...]:
    if node.value is None:
        return ()
    children = node.value if isinstance(node.value, list) else [node]
    scalars = []
    for child in children:
        if not isinstance(child.value, str | int | float | bool):
            raise spec_error(child.where, "a list holds scalars only", "nest no list or mapping")
        scalars.append(child.value)
    return tuple(scalars)


def _also(node: Node) -> tuple[Also, ...]:
    if node.value is None:
        return ()
    entries = node.value if isinstance(node.value, list) else [node]
    found = []
    for entry in entries:
        parts = entry.value
        if not isinstance(parts, Mapping) or not {"source", "value"} <= parts.keys():
            raise spec_error(entry.where, "an entry of also has a source and a value")
        value = _value(parts["value"])
        if value is None:
            raise spec_error(entry.where, "an entry of also needs a value")
        note = _text(parts["note"]) if "note" in parts else ""
        found.append(Also(_text(parts["source"]), value, note))
    return tuple(found)
