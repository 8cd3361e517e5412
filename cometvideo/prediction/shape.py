"""The shape of a matrix: whether everything that a prediction reads is what its readers take."""

from collections.abc import Iterator

from cometvideo.facts.fact import Fact, Where
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.vocabulary import FORMAT, KINDS_OF_FIELDS, Row, Type
from cometvideo.findings import Finding, SpecError, spec_error

__all__ = ["check_shape"]


def check_shape(matrix: Matrix) -> None:
    """Raise SpecError, with every place, where a prediction could not read what it needs."""
    findings = tuple(finding for error in _errors(matrix) for finding in error.findings)
    if findings:
        raise SpecError(_once(findings))


def _errors(matrix: Matrix) -> Iterator[SpecError]:
    for section, row in FORMAT.keys.items():
        found = matrix.tree.get(section)
        if found is not None and row.predicted and section not in {"fields", "models"}:
            yield from _compare(found, row, section)
    rows: dict[str, Row] = {}
    for name, field in _blocks(matrix, "fields"):
        if isinstance(field, SpecError):
            yield field
            continue
        facts = KINDS_OF_FIELDS.get(str(field.value("kind")))
        if facts is None:
            fix = f"allowed: {', '.join(KINDS_OF_FIELDS)}"
            yield spec_error(_place(field), f"field {name} is of no known kind", fix)
        else:
            rows[name] = row = Row("A field", "", keys=facts)
            yield from _compare(field, row, f"fields.{name}")
    model_row = Row("A model", "", keys=rows)
    for name, model in _blocks(matrix, "models"):
        if isinstance(model, SpecError):
            yield model
        else:
            yield from _compare(model, model_row, f"models.{name}")


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


def _compare(found: "Fact | Block", row: Row, path: str) -> Iterator[SpecError]:
    """Compare what stands at a path with its row; what has no row, no prediction reads."""
    if isinstance(found, Fact):
        if row.type is not None:
            yield from _compare_fact(found, row.type, path)
        else:
            yield _no_block(found, path)
    elif row.is_block:
        for key, child in found.items():
            below = row.below(key)
            if below is not None:
                yield from _compare(child, below, f"{path}.{key}")
    elif row.type is not None:
        yield spec_error(_place(found), f"{path} is a block", f"write {row.type.says} there")


def _compare_fact(found: Fact, expected: Type, path: str) -> Iterator[SpecError]:
    if found.is_open and expected.settled:
        problem = f"{path} is open, and its readers take one value"
        yield spec_error(found.where, problem, f"write {expected.says} without one_of")
    elif not all(map(expected.fits, found.options)):
        wrong = next(each for each in found.options if not expected.fits(each))
        yield spec_error(found.where, f"{path} is {wrong!r}", f"write {expected.says} there")


def _no_block(fact: Fact, path: str) -> SpecError:
    return spec_error(fact.where, f"{path} is a fact", "write a block there, with facts in it")


def _place(block: Block) -> Where:
    """The place of a block's first fact: a block itself has none."""
    return next(block.all_facts()).where


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple({(each.where, each.message): each for each in findings}.values())
