"""The JSON Schema of specs, made from the vocabulary, for editors and for lint."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cometvideo.facts.fact import SOURCE_KINDS
from cometvideo.facts.vocabulary import FORMAT, Row, Type, every_row

__all__ = ["SCHEMA_ID", "spec_schema"]

Schema = dict[str, Any]

SCHEMA_ID: Final = (
    "https://raw.githubusercontent.com/cometvideo/cometvideo/format-1/spec/spec.schema.json"
)
"""The id of the schema, with the version of the format in it, and where it is to be found."""

_TEXT: Final = {"type": "string", "minLength": 1}
_SCALARS: Final = {"type": ["string", "number", "boolean"]}
_BLOCK: Final = {"about": {"$ref": "#/$defs/about"}, "from": {"$ref": "#/$defs/from"}}

# Around the sections: the head of a file.
_HEAD: Final[Schema] = {
    "format": {
        "title": "Format of the file",
        "description": "The version of this very format: 1.",
        "const": 1,
    },
    "name": {
        "title": "Name of the spec",
        "description": "What reports call this spec. The name of the file where it is left out.",
        **_TEXT,
    },
    "about": _BLOCK["about"],
    "extends": {
        "title": "Base",
        "description": "The spec that this file changes: the name of a shipped one, or a path from "
        "this file. It stands by itself where this is left out, and needs sources, fields and "
        "models.",
        **_TEXT,
    },
    "families": {
        "title": "Families",
        "description": "The specs of the families that an endpoint has: the names of shipped ones, "
        "or paths from this file.",
        "type": "array",
        "minItems": 1,
        "items": _TEXT,
    },
    "from": _BLOCK["from"],
    "sources": {
        "title": "Sources",
        "description": "Everything that a fact is known from, by an id of your choice; those of a "
        "base are there as well.",
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/source"},
    },
}

# What stands in every block and in every fact.
_DEFINITIONS: Final[Schema] = {
    "about": {
        "title": "Description",
        "description": "A sentence for people.",
        "type": ["string", "null"],
    },
    "from": {
        "title": "Sources of the facts in here",
        "description": "Id of a source, or several. The nearest one counts: a fact's own, else "
        "that of the block around it.",
        "type": ["string", "array"],
        "minLength": 1,
        "minItems": 1,
        "items": _TEXT,
    },
    "source": {
        "title": "A source",
        "description": "Who says so.",
        "type": "object",
        "required": ["kind", "title"],
        "additionalProperties": False,
        "properties": {
            "kind": {
                "title": "Kind of source",
                "description": "How sure its facts are. observation: seen live. documentation: a "
                "current page of the service itself, that of its prices as well. Any other allows "
                "an inference only: superseded (a page that is current no longer), vendor (who "
                "makes the model, where somebody else serves it), gateway (a program like that of "
                "the service), sdk (a library), report (somebody's word).",
                "enum": list(SOURCE_KINDS),
            },
            "title": {
                "title": "Title",
                "description": "What people call it; of an observation, with its date.",
                **_TEXT,
            },
            "address": {
                "title": "Address",
                "description": "Where to find it; a page without one is found by no drift.",
                **_TEXT,
            },
            "covers": {
                "title": "What it covers",
                "description": "What it tells about, in words, for people.",
                **_TEXT,
            },
            "date": {
                "title": "Date",
                "description": "When somebody last looked at it, as far as known: a year, a month "
                'or a day, such as "2026-08-27".',
                "type": "string",
                "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
            },
        },
    },
    "fact": {
        "title": "A fact",
        "description": "One claim: a value that is settled, or the options of one that is open.",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "value": {
                "title": "Value",
                "description": "What holds. Beside one_of it decides an open fact: with a source "
                "it is known, without one it is assumed.",
            },
            "one_of": {
                "title": "Options",
                "description": "The values that the documentation leaves possible, two or more; "
                "null removes those of the base.",
                "type": ["array", "null"],
                "items": _SCALARS,
            },
            "assumed": {
                "title": "Assumed",
                "description": "true: the value is one of the options that is taken for granted, "
                "although sources are in force; the fact stays open.",
                "type": "boolean",
            },
            "from": {
                "title": "Sources of this fact",
                "description": "Id of a source, or several; in place of those of the block around "
                "it.",
                "$ref": "#/$defs/from",
            },
            "note": {
                "title": "Note",
                "description": "A remark; of an open fact, what would settle it.",
                "type": ["string", "null"],
            },
            "also": {
                "title": "What other sources say",
                "description": "Differing values of the same thing. They inform, and never reject.",
                "type": ["array", "null"],
                "items": {
                    "title": "What one other source says",
                    "description": "Its value, and who says so.",
                    "type": "object",
                    "required": ["source", "value"],
                    "additionalProperties": False,
                    "properties": {
                        "source": {
                            "title": "Source",
                            "description": "Id of that source.",
                            **_TEXT,
                        },
                        "value": {
                            "title": "Value",
                            "description": "What that source says.",
                            "type": ["string", "number", "boolean", "array"],
                            "items": _SCALARS,
                        },
                        "note": {
                            "title": "Note",
                            "description": "A remark.",
                            "type": ["string", "null"],
                        },
                    },
                },
            },
        },
    },
    "settled-fact": {
        "title": "A settled fact",
        "description": "A fact that cannot be open: its readers take one value.",
        "allOf": [{"$ref": "#/$defs/fact"}],
        "properties": {
            "one_of": {
                "title": "Options",
                "description": "This fact cannot be open, since its readers take one value; null "
                "removes the options of the base.",
                "type": "null",
            }
        },
    },
}

_JSON_TYPES: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}
_SIZE: Final = {
    "description": "Width and height in pixels, such as 1280x720.",
    "type": ["string", "null"],
    "pattern": "^[1-9][0-9]{0,5}x[1-9][0-9]{0,5}$",
}
# Values that are more than of a type, by the names of their types.
_FORMS: Final[Mapping[str, tuple[str, Schema]]] = {
    "size": ("width-and-height", _SIZE),
    "open-size": (
        "width-and-height-or-another",
        {
            "description": "Width and height in pixels, such as 1280x720, or `another` size.",
            "type": ["string", "null"],
            "pattern": "^([1-9][0-9]{0,5}x[1-9][0-9]{0,5}|another)$",
        },
    ),
    "sizes": (
        "list-of-sizes",
        {
            "type": ["array", "null"],
            "minItems": 1,
            "items": {"$ref": "#/$defs/width-and-height"},
        },
    ),
    "price": (
        "amount",
        {
            "description": "A number that is not negative, with at most six decimals.",
            "type": ["number", "null"],
            "minimum": 0,
        },
    ),
    "http-status": (
        "three-digits",
        {
            "description": "A status of HTTP: 100 to 599.",
            "type": ["integer", "null"],
            "minimum": 100,
            "maximum": 599,
        },
    ),
}


def spec_schema() -> Schema:
    """The JSON Schema (2020-12) of a file with a spec, or with an overlay."""
    sections = {key: _described(row) for key, row in FORMAT.keys.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": FORMAT.title,
        "description": FORMAT.meaning,
        "type": "object",
        "required": ["format"],
        "if": {"anyOf": [{"required": ["extends"]}, {"required": ["families"]}]},
        "else": {"required": ["sources", "fields", "models"]},
        "additionalProperties": False,
        "properties": {**_HEAD, **sections},
        "$defs": {**_DEFINITIONS, **dict(_types()), **dict(_parts())},
    }


def _types() -> Iterator[tuple[str, Schema]]:
    """The definitions of the types of facts, and of the values in them."""
    for _, row in every_row():
        if row.type is None:
            continue
        name, value = _value(row.type)
        if name:
            yield name, value
        if not row.is_block:
            yield row.type.name, {"anyOf": [_bare(row.type), _mapping(row.type)]}


def _parts() -> Iterator[tuple[str, Schema]]:
    """The definitions of the blocks that stand in several places."""
    for _, row in every_row():
        if row.part:
            yield row.part, {**_block(row), **(_WHOLE_BOUNDS if row.part == "field" else {})}


# The bounds of an integer are whole, as those of other numbers need not be.
_WHOLE_BOUNDS: Final[Schema] = {
    "if": {"required": ["kind"], "properties": {"kind": {"enum": ["integer"]}}},
    "then": {"properties": {each: {"$ref": "#/$defs/integer"} for each in ("min", "max")}},
}


def _described(row: Row) -> Schema:
    """What stands in the place of a row, with its words."""
    return {"title": row.title, "description": row.explained, **_form(row)}


def _form(row: Row) -> Schema:
    if row.type is None:
        return {"$ref": f"#/$defs/{row.part}"} if row.part else _block(row)
    if not row.is_block:
        return {"$ref": f"#/$defs/{row.type.name}"}
    # Without a value, a mapping is the block.
    told: Schema = {"required": ["value"]}
    if not row.type.settled:
        told = {"anyOf": [told, {"required": ["one_of"]}]}
    fact = {**_mapping(row.type), **told}
    return {"anyOf": [_bare(row.type), fact, _block(row)]}


def _block(row: Row) -> Schema:
    """A block; null removes it."""
    keys = {key: _described(child) for key, child in row.keys.items()}
    closed = row.each is None or (keys and not row.free)
    free = False if closed or row.each is None else _described(row.each)
    return {
        "type": ["object", "null"],
        "additionalProperties": free,
        "properties": {**_BLOCK, **keys},
    }


def _mapping(kind: Type) -> Schema:
    """A fact of a type, written as a mapping."""
    value = _bare(kind)
    if kind.settled:
        return {"allOf": [{"$ref": "#/$defs/settled-fact"}], "properties": {"value": value}}
    return {
        "allOf": [{"$ref": "#/$defs/fact"}],
        "properties": {"value": value, "one_of": {"items": value}},
    }


def _bare(kind: Type) -> Schema:
    name, value = _value(kind)
    return {"$ref": f"#/$defs/{name}"} if name else value


def _value(kind: Type) -> tuple[str, Schema]:
    """What a value of a type may be, and the name of that definition; null removes it."""
    if kind.name in _FORMS:
        return _FORMS[kind.name]
    if kind.choices:
        return f"words-{kind.name}", {"enum": [*kind.choices, None]}
    types = [_JSON_TYPES[each] for each in kind.python]
    if "number" in types and "integer" in types:
        types.remove("integer")
    if kind.listed:
        item = types[0] if len(types) == 1 else types
        least: Schema = {} if kind.empty else {"minItems": 1}
        listed = {"type": ["array", "null"], **least, "items": {"type": item}}
        return f"list-of-{kind.name}", listed
    return "", {"type": [*types, "null"]}
