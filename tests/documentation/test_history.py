"""A page beside what it said before: no change passes in silence, no layout raises an alarm."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.aligning import align
from cometvideo.documentation.comparing import ReadPage
from cometvideo.documentation.history import read_snapshot, shipped, snapshot_of
from cometvideo.documentation.pages.page import Page, Passage
from cometvideo.documentation.reading.statements import Notes
from cometvideo.drift import ADRIFT, Drift, DriftReport, DriftVerdict, Evidence
from cometvideo.errors import InputError
from tests.documentation.copies import MATRIX
from tests.documentation.generated.changes import CHANGES
from tests.documentation.generated.facts import FACTS, new_facts
from tests.documentation.generated.layouts import LAYOUTS, page
from tests.documentation.generated.wordings import REWORDINGS
from tests.documentation.seen import bare
from tests.thorough import few

LAYOUT = "Mintlify, copied"
PAGE = page(LAYOUT)
SOURCE = "create-page"
Look = Callable[..., DriftReport]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Compares a page beside the history that the first page began."""

    def compare(data: bytes, *, remember: bool = False) -> DriftReport:
        copies = [Copy("page", data, "create-page")]
        return check_documentation(MATRIX, copies, tmp_path, remember=remember)

    assert compare(PAGE).exit_code == 0
    return compare


def alarms(report: DriftReport) -> set[str]:
    """What a report calls drift."""
    return {each.subject for each in report.drifts if each.verdict in ADRIFT}


def test_the_same_page_agrees(look: Look) -> None:
    assert look(PAGE).found == ()


@pytest.mark.parametrize("layout", few(LAYOUTS, 5))
def test_no_layout_raises_an_alarm(look: Look, layout: str) -> None:
    report = look(page(layout))
    assert alarms(report) == set()
    assert report.summary["holds"] == 106


@pytest.mark.parametrize("wording", few(REWORDINGS, 6))
def test_other_words_are_shown_and_are_no_drift(look: Look, wording: str) -> None:
    report = look(page(LAYOUT, wording=wording))
    assert alarms(report) == set()
    assert report.exit_code == 3
    assert any(each.why.startswith("changed: ") for each in report.found)


@pytest.mark.parametrize(
    ("layout", "every"),
    [
        (LAYOUT, 15),
        pytest.param(LAYOUT, 1, marks=pytest.mark.thorough),
        pytest.param("Mintlify, HTML", 4, marks=pytest.mark.thorough),
        pytest.param("OpenAPI, JSON on one line", 4, marks=pytest.mark.thorough),
    ],
)
def test_no_change_passes_in_silence(look: Look, layout: str, every: int) -> None:
    assert look(page(layout), remember=True).exit_code in {0, 3}
    assert look(page(layout)).found == ()
    for change in CHANGES[::every]:
        try:
            report = look(page(layout, change.facts))
        except InputError:  # the head is another operation's
            continue
        assert report.exit_code in {1, 3}, change.name
        assert all(map(change.may_be_named, alarms(report))), change.name


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("What the video shows.", "What the film shows.", '"What the video shows." is now'),
        ("What the task is called.", "", "is there no more"),
        ("Length of the video.", "Length of the video. It never ends.", '"It never ends."'),
    ],
)
def test_what_changed_is_shown_old_beside_new(
    look: Look, before: str, after: str, shown: str
) -> None:
    text = PAGE.decode()
    assert before in text
    (drift,) = look(text.replace(before, after, 1).encode()).found
    assert drift.verdict == "could not tell"
    assert shown in drift.why


def test_words_that_are_not_known_bear_out_what_they_did(tmp_path: Path) -> None:
    odd = PAGE.replace(b"required\n\nWhat the video", b"zwingend\n\nWhat the video")
    path = tmp_path / "create-page.json"

    def look() -> DriftReport:
        return check_documentation(MATRIX, [Copy("page", odd, "create-page")], tmp_path)

    assert [each.subject for each in look().found] == ["fields.prompt.required"]
    known = json.loads(path.read_text(encoding="utf-8"))
    name = next(key for key, unit in known["units"].items() if unit == ["name", "prompt"])
    known["facts"]["fields.prompt.required"] = [name]
    path.write_text(json.dumps(known), encoding="utf-8")
    assert look().found == ()


