"""Flat schemas: one object, one type a field, for generators of code that know no more.

No unions, no references, no rules between fields; a whole number is an integer, though a form
sends its digits, and a file is a string, of format binary where no text is taken for one. What that
leaves out, `left_out` tells.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, cast

from cometvideo.export.descriptions import describe_field, describe_request, given_as, made_from
from cometvideo.export.fields import Schema, field_schema
from cometvideo.export.json_schema import DIALECT, closes, described, requires_field
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import shown_bare
from cometvideo.prediction.relations import excluded_by, pairs_of
from cometvideo.prediction.rules import Rules

__all__ = ["NEVER_SAID", "flat_document", "flat_of_models", "flat_schema", "left_out"]

NEVER_SAID: Final = (
    "what is in a file.",
    "how a request is written as a form.",
    "a line break at the end of a size.",
)
"""What no flat schema says."""

_FILE = "the bytes of a file"
_FILES = "Files are texts: their bytes, or what the field says."
# A range of no more whole numbers than these is written out, so that types know it.
_MOST_WRITTEN_OUT = 64
_WORDS = ("title", "description", "default", "examples")


def flat_document(matrix: Matrix, model: str | None = None) -> Schema:
    """The flat schema as a document of its own, with what it does not say in its comment."""
    unsaid = " ".join(left_out(matrix, model))
    comment = f"{made_from(matrix)} Not said here: {unsaid}"
    return {"$schema": DIALECT, "$comment": comment, **flat_schema(matrix, model)}


def flat_schema(matrix: Matrix, model: str | None = None) -> Schema:
    """The flat schema of the requests for a model; without one, of those for any.

    It takes whatever the schema of the typed request takes, once numbers are numbers and files
    texts.
    """
    models = matrix.models if model is None else (model,)
    every = [(matrix, each) for each in models]
    return {**describe_request(matrix, model, _FILES), **_flat(every, matrix, model)}


def flat_of_models(common: Matrix, every: Collection[tuple[Matrix, str]]) -> Schema:
    """The flat schema of the requests for any of these models, each with its family."""
    return {**describe_request(common, None, _FILES), **_flat(every, common, None)}


def _flat(every: Collection[tuple[Matrix, str]], common: Matrix, model: str | None) -> Schema:
    properties: dict[str, Schema] = {}
    for name in dict.fromkeys(name for matrix, _ in every for name in matrix.block("fields")):
        rules = [Rules(*each, name) for each in every if name in each[0].block("fields")]
        forms = [form for each in rules if (form := _field(each, model))]
        if forms:
            about = describe_field(Rules(common, model, name))
            words = {key: about[key] for key in _WORDS if key in about}
            media = [each for each in rules if each.text("kind") == "media"]
            if (ways := given_as(media, _FILE)) not in ([], [_FILE]):
                words["description"] = f"{words['description']} It is {', or '.join(ways)}."
            properties[name] = described(words, form := _any(forms))
            if "enum" in form and words.get("default") not in cast("list[object]", form["enum"]):
                properties[name].pop("default", None)  # it is a model of another encoding
    required = [
        name for name in properties if all(requires_field(Rules(*each, name)) for each in every)
    ]
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    is_closed = all(closes(matrix) for matrix, _ in every)
    return {**schema, "additionalProperties": False} if is_closed else schema


def left_out(matrix: Matrix, model: str | None = None) -> list[str]:
    """What a flat schema does not say that decides whether a request is taken, in sentences."""
    told = [*NEVER_SAID]
    if model is None and len(matrix.models) > 1:
        told.append("what differs by model.")
    models = matrix.models if model is None else (model,)
    return list(
        dict.fromkeys([*told, *(each for one in models for each in _relations(matrix, one))])
    )


def _relations(matrix: Matrix, model: str) -> Iterator[str]:
    known = matrix.block("fields")
    for name in known:
        rules = Rules(matrix, model, name)
        if rules.value("accepted") is False:
            if not closes(matrix):
                yield f"{name} is not taken."
            continue
        if (needed := rules.text("requires") or "") in known:
            yield f"{name} needs {needed}."
        for other in excluded_by(rules):
            yield f"{name} and {other} do not go together."
        if (size := rules.text("matches") or "") in known:
            yield f"every file of {name} has exactly the width and height that {size} asks for."
        for pair in pairs_of(rules):
            some, taken = (", ".join(map(shown_bare, each)) for each in (pair.values, pair.taken))
            yield f"where {pair.other} is one of {some}, {name} is one of {taken}."


def _field(rules: Rules, model: str | None) -> Schema | None:
    """What one field may be for one model; None where that takes no such field."""
    whole = field_schema(rules)
    if whole.get("not") == {} or whole.get("const") == []:
        return None
    known = cast("Schema", whole.get("then", whole))
    kind = str(rules.text("kind"))
    if kind in _PLAIN:
        return {"type": kind, **_PLAIN[kind](known)}
    if kind == "media":
        # A text that is read is not the bytes of a file.
        is_file = given_as([rules], _FILE) == [_FILE]
        file: Schema = {"type": "string", **({"format": "binary"} if is_file else {})}
        if rules.value("repeat") is not True:
            return file
        most = {"maxItems": known["maxItems"]} if "maxItems" in known else {}
        return {"type": "array", "items": file, **most}
    if rules.fact("selects"):
        return {"type": "string", "enum": [rules.model]} if model or "enum" in known else _TEXT
    keys = ("enum", "pattern", "minLength", "maxLength")
    return {"type": "string", **{key: known[key] for key in keys if key in known}}


_TEXT: Schema = {"type": "string"}


def _bounds(known: Schema) -> Schema:
    """The ends of a range of numbers."""
    first = next(iter(cast("list[Schema]", known.get("allOf", []))), {})
    ends = {**cast("Schema", first.get("then", {})), **known}
    return {key: ends[key] for key in ("minimum", "maximum") if key in ends}


def _numbers(known: Schema) -> Schema:
    """The whole numbers of a range or a set, written out where they are few."""
    for each in cast("list[Schema]", known.get("allOf", [])):
        known = cast("Schema", each.get("then", known))
    listed = cast("list[object]", known.get("enum", []))
    if listed:
        return {"enum": [each for each in listed if isinstance(each, int)]}
    least, most = (cast("int | None", known.get(key)) for key in ("minimum", "maximum"))
    if least is not None and most is not None and most - least < _MOST_WRITTEN_OUT:
        return {"enum": list(range(least, most + 1))}
    return {key: known[key] for key in ("minimum", "maximum") if key in known}


# The kinds that are a type of JSON themselves, and what their schemas say besides.
_PLAIN: Mapping[str, Callable[[Schema], Schema]] = {
    "integer": _numbers,
    "number": _bounds,
    "boolean": lambda _: {},
}


def _any(forms: list[Schema]) -> Schema:
    """What holds of one form or another."""
    first, *others = forms
    if all(each == first for each in others):
        return first
    array = next((each for each in forms if each["type"] == "array"), None)
    if array is not None:
        counts = [cast("int", each.get("maxItems", 0)) for each in forms if each["type"] == "array"]
        whole: Schema = {key: array[key] for key in ("type", "items")}
        return {**whole, "maxItems": max(counts)} if all(counts) else whole
    if all("enum" in each for each in forms):
        values = [one for each in forms for one in cast("list[object]", each["enum"])]
        options = list(dict.fromkeys(values))
        if first["type"] == "integer":
            options.sort(key=lambda each: cast("int", each))
        return {"type": first["type"], "enum": options}
    bounds = {"minimum": min, "maximum": max, "minLength": min, "maxLength": max}
    found: Schema = {"type": first["type"]}
    for key, of in bounds.items():
        each_has = [cast("int", each[key]) for each in forms if key in each]
        if len(each_has) == len(forms):
            found[key] = of(each_has)
    return found
