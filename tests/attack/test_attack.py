"""Every attack once, and that a promise which does not hold is noticed."""

import ast
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack.hostile_guards import guards
from tests.attack.hostile_kills import kills
from tests.attack.hostile_pages import pages
from tests.attack.hostile_requests import ATTACKS
from tests.attack.hostile_upstreams import (
    against_live_runs,
    against_the_client,
    against_the_guard,
)
from tests.attack.tally import Tally
from tests.attack.target import Target, running, watch
from tests.attack.victim import PYTHON, Victim

pytest.importorskip("httptools")

FOLDER = Path(__file__).parent
HEAVY = 2  # the weight of those that move many megabytes


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    tally = Tally()
    with running(tally) as started:
        yield started
    assert tally.broken == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.thorough if each.weight <= HEAVY else ())
        for name, each in ATTACKS.items()
    ],
)
def test_an_attack_does_no_harm(target: Target, name: str) -> None:
    tally = Tally()
    for seed in range(1 if ATTACKS[name].weight <= HEAVY else 5):
        assert ATTACKS[name].act(target, random.Random(seed)) in ATTACKS[name].allowed
    watch(target, tally)
    assert tally.broken == []


def test_attackers_speak_for_themselves() -> None:
    imported = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    own = {each for each in imported if each.startswith(("cometvideo", "tests."))}
    assert own
    assert all(each.startswith("tests.attack") for each in own)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 500 Oh\r\n\r\n"])
def test_an_innocent_client_that_is_not_served_is_noticed(answer: bytes) -> None:
    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(answer)

    tally = Tally()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve, args=(listening,))
        serving.start()
        with subprocess.Popen([sys.executable, "-c", ""]) as gone:
            gone.wait()
            watch(Target(gone, listening.getsockname()[1]), tally)
        serving.join()
    assert tally.broken[0].startswith("an innocent client got ")
    assert tally.broken[-1] == "it is gone: 0"


def test_an_outcome_that_is_not_allowed_is_broken() -> None:
    tally = Tally()
    tally.count("noise", "200")
    tally.count("noise", "reset", allowed=False)
    assert tally.broken == ["noise: reset"]
    assert any("BROKEN" in line for line in tally.lines())


# --- Victims that are broken on purpose: each class has to see it ---

BROKEN = Victim((sys.executable, str(FOLDER / "broken.py")))
PAGES = """
import sys, time
for line in sys.stdin:
    page = open(line.strip(), "rb").read()
    print({code}, {took}, {mib}, flush=True)
"""


@pytest.mark.parametrize(
    ("code", "took", "mib", "said"),
    [
        ("0", "(len(page) / 5000) ** 2", "1", "grows by"),
        ("0", "len(page) / 5000", "9999", "memory"),
        ("'flaw'", "0", "1", "flaw"),
        ("1 / 0", "0", "1", "gone"),
        ("0", "len(page) / 5000", "1", ""),
    ],
)
@pytest.mark.thorough
def test_a_reader_of_pages_that_is_broken_is_noticed(
    code: str, took: str, mib: str, said: str
) -> None:
    tally = Tally()
    program = PAGES.format(code=code, took=took, mib=mib)
    pages(time.monotonic() + 0.5, random.Random(1), tally, program)
    assert sum(tally.counts.values()) > 0
    assert [each for each in tally.broken if each.startswith(said)] == tally.broken
    assert bool(tally.broken) == bool(said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("create key 0 10", "client: create: key"),
        ("wait ValueError 0 10", "client: wait: ValueError"),
        ("render told 99999 10", "client: render: 99999.0 s late"),
        ("render given 0 9999", "client: render: 9999 MiB"),
        ("render told 0 10", ""),
    ],
)
def test_a_client_that_is_broken_is_noticed(line: str, said: str) -> None:
    tally = Tally()
    against_the_client(time.monotonic(), random.Random(1), tally, f"print({line!r})")
    assert tally.broken == ([said] if said else [])
    assert sum(tally.counts.values()) == 1


def test_a_live_run_that_is_broken_is_noticed() -> None:
    tally = Tally()
    against_live_runs(time.monotonic() + 0.1, random.Random(1), tally, BROKEN)
    noticed(tally, "first run: 2", "the key is shown", "sent twice", "Traceback")


@pytest.mark.thorough
def test_a_guard_that_is_broken_is_noticed() -> None:
    tally = Tally()
    against_the_guard(time.monotonic() + 0.1, random.Random(1), tally, BROKEN)
    noticed(tally, "the key is shown", "sent twice", "Traceback")


@pytest.mark.thorough
def test_a_guard_that_sends_twice_and_forgets_is_noticed() -> None:
    tally = Tally()
    guards(time.monotonic() + 4, random.Random(3), tally, BROKEN)
    noticed(tally, "sent twice", "is forgotten", "guard open ended with 2")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("live", ["sent twice", "more tasks than intents", "ended with 2"]),
        ("guard", ["sent twice", "are lost", "ended with 2"]),
        ("check-client", ["left behind"]),
        ("mock", ["left behind", "does not start again"]),
    ],
)
@pytest.mark.thorough
def test_what_is_left_of_a_victim_that_was_killed_is_noticed(name: str, said: list[str]) -> None:
    tally = Tally()
    kills(time.monotonic() + 0.1, random.Random(1), tally, BROKEN, [name], to_end_s=0.2)
    noticed(tally, *said)


@pytest.mark.thorough
def test_what_a_victim_said_that_ended_wrongly_is_told() -> None:
    tally = Tally()
    ending = Victim((PYTHON, "-c", "import sys; sys.stderr.write('port in use'); sys.exit(2)"))
    kills(time.monotonic(), random.Random(1), tally, ending, ["mock"], to_end_s=0.2)
    noticed(tally, "ended 2: 'port in use'")


def noticed(tally: Tally, *said: str) -> None:
    told = "\n".join(tally.broken)
    assert [each for each in said if each not in told] == [], told
