"""Lifecycle: what the life of a task tells of the facts that every task bears out."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.live.life import Life
from cometvideo.live.life_checks import Check, check_of
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Mark

__all__ = ["WAY", "lifecycle_facts", "marks_of_a_job", "see_life", "see_reason", "see_strangers"]

WAY = "shows in a job"
_BY_CHANCE = "shows by chance"


def marks_of_a_job(matrix: Matrix) -> tuple[Mark, ...]:
    """What every job that ends with a video bears out."""
    return _marks(matrix)


@lru_cache(maxsize=64)
def _marks(matrix: Matrix) -> tuple[Mark, ...]:
    return tuple(
        Mark(fact.path, WAY) for fact, check in lifecycle_facts(matrix) if _is_sure(matrix, fact)
    )


def lifecycle_facts(matrix: Matrix) -> Iterator[tuple[Fact, Check]]:
    """The facts that a task can bear out, with their checks."""
    for fact in matrix.facts.values():
        check = check_of(fact)
        # That something may be left out is borne out by anything.
        is_free = fact.keys[-1] == "required" and fact.value is not True
        if check is not None and not fact.is_open and not is_free:
            yield fact, check


def see_life(life: Life) -> Iterator[Observation]:
    """What the life of a task tells of each of these facts."""
    for fact, check in lifecycle_facts(life.matrix):
        told = check(fact, life)
        if told is None:
            continue
        seen = Observation(
            Mark(fact.path, WAY), "holds", life.probe.id, fact.value, place=told.place
        )
        if told.wrong is not None:
            seen = seen._replace(verdict="drifted", observed=told.wrong, exact=told.exact)
        yield seen


def see_strangers(life: Life) -> Iterator[Observation]:
    """What a task shows that the spec does not have: statuses and fields."""
    matrix = life.matrix
    quirks = matrix.block("task", "quirks")
    odd = {value for each in quirks.values() if isinstance(each, Fact) for value in _every(each)}
    for place, status in zip((place for place, _ in life.shown), life.statuses, strict=True):
        is_known = not isinstance(status, str) or matrix.block("task", "statuses", status)
        # A gateway may show a fresh task so before it knows better.
        if not is_known and (status not in odd or place > 1):
            mark = Mark(f"task.statuses.{status}", WAY)
            yield Observation(mark, "new", life.probe.id, str(status), place=place)
    reasons = {each.value for each in _reason_fields(matrix)}
    for place, shown in life.shown:
        for name in shown:
            if not matrix.block("task", "fields", name) and name not in odd | reasons:
                yield Observation(
                    Mark(f"task.fields.{name}", WAY), "new", life.probe.id, name, place=place
                )


def see_reason(life: Life) -> Iterator[Observation]:
    """How a failed task tells its reason, which no request can ask after."""
    fact = life.matrix.fact("task", "reason")
    place, last = life.shown[-1]
    if fact is None or not fact.is_open or life.means(life.statuses[-1]) != "failure":
        return
    shape = next((name for name in map(str, fact.one_of) if _has(life, name, last)), "absent")
    seen = Observation(Mark(fact.path, _BY_CHANCE), "observed", life.probe.id, place=place)
    if shape in fact.one_of:
        yield seen._replace(left=(shape,))


def _is_sure(matrix: Matrix, fact: Fact) -> bool:
    """Whether every job shows a fact, and not only one that happens to meet it."""
    if fact.keys[:2] != ("task", "statuses"):
        return True
    status = fact.keys[2]
    if matrix.fact("task", "statuses", status, "models"):
        return False
    means = matrix.value("task", "statuses", status, "means")
    return means == "success" or status == matrix.value("task", "initial")


def _every(fact: Fact) -> tuple[object, ...]:
    return fact.value if isinstance(fact.value, tuple) else (fact.value,)


def _reason_fields(matrix: Matrix) -> Iterator[Fact]:
    for _, block in matrix.blocks("task", "reasons"):
        found = block.get("field")
        if isinstance(found, Fact):
            yield found


def _has(life: Life, name: str, shown: Mapping[str, object]) -> bool:
    """Whether a task has a reason in the shape of this name."""
    block = ("task", "reasons", name)
    field, keys = life.matrix.value(*block, "field"), life.matrix.value(*block, "keys")
    value = shown.get(str(field)) if field is not None else None
    return isinstance(value, Mapping) if keys is not None else isinstance(value, str)
