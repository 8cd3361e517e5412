"""Processes: clients as programs, started for every job or kept open for many."""

from __future__ import annotations

import json
import os
import queue
import time
from collections.abc import Mapping, Sequence

from cometvideo.conformance.hearing import LONGEST_LINE
from cometvideo.conformance.program import Program
from cometvideo.conformance.protocol import Answer, Job, read_last_line
from cometvideo.conformance.runner import Patience, Ran
from cometvideo.errors import InputError

__all__ = ["EachTime", "KeptOpen"]

_AT_ONCE = 6
_TO_CLOSE_S = 1.0  # for all programs that are open, after their input has ended


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

    def play(self, job: Job, patience: Patience) -> Ran:
        """Run the command once.

        What it answered counts from when it was written, however long the process lives on.
        """
        program = Program(self.command, _environment(self._variables, job))
        program.hear([job.key])
        program.give(json.dumps(job.data()) + "\n", close=True)
        try:
            stopped = program.follow(patience)
        finally:
            program.end()
        if self.by_wire:
            if stopped:
                return Ran(None, program.printed, stopped=stopped)
            outcome = "error" if program.process.returncode else "completed"
            return Ran(Answer(outcome, message=program.printed.text), program.printed)
        ran = _ran(program, program.out.last_line(), stopped)
        return ran._replace(stopped="") if ran.answer and not patience.is_flooded else ran

    def close(self) -> None:
        """Nothing is left open."""


class KeptOpen:
    """A command that is started a few times, and then reads one job a line until its input ends.

    It answers each with one line, may print others before, and is started anew after it had to be
    stopped.
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

    def play(self, job: Job, patience: Patience) -> Ran:
        """Put a job to a process that is open and idle, or to a new one."""
        try:
            found = self._idle.get_nowait()
        except queue.Empty:
            found = _Open(self.command, _environment(self._variables, job))
        try:
            ran = found.play(job, patience)
        except BaseException:
            found.program.end()
            raise
        if found.program.process.poll() is None and not ran.stopped:
            self._idle.put(found)
        else:
            found.program.end()
        return ran

    def close(self) -> None:
        """End the processes that are open: their input, and then themselves."""
        programs = []
        while not self._idle.empty():
            programs.append(self._idle.get_nowait().program)
        end = time.monotonic() + _TO_CLOSE_S
        for program in programs:
            program.give("", close=True)
        for program in programs:
            while time.monotonic() < end and not program.has_gone():
                pass
            program.end()


class _Open:
    """One process that is kept open, and the line that it is printing."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.program = Program(command, environment, self._take)
        self._keys: list[str] = []
        self._line = bytearray()
        self._answer: str | None = None

    def play(self, job: Job, patience: Patience) -> Ran:
        self._begin(job)
        stopped = self.program.follow(patience, lambda: self._answer is not None)
        line = self.program.out.last_line() if self._answer is None else self._answer
        ran = _ran(self.program, line, stopped)
        return ran._replace(answer=None) if stopped else ran

    def _begin(self, job: Job) -> None:
        # What it printed late about the job before is heard with this one.
        self._keys = [*self._keys[-1:], job.key]
        self.program.hear(self._keys)
        self._answer = None
        self.program.give(json.dumps(job.data()) + "\n")

    def _take(self, piece: bytes) -> None:
        """Look for the answer: the first line that is an object with an outcome."""
        *ended, rest = (bytes(self._line) + piece).split(b"\n")
        self._line = bytearray(rest[-LONGEST_LINE:])
        for each in ended:
            if self._answer is None and each.lstrip()[:1] == b"{" and b'"outcome"' in each:
                self._answer = each.decode("utf-8", "replace")


def _ran(program: Program, line: str | None, stopped: str) -> Ran:
    """What a program did, whose last line is this (None: too long).

    One that ended with an error and without an answer has crashed, which is an answer as well.
    """
    printed = program.printed
    try:
        return Ran(read_last_line(line), printed, stopped=stopped)
    except InputError as error:
        if stopped:
            return Ran(None, printed, stopped=stopped)
        code = program.process.poll()
        told = f"{'' if code is None else f'exit code {code}, '}{error}; {program.complaint}"
        crashed = Answer("error", message=program.complaint) if code else None
        return Ran(crashed, printed, problem=told.rstrip("; "))


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
