"""Reports: the documented shape, stable ids, and places that lead to the spec."""

import json

import pytest

from cometvideo.codes import CODES
from cometvideo.drift import LIVE, VERDICTS, Drift, DriftReport, DriftVerdict
from cometvideo.reports.drift import as_data, as_lines, as_markdown
from tests.documentation.copies import MATRIX, check, content

CHANGED = check(content("create.txt").replace(b"from 2 to 10", b"from 2 to 11"))


def test_the_shape_of_json() -> None:
    data = as_data(CHANGED, MATRIX)
    assert json.loads(json.dumps(data)) == data
    assert data["spec"] == {"name": "seedance", "digest": MATRIX.digest}
    assert data["summary"] == {
        "holds": 105, "drifted": 1, "gone": 0, "new": 0, "contradicted": 0, "could not tell": 0,
            "observed": 0, "unchecked": 0,
        "accepted": 0, "not shown": 18,
    }  # fmt: skip
    assert isinstance(data["findings"], list)
    (finding,) = data["findings"]
    fact = MATRIX.facts["models.doubao-seedance-1-0-pro.seconds.max"]
    line = content("create.txt").decode().split("\n").index("seconds") + 5
    assert {key: finding[key] for key in finding if key not in {"message", "accepted"}} == {
        "id": f"docs:create-page:{fact.path}:drifted:11",
        "fact": fact.path,
        "verdict": "drifted",
        "expected": 10,
        "observed": 11,
        "exact": True,
        "level": "documented",
        "source": "create-page",
        "where": fact.where._asdict(),
        "evidence": [
            {"page": "page", "line": line, "said": "11", "how": "text of the field"},
        ],
    }
    assert "10 in the spec" in finding["message"]


def test_everything_has_what_holds_too() -> None:
    data = as_data(CHANGED, MATRIX, everything=True)
    assert isinstance(data["findings"], list)
    assert len(data["findings"]) == 106


def test_ids_are_stable_and_of_one_finding_each() -> None:
    first = [each.id for each in check("first-generation.txt").drifts]
    again = [each.id for each in check("first-generation.txt").drifts]
    assert first == again
    assert len({*first}) == len(first)


def test_another_value_is_another_finding() -> None:
    other = check(content("create.txt").replace(b"from 2 to 10", b"from 2 to 12"))
    assert {each.id for each in other.found} != {each.id for each in CHANGED.found}


def test_lines_name_the_fact_and_its_place_and_gather_what_is_untold() -> None:
    lines = list(as_lines(check("first-generation.txt")))
    assert any("pages/seedance.yaml" in each and "task.initial" in each for each in lines)
    found = [each.partition(": ")[0] for each in lines if "pages/seedance.yaml" in each]
    subjects = {each.subject for each in check("first-generation.txt").drifts}
    assert {"task.initial"} < {*found} <= subjects, "a line begins with its fact"
    untold = [each for each in lines if each.startswith("could not tell")]
    assert len(untold) == 3
    assert "sizes.seedance-1-0.480p.16:9" in untold[0]
    assert "and 33 more" in untold[0]
    assert "size.renders.1920x1080" in untold[-1]


def test_markdown_is_a_table_with_nothing_that_breaks_it() -> None:
    text = as_markdown(check("first-generation.txt"), MATRIX)
    rows = [each for each in text.splitlines() if each.startswith("|")]
    assert {each.replace("\\|", "").count("|") for each in rows} == {7}


# What only the API itself can show.
LIVE_ALONE = {"observed", "unchecked"}


@pytest.mark.parametrize("verdict", [each for each in VERDICTS if each not in LIVE_ALONE])
def test_every_verdict_has_a_message(verdict: str) -> None:
    reports = [CHANGED, check("first-generation.txt")]
    reports.append(
        check(content("create.txt").replace(b"default:5", b"default:6\n\nThe default is 5."))
    )
    drift = next(each for report in reports for each in report.drifts if each.verdict == verdict)
    assert drift.finding.code in CODES
    assert drift.subject in drift.finding.message


def test_known_drift_is_accepted_until_it_is_stale() -> None:
    (drift,) = CHANGED.found
    accepted = CHANGED.accepting({drift.id: "told the vendor"})
    assert accepted.exit_code == 0
    assert accepted.summary["accepted"] == 1
    assert any("accepted: told the vendor" in each for each in as_lines(accepted))
    unchanged = check("create.txt").accepting({drift.id: "told the vendor"})
    assert unchanged.stale == (drift.id,)
    assert unchanged.exit_code == 1
    assert drift.id in as_markdown(unchanged, MATRIX)


@pytest.mark.parametrize("verdict", ["could not tell", "unchecked"])
def test_what_was_not_looked_for_is_not_stale(verdict: DriftVerdict) -> None:
    known = {"live:some.fact:drifted:11": "told the vendor", "live:another:new:x": "so be it"}
    drift = Drift(verdict, "some.fact", LIVE, 10)
    assert DriftReport((drift,)).accepting(known).stale == ()
    held = drift._replace(verdict="holds")
    assert DriftReport((held,)).accepting(known).stale == tuple(known)
    other = Drift(verdict, "other.fact", LIVE, 10)
    assert DriftReport((held, other)).accepting(known).stale == ("live:some.fact:drifted:11",)
