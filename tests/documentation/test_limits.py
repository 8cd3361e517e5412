"""Both sides of what is enough: cells of a column, presets of a row, digits and words of a list."""

import re

import pytest

from cometvideo.documentation.pages import open_page
from cometvideo.documentation.pages.page import Said
from cometvideo.documentation.reading import Reading, read_page
from cometvideo.documentation.reading.statements import Notes
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import read_chain
from tests.documentation.copies import MATRIX, SPEC
from tests.documentation.generated.layouts import page
from tests.documentation.sentences import LAYOUT

FAST = ("models", "doubao-seedance-2-0-fast", "size", "table")
ROW = ("models", "doubao-seedance-1-5-pro", "size", "preset_row")


def read_of(text: str) -> Reading:
    (found,) = open_page(text.encode(), "page.md")
    return read_page(found, MATRIX, "create")


def stated(reading: Reading, keys: tuple[str, ...]) -> set[object]:
    return {each.value for each in reading.statements if each.keys == keys}


@pytest.mark.parametrize(("others", "row"), [(1, {"720p"}), (2, {"720p"}), (3, set())])
def test_presets_are_of_the_row_that_more_than_half_of_them_are_in(
    others: int, row: set[object]
) -> None:
    text = page(LAYOUT).decode().replace("a shape alone gives the 720p row:", "these are made:")
    text = re.sub(r"(?m)^(\| \d+:\d+ \| \d+)(?=x\d+ \|$)", r"\g<1>1", text, count=others)
    found = read_of(text)
    assert stated(found, ROW) == row
    whys = [each.why for each in found.unclear if each.keys == ROW]
    assert whys == ([] if row else ["the sizes of the presets are of no published row"])


@pytest.mark.parametrize(
    ("others", "table"), [(1, "seedance-1-0"), (8, "seedance-1-0"), (9, "seedance-1-5-and-2-0")]
)
def test_a_column_is_the_table_that_more_than_half_of_its_cells_are_in(
    others: int, table: str
) -> None:
    text = page(LAYOUT).decode().replace("Pixels for Seedance 1.0 Pro", "Pixels for 2.0 Fast")
    text = text.replace(" / Seedance 2.0 Fast / ", " / ")
    text = re.sub(r"(?m)^(\| \d+p \| \d+:\d+ \| \d+)(?=×)", r"\g<1>1", text, count=others)
    assert stated(read_of(text), FAST) == {table}


@pytest.mark.parametrize(
    ("written", "whole", "value"),
    [
        ("7", True, 7),
        ("-7", True, -7),
        ("9" * 18, True, int("9" * 18)),
        ("9" * 19, True, "is no whole number"),
        ("\u0667", True, "is no whole number"),
        ("1.5", True, "is no whole number"),
        ("1.5", False, 1.5),
        ("-1.5", False, -1.5),
        ("1.5s", False, "is no number"),
        ("five", False, "is no number"),
    ],
)
def test_a_number_is_one_of_its_kind(written: str, whole: bool, value: object) -> None:
    notes = Notes()
    notes.number(("at",), Said(written, 3), "here", whole=whole)
    notes.number(("nowhere",), None, "here")
    found = notes.reading()
    said = [(each.value, each.line, each.how, each.is_sure) for each in found.statements]
    if isinstance(value, str):
        assert said == []
        assert [(each.line, each.why) for each in found.unclear] == [(3, f"{written!r} {value}")]
    else:
        assert said == [(value, 3, "here", True)]
        assert found.unclear == ()


@pytest.mark.parametrize("rows", [True, False])
def test_a_model_without_rows_of_its_own_has_those_of_its_table(rows: bool) -> None:
    text = "format: 1\nname: own\nmodels: { doubao-seedance-1-5-pro: { size: { rows: null } } }\n"
    matrix = build([*read_chain(SPEC), parse_document(text, "own.yaml")])
    told = page(LAYOUT).decode()
    if not rows:
        told = told.replace(" and Seedance 1.5 Pro and Seedance 1.0 Pro.", " and Seedance 1.0 Pro.")
        told = told.replace("Seedance 2.0 Fast does not", "Seedance 2.0 Fast and 1.5 Pro do not")
    (found,) = open_page(told.encode(), "page.md")
    keys = ("models", "doubao-seedance-1-5-pro", "size", "rows")
    said = stated(read_page(found, matrix, "create"), keys)
    assert said == (set() if rows else {("480p", "720p")})
