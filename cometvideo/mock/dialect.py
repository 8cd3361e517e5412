"""Dialects: what one world says of paths, statuses, tasks and errors, looked up once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cometvideo.facts.fact import Fact, Scalar, Value
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.prediction import Reject
from cometvideo.prediction.rules import Rules

__all__ = ["Dialect", "Envelope", "Operation", "TaskField", "dialect_of"]

# A body may be this much longer than the files it may carry, for everything else in it.
_BESIDE_FILES = 1 << 20
_LARGEST_WITHOUT_FILES = 64 << 20


class Operation(NamedTuple):
    """One operation of the API: what it is called, how it is reached, how success is told."""

    name: str
    method: str
    path: str
    status: int
    matches: re.Pattern[str]


class TaskField(NamedTuple):
    """One field of the task object: what it gives, or what it always is.

    `only_on` is the status that it is confined to.
    """

    name: str
    gives: str | None
    always: Value | None
    only_on: str | None


class Envelope(NamedTuple):
    """What is around an error: the key it stands under, its keys, its fixed type."""

    under: str | None
    keys: tuple[str, ...]
    type: str | None
    message_ends: str


class Dialect:
    """One world's words. Treat it as frozen."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.auth_header = _text(matrix, "service", "auth_header").lower()
        self.auth_scheme = _text(matrix, "service", "auth_scheme").lower()
        self.operations = {each.name: each for each in _operations(matrix)}
        self.host = _text(matrix, "service", "host")
        self.base_path = "/" + "/".join(_text(matrix, "service", "base_url").split("/")[3:])
        self.fields = tuple(_task_fields(matrix))
        self.initial = _text(matrix, "task", "initial")
        self.words = dict(_words(matrix))
        self.terminal = frozenset(
            name for name, block in matrix.blocks("task", "statuses") if block.flag("terminal")
        )
        self.selector = next(
            (name for name, block in matrix.blocks("fields") if "selects" in block), "model"
        )
        self.quirks: Mapping[str, Value] = {
            name: fact.value
            for name, fact in matrix.block("task", "quirks").items()
            if isinstance(fact, Fact) and fact.value is not None
        }
        self.envelopes = {
            name: _envelope(block) for name, block in matrix.blocks("errors", "envelopes")
        }
        self.moderation_codes = _tuple(matrix.value("errors", "moderation_codes"))
        self.retry_after = matrix.text("errors", "retry_after")
        self.id_prefix = _text(matrix, "task", "id_example").rpartition("_")[0] + "_"
        self.task_lifetime_s = _number(matrix, "task", "lifetime_s")
        self.link_lifetime_s = _number(matrix, "task", "download", "lifetime_s")
        self.frames_per_second = int(_number(matrix, "task", "download", "frames_per_second") or 24)
        self.usual_s = (
            _number(matrix, "task", "polling", "usual_min_s") or 0.0,
            _number(matrix, "task", "polling", "usual_max_s") or 0.0,
        )
        self.largest_body = _largest_body(matrix)
        self.any_size = next(_sizes(matrix), (16, 16))

    def status_of(self, end: str) -> str | None:
        """The status word for an end: itself if it is one, else the first that means it."""
        return end if end in self.terminal else self.words.get(end)

    def refusal(self, fault: str) -> Reject:
        """How a fault of a request as a whole is answered."""
        return _refusals(self.matrix, fault)

    def reason(self, code: str, message: str) -> dict[str, object]:
        """The reason of a failure, in the shape of this world; empty where it has none."""
        block = self.matrix.block("task", "reasons", str(self.matrix.value("task", "reason")))
        field, keys = block.text("field"), _tuple(block.value("keys"))
        if field is None:
            return {}
        parts = {"code": code, "message": message}
        return {field: {str(key): parts.get(str(key), "") for key in keys} if keys else message}


@lru_cache(maxsize=64)
def dialect_of(matrix: Matrix) -> Dialect:
    """The dialect of a world."""
    return Dialect(matrix)


@lru_cache(maxsize=256)
def _refusals(matrix: Matrix, fault: str) -> Reject:
    return Rules(matrix, None, None).rejection(fault, None)


def _operations(matrix: Matrix) -> Iterator[Operation]:
    for name, block in matrix.blocks("operations"):
        path = str(block.value("path"))
        pattern = re.escape(path).replace(r"\{id\}", "(?P<id>[^/]+)")
        status = block.integer("status") or 200
        yield Operation(name, str(block.value("method")), path, status, re.compile(pattern))


def _task_fields(matrix: Matrix) -> Iterator[TaskField]:
    for name, block in matrix.blocks("task", "fields"):
        yield TaskField(
            name,
            block.text("gives"),
            block.value("always"),
            block.text("only_on"),
        )


def _words(matrix: Matrix) -> Iterator[tuple[str, str]]:
    """The first status for everything that a status can mean."""
    found = {str(block.value("means")): name for name, block in _backwards(matrix)}
    yield from found.items()


def _backwards(matrix: Matrix) -> list[tuple[str, Block]]:
    return list(matrix.blocks("task", "statuses"))[::-1]


def _envelope(block: Block) -> Envelope:
    return Envelope(
        block.text("under"),
        tuple(map(str, _tuple(block.value("keys")))),
        block.text("type"),
        block.text("message_ends") or "",
    )


def _largest_body(matrix: Matrix) -> int:
    """What the files of a request on contract amount to, in bytes, and a little more."""
    total = 0
    for _, block in matrix.blocks("fields"):
        count, size = block.integer("limits", "max_count"), block.integer("limits", "max_bytes")
        total += (count or 1) * (size or 0)
    return total + _BESIDE_FILES if total else _LARGEST_WITHOUT_FILES


def _sizes(matrix: Matrix) -> Iterator[tuple[int, int]]:
    for table, rows in matrix.blocks("sizes"):
        for row in rows:
            for fact in matrix.block("sizes", table, row).values():
                if isinstance(fact, Fact):
                    width, _, height = str(fact.value).partition("x")
                    yield int(width), int(height)


def _tuple(value: Value | None) -> tuple[Scalar, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _text(matrix: Matrix, *keys: str) -> str:
    return matrix.text(*keys) or ""


def _number(matrix: Matrix, *keys: str) -> float | None:
    value = matrix.value(*keys)
    return float(value) if isinstance(value, int | float) else None
