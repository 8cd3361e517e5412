"""Summaries count what a plan may cost and what it checks; what nothing shows has a reason."""

from pathlib import Path

import cometvideo
from cometvideo.live.plan import Spend
from cometvideo.live.planning import make_plan
from cometvideo.live.summary import ModelSpend, summarize
from cometvideo.live.unshown import by_reason
from tests.live.made import EMPTY, probe

LIBRARY = (
    probe("ask", "key:none", kind="free"),
    probe("refused", "seconds:refuses 16", 16, "free if rejected"),
    probe("nobody", "model:unknown", 3, "free if rejected", model=None),
    probe("base", "seconds:min, life", 4),
    probe("long", "seconds:max, life", 15, model="reel"),
)


def test_spend_by_model() -> None:
    summary = summarize(make_plan(EMPTY, LIBRARY), EMPTY, LIBRARY)
    assert (summary.free, summary.refused) == (1, 2)
    assert set(summary.by_model) == {
        ModelSpend("kite", Spend(4, 1), Spend(20, 2)),
        ModelSpend(None, Spend(0, 0), Spend(3, 1)),
        ModelSpend("reel", Spend(15, 1), Spend(15, 1)),
    }


def test_facts_are_checked_fully_partly_or_not_at_all() -> None:
    summary = summarize(make_plan(EMPTY, LIBRARY, max_seconds=4), EMPTY, LIBRARY)
    assert summary.fully == ("key", "life")
    assert summary.partly == ("seconds",)
    assert summary.not_at_all == ("model",)
    assert summary.not_shown == {}


def test_only_what_is_wanted_counts() -> None:
    summary = summarize(make_plan(EMPTY, LIBRARY, facts=["life"]), EMPTY, LIBRARY)
    assert (summary.fully, summary.partly, summary.not_at_all) == (("life",), (), ())


def test_what_no_behaviour_shows_is_there_by_its_reason() -> None:
    matrix = cometvideo.load_family("seedance")
    summary = summarize(make_plan(matrix, LIBRARY), matrix, LIBRARY)
    assert sum(map(len, summary.not_shown.values())) == len(matrix.facts)
    assert summary.not_at_all == ()
    assert "task.polling.interval_min_s" in summary.not_shown["advice to clients"]


def test_facts_by_reason_keep_their_order() -> None:
    matrix = cometvideo.load_family(str(Path(__file__).parents[2] / "fixtures/specs/invented.yaml"))
    found = by_reason(matrix, ["task.id_example", "task.initial", "service.host", "models.nobody"])
    assert list(found.values()) == [
        ["task.id_example", "service.host"],
        ["task.initial", "models.nobody"],
    ]
