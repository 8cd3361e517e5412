"""Further operations: the video with the key, a task from another one, the tasks of a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from cometvideo.mock.answers import explain, json_answer
from cometvideo.mock.operations import (
    Done,
    Visit,
    begin,
    create,
    is_own,
    plan_of,
    refuse,
    retrieve,
)
from cometvideo.mock.tasks import Task, shown, stage_of, status_of
from cometvideo.mock.videos import fallback_size, serve_picture, video_file
from cometvideo.plan import Stage
from cometvideo.prediction import Reject, predict
from cometvideo.prediction.prices import Prices
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.words import words_of

__all__ = ["OPERATIONS"]

_MOST_LISTED = 100


def _content(visit: Visit) -> Done:
    """Serve the video of a finished task to the key that created it."""
    task = _own_task(visit)
    if isinstance(task, Done):
        return task
    words, order = visit.words, task.order
    if not _is_rendered(visit, task):
        return _unfinished(visit, task)
    fallback = fallback_size(words.matrix)
    variants = words.operations["content"].variants
    asked = dict(parse_qsl(visit.request.query)).get("variant", "")
    if asked and variants and asked not in variants:
        problem = f"variant {asked[:100]!r} is none of {', '.join(variants)}"
        return refuse(visit, "wrong-variant", problem)
    if asked in variants[1:]:
        return Done(serve_picture(order.rendering, fallback), order.id)
    fps = int(words.frames_per_second or 24)
    return Done(video_file(visit.request, order.rendering, fallback=fallback, fps=fps), order.id)


def _remix(visit: Visit) -> Done:
    """Start a task from a finished one, with the fields that the body has."""
    task = _own_task(visit)
    if isinstance(task, Done):
        return task
    words = visit.words
    if not _is_rendered(visit, task):
        return _unfinished(visit, task)
    takes = words.operations["remix"].takes
    fields = _fields(visit, words.operations["remix"].read)
    if isinstance(fields, Done):
        return fields
    named = {} if words.selector is None else {words.selector: task.order.model}
    prediction = predict(words.matrix, {**fields, **named})
    wrong = [each for each in prediction.findings if each.severity == "error"]
    outcome = prediction.outcomes[0]
    if isinstance(outcome, Reject):
        return refuse(visit, outcome.fault, explain(prediction, outcome))
    lacking = [name for name in takes if name not in fields]
    if lacking or wrong:
        return refuse(visit, "required", f"the body lacks {', '.join(lacking)}")
    order = begin(
        visit,
        task.order.rendering,
        plan_of(visit),
        model=task.order.model,
        repeated=task.order.repeated,
        source=task.id,
        # What any video of its model, length and size costs.
        cost=Prices(words.matrix, task.order.model).of(task.order.rendering),
    )
    data = shown(order, words, Stage("waiting", 0))
    answer = json_answer(visit.status, data)
    return Done(answer, order.id, created=True, note="task created from another one, and billed")


def _list(visit: Visit) -> Done:
    """Show the tasks of a key, the newest first."""
    if not visit.account.owner:
        return refuse(visit, "key-missing", "the key is missing or not known here")
    every = (
        (words_of(visit.world.for_model(each.order.model)), each)
        for each in visit.state.store.of(None)
        if is_own(visit, each)
    )
    own = [(words, each) for words, each in every if "list" in words.operations]
    newest = own[: -_MOST_LISTED - 1 : -1]
    data = [shown(each.order, words, stage_of(each, visit.now)) for words, each in newest]
    ends = {"first_id": newest[0][1].id, "last_id": newest[-1][1].id} if newest else {}
    has_more = len(own) > len(newest)
    found = {"object": "list", "data": data, **ends, "has_more": has_more}
    return Done(json_answer(visit.status, found))


def _delete(visit: Visit) -> Done:
    """Remove a task."""
    task = _own_task(visit)
    if isinstance(task, Done):
        return task
    visit.state.store.drop(task.id)
    words = visit.words
    found = {words.names.get("id", "id"): task.id, "object": "video.deleted", "deleted": True}
    return Done(json_answer(visit.status, found), task.id)


OPERATIONS: Mapping[str, Callable[[Visit], Done]] = {
    "create": create,
    "retrieve": retrieve,
    "content": _content,
    "remix": _remix,
    "list": _list,
    "delete": _delete,
}
"""Every operation that the mock plays, by its name in a spec."""


def _own_task(visit: Visit) -> Task | Done:
    """The task that is asked for by the key that created it, or the refusal."""
    if not visit.account.owner:
        return refuse(visit, "key-missing", "the key is missing or not known here")
    task = visit.task
    if task is None or not is_own(visit, task):
        return refuse(visit, "unknown-task", f"there is no task {visit.task_id}")
    return task


def _is_rendered(visit: Visit, task: Task) -> bool:
    at = stage_of(task, visit.now)
    return at.means == "ended" and visit.words.means(_status(visit, task)) == "success"


def _status(visit: Visit, task: Task) -> str:
    return status_of(task.order, visit.words, stage_of(task, visit.now))


def _unfinished(visit: Visit, task: Task) -> Done:
    status = _status(visit, task)
    done = refuse(visit, "not-finished", f"the task is not completed, it is {status}")
    return done._replace(task=task.id)


def _fields(visit: Visit, read: tuple[str, ...]) -> Mapping[str, object] | Done:
    """The fields of a body in one of the encodings that are `read`, or the refusal.

    One without a Content-Type is taken for the first of them.
    """
    body = read_body(visit.request.header("content-type") or read[0], visit.request.body)
    if body.encoding not in read:
        problem = f"the body is {body.encoding}, and not {' or '.join(read)}"
        return refuse(visit, "encoding-undocumented", problem)
    sent = from_body(body)
    if any(each.kind == "malformed-body" for each in sent.issues):
        return refuse(visit, "malformed-body", "the body cannot be read, or is no object")
    return sent.fields
