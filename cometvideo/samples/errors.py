"""Errors: every refusal that the matrix states or leaves open, as an answer of its operation."""

from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.matrix import Block, Matrix
from cometvideo.words import words_of

__all__ = ["ErrorAnswer", "error_answers", "error_body"]

# Where a fault of a request as a whole can happen; any other can happen everywhere.
_OPERATIONS = {
    "malformed-body": ("create", "remix"),
    "body-too-large": ("create",),
    "unknown-task": ("retrieve", "content", "remix", "delete"),
    "not-finished": ("content", "remix"),
    "wrong-path": (),
}


class ErrorAnswer(NamedTuple):
    """One way in which an operation may refuse: its cause, its status, its envelope."""

    operation: str
    field: str | None
    fault: str
    status: int
    code: str
    message: str
    envelope: str
    facts: tuple[str, ...] = ()


def error_answers(matrix: Matrix) -> Iterator[ErrorAnswer]:
    """Every refusal, by the order of the spec; an open status or envelope gives several."""
    operations = tuple(matrix.block("operations"))
    for field, faults in matrix.blocks("rejections", "by_field"):
        for fault, block in faults.blocks():
            yield from _answers(matrix, operations[:1], field, fault, block)
    for fault, block in matrix.blocks("rejections", "by_request"):
        where = tuple(each for each in _OPERATIONS.get(fault, operations) if each in operations)
        yield from _answers(matrix, where, None, fault, block)


def error_body(matrix: Matrix, error: ErrorAnswer) -> dict[str, object]:
    """The JSON object of an error, in its envelope."""
    return words_of(matrix).error(
        error.envelope, error.message, code=error.code, param=error.field or ""
    )


def _answers(
    matrix: Matrix, operations: tuple[str, ...], field: str | None, fault: str, block: Block
) -> Iterator[ErrorAnswer]:
    status = block.fact("status") or matrix.fact("rejections", "unstated_status")
    envelope = block.fact("envelope") or matrix.fact("rejections", "unstated_envelope")
    stated = (*(fact for _, fact in block.facts()), status, envelope)
    facts = tuple(fact.path for fact in stated if fact)
    for operation in operations:
        for number in status.options if status else ():
            for wrapped in envelope.options if envelope else ("",):
                yield ErrorAnswer(
                    operation,
                    field,
                    fault,
                    int(str(number)),
                    block.text("code") or "",
                    block.text("message") or fault.replace("-", " "),
                    str(wrapped),
                    tuple(dict.fromkeys(facts)),
                )
