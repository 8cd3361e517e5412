"""The live suite as people run it, against a mock in a process of its own.

    python -m tests.live.apart [NUMBER]

Changes so many facts (all that can be changed, without a number), writes each as an overlay, serves
it with `cometvideo mock`, and runs `cometvideo drift live` against that. Prints what was named.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.loading import load_family
from tests.live.sensitivity import changes, patch, related

KEY = "key-of-a-test"
COMMAND = (sys.executable, "-m", "cometvideo")


def overlay(fact: Fact, value: Value, folder: Path) -> Path:
    """A file with a spec in which a fact is another."""
    path = folder / "changed.yaml"
    path.write_text(
        json.dumps({"format": 1, "name": "changed", "extends": "seedance", **patch(fact, value)})
    )
    return path


@contextmanager
def served(*settings: str) -> Iterator[str]:
    """The base URL of a mock that runs in a process of its own."""
    command = [*COMMAND, "mock", "--key", KEY, "--plan", "immediate", *settings]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def asked(base_url: str, plan: Path, ledger: Path) -> subprocess.CompletedProcess[str]:
    """What the command line says of an upstream."""
    return subprocess.run(
        [
            *(*COMMAND, "drift", "live", "--plan", str(plan), "--yes", "--ledger", str(ledger)),
            *("--poll-interval", "0.01", "--at-once", "20", "--format", "json"),
        ],
        env={**os.environ, "COMETAPI_KEY": KEY, "COMETAPI_BASE_URL": base_url, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def write_plan(folder: Path, *settings: str) -> Path:
    """A plan in a file."""
    path = folder / "plan.json"
    subprocess.run([*COMMAND, "drift", "plan", *settings, "-o", str(path)], check=True, timeout=60)
    return path


def names_in(told: subprocess.CompletedProcess[str]) -> set[str]:
    """The facts that a report says are not as in the spec."""
    assert told.returncode in {0, 1, 3}, told.stderr
    findings = json.loads(told.stdout)["findings"]
    return {each["fact"] for each in findings if each["verdict"] in {"drifted", "new"}}


def main() -> None:
    """Change facts and print what was named."""
    matrix = load_family("seedance")
    every = [
        (fact, value)
        for fact in matrix.facts.values()
        if not fact.is_open and fact.keys[0] != "service"
        for value in changes(fact, matrix)[:1]
    ]
    if len(sys.argv) > 1:
        every = random.Random(0).sample(every, int(sys.argv[1]))
    named = beside = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = write_plan(folder)
        for number, (fact, value) in enumerate(every):
            spec = overlay(fact, value, folder)
            strict = "fields.size.undocumented=refused"
            with served("--spec", str(spec), "--world", strict) as base_url:
                told = asked(base_url, plan, folder / f"{number}.ledger")
            names = names_in(told)
            named += fact.path in names
            beside += bool(names - related(fact, matrix))
            print(f"{told.returncode} {fact.path} {fact.value} → {value}: {sorted(names)}")
    print(f"{len(every)} changes, {named} named, {beside} with others")


if __name__ == "__main__":
    main()
