"""Layouts as OpenAPI: YAML, JSON, a block in Markdown, and the older version 2."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from tests.documentation.generated.material import Item, Material

__all__ = ["DESCRIBED"]

Layout = Callable[[Material], str]


def _schema(item: Item, *, split: bool = False) -> dict[str, Any]:
    kind = item.type.removeprefix("enum<").removesuffix(">")
    schema: dict[str, Any] = (
        {"type": "string", "format": "binary"} if kind == "file" else {"type": kind}
    )
    schema["description"] = item.text
    if item.options:
        schema["enum"] = list(item.options)
    if item.default is not None:
        schema["default"] = item.default
    if item.low is not None:
        schema |= {"minimum": item.low, "maximum": item.high}
    if item.pattern:
        schema["pattern"] = item.pattern
    if split:
        text = schema.pop("description")
        return {"allOf": [schema], "description": text}
    return schema


def _object(items: tuple[Item, ...], *, split: bool = False) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [each.name for each in items if each.required],
        "properties": {each.name: _schema(each, split=split) for each in items},
    }


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def _description(made: Material) -> str:
    parts = [made.prose.words["intro"]]
    for each in made.sections:
        parts += [f"## {each.title}", each.prose, _table(each.rows), each.after]
    return "\n\n".join(part for part in parts if part) + "\n"


def _scheme(made: Material) -> dict[str, Any]:
    facts, text = made.facts, made.prose["access"]
    if facts["service.auth_header"] == "Authorization":
        return {"type": "http", "scheme": facts["service.auth_scheme"].lower(), "description": text}
    return {
        "type": "apiKey",
        "in": "header",
        "name": facts["service.auth_header"],
        "description": text,
    }


def _document(made: Material, *, split: bool = False) -> dict[str, Any]:
    body, answer = _object(made.fields, split=split), _object(made.answer, split=split)
    content: dict[str, Any] = {
        "schema": {"$ref": "#/components/schemas/Answer"},
        "example": made.sample,
    }
    operation = {
        "summary": "Make a video",
        "description": _description(made),
        "x-codeSamples": [{"lang": "bash", "source": made.curl + "\n"}],
        "requestBody": {
            "required": True,
            "content": {made.encoding: {"schema": {"$ref": "#/components/schemas/Create"}}},
        },
        "responses": {
            "200": {"description": made.prose["answer"], "content": {"application/json": content}}
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Videos", "version": "1"},
        "servers": [{"url": made.host}],
        "security": [{"key": []}],
        "paths": {made.path: {made.method.lower(): operation}},
        "components": {
            "securitySchemes": {"key": _scheme(made)},
            "schemas": {"Create": body, "Answer": answer},
        },
    }


def _second(made: Material) -> dict[str, Any]:
    """Swagger 2.0: the fields of the form are parameters."""
    parameters = []
    for each in made.fields:
        schema = _schema(each)
        schema = {"type": "file", "description": each.text} if each.type == "file" else schema
        parameters.append(
            {"name": each.name, "in": "formData", "required": each.required, **schema}
        )
    operation = {
        "description": _description(made),
        "consumes": [made.encoding],
        "parameters": parameters,
        "responses": {
            "200": {
                "description": made.prose["answer"],
                "schema": _object(made.answer),
                "examples": {"application/json": made.sample},
            }
        },
    }
    scheme, _, host = made.host.partition("://")
    key = {
        "type": "apiKey",
        "in": "header",
        "name": made.header,
        "description": made.prose["access"],
    }
    return {
        "swagger": "2.0",
        "info": {"title": "Videos", "version": "1"},
        "host": host,
        "schemes": [scheme],
        "securityDefinitions": {"key": key},
        "paths": {made.path: {made.method.lower(): operation}},
    }


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def _block(made: Material) -> str:
    """A page for language models: prose in Markdown, the operation as a block of OpenAPI."""
    document = _document(made)
    operation = document["paths"][made.path][made.method.lower()]
    prose = operation.pop("description")
    return (
        f"# Videos\n\n{prose}\n## OpenAPI\n\n````yaml {made.method} {made.path}\n"
        f"{_yaml(document)}````\n"
    )


DESCRIBED: Mapping[str, Layout] = {
    "OpenAPI, YAML": lambda made: _yaml(_document(made)),
    "OpenAPI, JSON": lambda made: json.dumps(_document(made), indent=2),
    "OpenAPI, JSON on one line": lambda made: json.dumps(_document(made)),
    "OpenAPI, parts joined": lambda made: _yaml(_document(made, split=True)),
    "OpenAPI in Markdown": _block,
    "Swagger 2.0": lambda made: _yaml(_second(made)),
}
