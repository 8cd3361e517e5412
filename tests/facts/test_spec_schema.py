"""The JSON Schema of specs: it takes the sound ones, and agrees with what the readers take."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cometvideo import Request, load_family, predict, prediction
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.lint.schema import PHRASES, schema_file
from cometvideo.facts.loading import shipped_specs
from cometvideo.facts.matrix import Block
from cometvideo.facts.strict_yaml import plain, read_yaml
from cometvideo.facts.terms import Terms
from cometvideo.facts.vocabulary import ANY_KEY, KINDS_OF_FIELDS, Row, Type, every_row
from cometvideo.wire.media import look
from cometvideo.wire.request import Issue

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads(schema_file().read_text(encoding="utf-8"))
DEFS: dict[str, Any] = SCHEMA["$defs"]
SPECS = [*shipped_specs().values(), *sorted((ROOT / "fixtures" / "specs").glob("*.yaml"))]
ABOUT_A_BLOCK = {"about", "from"}

# Keywords that hold others, or only inform.
WITHOUT_A_PHRASE = {
    *("$schema", "$id", "$ref", "$defs", "title", "description"),
    *("properties", "items", "if", "then", "else", "allOf", "anyOf"),
    *("additionalProperties", "enum"),
}


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and every schema in it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword, value in schema.items():
        if keyword in {"properties", "$defs"}:
            for each in value.values():
                yield from subschemas(each)
        elif keyword in {"items", "if", "then", "else", "additionalProperties"}:
            yield from subschemas(value)
        elif keyword in {"allOf", "anyOf"}:
            for each in value:
                yield from subschemas(each)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return {**resolved(DEFS[name]), **schema} if name else schema


def part(name: str) -> Draft202012Validator:
    """A validator of one of the definitions."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": DEFS})


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_sound_spec_is_of_the_schema(path: Path) -> None:
    document = plain(read_yaml(path.read_text(encoding="utf-8"), str(path)))
    assert [each.message for each in Draft202012Validator(SCHEMA).iter_errors(document)] == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_editor_finds_the_schema(path: Path) -> None:
    modeline = path.read_text(encoding="utf-8").splitlines()[0]
    reference = modeline.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / reference).resolve() == schema_file().resolve()


# A part of allOf, or of a condition, narrows a block that is closed and described elsewhere.
NARROWING = {
    id(schema.get(keyword)) for schema in subschemas(SCHEMA) for keyword in ("if", "then", "else")
}


def test_every_key_has_a_title_and_a_description() -> None:
    lacking = [
        key
        for schema in subschemas(SCHEMA)
        if id(schema) not in NARROWING
        for key, value in schema.get("properties", {}).items()
        # What only narrows a fact's own keys takes its words from there.
        if not {"title", "description"} <= resolved(value).keys() and key not in {"value", "one_of"}
    ]
    assert lacking == []
    assert {"title", "description"} <= SCHEMA.keys()
    assert all(
        {"title", "description"} <= each.keys() for each in DEFS["fact"]["properties"].values()
    )


def test_no_block_takes_keys_that_it_does_not_name() -> None:
    open_blocks = [
        list(schema["properties"])[:3]
        for schema in subschemas(SCHEMA)
        if "properties" in schema
        and "additionalProperties" not in schema
        and "allOf" not in schema
        and id(schema) not in NARROWING
    ]
    assert open_blocks == []


def test_every_definition_is_used() -> None:
    used = {
        schema["$ref"].removeprefix("#/$defs/") for schema in subschemas(SCHEMA) if "$ref" in schema
    }
    assert used == DEFS.keys()


def test_lint_has_words_for_every_keyword() -> None:
    keywords = {keyword for schema in subschemas(SCHEMA) for keyword in schema}
    assert keywords - WITHOUT_A_PHRASE == PHRASES.keys()


WORDS = sorted(
    {word for schema in subschemas(SCHEMA) for word in schema.get("enum", ()) if word is not None}
)
VALUES: list[Any] = [1, 1.5, True, "x", "1x1", *WORDS, [1], ["x"], ["1x1"], [1.5]]
FACTS = [*VALUES, *({"value": value} for value in VALUES)]
OPEN_FACTS = [{"one_of": value} for value in VALUES if isinstance(value, list)]


