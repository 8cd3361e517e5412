"""Chances: open facts that no request can ask after, told where an answer happens to show them."""

from collections.abc import Iterator, Mapping

from cometvideo.facts.matrix import Matrix
from cometvideo.live.evidence.attempt import Attempt
from cometvideo.live.evidence.life import Life
from cometvideo.live.evidence.probe import Mark
from cometvideo.live.evidence.seen import Seen
from cometvideo.live.evidence.statuses import TOO_MANY

__all__ = ["see_reason", "see_retry_after"]

_WAY = "shows by chance"


def see_reason(life: Life) -> Iterator[Seen]:
    """How a failed task tells its reason."""
    fact = life.matrix.fact("task", "reason")
    place, last = life.shown[-1]
    if fact is None or not fact.is_open or life.means(life.statuses[-1]) != "failure":
        return
    shape = next((name for name in map(str, fact.one_of) if _has(life, name, last)), "absent")
    seen = Seen(Mark(fact.path, _WAY), "observed", life.probe.id, place=place)
    if shape in fact.one_of:
        yield seen._replace(left=(shape,))


def see_retry_after(matrix: Matrix, attempt: Attempt) -> Iterator[Seen]:
    """Whether an answer to too many requests says when to come back."""
    fact = matrix.fact("errors", "retry_after")
    if fact is None or not fact.is_open:
        return
    for place, exchange in enumerate(attempt.exchanges):
        if exchange.answer is not None and exchange.answer.status == TOO_MANY:
            asked = (exchange.answer.header("retry-after") or "").strip()
            found = "seconds" if asked.isdecimal() else "absent" if not asked else "date"
            seen = Seen(Mark(fact.path, _WAY), "observed", attempt.probe, place=place)
            if found in fact.one_of:
                yield seen._replace(left=(found,))
            else:
                yield seen._replace(verdict="drifted", observed=found)


def _has(life: Life, name: str, shown: Mapping[str, object]) -> bool:
    """Whether a task has a reason in the shape of this name."""
    block = ("task", "reasons", name)
    field, keys = life.matrix.value(*block, "field"), life.matrix.value(*block, "keys")
    value = shown.get(str(field)) if field is not None else None
    return isinstance(value, Mapping) if keys is not None else isinstance(value, str)
