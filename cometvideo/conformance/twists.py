"""Twists: changes to the mock's answers that the documentation allows or that gateways show."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from cometvideo.conformance.cases import Turn, Twist
from cometvideo.mock.answers import json_answer, rejection
from cometvideo.wire.exchange import Answer

__all__ = [
    "expiring",
    "forgetting",
    "in_words",
    "progressing",
    "reading",
    "redirecting",
    "shown_task",
    "without_link",
]


def shown_task(answer: Answer) -> dict[str, object] | None:
    """The JSON object that a successful answer shows; None where it shows none."""
    if not 200 <= answer.status < 300 or answer.delivery.drop:
        return None
    try:
        data = json.loads(answer.body)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def without_link(turn: Turn) -> Answer:
    """A finished task has no link to its video."""
    names = _names(turn, "link")
    return _changed(turn, lambda shown: {k: v for k, v in shown.items() if k not in names})


def reading(word: str) -> Twist:
    """A task that is asked after always has this status."""

    def twist(turn: Turn) -> Answer:
        if turn.operation != "retrieve":
            return turn.answer
        names = _names(turn, "status")
        return _changed(turn, lambda shown: {**shown, **dict.fromkeys(names, word)})

    return twist


def in_words(words: Mapping[str, str]) -> Twist:
    """The statuses are those of another generation of the API."""

    def twist(turn: Turn) -> Answer:
        names = _names(turn, "status")
        return _changed(
            turn,
            lambda shown: {
                **shown,
                **{name: words.get(str(shown.get(name)), shown.get(name)) for name in names},
            },
        )

    return twist


def progressing(steps: Sequence[int]) -> Twist:
    """The progress of a task that is asked after goes as it likes, until its end."""

    def twist(turn: Turn) -> Answer:
        shown = shown_task(turn.answer)
        if turn.operation != "retrieve" or shown is None or turn.nth > len(steps):
            return turn.answer
        names = _names(turn, "progress")
        return _changed(turn, lambda each: {**each, **dict.fromkeys(names, steps[turn.nth - 1])})

    return twist


def forgetting(after: int) -> Twist:
    """The API forgets a task after it was asked after so many times."""

    def twist(turn: Turn) -> Answer:
        if turn.operation != "retrieve" or turn.nth <= after:
            return turn.answer
        refusal = turn.dialect.refusal("unknown-task")
        return rejection(turn.dialect, refusal, "there is no such task", "check")

    return twist


def expiring(turn: Turn) -> Answer:
    """The link of a finished task expires before anybody can follow it."""
    lifetime_s = turn.dialect.link_lifetime_s or 0.0
    shown = shown_task(turn.answer) or {}
    if any(shown.get(name) in turn.dialect.terminal for name in _names(turn, "status")):
        turn.advance(lifetime_s + 1)
    return turn.answer


def redirecting(operation: str, status: int) -> Twist:
    """An operation is redirected, once, to where the videos lie."""

    def twist(turn: Turn) -> Answer:
        if turn.operation != operation or turn.nth > 1:
            return turn.answer
        location = f"{turn.videos_origin}/videos/{turn.task or 'moved'}.mp4"
        return Answer(status, (("Location", location), ("Content-Type", "text/html")))

    return twist


_Change = Callable[[dict[str, object]], dict[str, object]]


def _names(turn: Turn, gives: str) -> list[str]:
    return [field.name for field in turn.dialect.fields if field.gives == gives]


def _changed(turn: Turn, change: _Change) -> Answer:
    shown = shown_task(turn.answer)
    if turn.operation not in {"create", "retrieve"} or shown is None:
        return turn.answer
    return json_answer(turn.answer.status, change(shown))
