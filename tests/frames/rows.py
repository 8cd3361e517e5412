"""Rows as Python has them, as tables of Arrow, and what `cometvideo.validate` tells of each."""

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

import cometvideo
from cometvideo.facts.endpoint import AnySpec
from cometvideo.frames.judging import Judge, Requests
from cometvideo.frames.results import RESULTS, columns_of
from cometvideo.samples.requests import classified
from cometvideo.wire.media import Media

__all__ = ["alone", "by_type", "drawn", "generated", "judged", "told"]

Row = Mapping[str, Any]


def alone(row: Row, spec: AnySpec) -> dict[str, Any]:
    """What is told of a row by itself, in the shape of a row of the results."""
    sent = {name: value for name, value in row.items() if value is not None}
    learned = cometvideo.validate(sent, spec=spec)
    nearest = [(each.field, each.nearest) for each in learned.findings]
    cost = learned.cost
    return {
        "verdict": learned.verdict,
        "acceptance": learned.prediction.acceptance,
        "codes": [each.code for each in learned.findings],
        "renderings": [each._asdict() for each in learned.renderings],
        "nearest": [{"field": f, "value": value} for f, value in nearest if value is not None],
        "cost_min": cost and cost.min,
        "cost_max": cost and cost.max,
        "currency": cost and cost.currency,
    }


def told(table: Any) -> list[dict[str, Any]]:
    """The results in a table of Arrow, row by row."""
    rows: list[dict[str, Any]] = table.select(RESULTS.names).to_pylist()
    return rows


def judged(rows: list[Row], spec: AnySpec) -> list[dict[str, Any]]:
    """What is told of rows whose columns are lists of values of any type."""
    judge = Judge(spec)
    names = [name for name in judge.fields if any(name in row for row in rows)]
    columns = {name: [row.get(name) for row in rows] for name in names}
    parts = judge.judge(Requests(len(rows), columns))
    batches = [pa.RecordBatch.from_pydict(columns_of(each), RESULTS) for each in parts]
    return told(pa.Table.from_batches(batches, RESULTS))


def by_type(rows: Iterable[Row]) -> Iterator[tuple[list[Row], pa.Table]]:
    """Rows with their tables, of which there is one for all that have columns of one type."""
    groups: dict[tuple[tuple[str, type], ...], list[Row]] = {}
    for row in rows:
        types = {name: type(value) for name, value in row.items() if value is not None}
        groups.setdefault(tuple(sorted(types.items(), key=str)), []).append(row)
    for typed, group in groups.items():
        names = [name for name, _ in typed]
        yield group, pa.table({name: [row.get(name) for row in group] for name in names})


def generated(spec: AnySpec) -> list[Row]:
    """The requests that the matrices are tested with, for every model and field."""
    return [example.fields for each in spec.families.values() for example, _ in classified(each)]


def drawn(spec: AnySpec, count: int, seed: int) -> Iterator[Row]:
    """Requests of which every field is left out, or has any value that some sample has there.

    Each has its fields in one order, as the rows of a table have, and findings stand in theirs.
    """
    draw = random.Random(seed)
    values: dict[str, list[Any]] = {}
    for row in generated(spec):
        for name, value in row.items():
            values.setdefault(name, []).append(value)
    documented = {name for each in spec.families.values() for name, _ in each.blocks("fields")}
    columns = [name for name in Judge(spec).fields if name in documented & values.keys()]
    for _ in range(count):
        names = [name for name in columns if draw.random() < 0.8]
        yield {name: draw.choice(values[name]) for name in names}


def has_media(row: Row) -> bool:
    """Whether a row has a value that no column of Arrow can have."""
    return any(isinstance(each, Media | tuple | list | dict) for each in row.values())
