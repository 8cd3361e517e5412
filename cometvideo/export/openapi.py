"""OpenAPI 3.1 of the endpoint: create, retrieve and download, as the matrix describes them."""

import re
from collections.abc import Iterable

from cometvideo.errors import InputError
from cometvideo.export.answers import responses
from cometvideo.export.components import CREATE, reference, schemas
from cometvideo.export.fields import Schema
from cometvideo.export.words import cited, made_from
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.prediction import check_serving
from cometvideo.prediction.rules import Rules
from cometvideo.samples.requests import plain_request

__all__ = ["openapi"]

_KEY = "key"


def openapi(matrix: Matrix, model: str | None = None) -> Schema:
    """The OpenAPI document of a matrix; with a model, for requests of that model alone.

    Every status, path and field in it is one of the matrix; where no source states the status of
    a refusal, all that may be are listed. Raises InputError for an unknown model, and
    for a spec that does not say how its API is spoken.
    """
    if model is not None and model not in matrix.models:
        raise InputError(
            f"{model!r} is no model of {matrix.name}; allowed: {', '.join(matrix.models)}"
        )
    check_serving(matrix)
    models = matrix.models if model is None else (model,)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Video endpoint, as spec {matrix.name} describes it",
            "version": matrix.digest[:12],
            "description": f"{matrix.about} {made_from(matrix)}",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "x-spec": {"name": matrix.name, "digest": matrix.digest},
        "servers": [{"url": str(matrix.value("service", "host"))}],
        "security": [{_KEY: []}],
        "paths": _paths(matrix, models),
        "components": {
            "schemas": schemas(matrix, models),
            "securitySchemes": {_KEY: _security(matrix)},
        },
    }


def _paths(matrix: Matrix, models: tuple[str, ...]) -> dict[str, Schema]:
    paths: dict[str, Schema] = {}
    described = {"create": _create(matrix, models), "retrieve": _retrieve(matrix)}
    for name, operation in described.items():
        path, method = (str(matrix.value("operations", name, key)) for key in ("path", "method"))
        item = paths.setdefault(path, {})
        item[method.lower()] = operation
        parameters = [_path_parameter(matrix, each) for each in re.findall(r"\{(\w+)\}", path)]
        if parameters:
            item["parameters"] = parameters
    paths["/{file}"] = _download(matrix)
    return paths


def _create(matrix: Matrix, models: tuple[str, ...]) -> Schema:
    examples = {
        f"example-{number}": {"summary": model, "value": _as_text(plain_request(matrix, model))}
        for number, model in enumerate(models, 1)
    }
    content: Schema = {"schema": reference(CREATE), "examples": examples}
    encoding = _encoding(matrix)
    if encoding:
        content["encoding"] = encoding
    facts = matrix.block("operations", "create").values()
    return {
        "operationId": "createVideo",
        "summary": "Create a video",
        "description": f"Starts a task that renders a video. {cited(matrix, _facts(facts))}",
        "requestBody": {"required": True, "content": {_form_type(matrix): content}},
        "responses": responses(matrix, "create", _links(matrix)),
    }


def _retrieve(matrix: Matrix) -> Schema:
    facts = matrix.block("operations", "retrieve").values()
    return {
        "operationId": "retrieveVideo",
        "summary": "Retrieve a video's task",
        "description": f"Shows how far a task is. {cited(matrix, _facts(facts))}",
        "responses": responses(matrix, "retrieve", {}),
    }


def _download(matrix: Matrix) -> Schema:
    facts = _facts(matrix.block("task", "download").values())
    return {
        "servers": [
            {
                "url": "https://{host}",
                "description": "Another host, which the link of a finished task names.",
                "variables": {"host": {"default": "files.invalid"}},
            }
        ],
        "parameters": [
            {
                "name": "file",
                "in": "path",
                "required": True,
                "description": "The link of the finished task, taken as it is with its query.",
                "schema": {"type": "string"},
            }
        ],
        "get": {
            "operationId": "downloadVideo",
            "summary": "Download a finished video",
            "description": "The link is signed and expires; it is asked for without the key. "
            + cited(matrix, facts),
            "security": [],
            "responses": {
                "default": {
                    "description": "The video, or an error of that host once the link has expired; "
                    "no source states its statuses.",
                    "content": {"video/mp4": {"schema": {}}},
                }
            },
        },
    }


def _form_type(matrix: Matrix) -> str:
    """The documented encoding of a create."""
    known = matrix.block("body", "encodings").values()
    documented = [each for each in _facts(known) if not each.is_open and each.value == "read"]
    return documented[0].keys[-1] if documented else "multipart/form-data"


def _encoding(matrix: Matrix) -> Schema:
    """The content types of the file parts, as far as any source lists them."""
    found: Schema = {}
    for name in matrix.block("fields"):
        terms = Rules(matrix, None, name)
        formats = terms.block("limits").get("formats")
        if terms.value("kind") == "media" and isinstance(formats, Fact):
            listed = formats.value if isinstance(formats.value, tuple) else ()
            found[name] = {"contentType": ", ".join(map(str, listed))}
    return found


def _links(matrix: Matrix) -> Schema:
    """How the answer to a create leads to its task."""
    named = next(
        (name for name, block in matrix.blocks("task", "fields") if _gives(block) == "id"), None
    )
    path = str(matrix.value("operations", "retrieve", "path"))
    parameter = next(iter(re.findall(r"\{(\w+)\}", path)), None)
    if named is None or parameter is None:
        return {}
    parameters = {parameter: f"$response.body#/{named}"}
    return {"task": {"operationId": "retrieveVideo", "parameters": parameters}}


def _path_parameter(matrix: Matrix, name: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"The {name} of the task.",
        "schema": {"type": "string"},
        "example": matrix.value("task", "id_example") or "task",
    }


def _security(matrix: Matrix) -> Schema:
    header, scheme = (
        str(matrix.value("service", key) or "") for key in ("auth_header", "auth_scheme")
    )
    if header.lower() == "authorization":
        return {"type": "http", "scheme": scheme.lower() or "bearer"}
    return {"type": "apiKey", "in": "header", "name": header}


def _as_text(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if isinstance(value, str | int)}


def _gives(block: Block) -> object:
    fact = block.get("gives")
    return fact.value if isinstance(fact, Fact) else None


def _facts(found: Iterable[object]) -> list[Fact]:
    return [each for each in found if isinstance(each, Fact)]
