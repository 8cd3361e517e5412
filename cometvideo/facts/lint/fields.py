"""Linters of fields: their kinds, the keys that each kind has, and the field of the model."""

from collections.abc import Iterator, Mapping

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, nearest
from cometvideo.facts.matrix import Block
from cometvideo.facts.terms import Terms, encodings_of, reads_only_json
from cometvideo.facts.vocabulary import KINDS_OF_FIELDS, Row

__all__ = [
    "choices_missing",
    "field_kind",
    "file_unsendable",
    "giver_count",
    "key_not_of_kind",
    "selector_count",
]

_KEYS = frozenset(key for shape in KINDS_OF_FIELDS.values() for key in shape)


def field_kind(subject: Subject) -> Iterator[Flaw]:
    """A field of no kind, or of one that nobody can judge."""
    for name, field in subject.matrix.blocks("fields"):
        kind = field.fact("kind")
        got = kind.value if kind else None
        if got in KINDS_OF_FIELDS:
            continue
        yield Flaw(
            f"fields.{name}.kind",
            kind.where if kind else subject.key("fields", name),
            got,
            allowed=", ".join(KINDS_OF_FIELDS),
            nearest=nearest(got, KINDS_OF_FIELDS) if got else None,
            detail={"name": name},
        )


def key_not_of_kind(subject: Subject) -> Iterator[Flaw]:
    """A key that fields have, in a field of a kind that does not."""
    for name, field in subject.matrix.blocks("fields"):
        kind = str(field.value("kind"))
        shape = KINDS_OF_FIELDS.get(kind)
        if shape is None:
            continue
        (keys, block), *of_models = subject.stated(name)
        yield from _unread(subject, block, keys, kind, shape)
        of_model = {key: row for key, row in shape.items() if not row.fields_only}
        for keys, block in of_models:
            yield from _unread(subject, block, keys, f"{kind}, under a model", of_model)


def choices_missing(subject: Subject) -> Iterator[Flaw]:
    """A choice for which nothing tells what there is to choose."""
    for name in subject.fields("choice"):
        terms = (Terms(subject.matrix, model, name) for model in subject.matrix.models)
        lacking = [
            str(each.model) for each in terms if not any(map(each.fact, ("choices", "selects")))
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


def giver_count(subject: Subject) -> Iterator[Flaw]:
    """Two fields that decide the same of a video: nobody can tell which of them is heard."""
    found: dict[str, str] = {}
    for name, field in subject.matrix.blocks("fields"):
        kind, gives = field.fact("kind"), field.fact("gives")
        decides = {"size": kind} if kind and kind.value == "size" else {}
        if gives:
            decides[str(gives.value)] = gives
        for what, fact in decides.items():
            other = found.setdefault(what, name)
            if other != name:
                yield about(fact, detail={"what": what, "name": name, "other": other})


def file_unsendable(subject: Subject) -> Iterator[Flaw]:
    """A field of files of a model that takes JSON alone, in which it takes no text for a file."""
    matrix = subject.matrix
    for name in subject.fields("media"):
        found = [
            model
            for model in matrix.models
            if reads_only_json(matrix, model)
            and "read" not in encodings_of(matrix, model).options("multipart/form-data")
            and True not in (terms := Terms(matrix, model, name)).options("as_data")
            and True not in terms.options("as_address")
            and terms.value("accepted") is not False
        ]
        if found:
            kind = matrix.fact("fields", name, "kind")
            read = encodings_of(matrix, found[0]).fact("application/json")
            yield Flaw(
                f"fields.{name}",
                subject.place(*filter(None, (kind, read))),
                fix="write `as_data: true` or `as_address: true`, as it takes one in JSON; "
                "`multipart/form-data: read`, if it reads forms; or `accepted: false`",
                detail={"name": name, "models": ", ".join(found)},
            )


def _unread(
    subject: Subject, block: Block, keys: tuple[str, ...], kind: str, shape: Mapping[str, Row]
) -> Iterator[Flaw]:
    for key, child in block.items():
        if key in _KEYS and key not in shape:
            first = child if isinstance(child, Fact) else next(child.all_facts())
            yield Flaw(
                ".".join((*keys, key)),
                subject.key(*keys, key) if subject.says(first) else first.where,
                key,
                allowed=", ".join(shape),
                fix="remove it, or change the kind",
                detail={"kind": kind},
            )
