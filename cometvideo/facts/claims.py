"""Claims: what spec files say, fact by fact, merged into a matrix.

Overlays are merge patches: a value replaces, null deletes, and a fact's own keys (`value`,
`one_of`, `assumed`, `from`, `note`, `also`) are merged one by one.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from cometvideo.facts.fact import Also, Fact, Scalar, Source, Value, Where, level_of
from cometvideo.facts.matrix import Matrix, tree_of
from cometvideo.findings import spec_error

if TYPE_CHECKING:
    from cometvideo.facts.strict_yaml import Node

__all__ = ["Claims", "Document", "Keys", "Patch", "Said", "apply_patch", "build", "claims_of"]

Keys = tuple[str, ...]


class Said(TypedDict, total=False):
    """What a document writes of one fact; what it does not write is not there.

    `restated` is there where the document names the sources of the fact itself, and `assumed`
    where it says that the value is an assumption, or is none.
    """

    value: Value | None
    one_of: tuple[Scalar, ...]
    note: str
    also: tuple[Also, ...]
    restated: bool
    assumed: bool


class Patch(NamedTuple):
    """What a document says of one place: `said` is None where it deletes the place.

    `sources` are those in force there.
    """

    keys: Keys
    said: Said | None
    sources: tuple[str, ...]
    where: Where


class Document(NamedTuple):
    """One spec file as read: its header, its patches in order, its sources, and its YAML.

    `families` are the specs that an endpoint has, by name or path from its file.
    """

    file: str
    name: str
    about: str
    extends: str | None
    patches: tuple[Patch, ...]
    sources: Mapping[str, Source]
    abouts: Mapping[Keys, str]
    root: "Node | None" = None
    families: tuple[str, ...] = ()


class Claim(NamedTuple):
    """A fact before its path, level and place in the matrix are worked out."""

    value: Value | None
    one_of: tuple[Scalar, ...]
    sources: tuple[str, ...]
    note: str
    also: tuple[Also, ...]
    assumed: bool
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


def claims_of(matrix: Matrix) -> Claims:
    """The claims that come to this matrix, to merge further patches into them."""
    return Claims({fact.keys: _claim(fact) for fact in matrix.facts.values()})


def apply_patch(claims: Claims, patch: Patch) -> None:
    """Merge one patch into claims, in place; raises SpecError where it makes no fact."""
    old = claims.get(patch.keys)
    if patch.said is None or old is None:
        claims.remove(patch.keys)
    if patch.said is not None:
        claims.put(patch.keys, _merged(old, patch, patch.said))


def build(
    documents: Iterable[Document], base: Matrix | None = None, *, settled: bool = False
) -> Matrix:
    """Make a matrix from documents, each merged over the ones before, the first over `base`.

    It is `settled` where whoever makes it decides what is open, be that nothing.
    """
    claims = claims_of(base) if base else Claims()
    name, about = (base.name, base.about) if base else ("", "")
    sources = dict(base.sources) if base else {}
    abouts = dict(base.abouts) if base else {}
    for document in documents:
        name, about = document.name, document.about
        sources.update(document.sources)
        abouts.update(document.abouts)
        for patch in document.patches:
            apply_patch(claims, patch)
    facts: dict[str, Fact] = {}
    for keys, claim in claims.items():
        fact = _fact(keys, claim, sources)
        if fact.path in facts:
            problem = f"the path {fact.path} stands for two facts"
            raise spec_error(fact.where, problem, "write a key without its dot, or nest it")
        facts[fact.path] = fact
    # What overlays add to a block stands with the rest of it, as it would in one file.
    facts = {fact.path: fact for fact in tree_of(facts.values()).all_facts()}
    return Matrix(
        name=name, about=about, sources=sources, facts=facts, abouts=abouts, settled=settled
    )


def _claim(fact: Fact) -> Claim:
    assumed = bool(fact.one_of) and fact.value is not None and fact.level == "open"
    return Claim(fact.value, fact.one_of, fact.sources, fact.note, fact.also, assumed, fact.where)


def _fact(keys: Keys, claim: Claim, sources: Mapping[str, Source]) -> Fact:
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


def _merged(old: Claim | None, patch: Patch, said: Said) -> Claim:
    before = old or Claim(None, (), (), "", (), assumed=False, where=patch.where)
    one_of = said.get("one_of", before.one_of)
    reopened = bool(said.get("one_of")) and "value" not in said
    value = None if reopened else said.get("value", before.value)
    if value is None and not one_of:
        raise spec_error(
            patch.where,
            f"{'.'.join(patch.keys)} has neither a value nor options",
            "write a value, or one_of with the options",
        )
    # Choosing an option without naming a source is an assumption: a world, not knowledge.
    is_known = bool(patch.sources) and "value" in said and not said.get("assumed")
    assumed = bool(one_of) and value is not None and not is_known
    if assumed and value not in one_of:
        raise spec_error(
            patch.where,
            f"{value!r} is not an option of {'.'.join(patch.keys)}",
            f"allowed: {', '.join(map(str, one_of))}",
            code="not-an-option",
        )
    restated = patch.sources and said.keys() & {"restated", "value", "one_of"}
    return Claim(
        value=value,
        one_of=one_of,
        sources=patch.sources if restated else before.sources,
        note=said.get("note", before.note),
        also=said.get("also", before.also),
        assumed=assumed,
        where=patch.where,
    )
