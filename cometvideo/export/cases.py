"""Cases: test vectors as plain JSON, for programs in any language that speak to this API.

Requests at every boundary of the matrix with what is predicted for them, tasks step by step with
their answers, and every refusal in its envelope. Nothing in them is random.
"""

import json
from collections.abc import Iterator, Mapping

from cometvideo.export.descriptions import made_from
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import reads_only_json
from cometvideo.prediction import Accept, Outcome, Prediction, predict
from cometvideo.samples.errors import error_answers, error_body
from cometvideo.samples.files import file_like
from cometvideo.samples.requests import Example, classified, samples_of
from cometvideo.samples.tasks import lifecycles_of, task_object
from cometvideo.wire.media import Media
from cometvideo.wire.request import occurrences, written
from cometvideo.words import words_of

__all__ = ["FORMAT", "as_lines", "cases", "cases_text", "request_case"]

Data = dict[str, object]

FORMAT = 1


def cases(matrix: Matrix) -> Data:
    """All cases of a matrix: `requests`, `tasks` and `errors`."""
    return {
        "format": FORMAT,
        "made_from": {"spec": matrix.name, "digest": matrix.digest, "note": made_from(matrix)},
        "requests": [
            {"name": _name(each), **request_case(matrix, each.fields, prediction)}
            for each, prediction in classified(matrix)
            if _is_worth_its_place(matrix, each)
        ],
        "tasks": list(_tasks(matrix)),
        "errors": list(_errors(matrix)),
    }


def cases_text(matrix: Matrix) -> str:
    """The cases of a matrix as JSON text."""
    return as_lines(cases(matrix))


def as_lines(found: Data) -> str:
    """Cases as JSON text with one case a line, so that a change of the spec reads as one."""
    parts = []
    for key, value in found.items():
        if isinstance(value, list):
            lines = ",\n".join(f"    {_line(each)}" for each in value)
            parts.append(f"  {_line(key)}: [\n{lines}\n  ]")
        else:
            parts.append(f"  {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


# What is wrong with the pixels of a file, which no schema sees.
_IN_A_FILE = {"file-not-of-size"}


def request_case(
    matrix: Matrix, fields: Mapping[str, object], prediction: Prediction | None = None
) -> Data:
    """One request as typed values and as a form, and what is predicted for it.

    `files` describes the files that `request` names. `form` is null where no form means the same.
    `schema` is what the exported schema, which sees no bytes, does with the request.
    """
    learned = prediction or predict(matrix, fields)
    files = {media.filename or "file": media for media in _media_in(fields)}
    case: Data = {"request": {name: _typed(value) for name, value in fields.items()}}
    if files:
        case["files"] = {name: _described(media) for name, media in files.items()}
    case["form"] = _form(matrix, fields, learned)
    case["verdict"] = learned.verdict
    model = words_of(matrix).model_of(fields)
    good = {name: _plain_file(matrix, model, name) for name in fields}
    seen = predict(matrix, {name: _with_file(value, good[name]) for name, value in fields.items()})
    errors = {each.code for each in seen.findings if each.severity == "error"} - _IN_A_FILE
    case["schema"] = "rejects" if seen.verdict == "invalid" and errors else "accepts"
    case["outcomes"] = [_outcome(each) for each in learned.outcomes]
    case["findings"] = [each.code for each in learned.findings]
    return case


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(", ", ": "))


def _name(example: Example) -> str:
    return f"{example.model}: {example.name}" if example.model else example.name


def _is_worth_its_place(matrix: Matrix, example: Example) -> bool:
    """All of the first model's examples; of the others', those that depend on the model."""
    return example.edge or example.field is None or example.model in (matrix.models[0], None)


def _media_in(fields: Mapping[str, object]) -> Iterator[Media]:
    for value in fields.values():
        yield from (each for each in occurrences(value) if isinstance(each, Media))


def _typed(value: object) -> object:
    if isinstance(value, Media):
        return {"file": value.filename or "file"}
    return [_typed(each) for each in value] if isinstance(value, list | tuple) else value


def _plain_file(matrix: Matrix, model: str, field: str) -> Media:
    """A file as the field takes it; any where it takes none."""
    known = field in matrix.block("fields")
    named = model if model in matrix.models else None
    values = (each.value for each in samples_of(matrix, named, field)) if known else ()
    return next((each for each in values if isinstance(each, Media)), file_like())


def _with_file(value: object, good: Media) -> object:
    if isinstance(value, Media):
        return good
    return tuple(_with_file(each, good) for each in value) if isinstance(value, tuple) else value


def _described(media: Media) -> Data:
    described = media._asdict()
    del described["filename"]
    return described


def _form(
    matrix: Matrix, fields: Mapping[str, object], prediction: Prediction
) -> list[Data] | None:
    """The parts of a form in the order sent; None where it would mean something else."""
    if reads_only_json(matrix, words_of(matrix).model_of(fields)):
        return None
    parts: list[Data] = []
    carried: dict[str, object] = {}
    for name, value in fields.items():
        each_time = occurrences(value)
        for each in each_time:
            if isinstance(each, Media):
                file: Data = {"file": each.filename or "file", "content_type": each.content_type}
                parts.append({"name": name, **file})
            elif each_time is value or not isinstance(each, str | int):
                return None
            else:
                parts.append({"name": name, "text": written(each)})
        carried[name] = written(value) if isinstance(value, int) else value
    means = predict(matrix, {name: value for name, value in carried.items() if value != ()})
    return parts if means.outcomes == prediction.outcomes else None


def _outcome(outcome: Outcome) -> Data:
    if isinstance(outcome, Accept):
        rendering = outcome.rendering
        return {
            "kind": outcome.kind,
            "seconds": rendering.seconds,
            "width": rendering.width,
            "height": rendering.height,
        }
    return {
        "kind": outcome.kind,
        "status": outcome.status,
        "code": outcome.code,
        "field": outcome.field,
        "fault": outcome.fault,
    }


_OF_A_TASK = 2  # operations: one that makes it, and one that asks after it


def _tasks(matrix: Matrix) -> Iterator[Data]:
    words = words_of(matrix)
    operations = tuple(words.operations)
    if len(operations) < _OF_A_TASK:
        return
    for name, life in lifecycles_of(matrix):
        steps: list[Data] = []
        for position, step in enumerate(life.steps):
            operation = operations[min(position, 1)]
            body = task_object(matrix, life, step)
            steps.append(
                {
                    "operation": operation,
                    "status": matrix.value("operations", operation, "status"),
                    "body": body,
                    "means": words.means(step.status),
                    "terminal": step.status in words.terminal,
                    "id": body.get(words.names.get("id", "")),
                    "link": body.get(words.names.get("link", "")),
                }
            )
        yield {"name": name, "steps": steps}


def _errors(matrix: Matrix) -> Iterator[Data]:
    for error in error_answers(matrix):
        where = f"{error.operation}: {f'{error.field} ' if error.field else ''}{error.fault}"
        yield {
            "name": f"{where}, {error.status} in {error.envelope}",
            "operation": error.operation,
            "field": error.field,
            "fault": error.fault,
            "status": error.status,
            "code": error.code or None,
            "body": error_body(matrix, error),
            "retry": words_of(matrix).advice(error.status, error.code),
        }
