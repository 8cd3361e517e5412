"""Pace: how often a task is asked after, and how long it is waited for, by its model's family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cometvideo.words import Words

__all__ = ["Pace", "pace_of"]

_INTERVAL_S = 10.0  # where a spec says nothing of it


class Pace(NamedTuple):
    """Seconds between polls, between the slowest, and those that a task usually takes at most."""

    interval_s: float
    slowest_s: float
    usual_s: float


def pace_of(every: Iterable[Words]) -> Pace:
    """The pace of a family, and of several what is the slowest of each."""
    paces = [
        (
            words.interval_min_s or _INTERVAL_S,
            words.interval_max_s or words.interval_min_s or _INTERVAL_S,
            words.usual_s[1],
        )
        for words in every
    ]
    return Pace(*map(max, zip(*paces, strict=True)))
