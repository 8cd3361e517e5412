"""What a guard says: whether a request is to be sent, and the answers that clients get."""

from __future__ import annotations

import json
from typing import Literal, NamedTuple

from cometvideo.wire.credentials import Credentials, without_secret
from cometvideo.wire.exchange import Answer, Headers, HttpRequest

__all__ = [
    "TOLD",
    "Ask",
    "Mode",
    "Unanswered",
    "Wait",
    "own_answer",
    "time_words",
    "unanswered",
    "with_told",
    "without_key",
]

Mode = Literal["refuse", "warn", "observe"]

TOLD = "X-Cometvideo-Guard"
"""The header that says what the guard did."""


class Ask(NamedTuple):
    """The request is to be sent to the API.

    What comes of it is read whole and told to the guard where it is a create, which has a `row` in
    the ledger, or a `poll`, whose answers say how a task has come along. All else may pass as it
    comes. `name` is what polls have in common that are answered alike, if any are.
    """

    request: HttpRequest
    row: int | None = None
    note: str = "passed"
    poll: bool = False
    name: str = ""


class Wait(NamedTuple):
    """The same is under way, as the create of a `row` or a poll of a `name`: ask again soon.

    Or the answer to an equal create is `leaving`: whether this one repeats it shows in a moment.
    """

    row: int = 0
    name: str = ""
    leaving: int = 0


class Unanswered(NamedTuple):
    """What was to be sent has no answer, and why; whether any of it may have been `sent`."""

    problem: str
    sent: bool = True


def unanswered(why: str, headers: Headers, *, sent: bool = True) -> Unanswered:
    """The same for a request with these headers, in words without what they held."""
    every_header = Credentials(frozenset(name.lower() for name, _ in headers))
    return Unanswered(every_header.with_those_of(headers, "").text(why), sent)


def with_told(answer: Answer, told: str) -> Answer:
    """An answer of the API with what the guard did."""
    return answer._replace(headers=(*answer.headers, (TOLD, told)))


def own_answer(status: int, told: str, data: object) -> Answer:
    """An answer of the guard's own, with what it did."""
    headers: Headers = (("Content-Type", "application/json"), (TOLD, told))
    return Answer(status, headers, json.dumps(data, ensure_ascii=False).encode())


def without_key(answer: Answer, key: str) -> Answer:
    """An answer without the key that its client does not have, should the API repeat it."""
    body = without_secret(answer.body.decode("latin-1"), key).encode("latin-1")
    headers = tuple((name, without_secret(value, key)) for name, value in answer.headers)
    return answer._replace(headers=headers, body=body)


def time_words(at: float) -> str:
    """A time, given in Unix seconds, as people read it."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
