"""A client of the video endpoint that loses no task, pays for none twice, and leaks no key."""

from cometvideo.client.client import Client
from cometvideo.client.errors import (
    AmbiguousCreateError,
    AnswerError,
    ClientError,
    DeadlineError,
    LinkExpiredError,
    NoAnswerError,
    NotSentError,
    RefusedError,
    TaskFailedError,
    UnknownStatusError,
)
from cometvideo.client.task import Reason, Task

__all__ = [
    "AmbiguousCreateError",
    "AnswerError",
    "Client",
    "ClientError",
    "DeadlineError",
    "LinkExpiredError",
    "NoAnswerError",
    "NotSentError",
    "Reason",
    "RefusedError",
    "Task",
    "TaskFailedError",
    "UnknownStatusError",
]
