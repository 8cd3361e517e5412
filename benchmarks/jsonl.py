"""A long JSONL file: ours on two cores beside orjson and jsonschema-rs on one, as ratios.

    python -m benchmarks.jsonl [ROUNDS [LINES]]

The peer reads, decodes and lists the errors of each line; ours is `cometvideo validate --jobs 2`
from an installed wheel, which writes what there is to say of every faulty line and a sum. Both are
processes of their own, and all of each counts, its start too. Rounds alternate and the least wall
time of each counts: on a machine that is busy with other things only the ratio of many rounds
tells anything.

Limits, of the peer's time: 0.4 for valid requests, 0.5 where 20 % are faulty, and 2.0 where every
line has a number of its own in a field that nobody documents, and is spoken of; and less than
100 MB of memory at any moment in all processes together (Linux). Exit code 1 if a limit is
exceeded.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

from benchmarks.hand_written import SCHEMA, requests
from benchmarks.startup import installed

MOST_MEMORY = 100e6
DROPPED = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}


def peer(path: str) -> None:
    """The loop that we are measured beside."""
    import jsonschema_rs

    errors_of = jsonschema_rs.validator_for(SCHEMA).iter_errors
    with Path(path).open("rb") as lines:
        print(sum(bool(list(errors_of(orjson.loads(line)))) for line in lines))


def all_different(lines: int) -> Iterator[dict[str, object]]:
    """Requests with a number of their own each."""
    for number, request in enumerate(requests(lines, 0.0)):
        yield {**request, "seed": number}


def write(path: Path, lines: Iterator[dict[str, object]]) -> None:
    """Write requests to a file, one a line."""
    with path.open("wb") as file:
        file.writelines(orjson.dumps(each) + b"\n" for each in lines)


class Run(NamedTuple):
    """Wall time and processor time in seconds, and the most memory in bytes if it was watched."""

    wall: float
    processor: float
    memory: int = 0


def run(arguments: list[str], *, watch: bool = False) -> Run:
    """Run a command, which ends with 0, or 1 where it has something to say."""
    begun = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED}
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, env=environment)
    most = ended = status = 0
    while not ended:
        ended, status, used = os.wait4(process.pid, os.WNOHANG if watch else 0)
        if watch and not ended:
            most = max(most, sum(map(_resident, _family(process.pid))))
            time.sleep(0.05)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} failed")
    return Run(time.perf_counter() - begun, used.ru_utime + used.ru_stime, most)


def _family(process: int) -> list[int]:
    """A process and its children."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    try:
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        children = []
    return [process, *children]


def _resident(process: int) -> int:
    """Resident bytes, the pages that processes share counted in each of them."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Print the times and the ratios."""
    if sys.argv[1:2] == ["--peer"]:
        peer(sys.argv[2])
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    files = {
        "valid": (requests(lines, 0.0), 0.4),
        "20 % faulty": (requests(lines, 0.2), 0.5),
        "all different": (all_different(lines), 2.0),
    }
    code = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requests.jsonl"
        command = str(installed(Path(folder)) / "cometvideo")
        ours = [command, "validate", "--jobs", "2", "--file", str(path)]
        theirs = [sys.executable, "-m", "benchmarks.jsonl", "--peer", str(path)]
        for name, (content, limit) in files.items():
            write(path, content)
            took = [(run(theirs), run(ours)) for _ in range(rounds)]
            peers, own = (
                Run(min(each.wall for each in runs), min(each.processor for each in runs))
                for runs in zip(*took, strict=True)
            )
            memory = run(ours, watch=True).memory
            over = own.wall / peers.wall > limit or memory > MOST_MEMORY
            code |= over
            print(
                f"{name:14} peer {peers.wall:6.2f} s, ours {own.wall:6.2f} s: "
                f"{own.wall / peers.wall:.2f} (limit {limit}); of processor time "
                f"{peers.processor:6.2f} s and {own.processor:6.2f} s; "
                f"{memory / 1e6:.0f} MB{' OVER' if over else ''}",
                flush=True,
            )
    return code


if __name__ == "__main__":
    sys.exit(main())
