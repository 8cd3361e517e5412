"""Replay: answering with what was recorded, and living recorded tasks on the mock's clock."""

from __future__ import annotations

import json

from cometvideo.jobs import Job, object_of
from cometvideo.mock.answers import rejection
from cometvideo.mock.operations import Done, Visit, begin, is_own, link_of, refuse
from cometvideo.mock.recording import Recording
from cometvideo.mock.tasks import Task
from cometvideo.plan import Plan
from cometvideo.prediction import Accept, Rendering, predict
from cometvideo.wire.bodies import unpack
from cometvideo.wire.exchange import Answer, Delivery, Exchange

__all__ = ["replay"]

_NO_ANSWER = Answer(500, delivery=Delivery(drop=True))
# What is about the connection that it came by, or about how its body was packed there.
_OF_ITS_CONNECTION = frozenset(
    ["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"]
)


def replay(recording: Recording, visit: Visit) -> Done | None:
    """Answer with what was recorded; None for what the world shall answer."""
    if visit.operation == "create":
        return _create(recording, visit)
    task = visit.task
    if task is not None:
        is_played = task.order.recorded is not None and visit.operation == "retrieve"
        return _retrieve(visit, task) if is_played else None
    found = recording.answer(visit.request) if visit.account.owner else None
    if found is not None:
        return Done(_plain(found.answer), note="as recorded")
    if not visit.state.only_recorded or not visit.account.owner:
        return None
    return _not_recorded(visit, f"{visit.request.method} {visit.request.path} was not recorded")


def _create(recording: Recording, visit: Visit) -> Done | None:
    words, sent = visit.words, visit.sent
    if not visit.account.owner or sent is None:
        return None
    job = recording.take(visit.request)
    if job is None:
        nearest = recording.nearest(visit.request)
        return (
            _not_recorded(visit, f"not recorded; {nearest}") if visit.state.only_recorded else None
        )
    prediction = predict(words.matrix, sent)
    answer, note = _plain(job.create.answer), f"as recorded in {job.place}"
    if not job.task or job.create.answer is None:
        return Done(answer, outcome=prediction, note=note)
    taken = next((each for each in prediction.outcomes if isinstance(each, Accept)), None)
    order = begin(
        visit,
        _measured(job) or (taken.rendering if taken else Rendering(None, None, None)),
        Plan(),
        model=words.model_of(sent.fields),
        repeated=(),
        cost=taken.cost if taken else None,
        recorded=job,
    )
    return Done(answer, order.id, created=True, outcome=prediction, note=note)


def _measured(job: Job) -> Rendering | None:
    from cometvideo.wire.mp4.reader import UnreadableMp4, measure

    try:
        seen = measure(job.video) if job.video else None
    except UnreadableMp4:
        return None
    return seen and Rendering(round(seen.seconds), round(seen.width), round(seen.height))


def _retrieve(visit: Visit, task: Task) -> Done:
    """The recorded life of a task: by the clock as it was, by polls one answer after another."""
    state, words, job = visit.state, visit.words, task.order.recorded
    if not visit.account.owner:
        return refuse(visit, "key-missing", "the key is missing or not known here")
    if job is None or not is_own(visit, task):
        return refuse(visit, "unknown-task", f"there is no task {visit.task_id}")
    order, polls, ended_at, after_end = task
    exchange = _stage(visit, task, job)
    data = dict(object_of(exchange) or {})
    answer = _plain(exchange.answer)
    if str(data.get(words.names.get("status", ""))) in words.terminal and answer.status < 300:
        ended_at = visit.now if ended_at is None else ended_at
        state.store.put(Task(order, polls + 1, ended_at, seen_ended=True))
    else:
        state.store.put(Task(order, polls + 1, ended_at, after_end))
    name = words.names.get("link", "")
    if data.get(name):
        # The recorded one leads to the real host, and has expired.
        data[name] = state.videos_origin + link_of(visit, order, ended_at or visit.now)
        answer = answer._replace(body=json.dumps(data, ensure_ascii=False).encode())
    note = "asked after although it was seen at its end" if after_end else "as recorded"
    return Done(answer, order.id, after_end=after_end, note=note)


def _stage(visit: Visit, task: Task, job: Job) -> Exchange:
    plan = visit.account.settings.plan or visit.state.common.plan
    if not job.polls:
        return job.create
    if plan is None or plan.pace != "clock":
        return job.polls[min(task.polls, len(job.polls) - 1)]
    elapsed = visit.now - task.order.created_at
    passed = [each for each in job.polls if each.at - job.create.at <= elapsed]
    return passed[-1] if passed else job.create


def _plain(answer: Answer | None) -> Answer:
    """An answer as it can be given by another connection."""
    if answer is None:
        return _NO_ANSWER
    coding = answer.header("content-encoding")
    unpacked = unpack(answer.body, coding.strip().lower()) if coding else None
    body = answer.body if unpacked is None else unpacked
    headers = tuple(each for each in answer.headers if each[0].lower() not in _OF_ITS_CONNECTION)
    return Answer(answer.status, headers, body)


def _not_recorded(visit: Visit, message: str) -> Done:
    refusal = visit.words.refusal("undocumented")
    return Done(rejection(visit.words, refusal, message, visit.request_id), note=message)
