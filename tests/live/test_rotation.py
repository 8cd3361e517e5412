"""Rotation: with a small budget everything has its turn, within as many turns as are promised."""

import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from cometvideo import load_family
from cometvideo.cli import main
from cometvideo.drift import LIVE, Drift, DriftReport
from cometvideo.live.deriving import probes_of
from cometvideo.live.planning import make_plan, wanted_facts
from cometvideo.live.probe import Cost, Mark, Probe
from cometvideo.live.rotation import Budget, rotate
from cometvideo.mock import serve
from cometvideo.seen import add_seen, prepare_history, read_history

MATRIX = load_family("seedance")
WEEK = 7 * 86400.0
SEED = 20260


def probe(number: int, seconds: int, *facts: str, kind: str = "paid") -> Probe:
    marks = tuple(Mark(each, "shows") for each in facts)
    cost = Cost(kind, seconds, 1000 * seconds if number % 3 else None)  # type: ignore[arg-type]
    return Probe(f"p{number}", "create", "POST", "/v1/videos", cost, takes=marks)


def drawn(draw: random.Random) -> list[Probe]:
    facts = [f"f{n}" for n in range(draw.randint(1, 16))]
    return [
        probe(n, draw.randint(1, 14), *draw.sample(facts, min(len(facts), draw.randint(1, 5))))
        for n in range(draw.randint(1, 24))
    ] + [probe(99, 0, "f0", kind="free")]


@pytest.mark.parametrize(
    ("budget", "alongside"),
    [
        (Budget(12), 0),
        (Budget(12), 9),
        (Budget(20, 2), 3),
        (Budget(None, 1), 0),
        (Budget(None, None, 15_000), 2),
    ],
)
def test_nothing_waits_longer_than_is_promised(budget: Budget, alongside: int) -> None:
    """In drawn libraries, whatever else is looked at meanwhile, and wherever it begins."""
    draw = random.Random(SEED)
    for _ in range(4):
        library = drawn(draw)
        facts = sorted({mark.fact for each in library for mark in each.marks})
        last = {each: float(draw.randint(-90, 0)) for each in facts if draw.random() < 0.7}
        turns = rotate(library, facts, budget, last).turns
        waited = dict.fromkeys(facts, 0)
        for week in range(1, 3 * turns + 2):
            turn = rotate(library, facts, budget, last)
            assert turn.turns == turns
            seen = {*turn.due, *draw.sample(facts, min(alongside, len(facts))), "f0"}
            for each in facts:
                waited[each] = 0 if each in seen else waited[each] + 1
            last |= dict.fromkeys(seen, float(week))
            late = {each for each in facts if waited[each] >= max(turns, 1)} - {*turn.beyond}
            assert not late


def test_what_is_beyond_a_budget_is_told_and_holds_nothing_up() -> None:
    library = [probe(1, 30, "long"), probe(2, 5, "short"), probe(4, 5, "unpriced")]
    turn = rotate(library, ["long", "short", "unpriced", "shown by nothing"], Budget(10), {})
    assert turn.due == {"short", "unpriced"}
    assert (turn.turns, turn.beyond) == (1, ("long",))
    assert rotate([probe(3, 1, "a")], ["a"], Budget(None, None, 9), {}).beyond == ("a",)
    assert rotate([], [], Budget(10), {}).turns == 0


def test_first_comes_the_part_with_what_was_not_seen_for_longest() -> None:
    facts = [f"f{n}" for n in range(4)]
    library = [probe(n, 5, each) for n, each in enumerate(facts)]
    first = rotate(library, facts, Budget(10), {})
    assert (len(first.due), first.turns) == (2, 2)
    for oldest in facts:
        last = dict.fromkeys(facts, 5.0) | {oldest: 4.0}
        turn = rotate(library, facts, Budget(10), last)
        assert oldest in turn.due
        assert turn.ranks[oldest] == max(turn.ranks.values())


def simulated(seconds: int, weeks: int, path: Path) -> tuple[int, int]:
    """Plan every week, by the history alone; the promise, and the longest that a fact waited.

    Every second run tells nothing of half of what it asked.
    """
    library = probes_of(MATRIX)
    by_id = {each.id: each for each in library}
    facts = wanted_facts(MATRIX, (), [])
    waited = dict.fromkeys((m.fact for each in library for m in each.marks), 0)
    longest = turns = 0
    prepare_history(path)
    for week in range(1, weeks + 1):
        turn = rotate(library, facts, Budget(seconds), read_history(path, "seedance").last)
        plan = make_plan(MATRIX, library, max_seconds=seconds, turn=turn)
        assert plan.worst_seconds <= seconds
        asked = sorted({mark.fact for each in plan.probes for mark in by_id[each].marks})
        told = asked[:: 1 + week % 2]
        report = DriftReport(tuple(Drift("holds", each, LIVE, 1) for each in told), is_live=True)
        add_seen(path, "seedance", report, week * WEEK, asked=asked)
        waited = {each: 0 if each in asked else count + 1 for each, count in waited.items()}
        assert turn.beyond == ()
        turns = turn.turns
        longest = max(longest, *waited.values())
    return turns, longest + 1


@pytest.mark.thorough
def test_the_shipped_facts_all_have_their_turn(tmp_path: Path) -> None:
    turns, longest = simulated(120, 6, tmp_path / "seen.sqlite")
    assert turns == 3
    assert longest <= turns


def beginning(words: Iterable[str]) -> Mapping[str, str]:
    return {each.split(" ")[0]: each for each in words}


@pytest.mark.thorough
def test_plan_and_run_week_by_week_see_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As one would call it: what one run notes, the next plan goes by."""
    pytest.importorskip("httpx")
    history = ["--history", str(tmp_path / "seen.sqlite")]
    model = "models.doubao-seedance-1-0-pro"
    words = ["--facts", f"{model}.seconds", "--max-seconds", "10"]
    with serve(plan="immediate") as upstream:
        monkeypatch.setenv("COMETAPI_BASE_URL", upstream.base_url)
        monkeypatch.setenv("COMETAPI_KEY", "sk-of-the-rotation")
        plans = []
        for week in range(9):
            plan = tmp_path / f"plan{week}.json"
            assert main(["drift", "plan", *words, *history, "--local", "-o", str(plan)]) == 0
            told = capsys.readouterr()
            (turns,) = map(int, re.findall(r"fact within (\d+) weeks? at such a plan", told.out))
            assert ("there is no history" in told.err) == (not week)
            if week == turns:
                break
            plans.append(plan.read_text())
            sent = ["drift", "live", "--plan", str(plan), "--yes", "--poll-interval", "0.01"]
            assert main([*sent, *history]) == 0, capsys.readouterr()
        assert len({*plans}) == len(plans) == turns > 1
    capsys.readouterr()
    assert main(["facts", model, "--seen", *history, "--local"]) == 0
    seen = beginning(capsys.readouterr().out.splitlines())
    observable = {mark.fact for each in probes_of(MATRIX) for mark in each.marks}
    never = [each for each, line in seen.items() if each in observable and "  never" in line]
    assert [each for each in never if each.startswith(f"{model}.seconds")] == []
    assert all(
        "live (1 day, this machine)" in line for line in seen.values() if "never" not in line
    )
    assert main(["facts", model, "--seen", *history]) == 0
    told = capsys.readouterr()
    assert "were seen on this machine alone" in told.err
    assert told.out.count("never") == len(told.out.splitlines())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--history", "x"], "give --max-seconds"),
        (["--local", "--max-seconds", "9"], "name the file with --history"),
    ],
)
def test_wrong_usage(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "plan", *words]) == 2
    assert says in capsys.readouterr().err
