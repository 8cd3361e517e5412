"""The library of probes: what is sent, what it may cost, and what it can show."""

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import KINDS_OF_FIELDS
from cometvideo.live.deriving import probes_of
from cometvideo.live.forms import predicted
from cometvideo.live.marks import ACCEPTED
from cometvideo.live.probe import request_of
from tests.thorough import thorough

SPECS = (
    "seedance",
    "fixtures/specs/invented.yaml",
    *thorough("seedance@2026-04", "fixtures/specs/overlay.yaml"),
)


@pytest.fixture(params=SPECS)
def matrix(request: pytest.FixtureRequest) -> Matrix:
    return load_family(request.param)


def test_every_kind_of_field_has_its_marks() -> None:
    assert ACCEPTED.keys() == KINDS_OF_FIELDS.keys()


def test_ids_are_unique_and_the_same_in_every_run(matrix: Matrix) -> None:
    ids = [each.id for each in probes_of(matrix)]
    assert len({*ids}) == len(ids)
    probes_of.cache_clear()
    assert [each.id for each in probes_of(matrix)] == ids


def test_cost_follows_from_what_is_predicted(matrix: Matrix) -> None:
    kinds = {"invalid": "free if rejected", "valid": "paid", "uncertain": "paid"}
    for probe in probes_of(matrix):
        if probe.is_create:
            verdict = predicted(matrix, (probe.content_type, probe.body)).verdict
            assert probe.cost.kind == kinds[verdict], probe.id
            assert probe.cost.seconds > 0, probe.id
            assert bool(probe.group) == (verdict == "invalid"), probe.id
        else:
            assert probe.cost == ("free", 0, None)


def test_marks_are_of_facts_or_of_models(matrix: Matrix) -> None:
    models = {f"models.{each}" for each in matrix.models}
    for probe in probes_of(matrix):
        assert probe.marks, probe.id
        assert {each.fact for each in probe.marks} <= matrix.facts.keys() | models, probe.id


def test_every_model_has_both_sides_of_its_bounds() -> None:
    matrix = load_family("seedance")
    ways = {each for probe in probes_of(matrix) for each in probe.marks}
    for model in matrix.models:
        for key in ("min", "max"):
            fact = matrix.facts[f"models.{model}.seconds.{key}"]
            assert (fact.path, f"takes {fact.value}") in ways
            assert (fact.path, "refuses seconds out-of-range") in ways


def test_every_published_size_and_preset_is_asked_for() -> None:
    matrix = load_family("seedance")
    ways = {each for probe in probes_of(matrix) for each in probe.marks}
    for fact in matrix.facts.values():
        if fact.keys[0] == "sizes":
            assert (fact.path, f"takes {fact.value}") in ways
            assert (fact.path, "renders") in ways
    labels = matrix.value("fields", "size", "labels")
    assert isinstance(labels, tuple)
    assert {("fields.size.labels", f"takes {each}") for each in labels} <= ways


def test_a_refusal_is_priced_by_what_it_asks_for() -> None:
    found = {each.id: each for each in probes_of(load_family("seedance"))}
    asked = found["create doubao-seedance-2-0 seconds=16 size=864x496"]
    assert asked.cost == ("free if rejected", 16, 6_311_250)  # 15 s of the dearest row, at list
    # What is too short may be rendered in the usual length.
    asked = found["create doubao-seedance-1-0-pro seconds=1 size=864x480"]
    assert asked.cost == ("free if rejected", 5, None)


@pytest.mark.parametrize(("key", "sent"), [("own", "Bearer k"), ("none", None)])
def test_the_key_goes_where_the_spec_says(key: str, sent: str | None) -> None:
    matrix = load_family("seedance")
    probe = next(each for each in probes_of(matrix) if each.key == key)
    assert request_of(probe, matrix, "k").header("authorization") == sent


def test_a_wrong_key_is_not_the_right_one() -> None:
    matrix = load_family("seedance")
    probe = next(each for each in probes_of(matrix) if each.key == "wrong")
    assert request_of(probe, matrix, "k").header("authorization") not in {None, "Bearer k"}
