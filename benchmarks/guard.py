"""What the guard adds to a poll and to a create, beside a bare proxy and mitmproxy, in one run.

    python -m benchmarks.guard [ROUNDS]            # the table
    python -m benchmarks.guard memory [GB] [TASKS] # its memory while so much passes (10, 100000)

The bare proxy is Starlette with httpx on uvicorn; mitmproxy is installed into an environment of
its own under build/ by the first run, or left out with the reason. Each has a process of its own,
in front of one API that does nothing. Rounds alternate. `busy` is the time of its own processor
that a request takes (Linux), the least of all rounds, so that neither client nor API nor whatever
else the machine does has a part in it; `added` is how much longer one client waits than without it,
as the median of the best round. Every poll is of another task but in `poll again`.
"""

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket
from typing import NamedTuple

from benchmarks.mock_server import ask, busy, connect, create, request

ROOT = Path(__file__).parents[1]
MITMPROXY = ROOT / "build" / "mitmproxy"
LIMITS = {"starlette": 0.6, "mitmproxy": 0.2}
_NUMBERS = itertools.count()


class Place(NamedTuple):
    """A server: its port and its process."""

    port: int
    pid: int


def free_port() -> int:
    """A port that nobody listens at."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, folder: str) -> Iterator[Place]:
    """A server in a process of its own, which ends with this."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
    }  # mitmproxy has others
    with (
        (Path(folder) / "log").open("ab") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=folder) as process,
    ):
        try:
            with connect(port) as plain:
                ask(plain, poll())
            yield Place(port, process.pid)
        finally:
            process.terminate()


def poll(task: str = "") -> bytes:
    """A request that asks after a task, by default one that nobody asked after."""
    return request("GET", f"/v1/videos/{task or f'task_{next(_NUMBERS)}'}")


def guard_of(origin: str) -> list[str]:
    """The command of the guard, to be followed by its port."""
    command = [sys.executable, "-m", "cometvideo", "guard"]
    return [*command, "--upstream", f"{origin}/v1", "--port"]


def commands(origin: str) -> dict[str, list[str]]:
    """The commands of those that are compared, each to be followed by its port."""
    python = sys.executable
    found = {
        "guard": guard_of(origin),
        "starlette": [python, "-m", "benchmarks.guard_peers", "proxy", origin],
    }
    if not (MITMPROXY / "bin" / "mitmdump").exists():
        made = subprocess.run([python, "-m", "venv", MITMPROXY], check=False, capture_output=True)
        pip = [str(MITMPROXY / "bin" / "pip"), "install", "-q", "mitmproxy"]
        made = made if made.returncode else subprocess.run(pip, check=False, capture_output=True)
        if made.returncode:
            print(f"mitmproxy is left out: {made.stderr.decode()[-300:].strip()}")
            return found
    mitmdump = str(MITMPROXY / "bin" / "mitmdump")
    found["mitmproxy"] = [mitmdump, "-q", "--mode", f"reverse:{origin}", "--listen-port"]
    return found


def waited(plain: socket, sent: Sequence[bytes]) -> float:
    """The seconds that one client waits for an answer, as a median."""
    times = []
    for each in sent:
        begun = time.perf_counter()
        ask(plain, each)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def table(rounds: int) -> bool:
    """Print what each adds; whether the guard keeps to its limits."""
    loads: dict[str, tuple[Callable[[], bytes], int]] = {
        "poll": (poll, 300),
        "poll again": (lambda: poll("task_again"), 300),
        "create, 1 KB": (lambda: create(1000), 100),
        "create, 10 MB": (lambda: create(10_000_000), 6),
    }
    kept = True
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        port = free_port()
        upstream = [sys.executable, "-m", "benchmarks.guard_peers", "upstream", str(port)]
        direct = stack.enter_context(serving(upstream, port, folder))
        places = {"direct": direct}
        for name, command in commands(f"http://127.0.0.1:{port}").items():
            own = free_port()
            places[name] = stack.enter_context(serving([*command, str(own)], own, folder))
        print(
            f"{'milliseconds':15}"
            + "".join(f"{name + ' busy, added':>26}" for name in places if name != "direct")
        )
        for load, (make, number) in loads.items():
            used: dict[str, list[float]] = {name: [] for name in places}
            wait: dict[str, list[float]] = {name: [] for name in places}
            for _ in range(rounds):
                for name, place in places.items():
                    sent = [make() for _ in range(number)]
                    with connect(place.port) as plain:
                        ask(plain, make())
                        begun = busy(place.pid)
                        wait[name].append(waited(plain, sent))
                        used[name].append((busy(place.pid) - begun) / number)
            least = min(wait.pop("direct"))
            line = f"{load:15}"
            for name, each in wait.items():
                line += f"{min(used[name]) * 1e3:14.3f},{(min(each) - least) * 1e3:11.3f}"
            for name, limit in LIMITS.items():
                if name in wait:
                    ratio = min(used["guard"]) / min(used[name])
                    kept = kept and ratio <= limit
                    line += f"   {ratio:.2f} of {name} ({limit})"
            print(line, flush=True)
    return kept


def memory(gigabytes: float, tasks: int) -> None:
    """Print the memory of the guard while so much passes through it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        port = free_port()
        upstream = [sys.executable, "-m", "benchmarks.guard_peers", "upstream", str(port)]
        stack.enter_context(serving(upstream, port, folder))
        own = free_port()
        command = [*guard_of(f"http://127.0.0.1:{port}"), str(own)]
        place = stack.enter_context(serving(command, own, folder))
        steps = 10
        for step in range(1, steps + 1):
            with connect(own) as plain:
                fetch(plain, int(gigabytes * 1e9 / steps))
            print(f"{gigabytes * step / steps:.3g} GB passed: {resident(place.pid):.1f} MB")
        for step in range(1, steps + 1):
            with connect(own) as plain:
                for _ in range(tasks // steps):
                    ask(plain, create())
                    ask(plain, poll())
            print(f"{tasks * step // steps} tasks: {resident(place.pid):.1f} MB", flush=True)


def fetch(plain: socket, size: int) -> None:
    """Fetch so many bytes, and forget them."""
    plain.sendall(request("GET", f"/v1/bytes/{size}"))
    head = b""
    while b"\r\n\r\n" not in head:
        head += plain.recv(1)
    assert head.startswith(b"HTTP/1.1 200"), head
    while size > 0:
        size -= len(plain.recv(1 << 20)) or size


def resident(pid: int) -> float:
    """The megabytes that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        more = sys.argv[2:]
        memory(float(more[0]) if more else 10, int(more[1]) if len(more) > 1 else 100_000)
    else:
        sys.exit(0 if table(int(sys.argv[1]) if len(sys.argv) > 1 else 5) else 1)
