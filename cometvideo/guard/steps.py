"""The steps of one request through a guard: what is to be done next, and what came of it; no I/O.

They are the same wherever a guard stands; whoever drives them does what they say, in its own way,
and sends back what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeAlias

from cometvideo.guard.answers import Ask, Wait
from cometvideo.guard.guard import Guard
from cometvideo.wire.exchange import Answer, HttpRequest

__all__ = ["LARGEST_ANSWER", "Deliver", "Do", "Pass", "Pause", "Read", "Step", "Steps", "steps"]

LARGEST_ANSWER = 1_000_000  # bytes, of those that are read; what merely passes has no limit
_LOOK_AGAIN_S = 0.05


class Do(NamedTuple):
    """Call this, which may wait for a disk; send back what it returns."""

    call: Callable[..., object]
    arguments: tuple[object, ...]


class Pause(NamedTuple):
    """Let so many seconds pass."""

    seconds: float


class Read(NamedTuple):
    """Send this to the API and read all of its answer, within `longest_s` of the guard.

    Send back the answer, which has at most LARGEST_ANSWER bytes, or why there is none.
    """

    request: HttpRequest


class Pass(NamedTuple):
    """Send this to the API and let its answer through as it comes: the last step."""

    ask: Ask


class Deliver(NamedTuple):
    """Give this answer to the client; send back whether it was still there."""

    answer: Answer


Step: TypeAlias = Do | Pause | Read | Pass | Deliver
Steps: TypeAlias = Generator[Step, Any, None]


def steps(guard: Guard, request: HttpRequest) -> Steps:
    """What is to be done about a request, step by step."""
    found = guard.at_once(request)
    if found is None:
        found = yield Do(guard.before, (request,))
    while isinstance(found, Wait):
        waited = found
        while (yield Do(guard.is_under_way, (waited,))):
            yield Pause(_LOOK_AGAIN_S)
        found = yield Do(guard.before, (request, waited))
    if isinstance(found, Answer):
        yield Deliver(found)
    elif found.row is None and not found.poll:
        yield Pass(found)
    else:
        came = yield Read(found.request)
        told = guard.after_at_once(found, came)
        if told is None:
            told = yield Do(guard.after, (found, came))
        there = yield Deliver(told)
        if found.row is not None:
            yield Do(guard.delivered, (found, there))
