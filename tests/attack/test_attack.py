"""Every attack once, a short run of all, and that a promise which does not hold is noticed."""

import ast
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack.classes import CLASSES
from tests.attack.hostile_requests import ATTACKS
from tests.attack.tally import Tally
from tests.attack.target import Target, running, watch

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


@pytest.mark.thorough
@pytest.mark.parametrize("name", CLASSES)
def test_a_short_run_of_each_class(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.attack", name, "--minutes", "0.1"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{name}\n")


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
            watch(Target(gone, listening.getsockname()[1], FOLDER), tally)
        serving.join()
    assert tally.broken[0].startswith("an innocent client got ")
    assert tally.broken[-1] == "it is gone: 0"


def test_an_outcome_that_is_not_allowed_is_broken() -> None:
    tally = Tally()
    tally.count("noise", "200")
    tally.count("noise", "reset", allowed=False)
    assert tally.broken == ["noise: reset"]
    assert any("BROKEN" in line for line in tally.lines())
