"""Operations: what each of the API's operations does in the mock."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import NamedTuple

from cometvideo.facts.endpoint import AnySpec
from cometvideo.jobs import Job
from cometvideo.mock.answers import explain, json_answer, rejection
from cometvideo.mock.faults import Call
from cometvideo.mock.state import NOBODY, Account, Bill, State
from cometvideo.mock.tasks import Order, Task, shown, stage_of
from cometvideo.mock.videos import dimensions, fallback_size, link_target, serve_video
from cometvideo.plan import DEFAULT_PLAN, Plan, Stage
from cometvideo.prediction import Cost, Prediction, Reject, Rendering, predict
from cometvideo.wire.bodies import Body
from cometvideo.wire.dimensions import read_dimensions
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.request import Request
from cometvideo.words import Words, every_words

__all__ = [
    "DOWNLOAD",
    "Done",
    "Visit",
    "begin",
    "create",
    "download",
    "is_for",
    "is_own",
    "link_of",
    "meant_plan",
    "plan_of",
    "refuse",
    "retrieve",
    "settled_plan",
]

DOWNLOAD = "download"

# How long a link lives where the spec states no end: longer than any test.
_UNLIMITED_S = 1_000_000_000

_FRESH = Stage("waiting", 0)


class Visit(NamedTuple):
    """One request on its way through the mock; `body` and `sent` are there for a create.

    `operation` is "" where it is none of the API's, `status` that of its success, `now` the mock's
    time. `words` are those of the family that it is about, in this `world`. `task` is the one
    with the `task_id` that was asked for, None where there is none. `size` is that of the body, in
    bytes, or what its headers declare where that is more, `largest` the most that it may be.
    """

    state: State
    request: HttpRequest
    account: Account
    world: AnySpec
    words: Words
    number: int
    operation: str
    now: float
    task_id: str
    task: Task | None = None
    body: Body | None = None
    sent: Request | None = None
    size: int = 0
    largest: int = 0
    known_host: bool = True
    status: int = 200

    @property
    def request_id(self) -> str:
        """What errors call the request."""
        return f"mock-{self.number}"

    @property
    def call(self) -> Call:
        """The request as a fault sees it."""
        model: object = self.task.order.model if self.task else None
        if self.sent is not None:
            model = self.words.model_of(self.sent.fields) or None
        return Call(
            operation=self.operation,
            nth=self.account.calls[self.operation],
            model=model if isinstance(model, str) else None,
            owner=self.account.owner,
            seed=self.state.seed,
            now=self.now,
            request_id=self.request_id,
            running=partial(_running, self),
        )


class Done(NamedTuple):
    """What an operation did; the answer is None where the request was never looked at."""

    answer: Answer | None
    task: str | None = None
    created: bool = False
    after_end: bool = False
    outcome: Prediction | None = None
    note: str = ""


def _running(visit: Visit) -> int:
    """How many tasks of the key have not ended."""
    own = visit.state.store.of(visit.account.owner)
    return sum(stage_of(each, visit.now).means != "ended" for each in own)


def create(visit: Visit) -> Done:
    """Start a task, or refuse to, as the world predicts."""
    state, words = visit.state, visit.words
    sent = visit.sent or Request({})
    prediction = predict(words.matrix, sent)
    outcome = prediction.outcomes[0]
    if isinstance(outcome, Reject):
        return Done(_reject(visit, outcome, explain(prediction, outcome)), outcome=prediction)
    told = predict(state.spec.matrix_for(sent.fields), sent) if state.strict else None
    if told is not None and told.verdict != "valid":
        refusal = words.refusal("undocumented")
        answer = _reject(visit, refusal, f"strict: {explain(told, refusal)}")
        return Done(answer, outcome=prediction, note="refused because the mock is strict")
    plan = plan_of(visit)
    if plan.pace == "refused":
        code = plan.code or _first(words.moderation_codes)
        message = plan.message or "the request was refused by moderation"
        answer = rejection(words, words.refusal("moderated"), message, visit.request_id, code=code)
        return Done(answer, outcome=prediction, note="refused by moderation, as planned")
    wanted = outcome.rendering
    fallback = fallback_size(words.matrix)
    if wanted.width is None:
        # It is another size than whatever was asked for.
        sizes = map(read_dimensions, map(str, sent.fields.values()))
        fallback = fallback_size(words.matrix, next(filter(None, sizes), None))
        wanted = wanted._replace(width=fallback[0], height=fallback[1])
    fields = sent.fields
    model, repeated = words.model_of(fields), words.repeated(fields)
    order = begin(visit, wanted, plan, model=model, repeated=repeated, cost=outcome.cost)
    answer = json_answer(visit.status, shown(order, words, _FRESH))
    note = _noted(outcome.rendering, fallback)
    return Done(answer, order.id, True, False, prediction, note)  # noqa: FBT003 - as in `Visit`


def retrieve(visit: Visit) -> Done:
    """Show a task to the key that created it."""
    state, words, account, now = visit.state, visit.words, visit.account, visit.now
    if not account.owner:
        return refuse(visit, "key-missing", "the key is missing or not known here")
    before = visit.task
    if before is None or not is_own(visit, before):
        return refuse(visit, "unknown-task", f"there is no task {visit.task_id}")
    order, polls, ended_at, after_end = before
    polls += 1
    task = Task(order, polls, ended_at, after_end)
    at = stage_of(task, now)
    link = ""
    if at.means == "ended":
        ended_at = order.created_at + at.after_s
        task = Task(order, polls, ended_at, seen_ended=True)
        link = state.videos_origin + link_of(visit, order, ended_at)
    state.store.put(task)
    quirks = account.settings.quirks
    if quirks is None:
        quirks = state.common.quirks
    quirks = quirks and quirks & words.quirks.keys()
    if quirks:
        seen = shown(order, words, at, link, quirks=quirks, polls=polls)
        answer = json_answer(visit.status, seen)
    else:
        answer = _usual(order, words, at, link)
    told = ["asked after although it was seen at its end"] if after_end else []
    if quirks:
        told.append(f"with the quirks {', '.join(sorted(quirks))}")
    note = "; ".join(told)
    return Done(answer, order.id, False, after_end, None, note)  # noqa: FBT003 - as in `Visit`


@lru_cache(maxsize=1024)
def _usual(order: Order, words: Words, at: Stage, link: str) -> Answer:
    # Remembered, for most polls find a task where the poll before found it.
    return json_answer(words.operations["retrieve"].status, shown(order, words, at, link))


def download(visit: Visit) -> Done:
    """Serve the video of a task to whoever has the link."""
    task = visit.task
    if task is None:
        return Done(Answer(404, (("Content-Type", "application/xml"),), b"<Error/>"))
    answer = serve_video(
        visit.request,
        task.order.rendering,
        fallback=fallback_size(visit.words.matrix),
        fps=int(visit.words.frames_per_second or 24),
        now=visit.now,
        secret=visit.state.secret,
        answers_head=visit.words.links_answer_head,
        recorded=task.order.recorded and task.order.recorded.video,
    )
    return Done(answer, task.order.id)


def refuse(visit: Visit, fault: str, message: str) -> Done:
    """Refuse a request as a whole, as the matrix says of this fault."""
    return Done(_reject(visit, visit.words.refusal(fault), message))


def _reject(visit: Visit, reject: Reject, message: str) -> Answer:
    return rejection(visit.words, reject, message, visit.request_id)


def plan_of(visit: Visit) -> Plan:
    """How the next task of this key is to live."""
    for queue in (visit.account.next_plans, visit.state.next_plans):
        if queue:
            return queue.popleft()
    return visit.account.settings.plan or visit.state.common.plan or DEFAULT_PLAN


def begin(
    visit: Visit,
    rendering: Rendering,
    plan: Plan,
    *,
    model: str,
    repeated: tuple[tuple[str, object], ...],
    source: str | None = None,
    cost: Cost | None = None,
    recorded: Job | None = None,
) -> Order:
    """Start a task and bill it; without a `cost` no price of it is known.

    One that was `recorded` has the id that it had.
    """
    state, account, words = visit.state, visit.account, visit.words
    plan = meant_plan(plan, words, visit.world, model)
    amount = cost.most if cost is not None and _is_billed(plan, words) else 0
    drawn = state.draw("task", account.owner, account.bill.tasks)
    account.bill = account.bill.plus(
        Bill(1, rendering.seconds or 0, cost is None, amount, cost.currency if cost else "")
    )
    order = Order(
        recorded.task if recorded else words.id_example.rpartition("_")[0] + "_" + drawn,
        account.owner,
        model,
        visit.now,
        settled_plan(plan, words, drawn),
        rendering,
        repeated,
        source,
        recorded,
        amount if cost else None,
        cost.currency if cost else "",
    )
    state.store.put(Task(order))
    return order


def meant_plan(plan: Plan, words: Words, world: AnySpec, model: str) -> Plan:
    """The plan, with an end that is another model's status as one that means the same here."""
    known = words.statuses_of(model)
    if plan.end == "moderated" or known.ending(plan.end) is not None:
        return plan
    meanings = (each.means(plan.end) for each in every_words(world))
    return plan._replace(end=next(filter(None, meanings), plan.end))


