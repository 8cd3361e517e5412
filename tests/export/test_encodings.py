"""OpenAPI of specs that read more than forms: each encoding has its schema, which files fit."""

import itertools
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from cometvideo import load_family, predict
from cometvideo.export import openapi
from cometvideo.facts.matrix import Matrix
from cometvideo.samples.requests import classified

WHOLE = Path(__file__).parents[2] / "fixtures/whole/whole.cometvideo.yaml"
FORM, JSON, URLENCODED = (
    "multipart/form-data",
    "application/json",
    "application/x-www-form-urlencoded",
)
# What a schema sees of files in texts.
OF_FILES = {"not-a-file", "not-accepted", "beyond-limit", "too-many-files"}
DATA = "data:image/png;base64,iVBORw0KGgo="


def reading(tmp_path: Path, *encodings: str) -> Matrix:
    """The spec that says everything, where these are read."""
    told = {FORM: "null", JSON: "null", URLENCODED: "null"} | dict.fromkeys(encodings, "read")
    path = tmp_path / "texts.cometvideo.yaml"
    listed = ", ".join(f"{name}: {value}" for name, value in told.items())
    path.write_text(
        f"format: 1\nname: texts\nextends: {WHOLE}\nbody: {{ encodings: {{ {listed} }} }}\n",
        encoding="utf-8",
    )
    return load_family(path)


def content_of(document: Any) -> Any:
    return document["paths"]["/v1/reels"]["post"]["requestBody"]["content"]


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize(
    "encodings", [(FORM,), (JSON,), (FORM, JSON), (JSON, FORM), (URLENCODED, JSON, FORM)]
)
def test_every_encoding_that_is_read_has_its_schema(
    encodings: tuple[str, ...], tmp_path: Path, *, flat: bool
) -> None:
    document: Any = openapi(reading(tmp_path, *encodings), flat=flat)
    content = content_of(document)
    assert set(content) == set(encodings)
    for encoding, each in content.items():
        name = each["schema"]["$ref"].rpartition("/")[2]
        assert name == ("CreateVideoAsJson" if encoding == JSON else "CreateVideo")
        assert name in document["components"]["schemas"]
        assert ("encoding" in each) == (encoding == FORM)


def test_json_takes_what_is_not_invalid(tmp_path: Path) -> None:
    """Files in texts as well, alone and in a list, and nothing else in their place."""
    matrix = reading(tmp_path, JSON)
    document: Any = openapi(matrix)
    schema = {**content_of(document)[JSON]["schema"], "components": document["components"]}
    takes = jsonschema_rs.validator_for(schema).is_valid
    media = {name for name, block in matrix.blocks("fields") if block.text("kind") == "media"}
    for example, prediction in classified(matrix):
        if not media & example.fields.keys():
            assert takes(example.fields) == (prediction.verdict != "invalid"), example
    for model in matrix.models:
        values = (DATA, [DATA, DATA], [DATA] * 9, "/tmp/kite.png", {"file": "a.png"}, 5)
        for name, value in itertools.product(("first", "sound"), values):
            sent = {"prompt": "a", "model": model, name: value}
            said = predict(matrix, sent).findings
            refused = {each.code for each in said if each.severity == "error"} & OF_FILES
            assert takes(sent) == (not refused), (sent, refused)
