"""The mock itself: one object that turns requests into answers, and does no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Protocol

from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.facts.fact import Scalar
from cometvideo.facts.worlds import choose_world
from cometvideo.mock import control
from cometvideo.mock.controls import Controls
from cometvideo.mock.edge import HEALTH, check_origins, health, let_in, models, preflight
from cometvideo.mock.faults import Fault, apply
from cometvideo.mock.further import OPERATIONS
from cometvideo.mock.journal import Entry, Watch
from cometvideo.mock.nearest import wrong_path
from cometvideo.mock.operations import DOWNLOAD, Done, Visit, download, is_for, refuse
from cometvideo.mock.replay import replay
from cometvideo.mock.state import Clock, Settings, State, standing
from cometvideo.mock.uploads import (
    SMALLEST_LIMIT,
    Reading,
    declared_size,
    largest_body,
    read_create,
)
from cometvideo.mock.videos import task_of
from cometvideo.plan import DEFAULT_PLAN, Plan, read_plan
from cometvideo.prediction import check_serving
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.request import Issue
from cometvideo.words import Operation, operations_of, words_of

__all__ = ["MockApi", "Pages"]

_NO_KEY = Issue("key-missing", None, None)
_NONE = Operation("", "", "", 0, re.compile(""))
_DOWNLOAD = _NONE._replace(name=DOWNLOAD)
_SLOW = 256 * 1024  # bytes of a body from which on it takes long to be read


class Pages(Protocol):
    """What people look at in a browser, above the API: no request for it is one to the API."""

    def takes(self, request: HttpRequest) -> bool:
        """Whether a request is for one of the pages."""

    def reads(self, request: HttpRequest) -> bool:
        """Whether its body may be as large as that of a create."""

    def show(self, request: HttpRequest) -> Answer:
        """The answer to a request for one of them; may take long, and holds no lock meanwhile."""


class MockApi:
    """CometAPI's video endpoint as one world of a spec has it.

    `handle` answers a request; `controls` looks at the state and changes it. Any non-empty key is
    let in unless `keys` lists those that are; each key has tasks, settings and a bill of its own.
    Ids and chances follow from `seed`, and so do the signatures of links to videos; without a
    seed these have a secret of their own. The world is the first, or the one that `world_seed`
    draws, with `choices` pinned. With `strict` a create that the documentation does not promise to
    take is refused. `hosts` are names, beside this machine's, under which its controls may be
    asked; `origins` are those of pages that browsers may let ask the API. `watch` is told of every
    exchange, while nothing else is answered. The newest `tasks_size` tasks are kept,
    `accounts_size` keys, and of the journal `journal_size` entries, within `journal_bytes`. May be
    used by several threads at once.
    """

    def __init__(
        self,
        spec: AnySpec | None = None,
        *,
        clock: Clock | None = None,
        seed: str | int | None = None,
        keys: Iterable[str] = (),
        plan: str | Plan = DEFAULT_PLAN,
        choices: Mapping[str, Scalar] | None = None,
        world_seed: str | int | None = None,
        strict: bool = False,
        tasks_size: int = 10_000,
        journal_size: int = 2_000,
        journal_bytes: int = 64 << 20,
        accounts_size: int = 2_000,
        hosts: Iterable[str] = (),
        origins: Collection[str] = (),
        watch: Watch | None = None,
    ) -> None:
        spec = spec or load()
        for matrix in spec.families.values():
            check_serving(matrix)
        world = choose_world(spec, choices, seed=world_seed)
        self.state = State(
            spec,
            Settings(world=world, plan=read_plan(plan), quirks=frozenset()),
            clock=clock or standing(),
            seed=None if seed is None else str(seed),
            keys=keys,
            hosts=hosts,
            strict=strict,
            tasks_size=tasks_size,
            journal_size=journal_size,
            journal_bytes=journal_bytes,
            accounts_size=accounts_size,
            watch=watch,
        )
        self._origins = check_origins(origins)
        self.pages: Pages | None = None

    def __repr__(self) -> str:
        return f"<MockApi of {self.state.spec.name}: {self.state.requests} requests>"

    def controls(self, key: str | None = None) -> Controls:
        """The controls of one key, or of all keys at once."""
        return Controls(self.state, key)

    def largest_body(self, head: HttpRequest) -> int:
        """The most bytes that the body of a request may have."""
        if head.target.startswith(control.PREFIX) and not (self.pages and self.pages.reads(head)):
            return control.LARGEST
        return largest_body(self.state.spec, head.header("content-type"))

    def reads_long(self, request: HttpRequest) -> bool:
        """Whether `read_create` should be called before `handle`, where others wait meanwhile."""
        if len(request.body) < _SLOW:
            return False
        return self._route(request, self.state.world)[0].name == "create"

    def shows_long(self, request: HttpRequest) -> bool:
        """Whether `handle` may take long, without its lock, so that others should not wait."""
        if self.pages is not None and self.pages.takes(request):
            return True
        return request.target.startswith(control.PREFIX) and control.shows_long(request)

    def handle(
        self, request: HttpRequest, *, known_host: bool = True, reading: Reading | None = None
    ) -> Answer:
        """Answer one request, whatever it is; never raises for what a request contains.

        One to a host that is not `known_host` is answered as no operation of the API. `reading` is
        what `read_create` made of its body, where somebody called that before.
        """
        if request.target == HEALTH:
            made: Answer | Callable[[], Answer] = health()
        elif self.pages is not None and self.pages.takes(request):
            made = self.pages.show(request)
        elif request.target.startswith(control.PREFIX):
            with self.state.lock:
                made = control.handle(self.state, request)
        elif self._origins and (asked := preflight(request, self._origins, self.state.world)):
            made = asked
        elif known_host and (listed := models(request, self.state)):
            made = let_in(listed, request, self._origins)
        else:
            with self.state.lock:
                made = self._answer(request, known_host, reading)
            if self._origins:
                made = let_in(made, request, self._origins)
        answer = made if isinstance(made, Answer) else made()
        if request.method == "HEAD":
            headers = (*answer.headers, ("Content-Length", str(len(answer.body))))
            answer = answer._replace(headers=headers, body=b"", further=None)
        return answer

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

    def _answer(self, request: HttpRequest, known_host: bool, reading: Reading | None) -> Answer:  # noqa: FBT001 - as `handle` has it
        visit = self._visit(request, known_host, reading)
        common, account, fault = self.state.common, visit.account, None
        if (common.faults or account.settings.faults) and visit.operation:
            fault = account.fault(visit.call, common)
        done = Done(None) if fault and fault.at == "before" else self._do(visit)
        answer = done.answer
        if fault is not None:
            answer = apply(fault, visit.call, visit.words, answer)
        answer = answer or Answer(500)
        if visit.words.request_id_header and visit.operation != DOWNLOAD:
            named = (visit.words.request_id_header, visit.request_id)
            answer = answer._replace(headers=(*answer.headers, named))
        self._note(visit, done, answer, fault)
        return answer

    def _visit(self, request: HttpRequest, known_host: bool, reading: Reading | None) -> Visit:  # noqa: FBT001 - as `handle` has it
        state = self.state
        state.requests += 1
        account = state.account(state.key_of(request))
        world = state.world_for(account)
        operation, task_id = self._route(request, world) if known_host else (_NONE, "")
        task = state.store.get(task_id) if task_id else None
        if operation is _DOWNLOAD and task is not None:
            # A link needs no key: what comes by it concerns whoever owns the task.
            account = state.accounts.get(task.order.owner, account)
            world = state.world_for(account)
        size = declared_size(request)
        largest = SMALLEST_LIMIT if size <= SMALLEST_LIMIT else self.largest_body(request)
        body = sent = None
        matrix = world.unnamed
        if operation.name == "create" and size <= largest:
            body, sent = reading or read_create(request)
            if not account.owner:
                sent = sent._replace(issues=(_NO_KEY, *sent.issues))
            matrix = world.matrix_for(sent.fields)
        elif task is not None and is_for(account, task):
            matrix = world.for_model(task.order.model)
        words = words_of(matrix)
        if operation.path and matrix is not world.unnamed:
            # What another family has is none of this one's.
            operation = words.operations.get(operation.name, _NONE)
        account.calls[operation.name] += 1
        return Visit(  # by position, as the entry below: by name both take twice as long
            state,
            request,
            account,
            world,
            words,
            state.requests,
            operation.name,
            state.now(account),
            task_id,
            task,
            body,
            sent,
            size,
            largest,
            known_host,
            operation.status,
        )

    def _route(self, request: HttpRequest, world: AnySpec) -> tuple[Operation, str]:
        """The operation asked for and the task it is about; `_NONE` for none."""
        if self.state.is_video(request):
            task_id = task_of(request)
            return (_DOWNLOAD, task_id) if task_id else (_NONE, "")
        path, asked = request.path, request.method
        for operation in operations_of(world):
            if asked == operation.method and operation.name in OPERATIONS:
                found = operation.matches.fullmatch(path)
                if found is not None:
                    return operation, found[1] if found.lastindex else ""
        return _NONE, ""

    def _do(self, visit: Visit) -> Done:
        name = visit.operation
        if visit.size > visit.largest:
            kind = (visit.request.header("content-type") or "no Content-Type")[:80]
            limit = f"{visit.largest} bytes, the most for {kind}"
            too_large = f"the body is larger than {limit}"
            return refuse(visit, "body-too-large", too_large)._replace(note=too_large)
        recording = visit.state.recording
        played = replay(recording, visit) if recording is not None else None
        if played is not None:
            return played
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
                None if visit.sent is None else self.state.spec.matrix_for(visit.sent.fields),
                outcome,
                task,
                created,
                after_end,
                fault.kind if fault else None,
                note,
                (note,) if visit.operation == "create" and visit.sent is None else None,
            ),
            visit.body,
            visit.sent,
        )
