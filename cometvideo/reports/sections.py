"""What models can, as tables: capabilities side by side, sizes, known exceptions, prices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cometvideo.facts.fact import Fact, Source
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.tables import Cell, cells_of
from cometvideo.facts.terms import Terms, encodings_of, prices_of
from cometvideo.findings import shown_bare
from cometvideo.prediction.relations import pairs_of
from cometvideo.prediction.rules import Rules

__all__ = ["Section", "capabilities", "exceptions", "prices", "sizes", "tables_of", "together"]


class Section(NamedTuple):
    """A table with a title; the first row is its head."""

    title: str
    rows: list[list[str]]


def capabilities(matrix: Matrix, models: Sequence[str]) -> Section:
    """One row a model, one column for each thing in which models may differ."""
    rows: list[list[str]] = [["model"], *([model] for model in models)]
    for name, _ in matrix.blocks("fields"):
        kind = str(matrix.value("fields", name, "kind"))
        if kind not in _COLUMNS or matrix.fact("fields", name, "selects"):
            continue
        for title, words in _COLUMNS[kind]:
            cells = [_cell(Terms(matrix, model, name), words) for model in models]
            if any(cells):
                rows[0].append(title.format(field=name))
                for row, cell in zip(rows[1:], cells, strict=True):
                    row.append(cell or "-")
    if any(matrix.block("models", model, "encodings") for model in models):
        rows[0].append("encodings")
        for row in rows[1:]:
            row.append(_encodings(matrix, row[0]))
    return Section("", rows)


def _encodings(matrix: Matrix, model: str) -> str:
    """The encodings that are read of a model, or may be."""
    known = encodings_of(matrix, model).facts()
    return ", ".join(f"{e}{'?' * fact.is_open}" for e, fact in known if "read" in fact.options)


def sizes(matrix: Matrix, models: Sequence[str]) -> Iterator[Section]:
    """The published sizes: a table for each one that some of the models use."""
    for name, by_model in tables_of(matrix, models):
        yield Section(f"{name} of {', '.join(by_model)}", list(_grid(by_model)))


def tables_of(
    matrix: Matrix, models: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, tuple[Cell, ...]]]]:
    """The field of each table of sizes, with the sizes of every model that uses it."""
    for name, _ in matrix.blocks("fields"):
        by_table: dict[str, dict[str, tuple[Cell, ...]]] = {}
        for model in models:
            terms = Terms(matrix, model, name)
            cells = cells_of(terms)
            if cells:
                by_table.setdefault(str(terms.value("table")), {})[model] = cells
        yield from ((name, by_model) for by_model in by_table.values())


def exceptions(matrix: Matrix, models: Sequence[str]) -> Section:
    """Sizes that are known to come out otherwise."""
    rows = [
        [model, name, " ".join(fact.keys[fact.keys.index("renders") + 1 :]), _marked(fact)]
        for model in models
        for name, _ in matrix.blocks("fields")
        for fact in Terms(matrix, model, name).block("renders").all_facts()
    ]
    return Section(
        "known exceptions", [["model", "field", "asked", "renders"], *rows] if rows else []
    )


def together(matrix: Matrix, models: Sequence[str]) -> Section:
    """What of two fields goes together, and what does not: a row for all models that are alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name, _ in matrix.blocks("fields"):
        for model in models:
            for words in _relations(Rules(matrix, model, name)):
                alike.setdefault((name, words), []).append(model)
    rows = [
        ["any" if len(own) == len(models) > 1 else ", ".join(own), name, words]
        for (name, words), own in alike.items()
    ]
    return Section("what goes together", [["model", "field", "says"], *rows] if rows else [])


def _relations(rules: Rules) -> Iterator[str]:
    """What a field says of others, where its model may take it."""
    if rules.value("accepted") is False:
        return
    if needed := rules.text("requires"):
        yield f"only with {needed}"
    if others := rules.texts("excludes"):
        yield f"not with {' or '.join(others)}"
    for other, values, taken, _ in pairs_of(rules):
        some, those = (", ".join(map(shown_bare, each)) for each in (values, taken))
        yield f"where {other} is {some}: {those}"
    if size := rules.text("matches"):
        yield f"as wide and high as {size} asks for"


