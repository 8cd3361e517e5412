"""Runs of tests on mutants, as a plugin of pytest: collected once, and a fork for every mutant.

A first fork runs all tests and notes which of them run which lines. Every further one has a mutant
in it and runs the tests of its lines, the quickest first, until one fails. Where a mutant is run at
import, or survives and its line is, everything is imported anew (`plugin`).
"""

import functools
import gc
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import coverage
import pytest

from tests.mutation.in_place import patch
from tests.mutation.mutants import Mutant

__all__ = ["ROOT", "Trial", "Trials"]

ROOT = Path(__file__).parent.parent.parent
_AT_IMPORT = -1
_PATIENCE = 10  # how many times as long something may take as it may work


class Trial(NamedTuple):
    """One mutant of a module, and what became of it: killed, survived, or nothing runs it."""

    module: Path
    mutant: Mutant
    end: str

    def __str__(self) -> str:
        return f"{self.end} {self.module.relative_to(ROOT)}:{self.mutant}"


class Runs(NamedTuple):
    """How long each test worked, in seconds, and which tests run each line of each module."""

    lasted: list[float]
    of_line: dict[str, dict[int, list[int]]]

    def of(self, module: Path, lines: Iterable[int]) -> list[int]:
        """The tests that run any of some lines, the quickest first."""
        of_line = self.of_line.get(str(module), {})
        found = {test for line in lines for test in of_line.get(line, ())} - {_AT_IMPORT}
        return sorted(found, key=lambda test: self.lasted[test])

    def limit_s(self, tests: Iterable[int]) -> int:
        """How long some tests may work on a mutant; how long they wait says how busy others are."""
        return 30 + round(4 * sum(self.lasted[test] for test in tests))

    def at_import(self, module: Path, lines: Iterable[int]) -> bool:
        """Whether any of some lines is run before any test is."""
        of_line = self.of_line.get(str(module), {})
        return any(_AT_IMPORT in of_line.get(line, ()) for line in lines)


class Trials:
    """The plugin: `ends` has what became of each mutant, or is None if the tests do not end."""

    def __init__(self, mutants: Sequence[tuple[Path, Mutant]]) -> None:
        self.mutants = mutants
        self.ends: list[Trial] | None = None
        self._coverage = coverage.Coverage(
            data_file=None,
            config_file=False,
            include=sorted({str(module) for module, _ in mutants}),
        )
        self._coverage.set_option("run:disable_warnings", ["no-data-collected"])
        self._coverage.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant, instead of running the tests."""
        self._coverage.stop()
        with tempfile.TemporaryDirectory() as folder:
            noted = Path(folder) / "runs.json"
            if _forked(lambda: self._note(session, noted), 1000) != 0:
                return True
            lasted, of_line, failing = json.loads(noted.read_text())
        self._sound = [each for each in range(len(session.items)) if each not in failing]
        for test in failing:
            print(f"left out, as it fails here without any mutant: {session.items[test].nodeid}")
        runs = Runs(
            lasted, {m: {int(line): t for line, t in lines.items()} for m, lines in of_line.items()}
        )
        self.ends = []
        for module, mutant in self.mutants:
            trial = Trial(module, mutant, self._end(session, runs, module, mutant))
            self.ends.append(trial)
            print(f"{len(self.ends)} of {len(self.mutants)} {trial}", flush=True)
        return True

    def _end(self, session: pytest.Session, runs: Runs, module: Path, mutant: Mutant) -> str:
        lines = range(mutant.line, mutant.end + 1)
        tests = runs.of(module, lines)
        at_import = runs.at_import(module, lines)
        if tests:
            limit_s = runs.limit_s(tests)
            code = _forked(lambda: self._try(session, tests, module, mutant.number), limit_s)
            if code == 1 or (code == 0 and not at_import):
                return "killed" if code else "survived"
        elif not at_import:
            return "not run"
        # Of what is remembered from before no test runs a line: those of this module come first.
        first = runs.of(module, runs.of_line.get(str(module), {}))
        order = dict.fromkeys([*first, *self._sound])
        ids = [session.items[test].nodeid for test in order]
        is_killed = self._anew(session, ids, module, mutant.number, runs.limit_s(order))
        return "killed" if is_killed else "survived"

    def _try(self, session: pytest.Session, tests: list[int], module: Path, number: int) -> int:
        """Run some tests on a mutant: 0 if none fails, 1 if one does, 2 if it is run at import."""
        if not patch(module, number):
            return 2
        for _ in _run(session, [session.items[test] for test in tests]):
            if session.testsfailed:
                return 1
        return 0

    def _note(self, session: pytest.Session, noted: Path) -> int:
        """Run all tests and write down the runs, and which tests fail."""
        self._coverage.start()
        lasted: list[float] = []
        failing: list[int] = []
        begun = time.process_time()
        self._coverage.switch_context("0")
        caches = self._caches()
        for test, _ in enumerate(_run(session, session.items)):
            if session.testsfailed > len(failing):
                failing.append(test)
            lasted.append(time.process_time() - begun)
            for cache in caches:
                # What one test leaves there, the next one would not run.
                cache.cache_clear()
            self._coverage.switch_context(str(test + 1))
            begun = time.process_time()
        self._coverage.stop()
        data = self._coverage.get_data()
        of_line = {
            module: {
                line: [each for each in map(_test, contexts) if each not in failing]
                for line, contexts in data.contexts_by_lineno(module).items()
            }
            for module in data.measured_files()
        }
        noted.write_text(json.dumps([lasted, of_line, failing]))
        return 0

    def _caches(self) -> list[Any]:
        """The caches of functions that are mutated."""
        files = {str(module) for module, _ in self.mutants}
        return [
            each
            for each in gc.get_objects()
            if isinstance(each, functools._lru_cache_wrapper)
            and isinstance(each.__wrapped__, FunctionType)
            and each.__wrapped__.__code__.co_filename in files
        ]

    def _anew(
        self, session: pytest.Session, ids: list[str], module: Path, number: int, limit_s: int
    ) -> bool:
        """Whether any of some tests fails where everything is imported with the mutant in it."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.mutation.plugin"]
        command += ["-p", "no:cacheprovider", "-m", session.config.option.markexpr]
        command += dict.fromkeys(each.partition("::")[0] for each in ids)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as order:
            json.dump(ids, order)
            order.flush()
            named = {"COMETVIDEO_MUTANT": f"{module}:{number}", "COMETVIDEO_TESTS": order.name}
            with suppress(subprocess.TimeoutExpired):
                return bool(
                    subprocess.run(
                        command,
                        cwd=ROOT,
                        env={**os.environ, **named},
                        timeout=_PATIENCE * limit_s,
                        preexec_fn=lambda: _limit(limit_s),
                        capture_output=True,
                        check=False,
                    ).returncode
                )
        return True


def _test(context: str) -> int:
    return int(context or _AT_IMPORT)


def _run(session: pytest.Session, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Run tests one by one, and give each when it has ended."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield item


def _limit(working_s: int) -> None:
    """End this process when it has worked for so long."""
    resource.setrlimit(resource.RLIMIT_CPU, (working_s, working_s))


def _forked(do: Callable[[], int], limit_s: int) -> int:
    """The exit code of something done in a fork without output; 1 where it takes too long."""
    pid = os.fork()
    if not pid:
        os.setsid()
        code = 1
        with suppress(BaseException):
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            _limit(limit_s)
            code = do()
        os._exit(code)
    until = time.monotonic() + _PATIENCE * limit_s
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 1
        time.sleep(0.01)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 1
