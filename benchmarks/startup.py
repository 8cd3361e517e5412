"""How long a start takes: ours beside an empty Python and check-jsonschema, as ratios.

    python -m benchmarks.startup [ROUNDS]

Limits: `cometvideo validate` on one request takes at most 5 times as long as `python -c pass` and
at most a quarter of check-jsonschema on the same request; `import cometvideo` takes at most 4 times
as long as `python -c pass`. What counts is processor time, so that it does not matter what else
the machine does; rounds alternate and the least of each counts. Modules are compiled beforehand,
into a folder of their own, as after an installation. Needs a POSIX system. Exit code 1 if a limit
is exceeded.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.hand_written import SCHEMA

REQUEST = {"model": "doubao-seedance-1-5-pro", "prompt": "A kite", "seconds": 5, "size": "16:9"}
FIELDS = [f"{name}={value}" for name, value in REQUEST.items()]
LIMITS = [
    ("validate", "pass", 5.0),
    ("validate", "check-jsonschema", 0.25),
    ("import", "pass", 4.0),
]


def commands(folder: Path) -> dict[str, list[str]]:
    """What is started, by name."""
    schema, request = folder / "schema.json", folder / "request.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    request.write_text(json.dumps(REQUEST), encoding="utf-8")
    return {
        "pass": ["-c", "pass"],
        "import": ["-c", "import cometvideo"],
        "validate": ["-m", "cometvideo", "validate", *FIELDS],
        "validate --file": ["-m", "cometvideo", "validate", "--file", str(request)],
        "check-jsonschema": ["-m", "check_jsonschema", "--schemafile", str(schema), str(request)],
    }


def processor_time(arguments: list[str], environment: dict[str, str]) -> float:
    """Seconds of processor time that a Python with these arguments takes."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawn(
        sys.executable, [sys.executable, *arguments], environment, file_actions=quiet
    )
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed")
    return used.ru_utime + used.ru_stime


def measure(rounds: int) -> dict[str, float]:
    """The least processor time of each command, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
        environment = {name: value for name, value in os.environ.items() if name not in dropped}
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        started = commands(Path(folder))
        least = dict.fromkeys(started, float("inf"))
        for number in range(rounds + 1):
            for name, arguments in started.items():
                took = processor_time(arguments, environment)
                if number:  # the first round compiles
                    least[name] = min(least[name], took)
    return least


def main() -> int:
    """Print the times and the ratios."""
    least = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    for name, took in least.items():
        print(f"{name:18}{took * 1000:8.1f} ms")
    code = 0
    for name, beside, limit in LIMITS:
        ratio = least[name] / least[beside]
        code |= ratio > limit
        print(f"{name} / {beside}: {ratio:.2f} (limit {limit}){' OVER' if ratio > limit else ''}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
