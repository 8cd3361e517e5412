"""Exports of a whole endpoint: what each family's own says, chosen by the model of a request."""

from collections.abc import Mapping
from typing import cast

from cometvideo.export.cases import FORMAT, cases
from cometvideo.export.components import CREATE, request_schemas
from cometvideo.export.descriptions import made_from
from cometvideo.export.fields import Schema
from cometvideo.export.flat import NEVER_SAID, flat_of_models, left_out
from cometvideo.export.json_schema import DIALECT, json_schema, naming, other_schema
from cometvideo.export.merging import merged, renamed, shared_names
from cometvideo.export.openapi import openapi
from cometvideo.facts.endpoint import Endpoint

__all__ = ["endpoint_cases", "endpoint_openapi", "endpoint_schema", "flat_endpoint_schema"]


def endpoint_schema(endpoint: Endpoint) -> Schema:
    """The schema of a typed request for any model of any family.

    It accepts what validation by the endpoint does not call invalid.
    """
    common, selector = endpoint.unnamed, endpoint.selector or ""
    head = {
        "$schema": DIALECT,
        "$comment": made_from(endpoint),
        "title": f"Request ({common.name})",
    }
    rules: list[Schema] = []
    families: dict[str, Schema] = {}
    for name, matrix in endpoint.families.items():
        own = json_schema(matrix)
        families[name] = {key: each for key, each in own.items() if key not in {"$schema"}}
        chosen = naming(common, selector, list(matrix.models))
        rules.append({"if": chosen, "then": {"$ref": f"#/$defs/{name}"}})
    known = naming(common, selector, list(common.models))
    other = other_schema(common)
    rules.append({"if": {"not": known}, "then": False if other is None else other})
    return {**head, "type": "object", "allOf": rules, "$defs": families}


def flat_endpoint_schema(endpoint: Endpoint) -> Schema:
    """The flat schema of a request for any model, as a document, with what it does not say."""
    common, families = endpoint.unnamed, endpoint.families.values()
    told = [*NEVER_SAID, *(each for matrix in families for each in left_out(matrix))]
    comment = f"{made_from(endpoint)} Not said here: {' '.join(dict.fromkeys(told))}"
    every = [(matrix, model) for matrix in families for model in matrix.models]
    return {"$schema": DIALECT, "$comment": comment, **flat_of_models(common, every)}


def endpoint_openapi(endpoint: Endpoint, *, flat: bool = False) -> Schema:
    """The OpenAPI document of an endpoint: the operations of all families, each once.

    A create is one form whose model tells the limits of the rest; an answer that differs by family
    is a choice of theirs. Raises InputError for a family that does not say how its API is spoken.
    """
    common, families = endpoint.unnamed, endpoint.families
    own = {name: openapi(matrix, flat=flat) for name, matrix in families.items()}
    answers = {
        family: {name: each for name, each in _schemas(document).items() if CREATE not in name}
        for family, document in own.items()
    }
    names = shared_names(answers)
    every = [(matrix, matrix.models) for matrix in families.values()]
    requests = request_schemas(common, every, flat=flat)
    parts = {
        name: {key: document[key] for key in ("servers", "security", "paths")}
        for name, document in own.items()
    }
    of_all = cast(
        "Schema", merged({name: renamed(part, names[name]) for name, part in parts.items()})
    )
    keys = {name: _components(document)["securitySchemes"] for name, document in own.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            **cast("Schema", next(iter(own.values()))["info"]),
            "title": f"Video endpoint, as spec {endpoint.name} describes it",
            "version": endpoint.digest[:12],
            "description": f"{common.about} {made_from(endpoint)}",
        },
        "x-spec": {
            "name": endpoint.name,
            "digest": endpoint.digest,
            "families": {name: matrix.digest for name, matrix in families.items()},
        },
        **of_all,
        "components": {
            "schemas": {
                **requests,
                **{
                    names[family][name]: renamed(each, names[family])
                    for family, schemas in answers.items()
                    for name, each in schemas.items()
                },
            },
            "securitySchemes": merged(keys),
        },
    }


def endpoint_cases(endpoint: Endpoint) -> dict[str, object]:
    """The cases of all families, and those of requests for a model that no family has.

    Each tells its `family`, null for the latter; its name begins with that.
    """
    own: dict[str | None, dict[str, object]] = {
        name: cases(matrix) for name, matrix in endpoint.families.items()
    }
    made_from_all = {
        "spec": endpoint.name,
        "digest": endpoint.digest,
        "note": made_from(endpoint),
    }
    found: dict[str, list[dict[str, object]]] = {"requests": [], "tasks": [], "errors": []}
    for name, data in {**own, None: cases(endpoint.unnamed)}.items():
        for key, of_all in found.items():
            for each in cast("list[dict[str, object]]", data[key]):
                if _is_of(endpoint, name, each.get("request")):
                    named = f"{name or 'no known model'}: {each['name']}"
                    of_all.append({**each, "name": named, "family": name})
    return {"format": FORMAT, "made_from": made_from_all, **found}


def _is_of(endpoint: Endpoint, family: str | None, request: object) -> bool:
    """Whether it is a family, or none, that judges a request; a task or an error has a family."""
    if not isinstance(request, dict):
        return family is not None
    matrix = endpoint.matrix_for(request)
    return matrix is (endpoint.unnamed if family is None else endpoint.family(family))


def _schemas(document: Schema) -> Mapping[str, Schema]:
    return cast("Mapping[str, Schema]", _components(document)["schemas"])


def _components(document: Schema) -> Mapping[str, object]:
    return cast("Mapping[str, object]", document["components"])
