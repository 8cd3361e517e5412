"""SARIF, JUnit and annotations: each as the programs that read them take it, whatever is told."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from cometvideo.reports.entries import Entry, Place, Rule, Told
from cometvideo.reports.github import MOST, as_github
from cometvideo.reports.junit import as_junit
from cometvideo.reports.sarif import as_sarif

# The schema as OASIS has it beside the standard with its first errata.
SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text("utf-8"))
HOSTILE = "::error::<b>\x1b[31m\u202e\ud800 & \n##[set-env"
RULES = {"a-rule": Rule("A rule", "What it is about."), HOSTILE: Rule(HOSTILE, HOSTILE)}
FOLDER = "/home/me/project"


def entry(state: Any = "failed", **further: Any) -> Entry:
    usual = Entry("a-rule", "error", "it is wrong", state, "group", "name")
    return usual._replace(**further)


ENTRIES = {
    "plain": entry(),
    "at a line": entry(place=Place(f"{FOLDER}/a b/spec.yaml", 7, 3)),
    "in a file": entry(place=Place("requests.json")),
    "elsewhere": entry(place=Place("/usr/lib/spec.yaml", 1)),
    "with evidence": entry(id="x:1", evidence=(Place("page.md", 4, said="a table"), Place("p"))),
    "known": entry(known="long ago"),
    "unclear": entry("unclear", severity="warning"),
    "noted": entry("noted", severity="note"),
    "passed": entry("passed", severity="note"),
    "skipped": entry("skipped", severity="note"),
    "hostile": Entry(
        *(HOSTILE, "error", HOSTILE, "failed", HOSTILE, HOSTILE),
        place=Place(HOSTILE, 1),
        id=HOSTILE,
        evidence=(Place(HOSTILE, 2, said=HOSTILE),),
        detail=HOSTILE,
    ),
}


def told(*entries: Entry, more: int = 0) -> Told:
    return Told("validate", entries, RULES, more, 1.5)


def results(*entries: Entry, more: int = 0) -> Any:
    data = json.loads(as_sarif(told(*entries, more=more), "1.0.0", FOLDER))
    Draft4Validator(SCHEMA).validate(data)
    return data["runs"][0]


@pytest.mark.parametrize("one", ENTRIES.values(), ids=ENTRIES)
def test_sarif_follows_the_schema(one: Entry) -> None:
    found = results(one)["results"]
    assert len(found) == (one.state not in {"passed", "skipped"})


def test_the_schema_is_that_of_the_standard_and_refuses_what_is_wrong() -> None:
    Draft4Validator.check_schema(SCHEMA)
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/")
    data = json.loads(as_sarif(told(entry(place=Place("a", 1))), "1.0.0", FOLDER))
    where = data["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    where["region"]["startLine"] = 0
    assert not Draft4Validator(SCHEMA).is_valid(data)


def test_sarif_says_where_by_whom_and_what_it_means() -> None:
    run = results(*ENTRIES.values(), more=3)
    rules = run["tool"]["driver"]["rules"]
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
    assert rules[0]["help"]["text"] == "What it is about."
    by_place = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: each["locations"][0]
        for each in run["results"]
        if "locations" in each
    }
    assert by_place["a%20b/spec.yaml"]["physicalLocation"]["region"] == {
        "startLine": 7,
        "startColumn": 3,
    }
    assert {"requests.json", "file:///usr/lib/spec.yaml"} < by_place.keys()
    assert [each.get("suppressions") for each in run["results"] if "suppressions" in each] == [
        [{"kind": "external", "justification": "long ago"}]
    ]
    assert run["properties"]["leftOut"] == 3


@pytest.mark.thorough
def test_sarif_lists_no_more_than_is_shown() -> None:
    run = results(*[entry()] * 5002)
    assert (len(run["results"]), run["properties"]["leftOut"]) == (5000, 2)


def test_junit_counts_what_it_has() -> None:
    suite = ET.fromstring(as_junit(told(*ENTRIES.values(), more=2)))
    cases = suite.findall("testcase")
    counts = {
        name: len(suite.findall(f"testcase/{name}")) for name in ("failure", "error", "skipped")
    }
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == [
        str(len(cases) + 2),
        *map(str, counts.values()),
    ]
    assert counts == {"failure": 6, "error": 1, "skipped": 2}
    assert suite.get("time") == "1.500"
    (alone,) = ET.fromstring(as_junit(told())).findall("testcase")
    assert alone.get("name") == "nothing to say", "a suite without tests is an error to some"


def annotations(*entries: Entry) -> Iterator[str]:
    return as_github(told(*entries), FOLDER)


def test_github_is_given_what_it_shows_and_told_how_much_more_there_is() -> None:
    many = [entry()] * (MOST + 3) + [entry("noted", severity="warning")] * MOST
    lines = [*annotations(*many, entry("passed"), entry(known="so it is"))]
    assert [line.startswith("::error ") for line in lines].count(True) == MOST
    assert [line.startswith("::warning ") for line in lines].count(True) == MOST
    assert lines[-1] == "and further findings, of which GitHub shows 10 of a kind: 3 error"
    assert [*annotations(entry())] == ["::error title=a-rule::it is wrong"]


def test_github_has_a_place_as_seen_from_here_and_no_other_command() -> None:
    (at,) = annotations(ENTRIES["at a line"])
    assert at.startswith("::error file=a b/spec.yaml,line=7,col=3,title=a-rule::")
    (line,) = annotations(ENTRIES["hostile"])
    assert "\n" not in line
    assert line.count("::error") <= 2
    assert "##[" not in line
