"""Agreement: whatever reads the matrix says the same of the same request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cometvideo
from cometvideo.export import fields, json_schema
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import KINDS, predict
from cometvideo.prediction.rules import Rules
from cometvideo.samples import values
from cometvideo.samples.files import file_like
from cometvideo.samples.requests import classified, plain_request
from cometvideo.strategies import nearly_valid, requests, worlds
from cometvideo.wire.media import Media
from cometvideo.words import words_of
from tests.export.tools import OWN_SPECS, Ajv, ajv
from tests.thorough import thorough

MATRICES = {name: cometvideo.load_family(name) for name in cometvideo.shipped_specs()} | {
    path.stem: cometvideo.load_family(path) for path in OWN_SPECS
}
QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

Judge = Callable[[object], list[str]]
# Of unknown width and height: whether these are right is nothing that a schema sees.
IMAGE = file_like()._replace(width=None, height=None)
GOOD_FILES = {"image": IMAGE, "video": file_like("video/mp4", name="reference.mp4")}


def as_json(value: object) -> Any:
    """A typed value as JSON: a file is an object that names it."""
    if isinstance(value, Media):
        return {"file": value.filename or "unnamed"}
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list | tuple) else value


def with_good_files(matrix: Matrix, fields: Mapping[str, object]) -> dict[str, object]:
    """The same with plain images or videos for all files: their bytes are what no schema sees."""
    families = {name: matrix.text("fields", name, "format_family") or "image" for name in fields}
    return {name: _with(GOOD_FILES[families[name]], each) for name, each in fields.items()}


def _with(file: Media, value: object) -> object:
    if isinstance(value, Media):
        return file
    return tuple(_with(file, each) for each in value) if isinstance(value, tuple) else value


def by_jsonschema(schema: Any) -> Judge:
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return lambda value: [each.message for each in validator.iter_errors(value)]


def by_jsonschema_rs(schema: Any) -> Judge:
    validator = jsonschema_rs.validator_for(schema)
    return lambda value: [each.message for each in validator.iter_errors(value)]


def check(matrix: Matrix, request: dict[str, object], judges: dict[str, Judge]) -> None:
    """Every judge accepts what is not predicted to be refused, and nothing else."""
    typed = as_json(request)
    prediction = predict(matrix, with_good_files(matrix, request))
    facts = sorted({fact for each in prediction.findings for fact in each.facts})
    for name, judge in judges.items():
        errors = judge(typed)
        assert bool(errors) == (prediction.verdict == "invalid"), (
            f"{name} says {errors or 'fine'}, and predict says {prediction.verdict} of {typed}; "
            f"findings {[each.message for each in prediction.findings]}; facts {facts}"
        )


@pytest.fixture(scope="module")
def running_ajv() -> Iterator[Ajv]:
    with ajv() as process:
        for name, matrix in MATRICES.items():
            process.define(name, json_schema(matrix))
        yield process


# One family with each construct is enough for every run.
_THOROUGH = {"guessed", "happyhorse", "omni", "seedance-2-5", "sora", "vidu", "wan"}
_THOROUGH |= {"seedance@2026-04", "veo@2026-03", "invented", "overlay"}
SPECS = [each for name in MATRICES for each in (thorough(name) if name in _THOROUGH else [name])]


@pytest.fixture(params=SPECS, scope="module")
def spec(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def in_python(spec: str) -> dict[str, Judge]:
    schema = json_schema(MATRICES[spec])
    return {"jsonschema": by_jsonschema(schema), "jsonschema-rs": by_jsonschema_rs(schema)}


@pytest.fixture
def in_node(spec: str, running_ajv: Ajv) -> dict[str, Judge]:
    return {"ajv": lambda value: running_ajv.errors(spec, value)}


def test_every_sample_in_python(spec: str, in_python: dict[str, Judge]) -> None:
    for example, _ in classified(MATRICES[spec]):
        check(MATRICES[spec], dict(example.fields), in_python)


@pytest.mark.thorough
def test_every_sample_in_node(spec: str, in_node: dict[str, Judge]) -> None:
    for example, _ in classified(MATRICES[spec]):
        check(MATRICES[spec], dict(example.fields), in_node)


@settings(QUICK)
@given(data=st.data())
def test_drawn_requests_in_python(
    spec: str, in_python: dict[str, Judge], data: st.DataObject
) -> None:
    check(MATRICES[spec], data.draw(requests(MATRICES[spec])), in_python)


@settings(QUICK)
@given(data=st.data())
@pytest.mark.thorough
def test_drawn_requests_in_node(spec: str, in_node: dict[str, Judge], data: st.DataObject) -> None:
    check(MATRICES[spec], data.draw(requests(MATRICES[spec])), in_node)


@settings(QUICK)
@given(data=st.data())
def test_one_fault_is_enough(spec: str, in_python: dict[str, Judge], data: st.DataObject) -> None:
    check(MATRICES[spec], data.draw(nearly_valid(MATRICES[spec])).request, in_python)


@settings(QUICK, max_examples=4)
@given(data=st.data())
@pytest.mark.thorough
def test_in_a_world(spec: str, data: st.DataObject) -> None:
    """A world leaves nothing open, so its schema rules out more."""
    world = data.draw(worlds(MATRICES[spec]))
    judges = {"jsonschema-rs": by_jsonschema_rs(json_schema(world))}
    for request in data.draw(st.lists(requests(world), min_size=1, max_size=10)):
        check(world, request, judges)


def test_one_model(spec: str) -> None:
    """The schema of one model takes what the endpoint takes of that model, and no other."""
    matrix = MATRICES[spec]
    for model in matrix.models:
        alone = by_jsonschema_rs(json_schema(matrix, model))
        for example, prediction in classified(matrix):
            if any(isinstance(each, Media | tuple) for each in example.fields.values()):
                continue
            named = words_of(matrix).model_of(example.fields) == model
            errors = alone(as_json(example.fields))
            assert bool(errors) == (prediction.verdict == "invalid" or not named), example


SURPRISES = {
    "line-break-after-digits": "5\n",
    "two-line-breaks": "5\n\n",
    "carriage-return": "5\r",
    "line-separator": "5\u2028",
    "arabic-digit": "\u0665",
    "full-width-digit": "\uff15",
    "superscript": "\u00b2",
    "zero-width": "5\u200b",
    "no-break-space": "\u00a05",
    "whole-fraction": 5.0,
    "negative-zero": -0.0,
    "true": True,
    "false": False,
    "near-the-greatest-double": 10**308,
    "beyond-64-bits": 2**64,
    "large-fraction": 1e300,
    "small-fraction": 5e-324,
    "size-and-line-break": "864x496\n",
    "size-in-lines": "x\n864x496",
    "size-in-other-digits": "\u0668\u0666\u0664x496",
    "kelvin-sign": "\u212a",
    "long-s": "\u017f",
    "nul": "5\x00",
    "nothing": None,
    "empty-list": [],
    "empty-object": {},
}


@pytest.mark.thorough
def test_where_languages_differ(
    spec: str, in_python: dict[str, Judge], in_node: dict[str, Judge]
) -> None:
    matrix = MATRICES[spec]
    plain = plain_request(matrix, matrix.models[0])
    for name in matrix.block("fields"):
        for value in SURPRISES.values():
            check(matrix, {**plain, name: value}, {**in_python, **in_node})


@pytest.mark.thorough
def test_half_a_character(
    spec: str, in_python: dict[str, Judge], in_node: dict[str, Judge]
) -> None:
    """Rust's strings cannot hold a lone surrogate, so there it never reaches the schema."""
    judges = {"jsonschema": in_python["jsonschema"], **in_node}
    matrix = MATRICES[spec]
    plain = plain_request(matrix, matrix.models[0])
    refuses = fields.binds(
        Rules(matrix, None, None),
        "text-not-utf8",
        matrix.fact("body", "text_not_utf8"),
        policy=True,
    )
    for name in matrix.block("fields"):
        if refuses and matrix.value("fields", name, "kind") == "text":
            continue  # a schema takes any text, so a spec that refuses this one is not heard
        for text in ("\ud800", "a\udfff", "5\ud83d"):
            check(matrix, {**plain, name: text}, judges)


def test_every_kind_is_handled_by_every_reader() -> None:
    assert fields.READERS.keys() == KINDS.keys()
    assert values.READERS.keys() == KINDS.keys()
