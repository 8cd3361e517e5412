"""The victim: a command in a process of its own, held to little memory and few descriptors."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

__all__ = ["HURRIED", "PATIENCE_S", "PYTHON", "REAL", "Victim", "limited", "patient"]

PATIENCE_S = 20
PYTHON = sys.executable
_MEMORY_KB = 2_000_000  # of addresses; what it really takes up is less
_FILES = 256


def patient(seconds: float) -> float:
    """The seconds that something may take that takes so many where nothing else runs."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) * (1 + os.nice(0) / 5))


def limited(words: Sequence[str]) -> list[str]:
    """A command under the limits."""
    return ["sh", "-c", f'ulimit -v {_MEMORY_KB} && ulimit -n {_FILES} && exec "$@"', "sh", *words]


class Victim(NamedTuple):
    """What is attacked: the command `cometvideo`, or one that is broken on purpose."""

    command: tuple[str, ...]

    def start(
        self,
        *words: str,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        errors: int | IO[bytes] = subprocess.DEVNULL,
    ) -> "subprocess.Popen[bytes]":
        """Start it in a folder; its output is a pipe."""
        return subprocess.Popen(
            limited([*self.command, *words]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env={**os.environ, "NO_PROXY": "*", **(environment or {})},
        )

    def run(
        self, *words: str, folder: Path, within_s: float, environment: Mapping[str, str]
    ) -> tuple[int | None, bytes]:
        """Run it to its end; its exit code, None if it had to be ended, and all that it said."""
        with self.start(
            *words, folder=folder, environment=environment, errors=subprocess.STDOUT
        ) as process:
            try:
                said, _ = process.communicate(timeout=within_s)
            except subprocess.TimeoutExpired:
                process.kill()
                return None, process.communicate()[0]
            return process.returncode, said


REAL = Victim((PYTHON, "-m", "cometvideo"))
_HURRYING = """
import sys, time
sleep = time.sleep
time.sleep = lambda seconds: sleep(seconds / 100)
from cometvideo.cli import main
sys.exit(main())
"""
HURRIED = Victim((PYTHON, "-c", _HURRYING))  # waits a hundredth of what it wants to
