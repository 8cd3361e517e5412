"""`cometvideo facts`: every fact, and those that pass the filters."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import cometvideo
from cometvideo.cli import facts
from cometvideo.facts.fact import Fact
from tests.cli.conftest import Run

MATRIX = cometvideo.load_family("seedance")


def paths(out: str) -> list[str]:
    return [line.split("  ")[0] for line in out.splitlines()]


def test_all_facts_in_the_order_of_the_spec(run_seedance: Run) -> None:
    ran = run_seedance("facts")
    assert ran.code == 0
    assert paths(ran.out) == list(MATRIX.facts)


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("fields.seconds.max", "fields.seconds.max  15  documented  create-page"),
        ("fields.prompt.required", "fields.prompt.required  yes  documented  create-page"),
        (
            "body.other_encoding",
            "body.other_encoding  refused or read  open  create-page",
        ),
        (
            "fields.prompt.empty",
            "fields.prompt.empty  refused or accepted  open  create-page, new-api",
        ),
    ],
)
def test_a_row_has_path_value_level_and_sources(run_seedance: Run, path: str, row: str) -> None:
    assert run_seedance("facts", path).out == f"{row}\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["models.doubao-seedance-2-0"],
            lambda fact: fact.keys[:2] == ("models", "doubao-seedance-2-0"),
        ),
        (["PRESET_ROW"], lambda fact: "preset_row" in fact.path),
        (["--open"], lambda fact: fact.level == "open"),
        (["--level", "inferred"], lambda fact: fact.level == "inferred"),
        (["--source", "new-api"], lambda fact: "new-api" in fact.sources),
        (
            ["task", "--source", "new-api", "--level", "open"],
            lambda fact: (
                fact.keys[0] == "task" and fact.level == "open" and "new-api" in fact.sources
            ),
        ),
    ],
    ids=["beginning", "part", "open", "level", "source", "all of them"],
)
def test_filters(run_seedance: Run, arguments: list[str], expected: Callable[[Fact], bool]) -> None:
    found = paths(run_seedance("facts", *arguments).out)
    assert found == [fact.path for fact in MATRIX.facts.values() if expected(fact)]
    assert found


def test_of_the_endpoint_facts_are_called_as_its_families_say_them(run: Run) -> None:
    endpoint = cometvideo.load("cometapi")
    assert paths(run("facts").out) == list(endpoint.facts)
    assert paths(run("facts", "--open").out) == [
        path for path, fact in endpoint.facts.items() if fact.is_open
    ]
    rows = [each.split() for each in run("facts", "fields.seconds.max").out.splitlines()]
    assert ["wan:fields.seconds.max", "15", "documented", "wan-pages"] in rows


def test_nothing_passes_all_filters(run: Run) -> None:
    ran = run("facts", "fields.seconds.max", "--open")
    assert ran == (0, "", "cometvideo: no fact is all of that\n")
    assert run("facts", "fields.seconds.max", "--open", "--format", "json").data == []


def test_json(run: Run) -> None:
    (data,) = run("facts", "models.doubao-seedance-1-0-pro.seconds.max", "--format", "json").data
    fact = MATRIX.facts["models.doubao-seedance-1-0-pro.seconds.max"]
    assert data["also"][0] == {"source": "ark-reference", "value": 12, "note": ""}
    assert data["where"] == {"file": fact.where.file, "line": fact.where.line, "column": 7}
    assert {key: data[key] for key in ("path", "value", "one_of", "level", "sources")} == {
        "path": fact.path,
        "value": 10,
        "one_of": [],
        "level": "documented",
        "sources": ["create-page"],
    }
    assert run("facts", "fields.size.labels", "--format", "json").data[0]["value"][0] == "16:9"


def test_markdown(run: Run) -> None:
    pattern = str(MATRIX.value("fields", "size", "pattern"))
    pattern = pattern.replace("\\", "\\\\").replace("|", "\\|")
    assert run("facts", "fields.size.pattern", "--format", "markdown").out.splitlines() == [
        "| path | value | level | sources |",
        "|---|---|---|---|",
        f"| fields.size.pattern | {pattern} | documented | create-page |",
    ]


def test_contradicted_facts_say_so(run: Run, tmp_path: Path) -> None:
    spec = tmp_path / "own.yaml"
    spec.write_text(
        "format: 1\nname: own\nextends: seedance\nfields:\n  seconds:\n    max:\n      value: 14\n"
        "      also: [{ source: retrieve-page, value: 15 }]\n"
    )
    out = run("facts", "fields.seconds.max", "--spec", spec).out
    assert "documented, contradicted" in out


@pytest.mark.parametrize(
    ("day", "days", "stale"),
    [
        (date(2026, 11, 25), 90, False),  # the day after 2026-08-27 and 90 days is the 26th
        (date(2026, 11, 26), 90, True),
        (date(2026, 8, 27), 0, False),
    ],
)
def test_stale_is_what_nobody_looked_at_for_so_long(
    run_seedance: Run, monkeypatch: pytest.MonkeyPatch, day: date, days: int, stale: bool
) -> None:
    monkeypatch.setattr(facts, "today", lambda: day)
    ran = run_seedance("facts", "prices", "--stale", str(days))
    assert ("prices.failed " in ran.out) is stale  # of an article of 2026-08-27
    # A year is taken for its first day; a source without a date tells nothing.
    assert ("prices.models.doubao-seedance-2-0.rows.480p " in ran.out) is True
    assert "prices.ratio" not in ran.out
    assert "of 2 facts that cannot be told: no source of theirs has a date" in ran.err
