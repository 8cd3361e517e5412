"""In the process: clients in Python, over loopback in real time or without either."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from cometvideo.conformance.hearing import Heard
from cometvideo.conformance.protocol import Answer, Client, Job, read_answer
from cometvideo.conformance.router import CaseMock
from cometvideo.conformance.runner import Patience, Ran
from cometvideo.errors import InputError
from cometvideo.mock.inprocess import send_transport
from cometvideo.wire.exchange import Answer as HttpAnswer
from cometvideo.wire.exchange import HttpRequest

if TYPE_CHECKING:
    import httpx

__all__ = ["Clock", "InProcess", "Stopped", "transport"]

_AT_ONCE = 8
_ENDLESS_S = 3600.0  # that a client without a timeout waits for an answer that never comes


class Stopped(BaseException):
    """Ends a client that would not end."""


class Clock:
    """A clock that passes when somebody sleeps, up to a limit in seconds."""

    def __init__(self, limit_s: float) -> None:
        self.now = 0.0
        self.limit_s = limit_s

    def __call__(self) -> float:
        """Seconds since the beginning."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass; beyond the limit there is none."""
        self.now += max(seconds, 0.0)
        if self.now > self.limit_s:
            raise Stopped(f"it was still going after {self.limit_s:g} s")


class InProcess:
    """A client that is called in this process.

    With `virtual` it keeps to the job's clock, sleep and transport, so that no time passes and
    nothing depends on how busy the machine is. Without, it is served on loopback; one that hangs
    is left to itself, as a thread cannot be stopped.
    """

    by_wire = False
    parallel = _AT_ONCE

    def __init__(self, client: Client, *, virtual: bool = False) -> None:
        self.client = client
        self.virtual = virtual

    def play(self, job: Job, patience: Patience) -> Ran:
        """Call the client with a job."""
        if self.virtual:
            return self._call(job)
        found: list[Ran] = []
        thread = threading.Thread(
            target=lambda: found.append(self._call(job)), name=f"job {job.id}", daemon=True
        )
        thread.start()
        why = ""
        while thread.is_alive() and not why:
            thread.join(_TICK_S)
            why = patience.why_stop()
        return found[0] if found else Ran(None, stopped=why or "its thread ended without a word")

    def close(self) -> None:
        """Nothing is left open."""

    def _call(self, job: Job) -> Ran:
        with _listening(job.key) as heard:
            try:
                answer = read_answer(self.client(job))
            except Stopped as stop:
                return Ran(None, heard.printed(), stopped=str(stop))
            except InputError as error:
                return Ran(None, heard.printed(), f"{error}")
            except Exception as error:
                heard.add(_bytes("".join(traceback.format_exception(error))))
                message = f"{type(error).__name__}: {error}"
                return Ran(Answer("error", message=message), heard.printed())
        return Ran(answer, heard.printed())


_TICK_S = 0.02


class _Tee(io.TextIOBase):
    """Standard output or error, heard by all who listen: whose key it is tells whose words."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.ears: list[Heard] = []

    def write(self, text: str) -> int:
        with _LOCK:
            for ear in self.ears:
                ear.add(_bytes(text))
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()

    def close(self) -> None:
        # Python calls this when nobody listens any more; the stream is another's to close.
        pass


_LOCK = threading.RLock()  # a signal's handler may print as well


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@contextlib.contextmanager
def _listening(key: str) -> Iterator[Heard]:
    """Hear what is printed meanwhile, by whichever thread."""
    ear = Heard([key])
    with _LOCK:
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if not isinstance(stream, _Tee):
                setattr(sys, name, _Tee(stream))
            getattr(sys, name).ears.append(ear)
    try:
        yield ear
    finally:
        with _LOCK:
            for name in ("stdout", "stderr"):
                tee = getattr(sys, name)
                if isinstance(tee, _Tee) and ear in tee.ears:
                    tee.ears.remove(ear)
                    if not tee.ears:
                        setattr(sys, name, tee.stream)


def transport(case_mock: CaseMock, clock: Clock) -> httpx.BaseTransport:
    """An httpx transport that ends in the mock of a case, and takes its time from a clock."""

    def send(request: HttpRequest) -> HttpAnswer:
        answer = case_mock.handle(request)
        if case_mock.flooded:
            raise Stopped(f"it sent {len(case_mock.calls)} requests and did not stop")
        return answer

    found: httpx.BaseTransport = send_transport(
        send, lambda seconds: clock.sleep(min(seconds, _ENDLESS_S))
    )
    return found
