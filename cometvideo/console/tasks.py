"""Tasks as people look at them: how each lives on the mock's clock, and what it renders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cometvideo.console.exchanges import frames_of
from cometvideo.console.moments import clock_time, span
from cometvideo.markup import Frame
from cometvideo.mock.journal import Entry
from cometvideo.mock.state import State
from cometvideo.mock.tasks import Task, shown, stage_of
from cometvideo.mock.videos import fallback_size, video_file
from cometvideo.money import money_words
from cometvideo.plan import stage
from cometvideo.reports.prediction import rendering_words
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.words import Words, words_of

__all__ = ["Life", "life_of", "lives", "opened_task", "video_of"]

_PIECES = 100  # that a time line is looked at in
_MOST_POLLS = 200


class Life(NamedTuple):
    """How a task stands. `means` is `waiting`, `running`, `success` or `failure`."""

    id: str
    shown_id: str
    model: str
    owner: str
    created: str
    age: str
    status: str
    means: str
    progress: int
    plan: str
    polls: int
    renders: str
    money: str
    ended: bool


class Piece(NamedTuple):
    """A part of a time line, in thousandths of it."""

    means: str
    start: int
    width: int


def _words(state: State, task: Task) -> Words:
    account = state.accounts.get(task.order.owner)
    world = state.world_for(account) if account else state.world
    return words_of(world.for_model(task.order.model))


def _means(words: Words, task: Task, means: str) -> str:
    if means != "ended":
        return means
    return words.means(words.statuses.ending(task.order.plan.end) or "") or "failure"


def life_of(state: State, task: Task, hidden: Credentials) -> Life:
    """How a task stands now."""
    order, words = task.order, _words(state, task)
    now = state.now(state.accounts.get(order.owner))
    at = stage_of(task, now)
    status = str(shown(order, words, at).get(words.names.get("status", "status"), ""))
    amount = order.amount
    money = "no known price" if amount is None else money_words(amount, amount, order.currency)
    return Life(
        order.id,
        hidden.text(order.id),
        hidden.text(order.model),
        order.owner,
        clock_time(order.created_at),
        span(now - order.created_at),
        hidden.text(status),
        _means(words, task, at.means),
        at.progress,
        _plan_words(task),
        task.polls,
        rendering_words(order.rendering),
        money if order.currency or amount is None else "nobody paid",
        at.means == "ended",
    )


def lives(state: State, tasks: list[Task], hidden: Credentials) -> Iterator[Life]:
    """How tasks stand, the newest first."""
    return (life_of(state, each, hidden) for each in reversed(tasks))


def _plan_words(task: Task) -> str:
    plan = task.order.plan
    how = {
        "polls": f"ends at poll {plan.polls}",
        "clock": f"ends after {span(plan.seconds or 0)}",
        "never": "never ends",
        "refused": "is refused",
    }[plan.pace]
    return how if plan.end == "success" or plan.pace == "never" else f"{how}, as {plan.end}"


def opened_task(
    state: State, task: Task, entries: list[Entry], hidden: Credentials
) -> dict[str, Any]:
    """One task with its time line, its frame beside what was asked for, and its exchanges."""
    order, words = task.order, _words(state, task)
    mine = [each for each in entries if each.task == order.id]
    made = next((each for each in mine if each.created), None)
    rendering = order.rendering
    asked = [] if made is None else frames_of(made, made.prediction)
    frames = [each for each in asked if each.label.startswith("asked")]
    if rendering.width and rendering.height:
        named = " ".join(filter(None, (rendering.resolution, rendering.ratio)))
        label = f"rendered {rendering.width}×{rendering.height} {named}".strip()
        frames.append(Frame(rendering.width, rendering.height, label, "valid"))
    pieces, ticks, scale = _time_line(state, task, words, mine)
    return {
        "life": life_of(state, task, hidden),
        "drawn": frames,
        "pieces": pieces,
        "ticks": ticks,
        "scale": scale,
        "reason": hidden.text(": ".join(filter(None, (order.plan.code, order.plan.message)))),
        "source": hidden.text(order.source or ""),
        "exchanges": mine[-_MOST_POLLS:],
    }


def _time_line(
    state: State, task: Task, words: Words, entries: list[Entry]
) -> tuple[list[Piece], list[tuple[int, int, str]], tuple[str, str]]:
    """The states of a task up to now, and its polls, along a line of a thousand parts.

    Where no time passed, as with a clock that stands, the line counts polls.
    """
    order = task.order
    now = state.now(state.accounts.get(order.owner)) - order.created_at
    polls = [each for each in entries if each.operation == "retrieve"][-_MOST_POLLS:]
    times = [each.at - order.created_at for each in polls]
    planned = order.plan.seconds if order.plan.pace == "clock" else None
    ended_s = None if task.ended_at is None else task.ended_at - order.created_at
    whole = max(now, planned or 0.0, *times, 0.0)
    by_polls = whole <= 0
    if by_polls:
        whole, times = float(max(len(polls), 1)), [float(each + 1) for each in range(len(polls))]
    before = task.polls - len(polls)
    pieces: list[Piece] = []
    for place in range(_PIECES):
        at = whole * (place + 0.5) / _PIECES
        if at > (whole if by_polls else now) and planned is None:
            break
        polled = before + sum(each <= at for each in times)
        elapsed = 0.0 if by_polls else at
        means = stage(order.plan, elapsed, polled, ended_s).means
        if not by_polls and ended_s is not None and planned is None:
            means = "ended" if at >= ended_s else means if means != "ended" else "running"
        meant = _means(words, task, means)
        start, width = place * 1000 // _PIECES, 1000 // _PIECES
        if pieces and pieces[-1].means == meant:
            start, width = pieces[-1].start, start + width - pieces[-1].start
            pieces.pop()
        pieces.append(Piece(meant, start, width))
    ticks = [
        (round(1000 * at / whole), each.number, clock_time(each.at))
        for at, each in zip(times, polls, strict=True)
    ]
    if not by_polls and planned and now < planned:
        ticks.append((round(1000 * now / whole), 0, "now"))
    until = f"{len(polls)} polls" if by_polls else span(whole)
    return pieces, ticks, (clock_time(order.created_at), until)


def video_of(state: State, task: Task, request: HttpRequest) -> Answer:
    """The video of a task, as its link gives it, without a line in the journal."""
    recorded = task.order.recorded and task.order.recorded.video
    if recorded is not None:
        return Answer(200, (("Content-Type", "video/mp4"),), recorded)
    words = _words(state, task)
    fps = int(words.frames_per_second or 24)
    fallback = fallback_size(words.matrix)
    return video_file(request, task.order.rendering, fallback=fallback, fps=fps)
