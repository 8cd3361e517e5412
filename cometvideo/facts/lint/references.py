"""Linters of names: whatever names something must name what exists, and some status an end."""

from collections.abc import Callable, Iterable, Iterator

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.addresses import addresses
from cometvideo.facts.lint.subject import Flaw, Subject, about, nearest
from cometvideo.facts.statuses import statuses_by_model, statuses_of
from cometvideo.facts.tables import entries_of
from cometvideo.facts.terms import Terms
from cometvideo.facts.vocabulary import ANY_KEY, row_of
from cometvideo.findings import shown_bare
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["reference_unknown", "status_terminal"]

# What a model has beside its fields.
_OF_A_MODEL = frozenset(row.keys if (row := row_of(("models", ANY_KEY))) else ())
_NOTHING = "nothing, there is none"
_NO_REASON = "absent"
_GIVEN_BY = {"seconds": "integer", "resolution": "choice"}
_FAMILIES = ("image", "video", "audio")
# A range of more numbers than these is not looked through.
_MOST_NUMBERS = 1000


def reference_unknown(subject: Subject) -> Iterator[Flaw]:
    """A name that leads nowhere."""
    for check in _CHECKS:
        yield from check(subject)


def status_terminal(subject: Subject) -> Iterator[Flaw]:
    """Statuses of which none ends a task of a model, so that no name of one is that of an end."""
    statuses = statuses_of(subject.matrix)
    where = subject.key("task", "statuses")
    if statuses and not statuses.terminal:
        yield Flaw("task.statuses", where, fix="write `terminal: true` for those that end it")
        return
    for model, own in statuses_by_model(subject.matrix, statuses).items():
        if not own.terminal:
            yield Flaw("task.statuses", where, model, fix=f"name {model} at one that ends it")


def _unknown(fact: Fact | None, what: str, known: Iterable[object]) -> Iterator[Flaw]:
    """A flaw for each name in a fact that is not known."""
    # True and 1 are equal, and not the same.
    words = {(type(each), each): shown_bare(each) for each in known}
    for option in fact.options if fact else ():
        for name in option if isinstance(option, tuple) else (option,):
            if fact and (type(name), name) not in words:
                yield about(
                    fact,
                    got=name,
                    allowed=", ".join(words.values()) or _NOTHING,
                    nearest=nearest(shown_bare(name), words.values()),
                    detail={"what": what},
                )


def _misplaced(subject: Subject, keys: tuple[str, ...], what: str, known: Iterable[str]) -> Flaw:
    """A flaw of a key that is itself the name."""
    words = list(known)
    return Flaw(
        ".".join(keys),
        subject.key(*keys),
        keys[-1],
        allowed=", ".join(words) or _NOTHING,
        nearest=nearest(keys[-1], words),
        detail={"what": what},
    )


def _fields_of_models(subject: Subject) -> Iterator[Flaw]:
    fields = subject.matrix.block("fields")
    for model, block in subject.matrix.blocks("models"):
        for name in block:
            if name not in fields and name not in _OF_A_MODEL:
                yield _misplaced(subject, ("models", model, name), "field", fields)


def _fields_of_rejections(subject: Subject) -> Iterator[Flaw]:
    fields = subject.matrix.block("fields")
    for name, _ in subject.matrix.blocks("rejections", "by_field"):
        if name not in fields:
            yield _misplaced(subject, ("rejections", "by_field", name), "field", fields)


def _other_names(subject: Subject) -> Iterator[Flaw]:
    for fact in subject.matrix.block("body", "other_names").all_facts():
        yield from _unknown(fact, "field", subject.matrix.block("fields"))


def _others(subject: Subject) -> Iterator[Flaw]:
    """The other fields that one requires or excludes."""
    matrix = subject.matrix
    for field, _ in matrix.blocks("fields"):
        others = [name for name in matrix.block("fields") if name != field]
        for _, block in subject.stated(field):
            for key in ("requires", "excludes"):
                yield from _unknown(block.fact(key), "other field", others)


