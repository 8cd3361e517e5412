"""The mock itself: one object that turns requests into answers, and does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cometvideo.exchange import AT_ONCE, Answer, HttpRequest
from cometvideo.facts import Scalar
from cometvideo.loading import load
from cometvideo.matrix import Matrix
from cometvideo.mock import control
from cometvideo.mock.accounts import Settings
from cometvideo.mock.clock import Clock, standing
from cometvideo.mock.controls import Controls
from cometvideo.mock.dialect import Dialect
from cometvideo.mock.faults import Call, Fault, apply
from cometvideo.mock.journal import Entry, sent_parts
from cometvideo.mock.nearest import wrong_path
from cometvideo.mock.operations import DOWNLOAD, OPERATIONS, Done, Visit, download, refuse
from cometvideo.mock.state import State
from cometvideo.mock.tasks import MemoryStore, TaskStore
from cometvideo.mock.videos import task_of
from cometvideo.plan import DEFAULT_PLAN, Plan, read_plan
from cometvideo.prediction import check_serving
from cometvideo.request import from_body
from cometvideo.wire import read_body
from cometvideo.worlds import choose_world

__all__ = ["MockApi", "declared_size"]

_DIGITS = re.compile("[0-9]{1,18}")


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
        store: TaskStore | None = None,
        strict: bool = False,
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
            store=store or MemoryStore(),
            strict=strict,
            journal_size=journal_size,
            accounts_size=accounts_size,
        )

    def controls(self, key: str | None = None) -> Controls:
        """The controls of one key, or of all keys at once."""
        return Controls(self.state, key)

    @property
    def largest_body(self) -> int:
        """The most bytes that the body of a request may have."""
        return self.state.dialect.largest_body

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
            number, size = state.requests, len(request.body)
            entry = Entry(
                number, state.now(account), account.owner, None, request, None, size, note=why
            )
            state.journal.add(entry)

    def _answer(self, request: HttpRequest, *, known_host: bool) -> Answer:
        visit = self._visit(request, known_host=known_host)
        call, state = visit.call, self.state
        fault = visit.account.fault(call, state.common) if call.operation else None
        done = Done(None) if fault and fault.at == "before" else self._do(visit)
        answer = done.answer
        if fault is not None:
            answer = apply(fault, call, visit.dialect, answer)
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
        dialect = state.dialect_for(account)
        name, task_id = self._route(request, dialect) if known_host else ("", "")
        task = state.store.get(task_id) if task_id else None
        if name == DOWNLOAD and task is not None:
            # A link needs no key: what comes by it concerns whoever owns the task.
            account = state.accounts.get(task.owner, account)
            dialect = state.dialect_for(account)
        account.calls[name] += 1
        body = sent = None
        if name == "create":
            body = read_body(request.header("content-type"), request.body)
            sent = from_body(body, authorized=bool(account.owner))
            model = sent.fields.get(dialect.selector)
        else:
            model = task.model if task else None
        call = Call(
            operation=name,
            nth=account.calls[name],
            model=model if isinstance(model, str) else None,
            owner=account.owner,
            seed=state.seed,
            now=state.now(account),
            request_id=f"mock-{state.requests}",
        )
        size = declared_size(request)
        return Visit(state, request, account, dialect, call, task_id, body, sent, size, known_host)

    def _route(self, request: HttpRequest, dialect: Dialect) -> tuple[str, str]:
        """The operation asked for and the task it is about; "" for none."""
        path = request.path
        if self.state.is_video(request):
            task_id = task_of(request)
            return (DOWNLOAD, task_id) if task_id else ("", "")
        for name, operation in dialect.operations.items():
            if request.method == operation.method and name in OPERATIONS:
                found = operation.matches.fullmatch(path)
                if found is not None:
                    return name, found.groupdict().get("id", "")
        return "", ""

    def _do(self, visit: Visit) -> Done:
        name = visit.call.operation
        if visit.size > visit.dialect.largest_body:
            limit = visit.dialect.largest_body
            return refuse(visit, "body-too-large", f"the body is larger than {limit} bytes")
        if name == DOWNLOAD:
            return download(visit)
        return OPERATIONS[name](visit) if name else wrong_path(visit)

    def _note(self, visit: Visit, done: Done, answer: Answer, fault: Fault | None) -> None:
        note, body, sent = done.note, visit.body, visit.sent
        if fault is not None:
            note = f"{fault.kind}; {note}" if done.answer else f"{fault.kind}; nothing was done"
        self.state.journal.add(
            Entry(
                number=self.state.requests,
                at=visit.call.now,
                owner=visit.account.owner,
                operation=visit.call.operation or None,
                request=visit.request,
                answer=answer,
                body_size=visit.size,
                sent=sent,
                encoding=body.encoding if body else "",
                parts=sent_parts(body, sent) if body and sent else (),
                matrix=self.state.matrix if sent else None,
                outcome=done.outcome,
                task=done.task,
                created=done.created,
                after_end=done.after_end,
                fault=fault.kind if fault else None,
                note=note,
            )
        )


def declared_size(request: HttpRequest) -> int:
    """The size of the body, or the one that its header declares where that is more."""
    declared = request.header("content-length") or ""
    size = len(request.body)
    return max(size, int(declared)) if _DIGITS.fullmatch(declared) else size
