"""The clauses: what a client of the video endpoint owes to whoever uses it."""

from __future__ import annotations

from collections.abc import Mapping

from cometvideo.conformance.clause import Clause
from cometvideo.conformance.clauses import (
    billing,
    deadlines,
    files,
    form,
    keys,
    lifecycle,
    pace,
    refusals,
    results,
    retries,
)

__all__ = ["AREAS", "CLAUSES"]

_ROOMS = (form, files, refusals, lifecycle, deadlines, results, billing, retries, keys, pace)

CLAUSES: Mapping[str, Clause] = {clause.id: clause for room in _ROOMS for clause in room.CLAUSES}

AREAS: Mapping[str, str] = {
    clause.id: room.__name__.rpartition(".")[2] for room in _ROOMS for clause in room.CLAUSES
}
"""What each clause is about, in a word."""
