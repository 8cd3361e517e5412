"""Facts that no behaviour shows, and why."""

from collections.abc import Iterable

from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import NO_PROBE, rows_along

__all__ = ["by_reason", "why_unshown"]


def why_unshown(matrix: Matrix, path: str) -> str:
    """Why no behaviour shows a fact, where none does."""
    fact = matrix.facts.get(path)
    reasons = [row.unshown for row in rows_along(fact.keys if fact else ()) if row.unshown]
    return reasons[-1] if reasons else NO_PROBE


def by_reason(matrix: Matrix, paths: Iterable[str]) -> dict[str, list[str]]:
    """Facts that no behaviour shows, by the reason why."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(why_unshown(matrix, path), []).append(path)
    return found
