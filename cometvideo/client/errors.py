"""What can go wrong between a client and the API: one exception for each thing to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cometvideo.errors import CometVideoError, InputError

if TYPE_CHECKING:
    from cometvideo.client.contract import Reason, Task

__all__ = [
    "AmbiguousCreateError",
    "AnswerError",
    "ClientError",
    "DeadlineError",
    "LinkExpiredError",
    "NoAnswerError",
    "NotSentError",
    "NotWrittenError",
    "RefusedError",
    "TaskFailedError",
    "UnknownStatusError",
    "about",
]


class ClientError(CometVideoError):
    """Anything that went wrong between the client and the API. No text of one holds the key.

    `task_id` is the id of the task that it is about, in its text as well; "" where there is none,
    or none is known. A task with an id was created: it can be waited for and downloaded by that.
    """

    task_id = ""

    def __str__(self) -> str:
        said = self._said()
        return said if self.task_id in said else f"task {self.task_id}: {said}"

    def _said(self) -> str:
        return super().__str__()


class NotSentError(ClientError):
    """The request did not reach the API: nothing happened there, and it may be sent again."""


class NoAnswerError(ClientError):
    """The request was sent, and no whole answer came back."""


class AnswerError(ClientError):
    """An answer came that the documentation does not describe.

    `task` is what it was about, `body` what came, where that was kept.
    """

    def __init__(self, message: str, task: Task | None = None, body: bytes = b"") -> None:
        super().__init__(message)
        self.task = task
        self.task_id = task.id if task else ""
        self.body = body


class RefusedError(ClientError):
    """The API refused a request, and nothing came of it.

    `status` is that of the answer; `code` and `message` are those of its envelope, "" where it
    has none. `retry_after_s` is how long the API asks to be left alone, None where it does not.
    """

    def __init__(
        self, status: int, code: str, message: str, retry_after_s: float | None = None
    ) -> None:
        super().__init__(status, code, message, retry_after_s)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s

    def _said(self) -> str:
        named = f" {self.code}" if self.code else ""
        return f"HTTP {self.status}{named}: {self.message or 'no message'}"


class AmbiguousCreateError(ClientError):
    """A create may have started a task that is paid for, and its id is not known.

    Sending it again may pay a second time: look at the account first. `status` and `body` are those
    of the answer, None and nothing where none came.
    """

    def __init__(self, cause: str, status: int | None = None, body: bytes = b"") -> None:
        super().__init__(cause, status, body)
        self.cause = cause
        self.status = status
        self.body = body

    def _said(self) -> str:
        return (
            f"a task may have been created and billed, and its id is not known ({self.cause}); "
            "it was not sent again: look at the account before you do"
        )


class TaskFailedError(ClientError):
    """The task ended without a video; `task.reason` says why, where the API told."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.task = task
        self.task_id = task.id

    @property
    def reason(self) -> Reason | None:
        """Why it failed, None where the API did not tell."""
        return self.task.reason

    def _said(self) -> str:
        reason = str(self.task.reason) if self.task.reason else "the API gave no reason"
        return f"task {self.task.id} ended as {self.task.status}: {reason}"


class DeadlineError(ClientError, TimeoutError):
    """The deadline came before the end of the task, which lives on: `wait(task_id)` resumes."""

    def __init__(self, task_id: str, waited_s: float, last: str) -> None:
        super().__init__(task_id, waited_s, last)
        self.task_id = task_id
        self.waited_s = waited_s
        self.last = last

    def _said(self) -> str:
        return (
            f"task {self.task_id} did not end within {self.waited_s:g} s (last: {self.last}); "
            f"it is not lost: wait for {self.task_id} again"
        )


class UnknownStatusError(DeadlineError):
    """The deadline came, and the task has a status that the spec does not know.

    So nobody can say whether it ended. It lives on as after any DeadlineError, or not.
    """

    def __init__(self, task: Task, waited_s: float, known: tuple[str, ...]) -> None:
        super().__init__(task.id, waited_s, task.status)
        self.args = (task, waited_s, known)  # by which it is made again in another process
        self.task = task
        self.known = known

    def _said(self) -> str:
        return (
            f"task {self.task.id} has the status {self.task.status!r} after {self.waited_s:g} s, "
            f"which is none of {', '.join(self.known)}; the API may speak another generation: "
            "choose its spec"
        )


class LinkExpiredError(ClientError):
    """The link to a finished video is not good any more, and the API gave no new one."""

    def __init__(self, task: Task, status: int) -> None:
        super().__init__(task, status)
        self.task = task
        self.task_id = task.id
        self.status = status

    def _said(self) -> str:
        return (
            f"the link to the video of task {self.task.id} was refused with HTTP {self.status}: "
            "it has expired, and asking after the task gave no other; render it again"
        )


class NotWrittenError(ClientError, InputError):
    """The video of a finished task is there, and cannot be written to the path `to`."""

    def __init__(self, to: str, why: str) -> None:
        super().__init__(to, why)
        self.to = to
        self.why = why

    def _said(self) -> str:
        return (
            f"cannot write the video to {self.to}: {self.why}; it is not lost: download it by the "
            "id of its task"
        )


@contextmanager
def about(task_id: str) -> Iterator[None]:
    """Let whatever goes wrong in here tell which task it is about."""
    try:
        yield
    except ClientError as error:
        error.task_id = error.task_id or task_id
        raise
    except BaseException as error:
        error.add_note(f"task {task_id} was created: wait for it, or download it, by its id")
        raise
