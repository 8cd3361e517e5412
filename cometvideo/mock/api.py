"""The mock itself: one object that turns requests into answers, and does no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cometvideo.facts.fact import Scalar
from cometvideo.facts.loading import load
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import choose_world
from cometvideo.mock import control
from cometvideo.mock.controls import Controls
from cometvideo.mock.faults import Fault, apply
from cometvideo.mock.journal import Entry
from cometvideo.mock.nearest import wrong_path
from cometvideo.mock.operations import DOWNLOAD, OPERATIONS, Done, Visit, download, refuse
from cometvideo.mock.state import Clock, Settings, State, standing
from cometvideo.mock.uploads import declared_size, largest_body
from cometvideo.mock.videos import task_of
from cometvideo.plan import DEFAULT_PLAN, Plan, read_plan
from cometvideo.prediction import check_serving
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.wire.exchange import AT_ONCE, Answer, HttpRequest
from cometvideo.words import Words

__all__ = ["MockApi"]


class MockApi:
    """CometAPI's video endpoint as one world of a spec has it.

    `handle` answers a request; `controls` looks at the state and changes it. Any non-empty key is
    let in unless `keys` lists those that are; each key has tasks, settings and a bill of its own.
    The world is the first, or the one that `world_seed` draws, with `choices` pinned. With
    `strict` a create that the documentation does not promise to take is refused.
    May be used by several threads at once.
    """

    def __init__(
        self,
        matrix: Matrix | None = None,
        *,
        clock: Clock | None = None,
        seed: str | int = 0,
        keys: Iterable[str] = (),
        plan: str | Plan = DEFAULT_PLAN,
        choices: Mapping[str, Scalar] | None = None,
        world_seed: str | int | None = None,
        strict: bool = False,
        tasks_size: int = 10_000,
        journal_size: int = 2_000,
        accounts_size: int = 2_000,
    ) -> None:
        matrix = matrix or load()
        check_serving(matrix)
        world = choose_world(matrix, choices, seed=world_seed)
        self.state = State(
            matrix,
            Settings(world=world, plan=read_plan(plan), quirks=frozenset()),
            clock=clock or standing(),
            seed=str(seed),
            keys=keys,
            strict=strict,
            tasks_size=tasks_size,
            journal_size=journal_size,
            accounts_size=accounts_size,
        )

    def __repr__(self) -> str:
        return f"<MockApi of {self.state.matrix.name}: {self.state.requests} requests>"

    def controls(self, key: str | None = None) -> Controls:
        """The controls of one key, or of all keys at once."""
        return Controls(self.state, key)

    @property
    def largest_body(self) -> int:
        """The most bytes that the body of a request may have."""
        return largest_body(self.state.words.matrix)

    def handle(self, request: HttpRequest, *, known_host: bool = True) -> Answer:
        """Answer one request, whatever it is; never raises for what a request contains.

        One to a host that is not `known_host` is answered as no operation of the API.
        """
        with self.state.lock:
            if request.target.startswith(control.PREFIX):
                return control.handle(self.state, request)
            return self._answer(request, known_host=known_host)

    def note_unanswered(self, request: HttpRequest, why: str) -> None:
        """Put a request into the journal that never arrived in full."""
        state = self.state
        with state.lock:
            state.requests += 1
            account = state.account(state.key_of(request))
            state.journal.add(
                Entry(
                    number=state.requests,
                    at=state.now(account),
                    owner=account.owner,
                    operation=None,
                    request=request,
                    answer=None,
                    body_size=len(request.body),
                    note=why,
                )
            )

    def _answer(self, request: HttpRequest, *, known_host: bool) -> Answer:
        visit = self._visit(request, known_host=known_host)
        common, account, fault = self.state.common, visit.account, None
        if (common.faults or account.settings.faults) and visit.operation:
            fault = account.fault(visit.call, common)
        done = Done(None) if fault and fault.at == "before" else self._do(visit)
        answer = done.answer
        if fault is not None:
            answer = apply(fault, visit.call, visit.words, answer)
        answer = answer or Answer(500)
        self._note(visit, done, answer, fault)
        if request.method == "HEAD" and answer.delivery == AT_ONCE:
            headers = (*answer.headers, ("Content-Length", str(len(answer.body))))
            return answer._replace(headers=headers, body=b"")
        return answer

    def _visit(self, request: HttpRequest, *, known_host: bool) -> Visit:
        state = self.state
        state.requests += 1
        account = state.account(state.key_of(request))
        words = state.words_for(account)
        name, task_id = self._route(request, words) if known_host else ("", "")
        task = state.store.get(task_id) if task_id else None
        if name == DOWNLOAD and task is not None:
            # A link needs no key: what comes by it concerns whoever owns the task.
            account = state.accounts.get(task.order.owner, account)
            words = state.words_for(account)
        account.calls[name] += 1
        body = sent = None
        if name == "create":
            body = read_body(request.header("content-type"), request.body)
            sent = from_body(body, authorized=bool(account.owner))
        return Visit(  # by position, as the entry below: by name both take twice as long
            state,
            request,
            account,
            words,
            state.requests,
            name,
            state.now(account),
            task_id,
            task,
            body,
            sent,
            declared_size(request),
            known_host,
        )

    def _route(self, request: HttpRequest, words: Words) -> tuple[str, str]:
        """The operation asked for and the task it is about; "" for none."""
        if self.state.is_video(request):
            task_id = task_of(request)
            return (DOWNLOAD, task_id) if task_id else ("", "")
        path, asked = request.path, request.method
        for name, method, _, _, matches in words.operations.values():
            if asked == method and name in OPERATIONS:
                found = matches.fullmatch(path)
                if found is not None:
                    return name, found[1] if found.lastindex else ""
        return "", ""

    def _do(self, visit: Visit) -> Done:
        name = visit.operation
        limit = largest_body(visit.words.matrix)
        if visit.size > limit:
            return refuse(visit, "body-too-large", f"the body is larger than {limit} bytes")
        if name == DOWNLOAD:
            return download(visit)
        return OPERATIONS[name](visit) if name else wrong_path(visit)

    def _note(self, visit: Visit, done: Done, answer: Answer, fault: Fault | None) -> None:
        _, task, created, after_end, outcome, note = done
        if fault is not None:
            note = f"{fault.kind}; {note}" if done.answer else f"{fault.kind}; nothing was done"
        self.state.journal.add(
            Entry(
                visit.number,
                visit.now,
                visit.account.owner,
                visit.operation or None,
                visit.request,
                answer,
                visit.size,
                None,
                None if visit.sent is None else self.state.matrix,
                outcome,
                task,
                created,
                after_end,
                fault.kind if fault else None,
                note,
            ),
            visit.body,
            visit.sent,
        )
