"""`cometvideo models`: the capability matrix as people want to see it."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cometvideo.cli.arguments import UsageError, add_format, add_spec, no_such
from cometvideo.cli.output import HOLDS, show, show_json
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.fact import Fact, Source
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.tables import Cell, cells_of
from cometvideo.facts.terms import Terms, prices_of
from cometvideo.reports import markdown
from cometvideo.reports.data import fact_data, spec_data
from cometvideo.reports.text import Style, style_of, table

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "model_lines", "run"]

SUMMARY = "show what the models can: durations, sizes, reference files, prices"

EXAMPLES = """\
examples:
  cometvideo models
  cometvideo models --model doubao-seedance-1-0-pro
  cometvideo models --format markdown > MODELS.md
  cometvideo models --spec seedance@2026-04 --format json

A question mark stands behind what is open. JSON has `spec` and `models`: of each its `id`, `about`,
its `fields` with all facts that hold for it, its published `sizes`, and its `prices`: empty
where none is known.
"""

# What stands in a cell for itself, and what it means.
_LEGEND = {
    "?": "open: the documentation leaves these possible; `cometvideo facts --open` tells more",
    "-": "nothing is stated of this",
}


class Section(NamedTuple):
    """A table with a title; the first row is its head."""

    title: str
    rows: list[list[str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--model", metavar="ID", help="only this model")
    add_format(parser, "text", "json", "markdown")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show the models."""
    spec = load(arguments.spec)
    known = spec.unnamed.models if isinstance(spec, Endpoint) else spec.models
    if arguments.model and arguments.model not in known:
        raise UsageError(no_such("model", arguments.model, known))
    families = [spec] if isinstance(spec, Matrix) else list(spec.families.values())
    chosen = {
        each: [arguments.model] if arguments.model else list(each.models)
        for each in families
        if arguments.model in (None, *each.models)
    }
    if arguments.format == "json":
        show_json(_json(spec, chosen))
        return HOLDS
    for place, (matrix, models) in enumerate(chosen.items()):
        if place:
            show([""])
        if arguments.format == "markdown":
            show(_markdown(matrix, models))
        else:
            show(model_lines(matrix, models, style_of(sys.stdout)))
    return HOLDS


def _json(spec: Matrix | Endpoint, chosen: Mapping[Matrix, list[str]]) -> dict[str, object]:
    models = [{**_data(matrix, each)} for matrix, ids in chosen.items() for each in ids]
    of_all = spec_data(spec)
    return {"spec": of_all, "models": models}


def model_lines(matrix: Matrix, models: list[str], style: Style) -> Iterator[str]:
    """What these models can, for a person."""
    if matrix.about:
        yield f"{style.paint(matrix.name, 'bold')}: {matrix.about}"
        yield ""
    sections = list(_sections(matrix, models))
    for section in sections:
        if section.title:
            yield ""
            yield style.paint(section.title, "bold")
        head, *rows = section.rows
        painted = [[_painted(cell, style) for cell in row] for row in rows]
        yield from table([[style.paint(cell, "dim") for cell in head], *painted])
    for mark, words in _legend(sections):
        yield ""
        yield style.paint(f"{mark}  {words}", "dim")


def _legend(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """The marks that stand in cells, each with its meaning."""
    cells = {cell[-1:] for section in sections for row in section.rows[1:] for cell in row}
    return [(mark, words) for mark, words in _LEGEND.items() if mark in cells]


def _markdown(matrix: Matrix, models: list[str]) -> Iterator[str]:
    yield f"# {matrix.name}"
    if matrix.about:
        yield ""
        yield matrix.about
    sections = list(_sections(matrix, models))
    for section in sections:
        if section.title:
            yield ""
            yield f"## {section.title[:1].upper()}{section.title[1:]}"
        yield ""
        yield from markdown.table(section.rows)
    for mark, words in _legend(sections):
        yield ""
        yield f"`{mark}` {words}"


def _sections(matrix: Matrix, models: list[str]) -> Iterator[Section]:
    """The sections that have anything to show; of one model, what it can stands upright."""
    overview = capabilities(matrix, models)
    if len(models) == 1:
        overview = Section("", [list(pair) for pair in zip(*overview.rows, strict=True)])
    for section in (
        overview,
        *sizes(matrix, models),
        exceptions(matrix, models),
        prices(matrix, models),
    ):
        if section.rows:
            yield section


def _painted(cell: str, style: Style) -> str:
    return style.paint(cell, "yellow") if cell.endswith("?") else cell


def _data(matrix: Matrix, model: str) -> dict[str, object]:
    fields = {}
    listed = []
    for name, own in matrix.blocks("fields"):
        terms = Terms(matrix, model, name)
        fields[name] = _facts(Block({**own, **matrix.block("models", model, name)}))
        listed += [
            {
                "field": name,
                "size": str(cell.size),
                "resolution": cell.resolution,
                "ratio": cell.ratio,
                "fact": cell.fact.path,
            }
            for cell in cells_of(terms)
        ]
    about = matrix.abouts.get(("models", model), "")
    known = _facts(Block({k: v for k, v in prices_of(matrix, model).items() if k != "models"}))
    return {"id": model, "about": about, "fields": fields, "sizes": listed, "prices": known}


def _facts(block: Block) -> dict[str, object]:
    return {
        key: fact_data(child) if isinstance(child, Fact) else _facts(child)
        for key, child in block.items()
    }


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
        [model, name, " ".join(fact.keys[fact.keys.index("renders") + 1 :]), _marked(fact)]
        for model in models
        for name, _ in matrix.blocks("fields")
        for fact in Terms(matrix, model, name).block("renders").all_facts()
    ]
    return Section(
        "known exceptions", [["model", "field", "asked", "renders"], *rows] if rows else []
    )


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


def _cell(terms: Terms, words: Callable[[Terms], str]) -> str:
    """What a model can in a field; whether it takes the field where it may not."""
    accepted = terms.fact("accepted")
    if accepted is None or accepted.value is True or words is _accepted:
        return words(terms)
    return "not taken" if accepted.value is False else f"{words(terms)} (taken or not: open)"


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
    return f"{fact.words}?" if fact.is_open else fact.words


_COLUMNS = {
    "integer": (("{field}", _range),),
    "choice": (("{field}", _choices),),
    "size": (("{field}", _rows), ("{field} of a preset", _preset)),
    "media": (("{field}", _accepted),),
}
