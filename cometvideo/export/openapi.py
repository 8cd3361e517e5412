"""OpenAPI 3.1 of the endpoint: create, retrieve and download, with examples of every answer."""

import json
import re
from collections.abc import Iterator, Mapping

from cometvideo.export.components import (
    TASK,
    create_in,
    envelope_names,
    read_encodings,
    reference,
    schemas,
)
from cometvideo.export.descriptions import cited, made_from, sources_of
from cometvideo.export.fields import Schema
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import check_serving
from cometvideo.prediction.rules import Rules
from cometvideo.samples.errors import ErrorAnswer, error_answers, error_body
from cometvideo.samples.requests import plain_request
from cometvideo.samples.tasks import Lifecycle, initial_step, lifecycles_of, task_object
from cometvideo.wire.media import Media
from cometvideo.words import words_of

__all__ = ["openapi"]

_KEY = "key"
_JSON = "application/json"
_FORM = "multipart/form-data"
_RETRY = {
    "never": "Do not send the same again.",
    "rarely": "Sending the same again rarely helps.",
    "backoff": "Send again later, with exponential backoff and jitter.",
}


def openapi(matrix: Matrix, model: str | None = None, *, flat: bool = False) -> Schema:
    """The OpenAPI document of a matrix; with a model, for requests of that model alone.

    With `flat` the requests are of flat schemas.

    Every status, path and field in it is one of the matrix; where no source states the status of
    a refusal, all that may be are listed. Raises InputError for an unknown model, and
    for a spec that does not say how its API is spoken.
    """
    matrix.one(model)
    check_serving(matrix)
    models = matrix.models if model is None else (model,)
    paths = _paths(matrix, models)
    # An envelope in which no answer of these operations comes is left out.
    errors, said = set(envelope_names(matrix).values()), json.dumps(paths)
    components = {
        name: schema
        for name, schema in schemas(matrix, models, flat=flat).items()
        if name not in errors or json.dumps(reference(name)["$ref"]) in said
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Video endpoint, as spec {matrix.name} describes it",
            "version": matrix.digest[:12],
            "description": f"{matrix.about} {made_from(matrix)}",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "x-spec": {"name": matrix.name, "digest": matrix.digest},
        "servers": [{"url": words_of(matrix).host}],
        "security": [{_KEY: []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {_KEY: _security(matrix)},
        },
    }


def _paths(matrix: Matrix, models: tuple[str, ...]) -> dict[str, Schema]:
    paths: dict[str, Schema] = {}
    described = {"create": _create(matrix, models), "retrieve": _retrieve(matrix)}
    known = words_of(matrix).operations
    described |= {name: make(matrix) for name, make in _FURTHER.items() if name in known}
    for name, operation in described.items():
        _, method, path, *_ = words_of(matrix).operations[name]
        item = paths.setdefault(path, {})
        item[method.lower()] = operation
        parameters = [_path_parameter(matrix, each) for each in re.findall(r"\{(\w+)\}", path)]
        if parameters:
            item["parameters"] = parameters
    if "link" in words_of(matrix).names:
        paths["/{file}"] = _download(matrix)
    return paths


def _create(matrix: Matrix, models: tuple[str, ...]) -> Schema:
    content: Schema = {}
    for encoding in read_encodings(matrix, models):
        examples = {
            f"example-{number}": {
                "summary": model,
                "value": _example(plain_request(matrix, model), in_json=encoding == _JSON),
            }
            for number, model in enumerate(models, 1)
            if encoding in read_encodings(matrix, [model])
        }
        body: Schema = {"schema": reference(create_in(encoding)), "examples": examples}
        if encoding == _FORM and (of_files := _encoding(matrix)):
            body["encoding"] = of_files
        content[encoding] = body
    return {
        "operationId": "createVideo",
        "summary": "Create a video",
        "description": "Starts a task that renders a video. "
        + _source(matrix, "operations", "create"),
        "requestBody": {"required": True, "content": content},
        "responses": _responses(matrix, "create", _links(matrix)),
    }


def _retrieve(matrix: Matrix) -> Schema:
    return {
        "operationId": "retrieveVideo",
        "summary": "Retrieve a video's task",
        "description": "Shows how far a task is. " + _source(matrix, "operations", "retrieve"),
        "responses": _responses(matrix, "retrieve", {}),
    }


def _content(matrix: Matrix) -> Schema:
    variants = words_of(matrix).operations["content"].variants
    found: Schema = {
        "operationId": "retrieveVideoContent",
        "summary": "Download a finished video from the API itself",
        "description": "Answers the video to the key. " + _source(matrix, "operations", "content"),
        "responses": _responses(matrix, "content", {}),
    }
    if variants:
        schema = {"type": "string", "enum": list(variants), "default": variants[0]}
        found["parameters"] = [{"name": "variant", "in": "query", "schema": schema}]
    return found


def _remix(matrix: Matrix) -> Schema:
    operation = words_of(matrix).operations["remix"]
    takes = operation.takes
    properties = {name: {"type": "string"} for name in takes}
    body = {"type": "object", "required": list(takes), "properties": properties}
    content = {name: {"schema": body} for name in operation.read}
    return {
        "operationId": "remixVideo",
        "summary": "Make a video from another one",
        "description": "Starts a task. " + _source(matrix, "operations", "remix"),
        "requestBody": {"required": True, "content": content},
        "responses": _responses(matrix, "remix", {}),
    }


def _list(matrix: Matrix) -> Schema:
    return {
        "operationId": "listVideos",
        "summary": "List the tasks of a key",
        "description": "Shows the newest tasks. " + _source(matrix, "operations", "list"),
        "responses": _responses(matrix, "list", {}),
    }


def _delete(matrix: Matrix) -> Schema:
    return {
        "operationId": "deleteVideo",
        "summary": "Delete a task",
        "description": "Removes a task. " + _source(matrix, "operations", "delete"),
        "responses": _responses(matrix, "delete", {}),
    }


_FURTHER = {"content": _content, "remix": _remix, "list": _list, "delete": _delete}


def _download(matrix: Matrix) -> Schema:
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
            + _source(matrix, "task", "download"),
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


def _encoding(matrix: Matrix) -> Schema:
    """The content types of the file parts, as far as any source lists them."""
    found: Schema = {}
    for name in matrix.block("fields"):
        terms = Rules(matrix, None, name)
        formats = terms.texts("limits", "formats")
        if terms.text("kind") == "media" and formats:
            found[name] = {"contentType": ", ".join(formats)}
    return found


def _links(matrix: Matrix) -> Schema:
    """How the answer to a create leads to its task."""
    named = words_of(matrix).names.get("id")
    path = words_of(matrix).operations["retrieve"].path
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
        "example": words_of(matrix).id_example,
    }


