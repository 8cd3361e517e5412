import json

import jsonschema
import pytest

from cometvideo import InputError
from cometvideo.conformance.adapters import files_opened
from cometvideo.conformance.protocol import (
    ANSWER_SCHEMA,
    JOB_SCHEMA,
    OUTCOMES,
    Answer,
    Job,
    read_answer,
    read_last_line,
)
from cometvideo.conformance.report import answer_data

FILE = {"path": "/tmp/a.png", "filename": "a.png", "content_type": "image/png"}


def test_the_schemas_are_schemas() -> None:
    for schema in (JOB_SCHEMA, ANSWER_SCHEMA):
        jsonschema.Draft202012Validator.check_schema(dict(schema))


@pytest.mark.parametrize("value", ["a text", 5, 5.0, FILE, [FILE, FILE]])
def test_a_job_is_as_its_schema_says(value: object) -> None:
    job = Job("1", {"field": value}, "http://127.0.0.1:1/v1", "key", 10.0, 0.1)
    data = json.loads(json.dumps(job.data()))
    jsonschema.validate(data, dict(JOB_SCHEMA))
    assert Job(**data) == job
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "request": {"field": {"path": 1}}}, dict(JOB_SCHEMA))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer_is_as_its_schema_says(outcome: str) -> None:
    answer = Answer(outcome, "task_1", {"bytes": 1, "sha256": "x"}, "why", 400)
    data = json.loads(json.dumps(answer_data(answer)))
    jsonschema.validate(data, dict(ANSWER_SCHEMA))
    assert read_answer(data) == answer


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"outcome": "completed"}, Answer("completed")),
        ({"outcome": "error", "error": None}, Answer("error")),
        ({"outcome": "error", "error": "why"}, Answer("error", message="why")),
        (
            {"outcome": "refused", "error": {"code": "c", "message": "m", "status": 400}},
            Answer("refused", message="c m", status=400),
        ),
        ({"outcome": "deadline", "task_id": 7, "more": 1}, Answer("deadline")),
    ],
)
def test_answers_are_read_with_some_patience(data: object, expected: Answer) -> None:
    assert read_answer(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "completed", {}, {"outcome": "done"}, {"outcome": "error", "error": 5}),
        *({"outcome": []}, {"outcome": {"completed": 1}}, {"outcome": 1}),
    ],
)
def test_what_is_no_answer_is_refused(data: object) -> None:
    with pytest.raises(InputError):
        read_answer(data)


def test_the_answer_is_the_last_line() -> None:
    assert read_last_line('log\n{"outcome":"failed"}\n\n') == Answer("failed")
    with pytest.raises(InputError, match="no JSON"):
        read_last_line('{"outcome":"failed"}\nbye')
    for deep in (100, 900, 100_000):
        with pytest.raises(InputError, match="no JSON"):
            read_last_line(f'{{"outcome":"error","error":{"[" * deep}{"]" * deep}}}')


def test_files_are_opened() -> None:
    request = {"prompt": "x", "files": [{**FILE, "path": __file__}]}
    opened = files_opened(request)
    assert opened["prompt"] == "x"
    assert opened["files"][0][0] == "a.png"
    assert opened["files"][0][1].startswith(b"import json")
