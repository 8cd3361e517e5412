"""SQL refuses what `predict` calls invalid, and names the rule that it names first."""

import re
import sqlite3
from contextlib import closing
from itertools import product
from typing import Any

import pytest

import cometvideo
from cometvideo import settle
from cometvideo.errors import InputError
from cometvideo.export.sql import DIALECTS, _expanded, sql
from tests.cases import FIXTURES
from tests.export.rows import first_broken, rows

SPECS = ["seedance", "seedance@2026-04", "cometapi", "wan", "sora", "omni", "veo", "vidu"]


def told(db: sqlite3.Connection, text: str, given: list[dict[str, Any]]) -> list[str | None]:
    """What the query says of rows, in a table of theirs."""
    table, query = re.split(r"\n\n-- Of your own[^\n]*\n", text)
    db.execute(table.rstrip(";\n"))
    db.execute("CREATE TABLE requests AS SELECT * FROM accepted_requests")
    marks = ", ".join("?" for _ in given[0])
    db.executemany(
        f"INSERT INTO requests VALUES ({marks})", [tuple(each.values()) for each in given]
    )
    return [row[-1] for row in db.execute(query.rstrip(";\n"))]


@pytest.mark.parametrize("name", SPECS)
def test_sqlite_says_what_predict_says(name: str) -> None:
    spec = cometvideo.load(name)
    given = [*rows(spec, 400)]
    with closing(sqlite3.connect(":memory:")) as db:
        found = told(db, sql(spec, "sqlite"), given)
        assert found == [first_broken(spec, row) for row in given]
        assert len({*found}) > 2
        marks = ", ".join("?" for _ in given[0])
        for row, broken in [*zip(given, found, strict=True)][::9]:
            insert = f"INSERT INTO accepted_requests VALUES ({marks})"
            if broken is None:
                db.execute(insert, tuple(row.values()))
            else:
                with pytest.raises(sqlite3.IntegrityError):
                    db.execute(insert, tuple(row.values()))


def test_rules_between_fields_and_limits_of_texts() -> None:
    spec = cometvideo.load(str(FIXTURES / "whole" / "whole.cometvideo.yaml"))
    given = [*rows(spec, 1500)]
    with closing(sqlite3.connect(":memory:")) as db:
        found = told(db, sql(spec, "sqlite"), given)
    assert found == [first_broken(spec, row) for row in given]


def test_sizes_that_are_refused_where_they_are_not_published() -> None:
    spec = cometvideo.load("seedance")
    open_facts = [each for each in spec.open_facts if each.path.endswith("undocumented")]
    matrix = settle(spec, {each.path: "refused" for each in open_facts})
    given = [*rows(matrix, 400)]
    with closing(sqlite3.connect(":memory:")) as db:
        found = told(db, sql(matrix, "sqlite"), given)
    assert found == [first_broken(matrix, row) for row in given]


def test_its_head_says_what_it_is_made_of_and_cannot_say() -> None:
    spec = cometvideo.load("seedance")
    for dialect in DIALECTS:
        head = sql(spec, dialect).partition("\n\n")[0]
        assert spec.digest in head
        assert f"It is for {dialect}" in head
        assert "what is in a file" in head


def test_other_dialects_have_patterns_of_their_own() -> None:
    spec = cometvideo.load("seedance")
    assert '"size" ~ \'^(?:16:9|' in sql(spec, "postgres")
    assert '"input_reference" BYTEA' in sql(spec, "postgres")
    assert 'regexp_full_match("size", \'16:9|' in sql(spec, "duckdb")


@pytest.mark.parametrize(
    "pattern", ["a|b", "[1-9][0-9]{1,2}", "(?:[1-9]|1[0-2])x[0-9]{2}", r"\*\[|x"]
)
def test_patterns_for_glob(pattern: str) -> None:
    """What a pattern takes of short texts is what its globs take together."""
    globs = _expanded(pattern)
    with closing(sqlite3.connect(":memory:")) as db:
        for each in product("129x*[ab", repeat=4):
            text = "".join(each).rstrip("b")  # of every length
            matches = any(
                db.execute("SELECT ? GLOB ?", (text, glob)).fetchone()[0] for glob in globs
            )
            assert matches == bool(re.fullmatch(pattern, text)), text


def test_a_pattern_that_glob_cannot_say() -> None:
    with pytest.raises(InputError, match="is not one that GLOB can say"):
        _expanded("a]\\")
