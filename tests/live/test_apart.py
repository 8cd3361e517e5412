"""A changed upstream in a process of its own, asked by the command line in another."""

import json
from pathlib import Path

import pytest

from cometvideo.facts.fact import Value
from cometvideo.facts.loading import load_family
from tests.live.apart import asked, names_in, overlay, served, write_plan
from tests.live.sensitivity import related

# Every run has a change that is asked for like this in test_other_make.py.
pytestmark = pytest.mark.thorough

MATRIX = load_family("seedance")

CHANGED: dict[str, Value] = {
    "models.doubao-seedance-1-0-pro.seconds.max": 9,
    "sizes.seedance-1-5-and-2-0.720p.16:9": "1296x736",
    "rejections.by_request.unknown-task.status": 404,
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(tmp_path_factory.mktemp("plan"))


def test_an_unchanged_upstream_is_no_drift(plan: Path, tmp_path: Path) -> None:
    with served() as base_url:
        told = asked(base_url, plan, tmp_path / "ledger")
    assert told.returncode == 0, told.stderr
    summary = json.loads(told.stdout)["summary"]
    assert (summary["could not tell"], summary["unchecked"]) == (0, 0)


@pytest.mark.parametrize("path", CHANGED)
def test_a_change_is_named(path: str, plan: Path, tmp_path: Path) -> None:
    fact = MATRIX.facts[path]
    spec = overlay(fact, CHANGED[path], tmp_path)
    strict = "fields.size.undocumented=refused"
    with served("--spec", str(spec), "--world", strict) as base_url:
        told = asked(base_url, plan, tmp_path / "ledger")
    assert told.returncode == 1, told.stderr
    assert {path} <= names_in(told) <= related(fact, MATRIX)
