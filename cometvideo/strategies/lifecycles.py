"""Lifecycles, drawn: the states that a task may be seen in, one retrieve after another."""

from hypothesis import strategies as st

from cometvideo.facts.matrix import Matrix
from cometvideo.samples.tasks import Lifecycle, Step, initial_step, reasons_of, task_object
from cometvideo.strategies.columns import CHARACTERS
from cometvideo.words import words_of

__all__ = ["answers", "lifecycles"]

_MOST_STEPS = 6


def lifecycles(matrix: Matrix, *, odd: bool = True) -> st.SearchStrategy[Lifecycle]:
    """Sequences of what is seen of a task, which the documentation allows.

    The answer to the create comes first. Most tasks wait, run and end; some never end while they
    are watched, and what has ended stays as it is. With `odd`, also: states out of their usual
    order, progress that stands still or jumps, a completion time before the end, optional fields
    left out, and the status of a task that is too fresh to be known. Shrinks to a task that is
    completed at once.
    """
    return _lifecycles(matrix, odd=odd)


def answers(matrix: Matrix, life: Lifecycle) -> list[dict[str, object]]:
    """The JSON objects that the steps of a lifecycle are answered with."""
    return [task_object(matrix, life, step) for step in life.steps]


@st.composite
def _lifecycles(draw: st.DrawFn, matrix: Matrix, *, odd: bool) -> Lifecycle:
    model = draw(st.sampled_from(matrix.models))
    known = words_of(matrix).statuses_of(model)
    under_way = known.that("waiting", "running")
    end = draw(st.sampled_from([*known.that("success", "failure"), None]))
    bare = odd and draw(st.booleans())
    early = odd and words_of(matrix).completes_early and draw(st.booleans())
    statuses = draw(st.lists(st.sampled_from(under_way), max_size=_MOST_STEPS))
    least, most = (_progress(matrix, key) for key in ("min", "max"))
    progress = draw(
        st.lists(st.integers(least, most - 1), min_size=len(statuses), max_size=len(statuses)).map(
            sorted
        )
    )
    if not odd:
        statuses = [each for each in under_way for _ in range(statuses.count(each))]
        waiting = known.that("waiting")
        progress = [
            least if status in waiting else each
            for status, each in zip(statuses, progress, strict=True)
        ]
    interval = matrix.integer("task", "polling", "interval_min_s") or 1
    steps = [initial_step(matrix)]
    fresh = matrix.text("task", "quirks", "fresh_status")
    too_fresh = odd and draw(st.booleans())
    if too_fresh and fresh is not None:
        steps.append(Step(fresh))
    for status, percent in zip(statuses, progress, strict=True):
        at = interval * len(steps)
        steps.append(Step(status, percent, at, at if early else None))
    repeated = draw(_AFTER_THE_END)  # drawn in any case, so that no end is not the simpler one
    if end is not None:
        at = interval * len(steps)
        done = end in known.that("success")
        last = Step(end, most if done else max([least, *progress]), at, at if done else None)
        steps += [last._replace(at=at + interval * each) for each in range(repeated)]
    codes = matrix.value("errors", "moderation_codes")
    return Lifecycle(
        model=model,
        steps=tuple(each._replace(bare=bare) for each in steps),
        id=draw(st.from_regex(r"task_[a-z0-9]{6}", fullmatch=True)),
        reason=draw(st.sampled_from(reasons_of(matrix))),
        code=str(draw(st.sampled_from(codes if isinstance(codes, tuple) else ("refused",)))),
        message=draw(st.text(CHARACTERS, max_size=40)),
    )


_AFTER_THE_END = st.integers(1, 3)


def _progress(matrix: Matrix, key: str) -> int:
    found = (block.integer(key) for _, block in matrix.blocks("task", "fields"))
    return next((number for number in found if number is not None), 0)
