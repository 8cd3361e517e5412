"""The classes of attacks: each goes on until a time, and counts in a tally."""

import random
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager

from tests.attack.hostile_guards import guards
from tests.attack.hostile_kills import kills
from tests.attack.hostile_pages import pages
from tests.attack.hostile_requests import ANSWERS, ATTACKS, OF_A_GUARD, WELL_FORMED
from tests.attack.hostile_upstreams import upstreams
from tests.attack.tally import Tally
from tests.attack.target import Target, guarding, running, watch

__all__ = ["CLASSES", "clients", "guards", "kills", "mock", "pages", "requests", "upstreams"]

_ATTACKERS = 4


def mock(until: float, rng: random.Random, tally: Tally) -> None:
    """Hostile clients of the mock's server, several at once, beside an innocent one."""
    _beside_an_innocent(_attack, _ATTACKERS, until, rng, tally)


def clients(until: float, rng: random.Random, tally: Tally) -> None:
    """Hostile clients of a guard, several at once, beside an innocent one."""
    _beside_an_innocent(_attack_a_guard, _ATTACKERS, until, rng, tally, started=guarding)


def requests(until: float, rng: random.Random, tally: Tally) -> None:
    """Small requests by the hundred thousand, one behind another on few connections."""
    _beside_an_innocent(_pipeline, 2, until, rng, tally)


def _beside_an_innocent(
    attack: Callable[[Target, random.Random, float, Tally], None],
    attackers: int,
    until: float,
    rng: random.Random,
    tally: Tally,
    *,
    started: Callable[[Tally], AbstractContextManager[Target]] = running,
) -> None:
    with started(tally) as target:
        seeds = [rng.randrange(2**32) for _ in range(attackers)]
        threads = [
            threading.Thread(target=attack, args=(target, random.Random(seed), until, tally))
            for seed in seeds
        ]
        for each in threads:
            each.start()
        while any(each.is_alive() for each in threads):
            watch(target, tally)
            threads[0].join(0.5)
        for each in threads:
            each.join()
        watch(target, tally)


def _attack(
    target: Target,
    rng: random.Random,
    until: float,
    tally: Tally,
    chosen: Collection[str] = ATTACKS.keys(),
) -> None:
    names = [each for each in ATTACKS if each in chosen]
    weights = [ATTACKS[each].weight for each in names]
    while time.monotonic() < until and target.process.poll() is None:
        (name,) = rng.choices(names, weights)
        try:
            outcome = ATTACKS[name].act(target, rng)
        except OSError as error:
            outcome = type(error).__name__
        is_status = chosen is OF_A_GUARD and outcome.isdecimal()
        tally.count(name, outcome, allowed=is_status or outcome in ATTACKS[name].allowed)


def _attack_a_guard(target: Target, rng: random.Random, until: float, tally: Tally) -> None:
    _attack(target, rng, until, tally, OF_A_GUARD)


def _pipeline(target: Target, rng: random.Random, until: float, tally: Tally) -> None:
    while time.monotonic() < until and target.process.poll() is None:
        try:
            with target.dial() as plain:
                goes_on = True
                while goes_on and time.monotonic() < until:
                    sent = [rng.choice(WELL_FORMED)(rng) for _ in range(_BATCH)]
                    # One with an odd target is no request, is refused, and the last.
                    odd = [at for at, each in enumerate(sent, 1) if not _is_request(each)]
                    plain.sendall(b"".join(sent))
                    came = 0
                    for status in _statuses(plain, _BATCH):
                        tally.count("one behind another", status, allowed=status in ANSWERS)
                        came += 1
                    asked = min(odd, default=_BATCH)
                    if came != asked:
                        tally.breaks(f"one behind another: {came} answers to {asked} requests")
                    goes_on = not odd and came == asked
        except OSError as error:
            name = type(error).__name__
            tally.count("one behind another", name, allowed=False)


_BATCH = 50


def _is_request(sent: bytes) -> bool:
    return sent.partition(b"\r\n")[0].isascii()


def _statuses(plain: socket.socket, number: int) -> Iterator[str]:
    """The statuses of so many answers, or of fewer where one says that it is the last."""
    data = b""
    for _ in range(number):
        while b"\r\n\r\n" not in data:
            data += _more(plain)
        head, _, data = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        while len(data) < size:
            data += _more(plain)
        data = data[size:]
        yield head[9:12].decode("latin-1")
        if b"\r\nconnection: close" in head.lower():
            return


def _more(plain: socket.socket) -> bytes:
    data = plain.recv(1 << 20)
    if not data:
        raise ConnectionAbortedError("it closed the connection")
    return data


# Until when (by time.monotonic()), what is drawn, where it is counted.
CLASSES: Mapping[str, Callable[[float, random.Random, Tally], None]] = {
    "mock": mock,
    "requests": requests,
    "clients": clients,
    "pages": pages,
    "upstreams": upstreams,
    "kills": kills,
    "guards": guards,
}
