"""Reports of changes: the documented shape of JSON, text and Markdown that say the same."""

import json

import pytest

from cometvideo.changes import Place, Sent, diff, impact
from cometvideo.changes.reports import as_data, as_lines, as_markdown, impact_data
from tests.changes.overlays import CURRENT, FIRST, changed

PRO = "doubao-seedance-1-5-pro"
NEW = changed(f"models: {{ {PRO}: {{ seconds: {{ max: 10 }} }} }}\ntask: {{ id_example: x_1 }}")
REQUEST = {"model": PRO, "prompt": "A kite", "size": "16:9", "seconds": 12}
SENT = [
    Sent(Place("a.jsonl", "line", 3), REQUEST),
    Sent(Place("b.json", "exchange", 7), REQUEST),
    Sent(Place("c.json", "index", 0), {**REQUEST, "seconds": 5}),
    Sent(Place("d.json"), None, "not JSON"),
]
FOUND = diff(CURRENT, NEW)
IMPACT = impact(CURRENT, NEW, SENT)
REFUSED = "valid → invalid: seconds 12 out of range, allowed 4 to 10"


def test_the_shape_of_json() -> None:
    data = as_data(FOUND, IMPACT)
    assert json.loads(json.dumps(data)) == data
    changes = data["changes"]
    assert isinstance(changes, list)
    fact = NEW.facts[f"models.{PRO}.seconds.max"]
    proof = changes[0].pop("proof")
    assert changes[0] == {
        "id": f"{fact.path}:changed:10",
        "fact": fact.path,
        "change": "changed",
        "old": 12,
        "new": 10,
        "level_old": "documented",
        "level_new": "observed",
        "breaking": True,
        "why": f"{PRO}, a request with seconds 12: {REFUSED}",
        "where": fact.where._asdict(),
    }
    assert proof["change"] == REFUSED
    assert proof["request"]["seconds"] == 12
    assert changes[1]["breaking"] is False
    assert changes[1]["proof"] is None
    assert data["summary"] == {
        "changes": 2, "breaking": 1, "added": 0, "removed": 0, "changed": 2, "settled": 0,
        "opened": 0, "options": 0, "level": 0, "sources": 0,
    }  # fmt: skip
    assert data["old"] == {"name": "seedance", "digest": CURRENT.digest}
    assert data["new"] == {"name": "changed", "digest": NEW.digest}
    assert "impact" not in as_data(FOUND)


def test_the_shape_of_impact() -> None:
    assert impact_data(IMPACT) == {
        "requests": 3,
        "changed": 2,
        "worse": 2,
        "unreadable": 1,
        "repriced": {"requests": 0, "untold": 0, "currency": None, "old": None, "new": None},
        "groups": [
            {
                "model": PRO,
                "change": REFUSED,
                "worse": True,
                "count": 2,
                "verdict_old": "valid",
                "verdict_new": "invalid",
                "renders_old": [{"seconds": 12, "width": 1280, "height": 720}],
                "renders_new": [],
                "reasons": ["seconds 12 out of range, allowed 4 to 10"],
                "examples": [{"file": "a.jsonl", "line": 3}, {"file": "b.json", "exchange": 7}],
            }
        ],
        "problems": [{"file": "d.json", "problem": "not JSON"}],
    }


def test_open_facts_and_blocks_in_json() -> None:
    changes = {each["fact"]: each for each in as_data(diff(FIRST, CURRENT))["changes"]}  # type: ignore[attr-defined]
    default = changes["fields.size.default"]
    assert (default["old"], default["change"]) == ("16:9", "opened")
    assert default["new"]["one_of"][0] == "16:9"
    assert changes["task.statuses.SUBMITTED"]["old"] == {"terminal": False, "means": "waiting"}
    assert changes["task.statuses.SUBMITTED"]["new"] is None
    assert changes["fields.size.exact"]["new"] == {"min": 100, "max": 9999}


def test_text() -> None:
    assert list(as_lines(FOUND, IMPACT)) == [
        "seedance → changed: 2 changes, 1 of them breaking",
        "",
        "Models",
        f"  breaking  seconds of {PRO}: 4 to 12 → 4 to 10",
        f"              {PRO}, a request with seconds 12: {REFUSED}",
        "",
        "Tasks",
        "            id_example: task_abc123 → x_1",
        "",
        "3 requests: 2 changed, 2 of them for the worse, 1 unreadable",
        f"  worse     {PRO}: {REFUSED}",
        "              2 requests: a.jsonl:3, b.json, exchange 7",
        "  unreadable: d.json: not JSON",
    ]


@pytest.mark.parametrize(
    ("new", "head"),
    [
        (CURRENT, "seedance → seedance: no change"),
        (changed("task: { id_example: a }"), "seedance → changed: 1 change, not breaking"),
        (changed("task: { initial: a }"), "seedance → changed: 1 change, breaking"),
        (
            changed("task: { id_example: a, lifetime_s: 700000 }"),
            "seedance → changed: 2 changes, none of them breaking",
        ),
        (changed("task: { fields: { id: { type: { note: A. } } } }"),
         "seedance → changed: no change"),
    ],
)  # fmt: skip
def test_headings(new: object, head: str) -> None:
    assert next(as_lines(diff(CURRENT, new))) == head  # type: ignore[arg-type]


def test_both_ends_of_a_range_make_one_line() -> None:
    new = changed(f"models: {{ {PRO}: {{ seconds: {{ min: 5, max: 14 }} }} }}")
    lines = [each for each in as_lines(diff(CURRENT, new)) if "seconds of" in each]
    assert lines == [f"  breaking  seconds of {PRO}: 4 to 12 → 5 to 14"]


def test_markdown() -> None:
    said = as_markdown(FOUND, IMPACT)
    assert said.startswith("# seedance → changed\n\n2 changes, 1 of them breaking\n")
    assert f"- **breaking** seconds of {PRO}: 4 to 12 → 4 to 10:" in said
    assert "| 2 | doubao-seedance-1-5-pro | **worse** valid → invalid" in said
    assert "unreadable: d.json: not JSON" in said


def test_nothing_breaks_out_of_markdown() -> None:
    new = changed('task: { id_example: "a | <b> *c* `d` [e](f)" }')
    said = as_markdown(diff(CURRENT, new))
    assert r"a \| \<b> \*c\* \`d\` \[e](f)" in said