@lru_cache(maxsize=64)
def _is_billed(plan: Plan, words: Words) -> bool:
    """Whether a task with this end is billed: one that fails may be free, where a world says so."""
    prices = words.matrix.block("prices")
    if plan.end == "moderated":
        return prices.text("moderated") != "free"
    means = words.means(words.statuses.ending(plan.end) or "")
    return means != "failure" or prices.text("failed") != "free"


def settled_plan(plan: Plan, words: Words, drawn: str) -> Plan:
    """The plan with what it left to the matrix: how long a task takes, why it fails.

    `drawn` are hexadecimal digits, by which that is chosen.
    """
    if plan.pace == "clock" and plan.seconds is None:
        least, most = words.usual_s
        share = int(drawn[:8], 16) / 0xFFFFFFFF
        plan = plan._replace(seconds=least + share * (most - least))
    if plan.end == "moderated":
        code = plan.code or (words.moderation_codes[-1:] or ("",))[0]
        message = plan.message or "the output was refused by moderation"
        return plan._replace(end="failure", code=str(code), message=message)
    if not plan.message and words.means(words.statuses.ending(plan.end) or "") != "success":
        return plan._replace(message="the mock planned this failure")
    return plan


def _first(codes: tuple[object, ...]) -> str:
    return str(codes[0]) if codes else ""


