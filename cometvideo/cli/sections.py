"""Sections: the matrix as people want to see it, models by what they can, sizes by their table."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cometvideo.cli.values import fact_words
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.tables import Cell, cells_of
from cometvideo.prediction.terms import Terms

__all__ = ["Section", "capabilities", "exceptions", "sizes"]


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
            cells = [words(Terms(matrix, model, name)) for model in models]
            if any(cells):
                rows[0].append(title.format(field=name))
                for row, cell in zip(rows[1:], cells, strict=True):
                    row.append(cell or "-")
    return Section("", rows)


def sizes(matrix: Matrix, models: Sequence[str]) -> Iterator[Section]:
    """The published sizes: a table for each one that some of the models use."""
    for name, _ in matrix.blocks("fields"):
        by_table: dict[str, dict[str, tuple[Cell, ...]]] = {}
        for model in models:
            terms = Terms(matrix, model, name)
            cells = cells_of(terms)
            if cells:
                by_table.setdefault(str(terms.value("table")), {})[model] = cells
        for by_model in by_table.values():
            yield Section(f"{name} of {', '.join(by_model)}", list(_grid(by_model)))


def exceptions(matrix: Matrix, models: Sequence[str]) -> Section:
    """Sizes that are known to come out otherwise."""
    rows = [
        [model, name, key, _marked(fact)]
        for model in models
        for name, _ in matrix.blocks("fields")
        for key, fact in Terms(matrix, model, name).block("renders").items()
        if isinstance(fact, Fact)
    ]
    return Section(
        "known exceptions", [["model", "field", "asked", "renders"], *rows] if rows else []
    )


def _grid(by_model: dict[str, tuple[Cell, ...]]) -> Iterator[list[str]]:
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
    return f"{fact_words(fact)}?" if fact.is_open else fact_words(fact)


_COLUMNS = {
    "integer": (("{field}", _range),),
    "choice": (("{field}", _choices),),
    "size": (("{field}", _rows), ("{field} of a preset", _preset)),
    "media": (("{field}", _accepted),),
}
