"""Tasks: how they may live, step by step, and the object that shows each step."""

from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Value
from cometvideo.facts.matrix import Block, Matrix

__all__ = [
    "CREATED",
    "LINK",
    "Lifecycle",
    "Step",
    "completes_early",
    "initial_step",
    "lifecycles_of",
    "reasons_of",
    "statuses_that",
    "task_object",
]

CREATED = 1_767_225_600  # Unix seconds; when sample tasks are created
LINK = "https://files.invalid/{id}.mp4?expires=1767312000&signature=sample"


class Step(NamedTuple):
    """What is seen of a task at one time.

    `at` is how many seconds ago it was created, `completed` how many seconds after that it says
    it was completed (None: it does not say). `bare` leaves out what is not required.
    """

    status: str
    progress: int = 0
    at: int = 0
    completed: int | None = None
    bare: bool = False


class Lifecycle(NamedTuple):
    """What is seen of a task: first the answer to its create, then to one retrieve after another.

    `reason` names the shape in which a failure tells its code and message; None: it does not.
    """

    model: str
    steps: tuple[Step, ...]
    id: str = ""
    reason: str | None = None
    code: str = ""
    message: str = ""

    @property
    def end(self) -> Step:
        """The last step that is seen; the task may go on after it."""
        return self.steps[-1]


def task_object(matrix: Matrix, life: Lifecycle, step: Step) -> dict[str, object]:
    """The JSON object that shows a task at a step."""
    example = matrix.text("task", "id_example") or "task"
    task_id = life.id or example
    given: dict[str, object] = {
        "id": task_id,
        "model": life.model,
        "status": step.status,
        "progress": step.progress,
        "created": CREATED,
        "completed": None if step.completed is None else CREATED + step.completed,
        "link": LINK.format(id=task_id),
    }
    shown: dict[str, object] = {}
    for name, block in matrix.blocks("task", "fields"):
        value: object = block.value("always")
        if value is None:
            value = given.get(str(block.value("gives") or ""))
        confined = block.value("only_on") not in (None, step.status)
        optional = step.bare and block.value("required") is not True
        is_link = block.value("gives") == "link"
        if value is not None and not confined and (is_link or not optional):
            shown[name] = value
    if _status(matrix, step.status).text("means") == "failure":
        shown |= _reason(matrix, life)
    return shown


def statuses_that(matrix: Matrix, *means: str) -> tuple[str, ...]:
    """The documented statuses that mean one of these, in the order of the spec."""
    return tuple(
        name for name, block in matrix.blocks("task", "statuses") if block.text("means") in means
    )


def reasons_of(matrix: Matrix) -> tuple[str | None, ...]:
    """The shapes in which a failure may tell its reason."""
    fact = matrix.fact("task", "reason")
    known = matrix.block("task", "reasons")
    options = fact.options if fact is not None else ()
    return tuple(str(each) if str(each) in known else None for each in options) or (None,)


def completes_early(matrix: Matrix) -> bool:
    """Whether a task may say when it was completed before it is."""
    return any(block.flag("before_the_end") for _, block in matrix.blocks("task", "fields"))


def initial_step(matrix: Matrix) -> Step:
    """What the answer to a create shows."""
    return Step(matrix.text("task", "initial") or "")


def lifecycles_of(matrix: Matrix) -> Iterator[tuple[str, Lifecycle]]:
    """Named lifecycles: every end by the usual way, and the odd ways that are known."""
    model = matrix.models[0]
    first = initial_step(matrix)
    code = _first(matrix.value("errors", "moderation_codes"))
    usual = matrix.integer("task", "polling", "usual_min_s") or 60
    running = [
        Step(status, progress=40, at=usual // 2) for status in statuses_that(matrix, "running")
    ]
    for status in statuses_that(matrix, "success"):
        end = Step(status, progress=100, at=usual, completed=usual)
        yield f"ends {status}", Lifecycle(model, (first, *running, end))
        yield f"ends {status} at once", Lifecycle(model, (first, end))
        yield f"ends {status}, bare", Lifecycle(model, (first, end._replace(bare=True)))
        if completes_early(matrix):
            early = [each._replace(completed=each.at) for each in running]
            yield f"completed early, ends {status}", Lifecycle(model, (first, *early, end))
    for status in statuses_that(matrix, "failure"):
        end = Step(status, progress=40, at=usual)
        for reason in reasons_of(matrix):
            life = Lifecycle(model, (first, *running, end), "", reason, code, "it was refused")
            yield f"ends {status}, reason {reason or 'absent'}", life
    fresh = matrix.text("task", "quirks", "fresh_status")
    if fresh is not None:
        yield f"reads {fresh} when fresh", Lifecycle(model, (first, Step(fresh), *running))


def _reason(matrix: Matrix, life: Lifecycle) -> dict[str, object]:
    block = matrix.block("task", "reasons", life.reason or "")
    field, keys = block.text("field"), block.value("keys")
    if field is None:
        return {}
    parts = {"code": life.code, "message": life.message}
    if isinstance(keys, tuple):
        return {field: {str(key): parts.get(str(key), "") for key in keys}}
    return {field: life.message}


def _status(matrix: Matrix, status: str) -> Block:
    return matrix.block("task", "statuses", status)


def _first(value: Value | None) -> str:
    return str(value[0]) if isinstance(value, tuple) and value else ""