def is_for(account: Account, task: Task) -> bool:
    """Whether a task is a key's own, or there for all keys."""
    return task.order.owner in {NOBODY, account.owner}


def is_own(visit: Visit, task: Task) -> bool:
    """Whether a task is there for whoever asks, and not yet gone."""
    lifetime_s = visit.words.task_lifetime_s
    is_gone = lifetime_s is not None and visit.now - task.order.created_at >= lifetime_s
    return is_for(visit.account, task) and not is_gone


def link_of(visit: Visit, order: Order, ended_at: float) -> str:
    """Path and query of the link to the video of a task that ended then."""
    lifetime_s = visit.words.link_lifetime_s
    expires = int(ended_at + (_UNLIMITED_S if lifetime_s is None else lifetime_s))
    return link_target(order.id, expires, visit.state.secret)


@lru_cache(maxsize=256)
def _noted(wanted: Rendering, fallback: tuple[int, int]) -> str:
    """What is worth knowing of a task: that its video cannot have the size that it should."""
    made = dimensions(wanted, fallback)
    if wanted[:3] == (made[2], made[0], made[1]):
        return "task created and billed"
    return (
        f"task created and billed; its video is {made[0]}x{made[1]} and {made[2]} s long, "
        f"the nearest to {wanted.size or 'no known size'} that can be made"
    )
