"""Ask: a form for any model of any family, and what would come of a request while it is typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from cometvideo.console.copies import as_curl
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.tables import cells_of
from cometvideo.facts.terms import Terms, reads_only_json
from cometvideo.markup import Frame
from cometvideo.mock.uploads import read_create
from cometvideo.prediction import Accept, predict
from cometvideo.reports.data import fact_data
from cometvideo.reports.prediction import answer_of, lines_of, rendering_words
from cometvideo.wire.bodies import Body, from_body
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.media import data_address
from cometvideo.wire.request import Request
from cometvideo.words import words_of

__all__ = ["Choice", "Field", "asked", "fields_of"]

_MOST_DRAWN = 6
_LARGEST_SIDE, _RATIO_SIDE = 56, 20  # pixels of a page


class Choice(NamedTuple):
    """A value that a field may have; a size has a shape too, in pixels of a page."""

    value: str
    label: str
    width: int = 0
    height: int = 0


class Field(NamedTuple):
    """One field of the form. `kind` is that of the spec; `low` and `high` are bounds of a number.

    `choices` are values that the spec names; others may be typed where it is no `choice`.
    """

    name: str
    kind: str
    required: bool
    default: str
    low: float | None
    high: float | None
    choices: tuple[Choice, ...]
    several: bool
    refused: bool


def fields_of(spec: AnySpec, model: str) -> Iterator[Field]:
    """The fields of a model, in the order of the spec."""
    matrix = spec.for_model(model)
    selector = words_of(matrix).selector
    for name, _ in matrix.blocks("fields"):
        terms = Terms(matrix, model, name)
        default = terms.value("default")
        yield Field(
            name,
            "model" if name == selector else terms.text("kind") or "text",
            terms.value("required") is True,
            "" if default is None else str(default),
            terms.number("min"),
            terms.number("max"),
            _drawn(tuple(_choices(spec, terms, is_model=name == selector))),
            terms.value("repeat") is True,
            terms.value("accepted") is False,
        )


def _choices(spec: AnySpec, terms: Terms, *, is_model: bool) -> Iterator[Choice]:
    if is_model:
        yield from (Choice(each, each) for each in spec.models)
        return
    if terms.text("kind") == "boolean":
        yield from (Choice(each, each) for each in ("true", "false"))
    for name in ("choices", "labels"):
        yield from (Choice(each, each, *_ratio(each)) for each in terms.texts(name))
    values = terms.value("values")
    for value in values if isinstance(values, tuple) else ():
        yield Choice(str(value), str(value))
    for size, row, label, _ in cells_of(terms):
        shown = " ".join(filter(None, (str(size), row, label)))
        yield Choice(str(size), shown, size.width, size.height)


def _ratio(label: str) -> tuple[int, int]:
    """The sides of a ratio such as W:H; nothing for any other text."""
    wide, _, high = label.partition(":")
    return (int(wide), int(high)) if wide.isdecimal() and high.isdecimal() else (0, 0)


def _drawn(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Sizes as shapes to one scale; ratios, which have no size, as shapes of one area."""
    largest = max((max(each.width, each.height) for each in choices), default=0)

    def drawn(each: Choice) -> Choice:
        if not each.width:
            return each
        is_ratio = ":" in each.value
        area = each.width * each.height
        scale = _RATIO_SIDE / area**0.5 if is_ratio else _LARGEST_SIDE / largest
        return each._replace(width=round(each.width * scale), height=round(each.height * scale))

    return tuple(map(drawn, choices))


def asked(spec: AnySpec, world: AnySpec, request: HttpRequest) -> dict[str, Any]:
    """What would come of a create with this body: by the documentation, and in this world."""
    body, sent = read_create(request)
    matrix = spec.matrix_for(sent.fields)
    words = words_of(matrix)
    text = ""
    if body.parts and reads_only_json(matrix, words.model_of(sent.fields)):
        text, sent = _in_json(body)
    prediction = predict(matrix, sent)
    here = predict(world.matrix_for(sent.fields), sent).outcomes[0]
    create = words.operations["create"]
    model = words.model_of(sent.fields)
    kind = (("content-type", "application/json"),) if text else ()
    shown = HttpRequest(create.method, create.path, ((words.auth_header.lower(), ""), *kind))
    fields = [
        (each.name, "", each.filename or "file", each.content_type)
        if each.is_file
        else (each.name, each.data.decode("utf-8", "replace"), None, None)
        for each in body.parts
    ]
    drawn = [each for each in prediction.renderings if each.width and each.height]
    told = [*lines_of(prediction._replace(findings=()), matrix.sources)]
    return {
        "verdict": prediction.verdict,
        "headline": told[0].partition(": ")[2],
        "cost": next((each for each in reversed(told) if each.startswith("costs")), ""),
        "drawn": [
            Frame(each.width or 0, each.height or 0, rendering_words(each), "valid")
            for each in drawn[:_MOST_DRAWN]
        ],
        "more": len(drawn[_MOST_DRAWN:]),
        "here": f"renders {rendering_words(here.rendering)}"
        if isinstance(here, Accept)
        else f"refuses {answer_of(here)}",
        "findings": [
            {
                "code": each.code,
                "severity": each.severity,
                "field": each.field,
                "level": each.level,
                "message": each.message,
                "nearest": each.nearest,
                "facts": [fact_data(matrix.facts[p]) for p in each.facts if p in matrix.facts],
                "sources": [
                    (name, matrix.sources[name].title, matrix.sources[name].address)
                    for name in each.sources
                    if name in matrix.sources
                ],
            }
            for each in prediction.findings
        ],
        "curl": as_curl(words, shown, () if text else fields, text),
        "model": model,
    }


def _in_json(form: Body) -> tuple[str, Request]:
    """The JSON that carries the same as a form, the bytes of its files left out; and as a request.

    So a model that reads JSON alone is asked as it has to be.
    """
    shown: dict[str, object] = {}
    whole: dict[str, object] = {}
    for each in form.parts:
        text = each.data.decode("utf-8", "replace")
        if each.is_file:
            shown[each.name] = f"{data_address(b'', each.content_type)}..."
            whole[each.name] = data_address(each.data, each.content_type)
        else:
            shown[each.name] = whole[each.name] = text
    sent = from_body(Body("application/json", json=whole))
    return json.dumps(shown, ensure_ascii=False), sent
