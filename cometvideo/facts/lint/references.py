"""The linter of references: whatever names something must name what exists."""

from collections.abc import Callable, Iterable, Iterator

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, facts_in, nearest
from cometvideo.facts.lint.tables import cells_of, rows_of, table_of
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["reference_unknown"]


def reference_unknown(subject: Subject) -> Iterator[Flaw]:
    """A name that leads nowhere."""
    for check in _CHECKS:
        yield from check(subject)


def _unknown(fact: Fact | None, what: str, known: Iterable[str]) -> Iterator[Flaw]:
    """A flaw for each name in a fact that is not known."""
    words = list(dict.fromkeys(known))
    for option in fact.options if fact else ():
        for name in option if isinstance(option, tuple) else (option,):
            if fact and name not in words:
                yield about(
                    fact,
                    got=name,
                    allowed=", ".join(words) or "nothing, there is none",
                    nearest=nearest(name, words),
                    detail={"what": what},
                )


def _misplaced(subject: Subject, keys: tuple[str, ...], what: str, known: Iterable[str]) -> Flaw:
    """A flaw of a key that is itself the name."""
    words = list(known)
    return Flaw(
        ".".join(keys),
        subject.key(*keys),
        keys[-1],
        allowed=", ".join(words),
        nearest=nearest(keys[-1], words),
        detail={"what": what},
    )


def _fields_of_models(subject: Subject) -> Iterator[Flaw]:
    fields = subject.matrix.block("fields")
    for model, block in subject.matrix.blocks("models"):
        for name in block:
            if name not in fields:
                yield _misplaced(subject, ("models", model, name), "field", fields)


def _fields_of_rejections(subject: Subject) -> Iterator[Flaw]:
    fields = subject.matrix.block("fields")
    for name, _ in subject.matrix.blocks("rejections", "by_field"):
        if name not in fields:
            yield _misplaced(subject, ("rejections", "by_field", name), "field", fields)


def _other_names(subject: Subject) -> Iterator[Flaw]:
    for fact in facts_in(subject.matrix.block("body", "other_names")):
        yield from _unknown(fact, "field", subject.matrix.block("fields"))


def _requires(subject: Subject) -> Iterator[Flaw]:
    matrix = subject.matrix
    for field, _ in matrix.blocks("fields"):
        others = [name for name in matrix.block("fields") if name != field]
        yield from _unknown(matrix.fact("fields", field, "requires"), "other field", others)
        for model in matrix.models:
            own = matrix.fact("models", model, field, "requires")
            yield from _unknown(own, "other field", others)


def _tables(subject: Subject) -> Iterator[Flaw]:
    """Tables, and their rows; a finding for each fact, however many models share it."""
    matrix = subject.matrix
    flaws: dict[tuple[str, object], Flaw] = {}
    for field in subject.fields("size"):
        for model in matrix.models:
            table = subject.term(model, field, "table")
            found = list(_unknown(table, "table", matrix.block("sizes")))
            if not found:
                rows = rows_of(subject, table_of(subject, model, field) or "")
                for key in ("rows", "preset_row"):
                    of_model = rows if key == "rows" else _rows_in_use(subject, model, field, rows)
                    fact = subject.term(model, field, key)
                    found += _unknown(fact, f"row of {model}", of_model)
            flaws |= {(flaw.field, flaw.got): flaw for flaw in found}
    yield from flaws.values()


def _rows_in_use(
    subject: Subject, model: str, field: str, rows: tuple[str, ...]
) -> tuple[str, ...]:
    cells = {cell.row for cell in cells_of(subject, model, field)}
    return tuple(row for row in rows if row in cells)


def _resolutions(subject: Subject) -> Iterator[Flaw]:
    """The choices of a field that gives the resolution are rows of tables."""
    matrix = subject.matrix
    rows = {row for table, _ in matrix.blocks("sizes") for row in rows_of(subject, table)}
    for field in subject.fields("choice"):
        if matrix.value("fields", field, "gives") == "resolution":
            for around in (("fields",), *(("models", model) for model in matrix.models)):
                fact = matrix.fact(*around, field, "choices")
                yield from _unknown(fact, "row of any table", sorted(rows))


def _renders(subject: Subject) -> Iterator[Flaw]:
    """What is rendered otherwise must be published for the model."""
    for field in subject.fields("size"):
        for model in subject.matrix.models:
            listed = [cell.text for cell in cells_of(subject, model, field)]
            keys = ("models", model, field, "renders")
            for size in subject.matrix.block(*keys):
                if size not in listed or read_dimensions(size) is None:
                    flaw = _misplaced(subject, (*keys, size), f"published size of {model}", listed)
                    yield flaw._replace(allowed=None, nearest=None)


def _task(subject: Subject) -> Iterator[Flaw]:
    matrix = subject.matrix
    statuses = matrix.block("task", "statuses")
    yield from _unknown(matrix.fact("task", "initial"), "status", statuses)
    fields = [*matrix.block("task", "fields"), *matrix.block("fields")]
    for name, _ in matrix.blocks("task", "fields"):
        only_on = matrix.fact("task", "fields", name, "only_on")
        yield from _unknown(only_on, "status", statuses)
        same_as = matrix.fact("task", "fields", name, "same_as")
        yield from _unknown(same_as, "field of the task or of the request", fields)
    left_out = matrix.fact("task", "quirks", "left_out")
    yield from _unknown(left_out, "field of the task", matrix.block("task", "fields"))


def _envelopes(subject: Subject) -> Iterator[Flaw]:
    known = subject.matrix.block("errors", "envelopes")
    for fact in facts_in(subject.matrix.block("rejections")):
        if fact.keys[-1] in {"envelope", "unstated_envelope"}:
            yield from _unknown(fact, "envelope", known)


_CHECKS: tuple[Callable[[Subject], Iterator[Flaw]], ...] = (
    _fields_of_models,
    _fields_of_rejections,
    _other_names,
    _requires,
    _tables,
    _resolutions,
    _renders,
    _task,
    _envelopes,
)
