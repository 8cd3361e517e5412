"""`cometvideo lint`: findings with their place, in every format; exit codes."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo.facts.loading import shipped_files
from tests.cases import FIXTURES
from tests.cli.conftest import Run

Write = Callable[[str, str | bytes], Path]
SPECS = FIXTURES / "specs"
WRONG = "format: 1\nname: own\nextends: seedance\nfields:\n  seconds:\n    max: 1\n"


def test_the_shipped_specs_are_sound(run: Run) -> None:
    ran = run("lint")
    assert ran.code == 0
    assert ran.out.startswith(f"{len(shipped_files())} specs: ")


def test_the_environment_names_the_spec(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMETVIDEO_SPEC", str(SPECS / "overlay.yaml"))
    assert run("lint").out.startswith("1 spec: ")


def test_specs_by_name_and_path(run: Run) -> None:
    ran = run(
        "--spec", "seedance", "lint", SPECS / "invented.yaml", "--spec", SPECS / "overlay.yaml"
    )
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("3 specs: ")


def test_a_flaw_has_its_place_and_rule(run: Run, write: Write) -> None:
    path = write("own.yaml", WRONG)
    ran = run("lint", path)
    assert ran.code == 1
    assert f"{path}:6:5: error range-order: " in ran.out
    assert ran.out.splitlines()[-1].startswith("1 spec: ")


def test_json(run: Run, write: Write) -> None:
    path = write("own.yaml", WRONG)
    ran = run("lint", path, "--format", "json")
    found = next(each for each in ran.data if each["code"] == "range-order")
    assert ran.code == 1
    assert found["severity"] == "error"
    assert found["where"] == {"file": str(path), "line": 6, "column": 5}
    assert json.loads(run("lint", "seedance", "--format", "json").out) == []


def test_github(run: Run, write: Write) -> None:
    path = write("own.yaml", WRONG)
    out = run("lint", path, "--format", "github").out
    assert f"::error file={path},line=6,col=5,title=range-order::" in out


def test_yaml_that_cannot_be_read_is_a_finding(run: Run, write: Write) -> None:
    ran = run("lint", write("own.yaml", "a: 16:9\n"))
    assert ran.code == 1
    assert "own.yaml:1:4: error yaml-ambiguous: " in ran.out


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (WRONG.encode(), 1, "stdin:6:5: error range-order: "),
        (b"format: 1\nname: own\nextends: nobody\n", 1, "stdin:3:1: error base-unusable: "),
        (b"\xff", 2, "stdin is not UTF-8"),
    ],
)
def test_standard_input_is_read(
    run: Run, monkeypatch: pytest.MonkeyPatch, text: bytes, code: int, says: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    ran = run("lint", "-")
    assert ran.code == code
    assert says in ran.out + ran.err


def test_warnings_count_if_strict(run: Run, write: Write) -> None:
    path = write(
        "own.yaml",
        "format: 1\nname: own\nextends: seedance\nsources:\n"
        "  nobody: { kind: report, title: Never named }\nfields: { seconds: { max: 16 } }\n",
    )
    plain = run("lint", path)
    assert " warning source-unused: " in plain.out
    assert " error " not in plain.out
    assert plain.code == 0
    assert run("lint", path, "--strict").code == 1
