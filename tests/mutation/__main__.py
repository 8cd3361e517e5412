"""Make mutants of a room, run its tests on each, and print what became of it.

    python -m tests.mutation ROOM [--sample N] [--seed N] [--only TEXT] [--tests PATH …]

Exit code 1 if fewer than nine in ten of those that are not equivalent were killed.
"""

import argparse
import random
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mutation.mutants import mutants_of
from tests.mutation.trials import ROOT, Trials

EQUIVALENT = Path(__file__).parent / "equivalent.txt"
WANTED = 0.9


class Room(NamedTuple):
    """What is mutated, and which tests must notice."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "prediction": Room(
        ("prediction/*.py", "money.py"),
        (
            *("tests/prediction", "tests/test_validation.py", "tests/test_cases.py"),
            *("tests/export", "tests/test_money.py"),
        ),
    ),
    "facts": Room(
        ("facts/*.py", "facts/lint/*.py"),
        ("tests/facts", "tests/test_own_spec.py", "tests/prediction/test_suggestions.py"),
    ),
    "wire": Room(
        ("wire/*.py", "wire/mp4/*.py"),
        (
            *("tests/wire", "tests/prediction/test_parts.py"),
            *("tests/test_validation.py", "tests/test_reprs.py"),
        ),
    ),
    "mock": Room(
        ("mock/operations.py", "mock/state.py", "mock/tasks.py", "mock/faults.py"), ("tests/mock",)
    ),
    "live": Room(
        tuple(
            f"live/{name}.py"
            for name in (
                *("judging", "planning", "combining", "blame", "cover", "inference"),
                *("questions", "reactions", "reasons", "refusals", "videos"),
            )
        ),
        ("tests/live",),
    ),
    "documentation": Room(
        (
            *("documentation/reading/*.py", "documentation/aligning.py"),
            *("documentation/comparing.py", "documentation/leftovers/*.py"),
            "documentation/pages/tabular.py",
        ),
        ("tests/documentation",),
    ),
    "clauses": Room(
        ("conformance/clauses/*.py",),
        tuple(
            f"tests/conformance/test_{name}.py"
            for name in ("clauses", "drawn", "limits", "results")
        ),
    ),
}


def equivalents() -> dict[tuple[str, ...], str]:
    """What no test can tell, with the reason: module, line, what is there, and what would be."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    rows = (line.split(" || ") for line in lines if line and not line.startswith("#"))
    return {tuple(row[:-1]): row[-1] for row in rows}


def main() -> int:
    """Try the mutants of a room."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn (default: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="mutants whose line has this in it, as printed")
    parser.add_argument("--tests", nargs="+", help="other tests than all of the room's")
    asked = parser.parse_args()
    room = ROOMS[asked.room]
    known = equivalents()
    modules = sorted({p for each in room.modules for p in (ROOT / "cometvideo").glob(each)})
    mutants = [
        (module, mutant)
        for module in modules
        for mutant in mutants_of(module.read_text(encoding="utf-8"))
        if asked.only in f"{module}:{mutant}"
        and (str(module.relative_to(ROOT)), mutant.text, mutant.was, mutant.now) not in known
    ]
    if asked.sample and asked.sample < len(mutants):
        mutants = random.Random(asked.seed).sample(mutants, asked.sample)
    trials = Trials(mutants)
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not thorough"]
    pytest.main(
        [*options, *(str(ROOT / each) for each in asked.tests or room.tests)], plugins=[trials]
    )
    if trials.ends is None:
        return 2
    killed = sum(trial.end == "killed" for trial in trials.ends)
    print(f"{asked.room}: {killed} of {len(mutants)} killed ({killed / max(1, len(mutants)):.0%})")
    return int(killed < WANTED * len(mutants))


if __name__ == "__main__":
    raise SystemExit(main())
