"""Deviations: changes to the mock's answers that the documentation allows or gateways show."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from cometvideo.conformance.cases import Deviation, Reply
from cometvideo.mock.answers import json_answer, rejection
from cometvideo.wire.exchange import Answer

__all__ = [
    "MOVED",
    "expiring",
    "expiring_at",
    "forgetting",
    "in_words",
    "progressing",
    "reading",
    "redirecting",
    "shown_task",
    "without_link",
]


MOVED = "moved=1"  # the query of an address that a redirect leads to


def shown_task(answer: Answer) -> dict[str, object] | None:
    """The JSON object that a successful answer shows; None where it shows none."""
    if not 200 <= answer.status < 300 or answer.delivery.drop:
        return None
    try:
        data = json.loads(answer.body)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def without_link(reply: Reply) -> Answer:
    """A finished task has no link to its video."""
    names = reply.words.all_names("link")
    return _changed(reply, lambda shown: {k: v for k, v in shown.items() if k not in names})


def reading(word: str) -> Deviation:
    """A task that is asked after always has this status."""

    def deviation(reply: Reply) -> Answer:
        if reply.operation != "retrieve":
            return reply.answer
        names = reply.words.all_names("status")
        return _changed(reply, lambda shown: {**shown, **dict.fromkeys(names, word)})

    return deviation


def in_words(words: Mapping[str, str]) -> Deviation:
    """The statuses are those of another generation of the API."""

    def deviation(reply: Reply) -> Answer:
        names = reply.words.all_names("status")
        return _changed(
            reply,
            lambda shown: {
                **shown,
                **{name: words.get(str(shown.get(name)), shown.get(name)) for name in names},
            },
        )

    return deviation


def progressing(steps: Sequence[int]) -> Deviation:
    """The progress of a task that is asked after goes as it likes, until its end."""

    def deviation(reply: Reply) -> Answer:
        shown = shown_task(reply.answer)
        if reply.operation != "retrieve" or shown is None or reply.nth > len(steps):
            return reply.answer
        names = reply.words.all_names("progress")
        return _changed(reply, lambda each: {**each, **dict.fromkeys(names, steps[reply.nth - 1])})

    return deviation


def forgetting(after: int) -> Deviation:
    """The API forgets a task after it was asked after so many times."""

    def deviation(reply: Reply) -> Answer:
        if reply.operation != "retrieve" or reply.nth <= after:
            return reply.answer
        refusal = reply.words.refusal("unknown-task")
        return rejection(reply.words, refusal, "there is no such task", "check")

    return deviation


def expiring(reply: Reply) -> Answer:
    """The link of a finished task expires before anybody can follow it, each time it is shown."""
    shown = shown_task(reply.answer) or {}
    if any(shown.get(name) in reply.words.terminal for name in reply.words.all_names("status")):
        reply.advance((reply.words.link_lifetime_s or 0.0) + 1)
    return reply.answer


def expiring_at(poll: int) -> Deviation:
    """The link that this poll shows expires before anybody can follow it; later ones do not."""
    return lambda reply: expiring(reply) if reply.nth == poll else reply.answer


def redirecting(operation: str, status: int) -> Deviation:
    """An operation is redirected, once, to where the videos lie."""

    def deviation(reply: Reply) -> Answer:
        if reply.operation != operation or reply.nth > 1:
            return reply.answer
        location = f"{reply.videos_origin}/videos/{reply.task or 'moved'}.mp4?{MOVED}"
        return Answer(status, (("Location", location), ("Content-Type", "text/html")))

    return deviation


_Change = Callable[[dict[str, object]], dict[str, object]]


def _changed(reply: Reply, change: _Change) -> Answer:
    shown = shown_task(reply.answer)
    if reply.operation not in {"create", "retrieve"} or shown is None:
        return reply.answer
    return json_answer(reply.answer.status, change(shown))
