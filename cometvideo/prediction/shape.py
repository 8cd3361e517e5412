"""The shape of a matrix: whether everything that a prediction reads is what its readers take."""

from collections.abc import Iterator, Mapping

from cometvideo.facts.fact import Fact, Where
from cometvideo.facts.kinds import (
    ANY_KEY,
    KINDS_OF_FIELDS,
    OPEN_INTEGER,
    OPEN_TEXT,
    TEXT,
    TEXTS,
    Shape,
    Term,
)
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.findings import Finding, SpecError, spec_error

__all__ = ["check_shape"]

_FAULTS: Shape = {
    ANY_KEY: {"status": OPEN_INTEGER, "code": TEXT, "message": TEXT, "envelope": OPEN_TEXT}
}

# What does not depend on the kinds of the fields.
_AROUND_FIELDS: Shape = {
    "service": {"auth_header": TEXT, "auth_scheme": TEXT},
    "body": {
        "encodings": {ANY_KEY: OPEN_TEXT},
        "other_encoding": OPEN_TEXT,
        "undocumented_field": OPEN_TEXT,
        "repeated_field": OPEN_TEXT,
        "bracketed_name": OPEN_TEXT,
        "text_not_utf8": OPEN_TEXT,
        "other_names": {ANY_KEY: TEXT},
    },
    "rejections": {
        "unstated_status": OPEN_INTEGER,
        "unstated_envelope": OPEN_TEXT,
        "by_field": {ANY_KEY: _FAULTS},
        "by_request": _FAULTS,
    },
}
_TABLE_OF_ROWS: Shape = {ANY_KEY: {ANY_KEY: TEXT}}


def check_shape(matrix: Matrix) -> None:
    """Raise SpecError, with every place, where a prediction could not read what it needs."""
    findings = tuple(finding for error in _errors(matrix) for finding in error.findings)
    if findings:
        raise SpecError(_once(findings))


def _errors(matrix: Matrix) -> Iterator[SpecError]:
    yield from _compare(matrix.tree, _AROUND_FIELDS, "")
    yield from _compare(matrix.tree, {"sizes": _tables(matrix)}, "")
    shapes: dict[str, Shape] = {}
    for name, field in _blocks(matrix, "fields"):
        if isinstance(field, SpecError):
            yield field
            continue
        kind = field.get("kind")
        shape = KINDS_OF_FIELDS.get(str(kind.value)) if isinstance(kind, Fact) else None
        if shape is None:
            fix = f"allowed: {', '.join(KINDS_OF_FIELDS)}"
            yield spec_error(_place(field), f"field {name} is of no known kind", fix)
        else:
            shapes[name] = shape
            yield from _compare(field, shape, f"fields.{name}")
    for name, model in _blocks(matrix, "models"):
        if isinstance(model, SpecError):
            yield model
        else:
            yield from _compare(model, shapes, f"models.{name}")


def _blocks(matrix: Matrix, key: str) -> Iterator[tuple[str, "Block | SpecError"]]:
    """The blocks under a key that has nothing but blocks, and has some."""
    found = matrix.tree.get(key)
    if found is None:
        where = Where(matrix.name, 1, 1)
        yield (
            "",
            spec_error(where, f"the spec has no {key}", f"write a block {key}: with its facts"),
        )
    elif isinstance(found, Fact):
        yield "", _no_block(found, key)
    else:
        for name, child in found.items():
            yield name, _no_block(child, f"{key}.{name}") if isinstance(child, Fact) else child


def _tables(matrix: Matrix) -> Shape:
    """A table is a plain list of sizes, or rows of them."""
    return {
        name: TEXTS if isinstance(table, Fact) else _TABLE_OF_ROWS
        for name, table in matrix.block("sizes").items()
    }


def _compare(block: Block, shape: Shape, path: str) -> Iterator[SpecError]:
    """Compare a block with its shape; what the shape does not name, no prediction reads."""
    for key, child in block.items():
        expected = shape.get(key, shape.get(ANY_KEY))
        here = f"{path}.{key}" if path else key
        if isinstance(expected, Term):
            yield from _compare_fact(child, expected, here)
        elif isinstance(expected, Mapping) and isinstance(child, Fact):
            yield _no_block(child, here)
        elif isinstance(expected, Mapping):
            yield from _compare(child, expected, here)  # type: ignore[arg-type]


def _compare_fact(found: "Fact | Block", term: Term, path: str) -> Iterator[SpecError]:
    if not isinstance(found, Fact):
        yield spec_error(_place(found), f"{path} is a block", f"write {term.words} there")
    elif found.is_open and term.settled:
        problem = f"{path} is open, and its readers take one value"
        yield spec_error(found.where, problem, f"write {term.words} without one_of")
    elif not all(map(term.fits, found.options)):
        wrong = next(each for each in found.options if not term.fits(each))
        yield spec_error(found.where, f"{path} is {wrong!r}", f"write {term.words} there")


def _no_block(fact: Fact, path: str) -> SpecError:
    return spec_error(fact.where, f"{path} is a fact", "write a block there, with facts in it")


def _place(block: Block) -> Where:
    """The place of a block's first fact: a block itself has none."""
    first = next(iter(block.values()))
    return first.where if isinstance(first, Fact) else _place(first)


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple({(each.where, each.message): each for each in findings}.values())
