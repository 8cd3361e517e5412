"""Views: task objects as JSON, filled into templates, for most differ in an id and a time alone."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cometvideo.mock.answers import encode
from cometvideo.mock.tasks import Order, shown, status_of
from cometvideo.plan import Stage
from cometvideo.words import Words

__all__ = ["view"]


def view(order: Order, words: Words, at: Stage, link: str = "") -> bytes:
    """The JSON of the task object that `shown` gives where no quirk is on."""
    status = status_of(order, words, at)
    created = order.created_at
    filled = {"id": encode(order.id), "model": encode(order.model), "created": int(created)}
    ended = at.means == "ended"
    if ended:
        if status != words.status_for.get("success"):
            return encode(shown(order, words, at, link)).encode()
        filled["completed"] = int(created + (at.after_s or 0))
        filled["link"] = encode(link)
    return (_template(words, status, at.progress, ended) % filled).encode()


class _Slot(NamedTuple):
    """Stands for what a task fills in."""

    name: str


@lru_cache(maxsize=1024)
def _template(words: Words, status: str, progress: int, ended: bool) -> str:  # noqa: FBT001
    slots = ("id", "model", "created", "completed", "link") if ended else ("id", "model", "created")
    given: dict[str, object] = {name: _Slot(name) for name in slots}
    given |= {"status": status, "progress": progress}
    pairs = [
        f"{_escaped(name)}:{f'%({value.name})s' if isinstance(value, _Slot) else _escaped(value)}"
        for name, value in words.task(status, given).items()
    ]
    return f"{{{','.join(pairs)}}}"


def _escaped(value: object) -> str:
    return encode(value).replace("%", "%%")
