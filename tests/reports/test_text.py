"""Text and style: widths, tables, escapes, colours."""

import io
import os

import pytest

from cometvideo.reports import markdown
from cometvideo.reports.text import Style, _length, paragraph, style_of, table, visible


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 日本", "plain é 日本"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("bell\a\ttab\u202eover", "bell\\x07\\ttab\\u202eover"),
        ("caf\udce9", "caf\\udce9"),
    ],
)
def test_nothing_steers_a_terminal(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_paragraphs() -> None:
    assert paragraph("one two three", None, "  ") == "  one two three"
    assert paragraph("one two three", 9, "  ") == "  one two\n  three"
    assert paragraph("https://example.com/a-b", 9, "  ") == "  https://example.com/a-b"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("plain", 5),
        ("café", 4),
        ("cafe\u0301", 4),
        ("日本語", 6),
        ("한국", 4),
        ("\uff57\uff49\uff44\uff45", 8),
        ("🎬", 2),
        ("❤\ufe0f", 2),
        ("\x1b[31m日本\x1b[0m!", 5),
    ],
)
def test_width_is_what_a_terminal_takes(text: str, columns: int) -> None:
    first, second = table([[text, "|"], ["x" * 12, "|"]])
    assert first == f"{text}{' ' * (14 - columns)}|"
    assert second == f"{'x' * 12}  |"


def test_a_line_that_goes_on_hangs_below_its_begin() -> None:
    assert paragraph("one two three four", 10, hang="    ") == "one two\n    three\n    four"
    assert paragraph("日本語日本語日本語", 10, "  ") == "  日本語日\n  本語日本\n  語"
    red = Style(colour=True).paint("one two three", "red")
    assert paragraph(red, 8) == "\x1b[31mone two\x1b[0m\n\x1b[31mthree\x1b[0m"


def test_a_table_fits_its_width_and_loses_nothing() -> None:
    rows = [["models.a.seconds", "4 to 15 or, who knows, 30", "a, b, c"], ["x", "y 日本語", "z"]]
    assert [*table(rows, " ", 60)] == [*table(rows, " ")], "where there is room it is as it was"
    lines = [*table(rows, " ", 40)]
    assert max(map(_length, lines)) <= 40
    words = " ".join(lines).split()
    assert sorted(words) == sorted(" ".join(map(" ".join, rows)).split())
    assert lines[0].startswith(" models.a.seconds  4 to 15")
    long = [*table([["x" * 50, "y"], ["a b", "c"]], width=30)]
    assert long[0] == f"{'x' * 50}  y", "a word stays whole, as it can be copied"


@pytest.mark.parametrize(("stated", "width"), [("100", 100), ("0", 80), ("wide", 80), ("9", 40)])
def test_what_the_environment_says_of_columns_counts(
    monkeypatch: pytest.MonkeyPatch, stated: str, width: int
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((80, 24)))
    monkeypatch.setenv("COLUMNS", stated)
    assert style_of(Terminal()).width == width
    assert style_of(io.StringIO()).width is None, "what goes into a file is not broken"


def test_tables_align_whatever_their_colour() -> None:
    style = Style(colour=True)
    rows = [[style.paint("a", "red", "bold"), "b"], ["long", "c"], ["only"]]
    assert list(table(rows, " ")) == [
        f" {style.paint('a', 'red', 'bold')}     b",
        " long  c",
        " only",
    ]
    assert list(table([])) == []


def test_one_wide_cell_widens_no_column() -> None:
    wide, wider = "w" * 48, "x" * 49
    assert list(table([["a", "b", "c"], ["d", wider, "e"]])) == ["a  b  c", f"d  {wider}  e"]
    assert list(table([["a", wide, "c"], ["d", "e", "f"]])) == [
        f"a  {wide}  c",
        f"d  e{' ' * 47}  f",
    ]


def test_what_follows_a_wide_cell_is_aligned_again_where_there_is_room() -> None:
    wider = "x" * 49
    assert list(table([["a", "b" * 10, "c"], [wider, "d", "e"], ["f" * 48, "g", "h"]])) == [
        f"a{' ' * 47}  {'b' * 10}  c",
        f"{wider}  d{' ' * 8}  e",
        f"{'f' * 48}  g{' ' * 9}  h",
    ]


def test_markdown_escapes_bars() -> None:
    assert list(markdown.table([["a|b"], ["c"]])) == ["| a\\|b |", "|---|", "| c |"]


@pytest.mark.parametrize(
    ("environment", "terminal", "coloured"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], terminal: bool, coloured: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert style_of(Terminal() if terminal else io.StringIO()).colour is coloured


@pytest.mark.parametrize(("columns", "width"), [(120, 120), (10, 40), (None, 80)])
def test_width(monkeypatch: pytest.MonkeyPatch, columns: int | None, width: int) -> None:
    def size(_: int) -> os.terminal_size:
        if columns is None:
            raise OSError
        return os.terminal_size((columns, 24))

    monkeypatch.setattr(os, "get_terminal_size", size)
    monkeypatch.delenv("COLUMNS", raising=False)
    assert style_of(Terminal()).width == width
    assert style_of(io.StringIO()).width is None


def test_painting() -> None:
    assert Style().paint("x", "red") == "x"
    assert Style(colour=True).paint("x", "red") == "\x1b[31mx\x1b[0m"
    assert Style(colour=True).paint("", "red") == ""
    assert Style(colour=True).word("unknown") == "unknown"
    assert Style(colour=True).word("invalid", "no") == "\x1b[31;1mno\x1b[0m"
