"""JSON Schema of a whole endpoint: each family's own, chosen by the model that a request names."""

from cometvideo.export.descriptions import made_from
from cometvideo.export.fields import Schema
from cometvideo.export.json_schema import DIALECT, json_schema, naming, other_schema
from cometvideo.facts.endpoint import Endpoint

__all__ = ["endpoint_schema"]


def endpoint_schema(endpoint: Endpoint) -> Schema:
    """The schema of a typed request for any model of any family.

    It accepts what validation by the endpoint does not call invalid.
    """
    common, selector = endpoint.unnamed, endpoint.selector or ""
    head = {"$schema": DIALECT, "$comment": made_from(common), "title": f"Request ({common.name})"}
    rules: list[Schema] = []
    families: dict[str, Schema] = {}
    for name, matrix in endpoint.families.items():
        own = json_schema(matrix)
        families[name] = {key: each for key, each in own.items() if key not in {"$schema"}}
        chosen = {"properties": {selector: {"enum": list(matrix.models)}}, "required": [selector]}
        rules.append({"if": chosen, "then": {"$ref": f"#/$defs/{name}"}})
    known = naming(common, selector, list(common.models))
    other = other_schema(common)
    rules.append({"if": {"not": known}, "then": False if other is None else other})
    return {**head, "type": "object", "allOf": rules, "$defs": families}
