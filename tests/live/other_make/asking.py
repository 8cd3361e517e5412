"""Asking the other upstream: it in one process, the command line in another."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.live.other_make.driving import driven
from tests.live.other_make.switches import Switches

__all__ = ["KEY", "Told", "asked", "asked_by_traffic", "made_plan", "served"]

KEY = "key-of-a-test"
_TIMEOUT_S = 900


class Told(NamedTuple):
    """What the command line said of an upstream: its exit code, and its findings by fact."""

    code: int
    findings: dict[str, dict[str, Any]]

    def of(self, *verdicts: str) -> dict[str, object]:
        """What was observed of the facts with these verdicts."""
        return {
            fact: each["observed"]
            for fact, each in self.findings.items()
            if each["verdict"] in verdicts
        }


@contextmanager
def served(switches: Switches, folder: Path, key: str = KEY) -> Iterator[str]:
    """The base URL of the other upstream, in a process that ends with this."""
    command = [sys.executable, "-m", "tests.live.other_make.server"]
    settings = [key, str(folder), json.dumps(switches)]
    with subprocess.Popen(
        [*command, *settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def made_plan(path: Path, *settings: str) -> Path:
    """A plan in a file."""
    command = [sys.executable, "-m", "cometvideo", "drift", "plan", *settings, "-o", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_S)
    return path


def asked(
    switches: Switches, plan: Path, folder: Path, *settings: str, server_key: str = KEY
) -> Told:
    """What `drift live` says of the other upstream with these switches."""
    ledger = folder / f"{os.urandom(8).hex()}.ledger"
    with served(switches, folder, server_key) as base_url:
        told = subprocess.run(
            [
                *(sys.executable, "-m", "tests.live.other_make.hurried", "drift", "live", "--yes"),
                *("--plan", str(plan), "--ledger", str(ledger), "--format", "json", "--all"),
                *("--poll-interval", "1", "--at-once", "20", *settings),
            ],
            env={**os.environ, "COMETAPI_KEY": KEY, "COMETAPI_BASE_URL": base_url, "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    return _read(told)


def asked_by_traffic(switches: Switches, folder: Path, jobs: int) -> Told:
    """What `drift logs` says of so many drawn jobs with the other upstream."""
    recording = folder / f"{os.urandom(8).hex()}.har"
    with served(switches, folder) as base_url:
        recording.write_text(json.dumps(driven(base_url, KEY, jobs, seed=1)))
    command = [sys.executable, "-m", "cometvideo", "drift", "logs", "--spec", "seedance"]
    told = subprocess.run(
        [*command, str(recording), "--format", "json", "--all"],
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIMEOUT_S,
    )
    assert KEY not in told.stdout + told.stderr
    return _read(told)


def _read(told: subprocess.CompletedProcess[str]) -> Told:
    if told.returncode not in {0, 1, 3}:
        raise RuntimeError(told.stderr)
    findings = json.loads(told.stdout)["findings"]
    return Told(told.returncode, {each["fact"]: each for each in findings})
