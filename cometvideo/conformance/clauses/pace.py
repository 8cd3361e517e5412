"""Clauses on pace: how often a client asks."""

from __future__ import annotations

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import PASSED, CaseVerdict, Clause, failed, said, unclear, unless
from cometvideo.conformance.material import Material

__all__ = ["CLAUSES"]

_INTERVAL_S = 0.2
_BUSY_S = 0.02  # a pause below this is none


def _long(material: Material) -> list[Case]:
    return [Case("a long task", material.request, "polls=6", poll_interval_s=_INTERVAL_S)]


def _median(observed: Observed) -> float | None:
    """The pause in the middle, of those between two polls; None where there are too few."""
    pauses = sorted(observed.pauses[1:])
    return pauses[len(pauses) // 2] if len(pauses) > 2 else None


def _no_loop(observed: Observed, _: Material) -> CaseVerdict:
    median_s = _median(observed)
    if median_s is None:
        return unclear(f"there were too few polls to tell; {said(observed)}")
    return unless(median_s >= _BUSY_S, f"it polls every {median_s * 1000:.1f} ms")


def _unhurried(observed: Observed, material: Material) -> CaseVerdict:
    median_s = _median(observed)
    if median_s is None:
        return unclear(f"there were too few polls to tell; {said(observed)}")
    asked_s = observed.case.poll_interval_s
    if observed.by_wire:
        asked_s = material.words.interval_min_s or asked_s
    if median_s < _BUSY_S:
        return unclear("it does not pause at all, which is a clause of its own")
    if median_s < asked_s * 0.8:
        return failed(f"it polls every {median_s:.2f} s, advised are {asked_s:g} s")
    return PASSED


CLAUSES = (
    Clause(
        "no-busy-loop",
        "must",
        "Polls are never sent one right after the other.",
        "It is an attack on the API, and is answered as one.",
        (("task", "polling", "interval_min_s"),),
        _long,
        _no_loop,
        needs=frozenset({"task"}),
    ),
    Clause(
        "unhurried",
        "advice",
        "Polls come no more often than was asked for, or than the guide advises.",
        "Jobs take minutes; asking more often only brings 429 closer.",
        (("task", "polling", "interval_min_s"), ("task", "polling", "interval_max_s")),
        _long,
        _unhurried,
        needs=frozenset({"task"}),
    ),
)
