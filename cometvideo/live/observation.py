"""Observation: what one attempt tells of one fact."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cometvideo.drift import DriftVerdict
from cometvideo.facts.fact import Scalar, Value
from cometvideo.live.probe import Mark, Probe

__all__ = ["Observation", "untold"]


class Observation(NamedTuple):
    """What one attempt tells of one mark.

    `observed` is the value that was seen, or words for it where it is not `exact`; None where there
    is nothing to show. Of an open fact `left` are the options that agree with what was seen.
    `place` is the number of the exchange. `expected` is there where the mark is about what is no
    fact.
    """

    mark: Mark
    verdict: DriftVerdict
    probe: str
    observed: Value | None = None
    why: str = ""
    left: tuple[Scalar, ...] = ()
    place: int = 0
    exact: bool = True
    expected: Value | None = None


def untold(marks: Iterable[Mark], probe: Probe, why: str) -> Iterator[Observation]:
    """Marks that could not be told."""
    for mark in marks:
        yield Observation(mark, "could not tell", probe.id, why=why)
