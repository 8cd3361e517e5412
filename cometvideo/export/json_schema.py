"""JSON Schema 2020-12 of the typed request: one document for a model, or for all of them.

It accepts what `predict` does not call invalid. What it cannot judge is what is in a file, whether
a text is well-formed Unicode, and how a request is written as a form.
"""

from collections.abc import Mapping
from typing import cast

from cometvideo.export.descriptions import describe_field, describe_request, made_from
from cometvideo.export.fields import Schema, binds, field_schema, fits
from cometvideo.export.relations import needed_with, relation_schemas
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.accepting import may_lack
from cometvideo.prediction.rules import Rules
from cometvideo.words import words_of

__all__ = [
    "DIALECT",
    "closes",
    "described",
    "json_schema",
    "naming",
    "other_schema",
    "request_schema",
    "requires_field",
]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORDS = frozenset({"title", "description", "default", "examples"})
# Keywords that do not depend on the type of the value.
_UNTYPED = _WORDS | {"const", "enum"}


def json_schema(matrix: Matrix, model: str | None = None) -> Schema:
    """The schema of a typed request, for one model or, without one, for the whole endpoint.

    A typed request is an object of fields, in which a file is an object such as
    {"file": "kite.png"} and several files are an array of those. Raises InputError for a model
    that the matrix does not have.
    """
    matrix.one(model)
    head = {"$schema": DIALECT, "$comment": made_from(matrix)}
    return {**head, **(_endpoint(matrix) if model is None else request_schema(matrix, model))}


def request_schema(matrix: Matrix, model: str) -> Schema:
    """The schema of the requests for one model, and of no others, as a part of a document."""
    schema = _request(matrix, model)
    selector = words_of(matrix).selector
    if selector is not None:
        properties = dict(_properties(schema))
        words = describe_field(Rules(matrix, model, selector))
        properties[selector] = {**words, "type": "string", "const": model}
        own = set() if _has_default(matrix, selector, [model]) else {selector}
        required = [name for name in properties if name in {*_required(schema), *own}]
        schema |= {"properties": properties, "required": required}
    return schema


def other_schema(matrix: Matrix) -> Schema | None:
    """The schema of the requests that name no known model; None where all of them are refused."""
    selector = words_of(matrix).selector
    if selector is None:
        return _request(matrix, None)
    if _only_known_models(matrix, selector):
        return None
    schema = _request(matrix, None)
    return {**schema, "not": naming(matrix, selector, list(matrix.models))}


def _request(matrix: Matrix, model: str | None) -> Schema:
    """What a request for a model may be, or, for None, one that names no known model."""
    names = tuple(matrix.block("fields"))
    schema = describe_request(matrix, model)
    schema["type"] = "object"
    schema["properties"] = {name: _property(matrix, model, name) for name in names}
    required = [name for name in names if requires_field(Rules(matrix, model, name))]
    if required:
        schema["required"] = required
    needed = needed_with(matrix, model)
    if needed:
        schema["dependentRequired"] = needed
    rules = relation_schemas(matrix, model)
    if rules:
        schema["allOf"] = rules
    if closes(matrix):
        schema["additionalProperties"] = False
    return schema


def _endpoint(matrix: Matrix) -> Schema:
    """What all models share at the top; below it what differs, chosen by the model's name."""
    selector = words_of(matrix).selector
    if selector is None:
        return _request(matrix, None)
    chosen = {model: _request(matrix, model) for model in matrix.models}
    other = _request(matrix, None)
    branches = [*chosen.values()]
    is_closed = _only_known_models(matrix, selector)
    if not is_closed:
        branches.append(other)
    names = tuple(matrix.block("fields"))
    top = describe_request(matrix, None)
    top |= {"type": "object", "properties": _shared_properties(matrix, branches, names)}
    if is_closed:
        # Also where a model that is known is not taken.
        properties = cast("dict[str, Schema]", top["properties"])
        properties[selector] |= field_schema(Rules(matrix, None, selector))
    required = [name for name in names if all(name in _required(each) for each in branches)]
    if required:
        top["required"] = required
    if closes(matrix):
        top["additionalProperties"] = False
    rules = [
        {"if": naming(matrix, selector, models), "then": {"title": _title(models), **then}}
        for models, then in _grouped(top, chosen, names)
    ]
    if not is_closed:
        named = naming(matrix, selector, [*chosen])
        rules.append({"if": {"not": named}, "then": _beyond(top, other, names)})
    return {**top, "allOf": rules} if rules else top


