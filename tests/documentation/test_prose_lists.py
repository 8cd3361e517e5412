"""Lists in sentences: of models after `only`, and of values that may not be all there are."""

import re

import pytest

from cometvideo.drift import DriftReport
from tests.documentation.copies import adrift, check, content

SOLE = "Solo doubao-seedance-2-0 e doubao-seedance-2-0-fast"
FACT = "models.{}.input_reference.accepted"
TWO, FAST, FIVE, ONE = MODELS = (
    "doubao-seedance-2-0",
    "doubao-seedance-2-0-fast",
    "doubao-seedance-1-5-pro",
    "doubao-seedance-1-0-pro",
)
PAGE = "create-in-tables.md"
BARE = re.sub(r"(?<!`)`(?!`)", "", content(PAGE).decode())
# What stands in the cells of that page.
STATUSES = "One of queued, in_progress, completed, failed, error; a task begins as queued"
NAMES = f"One of {TWO}, {FAST}, {FIVE}, {ONE}"
SHAPES = "16:9, 4:3, 1:1, 3:4, 9:16, 21:9, or pixels"


@pytest.mark.parametrize("added", [ONE, FIVE])
def test_a_name_more_in_a_list_denies_none_of_the_others(added: str) -> None:
    page = content("create.it.txt").decode()
    assert SOLE in page
    changed = page.replace(SOLE, SOLE.replace("Solo ", f"Solo {added}, "))
    assert adrift(check(changed.encode(), name="create.it.txt")) == {FACT.format(added)}


def reworded(cell: str, words: str) -> DriftReport:
    """What is told of the page with other words in one cell."""
    assert cell in BARE
    return check(BARE.replace(cell, words).encode(), name=PAGE)


def told(report: DriftReport, *verdicts: str) -> set[str]:
    """What has these verdicts, and had not on the page as it is."""
    before = {each.subject for each in check(PAGE).drifts if each.verdict in verdicts}
    return {each.subject for each in report.drifts if each.verdict in verdicts} - before


BEGINS = "; a task begins as queued"


@pytest.mark.parametrize(
    ("words", "drifted", "untold"),
    [
        ("One of queued, in_progress, completed, failed or error", (), ()),
        ("Possible values: `queued`, `in_progress`, `completed`, `failed` and `error`", (), ()),
        ("The task is queued, in_progress, completed, failed, or error", (), ()),
        (
            "While queued or in_progress, completed, failed, error are to come",
            (),
            ("task.statuses",),
        ),
        ("One of queued, in_progress, completed, failed", ("error",), ()),
        ("One of queued, in_progress, completed, failed, error, expired", ("expired",), ()),
        ("Ask until it is completed, failed, or error", (), ("task.statuses",)),
        ("It ends as one of completed, failed, error", (), ("task.statuses",)),
        ("Such as queued, in_progress, completed", (), ("task.statuses",)),
        ("First queued, then, after a while, in_progress, completed", (), ("task.statuses",)),
        ("Ends differ: completed, failed, expired", (), ("task.statuses",)),
        ("Where the task is", (), ("task.statuses",)),
    ],
)
def test_a_sentence_need_not_list_all_statuses(
    words: str, drifted: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    report = reworded(STATUSES, words + BEGINS)
    assert told(report, "drifted", "gone", "new", "contradicted") == {
        f"task.statuses.{each}" for each in drifted
    }
    assert told(report, "could not tell") == {*untold}


@pytest.mark.parametrize(
    ("words", "drifted", "untold"),
    [
        (f"One of {TWO}, {FAST}, {FIVE} or {ONE}", (), ()),
        (f"The newest are {TWO}, {FAST}, {FIVE}", (), ("models",)),
        (f"One of {TWO}, {FAST}, {FIVE}", (f"models.{ONE}",), ()),
        (f"One of {TWO}, {FAST}, {FIVE}, {ONE}, pro-max-3", ("models.pro-max-3",), ()),
    ],
)
def test_a_sentence_need_not_list_all_models(
    words: str, drifted: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    report = reworded(NAMES, words)
    assert told(report, "drifted", "gone", "new", "contradicted") == {*drifted}
    assert told(report, "could not tell") == {*untold}


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("16:9, 4:3, 1:1, 3:4, 9:16 or 21:9, or pixels", "holds"),
        ("A shape such as 16:9, 1:1 or 9:16, or pixels", "could not tell"),
        ("16:9, 4:3, 1:1, 3:4, 9:16, 21:9, 2:1, or pixels", "drifted"),
        ("A shape such as 16:9, 1:1 or 2:1, or pixels", "drifted"),
        ("A shape, but never 16:10, 2:1 or 5:4, or pixels", "could not tell"),
    ],
)
def test_a_sentence_need_not_list_all_labels(words: str, verdict: str) -> None:
    found = {each.subject: each for each in reworded(SHAPES, words).drifts}["fields.size.labels"]
    assert found.verdict == verdict
    assert found.exact is (verdict != "drifted")


def test_examples_do_not_contradict_the_whole_list() -> None:
    page = content("create.txt").decode()
    shape = "A shape (16:9, 4:3, 1:1, 3:4, 9:16, 21:9)"
    assert shape in page
    fewer = page.replace(shape, "A shape (16:9, 1:1 and 9:16 are used most)")
    assert adrift(check(fewer.encode(), name="create.txt")) == adrift(check("create.txt"))


@pytest.mark.parametrize(
    ("words", "is_told"),
    [("From 2 to 15 seconds.", True), ("Most people wait 60 to 180 seconds for it.", False)],
)
def test_numbers_in_other_words_are_no_range(words: str, is_told: bool) -> None:
    page = (
        "POST\n/\nv1\n/\nvideos\n\nBody\n\nmultipart/form-data\n"
        f"prompt\nstring\nrequired\n\nWhat.\n\nseconds\ninteger\ndefault:5\n\n{words}\n"
    )
    found = {each.subject: each.verdict for each in check(page.encode()).drifts}
    assert found["fields.seconds.max"] == ("holds" if is_told else "could not tell")
