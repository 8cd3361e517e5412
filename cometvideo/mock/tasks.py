"""Tasks: what a create starts, the store that keeps them, and the object that shows them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from cometvideo.jobs import Job
from cometvideo.mock.quirks import QUIRKS, Oddity
from cometvideo.plan import Plan, Stage, stage
from cometvideo.prediction import Rendering
from cometvideo.words import Words

__all__ = [
    "Order",
    "Task",
    "TaskStore",
    "shown",
    "stage_of",
    "status_of",
]


class Order(NamedTuple):
    """What a create ordered, and never changes: `owner` is the fingerprint of the key.

    `created_at` is in Unix seconds of the mock's clock; `repeated` is what the task repeats of the
    request, by field; `source` is the task that it was made from, `recorded` what is played of it.
    `amount` is what it is billed, in millionths of the `currency`; None where no price is known.
    """

    id: str
    owner: str
    model: str
    created_at: float
    plan: Plan
    rendering: Rendering
    repeated: tuple[tuple[str, object], ...] = ()
    source: str | None = None
    recorded: Job | None = None
    amount: int | None = None
    currency: str = ""

    def __repr__(self) -> str:
        return f"<Order {self.id}: {self.model}, {self.rendering.seconds} s>"


class Task(NamedTuple):
    """One task: its order, and what became of it.

    `polls` counts how often it was asked after; `ended_at` is when its end was first seen, in Unix
    seconds of the mock's clock.
    """

    order: Order
    polls: int = 0
    ended_at: float | None = None
    seen_ended: bool = False

    def __repr__(self) -> str:
        return f"<Task {self.id}: {self.order.model}, asked after {self.polls} times>"

    @property
    def id(self) -> str:
        """The id of its order."""
        return self.order.id


class TaskStore:
    """Where tasks are kept: the newest ones, up to a number of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        # A plain dict takes longer to give up its oldest entry the more of them it has given up.
        self._tasks: OrderedDict[str, Task] = OrderedDict()

    def get(self, task_id: str) -> Task | None:
        """The task with this id, or None."""
        return self._tasks.get(task_id)

    def put(self, task: Task) -> None:
        """Keep a task, in place of the one with the same id."""
        self._tasks[task.order.id] = task
        if len(self._tasks) > self._most:
            self._tasks.popitem(last=False)

    def drop(self, task_id: str) -> None:
        """Forget one task."""
        self._tasks.pop(task_id, None)

    def discard(self, owner: str | None) -> None:
        """Forget the tasks of one owner; of all for None."""
        for task in list(self.of(owner)):
            del self._tasks[task.order.id]

    def of(self, owner: str | None) -> Iterator[Task]:
        """The tasks of one owner, the oldest first; of all for None."""
        return (each for each in self._tasks.values() if owner in {None, each.order.owner})


def stage_of(task: Task, now: float) -> Stage:
    """Where a task stands now."""
    order, polls, ended_at, _ = task
    ended_s = None if ended_at is None else ended_at - order.created_at
    return stage(order.plan, now - order.created_at, polls, ended_s)


def shown(
    order: Order,
    words: Words,
    at: Stage,
    link: str = "",
    *,
    quirks: Collection[str] = (),
    polls: int = 0,
) -> dict[str, object]:
    """The task object: the fields that the matrix lists, and what the quirks do to them.

    `link` is where the video lies, for the status that has one; `polls` is for the quirks.
    """
    status = status_of(order, words, at)
    given: dict[str, object] = {
        "id": order.id,
        "model": order.model,
        "status": status,
        "progress": at.progress,
        "created": int(order.created_at),
        "source": order.source,
    }
    if at.means == "ended":
        given["completed"] = int(order.created_at + at.after_s)
        given["link"] = link
    found = words.task(status, given, order.repeated)
    if (shown_as := _shown_as(order.plan, at)) is not None:
        found[words.names.get("status", "status")] = shown_as
    if at.means == "ended" and words.means(status) != "success":
        plan = order.plan
        found |= words.reason(words.reason_shape, plan.code or "", plan.message or "")
    for quirk, act in QUIRKS.items() if quirks else ():
        if quirk in quirks and quirk in words.quirks:
            act(found, Oddity(polls, words, words.quirks[quirk]))
    return found


def _shown_as(plan: Plan, at: Stage) -> str | None:
    """What a plan has in place of a status of the spec."""
    return {"waiting": plan.waiting_as, "running": plan.running_as}.get(at.means, plan.ended_as)


def status_of(order: Order, words: Words, at: Stage) -> str:
    """The status word for where a task stands."""
    known = words.statuses_of(order.model)
    if at.means == "ended":
        return known.ending(order.plan.end) or known.first.get("success", "")
    if at.means == "waiting":
        return words.initial
    return known.first.get(at.means, words.initial)
