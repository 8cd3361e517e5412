"""`cometvideo spec show`: what is shown of one loads to the same facts, whatever it extends."""

from pathlib import Path

import pytest

from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.endpoint import load
from cometvideo.facts.fact import Where
from cometvideo.facts.lint import lint
from cometvideo.facts.loading import chain_of, load_family, read_chain, shipped_specs
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import settle
from cometvideo.writing.whole import spec_text
from tests.cases import FIXTURES
from tests.cli.conftest import Run

SPECS = [*shipped_specs().values(), *sorted((FIXTURES / "specs").glob("*.yaml"))]
ANYWHERE = Where("", 1, 1)
ASSUMING = """\
format: 1
extends: seedance
models: { doubao-seedance-2-0: { size: { preset_row: { value: 720p, note: so we hope } } } }
"""


def again(matrix: Matrix) -> Matrix:
    return build([parse_document(spec_text(matrix), "whole.yaml")])


def same(one: Matrix, other: Matrix) -> bool:
    """Whether two matrices say the same, but for the places, and for prices of nothing."""
    return said(one) == said(other)


def said(matrix: Matrix) -> tuple[object, ...]:
    facts = [
        fact._replace(where=ANYWHERE)
        for fact in matrix.facts.values()
        if fact.keys[:2] != ("prices", "models") or fact.keys[2] in matrix.models
    ]
    used = {
        name for fact in facts for name in (*fact.sources, *(also.source for also in fact.also))
    }
    sources = [matrix.sources[name]._replace(where=ANYWHERE) for name in sorted(used)]
    return facts, sources, matrix.name, matrix.about


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_what_is_shown_loads_to_the_same_facts(path: Path) -> None:
    matrix = load_family(path)
    assert same(again(matrix), matrix)
    assert {*again(matrix).abouts.items()} <= {*matrix.abouts.items()}
    told = [each for each in lint("whole", spec_text(matrix)) if each.severity != "note"]
    assert [each.message for each in told] == []


def test_what_is_assumed_stays_so() -> None:
    matrix = build(chain_of(parse_document(ASSUMING, "ours.yaml")))
    (assumed,) = (fact for fact in matrix.facts.values() if fact.level == "open" and fact.value)
    assert assumed.one_of
    assert same(again(matrix), matrix)
    assert not same(matrix, load_family("seedance"))


TAKING_AWAY = """\
format: 1
extends: seedance
models:
  doubao-seedance-2-0: null
  doubao-seedance-2-0-fast: { size: { rows: [720p], preset_row: 720p } }
"""


def test_prices_of_what_was_taken_away_are_not_shown() -> None:
    matrix = build(chain_of(parse_document(TAKING_AWAY, "ours.yaml")))
    gone = matrix.facts.keys() - again(matrix).facts.keys()
    assert {path.partition("rows")[0] for path in gone} == {
        "prices.models.doubao-seedance-2-0.kind",
        "prices.models.doubao-seedance-2-0.",
        "prices.models.doubao-seedance-2-0-fast.",
    }
    assert not [each for each in lint("whole", spec_text(matrix)) if each.severity == "error"]


def test_a_world_can_be_shown() -> None:
    matrix = load_family("seedance")
    world = settle(matrix, {fact.path: fact.one_of[0] for fact in matrix.open_facts})
    assert same(again(world), world)


def test_an_endpoint_is_shown_with_its_families(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.cometvideo.yaml"
    assert run("spec", "show", "--spec", "cometapi", "-o", file).code == 0
    shown, endpoint = load(file), load("cometapi")
    assert not isinstance(shown, Matrix)
    assert not isinstance(endpoint, Matrix)
    assert shown.files == endpoint.files
    assert same(shown.common, endpoint.common)


def test_the_command_writes_what_can_be_loaded(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "whole.yaml"
    file.write_text(run("spec", "show", "--spec", "seedance@2026-04").out, encoding="utf-8")
    assert same(load_family(file), build(read_chain("seedance@2026-04")))


def test_a_file_is_called_by_what_stands_before_the_usual_end(tmp_path: Path) -> None:
    file = tmp_path / "clips.cometvideo.yaml"
    file.write_text("format: 1\nextends: wan\n", encoding="utf-8")
    assert load_family(file).name == "clips"
