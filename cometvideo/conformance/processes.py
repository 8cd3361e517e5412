"""Processes: clients as programs, started for every job or kept open for many."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from typing import IO

from cometvideo.conformance.protocol import Answer, Job, read_last_line
from cometvideo.conformance.router import CaseMock
from cometvideo.conformance.runner import Patience, Ran
from cometvideo.errors import InputError

__all__ = ["EachTime", "KeptOpen"]

_TICK_S = 0.02
_MOST_OUTPUT = 1 << 20
_AT_ONCE = 6


class EachTime:
    """A command that is started for every job: the job on its input, the answer on its output.

    With `by_wire` it speaks no protocol: its exit code alone tells whether it was content.
    Key and base URL are in its environment as well, under the names that the spec has for them.
    """

    virtual = False

    def __init__(
        self,
        command: Sequence[str],
        variables: tuple[str, str],
        *,
        by_wire: bool = False,
        parallel: int = _AT_ONCE,
    ) -> None:
        self.command = tuple(command)
        self.by_wire = by_wire
        self.parallel = parallel
        self._variables = variables

    def play(self, job: Job, case_mock: CaseMock, limit_s: float) -> Ran:
        """Run the command once."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            process = _start(self.command, _environment(self._variables, job), out, errors)
            _give(process, json.dumps(job.data()) + "\n", close=True)
            stopped = _await(process, case_mock, limit_s)
            printed, complained = _text(out), _text(errors)
        code = process.returncode
        output = printed + complained
        if self.by_wire:
            outcome = "completed" if code == 0 else "error"
            answer = None if stopped else Answer(outcome, message=output)
            return Ran(answer, output, stopped=stopped)
        if stopped:
            return Ran(None, output, stopped=stopped)
        try:
            return Ran(read_last_line(printed), output)
        except InputError as error:
            tail = complained.strip().splitlines()[-1:] or [""]
            return Ran(None, output, f"exit code {code}, {error}; {tail[0][:200]}".rstrip("; "))

    def close(self) -> None:
        """Nothing is left open."""


class KeptOpen:
    """A command that is started a few times, and then reads one job a line until its input ends.

    It answers each with one line, and is started anew after it had to be stopped.
    """

    virtual = False
    by_wire = False

    def __init__(
        self, command: Sequence[str], variables: tuple[str, str], *, parallel: int = _AT_ONCE
    ) -> None:
        self.command = tuple(command)
        self.parallel = parallel
        self._variables = variables
        self._idle: queue.LifoQueue[_Open] = queue.LifoQueue()

    def play(self, job: Job, case_mock: CaseMock, limit_s: float) -> Ran:
        """Put a job to a process that is open and idle, or to a new one."""
        try:
            found = self._idle.get_nowait()
        except queue.Empty:
            found = _Open(self.command, _environment(self._variables, job))
        ran = found.play(job, case_mock, limit_s)
        if found.process.poll() is None and not ran.stopped:
            self._idle.put(found)
        else:
            found.end()
        return ran

    def close(self) -> None:
        """End the processes that are open."""
        while not self._idle.empty():
            self._idle.get_nowait().end()


class _Open:
    """One process that is kept open."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process ends
        self.process = _start(command, environment, subprocess.PIPE, self.errors)
        self.calls = 0

    def play(self, job: Job, case_mock: CaseMock, limit_s: float) -> Ran:
        _give(self.process, json.dumps(job.data()) + "\n", close=False)
        line, stopped = self._line(case_mock, limit_s)
        output = line + self._complaints()
        if stopped:
            return Ran(None, output, stopped=stopped)
        try:
            return Ran(read_last_line(line), output)
        except InputError as error:
            tail = output.strip().splitlines()[-1:] or [""]
            return Ran(None, output, f"{error}; {tail[0][:200]}".rstrip("; "))

    def end(self) -> None:
        """End the process: its input, and then itself."""
        _give(self.process, "", close=True)
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            _kill(self.process)
        if self.process.stdout:
            self.process.stdout.close()
        self.errors.close()

    def _line(self, case_mock: CaseMock, limit_s: float) -> tuple[str, str]:
        """The next line that is printed, or why the process was stopped instead."""
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe
        patience = Patience(case_mock, limit_s)
        line = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                why = patience.why_stop()
                if why or len(line) > _MOST_OUTPUT:
                    _kill(self.process)
                    return line.decode("utf-8", "replace"), why or "it prints without end"
                if selector.select(_TICK_S):
                    piece = os.read(self.process.stdout.fileno(), 65536)
                    if not piece:
                        break
                    line += piece
        return line.decode("utf-8", "replace"), ""

    def _complaints(self) -> str:
        self.errors.seek(self.calls)
        found = self.errors.read(_MOST_OUTPUT)
        self.calls += len(found)
        return found.decode("utf-8", "replace")


def _start(
    command: Sequence[str],
    environment: Mapping[str, str],
    out: IO[bytes] | int,
    errors: IO[bytes],
) -> subprocess.Popen[bytes]:
    try:
        # A group of its own, so that whatever it starts can be stopped along with it.
        return subprocess.Popen(  # noqa: S603 - running the user's own command is the point
            command,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=errors,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError as error:
        raise InputError(
            f"cannot start {command[0]}: {error.strerror}; give a command that runs"
        ) from None


def _environment(variables: tuple[str, str], job: Job) -> dict[str, str]:
    # A spec may name no variables: then the job alone tells.
    own = {
        name: value for name, value in zip(variables, (job.base_url, job.key), strict=True) if name
    }
    loopback = "127.0.0.1,localhost"
    return {
        **os.environ,
        **own,
        "NO_PROXY": loopback,
        "no_proxy": loopback,
        "PYTHONUNBUFFERED": "1",
    }


def _give(process: subprocess.Popen[bytes], text: str, *, close: bool) -> None:
    # A program may end, or close its input, without reading it.
    if process.stdin is None or process.stdin.closed:
        return
    with contextlib.suppress(OSError):
        process.stdin.write(text.encode())
        process.stdin.flush()
    if close:
        with contextlib.suppress(OSError):
            process.stdin.close()


def _await(process: subprocess.Popen[bytes], case_mock: CaseMock, limit_s: float) -> str:
    """Wait for the end of a process; says why it was stopped, if it was."""
    patience = Patience(case_mock, limit_s)
    while True:
        try:
            process.wait(timeout=_TICK_S)
        except subprocess.TimeoutExpired:
            why = patience.why_stop()
            if why:
                _kill(process)
                return why
        else:
            return ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, by the id of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(_MOST_OUTPUT).decode("utf-8", "replace")
