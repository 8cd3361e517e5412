"""Pages in every layout: the claims they must yield, and what is said of them."""

import json

import pytest

from cometvideo.documentation import Copy, check_documentation
from tests.documentation.copies import (
    ALL,
    FIRST,
    MATRIX,
    PAGES,
    WHOLE,
    adrift,
    check,
    claims_of,
    content,
)

# What the first generation of the page really says otherwise, or not at all.
_FIRST = {
    "fields.size.exact.min": "gone",
    "fields.size.exact.max": "gone",
    "fields.size.pattern": "gone",
    "fields.size.default": "new",
    "fields.resolution": "new",
    "task.initial": "drifted",
    **{f"task.statuses.{each}": "gone" for each in MATRIX.block("task", "statuses")},
    **{
        f"task.statuses.{each}": "new"
        for each in ("SUBMITTED", "IN_PROGRESS", "SUCCESS", "FAILED", "ERROR")
    },
}


@pytest.mark.parametrize("page", ALL)
def test_a_page_yields_its_claims(page: str) -> None:
    expected = json.loads((PAGES / f"{page}.claims.json").read_text(encoding="utf-8"))
    assert claims_of(page) == expected


@pytest.mark.parametrize("page", ALL)
def test_claims_are_those_of_the_spec_that_pages_were_written_from(page: str) -> None:
    claims = json.loads((PAGES / f"{page}.claims.json").read_text(encoding="utf-8"))
    matrix = FIRST if page.startswith("first") else MATRIX
    for path, values in claims["states"].items():
        fact = matrix.facts[path]
        told = [tuple(each) if isinstance(each, list) else each for each in values]
        assert told == [fact.one_of if fact.is_open and fact.keys[3:] else fact.value] or (
            # What the spec has from other pages, or leaves open.
            path == "fields.size.default"
        )


@pytest.mark.parametrize("page", WHOLE)
def test_an_unchanged_page_agrees_in_every_layout(page: str) -> None:
    report = check(page, source=None)
    assert adrift(report) == set()
    assert report.exit_code == 0
    assert report.summary["holds"] == 106


@pytest.mark.parametrize("page", WHOLE[1:])
def test_every_layout_claims_the_same(page: str) -> None:
    assert claims_of(page) == claims_of("create.txt")


def test_a_page_with_less_room_leaves_the_rest_untold() -> None:
    report = check("create-in-tables.md", source=None)
    assert report.exit_code == 3
    assert {each.verdict for each in report.found} == {"could not tell"}
    assert adrift(report) == {
        "fields.size.pattern",
        "fields.size.exact.min",
        "fields.size.exact.max",
        "models.doubao-seedance-1-5-pro.size.preset_row",
        "task.fields.progress.min",
        "task.fields.progress.max",
    }


@pytest.mark.parametrize("page", ["first-generation.txt", "first-generation.md"])
def test_the_first_generation_differs_where_it_does(page: str) -> None:
    found = {
        each.subject: each.verdict for each in check(page).found if each.verdict != "could not tell"
    }
    assert found == _FIRST


@pytest.mark.parametrize("page", ["first-generation.txt", "first-generation.md"])
def test_the_first_generation_agrees_with_its_own_spec(page: str) -> None:
    report = check(page, "first-generation-pages", FIRST)
    assert adrift(report) == set()
    assert report.summary["holds"] == 12


def test_a_superseded_page_is_held_to_what_it_is_cited_for() -> None:
    report = check("first-generation.txt", "first-generation-pages")
    assert adrift(report) == set()
    changed = content("first-generation.txt").replace(b"InvalidParameter", b"BadParameter")
    (drift,) = check(changed, "first-generation-pages").found
    assert (drift.subject, drift.observed) == (
        "rejections.by_field.seconds.out-of-range.code",
        "BadParameter",
    )


def test_a_page_says_of_a_source_what_it_records_beside_another() -> None:
    changed = content("first-generation.txt").replace(b"default:16:9", b"default:9:16")
    assert adrift(check(changed, "first-generation-pages")) == set()  # the fact is open there
    found = check(changed, "first-generation-pages", FIRST).found
    assert [(each.subject, each.verdict) for each in found] == [("fields.size.default", "drifted")]


