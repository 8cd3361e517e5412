"""How long a start takes: ours beside an empty Python and check-jsonschema, as ratios.

    python -m benchmarks.startup [ROUNDS]

The wheel is built and installed into a folder of its own, with its dependencies, and the command
is started as users start it. Limits: `cometvideo validate` on one request takes at most 3.5 times
as long as `python -c pass`, also where no bytecode may be written, and at most a quarter of
check-jsonschema on the same request; `import cometvideo` takes at most 1.5 times as long as
`python -c pass`; `validate` by the whole endpoint takes at most 1.15 times as long as by the one
family that is asked. From a checkout, which parses the specs, validate takes longer: that is
printed.
What counts is processor time, so that it does not matter what else the machine does; rounds
alternate and the least of each counts. Needs a POSIX system, pip and an index. Exit code 1 if a
limit is exceeded.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.hand_written import SCHEMA

REQUEST = {"model": "doubao-seedance-1-5-pro", "prompt": "A kite", "seconds": 5, "size": "16:9"}
FIELDS = [f"{name}={value}" for name, value in REQUEST.items()]
NO_BYTECODE = "validate, no bytecode"
ONE_FAMILY = "validate, one family"
LIMITS = [
    ("validate", "pass", 3.5),
    (NO_BYTECODE, "pass", 3.5),
    ("validate", "check-jsonschema", 0.25),
    ("validate", ONE_FAMILY, 1.15),
    ("import", "pass", 1.5),
]


class Start(NamedTuple):
    """What is started, and what its environment adds."""

    command: list[str]
    environment: dict[str, str]


def installed(folder: Path) -> Path:
    """A new environment with the wheel of this checkout in it; its folder of programs."""
    run = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    programs = folder / "venv" / "bin"
    (wheel,) = folder.glob("*.whl")
    subprocess.run([programs / "python", "-m", "pip", "install", "-qq", wheel], check=True)
    return programs


def starts(folder: Path) -> dict[str, Start]:
    """What is started, by name."""
    programs = installed(folder)
    python, here = str(programs / "python"), sys.executable
    schema, request = folder / "schema.json", folder / "request.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    request.write_text(json.dumps(REQUEST), encoding="utf-8")
    validate = [str(programs / "cometvideo"), "validate"]
    checkout = {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return {
        "pass": Start([python, "-c", "pass"], {}),
        "import": Start([python, "-c", "import cometvideo"], {}),
        "validate": Start([*validate, *FIELDS], {}),
        ONE_FAMILY: Start([*validate, "--spec", "seedance", *FIELDS], {}),
        NO_BYTECODE: Start([*validate, *FIELDS], {"PYTHONDONTWRITEBYTECODE": "1"}),
        "validate --file": Start([*validate, "--file", str(request)], {}),
        "validate, checkout": Start([here, "-m", "cometvideo", "validate", *FIELDS], checkout),
        "check-jsonschema": Start(
            [here, "-m", "check_jsonschema", "--schemafile", str(schema), str(request)], {}
        ),
    }


def processor_time(start: Start) -> float:
    """Seconds of processor time that a command takes."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawn(
        start.command[0], start.command, environment | start.environment, file_actions=quiet
    )
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{' '.join(start.command)} failed")
    return used.ru_utime + used.ru_stime


def measure(rounds: int) -> dict[str, float]:
    """The least processor time of each command, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        started = starts(Path(folder))
        least = dict.fromkeys(started, float("inf"))
        for _ in range(rounds):
            for name, start in started.items():
                least[name] = min(least[name], processor_time(start))
    return least


def main() -> int:
    """Print the times and the ratios."""
    least = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    for name, took in least.items():
        print(f"{name:24}{took * 1000:8.1f} ms")
    code = 0
    for name, beside, limit in LIMITS:
        ratio = least[name] / least[beside]
        code |= ratio > limit
        print(f"{name} / {beside}: {ratio:.2f} (limit {limit}){' OVER' if ratio > limit else ''}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
