"""Runners: how a client is made to do a job, whatever it is written in."""

from __future__ import annotations

import threading
import time
from typing import NamedTuple, Protocol, runtime_checkable

from cometvideo.conformance.hearing import NOTHING, Printed
from cometvideo.conformance.protocol import Answer, Job
from cometvideo.conformance.router import CaseMock

__all__ = ["Patience", "Ran", "Runner"]

_TO_START_S = 15.0  # until the first request: a busy machine may take long to start a runtime


class Ran(NamedTuple):
    """What a client did with a job, apart from what it sent.

    `problem` says why there is no answer of its own, `stopped` why the client was stopped. One
    that crashed has answered `error`, and has a problem as well.
    """

    answer: Answer | None
    printed: Printed = NOTHING
    problem: str = ""
    stopped: str = ""


@runtime_checkable
class Runner(Protocol):
    """Puts jobs to a client. `virtual` is a client in this process, for which no real time passes.

    `by_wire` is a client that speaks no protocol, and `parallel` the number of jobs at once that
    it is good for.
    """

    virtual: bool
    by_wire: bool
    parallel: int

    def play(self, job: Job, patience: Patience) -> Ran:
        """Put a job to the client and wait for its end, for as long as there is patience."""

    def close(self) -> None:
        """Let go of the client."""


class Patience:
    """How long a client may go on: `limit_s` from its first request, which may be late itself.

    There is none left once the checks are `over`.
    """

    def __init__(self, case_mock: CaseMock, limit_s: float, over: threading.Event) -> None:
        self.limit_s = limit_s
        self._case_mock = case_mock
        self._over = over
        self._begun = time.monotonic()

    @property
    def is_flooded(self) -> bool:
        """Whether the client sent more requests than any client needs."""
        return self._case_mock.flooded

    def why_stop(self) -> str:
        """Why the client has to be stopped now; "" while there is no reason to."""
        if self._over.is_set():
            return "the checks were ended"
        if self.is_flooded:
            return f"it sent requests and did not stop: {len(self._case_mock.calls)}"
        now, first = time.monotonic(), self._case_mock.first_at
        if first is None:
            late = now - self._begun > self.limit_s + _TO_START_S
            return "it sent nothing and did not end" if late else ""
        late = now - first > self.limit_s
        return f"it was still going {self.limit_s:g} s after its first request" if late else ""
