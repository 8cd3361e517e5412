"""Tasks: what the API says of one, in the words of the spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Reason", "Task"]


class Reason(NamedTuple):
    """Why a task failed; either may be empty."""

    code: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, self))


class Task(NamedTuple):
    """One task. Times are Unix seconds; what the API left out is None.

    `means` is what its status stands for: `waiting`, `running`, `success`, `failure`, or None for
    a status that the spec does not know. `raw` is the whole answer.
    """

    id: str
    status: str
    means: str | None
    terminal: bool
    progress: int | None = None
    model: str | None = None
    created_at: int | None = None
    completed_at: int | None = None
    video_url: str | None = None
    reason: Reason | None = None
    raw: Mapping[str, object] = {}
