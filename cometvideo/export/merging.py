"""Merging: the documents of several families as one of their endpoint."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from cometvideo.export.fields import Schema

__all__ = ["merged", "renamed", "shared_names"]

_REFERENCE = "#/components/schemas/"


def shared_names(schemas: Mapping[str, Mapping[str, Schema]]) -> dict[str, dict[str, str]]:
    """What each family's component schemas are called beside those of the others.

    One that is the same wherever it is keeps its name; any other is NAME-FAMILY.
    """
    found: dict[str, dict[str, str]] = {family: {} for family in schemas}
    for name in dict.fromkeys(name for own in schemas.values() for name in own):
        those = {family: own[name] for family, own in schemas.items() if name in own}
        is_one = len({json.dumps(each) for each in those.values()}) == 1
        for family in those:
            found[family][name] = name if is_one else f"{name}-{family}"
    return found


def merged(values: Mapping[str, object], key: str = "") -> object:
    """What families say under a key, by their names, as one.

    Schemas that differ become a choice, examples and parts of objects stand side by side, and
    sentences after each other. Of anything else that differs, such as a default, nothing is said.
    """
    first, *others = values.values()
    if all(each == first for each in others):
        return first
    if key == "schema":
        return {"anyOf": _distinct([one for each in values.values() for one in _choices(each)])}
    if all(isinstance(each, dict) for each in values.values()):
        return _objects(cast("Mapping[str, Schema]", values), key)
    if all(isinstance(each, list) for each in values.values()):
        return _lists(cast("Mapping[str, list[object]]", values))
    return _texts([*map(str, values.values())], key)


def _texts(values: Sequence[str], key: str) -> str | None:
    between = {"description": " ", "contentType": ", "}.get(key)
    if between is None:
        return None
    parts = [
        one for each in values for one in (each.split(", ") if key == "contentType" else [each])
    ]
    return between.join(dict.fromkeys(each.strip() for each in parts))


def _objects(values: Mapping[str, Schema], key: str) -> Schema:
    found: Schema = {}
    for name in dict.fromkeys(name for each in values.values() for name in each):
        own = {family: each[name] for family, each in values.items() if name in each}
        if key == "examples":
            by_text: dict[str, tuple[str, object]] = {}
            for family, example in own.items():
                by_text.setdefault(json.dumps(example), (family, example))
            is_one = len(by_text) == 1
            found |= {name if is_one else f"{f}-{name}": each for f, each in by_text.values()}
        elif (one := merged(own, name)) is not None:
            found[name] = one
    return found


def _lists(values: Mapping[str, list[object]]) -> list[object]:
    """Parameters by their names; of any other list everything in it, once."""
    named: dict[str, dict[str, object]] = {}
    rest: list[object] = []
    for family, each in values.items():
        for one in each:
            if isinstance(one, dict) and "name" in one:
                named.setdefault(str(one["name"]), {})[family] = one
            else:
                rest.append(one)
    return [*(merged(each) for each in named.values()), *_distinct(rest)]


def _choices(schema: object) -> Sequence[object]:
    of_any = schema.get("anyOf") if isinstance(schema, dict) else None
    return of_any if isinstance(of_any, list) else [schema]


def _distinct(values: Sequence[object]) -> list[object]:
    return [*{json.dumps(each): each for each in values}.values()]


def renamed(value: object, names: Mapping[str, str]) -> object:
    """A document with its references to component schemas by their new names."""
    if isinstance(value, dict):
        return {key: _renamed_at(key, each, names) for key, each in value.items()}
    return [renamed(each, names) for each in value] if isinstance(value, list) else value


def _renamed_at(key: str, value: object, names: Mapping[str, str]) -> object:
    if key == "$ref" and isinstance(value, str):
        name = value.removeprefix(_REFERENCE)
        return _REFERENCE + names.get(name, name)
    return renamed(value, names)