def test_what_is_remembered_is_no_change_any_more(look: Look) -> None:
    other = PAGE.replace(b"What the video shows.", b"What the film shows.")
    assert look(other).exit_code == 3
    assert look(other, remember=True).exit_code == 3
    assert look(other).exit_code == 0
    assert look(PAGE).exit_code == 3


def test_fingerprints_alone_tell_of_changes_and_hold_no_sentence(tmp_path: Path) -> None:
    copies = [Copy("page", PAGE, "create-page")]
    check_documentation(MATRIX, copies, tmp_path)
    snapshot = read_snapshot(tmp_path, "create-page")
    assert snapshot is not None
    assert snapshot.has_texts
    assert not bare(snapshot).has_texts
    assert bare(snapshot).facts == snapshot.facts


def test_what_is_shipped_has_fingerprints_of_facts_of_the_spec_alone() -> None:
    address = MATRIX.sources["create-page"].address
    snapshot = shipped("create-page", address)
    assert snapshot is not None
    assert not snapshot.has_texts
    assert snapshot.facts.keys() <= MATRIX.facts.keys()
    assert len(snapshot.facts) > 100
    assert shipped("create-page", "https://elsewhere.example") is None
    assert shipped("nobody", address) is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "units": {"a": 1}}']
)
def test_a_history_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "create-page.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no history of a page"):
        check_documentation(MATRIX, [Copy("page", PAGE, "create-page")], tmp_path)


def test_a_history_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot keep the history"):
        check_documentation(MATRIX, [Copy("page", PAGE, "create-page")], tmp_path / "file")


def test_a_quirk_that_is_gone_is_shown(look: Look) -> None:
    report = look(page(LAYOUT, new_facts({"renders": ()})))
    assert FACTS["renders"]
    assert any("is there no more" in each.why for each in report.found)


LINES = ("A length of 4 to 15 seconds.", "A size of the table.")
FACT = "models.doubao-seedance-1-0-pro.seconds.max"


@pytest.mark.parametrize(
    ("verdict", "line", "more", "becomes"),
    [
        ("drifted", 1, (), "could not tell"),
        ("contradicted", 1, (), "could not tell"),
        ("gone", 1, (), "holds"),
        ("could not tell", 1, (), "holds"),
        ("holds", 1, (), "holds"),
        # Nothing that stood there before stands there, or other words came.
        ("drifted", 9, (), "drifted"),
        ("drifted", 1, ("It is another length now.",), "drifted"),
        ("could not tell", 1, ("It is another length now.",), "holds"),
    ],
)
def test_where_no_word_has_changed_nothing_has_drifted(
    verdict: DriftVerdict, line: int, more: tuple[str, ...], becomes: str
) -> None:
    def read(*lines: str) -> list[ReadPage]:
        passages = tuple(Passage(text, at) for at, text in enumerate(lines, 1))
        return [ReadPage(Page("page", "text", passages=passages), SOURCE, Notes().reading())]

    def report(verdict: DriftVerdict, line: int) -> DriftReport:
        seen = (Evidence("page", line, "15", "by hand"),)
        return DriftReport((Drift(verdict, FACT, SOURCE, 15, 12, evidence=seen),), 0)

    before = snapshot_of(MATRIX, SOURCE, read(*LINES), report("holds", 1))
    found = align(report(verdict, line), read(*LINES, *more), [before]).drifts
    assert [each.verdict for each in found if each.subject == FACT] == [becomes]
    changed = [each for each in found if each.subject == f"{SOURCE}.text"]
    assert len(changed) == len(more)
