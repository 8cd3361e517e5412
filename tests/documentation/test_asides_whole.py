"""Asides: all that a passage says of other operations and of sizes, wherever it stands."""

import pytest

from cometvideo import load_family
from cometvideo.documentation.pages.page import Entry, Page, Passage, Said
from cometvideo.documentation.reading.asides import read_asides
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.statements import Notes, Reading

TWO, FAST, _, OLD = load_family("seedance").models
BARE = "/v1/videos/{id}"


def read(page: Page, family: str = "seedance", operation: str = "create") -> Reading:
    matrix, notes = load_family(family), Notes()
    read_asides(page, matrix, operation, Names(matrix.models), notes)
    return notes.reading()


def of_passage(text: str) -> Page:
    return Page("p", "text", passages=(Passage(text, 5),))


@pytest.mark.parametrize(
    ("family", "text", "paths"),
    [
        ("seedance", f"Ask GET {BARE}.", {("retrieve", BARE, True)}),
        ("seedance", "Ask GET https://a.example/v1/videos/<task>/", {("retrieve", BARE, True)}),
        (
            "seedance",
            f"Ask GET {BARE} or GET {BARE}/state.",
            {("retrieve", BARE, True), ("retrieve", f"{BARE}/state", False)},
        ),
        ("seedance", f"Ask GET {BARE}/state.", {("retrieve", f"{BARE}/state", True)}),
        ("seedance", "Ask GET /v1/videosx/{id}.", set()),
        (
            "sora",
            f"Ask GET {BARE} or GET {BARE}/content.",
            {("retrieve", BARE, True), ("content", f"{BARE}/content", True)},
        ),
        ("sora", f"Ask GET {BARE}/file.", {("retrieve", f"{BARE}/file", True)}),
        ("sora", f"Send DELETE {BARE}/x.", {("delete", f"{BARE}/x", True)}),
        (
            "sora",
            f"Send POST {BARE}/remix or POST {BARE}/x.",
            {("remix", f"{BARE}/remix", True), ("remix", f"{BARE}/x", False)},
        ),
    ],
)
def test_paths_of_other_operations(
    family: str, text: str, paths: set[tuple[str, str, bool]]
) -> None:
    reading = read(of_passage(text), family)
    told = {(each.keys[1], each.value, each.is_sure) for each in reading.statements}
    assert told == paths
    assert {each.line for each in reading.statements} <= {5}
    placed = {keys[1]: line for keys, line in reading.places.items() if keys[0] == "operations"}
    assert placed == {name: 5 for name, _, _ in paths}


def test_a_page_says_nothing_of_its_own_path() -> None:
    assert read(of_passage(f"GET {BARE}, GET {BARE}/x"), operation="retrieve").statements == ()


@pytest.mark.parametrize(
    ("text", "models", "odd"),
    [
        (f"{TWO} takes 1920x1080, rendered as 1920x1088.", [TWO], []),
        (f"{TWO}, {FAST} and 1.0 take 1920x1080, returned as 1920x1088.", [TWO, FAST, OLD], []),
        (f"{TWO} is odd; {FAST} takes 1920x1080, returned as 1920x1088.", [FAST], []),
        (f"{TWO} takes 1920x1080, returned as 1920x1088 by {FAST}.", [TWO], []),
        (f"{TWO} takes 1920x1080 1920x1088.", [], []),
        (f"{TWO} takes 1920x1080 up to 1920x1088.", [], [TWO]),
        (f"{TWO} gives 1920x1080 as 1920x1088.", [], [TWO]),
        (f"{TWO} takes 1920x1080, 1920x1088 and 960x960, given.", [], []),
        ("Seedance 9.9 Ultra takes 1920x1080, returned as 1920x1088.", [], []),
    ],
)
def test_sizes_that_are_rendered_as_others(text: str, models: list[str], odd: list[str]) -> None:
    reading = read(of_passage(text))
    told = [(each.keys[1], each.value, each.line) for each in reading.statements]
    assert told == [(each, ("1920x1080", "1920x1088"), 5) for each in models]
    unread = [(each.keys[1], each.line, each.is_told) for each in reading.unclear]
    assert unread == [(each, 5, True) for each in odd]


def test_what_is_said_at_a_field_or_an_answer_counts_as_well() -> None:
    said = Said(f"Ask GET {BARE}.", 5)
    entry = Entry("body", "prompt", Said("string", 1), required=True, text=(said,))
    for page in (
        Page("p", "text", entries=(entry,)),
        Page("p", "text", answers=(("200", said),)),
    ):
        assert [(each.value, each.line) for each in read(page).statements] == [(BARE, 5)]
    assert read(Page("p", "text")).statements == ()
