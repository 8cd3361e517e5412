"""Quirks: what gateways have been seen doing to a task object, each behind a switch.

The switches are the facts under `task.quirks`; the value of one says what exactly it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.fact import Scalar, Value
from cometvideo.likeness import did_you_mean
from cometvideo.words import Words

__all__ = ["QUIRKS", "Oddity", "read_quirks"]

Shown = dict[str, object]


class Oddity(NamedTuple):
    """What a quirk is told: how often the task was asked after, the words, its fact's value."""

    polls: int
    words: Words
    value: Value

    @property
    def values(self) -> tuple[Scalar, ...]:
        """The value as a list."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


def _fresh_status(shown: Shown, odd: Oddity) -> None:
    """A new task reads so when it is asked after for the first time."""
    if odd.polls == 1:
        shown.update(dict.fromkeys(odd.words.all_names("status"), odd.value))


def _progress_steps(shown: Shown, odd: Oddity) -> None:
    """Progress is one of a few numbers."""
    steps = [each for each in odd.values if isinstance(each, int)]
    for name in odd.words.all_names("progress"):
        shown[name] = max(step for step in steps if step <= int(str(shown[name])))


def _completed_at_always(shown: Shown, odd: Oddity) -> None:
    """The time of completion is there before there is one."""
    if odd.polls:
        created = next((shown[name] for name in odd.words.all_names("created")), 0)
        for name in odd.words.all_names("completed"):
            shown.setdefault(name, created)


def _full_before_the_end(shown: Shown, odd: Oddity) -> None:
    """Progress is full although the task still runs, and may yet fail."""
    words = odd.words
    if any(words.means(str(shown.get(name))) == "running" for name in words.all_names("status")):
        shown.update(dict.fromkeys(words.all_names("progress"), 100))


def _left_out(shown: Shown, odd: Oddity) -> None:
    """Fields that are missing."""
    for name in odd.values:
        shown.pop(str(name), None)


def _unlisted_fields(shown: Shown, odd: Oddity) -> None:
    """Fields that no page lists."""
    shown.update({str(name): None for name in odd.values})


QUIRKS: Mapping[str, Callable[[Shown, Oddity], None]] = {
    "fresh_status": _fresh_status,
    "progress_steps": _progress_steps,
    "completed_at_always": _completed_at_always,
    "full_before_the_end": _full_before_the_end,
    "left_out": _left_out,
    "unlisted_fields": _unlisted_fields,
}


def read_quirks(every: Iterable[Words], names: Iterable[str]) -> frozenset[str]:
    """The quirks of these names, or all of them for `all`; raises InputError for any other."""
    there = {name for words in every for name in words.quirks}
    known = [name for name in QUIRKS if name in there]
    found = frozenset(names)
    if "all" in found:
        return frozenset(known)
    for name in found.difference(known):
        advice = did_you_mean(name, known)
        raise InputError(f"{name!r} is no quirk; allowed: {', '.join([*known, 'all'])}{advice}")
    return found
