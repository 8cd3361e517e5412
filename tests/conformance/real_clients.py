"""Clients that nobody here wrote: how each is started, and what is known of it.

`python -m tests.conformance.real_clients [NAME]` plays every one that is there, or one, and writes
what was found to `real_clients.json`, from which the table in docs/clients.md is made. What a
client is known to break, and why, stands in `known/`, one file a client.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cometvideo.conformance
from cometvideo.conformance import Job, KeptOpen, Report, check
from cometvideo.conformance.runner import Patience, Ran
from tests.guard.running import guard

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ADAPTERS = HERE / "adapters"
RUNS = Path(cometvideo.conformance.__file__).with_name("real_clients.json")
VARIABLES = ("COMETAPI_BASE_URL", "COMETAPI_KEY")


class RealClient(NamedTuple):
    """One client: its name, the command that speaks the protocol, and how its version is shown.

    `install` is what would put it there; what is not `needed` is no part of set-up. So many of it
    are started at once: `parallel`.
    """

    name: str
    command: tuple[str, ...]
    version: tuple[str, ...]
    install: str
    needed: bool = True
    parallel: int = 6

    @property
    def known(self) -> Path:
        """What it is known to break."""
        return HERE / "known" / f"{self.name}.yaml"

    def found_version(self) -> str | None:
        """Its version where it is installed, as the name asks for it; else None."""
        try:
            shown = subprocess.run(
                self.version, capture_output=True, text=True, timeout=120, check=False, cwd=ADAPTERS
            )
        except OSError:
            return None
        version = shown.stdout.strip()
        wanted = self.name.rpartition("-")[2]
        is_other = wanted.isdecimal() and version.partition(".")[0] != wanted
        return None if shown.returncode or not version or is_other else version


def _python(major: str) -> str:
    """The Python that has this major version of openai, in an environment of its own or ours."""
    own = ROOT / "build" / f"openai-{major}" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def _retrying(
    name: str, shown: tuple[str, ...], install: str, python: str = sys.executable
) -> RealClient:
    command = (python, str(ADAPTERS / "retrying.py"), name)
    return RealClient(name, command, shown, install)


def _sdk(name: str, module: str, cls: str, python: str, install: str) -> RealClient:
    command = (python, str(ADAPTERS / "sdk_python.py"), module, cls)
    return RealClient(name, command, (python, "-c", _SHOWN.format(module)), install)


_SHOWN = "from importlib.metadata import version; print(version('{}'))"
_LITELLM = str(ROOT / "build" / "litellm" / "bin" / "python")
_OWN = "python -m venv build/openai-{0}; build/openai-{0}/bin/pip install 'openai=={0}.*' PyYAML"
REAL_CLIENTS = (
    _sdk("openai-python-2", "openai", "OpenAI", _python("2"), _OWN.format(2)),
    _sdk("openai-python-3", "openai", "OpenAI", _python("3"), _OWN.format(3)),
    _sdk("cometapi", "cometapi", "CometAPI", sys.executable, "pip install cometapi"),
    RealClient(
        "openai-node",
        ("node", str(ADAPTERS / "openai_node.mjs")),
        ("node", "-p", "JSON.parse(fs.readFileSync('node_modules/openai/package.json')).version"),
        "npm ci in tests/conformance/adapters",
    ),
    _retrying("curl", ("sh", "-c", "curl --version | sed -n '1s/curl //;1s/ .*//p'"), "curl"),
    _retrying(
        "requests", (sys.executable, "-c", _SHOWN.format("requests")), "pip install requests"
    ),
    _retrying(
        "litellm",
        (_LITELLM, "-c", _SHOWN.format("litellm")),
        "python -m venv build/litellm; build/litellm/bin/pip install litellm PyYAML "
        "python-multipart",
        _LITELLM,
    )._replace(needed=False, parallel=1),  # it takes nine seconds of a processor to start
)


class BehindGuard(KeptOpen):
    """A command, as it is, that sends to a guard in front of what it would have sent to."""

    def __init__(
        self, command: Sequence[str], variables: tuple[str, str], *, parallel: int
    ) -> None:
        super().__init__(command, variables, parallel=parallel)
        self._lock = threading.Lock()
        self._guards = ExitStack()
        self._addresses: dict[str, str] = {}

    def play(self, job: Job, patience: Patience) -> Ran:
        """Put a job to the command, with the address of the guard."""
        return super().play(job._replace(base_url=self._guarded(job.base_url)), patience)

    def _guarded(self, address: str) -> str:
        with self._lock:
            if address not in self._addresses:
                folder = Path(self._guards.enter_context(TemporaryDirectory()))
                # Tasks live for a second here, so that ten seconds between polls are too long.
                started = guard(folder, address, "--poll-every", "0")
                _, port = self._guards.enter_context(started)
                self._addresses[address] = f"http://127.0.0.1:{port}/v1"
            return self._addresses[address]

    def close(self) -> None:
        """End the command, and then the guards."""
        super().close()
        self._guards.close()


def play(client: RealClient, runner: type[KeptOpen] = KeptOpen) -> Report:
    """Put a client through every clause."""
    command = ("env", f"PYTHONPATH={ROOT}", *client.command)
    return check(runner(command, VARIABLES, parallel=client.parallel))


def main() -> None:
    """Write down what is found of every client that is there."""
    runs = json.loads(RUNS.read_text()) if RUNS.exists() else {}
    asked = sys.argv[1:]
    for client in REAL_CLIENTS:
        if asked and client.name not in asked:
            continue
        version = client.found_version()
        if version is None:
            sys.stderr.write(f"{client.name} is not there; {client.install}\n")
            continue
        found = {}
        for name, runner in (("verdicts", KeptOpen), ("behind the guard", BehindGuard)):
            report = play(client, runner)
            found[name] = {each.clause.id: each.verdict for each in report.results}
            for each in report.results:
                if each.verdict in {"failed", "could not tell"}:
                    sys.stderr.write(
                        f"{client.name}, {name}: {each.clause.id} {each.verdict}: {each.summary}\n"
                    )
        runs[client.name] = {"version": version, **found}
    RUNS.write_text(json.dumps(runs, indent=1) + os.linesep)


if __name__ == "__main__":
    main()
