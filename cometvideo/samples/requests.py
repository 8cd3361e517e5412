"""Requests: for every model the smallest good one, and all that differ from it in one field."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.prediction import Prediction, predict
from cometvideo.prediction.relations import pairs_of
from cometvideo.prediction.rules import Rules
from cometvideo.samples.values import Sample, field_samples
from cometvideo.words import words_of

__all__ = [
    "UNDOCUMENTED",
    "Example",
    "Fields",
    "classified",
    "examples",
    "needed_by",
    "plain_request",
    "samples_of",
    "with_needs",
]

Fields = dict[str, object]

UNDOCUMENTED = "x-not-documented"


class Example(NamedTuple):
    """A request, the field in which it differs from a plain one, and what is remarkable there.

    `beside` are the other fields that are part of it: without them it would not be remarkable.
    """

    name: str
    model: str | None
    field: str | None
    fields: Mapping[str, object]
    edge: bool = False
    beside: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def samples_of(matrix: Matrix, model: str | None, field: str) -> tuple[Sample, ...]:
    """The samples of a field of a model."""
    return field_samples(Terms(matrix, model, field))


def plain_request(matrix: Matrix, model: str) -> Fields:
    """The request with the required fields, and those without which its video is not known."""
    return dict(_plain_request(matrix, model))


@lru_cache(maxsize=256)
def _plain_request(matrix: Matrix, model: str) -> Fields:
    selector = words_of(matrix).selector
    fields: Fields = {}
    for name, block in matrix.blocks("fields"):
        terms = Terms(matrix, model, name)
        if name == selector:
            fields[name] = model
        elif False in terms.options("accepted"):
            # One that is perhaps not taken is there where it is needed.
            if terms.value("accepted") is not False and terms.value("required") is True:
                fields[name] = samples_of(matrix, model, name)[0].value
        elif terms.value("required") is True or "gives" in block or terms.value("kind") == "size":
            fields[name] = samples_of(matrix, model, name)[0].value
    return fields


@lru_cache(maxsize=1024)
def needed_by(matrix: Matrix, model: str | None, field: str) -> str | None:
    """The field without which this one may not be sent, or None."""
    needed = Terms(matrix, model, field).value("requires")
    return needed if isinstance(needed, str) and needed in matrix.block("fields") else None


def with_needs(
    matrix: Matrix, model: str | None, fields: Mapping[str, object], keep: tuple[str, ...] = ()
) -> Fields:
    """The same request with what its fields need of each other, each with its plainest value.

    What it has to `keep` stays as it is; elsewhere what is excluded goes, and what is not taken
    with another value is changed to what is.
    """
    found = dict(fields)
    for name in (*keep, *fields):
        if name in found and name in matrix.block("fields"):
            rules = Rules(matrix, model, name)
            for other in rules.texts("excludes"):
                if other not in keep:
                    found.pop(other, None)
            for pair in pairs_of(rules):
                if name not in keep and found.get(pair.other) in pair.values:
                    found[name] = found[name] if found[name] in pair.taken else pair.taken[0]
            needed = needed_by(matrix, model, name)
            if needed is not None and needed not in found:
                value = samples_of(matrix, model, needed)[0].value
                found = with_needs(matrix, model, {**found, needed: value}, keep)
    return found


def examples(matrix: Matrix) -> Iterator[Example]:
    """Every request that differs from a plain one in one field, by the order of the spec."""
    selector = words_of(matrix).selector
    for model in matrix.models:
        plain = plain_request(matrix, model)
        yield Example("plain", model, None, plain)
        for name in matrix.block("fields"):
            if name != selector:
                yield from _of_field(matrix, model, name, plain)
        yield Example("undocumented field", model, UNDOCUMENTED, {**plain, UNDOCUMENTED: "1"})
    yield Example("nothing at all", None, None, {})
    if selector is None or not matrix.models:
        return
    plain = plain_request(matrix, matrix.models[0])
    yield Example(f"{selector} missing", None, selector, _without(plain, selector))
    for sample in samples_of(matrix, None, selector):
        if sample.value not in matrix.models:
            changed = {**plain, selector: sample.value}
            yield Example(f"{selector}: {sample.name}", None, selector, changed)


def _of_field(matrix: Matrix, model: str, name: str, plain: Fields) -> Iterator[Example]:
    yield Example(f"{name} missing", model, name, _without(plain, name))
    for sample in samples_of(matrix, model, name):
        fields = with_needs(matrix, model, {**plain, name: sample.value}, (name,))
        yield Example(f"{name}: {sample.name}", model, name, fields, sample.edge)
    if needed_by(matrix, model, name) is not None:
        alone = {**plain, name: samples_of(matrix, model, name)[0].value}
        yield Example(f"{name} without what it needs", model, name, alone)
    yield from _related(matrix, model, name, plain)


def _related(matrix: Matrix, model: str, name: str, plain: Fields) -> Iterator[Example]:
    """The field beside others that do not go with it."""
    rules, own = Rules(matrix, model, name), samples_of(matrix, model, name)
    for other in rules.texts("excludes"):
        both = {name: own[0].value, other: samples_of(matrix, model, other)[0].value}
        fields = with_needs(matrix, model, {**plain, **both}, tuple(both))
        yield Example(f"{name} beside {other}", model, name, fields, edge=True, beside=(other,))
    for pair in pairs_of(rules):
        for sample in own:
            if sample.edge or sample.value in pair.taken:
                both = {pair.other: pair.values[0], name: sample.value}
                fields = with_needs(matrix, model, {**plain, **both}, tuple(both))
                words = f"{name}: {sample.name}, beside {pair.other} {pair.values[0]}"
                yield Example(words, model, name, fields, edge=True, beside=(pair.other,))


def _without(fields: Fields, name: str) -> Fields:
    return {key: value for key, value in fields.items() if key != name}


@lru_cache(maxsize=64)
def classified(matrix: Matrix) -> tuple[tuple[Example, Prediction], ...]:
    """Every example with its prediction, each once."""
    return tuple((each, predict(matrix, each.fields)) for each in examples(matrix))
