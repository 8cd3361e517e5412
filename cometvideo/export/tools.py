"""Tools: a function for each model that language models can call, in the form of a vendor.

Each takes what is sure to be taken, as far as the vendor's rules for strict schemas can say it:
sizes are those that are published, and what has no place in the schema stands in the description.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, cast

from cometvideo.export.descriptions import describe_field, given_as
from cometvideo.export.fields import Schema
from cometvideo.export.flat import NEVER_SAID, flat_schema, left_out
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.tables import cells_of
from cometvideo.prediction.rules import Rules

__all__ = ["VENDORS", "tool", "tools"]

_LONGEST_NAME: Final = 64
_SAID_IN_WORDS: Final[Mapping[str, str]] = {
    "minimum": "At least {}.",
    "maximum": "At most {}.",
    "minLength": "Not empty.",
    "maxLength": "At most {} characters.",
    "maxItems": "At most {}.",
    "pattern": "It matches {}.",
}


class Vendor(NamedTuple):
    """How a vendor takes tools.

    `keywords` of JSON Schema are those that its strict mode knows beside types, properties and
    enumerations; where `all_required`, a field that may be left out is null instead.
    """

    keywords: frozenset[str]
    all_required: bool
    written: Callable[[str, str, Schema], Schema]


VENDORS: Final[Mapping[str, Vendor]] = {
    "openai": Vendor(
        frozenset(["minimum", "maximum", "maxItems"]),
        all_required=True,
        written=lambda name, told, schema: {
            "type": "function",
            "name": name,
            "description": told,
            "strict": True,
            "parameters": schema,
        },
    ),
    "anthropic": Vendor(
        frozenset(),
        all_required=False,
        written=lambda name, told, schema: {
            "name": name,
            "description": told,
            "strict": True,
            "input_schema": schema,
        },
    ),
    "mcp": Vendor(
        frozenset(_SAID_IN_WORDS),
        all_required=False,
        written=lambda name, told, schema: {
            "name": name,
            "description": told,
            "inputSchema": schema,
        },
    ),
}
"""By the name that `--for` takes."""


def tools(matrix: Matrix, vendor: str) -> list[Schema]:
    """A tool for every model that is served for sure."""
    return [tool(matrix, model, vendor) for model in matrix.models if _is_served(matrix, model)]


def _is_served(matrix: Matrix, model: str) -> bool:
    for name, field in matrix.blocks("fields"):
        if "selects" in field and (fact := Rules(matrix, model, name).fact("accepted")):
            return fact.value is True
    return True


def tool(matrix: Matrix, model: str, vendor: str) -> Schema:
    """The tool that creates a video with a model; `vendor` is one of `VENDORS`."""
    form = VENDORS[vendor]
    flat = flat_schema(matrix, model)
    always = cast("list[str]", flat.get("required", []))
    required = [
        name for name, field in matrix.blocks("fields") if name in always or "selects" in field
    ]
    properties = {
        name: _property(Rules(matrix, model, name), each, form)
        for name, each in cast("dict[str, Schema]", flat["properties"]).items()
    }
    if form.all_required:
        for name, each in properties.items():
            properties[name] = each if name in required else _or_null(each)
        required = list(properties)
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    about = matrix.abouts.get(("models", model)) or matrix.about
    unsaid = left_out(matrix, model)[len(NEVER_SAID) :]
    rules = " ".join(f"{each[:1].upper()}{each[1:]}" for each in unsaid)
    told = " ".join(filter(None, (f"Creates a video with {model}.", about, rules)))
    name = re.sub(r"[^A-Za-z0-9_-]", "_", f"create_video_{model}")[:_LONGEST_NAME]
    return form.written(name, told, schema)


def _property(rules: Rules, flat: Schema, form: Vendor) -> Schema:
    """A field as the vendor takes it, with what its keywords cannot say in words."""
    about = rules.matrix.abouts.get(("fields", str(rules.field)), "")
    words = [about or str(describe_field(rules)["title"])]
    if rules.text("kind") == "size" and "enum" not in flat:
        sizes = [str(each.size) for each in cells_of(rules)]
        pattern = str(flat.get("pattern", ""))
        known = dict.fromkeys((*rules.texts("labels"), *sizes))
        published = [each for each in known if re.search(pattern, each)]
        flat = {"type": "string", "enum": published} if published else flat
    found: Schema = {"type": flat["type"]}
    if "enum" in flat:
        found["enum"] = flat["enum"]
    if rules.text("kind") == "media":
        words.append(f"It is {', or '.join(given_as([rules], 'the path of a file'))}.")
        if flat["type"] == "array":
            found["items"] = {"type": "string"}
    for key, told in _SAID_IN_WORDS.items():
        if key in flat and key in form.keywords:
            found[key] = flat[key]
        elif key in flat:
            words.append(told.format(flat[key]))
    default = rules.fact("default")
    if default is not None and not default.is_open:
        words.append(f"Left out, it is {default.value}.")
    return {**found, "description": " ".join(words)}


def _or_null(schema: Schema) -> Schema:
    options = {"enum": [*cast("list[object]", schema["enum"]), None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **options}
