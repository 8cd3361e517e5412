"""Rows for SQL: what columns can have of the samples, and the rule that is broken first."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import cometvideo
from cometvideo.facts.endpoint import AnySpec
from cometvideo.samples.requests import classified

__all__ = ["first_broken", "rows"]

TYPES: dict[str, Callable[[Any], bool]] = {
    "integer": lambda value: type(value) is int and abs(value) < 2**63,
    "number": lambda value: type(value) in {int, float} and abs(value) < 2**53,
    "boolean": lambda value: type(value) is bool,
    "media": lambda _: False,
}


def kinds_of(spec: AnySpec) -> dict[str, str]:
    every = [*spec.families.values(), spec.unnamed]
    return {name: str(f.text("kind")) for each in every for name, f in each.blocks("fields")}


def rows(spec: AnySpec, count: int) -> Iterator[dict[str, Any]]:
    """The samples, and requests drawn of their values, as far as columns have them."""
    kinds = kinds_of(spec)
    values: dict[str, list[Any]] = {name: [None] for name in kinds}
    for matrix in spec.families.values():
        for example, _ in classified(matrix):
            row = {name: example.fields.get(name) for name in kinds}
            if all(fits(kinds[name], value) for name, value in row.items()):
                yield row
            for name, value in row.items():
                if fits(kinds[name], value):
                    values[name].append(value)
    draw = random.Random(3)
    for _ in range(count):
        yield {name: draw.choice(values[name]) for name in kinds}


def fits(kind: str, value: Any) -> bool:
    """Whether a column of a kind has such a value."""
    if value is None:
        return True
    if kind in TYPES:
        return TYPES[kind](value)
    # What is no Unicode, or ends at its first zero, no column has.
    return isinstance(value, str) and value.isprintable()


def first_broken(spec: AnySpec, row: dict[str, Any]) -> str | None:
    sent = {name: value for name, value in row.items() if value is not None}
    learned = cometvideo.validate(sent, spec=spec)
    broken = [each for each in learned.findings if each.severity == "error"]
    return f"{broken[0].field}: {broken[0].code}" if learned.verdict == "invalid" else None