@pytest.mark.parametrize("kind", KINDS_OF_FIELDS)
def test_what_the_schema_lets_pass_the_judges_can_read(kind: str) -> None:
    schema = part("field")
    for keys, row in every_row(Row("A field", "", keys=KINDS_OF_FIELDS[kind])):
        if row.type is None:
            continue
        taken = 0
        for fact in [*FACTS, *OPEN_FACTS]:
            field: Any = fact
            for key in reversed(keys):
                field = {"16:9" if key == ANY_KEY else key: field}
            field = {"kind": kind, **field}
            if schema.is_valid(field):
                taken += 1
                assert reads(row.type, fact), f"{'.'.join(keys)}: {fact}"
        assert taken >= 2, f"{'.'.join(keys)} takes nothing, bare or as a mapping"


def reads(kind: Type, fact: Any) -> bool:
    if isinstance(fact, dict) and "one_of" in fact:
        return not kind.settled and all(map(kind.fits, fact["one_of"]))
    value = fact["value"] if isinstance(fact, dict) else fact
    return kind.fits(tuple(value) if isinstance(value, list) else value)


PROBE = """format: 1
name: probe
from: page
sources: { page: { kind: documentation, title: A page } }
fields:
  model: { kind: choice, selects: models }
  probed: { kind: %s, %s }
sizes: { small: { 480p: { x: 100x100 } } }
models: { one: { model: { required: true } } }
"""
# With these, a judge asks for all that it can.
LEADING = {"size": "labels: [x], exact: { min: 1, max: 9999 }, table: small"}


@pytest.mark.parametrize("kind", prediction.KINDS)
def test_a_judge_asks_for_the_keys_of_its_kind_and_no_others(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    def noted(terms: Terms, *keys: str) -> Any:
        if terms.field == "probed":
            asked.add(keys[0])
        return Block.at(terms, *keys)

    monkeypatch.setattr(Terms, "at", noted, raising=False)
    text = PROBE % (kind, LEADING.get(kind, "required: false"))
    matrix = build([parse_document(text, "probe.yaml")])
    for value in ("x", "100x100", "200x200", 5, look(b"GIF89a"), None):
        predict(matrix, {"model": "one", "probed": value})
    predict(matrix, {"model": "one"})
    # What a field gives is asked where the fields are put together; a file has no default.
    assert asked - {"default"} == KINDS_OF_FIELDS[kind].keys() - {"gives", "default"}


def test_every_fault_of_a_prediction_can_be_answered_in_a_spec() -> None:
    matrix = load_family("seedance")
    cut = look(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x27\x10\0\0\x27\x10\x08\x02\0\0\0")
    base = {"prompt": "x", "model": matrix.models[0], "seconds": 5, "size": "16:9"}
    faults: set[tuple[bool, str]] = set()
    for change in (
        {"prompt": None},
        {"prompt": ""},
        {"prompt": "\ud800"},
        {"model": "x"},
        {"seconds": 99},
        {"seconds": "x"},
        {"size": "x"},
        {"size": "100x100"},
        {"input_reference": "x"},
        {"input_reference": cut._replace(content_type="image/gif")},
        {"input_reference": look(b"%PDF-1.7\n%%EOF")},
        {"input_reference": look(b"what is this")},
        {"input_reference": cut, "model": matrix.models[-1]},
        {"n": 1},
    ):
        faults |= faults_of(predict(matrix, {**base, **change}))
    faults |= faults_of(predict(matrix, {}))
    for kind in ("encoding", "malformed-body", "key-missing", "repeated-field", "bracketed-name"):
        field = "size" if kind in {"repeated-field", "bracketed-name"} else None
        sent = Request(base, (Issue(kind, field, "x"),))
        faults |= faults_of(predict(matrix, sent))
    of_field = {fault for has_field, fault in faults if has_field}
    of_request = {fault for has_field, fault in faults if not has_field}
    rejections = SCHEMA["properties"]["rejections"]["properties"]
    assert of_field <= rejections["by_field"]["additionalProperties"]["properties"].keys()
    assert of_request <= rejections["by_request"]["properties"].keys()
    assert len(of_field) > 15
    assert len(of_request) > 3


def faults_of(found: prediction.Prediction) -> set[tuple[bool, str]]:
    return {(each.field is not None, each.fault) for each in found.rejections}
