"""Flat schemas and tools: what they take agrees with predict, and they keep to vendors' rules."""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

import cometvideo
from cometvideo import Matrix, predict
from cometvideo.export.flat import NEVER_SAID, flat_document, flat_schema, left_out
from cometvideo.export.tools import VENDORS, tools
from cometvideo.prediction.rules import Rules
from cometvideo.samples.files import file_like
from cometvideo.samples.requests import classified
from cometvideo.strategies import requests
from cometvideo.wire.media import Media
from tests.export.tools import OWN_SPECS
from tests.thorough import thorough

MATRICES = {name: cometvideo.load_family(name) for name in cometvideo.shipped_specs()} | {
    path.stem: cometvideo.load_family(path) for path in OWN_SPECS
}
FILE = file_like()._replace(width=None, height=None)
NO_UNION = {"anyOf", "oneOf", "allOf", "not", "if", "then", "else", "$ref", "dependentRequired"}
ALWAYS_UNSAID = len(NEVER_SAID)


# One family with each construct is enough for every run.
SAMPLED = [
    each
    for name in MATRICES
    for each in ([name] if name in {"sora", "everything", "omni"} else thorough(name))
]


@pytest.fixture(params=MATRICES)
def matrix(request: pytest.FixtureRequest) -> Matrix:
    return MATRICES[request.param]


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """A schema and every schema in it."""
    yield value
    for each in value.get("properties", {}).values():
        yield from schemas(each)
    if "items" in value:
        yield from schemas(value["items"])


def as_flat(matrix: Matrix, model: str | None, request: dict[str, Any]) -> dict[str, Any] | None:
    """A typed request as flat schemas write it: None where there is no such way."""
    found: dict[str, Any] = {}
    for name, value in request.items():
        rules = Rules(matrix, model, name)
        kind = rules.text("kind")
        if kind in {"text", "choice", "size"} and (
            not isinstance(value, str) or value.endswith("\n")
        ):
            return None
        if kind == "integer" and (isinstance(value, bool) or not isinstance(value, int | str)):
            return None
        if rules.text("kind") == "integer" and isinstance(value, str):
            if rules.value("as_text") is not True or not re.fullmatch("-?(0|[1-9][0-9]*)", value):
                return None
            found[name] = int(value)
        elif rules.text("kind") == "media":
            # A Media is a tuple itself.
            is_one = isinstance(value, Media) or not isinstance(value, list | tuple)
            files = [value] if is_one else value
            if not files or not all(isinstance(each, Media) for each in files):
                return None
            is_list = rules.value("repeat") is True
            if not is_list and len(files) > 1:
                return None
            found[name] = ["a file"] * len(files) if is_list else "a file"
        else:
            found[name] = value
    return found


def with_good_files(request: dict[str, Any]) -> dict[str, Any]:
    def good(value: Any) -> Any:
        if isinstance(value, Media):
            return FILE
        return tuple(map(good, value)) if isinstance(value, list | tuple) else value

    return {name: good(each) for name, each in request.items()}


@cache
def validator(matrix: Matrix, model: str | None) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(flat_schema(matrix, model))


def check(matrix: Matrix, request: dict[str, Any]) -> None:
    selector = next(name for name, each in matrix.blocks("fields") if "selects" in each)
    model = request.get(selector, matrix.value("fields", selector, "default"))
    if not isinstance(model, str) or model not in matrix.models:
        return
    flat = as_flat(matrix, model, request)
    if flat is None:
        return
    verdict = predict(matrix, with_good_files(request)).verdict
    is_known = flat.keys() <= set(matrix.block("fields"))
    for of in (model, None):
        judge: Any = validator(matrix, of)
        properties = judge.schema["properties"]
        # What takes several files of one model is a list for all.
        lists = {name for name, each in properties.items() if each["type"] == "array"}
        written = {
            name: [value] if name in lists and not isinstance(value, list) else value
            for name, value in flat.items()
        }
        errors = [each.message for each in judge.iter_errors(written)]
        if verdict != "invalid":
            assert errors == [], (of, flat)
        elif of and len(left_out(matrix, model)) == ALWAYS_UNSAID and is_known:
            assert errors, (of, flat)


@pytest.mark.parametrize("name", SAMPLED)
def test_samples(name: str) -> None:
    for each, _ in classified(MATRICES[name]):
        check(MATRICES[name], dict(each.fields))


@pytest.mark.parametrize("name", ["sora", "everything"])
def test_drawn_requests(name: str) -> None:
    matrix = MATRICES[name]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(requests(matrix))
    def agrees(request: dict[str, Any]) -> None:
        check(matrix, request)

    agrees()


