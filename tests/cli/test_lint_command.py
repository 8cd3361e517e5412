"""`cometvideo lint`: findings with their place, in every format; exit codes."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import InputError, load_family
from cometvideo.cli.fitness import fitness
from cometvideo.documentation.checking import pages_of
from cometvideo.facts.loading import shipped_files
from cometvideo.live.deriving import probes_of
from cometvideo.mock import MockApi
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


FIT = """\
format: 1
name: clips
sources:
  page: { kind: documentation, title: Their page, address: "https://example.com/docs" }
from: page
fields:
  prompt: { kind: text, required: true }
  model: { kind: choice, selects: models, required: true }
  seconds: { kind: integer, gives: seconds, min: 2, max: 8, as_text: true }
models: { clip-1: { seconds: { min: 4 } } }
"""
SPOKEN = """\
body: { encodings: { multipart/form-data: read } }
service: { host: "https://a.example", base_url: "https://a.example/v1", auth_header: Authorization }
operations:
  create: { method: POST, path: /v1/clips }
  retrieve: { method: GET, path: "/v1/clips/{id}" }
task:
  fields:
    id: { type: string, required: true, gives: id }
    status: { type: string, required: true, gives: status }
  initial: waiting
  statuses:
    waiting: { terminal: false, means: waiting }
    done: { terminal: true, means: success }
"""


def test_it_is_told_what_a_spec_is_fit_for_and_what_is_missing(run: Run, write: Write) -> None:
    out = run("lint", write("clips.yaml", FIT)).out
    assert "clips is fit for\n  validate             1 model\n" in out
    for reader in ("mock", "client checks", "live drift"):
        assert re.search(rf"\n  {reader} +no; lacks service.host, .*task.statuses\n", out)
    assert re.search(r"\n  documentation drift +no; lacks operations", out)
    out = run("lint", write("clips.yaml", FIT + SPOKEN)).out
    assert re.search(r"\n  mock +create, retrieve\n", out)
    assert re.search(r"\n  client checks +\d+ of \d+ clauses; lacks a case for .*form-file", out)
    assert "one-task-after-5xx (errors.retry), " in out
    assert re.search(r"\n  documentation drift +\d+ facts on the pages of create, retrieve\n", out)
    assert re.search(r"\n  live drift +\d+ facts .*; lacks prices of clip-1, to plan in", out)
    no_form = "{ text/plain: read }, other_encoding: refused"
    unread = SPOKEN.replace("{ multipart/form-data: read }", no_form)
    out = run("lint", write("clips.yaml", FIT + unread)).out
    assert re.search(r"\n  live drift +no; lacks a request to pay for .*: .*multipart/", out)
    wrong = write("clips.yaml", FIT.replace("min: 2", "mni: 2"))
    assert "is fit for" not in run("lint", wrong).out


def test_what_lint_calls_fit_is_taken_by_its_reader(write: Write) -> None:
    small, whole = (
        load_family(write(f"{n}.yaml", each)) for n, each in enumerate((FIT, FIT + SPOKEN))
    )
    can = {each.reader: each.can for each in fitness(whole)}
    cannot = {each.reader: each for each in fitness(small)}
    assert all(can.values())
    assert [each.reader for each in cannot.values() if each.can] == ["validate"]
    MockApi(whole)
    with pytest.raises(InputError, match=re.escape(cannot["mock"].missing)):
        MockApi(small)
    assert any(each.cost.kind == "paid" for each in probes_of(whole))
    assert not any(each.cost.kind == "paid" for each in probes_of(small))
    assert pages_of(whole) == {"create": "page", "retrieve": "page"}


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
