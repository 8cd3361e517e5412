"""The classes of attacks: each goes on until a time, and counts in a tally."""

import random
import threading
import time
from collections.abc import Callable, Mapping

from tests.attack.hostile_kills import kills
from tests.attack.hostile_pages import pages
from tests.attack.hostile_requests import ATTACKS
from tests.attack.hostile_upstreams import upstreams
from tests.attack.tally import Tally
from tests.attack.target import Target, running, watch

__all__ = ["CLASSES", "kills", "mock", "pages", "upstreams"]

_ATTACKERS = 4


def mock(until: float, rng: random.Random, tally: Tally) -> None:
    """Hostile clients of the mock's server, several at once, beside an innocent one."""
    with running(tally) as target:
        seeds = [rng.randrange(2**32) for _ in range(_ATTACKERS)]
        threads = [
            threading.Thread(target=_attack, args=(target, random.Random(seed), until, tally))
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


def _attack(target: Target, rng: random.Random, until: float, tally: Tally) -> None:
    names, weights = [*ATTACKS], [each.weight for each in ATTACKS.values()]
    while time.monotonic() < until and target.process.poll() is None:
        (name,) = rng.choices(names, weights)
        try:
            outcome = ATTACKS[name].act(target, rng)
        except OSError as error:
            outcome = type(error).__name__
        tally.count(name, outcome, allowed=outcome in ATTACKS[name].allowed)


# Until when (by time.monotonic()), what is drawn, where it is counted.
CLASSES: Mapping[str, Callable[[float, random.Random, Tally], None]] = {
    "mock": mock,
    "pages": pages,
    "upstreams": upstreams,
    "kills": kills,
}
