"""Plans: how a task lives, from the moment it is created to its end and the reason for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cometvideo.settings import Convert, choice, number, read_settings, text, whole

__all__ = ["DEFAULT_PLAN", "Means", "Plan", "Stage", "read_plan", "stage"]

# What a status means; the words themselves differ between generations of the API.
Means = Literal["waiting", "running", "success", "failure"]

_QUEUED_SHARE = 0.2  # of the time, or of the polls, that a task takes
_ALMOST = 95  # percent that a task which never ends creeps towards


class Plan(NamedTuple):
    """How a task lives.

    By `polls` it has ended when it is asked after for that many times; by the `clock` after
    `seconds` (None: as long as the matrix calls usual); it `never` ends; or the create is
    `refused` by moderation. `end` is `success`, `failure`, `moderated`, or a terminal status in
    the words of the spec; `code` and `message` are the reason for a failure. What is not in these
    words, as gateways have it, is shown for a status by `waiting_as`, `running_as`, `ended_as`.
    """

    pace: Literal["polls", "clock", "never", "refused"] = "polls"
    polls: int = 3
    seconds: float | None = None
    end: str = "success"
    code: str | None = None
    message: str | None = None
    waiting_as: str | None = None
    running_as: str | None = None
    ended_as: str | None = None


DEFAULT_PLAN = Plan()

_KNOWN: Mapping[str, Convert] = {
    "pace": choice("polls", "clock", "never", "refused"),
    "polls": whole(1),
    "seconds": number(0),
    "clock": number(0),
    "end": text,
    "code": text,
    "message": text,
    "waiting_as": text,
    "running_as": text,
    "ended_as": text,
}
_BARE: Mapping[str, Mapping[str, object]] = {
    "immediate": {"pace": "polls", "polls": 1},
    "polls": {"pace": "polls"},
    "clock": {"pace": "clock"},
    "never": {"pace": "never"},
    "refused": {"pace": "refused"},
    "moderated": {"end": "moderated"},
    "failed": {"end": "failure"},
}


def read_plan(given: str | Mapping[str, object] | Plan) -> Plan:
    """Read a plan: `immediate`, `polls=3`, `clock`, `clock=90`, `never`, `refused`, `moderated`.

    Further pairs say how it ends: `polls=2,end=error,message=out of memory`. Raises InputError.
    """
    if isinstance(given, Plan):
        return given
    found = read_settings("the plan's", given, _KNOWN, _BARE)
    if "clock" in found:
        found["seconds"] = found.pop("clock")
    if "seconds" in found:
        found.setdefault("pace", "clock")
    if "polls" in found:
        found.setdefault("pace", "polls")
    return Plan(**found)


class Stage(NamedTuple):
    """Where a task stands: what its status means, its progress in percent, and its end.

    `after_s` is how long after its creation it ended; 0 while it has not.
    """

    means: Literal["waiting", "running", "ended"]
    progress: int
    after_s: float = 0.0


def stage(plan: Plan, elapsed_s: float, polls: int, ended_s: float | None = None) -> Stage:
    """Where a task stands after a time and a number of polls, the present one included.

    `ended_s` is when a task whose end depends on polls was first seen at its end.
    """
    if plan.pace == "never":
        creep = _ALMOST * polls // (polls + 3)
        return Stage("running", creep) if polls > 1 else Stage("waiting", 0)
    if plan.pace == "clock":
        whole_s = plan.seconds or 0.0
        share = 1.0 if elapsed_s >= whole_s else elapsed_s / whole_s
        end_s = whole_s
    else:
        share = min(1.0, polls / plan.polls)
        end_s = elapsed_s if ended_s is None else ended_s
    if share >= 1.0:
        return Stage("ended", 100, end_s)
    if share <= _QUEUED_SHARE or (plan.pace == "polls" and polls <= 1):
        return Stage("waiting", 0)
    return Stage("running", int(100 * (share - _QUEUED_SHARE) / (1 - _QUEUED_SHARE)))