def prices(matrix: Matrix, models: Sequence[str]) -> Section:
    """What is known of prices: a row for each model, also for one of which nothing is."""
    found = {model: _priced(matrix, model) for model in models}
    heads = list(dict.fromkeys(head for cells in found.values() for head in cells))
    rows = [[model, *(cells.get(head, "-") for head in heads)] for model, cells in found.items()]
    return Section("prices", [["model", *heads], *rows] if heads else [])


def _priced(matrix: Matrix, model: str) -> dict[str, str]:
    """What there is to show of a model's prices, by the heads of its columns."""
    terms = prices_of(matrix, model)
    if not terms:
        return {}
    amounts = dict(terms.block("rows").facts())
    if (anywhere := terms.fact("any")) is not None:
        amounts["any size"] = anywhere
    sources = dict.fromkeys(name for fact in amounts.values() for name in fact.sources)
    dated = [_dated(matrix.sources[name]) for name in sources if name in matrix.sources]
    return {
        **{head: _marked(fact) for head, fact in amounts.items()},
        "in": f"{terms.text('currency')} per {terms.text('per')}",
        "kind": _marked(terms.fact("kind")),
        "charged of list": _marked(terms.fact("ratio")) or "-",
        "source": ", ".join(dated),
    }


def _dated(source: Source) -> str:
    return f"{source.id} {source.date}".rstrip()


def _grid(by_model: Mapping[str, tuple[Cell, ...]]) -> Iterator[list[str]]:
    cells = list(dict.fromkeys(cell for each in by_model.values() for cell in each))
    if cells[0].resolution is None:
        yield ["size"]
        yield from ([str(cell.size)] for cell in cells)
        return
    ratios = list(dict.fromkeys(str(cell.ratio) for cell in cells))
    resolutions = list(dict.fromkeys(str(cell.resolution) for cell in cells))
    lacking = {
        row: [
            model
            for model, own in by_model.items()
            if row not in {str(cell.resolution) for cell in own}
        ]
        for row in resolutions
    }
    by_place = {(str(cell.resolution), str(cell.ratio)): str(cell.size) for cell in cells}
    notes = any(lacking.values())
    yield ["", *ratios, *([""] if notes else [])]
    for row in resolutions:
        without = [f"not {', '.join(lacking[row])}" if lacking[row] else ""] if notes else []
        yield [row, *(by_place.get((row, ratio), "-") for ratio in ratios), *without]


def _cell(terms: Terms, words: Callable[[Terms], str]) -> str:
    """What a model can in a field; whether it takes the field where it may not."""
    accepted = terms.fact("accepted")
    if accepted is None or accepted.value is True or words is _accepted:
        return words(terms)
    if accepted.value is False:
        return "not taken"
    told = words(terms)
    if told:
        return f"{told} (taken or not: open)"
    return "" if words is _preset else "taken or not: open"


def _range(terms: Terms) -> str:
    values = terms.fact("values")
    low, high = terms.fact("min"), terms.fact("max")
    default = terms.fact("default")
    if values is not None:
        words = _marked(values)
    elif low or high:
        words = f"{_marked(low) if low else 'any'} to {_marked(high) if high else 'any'}"
    else:
        words = "any"
    return f"{words}, default {_marked(default)}" if default else words


def _truth(terms: Terms) -> str:
    default = terms.fact("default")
    return f"true or false{f', default {_marked(default)}' if default else ''}"


def _choices(terms: Terms) -> str:
    return _marked(terms.fact("choices"))


def _accepted(terms: Terms) -> str:
    return _marked(terms.fact("accepted")) or "yes"


def _rows(terms: Terms) -> str:
    cells = cells_of(terms)
    rows = dict.fromkeys(cell.resolution for cell in cells if cell.resolution)
    return ", ".join(rows) or (f"{len(cells)} sizes" if cells else "")


def _preset(terms: Terms) -> str:
    presets = terms.block("presets").items()
    own = [f"{label} {_marked(each)}" for label, each in presets if isinstance(each, Fact)]
    return _marked(terms.fact("preset_row")) or ", ".join(own)


def _marked(fact: Fact | None) -> str:
    """What a fact says, with a question mark where it is open."""
    if fact is None:
        return ""
    return f"{fact.words}?" if fact.is_open else fact.words


_COLUMNS = {
    "integer": (("{field}", _range),),
    "number": (("{field}", _range),),
    "boolean": (("{field}", _truth),),
    "choice": (("{field}", _choices),),
    "size": (("{field}", _rows), ("{field} of a preset", _preset)),
    "media": (("{field}", _accepted),),
}
