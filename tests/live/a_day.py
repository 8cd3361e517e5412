"""How many changed facts a day of ordinary traffic names.

    python -m tests.live.a_day [NUMBER OF WORKERS]

For every settled fact and every value that it might change to, the mock of a spec with that change
answers a day of 500 drawn requests, those that a guard lets through; what was recorded is judged.
A change shows if any answer, task or video differs from those of the unchanged upstream. Then it
has to be named, by its own fact or by one in which it shows itself (the preset that a size of a
table is for), and nothing else may be: `missed` is what is said to hold all the same. In drawn
worlds, which are as the spec allows, nothing may be named at all.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import NamedTuple

from cometvideo.drift import DriftReport
from cometvideo.facts.fact import Fact, Scalar, Value
from cometvideo.facts.loading import load_family
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import world_choices
from cometvideo.live.traffic import judge_traffic
from cometvideo.mock import MockApi
from cometvideo.validation import read_wire
from cometvideo.wire.exchange import Exchange, HttpRequest
from cometvideo.wire.mp4.reader import measure
from cometvideo.wire.recordings import Recorded
from tests.live.other_make.driving import drawn_request, form
from tests.live.sensitivity import changes, kind_of, related, served, shown_by
from tests.live.upstream import HOST, KEY, named

__all__ = ["Day", "Tried", "a_day", "drift_in", "main", "tried"]

MATRIX = load_family("seedance")
REQUESTS = 500
WORLDS = 25
_POLLS = 3
_RENDERED = ("presets", "renders")


class Day(NamedTuple):
    """What was recorded: exchanges, and videos by the ids of their tasks."""

    recorded: Sequence[Recorded]
    videos: Mapping[str, bytes]

    @property
    def seen(self) -> object:
        """What an observer sees of it, without what differs in every run."""
        shown = [shown_by(each.exchange) for each in self.recorded]
        return shown, [measure(each) for each in self.videos.values()]

    @property
    def report(self) -> DriftReport:
        """What it tells of the facts."""
        return judge_traffic(MATRIX, self.recorded, self.videos).report


class Tried(NamedTuple):
    """A change: what it is, how it is told, and what is named that has no part in it."""

    kind: str
    change: str
    told: str
    others: tuple[str, ...] = ()


@cache
def requests() -> tuple[tuple[str, bytes], ...]:
    """So many drawn requests, as a guard lets them through: content type and body."""
    drawn = random.Random(1)
    found: list[tuple[str, bytes]] = []
    while len(found) < REQUESTS:
        kind, body = form(drawn_request(drawn), "b")
        validation, _ = read_wire(
            {"content-type": kind, "authorization": f"Bearer {KEY}"}, body, spec=MATRIX
        )
        if validation.prediction.verdict != "invalid":
            found.append((kind, body))
    return tuple(found)


def a_day(upstream: Matrix, choices: Mapping[str, Scalar] | None = None) -> Day:
    """What comes of the requests at an upstream in a world of it, the first by default."""
    api = MockApi(upstream, keys=[KEY], choices=dict(choices or {}), plan="polls=2")
    key = ("Authorization", f"Bearer {KEY}")
    recorded: list[Recorded] = []
    videos: dict[str, bytes] = {}

    def send(method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> object:
        request = HttpRequest(method, target, (key, *headers), body, HOST)
        answer = api.handle(request)
        recorded.append(
            Recorded(str(len(recorded)), Exchange(request, answer, float(len(recorded))))
        )
        try:
            return json.loads(answer.body)
        except ValueError:
            return None

    for kind, body in requests():
        told = send("POST", "/v1/videos", ("Content-Type", kind), body=body)
        task = told.get("id") if isinstance(told, dict) else None
        for _ in range(_POLLS if isinstance(task, str) else 0):
            told = send("GET", f"/v1/videos/{task}")
        link = told.get("video_url") if isinstance(told, dict) else None
        if isinstance(task, str) and isinstance(link, str):
            host, _, target = link.partition("://")[2].partition("/")
            videos[task] = api.handle(HttpRequest("GET", f"/{target}", (), b"", host)).body
    return Day(recorded, videos)


@cache
def unchanged() -> object:
    """What is seen of the upstream as the spec has it."""
    return a_day(MATRIX).seen


def tried(path: str, value: Value) -> Tried:
    """What a day tells of an upstream with another value for one fact."""
    fact = MATRIX.facts[path]
    change = f"{path}: {fact.value} -> {value}"
    upstream = served(fact, value)
    if upstream is None:
        return Tried(kind_of(fact), change, "no upstream")
    day = a_day(upstream)
    if day.seen == unchanged():
        return Tried(kind_of(fact), change, "does not show")
    report = day.report
    names = {each.subject for each in named(report)}
    verdict = next((each.verdict for each in report.drifts if each.subject == path), "")
    others = {each for each in names - related(fact, MATRIX) if not shows_in(fact, each)}
    untold = "missed" if verdict == "holds" else "could not tell"
    told = "named" if names - others else untold
    return Tried(kind_of(fact), change, told, tuple(sorted(others)))


def shows_in(fact: Fact, name: str) -> bool:
    """Whether what a model renders is what a table, or the model's own sizes, say it does."""
    model, of_model = name.partition(".size.")[0], ".".join(fact.keys[:2])
    is_rendered = any(f".size.{each}." in name for each in _RENDERED)
    return is_rendered and (fact.keys[0] == "sizes" or model == of_model)


def drift_in(seed: int) -> list[str]:
    """What is named of an upstream in a drawn world, which is as the spec allows."""
    report = a_day(MATRIX, world_choices(MATRIX, seed=seed)).report
    return [each.subject for each in named(report)]


def main(workers: int) -> int:
    """Try every change and every world, and print what is not named; returns how many are wrong."""
    every = [
        (fact.path, value)
        for fact in MATRIX.facts.values()
        if not fact.is_open
        for value in changes(fact, MATRIX)
    ]
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(workers) as pool:
        for seed, drift in enumerate(pool.map(drift_in, range(WORLDS))):
            counts["worlds with drift" if drift else "worlds without drift"] += 1
            if drift:
                print(f"world {seed}: {drift}", flush=True)
        for each in pool.map(tried, *zip(*every, strict=True)):
            counts[each.told] += 1
            counts["names others"] += bool(each.others)
            if each.told in {"missed", "could not tell"} or each.others:
                print(f"{each.told}: {each.change} {[*each.others]}", flush=True)
    for told, count in sorted(counts.items()):
        print(f"{count:4} {told}")
    return counts["missed"] + counts["names others"] + counts["worlds with drift"]


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2), 1))
