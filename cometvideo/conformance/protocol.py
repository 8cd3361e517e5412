"""The protocol between the checks and a client program: one JSON job in, one JSON answer out.

Both shapes are closed and small, so that an adapter in any language is a few dozen lines; the
JSON Schemas below are what `cometvideo check-client --schema` prints.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cometvideo.errors import InputError
from cometvideo.findings import shown
from cometvideo.wire.strict_json import is_too_deep

if TYPE_CHECKING:
    import httpx

__all__ = ["ANSWER_SCHEMA", "JOB_SCHEMA", "OUTCOMES", "Answer", "Client", "Job", "read_answer"]

OUTCOMES: Mapping[str, str] = {
    "completed": "the video is there; with `video` where it was downloaded",
    "failed": "the task ended without a video, `error` has the reason",
    "refused": "no task was created, by the client's own judgement or by the API's answer",
    "unsure": "a task may have been created, and the client cannot tell",
    "deadline": "the task had not ended by the deadline; `task_id` to go on with",
    "error": "anything else went wrong, `error` says what",
    "unsupported": "the client has no way to do what the job asks for",
}


class Job(NamedTuple):
    """What a client is asked to do.

    `request` has the fields of a create by name; a file is a mapping with `path`, `filename` and
    `content_type`, and several files are a list of these. The client creates one task, waits for
    its end, polling every `poll_interval_s`, fetches the video if `download` is set, and gives up
    after `deadline_s`. The last three are for clients in Python alone: `clock` and `sleep` may
    pass faster than real time, and `transport` makes an httpx transport that knows that time.
    """

    id: str
    request: Mapping[str, object]
    base_url: str
    key: str
    deadline_s: float
    poll_interval_s: float
    download: bool = False
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    transport: Callable[[], httpx.BaseTransport] | None = None

    def data(self) -> dict[str, object]:
        """The job as JSON carries it."""
        return dict(zip(self._fields[:7], self[:7], strict=True))


class Answer(NamedTuple):
    """What a client says became of a job; `outcome` is one of OUTCOMES.

    `video` has the `bytes` and the `sha256` (hex) of the file that was downloaded.
    """

    outcome: str
    task_id: str | None = None
    video: Mapping[str, object] | None = None
    message: str = ""
    status: int | None = None

    @property
    def is_happy(self) -> bool:
        """Whether the user is told that there is a video."""
        return self.outcome == "completed"


class Client(Protocol):
    """A client in Python: does a job and says what became of it, as an Answer or as its data."""

    def __call__(self, job: Job, /) -> Answer | Mapping[str, object]:
        """Do one job; raising is an answer as well, of the outcome `error`."""


def read_answer(data: object) -> Answer:
    """Read an answer from its JSON value; raises InputError saying what is wrong with it."""
    if isinstance(data, Answer):
        return data
    if not isinstance(data, Mapping):
        raise InputError("the answer is no JSON object")
    outcome = data.get("outcome")
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise InputError(f"the outcome {shown(outcome)} is none of {', '.join(OUTCOMES)}")
    error = data.get("error") or {}
    if isinstance(error, str):
        error = {"message": error}
    video = data.get("video")
    if not isinstance(error, Mapping) or not isinstance(video, Mapping | None):
        raise InputError("`error` and `video` are JSON objects, or left out")
    task_id, status = data.get("task_id"), error.get("status")
    return Answer(
        outcome=str(outcome),
        task_id=task_id if isinstance(task_id, str) else None,
        video=video,
        message=" ".join(str(error[key]) for key in ("code", "message") if error.get(key)),
        status=status if isinstance(status, int) else None,
    )


def read_last_line(output: str | None) -> Answer:
    """The answer in the last line of an output that is not blank; raises InputError.

    None stands for an output whose last line was too long to be kept.
    """
    if output is None:
        raise InputError("the last line printed is longer than any answer")
    # Other marks that end lines elsewhere, such as U+2028, may stand inside JSON.
    lines = [line for line in re.split(r"[\r\n]+", output) if line.strip()]
    if not lines:
        raise InputError("nothing was printed; print one JSON object as the last line")
    try:
        data = json.loads(lines[-1])
        is_read = not is_too_deep(lines[-1], data)
    except (ValueError, RecursionError):
        is_read = False
    if not is_read:
        raise InputError(f"the last line printed is no JSON: {lines[-1][:120]!r}")
    return read_answer(data)


_FILE = {
    "type": "object",
    "properties": {
        "path": {"type": "string", "description": "where the file lies on this machine"},
        "filename": {"type": "string"},
        "content_type": {"type": "string"},
    },
    "required": ["path", "filename", "content_type"],
}
JOB_SCHEMA: Mapping[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Job",
    "description": "One line of standard input: what the client is asked to do.",
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "request": {
            "type": "object",
            "description": "the fields of the create; files as objects, several as a list",
            "additionalProperties": {
                "anyOf": [
                    {"type": ["string", "integer", "number", "boolean"]},
                    _FILE,
                    {"type": "array", "items": _FILE},
                ]
            },
        },
        "base_url": {"type": "string"},
        "key": {"type": "string"},
        "deadline_s": {"type": "number", "description": "give up after so many seconds"},
        "poll_interval_s": {"type": "number", "description": "seconds between two polls"},
        "download": {"type": "boolean", "description": "fetch the video as well"},
    },
    "required": ["id", "request", "base_url", "key", "deadline_s", "poll_interval_s", "download"],
}
ANSWER_SCHEMA: Mapping[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Answer",
    "description": "The last line of standard output: what became of the job.",
    "type": "object",
    "properties": {
        "outcome": {
            "enum": list(OUTCOMES),
            "description": "; ".join(f"{name}: {text}" for name, text in OUTCOMES.items()),
        },
        "task_id": {"type": ["string", "null"]},
        "video": {
            "type": ["object", "null"],
            "properties": {"bytes": {"type": "integer"}, "sha256": {"type": "string"}},
            "required": ["bytes", "sha256"],
        },
        "error": {
            "type": ["object", "null"],
            "properties": {
                "message": {"type": "string"},
                "status": {"type": ["integer", "null"]},
                "code": {"type": ["string", "null"]},
            },
            "required": ["message"],
        },
    },
    "required": ["outcome"],
}
