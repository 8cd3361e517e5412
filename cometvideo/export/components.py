"""Components: the schemas of an OpenAPI document: forms, the task, and the envelopes of errors."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from cometvideo.export.descriptions import cited, describe_field
from cometvideo.export.fields import Schema
from cometvideo.export.flat import flat_of_models, flat_schema
from cometvideo.export.json_schema import described, naming, other_schema, request_schema
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.terms import encodings_of
from cometvideo.prediction.rules import Rules
from cometvideo.words import words_of

__all__ = [
    "CREATE",
    "TASK",
    "create_in",
    "envelope_names",
    "read_encodings",
    "reference",
    "request_schemas",
    "schemas",
]

CREATE = "CreateVideo"
TASK = "Video"
_OTHER = "another model"
_JSON, _FORM = "application/json", "multipart/form-data"

# How a file part is described: bytes of any type, as OpenAPI 3.1 asks.
_FILE: Mapping[str, object] = {"type": "string", "contentMediaType": "application/octet-stream"}

# What the keys of an envelope hold; a key that is not here may hold anything.
_ENVELOPE_KEYS: Mapping[str, Schema] = {
    "message": {"type": "string"},
    "type": {"type": "string"},
    "param": {"type": ["string", "null"]},
    "code": {"type": ["string", "null"]},
}


def schemas(matrix: Matrix, models: tuple[str, ...], *, flat: bool = False) -> dict[str, Schema]:
    """All component schemas by name; of requests, those for these models."""
    whole = models == matrix.models
    return {
        **request_schemas(matrix, [(matrix, models)], whole=whole, flat=flat),
        TASK: _task(matrix),
        **{
            name: _envelope(block)
            for (_, block), name in zip(
                matrix.blocks("errors", "envelopes"), envelope_names(matrix).values(), strict=True
            )
        },
    }


def read_encodings(matrix: Matrix, models: Iterable[str]) -> tuple[str, ...]:
    """The encodings in which creates of some of these models are read for sure.

    Of a model of which none is, a multipart form.
    """
    found: dict[str, None] = {}
    for model in models:
        known = encodings_of(matrix, model).facts()
        read = [name for name, fact in known if fact.value == "read"]
        found |= dict.fromkeys(read or [_FORM])
    return tuple(found)


def _forms_of(matrix: Matrix, model: str) -> Iterator[str]:
    """The components that describe the creates of a model: a form where one may be read, too.

    So the form, which is the usual one, takes whatever is not refused for sure.
    """
    yield from map(create_in, read_encodings(matrix, [model]))
    if "read" in encodings_of(matrix, model).options(_FORM):
        yield CREATE


def create_in(encoding: str) -> str:
    """The component that describes a create in an encoding."""
    return f"{CREATE}AsJson" if encoding == _JSON else CREATE


def request_schemas(
    common: Matrix,
    families: Sequence[tuple[Matrix, tuple[str, ...]]],
    *,
    whole: bool = True,
    flat: bool = False,
) -> dict[str, Schema]:
    """The bodies of creates for the models of families: forms, and JSON, where any reads such."""
    found: dict[str, Schema] = {}
    listed = {create_in(each) for family in families for each in read_encodings(*family)}
    for name in sorted(listed):
        in_json = name != CREATE
        read = [
            (own, reading)
            for own, models in families
            if (reading := tuple(each for each in models if name in _forms_of(own, each)))
        ]
        if flat:
            found |= _flat_forms(common, read, name, in_json=in_json)
        else:
            found |= _forms(common, read, name, in_json=in_json, whole=whole)
    return found


def _flat_forms(
    common: Matrix,
    families: Sequence[tuple[Matrix, tuple[str, ...]]],
    name: str,
    *,
    in_json: bool,
) -> dict[str, Schema]:
    """A form for any model, and one for each, which nothing else refers to."""
    every = [(matrix, model) for matrix, models in families for model in models]
    one = len(families) == 1 and len(every) == 1
    forms = {
        name: flat_schema(*every[0]) if one else flat_of_models(common, every),
        **{f"{name}-{_safe(model)}": flat_schema(matrix, model) for matrix, model in every},
    }
    return cast("dict[str, Schema]", _without_parts(forms)) if in_json else forms


def _without_parts(schema: object) -> object:
    """A flat schema of JSON, in which a file is a text."""
    if isinstance(schema, dict):
        return {
            key: _without_parts(each)
            for key, each in schema.items()
            if (key, each) != ("format", "binary")
        }
    return schema


def _forms(
    common: Matrix,
    families: Sequence[tuple[Matrix, tuple[str, ...]]],
    name: str,
    *,
    in_json: bool,
    whole: bool,
) -> dict[str, Schema]:
    """A form for each model and one for any of them; if `whole`, one for unknown ids as well."""
    written = _as_json if in_json else _as_form
    forms = {
        model: written(matrix, model, request_schema(matrix, model))
        for matrix, models in families
        for model in models
    }
    other = other_schema(common) if whole else None
    if other is not None:
        forms[_OTHER] = written(common, None, other)
    names = {model: f"{name}-{_safe(model)}" for model in forms}
    return {
        name: _any_form(common, forms, names, in_json=in_json),
        **{names[model]: schema for model, schema in forms.items()},
    }


def _any_form(
    matrix: Matrix, forms: Mapping[str, Schema], names: Mapping[str, str], *, in_json: bool
) -> Schema:
    """A form for any model: the fields of all, and for validators what the model makes of them.

    It is one object rather than a choice of several: of a choice many generators take the first,
    and would hold the requests for every model to the limits of that one.
    """
    selector = words_of(matrix).selector
    rules: list[Schema] = []
    for model, name in names.items():
        if selector is None:
            rules.append(reference(name))
        elif model != _OTHER:
            rules.append({"if": naming(matrix, selector, [model]), "then": reference(name)})
        else:
            known = naming(matrix, selector, list(matrix.models))
            rules.append({"if": {"not": known}, "then": reference(name)})
    required = [cast("list[str]", each.get("required", [])) for each in forms.values()]
    everywhere = [name for name in required[0] if all(name in each for each in required)]
    return {
        "type": "object",
        "description": "A request for a video; its model tells the limits of the rest.",
        "required": everywhere,
        "properties": {
            name: _any_property(
                matrix,
                name,
                [own[name] for each in forms.values() if name in (own := _properties(each))],
                in_json=in_json,
            )
            for name in dict.fromkeys(name for each in forms.values() for name in _properties(each))
        },
        "allOf": rules,
    }


def _any_property(matrix: Matrix, name: str, each: list[Schema], *, in_json: bool) -> Schema:
    """What a field may be for one model or another: its type, and the ids where it is the model."""
    words = describe_field(Rules(matrix, None, name))
    taken = [schema for schema in each if schema.get("not") != {}]
    is_media = not in_json and Rules(matrix, None, name).text("kind") == "media"
    # What all families share may not have the field.
    if is_media or any(
        _FILE.items() <= cast("Schema", one.get("items", one)).items() for one in taken
    ):
        # The format is for generators that know OpenAPI 3.0 better.
        file = {**_FILE, "format": "binary"}
        is_repeated = any(schema.get("type") == "array" for schema in taken)
        return {**words, **({"type": "array", "items": file} if is_repeated else file)}
    if all("const" in schema for schema in each):
        ids = [schema["const"] for schema in each]
        if words.get("default") not in ids:
            words.pop("default", None)  # it is a model of another encoding
        return {**words, "type": "string", "enum": ids}
    if not taken:
        return described(words, {"not": {}})
    types = [schema.get("type") for schema in taken]
    if None in types:
        return words
    known = [one for kind in types for one in (kind if isinstance(kind, list) else [kind])]
    found = list(dict.fromkeys(known))
    return {**words, "type": found[0] if len(found) == 1 else found}


def _properties(schema: Schema) -> Mapping[str, Schema]:
    return cast("Mapping[str, Schema]", schema["properties"])


def envelope_names(matrix: Matrix) -> dict[str, str]:
    """The component that describes each envelope."""
    return {
        name: f"{_safe(name).capitalize()}Error" for name in matrix.block("errors", "envelopes")
    }


def reference(name: str) -> Schema:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _as_form(matrix: Matrix, model: str | None, schema: Schema) -> Schema:
    """The schema of a typed request, with parts of a form in place of files."""
    properties = dict(cast("dict[str, Schema]", schema["properties"]))
    for name, typed in list(properties.items()):
        terms = Rules(matrix, model, name)
        if terms.value("kind") != "media":
            continue
        words: Schema = {key: typed[key] for key in ("title", "description") if key in typed}
        if "const" in typed:
            properties[name] = {**words, "not": {}}
        elif terms.value("repeat") is True:
            of_lists = cast("Schema", typed.get("then", typed))
            limit = {key: of_lists[key] for key in ("maxItems",) if key in of_lists}
            properties[name] = {**words, "type": "array", "items": dict(_FILE), **limit}
        else:
            properties[name] = {**words, **_FILE}
    return {**schema, "description": "A form; files are parts of it.", "properties": properties}


def _as_json(matrix: Matrix, model: str | None, schema: Schema) -> Schema:
    """The schema of a typed request, with texts in place of files where their field takes such."""
    properties = dict(cast("dict[str, Schema]", schema["properties"]))
    for name, typed in list(properties.items()):
        if Rules(matrix, model, name).value("kind") == "media":
            words: Schema = {key: typed[key] for key in ("title", "description") if key in typed}
            properties[name] = {**words, **_in_text(typed)}
    return {**schema, "description": "JSON; files are texts in it.", "properties": properties}


def _in_text(typed: Schema) -> Schema:
    """Files in texts, as a field takes them: one, or several in a list."""
    kinds = cast("list[str] | None", typed.get("type"))
    if "const" in typed or (kinds is not None and "string" not in kinds):
        return {"not": {}}
    if kinds is None:
        return {}  # of what is no file nothing is refused for sure
    text: Schema = {"type": "string"}
    text |= {key: typed[key] for key in ("pattern", "not") if key in typed}
    most = {key: typed[key] for key in ("maxItems",) if key in typed}
    return {"anyOf": [text, {"type": "array", "items": text, **most}]}


def _task(matrix: Matrix) -> Schema:
    fields = dict(matrix.blocks("task", "fields"))
    properties = {name: _task_field(matrix, block) for name, block in fields.items()}
    for name, block in matrix.blocks("task", "reasons"):
        field, keys = block.text("field"), block.value("keys")
        if field is None:
            continue
        levels = ", ".join(dict.fromkeys(fact.level for fact in block.all_facts()))
        why = f"Why the task failed, where an upstream tells it so ({name}: {levels})."
        parts = {str(key): {"type": "string"} for key in keys} if isinstance(keys, tuple) else None
        shape: Schema = {"type": "object", "properties": parts} if parts else {"type": "string"}
        properties[field] = {"description": why, **shape}
    return {
        "type": "object",
        "description": " ".join(("A task that renders a video.", cited(matrix, _all(fields)))),
        "required": [name for name, block in fields.items() if block.flag("required")],
        "properties": properties,
    }


def _task_field(matrix: Matrix, block: Block) -> Schema:
    required = block.flag("required")
    kind = block.text("type") or "string"
    schema: Schema = {"type": kind if required else [kind, "null"]}
    for keyword, key in (("const", "always"), ("minimum", "min"), ("maximum", "max")):
        if (value := block.value(key)) is not None:
            schema[keyword] = value
    words = []
    if (same := block.value("same_as")) is not None:
        words.append(f"The same as {same}.")
    if (confined := block.value("only_on")) is not None:
        words.append(f"Only on {confined}.")
    if (unit := block.value("unit")) is not None:
        words.append(f"In {str(unit).replace('-', ' ')}.")
    if block.flag("before_the_end"):
        words.append("May be there before the end, so it must not be used to stop polling.")
    if block.value("gives") == "status":
        statuses = dict(matrix.blocks("task", "statuses"))
        schema["enum"] = [*statuses]
        ends = [name for name, each in statuses.items() if each.flag("terminal")]
        words.append(f"Final are {', '.join(ends)}; all others go on.")
        for name, each in statuses.items():
            if models := each.texts("models"):
                words.append(f"Of tasks of {', '.join(models)} alone: {name}.")
    if words:
        schema["description"] = " ".join(words)
    return schema


def _envelope(block: Block) -> Schema:
    keys, kind = block.value("keys"), block.value("type")
    names = [str(key) for key in keys] if isinstance(keys, tuple) else []
    properties = {name: dict(_ENVELOPE_KEYS.get(name, {})) for name in names}
    if kind is not None and "type" in properties:
        properties["type"]["examples"] = [kind]
    schema: Schema = {"type": "object", "required": names[:1], "properties": properties}
    if "code" in names and "message" in names:
        schema["required"] = [name for name in names if name in ("code", "message")]
    under = block.text("under")
    if under is None:
        return schema
    return {"type": "object", "required": [under], "properties": {under: schema}}


def _all(fields: Mapping[str, Block]) -> list[Fact]:
    return [fact for block in fields.values() for fact in block.values() if isinstance(fact, Fact)]


def _safe(name: str) -> str:
    # Generators take a dot for the end of a module's name.
    return re.sub(r"[^0-9A-Za-z_-]", "-", name)
