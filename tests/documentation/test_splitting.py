"""Rows of tables without separators: how many cuts there are, and which one is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.documentation.pages import open_page
from cometvideo.documentation.pages.page import Row
from cometvideo.documentation.pages.splitting import (
    cut_row,
    cuts,
    looks_run_together,
    split_heading,
)

_RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
_KNOWN = frozenset(_RATIOS)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("480p16:9864×480864×496", ("480p", "16:9", "864×480", "864×496")),
        ("9:16480×864496×864", ("9:16", "480×864", "496×864")),
        ("1:1640×640640×640", ("1:1", "640×640", "640×640")),
        ("21:92176×9282206×946", ("21:9", "2176×928", "2206×946")),
        ("16:91280x720", ("16:9", "1280x720")),
        ("4k16:93840×2160", ("4k", "16:9", "3840×2160")),
    ],
)
def test_the_ratio_settles_a_row(text: str, cells: tuple[str, ...]) -> None:
    row = cut_row(text, None, _KNOWN, 7)
    assert row is not None
    assert (row.cells, row.line) == (cells, 7)


@pytest.mark.parametrize("mark", ["*", "†", "**"])
def test_a_mark_of_a_note_stays_with_its_size(mark: str) -> None:
    text = f"16:9864×4801920×1080{mark}"
    assert looks_run_together(text)
    assert cut_row(text, None, _KNOWN, 7) == Row(("16:9", "864×480", f"1920×1080{mark}"), 7)
    (page,) = open_page(f"Sizes\n\n{text}\n4:3736×5601120×832\n".encode(), "page")
    ((heading, rows),) = [(each.heading, each.rows) for each in page.tables]
    assert (heading, len(rows)) == ((), 2)


def test_rows_can_be_cut_in_several_ways() -> None:
    assert len(cuts("9:16480×864496×864")) > 1


@given(st.sampled_from(_RATIOS), st.integers(15, 200), st.integers(15, 200), st.booleans())
def test_what_is_run_together_is_cut_as_it_was(
    ratio: str, first: int, second: int, has_label: bool
) -> None:
    across, down = map(int, ratio.split(":"))
    sizes = [f"{each * across * 4}×{each * down * 4}" for each in (first, second)]
    good = all(100 <= int(side) <= 9999 for size in sizes for side in size.split("×"))
    cells = (*(["720p"] if has_label else []), ratio, *sizes)
    row = cut_row("".join(cells), 2, _KNOWN, 1)
    # One cut, and the right one; where two fit alike, none rather than a guess.
    assert not good or row is None or row.cells == cells


@pytest.mark.parametrize(
    "text", ["", "16:9", "864×480", "480p", "a 16:9864×480", "16:9" + "864×480" * 30]
)
def test_other_lines_are_no_rows(text: str) -> None:
    assert not looks_run_together(text)


def test_an_odd_size_under_a_known_ratio_is_read_as_it_stands() -> None:
    row = cut_row("16:9864×640864×496", 2, _KNOWN, 1)
    assert row is not None
    assert row.cells == ("16:9", "864×640", "864×496")


def test_cells_set_apart_by_spaces_are_cells_where_one_is_a_size() -> None:
    rows = ("Rows   Shape   Seedance 1.0 series", "480p   16:9    864x480", "a   b   c")
    page = open_page("\n".join(["POST /v1/videos", *rows]).encode(), "page")[0]
    assert [(table.heading[1], len(table.rows)) for table in page.tables] == [("Shape", 1)]
    assert page.tables[0].rows[0] == Row(("480p", "16:9", "864x480"), 3)


def test_headings_fall_apart_at_capitals() -> None:
    heading = "ResolutionShapePixels of 1.0Pixels of 1.5 Pro / 2.0 Fast"
    assert split_heading(heading) == (
        "Resolution",
        "Shape",
        "Pixels of 1.0",
        "Pixels of 1.5 Pro / 2.0 Fast",
    )
