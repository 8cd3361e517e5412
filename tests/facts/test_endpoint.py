"""Endpoints: the model that is named chooses the family, and what none has is said over all."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from cometvideo import InputError, Matrix, load, validate, validate_form, validate_wire
from cometvideo.export.endpoint import endpoint_schema
from cometvideo.facts import endpoint as endpoints
from cometvideo.facts.endpoint import Endpoint, open_spec
from cometvideo.facts.lint import lint
from cometvideo.samples.requests import classified, plain_request
from tests.test_agreement import as_json, with_good_files

FOLDER = Path(__file__).parents[2] / "fixtures" / "specs"


@pytest.fixture(scope="module")
def endpoint() -> Endpoint:
    found = open_spec("cometapi")
    assert isinstance(found, Endpoint)
    return found


def test_every_family_is_one_of_the_shipped_specs(endpoint: Endpoint) -> None:
    assert [*endpoint.families] == [
        *("seedance", "seedance-2-5", "sora", "veo", "wan", "vidu", "happyhorse", "omni")
    ]
    for name, matrix in endpoint.families.items():
        assert matrix is load(name)
        assert words(matrix) == words(endpoint.families["seedance"])


def words(matrix: Matrix) -> list[object]:
    """How an upstream is reached, which is the same for all families."""
    keys = (("service", "host"), ("service", "base_url"), ("service", "auth_header"))
    paths = [("operations", name, "path") for name in ("create", "retrieve")]
    return [matrix.value(*each) for each in (*keys, *paths)]


def test_no_model_has_two_families(endpoint: Endpoint) -> None:
    models = [each for matrix in endpoint.families.values() for each in matrix.models]
    assert len(models) == len(set(models)) > 15
    assert sorted(endpoint.unnamed.models) == sorted(models)


def test_a_request_is_judged_by_the_family_of_its_model(endpoint: Endpoint) -> None:
    for matrix in endpoint.families.values():
        for model in matrix.models:
            fields = plain_request(matrix, model)
            learned = validate(fields, spec=endpoint)
            assert learned.matrix is matrix
            assert learned.prediction == validate(fields, spec=matrix).prediction


def test_a_form_and_a_body_choose_as_well(endpoint: Endpoint) -> None:
    fields = {"model": "wan2.6", "prompt": "a", "seconds": "4"}
    told = validate_form(list(fields.items()), spec="cometapi")
    assert (told.matrix.name, told.verdict) == ("wan", "invalid")
    headers = {"Authorization": "Bearer k", "Content-Type": "application/x-www-form-urlencoded"}
    body = b"model=sora-2&prompt=a&seconds=5"
    told = validate_wire(headers, body, spec=endpoint)
    assert (told.matrix.name, told.verdict) == ("sora", "invalid")
    assert "key-missing" in {each.code for each in validate_wire({}, body, spec=endpoint).findings}


@pytest.mark.parametrize("model", ["sora-3", "wan", "", None, 5, ["sora-2"], "sora-2\n"])
def test_what_no_family_has_is_said_over_all(endpoint: Endpoint, model: Any) -> None:
    learned = validate({"model": model, "prompt": "a", "seconds": 99}, spec=endpoint)
    assert learned.verdict == "invalid"
    (finding,) = (each for each in learned.findings if each.field == "model")
    if isinstance(model, str):
        assert all(each in str(finding.allowed) for each in ("wan2.6", "sora-2-pro", "veo3.1"))


def test_only_the_family_that_is_named_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def noted(spec: Any) -> Matrix:
        asked.append(spec)
        return load(spec)

    monkeypatch.setattr(endpoints, "load", noted)
    cold = Endpoint(open_spec("cometapi").file)  # type: ignore[union-attr]
    validate({"model": "wan2.7", "prompt": "a"}, spec=cold)
    assert asked == ["wan"]


def test_the_schema_takes_what_the_endpoint_does_not_refuse(endpoint: Endpoint) -> None:
    judge = jsonschema_rs.validator_for(endpoint_schema(endpoint))
    seen = 0
    for name in ("wan", "omni", "seedance-2-5"):
        for example, _ in classified(endpoint.families[name]):
            fields = {key: with_good_files(each) for key, each in example.fields.items()}
            verdict = validate(fields, spec=endpoint).verdict
            assert judge.is_valid(as_json(example.fields)) == (verdict != "invalid"), example
            seen += 1
    assert seen > 300


def test_a_reader_of_one_family_says_which_there_are(endpoint: Endpoint) -> None:
    with pytest.raises(InputError, match=r"several families.*seedance, seedance-2-5, sora"):
        load("cometapi")
    assert endpoint.one("veo3.1").name == "veo"
    with pytest.raises(InputError, match="no family has 'veo9'"):
        endpoint.one("veo9")
    with pytest.raises(InputError, match="no family of cometapi"):
        endpoint.family("kling")


def test_an_endpoint_of_ones_own(tmp_path: Path) -> None:
    """Whatever families there are, by files alone."""
    common = (FOLDER / "invented.yaml").read_text(encoding="utf-8")
    head, _, rest = common.partition("models:\n")
    tables = rest.partition("rejections:")[2]
    text = head.replace("name: reel\n", "name: films\nfamilies:\n  - long.yaml\n  - short.yaml\n")
    (tmp_path / "films.yaml").write_text(f"{text}rejections:{tables}", encoding="utf-8")
    for name, most in (("long", 20), ("short", 5)):
        facts = f"{{ duration: {{ max: {most} }}, frame: {{ table: listed }} }}"
        own = (
            f"format: 1\nextends: films.yaml\nfrom: handbook\nmodels: {{ film-{name}: {facts} }}\n"
        )
        (tmp_path / f"{name}.yaml").write_text(own, encoding="utf-8")
    spec = tmp_path / "films.yaml"
    assert [each for each in lint(spec) if each.severity == "error"] == []
    asked = {"script": "a", "duration": 12}
    assert validate({**asked, "engine": "film-long"}, spec=spec).verdict == "valid"
    short = validate({**asked, "engine": "film-short"}, spec=spec)
    assert (short.verdict, short.matrix.models) == ("invalid", ("film-short",))
