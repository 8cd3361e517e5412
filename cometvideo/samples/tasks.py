"""Tasks: how they may live, step by step, and the object that shows each step."""

from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.words import words_of

__all__ = ["Lifecycle", "Step", "initial_step", "lifecycles_of", "reasons_of", "task_object"]

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
    words = words_of(matrix)
    task_id = life.id or words.id_example
    given: dict[str, object] = {
        "id": task_id,
        "model": life.model,
        "status": step.status,
        "progress": step.progress,
        "created": CREATED,
        "completed": None if step.completed is None else CREATED + step.completed,
        "link": LINK.format(id=task_id),
    }
    repeated = words.repeated({words.selector or "": life.model})
    shown = words.task(step.status, given, repeated, bare=step.bare)
    if words.means(step.status) == "failure":
        shown |= words.reason(life.reason, life.code, life.message)
    return shown


def reasons_of(matrix: Matrix) -> tuple[str | None, ...]:
    """The shapes in which a failure may tell its reason; None where it tells none."""
    known = matrix.block("task", "reasons")
    options = matrix.block("task").options("reason")
    return tuple(str(each) if str(each) in known else None for each in options) or (None,)


def initial_step(matrix: Matrix) -> Step:
    """What the answer to a create shows."""
    return Step(words_of(matrix).initial)


def lifecycles_of(matrix: Matrix) -> Iterator[tuple[str, Lifecycle]]:
    """Named lifecycles: every end by the usual way, and the odd ways that are known."""
    words = words_of(matrix)
    first = initial_step(matrix)
    code = (words.moderation_codes or ("",))[0]
    usual = int(words.usual_s[0])

    def of(status: str) -> tuple[str, list[Step]]:
        """The first model that comes to a status, and the steps that its tasks run through."""
        model = next(each for each in matrix.models if status in words.statuses_of(each))
        running = words.statuses_of(model).that("running")
        return model, [Step(each, progress=40, at=usual // 2) for each in running]

    for status in words.statuses.that("success"):
        model, running = of(status)
        end = Step(status, progress=100, at=usual, completed=usual)
        yield f"ends {status}", Lifecycle(model, (first, *running, end))
        yield f"ends {status} at once", Lifecycle(model, (first, end))
        yield f"ends {status}, bare", Lifecycle(model, (first, end._replace(bare=True)))
        if words.completes_early:
            early = [each._replace(completed=each.at) for each in running]
            yield f"completed early, ends {status}", Lifecycle(model, (first, *early, end))
    for status in words.statuses.that("failure"):
        model, running = of(status)
        end = Step(status, progress=40, at=usual)
        for reason in reasons_of(matrix):
            life = Lifecycle(model, (first, *running, end), "", reason, code, "it was refused")
            yield f"ends {status}, reason {reason or 'absent'}", life
    fresh = matrix.text("task", "quirks", "fresh_status")
    if fresh is not None:
        model, running = of(words.initial)
        yield f"reads {fresh} when fresh", Lifecycle(model, (first, Step(fresh), *running))