def _matches(subject: Subject) -> Iterator[Flaw]:
    sizes = [*subject.fields("size")]
    for field in subject.fields("media"):
        for _, block in subject.stated(field):
            yield from _unknown(block.fact("matches"), "field of a size", sizes)


def _when(subject: Subject) -> Iterator[Flaw]:
    """Pairs name other fields, and values that the two fields have."""
    matrix = subject.matrix
    for field, _ in matrix.blocks("fields"):
        others = [name for name in matrix.block("fields") if name != field]
        for keys, block in subject.stated(field):
            for other, pair in block.block("when").blocks():
                if other not in others:
                    yield _misplaced(subject, (*keys, "when", other), "other field", others)
                    continue
                model = keys[1] if keys[0] == "models" else None
                for key, name in (("is", other), ("takes", field)):
                    known = _values(Terms(matrix, model, name))
                    if known is not None:
                        yield from _unknown(pair.fact(key), f"value of {name}", known)


def _values(terms: Terms) -> list[object] | None:
    """The values that a field is stated to have; None where they are too many, or of any sort."""
    kind = terms.text("kind")
    if kind == "boolean":
        return [True, False]
    if kind == "choice":
        return [*(terms.texts("choices") or terms.matrix.models)]
    if kind == "size":
        known = [*terms.texts("labels"), *(entry.text for entry in entries_of(terms))]
        return [*known] if terms.model or known else None
    values, least, most = terms.value("values"), terms.integer("min"), terms.integer("max")
    if isinstance(values, tuple):
        return [*values]
    if kind != "integer" or least is None or most is None or most - least > _MOST_NUMBERS:
        return None
    return [*range(least, most + 1)]


def _aliases(subject: Subject) -> Iterator[Flaw]:
    matrix = subject.matrix
    for model, block in matrix.blocks("models"):
        others = [
            name
            for name, other in matrix.blocks("models")
            if name != model and not other.fact("alias_of")
        ]
        yield from _unknown(block.fact("alias_of"), "model that is no alias itself", others)


def _tables(subject: Subject) -> Iterator[Flaw]:
    """Tables, and their rows; a finding for each fact, however many models share it."""
    matrix = subject.matrix
    flaws: dict[tuple[str, object], Flaw] = {}
    for terms in subject.terms("size"):
        found = list(_unknown(terms.fact("table"), "table", matrix.block("sizes")))
        if not found:
            rows = [row for row, _ in matrix.blocks("sizes", terms.text("table") or "")]
            used = {entry.row for entry in entries_of(terms)}
            in_use = [row for row in rows if row in used]
            what = f"row of {terms.model}"
            found += _unknown(terms.fact("rows"), what, rows)
            found += _unknown(terms.fact("preset_row"), what, in_use)
        flaws |= {(flaw.field, flaw.got): flaw for flaw in found}
    yield from flaws.values()


def _resolutions(subject: Subject) -> Iterator[Flaw]:
    """The choices of a field that gives the resolution are rows of tables."""
    matrix = subject.matrix
    rows = {row for _, table in matrix.blocks("sizes") for row, _ in table.blocks()}
    for field in subject.fields("choice"):
        if matrix.value("fields", field, "gives") == "resolution":
            for _, block in subject.stated(field):
                yield from _unknown(block.fact("choices"), "row of any table", sorted(rows))


def _renders(subject: Subject) -> Iterator[Flaw]:
    """What is rendered otherwise must be published for the model."""
    for terms in subject.terms("size"):
        published = [entry.text for entry in entries_of(terms)]
        keys = ("models", str(terms.model), str(terms.field), "renders")
        what = f"published size of {terms.model}"
        cells = {(entry.row, entry.label) for entry in entries_of(terms)}
        for row, labels in subject.matrix.block(*keys).blocks():
            for label in labels:
                if (row, label) not in cells:
                    allowed = [name for known, name in cells if known == row and name]
                    what = f"label in row {row} of {terms.model}"
                    yield _misplaced(subject, (*keys, row, label), what, allowed)
        for size, _ in subject.matrix.block(*keys).facts():
            if size not in published or read_dimensions(size) is None:
                flaw = _misplaced(subject, (*keys, size), what, published)
                yield flaw._replace(allowed=None, nearest=None)


