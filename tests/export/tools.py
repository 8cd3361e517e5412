"""Tools from the JavaScript world: how tests find them, and what happens where there are none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["FOLDER", "OWN_SPECS", "Ajv", "ajv", "missing", "node", "run"]

FOLDER = Path(__file__).parent.parent / "js"
# Specs as users may write them, other than those that are shipped.
OWN_SPECS = sorted(
    [
        *(Path(__file__).parent / "specs").glob("*.yaml"),
        *(FOLDER.parent.parent / "fixtures" / "specs").glob("*.yaml"),
    ]
)
REQUIRED = os.environ.get("COMETVIDEO_REQUIRE_TOOLS") == "1"


def missing(reason: str) -> None:
    """Skip the test; fail it where the environment promises the tools."""
    if REQUIRED:
        pytest.fail(f"{reason} (COMETVIDEO_REQUIRE_TOOLS=1)")
    pytest.skip(reason)


def node(*packages: str) -> str:
    """The path of node; skips where it, or one of these packages, is not installed."""
    found = shutil.which("node")
    if found is None:
        missing("node is not installed")
    for package in packages:
        if not (FOLDER / "node_modules" / package).is_dir():
            missing(f"{package} is not installed: run `npm install` in tests/js")
    return str(found)


def run(package: str, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of a package and wait for its end."""
    command = [node(package), str(FOLDER / "node_modules" / package / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=FOLDER, check=False)


class Ajv:
    """Schemas compiled by ajv, in a process that judges one value after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def define(self, name: str, schema: object) -> None:
        """Compile a schema under a name; fails where ajv's strict mode rejects it."""
        self._ask({"schema": name, "define": schema})

    def errors(self, name: str, value: object) -> list[str]:
        """What is wrong with a value; empty where it is valid."""
        return [str(each) for each in self._ask({"schema": name, "value": value})["errors"]]

    def _ask(self, message: object) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        reply: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert "failure" not in reply, reply["failure"]
        return reply


@contextmanager
def ajv() -> Iterator[Ajv]:
    """A running ajv."""
    command = [node("ajv"), str(FOLDER / "judge.js")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=FOLDER) as process:
        yield Ajv(process)
        assert process.stdin is not None
        process.stdin.close()
