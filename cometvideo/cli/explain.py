"""`cometvideo explain`: what a code, a model, a fact or a source is about, and who says so."""

import argparse
import sys
from collections.abc import Iterator

from cometvideo.cli.arguments import UsageError, add_format, add_spec, no_such
from cometvideo.cli.models import model_lines
from cometvideo.cli.output import HOLDS, show, show_json
from cometvideo.codes import CODES
from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.facts.fact import Fact, value_words
from cometvideo.reports.data import fact_data
from cometvideo.reports.explained import Explained, explained, known_things
from cometvideo.reports.prediction import by_whom
from cometvideo.reports.text import Style, paragraph, style_of, table

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "explain a code, a model, a field, a fact or a source"

EXAMPLES = """\
examples:
  cometvideo explain                            lists the codes of findings and rules of lint
  cometvideo explain size-undocumented          a code
  cometvideo explain doubao-seedance-1-5-pro    a model
  cometvideo explain size                       a field
  cometvideo explain body.encodings             a fact, or all facts below a path
  cometvideo explain create-page                a source
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("thing", nargs="?", help="what to explain; see the examples")
    add_format(parser, "text", "json")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain one thing, or list the codes."""
    if arguments.thing is None:
        _list_codes(arguments.format)
        return HOLDS
    spec = load(arguments.spec)
    found = explained(spec, arguments.thing)
    if found is None:
        what = "code, model, field, fact or source"
        known = known_things(spec)
        named_so = [each for each in known if each.endswith(f".{arguments.thing}")]
        raise UsageError(no_such(what, arguments.thing, named_so or known))
    if arguments.format == "json":
        show_json({**found._asdict(), "facts": list(map(fact_data, found.facts))})
    else:
        show(_lines(spec, found, style_of(sys.stdout)))
    return HOLDS


def _list_codes(output: str) -> None:
    if output == "json":
        show_json([{"id": code, "title": about.title} for code, about in CODES.items()])
        return
    style = style_of(sys.stdout)
    rows = ((style.paint(code, "bold"), about.title) for code, about in CODES.items())
    show(table(rows, width=style.width))


def _lines(spec: AnySpec, found: Explained, style: Style) -> Iterator[str]:
    title = f": {found.title}" if found.title else ""
    yield style.paint(f"{found.id}{title}", "bold")
    if found.text:
        yield ""
        yield paragraph(found.text, style.width)
    if found.kind == "fact":
        yield from _whole_fact(spec, found.facts[0], style)
        return
    if found.kind == "source":
        yield style.paint(f"cometvideo facts --source {found.id} lists what it states", "dim")
        return
    if found.kind == "model":
        yield ""
        name = found.facts[0].keys[1]
        yield from model_lines(spec.for_model(name), [name], style)
    if found.facts:
        yield ""
        yield from table(
            (
                (each.path, each.words, style.word(each.level), ", ".join(each.sources))
                for each in found.facts
            ),
            "  ",
            style.width,
        )
    yield from _sources(spec, found, style)


def _whole_fact(spec: AnySpec, fact: Fact, style: Style) -> Iterator[str]:
    yield ""
    yield f"{fact.words}  {style.word(fact.level)}"
    if fact.contradicted:
        yield style.word("warning", "current pages contradict each other here")
    if fact.note:
        yield paragraph(fact.note, style.width)
    yield ""
    for each in fact.sources:
        yield by_whom(each, spec.sources, fact.level)
    for also in fact.also:
        note = f" ({also.note})" if also.note else ""
        elsewhere = by_whom(also.source, spec.sources, "elsewhere")
        yield f"{elsewhere}: {value_words(also.value)}{note}"
    yield style.paint(f"written in {fact.where}", "dim")


def _sources(spec: AnySpec, found: Explained, style: Style) -> Iterator[str]:
    named = dict.fromkeys(name for fact in found.facts for name in fact.sources)
    if named:
        yield ""
    for name in named:
        source = spec.sources.get(name)
        kind = source.kind if source else "no such source"
        yield style.paint(by_whom(name, spec.sources, f"{name} ({kind})"), "dim")
