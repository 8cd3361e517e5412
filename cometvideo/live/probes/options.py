"""Options: which of an open fact's options agree with what came of a request.

Each option is a hypothesis: the matrix with that option decided predicts what would have come.
"""

from collections.abc import Callable
from functools import lru_cache

from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.loading import settle
from cometvideo.facts.matrix import Matrix
from cometvideo.live.evidence.probe import Mark
from cometvideo.live.probes.sending import Sent, predicted
from cometvideo.prediction import Accept, Outcome, Prediction

__all__ = ["open_marks", "options_left"]

Outcomes = tuple[Outcome, ...]


def options_left(
    matrix: Matrix, fact: Fact, sent: Sent, agrees: Callable[[Outcomes], bool]
) -> tuple[Scalar, ...]:
    """The options under which a request has an outcome that agrees with what was seen."""
    return tuple(
        each
        for each in fact.one_of
        if agrees(predicted(_decided(matrix, fact, each), sent).outcomes)
    )


def open_marks(matrix: Matrix, learned: Prediction, sent: Sent) -> tuple[Mark, ...]:
    """The open facts that a request can tell something of, with the options it tells apart."""
    paths = (path for each in learned.outcomes for path, _ in each.assumes)
    marks = []
    for path in dict.fromkeys(paths):
        fact = matrix.facts[path]
        groups: dict[object, list[Scalar]] = {}
        for option in fact.one_of:
            found = predicted(_decided(matrix, fact, option), sent).outcomes
            groups.setdefault(frozenset(map(_signature, found)), []).append(option)
        if len(groups) > 1:
            faults = sorted(
                {each.fault for each in learned.rejections if path in dict(each.assumes)}
            )
            by = f" by {', '.join(faults)}" if faults else ""
            marks.append(Mark(path, _way(list(groups.values())) + by))
    return tuple(marks)


def _way(groups: list[list[Scalar]]) -> str:
    if all(len(each) == 1 for each in groups):
        return "which option"
    return "tells " + " from ".join(" or ".join(map(str, each)) for each in groups)


def _signature(outcome: Outcome) -> object:
    """What can be seen of an outcome."""
    return outcome.rendering[:3] if isinstance(outcome, Accept) else None


@lru_cache(maxsize=1024)
def _decided(matrix: Matrix, fact: Fact, option: Scalar) -> Matrix:
    return settle(matrix, {fact.path: option})
