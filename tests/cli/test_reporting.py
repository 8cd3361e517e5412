"""Several reports of one run: each written whole or not at all, and none that cannot be written."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from cometvideo.cli.arguments import parse
from tests.cli.conftest import Run
from tests.thorough import thorough

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
SCHEMA = json.loads(
    (Path(__file__).parents[1] / "reports" / "sarif-schema-2.1.0.json").read_text("utf-8")
)
Write = Callable[[str, str], Path]
GOOD = '{"model": "doubao-seedance-1-5-pro", "prompt": "x", "size": "16:9", "seconds": 5}'
WRONG = GOOD.replace("5}", "99}")
SPEC = "format: 1\nname: mine\nextends: seedance\nmodels:\n  nobody: {seconds: {}}\n"
CLIENT = "tests.miniatures.clients.miniature:main"


@pytest.fixture
def words(write: Write) -> dict[str, list[str]]:
    """A command by name, each of which finds something."""
    lines = str(write("a.jsonl", f"{GOOD}\n{WRONG}\n?\n"))
    return {
        "validate": ["validate", "model=doubao-seedance-1-5-pro", "prompt=x", "seconds=99"],
        "validate --file one": ["validate", "--file", str(write("one.json", WRONG))],
        "validate --file": ["validate", "--file", lines],
        "validate --summary": ["validate", "--file", lines, "--summary"],
        "lint": ["lint", str(write("spec.yaml", SPEC))],
        "drift docs": ["drift", "docs", f"create-page={PAGES / 'first-generation.txt'}"],
        "diff": ["diff", "seedance@2026-04", "seedance", "--requests", str(write("b.json", WRONG))],
    }


NAMES = (
    *("validate", "validate --file one", "validate --file", "validate --summary"),
    *("lint", "drift docs", "diff"),
)


@pytest.mark.parametrize("name", [*NAMES[:-1], *thorough(NAMES[-1])])
def test_one_run_writes_every_report(
    run: Run, words: dict[str, list[str]], name: str, tmp_path: Path
) -> None:
    plain = run(*words[name])
    paths = {kind: tmp_path / f"r.{kind}" for kind in ("html", "json", "junit", "sarif")}
    reports = [part for kind, path in paths.items() for part in ("--report", f"{kind}={path}")]
    ran = run(*words[name], *reports)
    assert (ran.code, ran.out) == (plain.code, plain.out) == (1, plain.out)
    data = json.loads(paths["json"].read_text("utf-8"))
    assert data == run(*words[name], "--format", "json").data
    sarif = json.loads(paths["sarif"].read_text("utf-8"))
    Draft4Validator(SCHEMA).validate(sarif)
    assert any(each["level"] == "error" for each in sarif["runs"][0]["results"])
    page = paths["html"].read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page, "reports need none"
    assert not re.findall(r'(?:src|href)="(?!#|data:,)', page)
    assert int(ET.parse(paths["junit"]).getroot().get("failures", "0")) > 0
    assert not [*tmp_path.glob(".*")], "nothing half is left"


def test_findings_are_at_the_line_of_the_request(
    run: Run, words: dict[str, list[str]], tmp_path: Path
) -> None:
    run(*words["validate --file"], "--report", f"sarif={tmp_path / 'r'}")
    results = json.loads((tmp_path / "r").read_text("utf-8"))["runs"][0]["results"]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert [place["region"]["startLine"] for place in places] == [2, 3]
    assert all(place["artifactLocation"]["uri"].endswith("a.jsonl") for place in places)


def test_drift_is_at_the_line_of_the_fact(
    run: Run, words: dict[str, list[str]], tmp_path: Path
) -> None:
    run(*words["drift docs"], "--report", f"sarif={tmp_path / 'r'}", "--format", "json")
    run_ = json.loads((tmp_path / "r").read_text("utf-8"))["runs"][0]
    found = {each["partialFingerprints"]["finding/v1"]: each for each in run_["results"]}
    report = run(*words["drift docs"], "--format", "json").data
    for each in report["findings"]:
        if each["where"]:
            place = found[each["id"]]["locations"][0]["physicalLocation"]
            assert place["region"]["startLine"] == each["where"]["line"]
    assert all(each["help"]["text"] for each in run_["tool"]["driver"]["rules"])


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ("pdf=r.pdf", "no kind of report 'pdf'; there are html, json, junit"),
        ("sarf=r", "did you mean sarif?"),
        ("json", "'json' is no KIND=FILE; write html=report.out"),
        ("json=", "is no KIND=FILE"),
        ("json=nowhere/r.json", "cannot write the report nowhere/r.json: No such file"),
        ("json=.", "it is there, and no regular file"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is_done(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    report: str,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    command, _ = parse(["validate", "prompt=x"])
    monkeypatch.setattr(command, "run", lambda _: pytest.fail("it was run"))
    ran = run("validate", "prompt=x", "--report", "junit=first.xml", "--report", report)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert [*tmp_path.iterdir()] == []


def test_a_report_of_nothing_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("check-client", "--list", "--report", f"json={tmp_path / 'r'}")
    assert ran.code == 2
    assert "there is nothing to report in" in ran.err
    assert [*tmp_path.iterdir()] == []


def test_two_reports_are_two_files(run: Run, tmp_path: Path) -> None:
    paths = tmp_path / "r", tmp_path / "." / "r"
    ran = run("lint", "--report", f"json={paths[0]}", "--report", f"sarif={paths[1]}")
    assert ran.code == 2
    assert "two reports cannot be the same file" in ran.err


def test_a_run_that_ends_early_leaves_what_was_there(run: Run, write: Write) -> None:
    there = write("r.json", "before")
    ran = run("validate", "--file", "nowhere.jsonl", "--report", f"json={there}")
    assert ran.code == 2
    assert there.read_text("utf-8") == "before"
    assert [each.name for each in there.parent.iterdir()] == ["r.json"]


def test_a_full_disk_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    ran = run("lint", "--report", f"json={tmp_path / 'r'}")
    assert ran.code == 2
    assert "cannot write the report" in ran.err
    assert "No space left" in ran.err
    assert [*tmp_path.iterdir()] == []


def test_what_a_page_needs_is_told_before_anything_is_done(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in [*sys.modules]:
        if name.startswith("cometvideo.markup"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("cometvideo.cli.lint.run", lambda _: pytest.fail("it was begun"))
    ran = run("lint", "--report", f"html={tmp_path / 'r.html'}")
    assert (ran.code, ran.out) == (2, "")
    assert "a page of HTML needs jinja2; install it with: pip install" in ran.err