def test_nothing_in_it_has_to_be_flattened(matrix: Matrix) -> None:
    for model in (None, *matrix.models):
        document: Any = flat_document(matrix, model)
        jsonschema.Draft202012Validator.check_schema(document)
        for each in schemas(document):
            assert not NO_UNION & each.keys()
            assert isinstance(each["type"], str)
        kinds = {name: each["type"] for name, each in document["properties"].items()}
        for name, field in matrix.blocks("fields"):
            if name in kinds and field.text("kind") == "integer":
                assert kinds[name] == "integer"


def test_what_it_does_not_say_is_told() -> None:
    assert left_out(MATRICES["sora"], "sora-2")[ALWAYS_UNSAID:] == [
        "every file of input_reference has exactly the width and height that size asks for."
    ]
    assert "what differs by model." in left_out(MATRICES["seedance"])
    assert "what differs by model." in str(flat_document(MATRICES["seedance"])["$comment"])
    assert "where size is one of 1920x1080, seconds is one of 8." in left_out(
        MATRICES["everything"], "every-exact"
    )


def test_ranges_are_written_out_so_that_types_know_them() -> None:
    seedance = MATRICES["seedance"]
    for model, most in (("doubao-seedance-1-0-pro", 10), ("doubao-seedance-1-5-pro", 12)):
        numbers: Any = flat_schema(seedance, model)["properties"]
        assert numbers["seconds"]["enum"][-1] == most
    everything: Any = flat_schema(seedance)["properties"]
    assert everything["seconds"]["enum"] == list(range(2, 16))


# What vendors publish of strict schemas, beside what every schema has.
PUBLISHED = {
    "openai": {"enum", "items", "minimum", "maximum", "minItems", "maxItems", "pattern"},
    "anthropic": {"enum", "items"},
    "mcp": {"enum", "items", "minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern"},
}
MOST_UNIONS = {"openai": 5000, "anthropic": 16, "mcp": 5000}
MOST_OPTIONAL = {"openai": 0, "anthropic": 24, "mcp": 5000}


def schema_of(tool: dict[str, Any]) -> dict[str, Any]:
    keys = ("parameters", "input_schema", "inputSchema")
    found: dict[str, Any] = next(tool[key] for key in keys if key in tool)
    return found


@pytest.mark.parametrize("vendor", VENDORS)
def test_tools_keep_to_the_rules_of_vendors(matrix: Matrix, vendor: str) -> None:
    made: list[Any] = tools(matrix, vendor)
    assert made
    assert len({each["name"] for each in made}) == len(made)
    for tool in made:
        schema = schema_of(tool)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert re.fullmatch("[A-Za-z0-9_-]{1,64}", tool["name"])
        assert tool.get("strict", vendor == "mcp") is True
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) <= schema["properties"].keys()
        optional = schema["properties"].keys() - set(schema["required"])
        assert len(optional) <= MOST_OPTIONAL[vendor]
        inner = list(itertools.chain(*map(schemas, schema["properties"].values())))
        assert sum(isinstance(each["type"], list) for each in inner) <= MOST_UNIONS[vendor]
        for each in inner:
            assert each.keys() <= {"type", "description"} | PUBLISHED[vendor]
            assert len(each.get("enum", ())) <= 250
            kinds = each["type"] if isinstance(each["type"], list) else [each["type"]]
            assert ("null" in kinds) == (
                None in each["enum"] if "enum" in each else "null" in kinds
            )


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_a_tool_takes_is_not_invalid(matrix: Matrix, vendor: str) -> None:
    """Each value that its schema lists, with the first of all others."""
    for model in matrix.models:
        for tool in (each for each in tools(matrix, vendor) if model in str(schema_of(each))):
            schema = schema_of(tool)
            if not any(each.get("enum") == [model] for each in schema["properties"].values()):
                continue
            for arguments in arguments_of(schema):
                for name in list(arguments):
                    if arguments[name] is None:
                        del arguments[name]
                    elif Rules(matrix, model, name).text("kind") == "media":
                        is_list = isinstance(arguments[name], list)
                        arguments[name] = (FILE,) if is_list else FILE
                learned = predict(matrix, arguments)
                told = {each.code for each in learned.findings if each.severity == "error"}
                unsaid = {"pair-not-taken", "fields-exclusive", "field-required-with"}
                assert learned.verdict != "invalid" or told <= unsaid, (arguments, told)


def arguments_of(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    required = schema["required"]
    values = {name: list(values_of(each)) for name, each in schema["properties"].items()}
    least = {name: each[0] for name, each in values.items() if name in required}
    for name, each in values.items():
        yield from ({**least, name: value} for value in each)


def values_of(schema: dict[str, Any]) -> Iterator[Any]:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "null" in kinds:
        yield None
    if "enum" in schema:
        yield from schema["enum"]
    elif "integer" in kinds:
        yield from (schema[key] for key in ("minimum", "maximum") if key in schema)
    elif "array" in kinds:
        yield ["a file"]
    else:
        yield "a kite"
