"""Reports as pages: what they show, and that whatever is told in them is text."""

import re
from typing import Any

import pytest

from cometvideo.markup.charts import Step, bar, sequence, shares
from cometvideo.markup.reports import clauses_page, drift_page, requests_page, told_page
from cometvideo.reports.entries import Entry, Place, Rule, Told

EVIL = "</script><script>alert(1)</script>\" onload='x' \x1b[31m\u202e\ud800"
SPEC = {"name": EVIL, "digest": "0123456789abcdef"}
DRIFT = {
    "findings": [
        {
            "id": EVIL,
            "fact": EVIL,
            "verdict": verdict,
            "expected": EVIL,
            "observed": [EVIL],
            "level": "documented",
            "source": EVIL,
            "exact": True,
            "message": EVIL,
            "where": {"file": EVIL, "line": 1, "column": 1},
            "evidence": [{"page": EVIL, "line": 1, "said": EVIL, "how": EVIL}],
            "accepted": EVIL,
        }
        for verdict in ("drifted", "holds", "could not tell", "unchecked")
    ],
    "summary": {"holds": 3, "drifted": 1, "accepted": 1, "not shown": 4},
    "stale": [EVIL],
    "origin": EVIL,
    "spec": SPEC,
}


def exchange(at: float, **answer: Any) -> dict[str, Any]:
    return {
        "at": at,
        "request": {"method": "POST", "target": f"/v1/{EVIL}"},
        "answer": {"status": 200, "body": {"text": '{"status": "queued"}'}, **answer},
    }


CLAUSES = {
    "clauses": [
        {
            "id": EVIL,
            "area": area,
            "level": "must",
            "says": EVIL,
            "why": EVIL,
            "verdict": verdict,
            "summary": EVIL,
            "known": None,
            "replay": EVIL,
            "counterexample": {
                "case": EVIL,
                "request": {EVIL: EVIL},
                "answer": {"outcome": EVIL},
                "stopped": None,
                "problem": None,
                "exchanges_in_all": 20,
                "exchanges": [
                    exchange(10.0),
                    exchange(11.5, delivery={"drop": True, "stall": False, "cut_at": None}),
                    {**exchange(12.0), "answer": None},
                ],
            },
        }
        for area, verdict in (("form", "failed"), ("form", "passed"), ("keys", "could not tell"))
    ],
    "summary": {"failed": 1, "passed": 1, "could not tell": 1, "seconds": 1.25},
    "stale": [{"id": EVIL, "reason": EVIL}],
    "spec": SPEC,
    "profile": EVIL,
    "seed": 0,
}
TOLD = Told(
    EVIL,
    [Entry(EVIL, "error", EVIL, "failed", EVIL, EVIL, Place(EVIL, 3), known=EVIL)] * 600,
    {EVIL: Rule(EVIL, EVIL)},
    more=7,
)
COSTS = {"requests": 2, "unpriced": 1, "currency": EVIL, "min": 1.5, "max": 3}
MANY = {
    "requests": 1234,
    "unreadable": 1,
    "seconds_at_most": 5000,
    "unknown_length": 2,
    "verdicts": {"valid": 3, "uncertain": 1, "invalid": 2},
    "cost": {"by_model": {EVIL: COSTS, "free": {**COSTS, "min": None, "max": None}}},
    "findings": {EVIL: 3, "other": 4},
    "spec": SPEC,
}
PAGES = {
    "drift": lambda: drift_page(DRIFT),
    "clauses": lambda: clauses_page(CLAUSES),
    "requests": lambda: requests_page(MANY, TOLD),
    "told": lambda: told_page(TOLD),
}


@pytest.mark.parametrize("name", PAGES)
def test_whatever_is_told_is_text(name: str) -> None:
    page = PAGES[name]()
    assert "<script" not in page
    assert not re.search(r"onload='|\x1b|\u202e|\ud800", page)
    assert "alert(1)" in page
    assert not re.findall(r' style="|(?:src|href)="(?!#|data:,)', page)


def test_drift_is_by_verdict_with_evidence_on_demand() -> None:
    page = drift_page(DRIFT)
    heads = re.findall(r"<h2>([a-z ]+?) <span", page)
    assert heads == ["drifted", "could not tell", "unchecked", "holds"]
    assert page.count("<article") == 2, "what holds, or was not checked, is a list behind a line"
    assert "<details><summary>evidence" in page


def test_a_failure_is_a_diagram_with_times() -> None:
    page = clauses_page(CLAUSES)
    assert re.findall(r"<h2>(\w+) <span", page) == ["form", "keys"]
    assert page.count('class="sequence"') == 2
    assert page.count("no answer") == 4
    for time in ("0.000 s", "1.500 s", "2.000 s"):
        assert page.count(f">{time}<") == 2
    assert "HTTP 200 queued" in page
    assert "the first 3 are shown" in page


def test_many_requests_are_counted_and_a_page_is_bounded() -> None:
    page = requests_page(MANY, TOLD)
    assert "1,234 requests" in page
    assert "no price is known" in page
    assert page.count("<li><span") <= 500 + 4
    assert "107 more are not listed" in page


def test_shares_are_of_the_whole_and_say_it_in_numbers() -> None:
    shown = shares({"valid": 3, "invalid": 1, "uncertain": 0})
    assert re.findall(r'class="tone-\w+" x="([\d.]+)" width="([\d.]+)"', shown) == [
        ("0.00", "75.00"),
        ("75.00", "25.00"),
    ]
    assert "</span> 3</li>" in shown
    assert "uncertain" not in shown
    assert "<li>" not in shares({})


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((2, 4, 8), ("25.00", "25.00")),
        ((4, 4, 8), ("0.00", "50.00")),
        ((0, 0, 0), ("0.00", "0.50")),
    ],
)
def test_a_bar_shows_a_range_or_a_number(
    ends: tuple[float, float, float], expected: tuple[str, str]
) -> None:
    assert re.findall(r'tone-\w+" x="([\d.]+)" width="([\d.]+)"', bar(*ends)) == [expected]


def test_a_diagram_is_as_high_as_what_happened() -> None:
    heights = [
        int(re.findall(r' height="(\d+)"', sequence([Step(0.0, "a", "b")] * count, "end"))[0])
        for count in (0, 1, 2)
    ]
    assert heights[2] - heights[1] == heights[1] - heights[0] > 20
