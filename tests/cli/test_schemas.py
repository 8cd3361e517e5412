"""What commands write as JSON is of the shape that is published: nothing more, nothing less."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cometvideo.conformance.protocol import ANSWER_SCHEMA, JOB_SCHEMA
from cometvideo.reports.shapes import published_shapes, schema_of
from tests.cli.conftest import Run

FIXTURES = Path(__file__).parents[2] / "fixtures"
PROGRAM = str(Path(__file__).parents[1] / "miniatures" / "clients" / "program.py")
Write = Callable[[str, str], Path]
PAGE = f"create-page={FIXTURES / 'pages' / 'first-generation.txt'}"
LINES = """\
{"model": "doubao-seedance-2-0", "prompt": "x", "size": "720p"}
{"model": "doubao-seedance-2-0", "prompt": "x", "size": "1:7", "seconds": 99}
{"model": "doubao-seedance-1-5-pro", "prompt": "x", "size": "16:9", "seconds": 5}
{"model": "nobody", "prompt": [1], "size": {"a": null}}
?
"""
SPEC = "format: 1\nname: mine\nextends: seedance\nmodels:\n  nobody: {seconds: {}}\n"

CLIENT = (sys.executable, PROGRAM, "bare-key")
CASES = {
    "validation": [["validate", "model=doubao-seedance-2-0", "prompt=x", "size=720p"]],
    "validations": [
        ["validate", "--file", "{lines}"],
        ["validate", "--file", "{lines}", "{lines}"],
    ],
    "validation-summary": [["validate", "--file", "{lines}", "--summary"]],
    "findings": [["lint", "{spec}"]],
    "facts": [["facts"], ["facts", "--open"], ["facts", "--seen", "--history", "{seen}"]],
    "explanation": [["explain", "out-of-range"], ["explain", "doubao-seedance-2-0"]],
    "codes": [["explain"]],
    "models": [["models"], ["--spec", "cometapi", "models"]],
    "drift-report": [["drift", "docs", PAGE, "--all", "--history", "{pages}"]],
    "drift-plan": [["drift", "plan", "--facts", "rejections.by_request", "--max-seconds", "0"]],
    "diff": [
        ["diff", "seedance@2026-04", "seedance", "--requests", "{lines}"],
        ["diff", "seedance", "seedance"],
    ],
    "client-report": [
        ["check-client", "--clause", "form-bearer", "--mode", "open", "--", *CLIENT],
    ],
}


def test_every_published_shape_has_a_case() -> None:
    assert CASES.keys() == published_shapes().keys()


@pytest.mark.parametrize(
    ("name", "words"),
    [(name, words) for name, several in CASES.items() for words in several],
    ids=lambda each: each if isinstance(each, str) else " ".join(each)[:40],
)
def test_what_is_written_is_of_its_shape(
    run: Run, write: Write, tmp_path: Path, name: str, words: list[str]
) -> None:
    files = {
        "lines": write("a.jsonl", LINES),
        "spec": write("spec.yaml", SPEC),
        "seen": tmp_path / "seen.sqlite",
        "pages": tmp_path / "pages",
    }
    if "--seen" in words:
        run("drift", "docs", PAGE, "--seen", files["seen"])
    options = [each.format(**files) for each in words]
    where = options.index("--") if "--" in options else len(options)
    ran = run(*options[:where], "--format", "json", *options[where:])
    Draft202012Validator(schema_of(name, closed=True)).validate(ran.data)
    Draft202012Validator(schema_of(name)).validate(ran.data)
    assert ran.data, "an empty list would be of any shape"


def test_lines_are_validations(run: Run, write: Write) -> None:
    check = Draft202012Validator(schema_of("validation", closed=True))
    ran = run("validate", "--file", write("a.jsonl", LINES), "--format", "jsonl")
    for line in ran.out.splitlines():
        check.validate(json.loads(line))


@pytest.mark.parametrize("name", published_shapes())
def test_a_schema_is_one_and_names_what_it_needs(run: Run, name: str) -> None:
    schema = run("schema", name).data
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert all(f'"#/$defs/{each}"' in text for each in schema["$defs"]), "what nothing refers to"


def test_what_lacks_or_adds_something_is_noticed() -> None:
    data: dict[str, Any] = {"name": "x", "digest": "y"}
    shape = schema_of("models", closed=True)["$defs"]["spec"]
    assert Draft202012Validator(shape).is_valid(data)
    assert not Draft202012Validator(shape).is_valid({"name": "x"})
    assert not Draft202012Validator(shape).is_valid({**data, "more": 1})
    assert Draft202012Validator(schema_of("models")["$defs"]["spec"]).is_valid({**data, "more": 1})


def test_those_of_clients_are_there_and_the_others_are_named(run: Run) -> None:
    assert run("schema", "client-job").data == JOB_SCHEMA
    assert run("schema", "client-answer").data == ANSWER_SCHEMA
    assert [line.split()[0] for line in run("schema").out.splitlines()][:2] == [
        "validation",
        "validations",
    ]
    ran = run("schema", "drift-rapport")
    assert ran.code == 2
    assert "did you mean drift-report?" in ran.err
