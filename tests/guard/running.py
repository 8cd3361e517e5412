"""The guard as a program."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def guard(folder: Path, upstream: str, *more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A guard in front of an upstream, and its port; its ledger is in the folder."""
    command = [sys.executable, "-m", "cometvideo", "guard", "--upstream", upstream, *more]
    command += ["--ledger", str(folder / "ledger")]
    environment = {**os.environ, "COVERAGE_PROCESS_START": ""}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        try:
            yield process, int(line.rpartition(":")[2].removesuffix("/v1"))
        finally:
            process.kill()
