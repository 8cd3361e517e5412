"""Answers: the responses of the operations of an OpenAPI document, with examples."""

from collections.abc import Iterator

from cometvideo.export.components import TASK, envelope_names, reference
from cometvideo.export.fields import Schema
from cometvideo.export.words import sources_of
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.samples.errors import ErrorAnswer, error_answers, error_body, retry_of
from cometvideo.samples.tasks import Lifecycle, initial_step, lifecycles_of, task_object

__all__ = ["responses"]

_JSON = "application/json"
_RETRY = {
    "never": "Do not send the same again.",
    "rarely": "Sending the same again rarely helps.",
    "backoff": "Send again later, with exponential backoff and jitter.",
}


def responses(matrix: Matrix, operation: str, links: Schema) -> dict[str, Schema]:
    """Every answer of an operation by its status, the successful one first."""
    status = matrix.integer("operations", operation, "status")
    success: Schema = {
        "description": "The task as it is now.",
        "content": {_JSON: {"schema": reference(TASK), "examples": _tasks(matrix, operation)}},
    }
    if links:
        success["links"] = links
    found = {str(status): success} if status is not None else {"default": success}
    errors = [each for each in error_answers(matrix) if each.operation == operation]
    open_status = matrix.fact("rejections", "unstated_status")
    statuses = {
        *(each.status for each in errors),
        *(int(key) for key in matrix.block("errors", "retry") if key.isdigit()),
        *(int(str(each)) for each in (open_status.options if open_status else ())),
    }
    for number in sorted(statuses):
        found[str(number)] = _error(
            matrix, number, [each for each in errors if each.status == number]
        )
    return found


def _tasks(matrix: Matrix, operation: str) -> Schema:
    if operation == "create":
        life = Lifecycle(matrix.models[0], (initial_step(matrix),))
        return {"created": {"value": task_object(matrix, life, life.end)}}
    return {
        _safe(name): {"summary": name, "value": task_object(matrix, life, life.end)}
        for name, life in lifecycles_of(matrix)
        if life.end.status in matrix.block("task", "statuses")
    }


def _error(matrix: Matrix, status: int, errors: list[ErrorAnswer]) -> Schema:
    known = envelope_names(matrix)
    wrapped = dict.fromkeys(each.envelope for each in errors)
    unstated = matrix.fact("rejections", "unstated_status")
    if not errors or (unstated and status in unstated.options):
        # Any refusal whose answer no source states may come with this status.
        envelopes = matrix.fact("rejections", "unstated_envelope")
        wrapped |= dict.fromkeys(map(str, envelopes.options if envelopes else known))
    choices = [reference(known[each]) for each in wrapped if each in known]
    examples = {
        _safe(f"{each.field or 'request'}-{each.fault}-{each.envelope}"): {
            "summary": " ".join(filter(None, (each.field, each.fault))),
            "value": error_body(matrix, each),
        }
        for each in errors
    }
    one = choices[0] if choices else {"type": "object"}
    content: Schema = {"schema": {"anyOf": choices} if len(choices) > 1 else one}
    if examples:
        content["examples"] = examples
    answer: Schema = {
        "description": " ".join(_said(matrix, status, errors)),
        "content": {_JSON: content},
    }
    after = matrix.fact("errors", "retry_after")
    if retry_of(matrix, status) == "backoff" and after and "seconds" in after.options:
        words = "Seconds to wait; whether it is ever sent is open."
        answer["headers"] = {"Retry-After": {"description": words, "schema": {"type": "integer"}}}
    return answer


def _said(matrix: Matrix, status: int, errors: list[ErrorAnswer]) -> Iterator[str]:
    faults = dict.fromkeys(" ".join(filter(None, (each.field, each.fault))) for each in errors)
    yield f"Refused: {', '.join(faults)}." if faults else "Refused."
    for code in dict.fromkeys(each.code for each in errors if each.code):
        if retry_of(matrix, status, code) != retry_of(matrix, status):
            yield f"With code {code}: {_RETRY.get(str(retry_of(matrix, status, code)), '')}"
    yield _RETRY.get(str(retry_of(matrix, status)), "")
    facts = [matrix.facts[path] for each in errors for path in each.facts]
    retry = matrix.fact("errors", "retry", str(status))
    sources = sources_of(matrix, [*facts, *([retry] if isinstance(retry, Fact) else [])])
    if sources:
        yield f"Source: {'; '.join(sources)}."


def _safe(name: str) -> str:
    return "-".join("".join(each if each.isalnum() else " " for each in name).split())