def _task(subject: Subject) -> Iterator[Flaw]:
    matrix = subject.matrix
    statuses = matrix.block("task", "statuses")
    # A task of any model begins with it.
    of_all = [name for name, status in statuses.blocks() if "models" not in status]
    yield from _unknown(matrix.fact("task", "initial"), "status of all models", of_all)
    for _, status in statuses.blocks():
        yield from _unknown(status.fact("models"), "model", matrix.models)
    # A file cannot be repeated.
    sent = [name for name, field in matrix.blocks("fields") if field.text("kind") != "media"]
    fields = [*matrix.block("task", "fields"), *sent]
    for _, field in matrix.blocks("task", "fields"):
        yield from _unknown(field.fact("only_on"), "status", statuses)
        yield from _unknown(field.fact("same_as"), "field of the task or of the request", fields)
    reason = matrix.fact("task", "reason")
    yield from _unknown(reason, "reason", [*matrix.block("task", "reasons"), _NO_REASON])
    left_out = matrix.fact("task", "quirks", "left_out")
    yield from _unknown(left_out, "field of the task", matrix.block("task", "fields"))


def _gives(subject: Subject) -> Iterator[Flaw]:
    """What a field gives is read out of values of one kind."""
    for _, field in subject.matrix.blocks("fields"):
        kind = field.text("kind")
        can = [what for what, of in _GIVEN_BY.items() if of == kind]
        yield from _unknown(field.fact("gives"), f"thing that the kind {kind} can give", can)


def _remix(subject: Subject) -> Iterator[Flaw]:
    takes = subject.matrix.fact("operations", "remix", "takes")
    yield from _unknown(takes, "field", subject.matrix.block("fields"))


def _files(subject: Subject) -> Iterator[Flaw]:
    """Families of formats, and numbers of files."""
    for field in subject.fields("media"):
        for keys, block in subject.stated(field):
            yield from _unknown(block.fact("format_family"), "family of formats", _FAMILIES)
            for count in block.block("by_count"):
                if not count.isdecimal():
                    flaw = _misplaced(subject, (*keys, "by_count", count), "number of files", ())
                    yield flaw._replace(allowed='a whole number in quotes, such as "2"')


def _prices(subject: Subject) -> Iterator[Flaw]:
    """Prices are of models that there are, and of rows that these have.

    A file that takes a model or a row away need not do so with the prices that its base has.
    """
    models = subject.matrix.models
    rows = {
        terms.model: [entry.row for entry in entries_of(terms) if entry.row is not None]
        for terms in subject.terms("size")
    }
    for model, prices in subject.matrix.blocks("prices", "models"):
        keys = ("prices", "models", model)
        if model not in models:
            if any(map(subject.says, prices.all_facts())):
                yield _misplaced(subject, keys, "model", models)
            continue
        known = list(dict.fromkeys(rows.get(model, ())))
        for row, fact in prices.block("rows").facts():
            if row not in known and subject.says(fact):
                yield _misplaced(subject, (*keys, "rows", row), f"row of {model}", known)


def _envelopes(subject: Subject) -> Iterator[Flaw]:
    known = subject.matrix.block("errors", "envelopes")
    for fact in subject.matrix.block("rejections").all_facts():
        if fact.keys[-1] in {"envelope", "unstated_envelope"}:
            yield from _unknown(fact, "envelope", known)


_CHECKS: tuple[Callable[[Subject], Iterator[Flaw]], ...] = (
    _fields_of_models,
    _fields_of_rejections,
    _other_names,
    _others,
    _matches,
    _when,
    _aliases,
    _tables,
    _resolutions,
    _renders,
    _files,
    _gives,
    _remix,
    addresses,
    _task,
    _envelopes,
    _prices,
)