def _security(matrix: Matrix) -> Schema:
    words = words_of(matrix)
    if words.auth_header.lower() == "authorization" and words.auth_scheme:
        return {"type": "http", "scheme": words.auth_scheme.lower()}
    return {"type": "apiKey", "in": "header", "name": words.auth_header}


def _example(fields: dict[str, object], *, in_json: bool) -> dict[str, object]:
    """A request as an example has it: a file in JSON is a text, one of a form is left out."""
    files = {
        name: f"data:{value.format};base64,AAAA"
        for name, value in fields.items()
        if in_json and isinstance(value, Media)
    }
    return {name: v for name, v in {**fields, **files}.items() if isinstance(v, str | int)}


def _source(matrix: Matrix, *keys: str) -> str:
    return cited(matrix, (fact for _, fact in matrix.block(*keys).facts()))


_SUCCESSES: Mapping[str, Schema] = {
    "content": {"description": "The video.", "content": {"video/mp4": {"schema": {}}}},
    "list": {
        "description": "The tasks.",
        "content": {
            _JSON: {
                "schema": {
                    "type": "object",
                    "properties": {"data": {"type": "array", "items": reference(TASK)}},
                }
            }
        },
    },
    "delete": {
        "description": "The task is gone.",
        "content": {_JSON: {"schema": {"type": "object"}}},
    },
}


