"""Requests a second of the mock's server beside Prism, on the OpenAPI document we export.

    python -m benchmarks.mock_prism [ROUNDS]

Prism (@stoplight/prism-cli) is installed with npm into a temporary folder, or taken from the folder
that PRISM_HOME names; without node or npm nothing is measured. It checks requests against the
document and answers with its examples; its log is off. The create is one without a reference image,
which Prism would refuse: it does not read a single file as a list of one. How it is measured: see
`mock_server`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.mock_server import PROGRAMS, create, poll_of, rate, serving

PACKAGE = "@stoplight/prism-cli"


def prism(folder: Path) -> list[str]:
    """The command that serves the exported document with Prism, at the port put after it."""
    document = folder / "openapi.json"
    export = [sys.executable, "-m", "cometvideo", "export", "openapi", "-o", str(document)]
    subprocess.run(export, check=True)
    home = Path(os.environ.get("PRISM_HOME", folder))
    program = home / "node_modules" / ".bin" / "prism"
    if not program.exists():
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home)]
        subprocess.run([*install, PACKAGE], check=True)
    # Not by its launcher, so that the process that is measured is the server.
    node = ["node", str(program.resolve()), "mock"]
    return [*node, "-v", "fatal", "-h", "127.0.0.1", str(document), "-p"]


def main(rounds: int) -> None:
    """Print a table of rates and ratios."""
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing:
        print(f"skipped: {' and '.join(missing)} not installed")
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        commands = {"mock": PROGRAMS["mock"], "prism": prism(Path(folder))}
        places = {
            name: stack.enter_context(serving(command, folder))
            for name, command in commands.items()
        }
        print(f"{'':26}{'mock':>10}{'prism':>12}{'ratio':>8}")
        for load in ("poll", "create"):
            rates: dict[str, list[float]] = {name: [] for name in places}
            for _ in range(rounds):
                for name, place in places.items():
                    sent = poll_of(place.port) if load == "poll" else create()
                    rates[name].append(rate(place, sent, 500 if name == "prism" else 3000))
            ours, theirs = (max(each) for each in rates.values())
            print(f"{load:26}{ours:10.0f}{theirs:12.0f}{ours / theirs:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