def _grouped(
    top: Schema, chosen: Mapping[str, Schema], names: tuple[str, ...]
) -> list[tuple[list[str], Schema]]:
    """What holds beyond the top, with the models for which it does; equal rules stand once."""
    groups: list[tuple[list[str], Schema]] = []
    for model, schema in chosen.items():
        further = _beyond(top, schema, names)
        for models, then in groups:
            if then == further:
                models.append(model)
                break
        else:
            groups.append(([model], further))
    return [(models, then) for models, then in groups if then]


def _title(models: list[str]) -> str:
    return f"Request for {', '.join(models)}"


def naming(matrix: Matrix, selector: str, models: list[str]) -> Schema:
    """What tells the requests for these models, that for the default being one without any."""
    one: Schema = {"const": models[0]} if len(models) == 1 else {"enum": models}
    chosen: Schema = {"properties": {selector: one}}
    return chosen if _has_default(matrix, selector, models) else {"required": [selector], **chosen}


def _has_default(matrix: Matrix, selector: str, models: list[str]) -> bool:
    return Rules(matrix, None, selector).text("default") in models


def _property(matrix: Matrix, model: str | None, name: str) -> Schema:
    terms = Rules(matrix, model, name)
    return described(describe_field(terms), field_schema(terms))


def described(words: Schema, rules: Schema) -> Schema:
    """Rules with those words about them that they take.

    Where only presets can be sent, the sizes of a table are no examples; what is used where nothing
    is sent may be none of what can be.
    """
    if "examples" in words:
        examples = cast("list[object]", words["examples"])
        words = {**words, "examples": [each for each in examples if fits(each, rules)]}
    if "default" in words and not fits(words["default"], rules):
        words = {key: each for key, each in words.items() if key != "default"}
    return {**words, **rules}


def _shared_properties(
    matrix: Matrix, branches: list[Schema], names: tuple[str, ...]
) -> dict[str, Schema]:
    """For every field the words about it, and the rules that are the same for every model."""
    shared = {}
    for name in names:
        each = [_properties(branch)[name] for branch in branches]
        words = describe_field(Rules(matrix, None, name))
        keys = dict.fromkeys(key for schema in each for key in schema if key not in words)
        same = {key for key in keys if all(_agree(schema, each[0], key) for schema in each)}
        # Keywords that only mean something together, or beside a type, stay together.
        split = keys.keys() - same - _UNTYPED
        rules = {} if split else {key: each[0][key] for key in keys if key in same}
        shared[name] = described(words, rules)
    return shared


def _agree(one: Schema, other: Schema, key: str) -> bool:
    return key in one and key in other and one[key] == other[key]


def _beyond(top: Schema, schema: Schema, names: tuple[str, ...]) -> Schema:
    """What one model's schema says that the top does not."""
    shared, own = _properties(top), _properties(schema)
    further: Schema = {}
    properties = {}
    for name in names:
        rules = {
            key: value
            for key, value in own[name].items()
            if key not in shared[name] or shared[name][key] != value
        }
        # Words alone are said in the schema of one model; here they would cost every validation.
        if rules.keys() - _WORDS:
            properties[name] = {key: value for key, value in rules.items() if key != "title"}
    if properties:
        further["properties"] = properties
    required = [name for name in _required(schema) if name not in _required(top)]
    if required:
        further["required"] = required
    further |= {key: schema[key] for key in ("dependentRequired", "allOf") if key in schema}
    return further


def _only_known_models(matrix: Matrix, selector: str) -> bool:
    """Whether a request that names no known model, be it by default, is refused for sure."""
    terms = Rules(matrix, None, selector)
    is_named = requires_field(terms) or _has_default(matrix, selector, [*matrix.models])
    return is_named and field_schema(terms) == {
        "type": "string",
        "enum": list(matrix.models),
    }


def requires_field(terms: Rules) -> bool:
    """Whether a request without the field is refused for sure; none is if it may not be taken."""
    fact = terms.fact("required")
    is_required = fact is not None and fact.value is True and not may_lack(terms)
    return is_required and binds(terms, "required", fact)


def closes(matrix: Matrix) -> bool:
    """Whether a field that is not listed is refused for sure."""
    policy = matrix.fact("body", "undocumented_field")
    return binds(Rules(matrix, None, None), "undocumented-field", policy, policy=True)


def _properties(schema: Schema) -> Mapping[str, Schema]:
    return cast("Mapping[str, Schema]", schema["properties"])


def _required(schema: Schema) -> list[str]:
    return cast("list[str]", schema.get("required", []))
