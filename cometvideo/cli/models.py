"""`cometvideo models`: the capability matrix as people want to see it."""

import argparse
import sys
from collections.abc import Iterator

from cometvideo.cli.arguments import UsageError, add_format, add_spec, no_such
from cometvideo.cli.exits import HOLDS
from cometvideo.cli.output import show, show_json
from cometvideo.cli.sections import Section, capabilities, exceptions, sizes
from cometvideo.cli.style import Style, style_of
from cometvideo.cli.text import markdown_table, table
from cometvideo.cli.values import fact_data
from cometvideo.facts.fact import Fact
from cometvideo.facts.loading import load
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.prediction.tables import cells_of
from cometvideo.prediction.terms import Terms
from cometvideo.reports.requests import spec_data

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "model_lines", "run"]

SUMMARY = "show what the models can: durations, sizes, reference files"

EXAMPLES = """\
examples:
  cometvideo models
  cometvideo models --model doubao-seedance-1-0-pro
  cometvideo models --format markdown > MODELS.md
  cometvideo models --spec seedance@2026-04 --format json

A question mark stands behind what is open. JSON has `spec` and `models`: of each its `id`, `about`,
its `fields` with all facts that hold for it, and its published `sizes`.
"""

_OPEN = "?  open: the documentation leaves these possible; `cometvideo facts --open` tells more"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--model", metavar="ID", help="only this model")
    add_format(parser, "text", "json", "markdown")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show the models."""
    matrix = load(arguments.spec)
    if arguments.model and arguments.model not in matrix.models:
        raise UsageError(no_such("model", arguments.model, matrix.models))
    models = [arguments.model] if arguments.model else list(matrix.models)
    if arguments.format == "json":
        data = {"spec": spec_data(matrix), "models": [_data(matrix, each) for each in models]}
        show_json(data)
    elif arguments.format == "markdown":
        show(_markdown(matrix, models))
    else:
        show(model_lines(matrix, models, style_of(sys.stdout)))
    return HOLDS


def model_lines(matrix: Matrix, models: list[str], style: Style) -> Iterator[str]:
    """What these models can, for a person."""
    if matrix.about:
        yield f"{style.paint(matrix.name, 'bold')}: {matrix.about}"
        yield ""
    opens = False
    for section in _sections(matrix, models):
        if section.title:
            yield ""
            yield style.paint(section.title, "bold")
        head, *rows = section.rows
        opens = opens or any(cell.endswith("?") for row in rows for cell in row)
        painted = [[_painted(cell, style) for cell in row] for row in rows]
        yield from table([[style.paint(cell, "dim") for cell in head], *painted])
    if opens:
        yield ""
        yield style.paint(_OPEN, "dim")


def _markdown(matrix: Matrix, models: list[str]) -> Iterator[str]:
    yield f"# {matrix.name}"
    if matrix.about:
        yield ""
        yield matrix.about
    for section in _sections(matrix, models):
        if section.title:
            yield ""
            yield f"## {section.title[:1].upper()}{section.title[1:]}"
        yield ""
        yield from markdown_table(section.rows)


def _sections(matrix: Matrix, models: list[str]) -> Iterator[Section]:
    """The sections that have anything to show; of one model, what it can stands upright."""
    overview = capabilities(matrix, models)
    if len(models) == 1:
        overview = Section("", [list(pair) for pair in zip(*overview.rows, strict=True)])
    for section in (overview, *sizes(matrix, models), exceptions(matrix, models)):
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
    return {"id": model, "about": about, "fields": fields, "sizes": listed}


def _facts(block: Block) -> dict[str, object]:
    return {
        key: fact_data(child) if isinstance(child, Fact) else _facts(child)
        for key, child in block.items()
    }
