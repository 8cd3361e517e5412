"""Adapters: clients in Python that are ready to be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cometvideo.conformance.protocol import Answer, Client, Job
from cometvideo.validation import Spec

__all__ = ["files_opened", "openai_style", "reference"]


def files_opened(request: Mapping[str, object]) -> dict[str, Any]:
    """The fields of a job, each file as a tuple of its name, bytes and content type."""

    def opened(value: Any) -> Any:
        if isinstance(value, Mapping):
            return value["filename"], Path(value["path"]).read_bytes(), value["content_type"]
        return [opened(each) for each in value] if isinstance(value, list) else value

    return {name: opened(value) for name, value in request.items()}


def reference(spec: Spec = None) -> Client:
    """The client of this package, that speaks a spec, as a client to be checked."""
    from cometvideo import client as api
    from cometvideo.findings import RequestInvalid

    def client(job: Job, /) -> Answer:
        task_id: str | None = None
        end = job.clock() + job.deadline_s
        try:
            with api.Client(
                job.key,
                base_url=job.base_url,
                spec=spec,
                transport=job.transport() if job.transport else None,
                clock=job.clock,
                sleep=job.sleep,
            ) as comet:
                task = comet.create(files_opened(job.request), until=end)
                task_id = task.id
                done = comet.wait(
                    task, deadline_s=end - job.clock(), poll_interval_s=job.poll_interval_s
                )
                video = None
                if job.download:
                    data = comet.download(done, deadline_s=end - job.clock())
                    video = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        except RequestInvalid as error:
            return Answer("refused", message=str(error))
        except api.ClientError as error:
            return Answer(_outcome(error, task_id), task_id, message=str(error))
        return Answer("completed", task_id, video)

    return client


def _outcome(error: Exception, task_id: str | None) -> str:
    from cometvideo import client as api

    outcomes: tuple[tuple[type[Exception], str], ...] = (
        (api.AmbiguousCreateError, "unsure"),
        (api.TaskFailedError, "failed"),
        (api.DeadlineError, "deadline"),
    )
    if task_id is None and isinstance(error, api.RefusedError | api.NotSentError):
        return "refused"
    return next((name for kind, name in outcomes if isinstance(error, kind)), "error")


def openai_style(make: Callable[[Job], Any]) -> Client:
    """A client with OpenAI's `videos.create_and_poll`, as a client to be checked.

    `make` gives one for a job: `lambda job: OpenAI(base_url=job.base_url, api_key=job.key)`. What
    it returns is taken for finished where its status says so, as its own documentation shows; a
    deadline it does not take, and videos it fetches from another path than this API has.
    """

    def client(job: Job, /) -> Answer:
        try:
            video = make(job).videos.create_and_poll(
                **files_opened(job.request),
                poll_interval_ms=max(1, int(job.poll_interval_s * 1000)),
            )
        except Exception as error:
            status = getattr(error, "status_code", None)
            refused = isinstance(status, int) and status < 500
            return Answer("refused" if refused else "error", message=str(error), status=status)
        if video.status == "completed":
            return Answer("completed", video.id)
        reason = getattr(video, "error", None)
        message = getattr(reason, "message", None) or f"returned with the status {video.status}"
        return Answer("failed" if video.status == "failed" else "error", video.id, message=message)

    return client
