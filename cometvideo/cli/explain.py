"""`cometvideo explain`: what a code, a model, a fact or a source is about, and who says so."""

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cometvideo.cli.arguments import UsageError, add_format, add_spec, no_such
from cometvideo.cli.models import model_lines
from cometvideo.cli.output import HOLDS, show, show_json
from cometvideo.codes import CODES
from cometvideo.facts.endpoint import AnySpec, open_spec
from cometvideo.facts.fact import Fact, value_words
from cometvideo.facts.vocabulary import FORMAT, rows_along
from cometvideo.reports.data import fact_data
from cometvideo.reports.prediction import by_whom
from cometvideo.reports.text import Style, amount, paragraph, style_of, table

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "grounds_of", "known_things", "run"]

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


class Explained(NamedTuple):
    """What there is to say of one thing; `facts` are those that it rests on."""

    kind: str
    id: str
    title: str
    text: str
    facts: list[Fact]


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
    spec = open_spec(arguments.spec)
    explained = _find(spec, arguments.thing)
    if arguments.format == "json":
        show_json({**explained._asdict(), "facts": list(map(fact_data, explained.facts))})
    else:
        show(_lines(spec, explained, style_of(sys.stdout)))
    return HOLDS


def _list_codes(output: str) -> None:
    if output == "json":
        show_json([{"id": code, "title": about.title} for code, about in CODES.items()])
        return
    style = style_of(sys.stdout)
    show(table((style.paint(code, "bold"), about.title) for code, about in CODES.items()))


def _find(spec: AnySpec, thing: str) -> Explained:
    family, _, rest = thing.partition(":")
    if family in spec.families:
        found = _find(spec.families[family], rest)
        return found._replace(id=thing)
    for finder in _FINDERS:
        explained = finder(spec, thing)
        if explained is not None:
            return explained
    what = "code, model, field, fact or source"
    raise UsageError(f"{no_such(what, thing, known_things(spec))}")


def known_things(spec: AnySpec) -> list[str]:
    """All that can be explained, but for what a family has under its own name."""
    return [
        *CODES,
        *spec.models,
        *_fields(spec),
        *spec.sources,
        *spec.facts,
        *{".".join(fact.keys[:depth]) for fact in spec.facts.values() for depth in (1, 2, 3)},
    ]


def grounds_of(code: str, spec: AnySpec) -> list[Fact]:
    """The facts that findings of this code may rest on; none for codes about specs."""
    return [
        fact
        for fact in spec.facts.values()
        if any(code in row.codes for row in rows_along(fact.keys))
    ]


def _code(spec: AnySpec, thing: str) -> Explained | None:
    code = CODES.get(thing)
    if code is None:
        return None
    return Explained("code", thing, code.title, code.explanation, grounds_of(thing, spec))


def _model(spec: AnySpec, thing: str) -> Explained | None:
    if thing not in spec.models:
        return None
    matrix = spec.for_model(thing)
    about = matrix.abouts.get(("models", thing), "")
    return Explained("model", thing, "", about, _below(matrix, ("models", thing)))


def _field(spec: AnySpec, thing: str) -> Explained | None:
    if thing not in _fields(spec):
        return None
    facts = _below(spec, ("fields", thing))
    facts += [each for each in spec.facts.values() if _of_models(each) and each.keys[2] == thing]
    return Explained("field", thing, "", _about(spec, ("fields", thing)), facts)


def _fields(spec: AnySpec) -> dict[str, None]:
    return dict.fromkeys(name for each in spec.families.values() for name in each.block("fields"))


def _about(spec: AnySpec, keys: tuple[str, ...]) -> str:
    """What the first family that has a block says it is about."""
    return next((said for m in spec.families.values() if (said := m.abouts.get(keys))), "")


def _fact(spec: AnySpec, thing: str) -> Explained | None:
    fact = spec.facts.get(thing)
    return None if fact is None else Explained("fact", thing, "", "", [fact])


def _facts(spec: AnySpec, thing: str) -> Explained | None:
    below = [
        each for each in spec.facts.values() if f"{'.'.join(each.keys)}.".startswith(f"{thing}.")
    ]
    if not below:
        return None
    depth = len(below[0].keys) - ".".join(below[0].keys).removeprefix(thing).count(".")
    return Explained("facts", thing, "", _about(spec, below[0].keys[:depth]), below)


def _source(spec: AnySpec, thing: str) -> Explained | None:
    source = spec.sources.get(thing)
    if source is None:
        return None
    stated = [fact for fact in spec.facts.values() if thing in fact.sources]
    covers = f" on {source.covers}" if source.covers else ""
    text = f"{source.kind}{covers}; {amount(len(stated), 'fact')} here. {source.address}".strip()
    return Explained("source", thing, source.title, text, stated)


def _fault(spec: AnySpec, thing: str) -> Explained | None:
    """Why a request is refused, as outcomes and the rejections of a spec name it."""
    rejections = FORMAT.keys["rejections"].keys
    of_field, of_request = rejections["by_field"].each, rejections["by_request"]
    row = of_request.keys.get(thing) or (of_field.keys.get(thing) if of_field else None)
    if row is None:
        return None
    codes = " or ".join(row.codes)
    named = f" Findings call it {codes}." if codes else ""
    facts = [
        fact
        for fact in spec.facts.values()
        if fact.keys[0] == "rejections" and thing in fact.keys[1:]
    ]
    return Explained("fault", thing, row.title, row.meaning + named, facts)


_FINDERS: tuple[Callable[[AnySpec, str], Explained | None], ...] = (
    _code,
    _model,
    _field,
    _fact,
    _facts,
    _source,
    _fault,
)


def _below(spec: AnySpec, keys: tuple[str, ...]) -> list[Fact]:
    return [fact for fact in spec.facts.values() if fact.keys[: len(keys)] == keys]


def _of_models(fact: Fact) -> bool:
    return fact.keys[0] == "models" and len(fact.keys) > 2


def _lines(spec: AnySpec, explained: Explained, style: Style) -> Iterator[str]:
    title = f": {explained.title}" if explained.title else ""
    yield style.paint(f"{explained.id}{title}", "bold")
    if explained.text:
        yield ""
        yield paragraph(explained.text, style.width)
    if explained.kind == "fact":
        yield from _whole_fact(spec, explained.facts[0], style)
        return
    if explained.kind == "source":
        yield style.paint(f"cometvideo facts --source {explained.id} lists what it states", "dim")
        return
    if explained.kind == "model":
        yield ""
        name = explained.facts[0].keys[1]
        yield from model_lines(spec.for_model(name), [name], style)
    if explained.facts:
        yield ""
        yield from table(
            (
                (each.path, each.words, style.word(each.level), ", ".join(each.sources))
                for each in explained.facts
            ),
            "  ",
        )
    yield from _sources(spec, explained, style)


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


def _sources(spec: AnySpec, explained: Explained, style: Style) -> Iterator[str]:
    named = dict.fromkeys(name for fact in explained.facts for name in fact.sources)
    if named:
        yield ""
    for name in named:
        source = spec.sources.get(name)
        kind = source.kind if source else "no such source"
        yield style.paint(by_whom(name, spec.sources, f"{name} ({kind})"), "dim")
