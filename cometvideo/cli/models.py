"""`cometvideo models`: the capability matrix as people want to see it."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping

from cometvideo.cli.arguments import UsageError, add_format, add_spec, no_such
from cometvideo.cli.output import HOLDS, show, show_json
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.tables import cells_of
from cometvideo.facts.terms import Terms, encodings_of, prices_of
from cometvideo.reports import markdown
from cometvideo.reports.data import fact_data, spec_data
from cometvideo.reports.sections import Section, capabilities, exceptions, prices, sizes, together
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
its `fields` with all facts that hold for it, its published `sizes`, the `encodings` of a body for
it, and its `prices`: empty where none is known.
"""

# What stands in a cell for itself, and what it means.
_LEGEND = {
    "?": "open: the documentation leaves these possible; `cometvideo facts --open` tells more",
    "-": "nothing is stated of this",
}


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
        painted.insert(0, [style.paint(cell, "dim") for cell in head])
        yield from table(painted, width=style.width)
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
        together(matrix, models),
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
    return {
        "id": model,
        "about": about,
        "fields": fields,
        "sizes": listed,
        "encodings": _facts(encodings_of(matrix, model)),
        "prices": known,
    }


def _facts(block: Block) -> dict[str, object]:
    return {
        key: fact_data(child) if isinstance(child, Fact) else _facts(child)
        for key, child in block.items()
    }
