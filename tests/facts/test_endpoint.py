"""Endpoints: the model that is named chooses the family, and what none has is said over all."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from cometvideo import (
    InputError,
    Matrix,
    load_family,
    predict,
    settle,
    validate,
    validate_form,
    validate_wire,
)
from cometvideo.export.endpoint import endpoint_schema
from cometvideo.facts import endpoint as endpoints
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.lint import lint
from cometvideo.facts.loading import shipped_files
from cometvideo.mock import MockApi
from cometvideo.samples.requests import classified, plain_request
from tests.mock.talk import Talker
from tests.test_agreement import as_json, with_good_files

FOLDER = Path(__file__).parents[2] / "fixtures" / "specs"


@pytest.fixture(scope="module")
def endpoint() -> Endpoint:
    found = load("cometapi")
    assert isinstance(found, Endpoint)
    return found


def test_every_family_is_one_of_the_shipped_specs(endpoint: Endpoint) -> None:
    assert [*endpoint.families] == [
        *("seedance", "seedance-2-5", "sora", "veo", "wan", "vidu", "happyhorse", "omni")
    ]
    for name, matrix in endpoint.families.items():
        assert matrix is load_family(name)
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
        return load_family(spec)

    monkeypatch.setattr(endpoints, "load_family", noted)
    cold = Endpoint(load("cometapi").file)  # type: ignore[union-attr]
    validate({"model": "wan2.7", "prompt": "a"}, spec=cold)
    assert asked == ["wan"]


def test_the_schema_takes_what_the_endpoint_does_not_refuse(endpoint: Endpoint) -> None:
    judge = jsonschema_rs.validator_for(endpoint_schema(endpoint))
    seen = 0
    for name in ("wan", "omni", "seedance-2-5"):
        family = endpoint.families[name]
        for example, _ in classified(family):
            fields = with_good_files(family, example.fields)
            verdict = validate(fields, spec=endpoint).verdict
            assert judge.is_valid(as_json(example.fields)) == (verdict != "invalid"), example
            seen += 1
    assert seen > 300


def test_a_reader_of_one_family_says_which_there_are(endpoint: Endpoint) -> None:
    with pytest.raises(InputError, match=r"several families.*seedance, seedance-2-5, sora"):
        load_family("cometapi")
    assert endpoint.one("veo3.1").name == "veo"
    with pytest.raises(InputError, match=r"'veo9' is no model of cometapi; allowed: .*sora-2-pro"):
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


def test_a_family_of_ones_own_may_have_the_name_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "films.yaml").write_text(
        "format: 1\nname: films\nextends: cometapi\nfamilies: [sora.yaml]\n", encoding="utf-8"
    )
    (tmp_path / "sora.yaml").write_text(
        "format: 1\nname: sora\nextends: sora\nfields: { prompt: { max_length: 7 } }\n",
        encoding="utf-8",
    )
    own = Endpoint(str(tmp_path / "films.yaml")).family("sora")
    assert own.integer("fields", "prompt", "max_length") == 7


def test_a_family_has_the_models_that_it_inherits_whatever_was_asked_before(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "format: 1\nname: mine\nextends: seedance\nfields: { prompt: { max_length: 7 } }\n",
        encoding="utf-8",
    )
    spec = tmp_path / "films.yaml"
    spec.write_text(
        "format: 1\nname: films\nextends: cometapi\nfamilies: [mine.yaml, wan]\n",
        encoding="utf-8",
    )
    for model in load_family("seedance").models:
        assert Endpoint(str(spec)).matrix_for({"model": model}).name == "mine"


def test_a_prediction_is_of_the_family_of_its_model(endpoint: Endpoint) -> None:
    fields = {"model": "wan2.6", "prompt": "a", "seconds": 4}
    assert predict(endpoint, fields) == predict(load_family("wan"), fields)
    path = "body.undocumented_field"
    decided = settle(endpoint, {path: "ignored", "wan:body.repeated_field": "refused"})
    assert isinstance(decided, Endpoint)
    assert {each.facts[path].value for each in decided.families.values()} == {"ignored"}
    repeated = {n: each.facts["body.repeated_field"] for n, each in decided.families.items()}
    assert [name for name, fact in repeated.items() if fact.value == "refused"] == ["wan"]


def test_a_settled_default_model_chooses_the_family(tmp_path: Path) -> None:
    shipped = shipped_files()
    for name in ("omni", "wan"):
        text = shipped[name].read_text(encoding="utf-8")
        own = text.replace("extends: cometapi", "extends: usual.yaml")
        own = own.replace("  model: { required: true, selects: models }\n", "")
        (tmp_path / f"{name}.yaml").write_text(own, encoding="utf-8")
    file = tmp_path / "usual.yaml"
    file.write_text(
        "format: 1\nname: usual\nextends: cometapi\nfamilies: [omni.yaml, wan.yaml]\n"
        "fields: { model: { required: false, default: wan2.6, from: model-pages } }\n",
        encoding="utf-8",
    )
    usual = load(file)
    assert isinstance(usual, Endpoint)
    assert usual.usual.name == usual.one(None).name == "wan"
    judge = jsonschema_rs.validator_for(endpoint_schema(usual))
    for seconds, verdict in ((5, "valid"), (4, "invalid")):
        fields = {"prompt": "a", "seconds": seconds}
        left_out = validate(fields, spec=usual)
        assert left_out.matrix is usual.family("wan")
        assert left_out.verdict == verdict
        assert left_out.renderings == validate({**fields, "model": "wan2.6"}, spec=usual).renderings
        assert judge.is_valid(fields) == (verdict == "valid")
    talker = Talker(MockApi(usual))
    assert talker.poll(talker.task(model=None))["model"] == "wan2.6"


def test_the_digest_of_an_endpoint_is_that_of_all_its_families(endpoint: Endpoint) -> None:
    other = settle(endpoint, {"wan:body.repeated_field": "refused"})
    assert other.unnamed.digest == endpoint.unnamed.digest
    assert other.digest != endpoint.digest
    assert endpoint.digest in str(endpoint_schema(endpoint)["$comment"])
