"""Make mutants of a room, run its tests on each, and print those that survived.

    python -m tests.mutation ROOM [--sample N] [--seed N] [--jobs N] [--only TEXT]

Exit code 1 if fewer than nine in ten of those that are not equivalent were killed.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).parent.parent.parent
EQUIVALENT = Path(__file__).parent / "equivalent.txt"
WANTED = 0.9


class Room(NamedTuple):
    """What is mutated, and which tests must notice."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "prediction": Room(
        ("prediction/*.py",),
        ("tests/prediction", "tests/test_validation.py", "tests/test_cases.py", "tests/export"),
    ),
    "facts": Room(("facts/*.py", "facts/lint/*.py"), ("tests/facts", "tests/test_own_spec.py")),
    "wire": Room(("wire/*.py", "wire/mp4/*.py"), ("tests/wire",)),
    "mock": Room(("mock/operations.py", "mock/state.py", "mock/tasks.py"), ("tests/mock",)),
    "live": Room(("live/*.py",), ("tests/live",)),
    "documentation": Room(("documentation/**/*.py",), ("tests/documentation",)),
    "clauses": Room(("conformance/clauses/*.py",), ("tests/conformance",)),
}


class Trial(NamedTuple):
    """One mutant of a module, and what became of it: killed, survived, or no test ran."""

    module: Path
    mutant: Mutant
    end: str

    def __str__(self) -> str:
        return f"{self.module.relative_to(ROOT)}:{self.mutant}"


def equivalents() -> set[tuple[str, str, str]]:
    """What no test can tell: module, what was there, and what stands there instead."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines() if EQUIVALENT.exists() else []
    rows = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return {(module, was, now) for module, was, now, _ in rows}


def run(tests: tuple[str, ...], mutant: str, limit_s: float) -> int | None:
    """Pytest's exit code for the tests with a mutant, or None if they did not end in time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.mutation.plugin"]
    command += ["-p", "no:cacheprovider", "-m", "not thorough", *tests]
    environment = {**os.environ, "COMETVIDEO_MUTANT": mutant, "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, timeout=limit_s, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


def main() -> int:
    """Try the mutants of a room."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn (default: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="modules whose path has this in it")
    asked = parser.parse_args()
    room = ROOMS[asked.room]
    known = equivalents()
    modules = sorted({p for each in room.modules for p in (ROOT / "cometvideo").glob(each)})
    mutants = [
        (module, mutant)
        for module in modules
        if asked.only in str(module)
        for mutant in mutants_of(module.read_text(encoding="utf-8"))
        if (str(module.relative_to(ROOT)), mutant.was, mutant.now) not in known
    ]
    if asked.sample and asked.sample < len(mutants):
        mutants = random.Random(asked.seed).sample(mutants, asked.sample)
    begun = time.monotonic()
    if run(room.tests, "", 3600) != 0:
        print("the tests fail as it is", file=sys.stderr)
        return 2
    limit_s = 30 + 3 * asked.jobs * (time.monotonic() - begun)

    def tried(each: tuple[Path, Mutant]) -> Trial:
        module, mutant = each
        code = run(room.tests, f"{module}:{mutant.number}", limit_s)
        return Trial(module, mutant, "survived" if code == 0 else "killed")

    with ThreadPoolExecutor(asked.jobs) as pool:
        trials = []
        for trial in pool.map(tried, mutants):
            trials.append(trial)
            if trial.end == "survived":
                print(f"survived {trial}", flush=True)
    killed = sum(trial.end == "killed" for trial in trials)
    print(f"{asked.room}: {killed} of {len(trials)} killed ({killed / max(1, len(trials)):.0%})")
    return int(killed < WANTED * len(trials))


if __name__ == "__main__":
    raise SystemExit(main())
