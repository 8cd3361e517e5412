"""The router: every case meets a mock of its own, and every call is noted as it happens."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cometvideo.conformance.cases import Call, Case, Reply
from cometvideo.conformance.deviations import shown_task
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Scalar
from cometvideo.mock.api import MockApi
from cometvideo.mock.state import EPOCH
from cometvideo.mock.videos import task_of
from cometvideo.wire.exchange import Answer, Delivery, HttpRequest
from cometvideo.words import words_of

__all__ = ["MOST_REQUESTS", "CaseMock", "MockPool", "Router"]

MOST_REQUESTS = 300  # of one case; whoever sends more is stopped

_DROPPED = Answer(503, delivery=Delivery(drop=True))


class MockPool:
    """Mocks for cases: each serves one at a time, and is reset before the next.

    Making one takes longer than most cases do, since a world has to be settled for it.
    """

    def __init__(self, spec: AnySpec) -> None:
        self._spec = spec
        self._idle: dict[tuple[tuple[str, Scalar], ...], list[MockApi]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of_world(self, choices: Mapping[str, Scalar]) -> Iterator[MockApi]:
        """A mock of the world with these choices, for as long as the block lasts."""
        with self._lock:
            idle = self._idle.setdefault(tuple(sorted(choices.items())), [])
            api = idle.pop() if idle else None
        api = api or MockApi(self._spec, choices=choices)
        try:
            yield api
        finally:
            api.controls().reset()
            with self._lock:
                idle.append(api)


class CaseMock:
    """One case being put to one client: a mock with its plan, and what was seen.

    `clock` gives the seconds that pauses are measured in.
    """

    def __init__(
        self,
        case: Case,
        api: MockApi,
        *,
        key: str,
        clock: Callable[[], float],
        videos_origin: str | None = None,
    ) -> None:
        self.case = case
        self.key = key
        self.api = api
        # Of the family that the case is about, as its client speaks of it.
        self._words = words_of(api.state.world.matrix_for(case.request))
        api.state.clock = lambda: EPOCH + clock()
        if videos_origin is not None:
            self.api.state.videos_origin = videos_origin
        controls = self.api.controls()
        controls.plan(case.plan)
        for fault in case.faults:
            controls.fault(fault)
        controls.quirks(*(each for each in case.quirks if each in self._words.quirks))
        self._advance = controls.advance
        self._clock = clock
        self._calls: list[Call] = []
        self._counts: Counter[str | None] = Counter()
        self._lock = threading.Lock()

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls up to now."""
        with self._lock:
            return tuple(self._calls)

    @property
    def first_at(self) -> float | None:
        """When the first request came, None while there was none."""
        return self._calls[0].at if self._calls else None

    @property
    def flooded(self) -> bool:
        """Whether more requests came than any client needs."""
        return len(self._calls) >= MOST_REQUESTS

    def has_task(self, task_id: str | None) -> bool:
        """Whether a task was created here."""
        return task_id is not None and self.api.state.store.get(task_id) is not None

    def handle(self, request: HttpRequest) -> Answer:
        """Answer a request as the case has it, and note the exchange."""
        with self._lock:
            if self.flooded:
                return _DROPPED
            at = self._clock()
            answer = self.api.handle(request)
            entry = list(self.api.state.journal)[-1]
            state = self.api.state
            at_videos = state.is_video(request)
            self._counts[entry.operation] += 1
            if self.case.deviation is not None:
                reply = Reply(
                    entry.operation,
                    self._counts[entry.operation],
                    answer,
                    self._words,
                    entry.task,
                    state.videos_origin,
                    self._advance,
                )
                answer = self.case.deviation(reply)
            word = self._word(answer)
            self._calls.append(
                Call(
                    at=at,
                    done=self._clock(),
                    operation=entry.operation,
                    request=request,
                    answer=answer,
                    task=entry.task,
                    created=entry.created,
                    after_end=entry.after_end,
                    word=word,
                    ended=word in self._words.terminal,
                    at_videos=at_videos,
                )
            )
            return answer

    def _word(self, answer: Answer) -> str | None:
        shown = shown_task(answer) or {}
        found = (shown.get(name) for name in self._words.all_names("status"))
        return next((each for each in found if isinstance(each, str)), None)


class Router(MockApi):
    """A mock for a server that hands every request on to the case that it belongs to.

    A request belongs where its key does; without one, where the task is that it is about.
    Whatever belongs nowhere is noted in `strays` and answered as by any mock.
    """

    def __init__(self, spec: AnySpec) -> None:
        super().__init__(spec)
        self.strays: list[HttpRequest] = []
        self._case_mocks: dict[str, CaseMock] = {}

    @contextmanager
    def playing(self, case_mock: CaseMock) -> Iterator[None]:
        """Let a case take place; what comes later is a stray."""
        self._case_mocks[case_mock.key] = case_mock
        try:
            yield
        finally:
            del self._case_mocks[case_mock.key]

    def handle(self, request: HttpRequest, **known: Any) -> Answer:
        """Answer a request in its case."""
        case_mock = self._case_mock_of(request)
        if case_mock is not None:
            return case_mock.handle(request)
        if len(self.strays) < MOST_REQUESTS:
            self.strays.append(request)
        return super().handle(request, **known)

    def _case_mock_of(self, request: HttpRequest) -> CaseMock | None:
        case_mocks = dict(self._case_mocks)
        # Wherever the key stands: that it stands in the wrong place is for a clause to say.
        sent = "\n".join(value for _, value in request.headers)
        found = next((each for key, each in case_mocks.items() if key in sent), None)
        if found is None:
            task_id = task_of(request)
            found = next((each for each in case_mocks.values() if each.has_task(task_id)), None)
        return found
