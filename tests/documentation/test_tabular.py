"""Fields in the rows of a table, told by what stands in its columns."""

import pytest

from cometvideo.documentation.pages.page import Entry, Row, Said, Table
from cometvideo.documentation.pages.tabular import entries_of_table


def read(heading: tuple[str, ...], *rows: tuple[str, ...]) -> list[Entry]:
    found, doubts = entries_of_table(
        Table(heading, tuple(Row(row, at) for at, row in enumerate(rows, 5)), 4), "body"
    )
    assert doubts == []
    return found


HEADING = ("Name", "Type", "Required", "Default", "Description")


@pytest.mark.parametrize(
    ("mark", "required", "marked"),
    [
        ("yes", True, True),
        ("YES", True, True),
        ("required", True, True),
        ("no", False, True),
        ("-", False, True),
        ("optional", False, True),
    ],
)
def test_a_column_of_marks(mark: str, required: bool, marked: bool) -> None:
    (entry,) = read(HEADING, ("prompt", "string", mark, "", "What is shown in the video"))
    assert (entry.required, entry.marked) == (required, marked)


@pytest.mark.parametrize(
    ("name", "type_", "required", "marked"),
    [
        ("prompt", "string", False, False),
        ("prompt", "string, required", True, True),
        ("prompt", "string, optional", False, True),
        ("prompt *", "string", True, True),
        ("prompt *", "string, optional", True, True),
    ],
)
def test_marks_beside_the_name_or_the_type(
    name: str, type_: str, required: bool, marked: bool
) -> None:
    (entry,) = read(("Name", "Type", "About"), (name, type_, "What is shown in the video"))
    assert (entry.name, entry.required, entry.marked) == ("prompt", required, marked)


@pytest.mark.parametrize(
    ("written", "default"),
    [("5", "5"), ("", None), ("-", None), ("None", None), ("N/A", None), ("`5`", "5")],
)
def test_a_default_needs_a_word_in_its_heading(written: str, default: str | None) -> None:
    row = ("seconds", "integer", "no", written, "How long the video is to be")
    (entry,) = read(HEADING, row)
    assert (entry.default and entry.default.text) == default
    (entry,) = read(("Name", "Type", "Required", "Other", "Description"), row)
    assert entry.default is None


def test_the_longest_texts_are_the_description() -> None:
    rows = [
        ("prompt", "string", "a", "What is shown in the video"),
        ("seconds", "integer", "longer once than it is beside it", ""),
        ("size", "string", "b", "The size that the video will have"),
    ]
    found = read(("Name", "Type", "Since", "Description"), *rows)
    assert [[each.text for each in entry.text] for entry in found] == [
        ["What is shown in the video"],
        [],
        ["The size that the video will have"],
    ]
    assert [entry.line for entry in found] == [5, 6, 7]
    assert [entry.type for entry in found] == [
        Said("string", 5),
        Said("integer", 6),
        Said("string", 7),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [()],
        [("prompt", "What is shown in the video")],
        [("string", "integer")],
        [("prompt", "string", "About it"), ("The seconds of it", "integer", "About it")],
        [("prompt", "string", "About it"), ("seconds", "as you like it", "About it")],
    ],
)
def test_a_table_of_something_else(rows: list[tuple[str, ...]]) -> None:
    assert read(("Name", "Type", "About"), *rows) == []


def test_rows_without_cells_and_cells_beyond_the_others_are_passed_over() -> None:
    found = read(("Name", "Type"), (), ("prompt", "string"), ("seconds", "integer", "more of it"))
    assert [(each.name, each.text) for each in found] == [("prompt", ()), ("seconds", ())]