def _responses(matrix: Matrix, operation: str, links: Schema) -> dict[str, Schema]:
    """Every answer of an operation by its status, the successful one first."""
    status = matrix.integer("operations", operation, "status")
    success: Schema = _SUCCESSES.get(operation) or {
        "description": "The task as it is now.",
        "content": {_JSON: {"schema": reference(TASK), "examples": _tasks(matrix, operation)}},
    }
    if links:
        success["links"] = links
    found = {str(status): success} if status is not None else {"default": success}
    errors = [each for each in error_answers(matrix) if each.operation == operation]
    unstated = matrix.block("rejections").options("unstated_status")
    statuses = {
        *(each.status for each in errors),
        *words_of(matrix).retry,
        *(int(str(each)) for each in unstated),
    }
    for number in sorted(statuses):
        found[str(number)] = _error(
            matrix, number, [each for each in errors if each.status == number]
        )
    return found


def _tasks(matrix: Matrix, operation: str) -> Schema:
    if operation in {"create", "remix"}:
        life = Lifecycle(matrix.models[0], (initial_step(matrix),))
        return {"created": {"value": task_object(matrix, life, life.end)}}
    return {
        _name(name): {"summary": name, "value": task_object(matrix, life, life.end)}
        for name, life in lifecycles_of(matrix)
        if life.end.status in matrix.block("task", "statuses")
    }


def _error(matrix: Matrix, status: int, errors: list[ErrorAnswer]) -> Schema:
    known = envelope_names(matrix)
    wrapped = dict.fromkeys(each.envelope for each in errors)
    if not errors or status in matrix.block("rejections").options("unstated_status"):
        # Any refusal whose answer no source states may come with this status.
        envelopes = matrix.block("rejections").options("unstated_envelope")
        wrapped |= dict.fromkeys(map(str, envelopes or known))
    choices = [reference(known[each]) for each in wrapped if each in known]
    examples = {
        _name(f"{each.field or 'request'}-{each.fault}-{each.envelope}"): {
            "summary": " ".join(filter(None, (each.field, each.fault))),
            "value": error_body(matrix, each),
        }
        for each in errors
    }
    one = choices[0] if choices else {"type": "object"}
    content: Schema = {"schema": {"anyOf": choices} if len(choices) > 1 else one}
    if examples:
        content["examples"] = examples
    answer: Schema = {
        "description": " ".join(_said(matrix, status, errors)),
        "content": {_JSON: content},
    }
    after = matrix.block("errors").options("retry_after")
    if words_of(matrix).advice(status) == "backoff" and "seconds" in after:
        words = "Seconds to wait; whether it is ever sent is open."
        answer["headers"] = {"Retry-After": {"description": words, "schema": {"type": "integer"}}}
    return answer


def _said(matrix: Matrix, status: int, errors: list[ErrorAnswer]) -> Iterator[str]:
    faults = dict.fromkeys(" ".join(filter(None, (each.field, each.fault))) for each in errors)
    yield f"Refused: {', '.join(faults)}." if faults else "Refused."
    words = words_of(matrix)
    for code in dict.fromkeys(each.code for each in errors if each.code):
        if words.advice(status, code) != words.advice(status):
            yield f"With code {code}: {_RETRY.get(words.advice(status, code) or '', '')}"
    yield _RETRY.get(words.advice(status) or "", "")
    facts = [matrix.facts[path] for each in errors for path in each.facts]
    retry = matrix.fact("errors", "retry", str(status))
    sources = sources_of(matrix, [*facts, *([retry] if retry else [])])
    if sources:
        yield f"Source: {'; '.join(sources)}."


def _name(name: str) -> str:
    return "-".join("".join(each if each.isalnum() else " " for each in name).split())
