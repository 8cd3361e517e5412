"""The harness: a case, set up, put to a client, and everything that was seen of it."""

from __future__ import annotations

import itertools
import secrets
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from cometvideo.conformance.cases import Case, File, Observed
from cometvideo.conformance.inprocess import Clock, transport
from cometvideo.conformance.material import Material
from cometvideo.conformance.protocol import Job
from cometvideo.conformance.router import CaseMock, MockPool, Router
from cometvideo.conformance.runner import Patience, Ran, Runner
from cometvideo.conformance.warden import Warden
from cometvideo.mock.api import MockApi
from cometvideo.mock.server import Server

__all__ = ["Harness"]

_GIVE_UP = 6  # cases in which a client did nothing, before it was heard of at all
_GRACE_S = 3.0  # that a client may take to wind up, beyond its deadline


class Harness:
    """Plays cases to one client, several at once if it is asked from several threads.

    A client in a process of its own meets a server on loopback that runs while the harness is open.
    `mute` says so once it is plain that the client does nothing at all; then nothing is played.
    """

    def __init__(self, runner: Runner, material: Material, *, grace_s: float = _GRACE_S) -> None:
        self.runner = runner
        self.material = material
        self._grace_s = grace_s
        self._heard, self._silent = False, 0
        self._over = threading.Event()
        self.mute = ""
        self._numbers = itertools.count(1)
        self._folder = tempfile.TemporaryDirectory(prefix="cometvideo-")
        self._router = Router(material.spec)
        self._mocks = MockPool(material.spec)
        self._server = None if runner.virtual else Server(self._router)
        self._warden = None if runner.virtual else Warden(self._folder.name)

    def __enter__(self) -> Self:
        if self._warden is not None:
            self._warden.__enter__()
        if self._server is not None:
            self._server.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.runner.close()
        if self._server is not None:
            self._server.__exit__(kind, error, trace)
        self._folder.cleanup()
        if self._warden is not None:
            self._warden.__exit__(kind, error, trace)

    def stop(self) -> None:
        """End whatever is being played, at once, and play nothing more."""
        self._over.set()

    def play(self, case: Case) -> Observed:
        """Put a case to the client and see what it does."""
        if self.mute or self._over.is_set():
            return Observed(case, "", (), None, problem=self.mute)
        number = next(self._numbers)
        key = f"sk-check-{secrets.token_hex(12)}"
        with self._mocks.of_world(case.choices) as api:
            if self._server is None:
                case_mock, ran = self._run_virtually(case, api, number, key)
            else:
                case_mock, ran = self._run_served(case, api, number, key, self._server)
            self._listen(case_mock, ran)
            return Observed(
                case,
                key,
                case_mock.calls,
                ran.answer,
                ran.printed,
                ran.stopped,
                ran.problem,
                self.runner.by_wire,
                len(self._router.strays),
            )

    def _listen(self, case_mock: CaseMock, ran: Ran) -> None:
        """Note whether the client was heard of: it sent something, or gave an answer of its own."""
        answered = ran.answer is not None and not ran.problem and not self.runner.by_wire
        if case_mock.calls or self._router.strays or answered:
            self._heard = True
        self._silent += 1
        if self._silent >= _GIVE_UP and not self._heard:
            why = ran.stopped or ran.problem or "it ended, and nothing came"
            self.mute = f"the client did nothing in {_GIVE_UP} cases: {why}"

    def _run_virtually(
        self, case: Case, api: MockApi, number: int, key: str
    ) -> tuple[CaseMock, Ran]:
        limit_s = case.deadline_s + self._grace_s
        clock = Clock(limit_s)
        case_mock = CaseMock(case, api, key=key, clock=clock)
        words = api.state.words
        job = self._job(case, number, words.host + words.base_path, key)._replace(
            clock=clock, sleep=clock.sleep, transport=lambda: transport(case_mock, clock)
        )
        return case_mock, self.runner.play(job, Patience(case_mock, limit_s, self._over))

    def _run_served(
        self, case: Case, api: MockApi, number: int, key: str, server: Server
    ) -> tuple[CaseMock, Ran]:
        origin = self._router.state.videos_origin
        case_mock = CaseMock(case, api, key=key, clock=time.monotonic, videos_origin=origin)
        job = self._job(case, number, server.base_url, key)
        with self._router.playing(case_mock):
            patience = Patience(case_mock, case.deadline_s + self._grace_s, self._over)
            return case_mock, self.runner.play(job, patience)

    def _job(self, case: Case, number: int, base_url: str, key: str) -> Job:
        return Job(
            id=f"{number}",
            request=self._written(case.request, number),
            base_url=base_url,
            key=key,
            deadline_s=case.deadline_s,
            poll_interval_s=case.poll_interval_s,
            download=case.download,
        )

    def _written(self, request: Mapping[str, object], number: int) -> dict[str, object]:
        """The request as a job has it, with its files on the disk."""
        found: dict[str, object] = {}
        for name, value in request.items():
            if isinstance(value, File):
                found[name] = self._write(value, f"{number}-{name}")
            elif isinstance(value, tuple):
                found[name] = [
                    self._write(each, f"{number}-{name}-{at}") for at, each in enumerate(value)
                ]
            else:
                found[name] = value
        return found

    def _write(self, file: File, place: str) -> dict[str, str]:
        folder = Path(self._folder.name) / place
        folder.mkdir(exist_ok=True)
        path = folder / file.filename
        path.write_bytes(file.data)
        return {"path": str(path), "filename": file.filename, "content_type": file.content_type}
