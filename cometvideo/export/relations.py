"""Relations: rules about two fields of a request, as JSON Schema.

A rule about what is in a file is none: no schema sees that.
"""

from collections.abc import Callable, Iterator, Mapping

from cometvideo.export.fields import Schema, binds, schema_of_values
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.relations import excluded_by, pairs_of
from cometvideo.prediction.rules import Rules

__all__ = ["READERS", "needed_with", "relation_schemas"]


def relation_schemas(matrix: Matrix, model: str | None) -> list[Schema]:
    """The rules between fields for which a request for the model is refused for sure."""
    return [
        schema
        for name in matrix.block("fields")
        for reader in READERS.values()
        for schema in reader(Rules(matrix, model, name))
    ]


def needed_with(matrix: Matrix, model: str | None) -> dict[str, list[str]]:
    """By field, the one without which it is refused for sure."""
    names = matrix.block("fields")
    found = {}
    for name in names:
        terms = Rules(matrix, model, name)
        needed = terms.fact("requires")
        if needed and needed.value in names and binds(terms, "field-required-with", needed):
            found[name] = [str(needed.value)]
    return found


def _excludes(terms: Rules) -> Iterator[Schema]:
    cause = terms.fact("excludes")
    if cause is not None and binds(terms, "fields-exclusive", cause):
        for each in excluded_by(terms):
            both = [str(terms.field), each]
            yield {"not": {"properties": {name: {} for name in both}, "required": both}}


def _when(terms: Rules) -> Iterator[Schema]:
    for pair in pairs_of(terms):
        if pair.other in terms.matrix.block("fields") and binds(
            terms, "pair-not-taken", pair.cause
        ):
            other = Rules(terms.matrix, terms.model, pair.other)
            yield {"if": _has(other, pair.values), "then": _has(terms, pair.taken, unset=True)}


def _has(terms: Rules, values: tuple[object, ...], *, unset: bool = False) -> Schema:
    """The requests in which a field has one of these values, be it by default.

    With `unset` also those without it, where nothing tells what is used then.
    """
    default = terms.value("default")
    schema: Schema = {"properties": {str(terms.field): schema_of_values(terms, values)}}
    is_fine = default in values or (unset and default is None)
    return schema if is_fine else {**schema, "required": [terms.field]}


READERS: Mapping[str, Callable[[Rules], Iterator[Schema]]] = {
    "excludes": _excludes,
    "when": _when,
}
