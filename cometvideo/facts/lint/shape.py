"""The shape of a matrix: whether its readers know every key of it, and take every value."""

from collections.abc import Iterator, Mapping, Sequence

from cometvideo.facts.claims import Document
from cometvideo.facts.dates import is_date
from cometvideo.facts.documents import FACT_KEYS, SOURCE_KEYS
from cometvideo.facts.fact import SOURCE_KINDS, Fact, Where
from cometvideo.facts.lint.subject import nearest
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.tables import ANOTHER
from cometvideo.facts.vocabulary import ANY_KEY, FORMAT, KINDS_OF_FIELDS, Row, Type, row_of
from cometvideo.facts.vocabulary.rows import OPEN_SIZE, SIZE, SIZES
from cometvideo.findings import Finding, Rule, SpecError
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["check_shape", "shape_findings", "source_findings"]

_SIZES = {SIZE.name, OPEN_SIZE.name, SIZES.name}
# What a model has beside its fields.
_OF_A_MODEL = row.keys if (row := row_of(("models", ANY_KEY))) else {}
# With more than these, only the nearest is named.
_MOST_SHOWN = 12


def check_shape(matrix: Matrix) -> None:
    """Raise SpecError, with every place, where a value is of another shape than its readers take.

    What has no reader at all is left alone: that is for whoever loads a spec.
    """
    findings = tuple(each for each in shape_findings(matrix) if each.code == "spec-shape")
    if findings:
        raise SpecError(findings)


def shape_findings(matrix: Matrix, *, has_models: bool = True) -> tuple[Finding, ...]:
    """Every key that nothing reads and every value that no reader takes, each place once.

    What the families of an endpoint share has no models.
    """
    found = (*_of_sections(matrix), *_of_fields(matrix, has_models=has_models))
    return tuple({(each.where, each.message): each for each in found}.values())


def source_findings(document: Document) -> Iterator[Finding]:
    """Every key of its sources that nothing reads, and every kind that means nothing."""
    top = document.root.value if document.root else None
    sources = top["sources"].value if isinstance(top, Mapping) and "sources" in top else None
    for name, source in sources.items() if isinstance(sources, Mapping) else ():
        path, known = (
            f"sources.{name}",
            dict(source.value) if isinstance(source.value, Mapping) else {},
        )
        for key in SOURCE_KEYS[:2]:
            if key not in known:
                yield _wrong(source.where, f"{path} lacks {key}", f"write its {key}", path)
        for key, node in known.items():
            if key not in SOURCE_KEYS:
                yield _unknown_key(f"{path}.{key}", key, SOURCE_KEYS, node.where)
            elif key == "kind" and node.value not in SOURCE_KINDS:
                yield _unknown_word(f"{path}.{key}", str(node.value), SOURCE_KINDS, node.where)
            elif key == "date" and not is_date(node.value):
                fix = 'write a year, a month or a day, such as "2026-08-27"'
                yield _wrong(node.where, f"{path}.date is {node.value!r}", fix, f"{path}.date")


def _of_sections(matrix: Matrix) -> Iterator[Finding]:
    for section, found in matrix.tree.items():
        row = FORMAT.keys.get(section)
        if row is None:
            yield _unknown_key(section, section, list(FORMAT.keys), _place(found))
        elif section not in {"fields", "models"}:
            yield from _compare(found, row, section)


def _of_fields(matrix: Matrix, *, has_models: bool) -> Iterator[Finding]:
    """What stands under fields and models, by the kind of each field."""
    rows: dict[str, Row] = {}
    for name, field in _blocks(matrix, "fields"):
        if isinstance(field, Finding):
            yield field
            continue
        facts = KINDS_OF_FIELDS.get(str(field.value("kind")))
        if facts is None:
            fix = f"allowed: {', '.join(KINDS_OF_FIELDS)}"
            path = f"fields.{name}.kind"
            yield _wrong(_place(field), f"field {name} is of no known kind", fix, path)
        else:
            rows[name] = Row("A field", "", keys=facts)
            yield from _compare(field, rows[name], f"fields.{name}")
    for name, model in _blocks(matrix, "models") if has_models else ():
        if isinstance(model, Finding):
            yield model
            continue
        for key, found in model.items():
            path = f"models.{name}.{key}"
            if (own := _OF_A_MODEL.get(key)) is not None:
                yield from _compare(found, own, path)
            elif key in rows:
                yield from _compare(found, rows[key], path)
            elif key not in matrix.block("fields"):
                yield _unknown_key(path, key, [*rows, *_OF_A_MODEL], _place(found))


