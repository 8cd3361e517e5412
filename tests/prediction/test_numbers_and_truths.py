"""Fields of any number, and of true and false: what they take, as typed and as forms carry it."""

import re
from fractions import Fraction
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo import Matrix, load_family, predict, validate_form
from cometvideo.client.form import body_of
from cometvideo.documentation import Copy, check_documentation
from cometvideo.export import json_schema
from cometvideo.export.flat import flat_schema
from cometvideo.export.patterns import NUMBER, exactly, no_less, no_more
from cometvideo.facts.lint import lint
from cometvideo.findings import SpecError

GOOD = {"prompt": "A kite", "model": "doubao-seedance-2-0", "size": "1280x720"}
SPEC = """format: 1
name: own
extends: seedance
from: create-page
fields:
  strength: {{ kind: number, min: 0.1, max: 2.3, required: false, as_text: {as_text} }}
  audio: {{ kind: boolean, required: false, as_text: {as_text} }}
"""


def spec(folder: Path, as_text: str = "true") -> Matrix:
    file = folder / "own.cometvideo.yaml"
    file.write_text(SPEC.format(as_text=as_text), encoding="utf-8")
    assert not lint(file)
    return load_family(file)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"strength": 0.1}, None),
        ({"strength": 2.3}, None),
        ({"strength": "2.300"}, None),
        ({"strength": "0.1"}, None),
        ({"strength": 2.5}, "out-of-range"),
        ({"strength": "2.3000000000000000000001"}, "out-of-range"),
        ({"strength": "0.0999999999999999999999"}, "out-of-range"),
        ({"strength": "-1"}, "out-of-range"),
        ({"strength": True}, "wrong-type"),
        ({"strength": "1e0"}, "wrong-type"),
        ({"strength": "+1"}, "wrong-type"),
        ({"strength": "1\n"}, "wrong-type"),
        ({"strength": None}, "wrong-type"),
        ({"audio": True}, None),
        ({"audio": "false"}, None),
        ({"audio": "True"}, "wrong-type"),
        ({"audio": 1}, "wrong-type"),
        ({"audio": "true\n"}, "wrong-type"),
    ],
    ids=str,
)
def test_what_is_taken(tmp_path: Path, fields: dict[str, object], code: str | None) -> None:
    matrix = spec(tmp_path)
    found = predict(matrix, {**GOOD, **fields})
    errors = [each.code for each in found.findings if each.severity == "error"]
    assert errors == ([code] if code else [])
    judge = jsonschema_rs.validator_for(json_schema(matrix))
    assert judge.is_valid({**GOOD, **fields}) == (code is None)
    if all(isinstance(each, str) for each in fields.values()):
        pairs = [(name, str(each)) for name, each in {**GOOD, **fields}.items()]
        assert (validate_form(pairs, spec=matrix).verdict == "invalid") == (code is not None)


def test_without_text_only_the_types_of_json_are_taken(tmp_path: Path) -> None:
    matrix = spec(tmp_path, "false")
    judge = jsonschema_rs.validator_for(json_schema(matrix))
    for fields, is_taken in (
        ({"strength": 1.5, "audio": False}, True),
        ({"strength": "1.5"}, False),
        ({"audio": "true"}, False),
    ):
        assert (predict(matrix, {**GOOD, **fields}).verdict != "invalid") is is_taken
        assert judge.is_valid({**GOOD, **fields}) is is_taken


def test_what_is_remembered_of_one_is_not_that_of_true(tmp_path: Path) -> None:
    matrix = spec(tmp_path)
    for _ in range(3):
        assert predict(matrix, {**GOOD, "audio": True}).verdict == "valid"
        assert predict(matrix, {**GOOD, "audio": 1}).verdict == "invalid"
        assert predict(matrix, {**GOOD, "strength": 1}).verdict == "valid"
        assert predict(matrix, {**GOOD, "strength": True}).verdict == "invalid"


def test_suggestions_and_flat_schemas(tmp_path: Path) -> None:
    matrix = spec(tmp_path)
    near = {name: predict(matrix, {**GOOD, name: got}) for name, got in (("strength", 9),)}
    near["audio"] = predict(matrix, {**GOOD, "audio": "Yes"})
    assert [each.findings[0].nearest for each in near.values()] == ["2.3", "true"]
    flat = flat_schema(matrix, "doubao-seedance-2-0")["properties"]
    assert isinstance(flat, dict)
    assert flat["strength"]["type"] == "number"
    assert (flat["strength"]["minimum"], flat["strength"]["maximum"]) == (0.1, 2.3)
    assert flat["audio"]["type"] == "boolean"


def test_the_client_writes_them_as_forms_carry_them(tmp_path: Path) -> None:
    _, body = body_of(spec(tmp_path), {**GOOD, "strength": 0.25, "audio": True}, "b" * 16)
    assert b'name="strength"\r\n\r\n0.25\r\n' in body
    assert b'name="audio"\r\n\r\ntrue\r\n' in body


@pytest.mark.parametrize("wrong", ["min: x", "as_text: 1", "values: [0.5]", "max_length: 3"])
def test_a_key_of_another_kind_is_refused(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "format: 1\nextends: seedance\nfrom: create-page\n"
        f"fields: {{ strength: {{ kind: number, {wrong} }} }}\n",
        encoding="utf-8",
    )
    with pytest.raises(SpecError):
        load_family(file)
    file.write_text("format: 1\nextends: seedance\nfields: { seconds: { max: 7.5 } }\n")
    with pytest.raises(SpecError):
        load_family(file)


PAGE = """openapi: 3.1.0
paths:
  /v1/videos:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                strength: {{ type: number, minimum: {least}, maximum: 2.3 }}
                audio: {{ type: boolean, default: {default} }}
"""


def test_pages_tell_them(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = SPEC.format(as_text="true").replace("audio: { kind", "audio: { default: false, kind")
    file.write_text(text, encoding="utf-8")
    matrix = load_family(file)
    for least, default, verdicts in (("0.1", "false", "hhh"), ("0.2", "true", "ddh")):
        page = PAGE.format(least=least, default=default).encode()
        drifts = check_documentation(matrix, [Copy("page", page, "create-page")]).drifts
        found = {each.subject: each.verdict[0] for each in drifts}
        keys = ("fields.strength.min", "fields.audio.default", "fields.audio.kind")
        assert "".join(found[each] for each in keys) == verdicts


@given(
    st.decimals(-300, 300, allow_nan=False, places=3),
    st.sampled_from([0.0, 1, -1, 0.5, -0.75, 2.05, 9.99, 100.01, -3, 12.5, 0.205]),
    st.sampled_from(["", "0", "000001"]),
)
def test_patterns_of_numbers_are_right_to_the_last_digit(
    number: object, bound: float, more: str
) -> None:
    text = f"{number}{more}"
    exact, end = Fraction(text), Fraction(str(bound))
    assert re.match(exactly([NUMBER]), text)
    assert bool(re.match(exactly(no_less(bound)), text)) == (exact >= end)
    assert bool(re.match(exactly(no_more(bound)), text)) == (exact <= end)
