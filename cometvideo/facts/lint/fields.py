"""Linters of fields: their kinds, the keys that each kind has, and the field of the model."""

from collections.abc import Iterator, Mapping

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, facts_in, nearest
from cometvideo.facts.matrix import Block
from cometvideo.facts.vocabulary import KINDS_OF_FIELDS, Row

__all__ = ["choices_missing", "field_kind", "key_not_of_kind", "selector_count"]

_KEYS = frozenset(key for shape in KINDS_OF_FIELDS.values() for key in shape)


def field_kind(subject: Subject) -> Iterator[Flaw]:
    """A field of no kind, or of one that nobody can judge."""
    for name, field in subject.matrix.blocks("fields"):
        kind = field.get("kind")
        if isinstance(kind, Fact) and kind.value in KINDS_OF_FIELDS:
            continue
        got = kind.value if isinstance(kind, Fact) else None
        yield Flaw(
            f"fields.{name}.kind",
            kind.where if isinstance(kind, Fact) else subject.key("fields", name),
            got,
            allowed=", ".join(KINDS_OF_FIELDS),
            nearest=nearest(got, KINDS_OF_FIELDS) if got else None,
            detail={"name": name},
        )


def key_not_of_kind(subject: Subject) -> Iterator[Flaw]:
    """A key that fields have, in a field of a kind that does not."""
    for name, field in subject.matrix.blocks("fields"):
        kind = str(subject.matrix.value("fields", name, "kind"))
        shape = KINDS_OF_FIELDS.get(kind)
        if shape is None:
            continue
        yield from _unread(subject, field, ("fields", name), kind, shape)
        of_model = {key: row for key, row in shape.items() if not row.fields_only}
        for model in subject.matrix.models:
            keys = ("models", model, name)
            own = subject.matrix.block(*keys)
            yield from _unread(subject, own, keys, f"{kind}, under a model", of_model)


def choices_missing(subject: Subject) -> Iterator[Flaw]:
    """A choice for which nothing tells what there is to choose."""
    for name in subject.fields("choice"):
        lacking = [
            model
            for model in subject.matrix.models
            if not any(subject.term(model, name, key) for key in ("choices", "selects"))
        ]
        if lacking:
            where = subject.key("fields", name)
            fix = "write `choices: [...]`, or `selects: models` for the field of the model"
            detail = {"models": ", ".join(lacking)}
            yield Flaw(f"fields.{name}", where, fix=fix, detail=detail)


def selector_count(subject: Subject) -> Iterator[Flaw]:
    """No field that selects the model, or several."""
    found = [
        fact
        for name in subject.fields("choice")
        if (fact := subject.matrix.fact("fields", name, "selects"))
    ]
    fix = "write `selects: models` in the one field of kind choice that names the model"
    detail = {"count": str(len(found))}
    if not found:
        yield Flaw("fields", subject.key("fields"), fix=fix, detail=detail)
    for fact in found[1:]:
        yield about(fact, fix=fix, detail=detail)


def _unread(
    subject: Subject, block: Block, keys: tuple[str, ...], kind: str, shape: Mapping[str, Row]
) -> Iterator[Flaw]:
    for key, child in block.items():
        if key in _KEYS and key not in shape:
            facts = [child] if isinstance(child, Fact) else list(facts_in(child))
            yield Flaw(
                ".".join((*keys, key)),
                subject.key(*keys, key) if subject.says(facts[0]) else facts[0].where,
                key,
                allowed=", ".join(shape),
                fix="remove it, or change the kind",
                detail={"kind": kind},
            )
