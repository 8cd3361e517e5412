"""A client of the video endpoint that loses no task, pays for none twice, and leaks no key."""

from cometvideo.client.client import Client
from cometvideo.client.contract import Reason, Task
from cometvideo.client.errors import (
    AmbiguousCreateError,
    AnswerError,
    ClientError,
    DeadlineError,
    LinkExpiredError,
    NoAnswerError,
    NotSentError,
    NotWrittenError,
    RefusedError,
    TaskFailedError,
    UnknownStatusError,
)

__all__ = [
    "AmbiguousCreateError",
    "AnswerError",
    "Client",
    "ClientError",
    "DeadlineError",
    "LinkExpiredError",
    "NoAnswerError",
    "NotSentError",
    "NotWrittenError",
    "Reason",
    "RefusedError",
    "Task",
    "TaskFailedError",
    "UnknownStatusError",
]
