"""The control API's own description, in OpenAPI 3.1, from the table of its routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cometvideo.mock.control import Route

__all__ = ["describe"]

_PROBLEM = {
    "type": "object",
    "properties": {
        "error": {"type": "object", "properties": {"message": {"type": "string"}}},
    },
}


def describe(prefix: str, routes: Mapping[str, Mapping[str, Route]]) -> dict[str, object]:
    """The OpenAPI document of the control API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The mock's control API",
            "version": "1",
            "description": "With a Bearer key a request concerns that key, without one all keys.",
        },
        "security": [{}, {"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            prefix + path: {
                method.lower(): _operation(path, method, route) for method, route in by.items()
            }
            for path, by in routes.items()
        },
    }


def _operation(path: str, method: str, route: Route) -> dict[str, object]:
    described: dict[str, object] = {
        "operationId": f"{method.lower()}_{path.strip('/')}",
        "summary": route.summary,
        "responses": {
            "200": {"description": "done", "content": {"application/json": {"schema": {}}}},
            "400": {
                "description": "the request cannot be used",
                "content": {"application/json": {"schema": _PROBLEM}},
            },
        },
    }
    if route.takes:
        content = {"application/json": {"schema": route.takes}}
        described["requestBody"] = {"required": False, "content": content}
    return described