def _blocks(matrix: Matrix, key: str) -> Iterator[tuple[str, "Block | Finding"]]:
    """The blocks under a key that has nothing but blocks, and has some."""
    found = matrix.tree.get(key)
    if found is None:
        where, fix = Where(matrix.name, 1, 1), f"write a block {key}: with its facts"
        yield "", _wrong(where, f"the spec has no {key}", fix, "the spec")
    elif isinstance(found, Fact):
        yield "", _no_block(found, key)
    else:
        for name, child in found.items():
            yield name, _no_block(child, f"{key}.{name}") if isinstance(child, Fact) else child


def _compare(found: "Fact | Block", row: Row, path: str) -> Iterator[Finding]:
    """Compare what stands at a path with its row."""
    if isinstance(found, Fact):
        if row.type is not None:
            yield from _compare_fact(found, row.type, path)
        else:
            yield _no_block(found, path)
    elif row.is_block:
        for key, child in found.items():
            # Where a block has keys, its `each` is for what facts are about, not for authors.
            below = row.below(key) if row.free or not row.keys else row.keys.get(key)
            if below is None:
                yield _unknown_key(f"{path}.{key}", key, list(row.keys), _place(child))
            else:
                yield from _compare(child, below, f"{path}.{key}")
    elif row.type is not None:
        yield from _block_for_fact(found, row.type, path)


def _block_for_fact(found: Block, expected: Type, path: str) -> Iterator[Finding]:
    """A fact that is written as a block, be it for one key that no fact has."""
    strange = [key for key in found if key not in FACT_KEYS]
    fix = f"write {expected.says} there"
    if not strange or len(strange) == len(found):
        yield _wrong(_place(found), f"{path} is a block", fix, path)
    for key in strange if len(strange) < len(found) else ():
        problem = f"{path} is a block, since a fact has no key {key}"
        both = f"{fix}, or a mapping of {', '.join(FACT_KEYS)}"
        yield _wrong(_place(found[key]), problem, both, f"{path}.{key}")


def _compare_fact(found: Fact, expected: Type, path: str) -> Iterator[Finding]:
    if found.is_open and expected.settled:
        problem = f"{path} is open, and its readers take one value"
        yield _wrong(found.where, problem, f"write {expected.says} without one_of", path)
        return
    wrong = [
        each
        for each in found.options
        if not expected.fits(each) or (each == () and not expected.empty)
    ]
    if wrong:
        fix = f"write {expected.says} there"
        yield _wrong(found.where, f"{path} is {wrong[0]!r}", fix, path)
    elif expected.name in _SIZES:
        sizes = found.value if isinstance(found.value, tuple) else found.options
        for size in sizes:
            another = size == ANOTHER and expected.name == OPEN_SIZE.name
            if read_dimensions(str(size)) is None and not another:
                fix = "write width and height there, such as 1280x720"
                yield _wrong(found.where, f"{path} has {size!r} for a size", fix, path)
    elif expected.choices:
        for word in found.options:
            if word not in expected.choices:
                yield _unknown_word(path, str(word), expected.choices, found.where)


def _unknown_word(path: str, word: str, known: Sequence[str], where: Where) -> Finding:
    near = nearest(word, known)
    suggest = (lambda _: near) if near else None
    rule = Rule("unknown-word", "error", path, allowed=", ".join(known), suggest=suggest)
    return Finding(rule, word, where)


def _unknown_key(path: str, key: str, known: Sequence[str], where: Where) -> Finding:
    near = nearest(key, known)
    suggest = (lambda _: near) if near else None
    allowed = ", ".join(known) if len(known) <= _MOST_SHOWN else None
    return Finding(Rule("unknown-key", "error", path, allowed=allowed, suggest=suggest), key, where)


def _no_block(fact: Fact, path: str) -> Finding:
    problem, fix = f"{path} is a fact", "write a block there, with facts in it"
    return _wrong(fact.where, problem, fix, path)


def _wrong(where: Where, problem: str, fix: str, path: str) -> Finding:
    detail = {"problem": problem, "fix": f"; {fix}"}
    return Finding(Rule("spec-shape", "error", path, detail=detail), where=where)


def _place(found: "Fact | Block") -> Where:
    """The place of a fact, and of a block that of its first fact: a block itself has none."""
    return found.where if isinstance(found, Fact) else next(found.all_facts()).where
