"""The vocabulary: every fact has its row, every row is read, and every name in it is known."""

from pathlib import Path

import pytest

from cometvideo import load_family, prediction, shipped_specs
from cometvideo.changes.diffing import REQUEST_SIDE, TESTS
from cometvideo.codes import CODES
from cometvideo.facts.lint.shape import check_shape
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import (
    ANY_KEY,
    FORMAT,
    KINDS_OF_FIELDS,
    every_row,
    row_of,
    rows_along,
)
from cometvideo.facts.vocabulary.written import written_files
from cometvideo.live.life_checks import CHECKS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cometvideo"
SPECS = [*shipped_specs().values(), *sorted((ROOT / "fixtures" / "specs").glob("*.yaml"))]
ROWS = dict(every_row())
FACTS = {keys: row for keys, row in ROWS.items() if row.type is not None}


@pytest.fixture(params=SPECS, ids=lambda path: path.stem)
def matrix(request: pytest.FixtureRequest) -> Matrix:
    return load_family(request.param)


def test_every_fact_has_its_row(matrix: Matrix) -> None:
    for fact in matrix.facts.values():
        row = row_of(fact.keys)
        assert row is not None, fact.path
        assert row.type is not None, fact.path
        assert all(map(row.type.fits, fact.options)), fact.path
        assert fact.value is not None or not row.type.settled, fact.path
        assert not row.type.choices or {*fact.options} <= {*row.type.choices}, fact.path


def test_every_block_has_its_row(matrix: Matrix) -> None:
    blocks = {fact.keys[:depth] for fact in matrix.facts.values() for depth in range(1, 9)}
    for keys in blocks - {fact.keys for fact in matrix.facts.values()}:
        row = row_of(keys)
        assert row is not None, keys
        assert row.is_block, keys


def test_shipped_specs_are_of_the_shape_that_is_not_looked_at_again(matrix: Matrix) -> None:
    check_shape(matrix)


def test_what_nobody_reads_has_no_row() -> None:
    assert row_of(("task", "mood")) is None
    assert row_of(("service", "host", "name")) is None
    assert row_of(()) is None
    assert [row.title for row in rows_along(("task", "mood", "now"))] == ["Task"]


def test_every_row_says_what_it_is() -> None:
    for keys, row in ROWS.items():
        assert row.title, keys
        assert row.meaning.endswith("."), keys
        assert (row.type is None) == row.is_block or keys[-2:] in (
            ("sizes", ANY_KEY),
            ("renders", ANY_KEY),
        )
        assert "{" not in row.subject.format(*keys) + row.subjects.format(*keys, ANY_KEY)


def test_every_fact_is_read() -> None:
    """Some reader names its key, or the nearest one around it that is not free."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.parent != PACKAGE / "facts" / "vocabulary"
    )
    keys = {next(key for key in reversed(keys) if key != ANY_KEY) for keys in FACTS}
    assert [key for key in sorted(keys) if f'"{key}"' not in source] == []


def test_every_name_is_known_where_it_is_used_and_none_is_unused() -> None:
    rows = ROWS.values()
    assert {row.check for row in rows} - {""} == CHECKS.keys()
    assert {row.rule.worse for row in rows if row.rule is not None} == TESTS.keys()
    assert {code for row in rows for code in row.codes} <= CODES.keys()
    kinds = {kind for row in rows for kind in row.kinds}
    assert kinds == KINDS_OF_FIELDS.keys() == prediction.KINDS.keys()


def test_every_fact_about_answers_has_its_rule_of_breaking() -> None:
    for keys, row in FACTS.items():
        assert (row.rule is None) == (keys[0] in REQUEST_SIDE), keys


def test_whatever_comes_and_goes_as_a_whole_has_a_name() -> None:
    things = {keys: row for keys, row in ROWS.items() if row.whole}
    assert len(things) > 30
    assert [keys for keys, row in things.items() if not (row.is_block and row.subject)] == [
        ("fields", ANY_KEY, "limits")
    ]


def test_sections_have_titles_and_name_the_part_of_a_page_that_shows_their_facts() -> None:
    for key, section in FORMAT.keys.items():
        shown = any(row.page is True for keys, row in FACTS.items() if keys[0] == key)
        assert bool(section.page) == shown
        assert section.subject


@pytest.mark.parametrize("path", written_files(ROOT), ids=lambda path: path.name)
def test_what_is_written_from_the_vocabulary_is_up_to_date(path: Path) -> None:
    """`python -m cometvideo.facts.vocabulary` writes it."""
    assert path.read_text(encoding="utf-8") == written_files(ROOT)[path]


def left_out(keys: tuple[str, ...]) -> str:
    """What holds where a fact is left out, by its row, or else by the blocks around it."""
    rows = [row for end in range(1, len(keys) + 1) if (row := ROWS.get(keys[:end]))]
    return next((row.left_out for row in reversed(rows) if row.left_out), "")


def test_of_every_key_it_is_said_what_its_absence_means() -> None:
    # What has a name of the author's choice is there or not: that is what it says.
    keys = [each for each in FACTS if each[-1] != ANY_KEY and each[0] != "sizes"]
    assert [each for each in keys if not (FACTS[each].needed or left_out(each))] == []
    assert left_out(("service", "host")) == ""
