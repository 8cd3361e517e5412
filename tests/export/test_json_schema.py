"""The exported schema: what it says, how it fails, and that it is made the same every time."""

import json
from typing import Any

import jsonschema
import pytest

import cometvideo
from cometvideo.errors import InputError
from cometvideo.export import json_schema
from cometvideo.samples.requests import plain_request

MATRIX = cometvideo.load_family("seedance")
PLAIN = plain_request(MATRIX, "doubao-seedance-1-5-pro")


def errors(request: dict[str, Any], schema: Any = None) -> list[tuple[str, str]]:
    validator = jsonschema.Draft202012Validator(schema or json_schema(MATRIX))
    return [(each.json_path, each.message) for each in validator.iter_errors(request)]


MESSAGES = {
    "too-long": ({"seconds": 13}, ("$.seconds", "13 is greater than the maximum of 12")),
    "too-short": ({"seconds": 3}, ("$.seconds", "3 is less than the minimum of 4")),
    "no-such-model": ({"model": "sora"}, ("$.model", "'sora' is not one of")),
    "half-a-second": ({"seconds": 4.5}, ("$.seconds", "4.5 is not of type 'integer', 'string'")),
    "a-file": ({"input_reference": {"file": "a.png"}}, ("$.input_reference", "[] was expected")),
    "no-size": ({"size": "720p"}, ("$.size", "'720p' does not match '^(?:16:9|")),
}


@pytest.mark.parametrize(("change", "expected"), MESSAGES.values(), ids=MESSAGES)
def test_messages_name_the_field_and_what_is_allowed(
    change: dict[str, Any], expected: tuple[str, str]
) -> None:
    where, words = expected
    found = errors({**PLAIN, **change})
    assert any(path == where and message.startswith(words) for path, message in found), found


def test_a_missing_field_is_named() -> None:
    assert errors({"model": PLAIN["model"]}) == [("$", "'prompt' is a required property")]


def test_an_error_is_said_once() -> None:
    assert len(errors({**PLAIN, "seconds": 13})) == 1
    assert len(errors({**PLAIN, "size": "720p"})) == 1


@pytest.mark.parametrize("name", cometvideo.shipped_specs())
def test_carries_the_digest_of_its_spec(name: str) -> None:
    matrix = cometvideo.load_family(name)
    for model in (None, *matrix.models):
        assert matrix.digest in str(json_schema(matrix, model)["$comment"])


def test_is_made_the_same_every_time() -> None:
    again = cometvideo.load_family(cometvideo.shipped_specs()["seedance"])
    assert json.dumps(json_schema(again)) == json.dumps(json_schema(MATRIX))


def test_descriptions_name_their_sources() -> None:
    schema: Any = json_schema(MATRIX, "doubao-seedance-1-0-pro")
    seconds = schema["properties"]["seconds"]
    assert seconds["title"] == "seconds of doubao-seedance-1-0-pro"
    assert "https://apidoc.cometapi.com/api/video/seedance/create" in seconds["description"]
    assert "ark-reference (vendor) says 12" in seconds["description"]


def test_the_whole_endpoint_chooses_by_model() -> None:
    schema: Any = json_schema(MATRIX)
    chosen = [each["if"]["properties"]["model"] for each in schema["allOf"]]
    models = [model for each in chosen for model in each.get("enum", [each.get("const")])]
    assert sorted(models) == sorted(MATRIX.models)


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(InputError, match="no model of seedance; allowed: doubao"):
        json_schema(MATRIX, "sora")
