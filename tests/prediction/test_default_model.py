"""A request that leaves out its model: it is one for the default, or for any that may be it."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cometvideo import Matrix, load_family, predict, settle, validate_form, validate_wire
from cometvideo.export import json_schema
from cometvideo.mock import MockApi
from cometvideo.samples.tasks import lifecycles_of, task_object
from tests.mock.talk import Talker, data

TWO, PRO = "doubao-seedance-2-0", "doubao-seedance-1-0-pro"
KEY = {"Authorization": "Bearer sk-x"}
ECHOING = """format: 1
extends: seedance
from: create-page
fields: {{ model: {{ required: false, default: {default} }} }}
task:
  fields:
    seconds: {{ type: string, required: true, same_as: seconds }}
    length: {{ type: integer, required: false, same_as: seconds }}
    text: {{ type: string, required: false, same_as: prompt }}
"""
OPEN = f"{{ one_of: [{TWO}, {PRO}], note: one create without a model tells }}"


def spec(folder: Path, default: str) -> Matrix:
    path = folder / "own.yaml"
    path.write_text(ECHOING.format(default=default), encoding="utf-8")
    return load_family(path)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"seconds": 5, "size": "1280x720"}, "valid"),
        ({"seconds": 2, "size": "1280x720"}, "invalid"),
        ({"seconds": 5}, "valid"),
        ({"seconds": 20}, "invalid"),
    ],
)
def test_a_settled_default_counts_as_sent(
    tmp_path: Path, fields: dict[str, Any], verdict: str
) -> None:
    matrix = spec(tmp_path, TWO)
    bare = {"prompt": "A kite", **fields}
    named = predict(matrix, {**bare, "model": TWO})
    left_out = predict(matrix, bare)
    assert left_out.verdict == named.verdict == verdict
    assert left_out.renderings == named.renderings
    assert [each.message for each in left_out.findings] == [e.message for e in named.findings]
    parts = [(name, str(value)) for name, value in bare.items()]
    assert validate_form(parts, spec=matrix).verdict == verdict
    body = "&".join(f"{name}={value}" for name, value in parts).encode()
    headers = {**KEY, "Content-Type": "application/x-www-form-urlencoded"}
    assert validate_wire(headers, body, spec=matrix).verdict in {verdict, "uncertain"}
    taken = jsonschema.Draft202012Validator(json_schema(matrix)).is_valid(bare)
    assert taken == (verdict != "invalid")


@pytest.mark.parametrize(
    ("seconds", "verdict", "outcomes"),
    [(5, "valid", {TWO, PRO}), (3, "uncertain", {TWO, PRO}), (20, "invalid", {TWO, PRO})],
)
def test_an_open_default_may_be_any_of_its_models(
    tmp_path: Path, seconds: int, verdict: str, outcomes: set[str]
) -> None:
    matrix = spec(tmp_path, OPEN)
    request = {"prompt": "A kite", "seconds": seconds, "size": "960x960"}
    found = predict(matrix, request)
    assert found.verdict == verdict
    path = "fields.model.default"
    assert {dict(each.assumes)[path] for each in found.outcomes} == outcomes
    assert "what is used then is open" in found.findings[0].message
    severities = {each.severity for each in found.findings if each.code == "out-of-range"}
    assert severities == {"invalid": {"error"}, "uncertain": {"warning"}}.get(verdict, set())
    for model in (TWO, PRO):
        under = predict(settle(matrix, {path: model}), request)
        assert under.renderings == predict(matrix, {**request, "model": model}).renderings
        assert set(under.renderings) <= set(found.renderings)


def test_the_mock_answers_as_the_default_model_and_repeats_what_was_sent(tmp_path: Path) -> None:
    talker = Talker(MockApi(spec(tmp_path, TWO)))
    task = data(talker.create(model=None, prompt="A kite", seconds="7"))
    assert (task["model"], task["seconds"], task["length"], task["text"]) == (TWO, "7", 7, "A kite")
    by_default = data(talker.create(model=None, seconds=None))
    assert (by_default["seconds"], by_default["length"]) == ("5", 5)
    assert talker.poll(str(task["id"]))["seconds"] == "7"
    assert talker.create(model=None, seconds="2").status == 400


def test_samples_of_tasks_have_what_is_required(tmp_path: Path) -> None:
    matrix = spec(tmp_path, TWO)
    for _, life in lifecycles_of(matrix):
        for step in life.steps:
            assert task_object(matrix, life, step)["seconds"] == "5"


def test_a_fault_for_a_model_meets_requests_that_mean_it_by_default(tmp_path: Path) -> None:
    talker = Talker(MockApi(spec(tmp_path, TWO)))
    talker.controls.fault(f"create,status=429,model={TWO}")
    assert talker.create(model=None).status == 429
    assert talker.create(model=PRO, size="960x960").status == 200
