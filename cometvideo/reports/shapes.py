"""The shapes of the JSON that commands write, as JSON Schema: data in `shapes.yaml`."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from cometvideo.facts.strict_yaml import plain, read_yaml

__all__ = ["published_shapes", "schema_of"]

_FILE: Final = Path(__file__).with_name("shapes.yaml")
_REF: Final = "#/$defs/"

Schema = dict[str, Any]


def published_shapes() -> Mapping[str, str]:
    """The commands that write it, by the name of each shape."""
    published: Mapping[str, str] = _data()["published"]
    return published


def schema_of(name: str, *, closed: bool = False) -> Schema:
    """The schema of a published shape, with what it refers to; `closed` allows for nothing else."""
    shapes = _data()["shapes"]
    needed = {name: None}
    for each in needed.copy():
        _need(shapes, each, needed)
    shape, *rest = (_whole(shapes[each], closed=closed) for each in needed)
    made: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": f"What cometvideo writes: {published_shapes()[name]}.",
        **shape,
        "$defs": dict(zip([*needed][1:], rest, strict=True)),
    }
    return made


def _need(shapes: Schema, name: str, needed: dict[str, None]) -> None:
    """Add what a shape refers to."""
    for each in _references(shapes[name]):
        if each not in needed:
            needed[each] = None
            _need(shapes, each, needed)


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(_REF)
        for each in schema.values():
            yield from _references(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _references(each)


def _whole(schema: Any, *, closed: bool) -> Any:
    """A schema with the properties that have to be there, and in place of `optional`."""
    if isinstance(schema, list):
        return [_whole(each, closed=closed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: each for key, each in schema.items() if key != "optional"}
    made: Schema = {key: _whole(each, closed=closed) for key, each in kept.items()}
    properties = schema.get("properties")
    if isinstance(properties, dict) and "type" in schema:
        made["required"] = [each for each in properties if each not in schema.get("optional", ())]
        if closed:
            made["additionalProperties"] = False
    return made


@cache
def _data() -> Schema:
    return cast("Schema", plain(read_yaml(_FILE.read_text(encoding="utf-8"), _FILE.name)))
