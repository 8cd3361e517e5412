"""The contract: what a spec says that a client has to know, looked up once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.client.task import Reason, Task
from cometvideo.errors import InputError
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix

__all__ = ["Contract", "Failure", "Operation"]

_MOST_SHOWN = 300
_PASSING = (408, 429)  # too late, too many: HTTP itself says that these pass


class Operation(NamedTuple):
    """How one operation is reached; `path` is below the base URL."""

    method: str
    path: str


class Failure(NamedTuple):
    """What an error answer says; empty where it says nothing."""

    code: str
    message: str


class Contract:
    """One spec's words for requests, tasks and errors. Treat it as frozen."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.base_url = _text(matrix, "service", "base_url")
        # Names of environment variables; None where the spec has no such thing.
        self.base_url_variable = matrix.value("service", "base_url_variable")
        self.key_variable = matrix.value("service", "key_variable")
        self.auth_header = _text(matrix, "service", "auth_header")
        self.auth_scheme = _text(matrix, "service", "auth_scheme")
        base_path = "/" + self.base_url.partition("://")[2].partition("/")[2]
        self.create = self._operation("create", base_path)
        self.retrieve = self._operation("retrieve", base_path)
        self.statuses = {
            name: (block.value("means"), block.flag("terminal"))
            for name, block in matrix.blocks("task", "statuses")
        }
        self.interval_s = _number(matrix, "task", "polling", "interval_min_s") or 10.0
        self.slowest_s = _number(matrix, "task", "polling", "interval_max_s") or self.interval_s
        self.usual_s = _number(matrix, "task", "polling", "usual_max_s") or 180.0
        self._fields = {
            str(block.value("gives")): name
            for name, block in reversed(list(matrix.blocks("task", "fields")))
        }
        self._reasons = [
            (str(block.value("field")), bool(block.value("keys")))
            for _, block in matrix.blocks("task", "reasons")
        ]
        self._under = [block.value("under") for _, block in matrix.blocks("errors", "envelopes")]
        self._advice = {
            status: fact.value
            for status, fact in matrix.block("errors", "retry").items()
            if isinstance(fact, Fact)
        }
        never = matrix.value("errors", "never_retry_codes")
        self._final_codes = {*(never if isinstance(never, tuple) else ()), *_stated_codes(matrix)}

    def is_final(self, status: int, code: str) -> bool:
        """Whether an error answer is a decision, so that asking again gives the same."""
        if code in self._final_codes:
            return True
        advice = self._advice.get(str(status))
        return advice != "backoff" if advice else status < 500 and status not in _PASSING

    def is_ambiguous(self, status: int, code: str) -> bool:
        """Whether a create answered so may still have started a task."""
        return status >= 500 and code not in self._final_codes

    def read_failure(self, body: bytes) -> Failure:
        """What an error answer says, in whichever envelope, or what it shows of itself."""
        data = read_json(body)
        if not isinstance(data, Mapping):
            text = re.sub(r"(?s)<[^>]*>", " ", body[:2000].decode("utf-8", "replace"))
            return Failure("", " ".join(text.split())[:_MOST_SHOWN])
        for under in self._under:
            error = data if under is None else data.get(str(under))
            if isinstance(error, Mapping) and ("message" in error or "code" in error):
                return Failure(_said(error.get("code")), _said(error.get("message")))
        return Failure("", json.dumps(data)[:_MOST_SHOWN])

    def read_task(self, data: Mapping[str, object]) -> Task | None:
        """The task that an answer shows; None where it shows none: it has no id or no status."""
        found = {gives: data.get(name) for gives, name in self._fields.items()}
        task_id, status = found.get("id"), found.get("status")
        if not isinstance(task_id, str) or not task_id or not isinstance(status, str):
            return None
        means, terminal = self.statuses.get(status, (None, False))
        model, link = found.get("model"), found.get("link")
        return Task(
            id=task_id,
            status=status,
            means=means if isinstance(means, str) else None,
            terminal=terminal,
            progress=_int(found.get("progress")),
            model=model if isinstance(model, str) else None,
            created_at=_int(found.get("created")),
            completed_at=_int(found.get("completed")),
            video_url=link if isinstance(link, str) and link else None,
            reason=self._reason(data),
            raw=data,
        )

    def _reason(self, data: Mapping[str, object]) -> Reason | None:
        for field, _ in self._reasons:
            given = data.get(field)
            if isinstance(given, Mapping):
                return Reason(_said(given.get("code")), _said(given.get("message")))
            if isinstance(given, str) and given:
                return Reason("", given)
        return None

    def _operation(self, name: str, base_path: str) -> Operation:
        path = _text(self.matrix, "operations", name, "path")
        return Operation(
            _text(self.matrix, "operations", name, "method"), path.removeprefix(base_path)
        )


def read_json(body: bytes) -> object:
    """The value of a JSON text; None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _stated_codes(matrix: Matrix) -> set[object]:
    """The codes with which a request is known to be refused."""
    blocks = [block for _, block in matrix.blocks("rejections", "by_request")]
    for field, _ in matrix.blocks("rejections", "by_field"):
        blocks += [block for _, block in matrix.blocks("rejections", "by_field", field)]
    return {value for block in blocks if (value := block.value("code"))}


def _text(matrix: Matrix, *keys: str) -> str:
    value = matrix.value(*keys)
    if not isinstance(value, str):
        path = ".".join(keys)
        raise InputError(f"{matrix.name} does not say {path}, without which no client can work")
    return value


def _number(matrix: Matrix, *keys: str) -> float | None:
    value = matrix.value(*keys)
    return float(value) if isinstance(value, int | float) else None


def _int(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _said(value: object) -> str:
    return "" if value is None else str(value)
