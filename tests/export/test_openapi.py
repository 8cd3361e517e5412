"""The OpenAPI document: valid for its validators, and nothing in it that the matrix has not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

import cometvideo
from cometvideo.errors import InputError
from cometvideo.export import openapi
from cometvideo.export.endpoint import endpoint_openapi
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import predict
from cometvideo.samples.requests import classified
from tests.export.tools import OWN_SPECS, missing, run
from tests.thorough import few

ALL = [*cometvideo.shipped_specs(), *map(str, OWN_SPECS)]
MATRIX = cometvideo.load_family("seedance")


def document(matrix: Matrix = MATRIX, model: str | None = None) -> Any:
    return openapi(matrix, model)


def endpoint() -> Endpoint:
    spec = load("cometapi")
    assert isinstance(spec, Endpoint)
    return spec


@pytest.fixture(
    params=["cometapi", *few(ALL, 4)], ids=["cometapi", *(Path(each).stem for each in ALL)]
)
def each_document(request: pytest.FixtureRequest) -> Any:
    spec = load(request.param)
    return endpoint_openapi(spec) if isinstance(spec, Endpoint) else document(spec)


def test_passes_the_validator(each_document: Any) -> None:
    try:
        from openapi_spec_validator import validate
    except ImportError:
        missing("openapi-spec-validator is not installed")
    validate(each_document)


@pytest.mark.thorough
def test_passes_the_linter(each_document: Any, tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(each_document), encoding="utf-8")
    done = run("@redocly/cli", "bin/cli.js", "lint", str(path), "--format", "json")
    found = json.loads(done.stdout)
    # No source states the statuses of a download, so none is listed.
    known = {("operation-4xx-response", "#/paths/~1{file}/get/responses")}
    problems = {(each["ruleId"], each["location"][0]["pointer"]) for each in found["problems"]}
    assert done.returncode == 0
    assert problems <= known


def statuses(found: Any) -> Iterator[str]:
    for item in found["paths"].values():
        for method in item.values():
            if isinstance(method, dict):
                yield from method.get("responses", {})


def test_every_status_is_one_of_the_matrix() -> None:
    stated = {
        str(option)
        for fact in MATRIX.facts.values()
        if fact.keys[-1] in ("status", "unstated_status")
        for option in fact.options
    } | set(MATRIX.block("errors", "retry"))
    assert set(statuses(document())) - {"default"} <= stated


def test_both_envelopes_are_described() -> None:
    answers = document()["paths"]["/v1/videos"]["post"]["responses"]
    refused = answers["400"]["content"]["application/json"]
    shapes = {tuple(sorted(each["value"])) for each in refused["examples"].values()}
    assert shapes == {("error",), ("code", "data", "message")}


@pytest.mark.parametrize("whole", [False, True], ids=["seedance", "cometapi"])
def test_examples_fit_their_schemas(*, whole: bool) -> None:
    found: Any = endpoint_openapi(endpoint()) if whole else document()
    for path, item in found["paths"].items():
        for method in item.values():
            if not isinstance(method, dict):
                continue
            contents = [each.get("content", {}) for each in method["responses"].values()]
            contents.append(method.get("requestBody", {}).get("content", {}))
            for content in (each for group in contents for each in group.values()):
                schema = {**content["schema"], "components": found["components"]}
                for name, example in content.get("examples", {}).items():
                    faults = jsonschema.Draft202012Validator(schema).iter_errors(example["value"])
                    assert [each.message for each in faults] == [], (path, name)


@pytest.mark.parametrize("name", ALL, ids=[Path(each).stem for each in ALL])
def test_the_form_takes_what_is_not_invalid(name: str) -> None:
    """As the oracle judges it, for every sample that has no file in it."""
    matrix = cometvideo.load_family(name)
    found = document(matrix)
    schema = {"$ref": "#/components/schemas/CreateVideo", "components": found["components"]}
    takes = jsonschema_rs.validator_for(schema).is_valid
    kinds = {field: matrix.value("fields", field, "kind") for field in matrix.block("fields")}
    for example, prediction in classified(matrix):
        if not any(kinds.get(each) == "media" for each in example.fields):
            assert takes(example.fields) == (prediction.verdict != "invalid"), example


@pytest.mark.parametrize("model", [None, *MATRIX.models])
def test_the_form_is_one_object_that_fits_every_model(model: str | None) -> None:
    """Generators take the first of a choice, and its limits for those of all."""
    schemas = document(model=model)["components"]["schemas"]
    form = schemas["CreateVideo"]
    assert not {"oneOf", "anyOf", "$ref"} & form.keys()
    assert form["properties"].keys() == set(MATRIX.block("fields"))
    assert form["required"] == ["prompt", "model"]
    ids = [*MATRIX.models] if model is None else [model]
    assert form["properties"]["model"]["enum"] == ids
    assert all({"type"} <= each.keys() for each in form["properties"].values())
    limits = {"minimum", "maximum", "pattern", "const", "not", "maxItems"}
    assert not any(limits & each.keys() for each in form["properties"].values())
    chosen = [each["then"]["$ref"].rpartition("/")[2] for each in form["allOf"]]
    assert chosen == [each for each in schemas if each.startswith("CreateVideo-")]


def test_a_request_for_one_model_is_not_held_to_the_limits_of_another() -> None:
    found = document()
    schema = {"$ref": "#/components/schemas/CreateVideo", "components": found["components"]}
    takes = jsonschema_rs.validator_for(schema).is_valid
    for model in MATRIX.models:
        for seconds in range(1, 20):
            asked = {"prompt": "a", "model": model, "seconds": seconds}
            low, high = (MATRIX.value("models", model, "seconds", key) for key in ("min", "max"))
            assert takes(asked) == (low <= seconds <= high)  # type: ignore[operator]


def test_files_are_parts() -> None:
    schemas = document()["components"]["schemas"]
    takes = schemas["CreateVideo-doubao-seedance-2-0"]["properties"]["input_reference"]
    refuses = schemas["CreateVideo-doubao-seedance-1-0-pro"]["properties"]["input_reference"]
    assert takes["type"] == "array"
    assert takes["items"] == {"type": "string", "contentMediaType": "application/octet-stream"}
    assert refuses["not"] == {}


def test_the_download_is_elsewhere_and_without_the_key() -> None:
    item = document()["paths"]["/{file}"]
    assert item["servers"][0]["url"] != document()["servers"][0]["url"]
    assert item["get"]["security"] == []


def test_one_model_alone() -> None:
    found = document(model="doubao-seedance-1-0-pro")
    forms = [name for name in found["components"]["schemas"] if name.startswith("CreateVideo-")]
    assert forms == ["CreateVideo-doubao-seedance-1-0-pro"]


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(InputError, match="no model of seedance"):
        document(model="sora")


def test_carries_the_digest_and_is_made_the_same_every_time() -> None:
    again = document(cometvideo.load_family(cometvideo.shipped_specs()["seedance"]))
    assert json.dumps(again) == json.dumps(document())
    assert again["x-spec"]["digest"] == MATRIX.digest


def test_of_an_endpoint_the_form_takes_what_is_not_invalid() -> None:
    """A request without a known model is judged by what all families share."""
    spec = endpoint()
    found = endpoint_openapi(spec)
    schema = {"$ref": "#/components/schemas/CreateVideo", "components": found["components"]}
    takes = jsonschema_rs.validator_for(schema).is_valid
    refused = 0
    for matrix in (*spec.families.values(), spec.unnamed):
        files = {n for n, each in matrix.blocks("fields") if each.text("kind") == "media"}
        for example, _ in classified(matrix):
            if not files & example.fields.keys():
                judged = predict(spec.matrix_for(example.fields), example.fields)
                assert takes(example.fields) == (judged.verdict != "invalid"), example
                refused += judged.verdict == "invalid"
    assert refused > 100


@pytest.mark.parametrize("flat", [False, True], ids=["whole", "flat"])
def test_of_an_endpoint_everything_of_every_family_is_there(*, flat: bool) -> None:
    spec = endpoint()
    found: Any = endpoint_openapi(spec, flat=flat)
    schemas = found["components"]["schemas"]
    assert {f"CreateVideo-{model.replace('.', '-')}" for model in spec.models} <= schemas.keys()
    assert not [each for each in schemas if "." in each]
    fields = {name for each in spec.families.values() for name in each.block("fields")}
    assert schemas["CreateVideo"]["properties"].keys() == fields
    operations = {(p, name) for p, item in found["paths"].items() for name in item}
    statuses_of_all = set(statuses(found))
    for matrix in spec.families.values():
        own = openapi(matrix)
        paths: Any = own["paths"]
        assert {(p, name) for p, item in paths.items() for name in item} <= operations
        assert set(statuses(own)) <= statuses_of_all
    pointed = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(found)))
    assert pointed <= schemas.keys()
    # What families say alike stands once.
    assert "GatewayError" in schemas
    assert "GatewayError-sora" not in schemas
    assert found["x-spec"]["families"].keys() == spec.families.keys()