def test_pages_at_once_show_where_they_contradict_each_other() -> None:
    names = {"create-page": "create.txt", "first-generation-pages": "first-generation.txt"}
    copies = [Copy(name, content(name), source) for source, name in names.items()]
    found = {each.subject: each for each in check_documentation(MATRIX, copies).found}
    initial = found["task.initial"]
    assert initial.verdict == "contradicted"
    assert initial.observed == ("queued", "SUBMITTED")
    assert {each.page for each in initial.evidence} == {"create.txt", "first-generation.txt"}


def test_two_copies_of_one_page_that_differ() -> None:
    other = content("create.it.txt").replace(b"predefinito:5", b"predefinito:8")
    copies = [Copy("create.txt", content("create.txt")), Copy("create.it.txt", other)]
    (drift,) = check_documentation(MATRIX, copies).found
    assert (drift.subject, drift.verdict) == ("fields.seconds.default", "contradicted")


def test_both_pages_of_the_documentation_agree() -> None:
    copies = [Copy(name, content(name)) for name in ("create.txt", "retrieve.txt")]
    report = check_documentation(MATRIX, copies)
    assert adrift(report) == set()
    assert report.exit_code == 0


_NEW = [
    ("doubao-seedance-1-0-pro\nExample", "doubao-seedance-1-0-pro,\ndoubao-seedance-2-5\nExample",
     "models.doubao-seedance-2-5"),
    ("input_reference\nfile\n", "seed\ninteger\n\nA number.\n\ninput_reference\nfile\n",
     "fields.seed"),
    ("failed,\nerror", "failed,\nerror,\npaused", "task.statuses.paused"),
    ("task_id\nstring\n", "cost\nnumber\n\nWhat it cost.\n\ntask_id\nstring\n", "task.fields.cost"),
    ("21:92176×9282206×946", "21:92176×9282206×946\n4k16:93840×21763840×2160",
     "sizes.seedance-1-0.4k.16:9"),
    ("file\n\nAn image", "file\n\nMaximum length: 9\n\nAn image",
     "fields.input_reference.Maximum length"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "subject"), _NEW, ids=[each[2] for each in _NEW])
def test_what_the_spec_lacks_is_new(before: str, after: str, subject: str) -> None:
    text = content("create.txt").decode()
    assert before in text
    report = check(text.replace(before, after).encode())
    assert subject in {each.subject for each in report.drifts if each.verdict == "new"}


def test_what_was_open_and_is_stated_now_is_new() -> None:
    text = content("create.txt").replace(b"size\nstring\n", b"size\nstring\ndefault:16:9\n")
    (drift,) = check(text).found
    assert (drift.subject, drift.verdict, drift.observed) == ("fields.size.default", "new", "16:9")


_UNTOLD = [
    pytest.param("required\n\nWhat the video", "zwingend\n\nWhat the video",
                 {"fields.prompt.required"}, id="an unknown mark"),
    pytest.param("^(16:9|4:3", "^(?!0)(16:9|4:3",
                 {"fields.size.pattern", "fields.size.exact.min", "fields.size.exact.max"},
                 id="an unknown pattern"),
    pytest.param("go from 4 to 15", "go up to 15",
                 {f"models.doubao-seedance-2-0{each}.seconds.{end}" for each in ("", "-fast")
                  for end in ("min", "max")}, id="no plain range"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "subjects"), _UNTOLD)
def test_what_is_not_understood_is_no_agreement(
    before: str, after: str, subjects: set[str]
) -> None:
    text = content("create.txt").decode()
    assert before in text
    report = check(text.replace(before, after).encode())
    assert adrift(report) == subjects
    assert "could not tell" in {each.verdict for each in report.found}


def test_a_field_that_is_gone_takes_its_facts_along() -> None:
    text = content("create.txt").decode()
    start, end = text.index("seconds\ninteger"), text.index("size\nstring")
    report = check((text[:start] + text[end:]).encode())
    gone = {each.subject for each in report.drifts if each.verdict == "gone"}
    assert gone == {
        path for path in MATRIX.facts
        if (path.startswith("fields.seconds.") or ".seconds.m" in path)
        and path not in {"fields.seconds.as_text", "fields.seconds.gives"}
    }  # fmt: skip


def test_a_section_that_is_missing_is_not_called_gone() -> None:
    text = content("create.txt").decode()
    report = check(text[: text.index("Authorizations")].encode())
    assert {each.verdict for each in report.found} == {"could not tell"}
    assert report.exit_code == 3
