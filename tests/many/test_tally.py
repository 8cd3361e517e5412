"""Tallies: what requests add, and that adding in parts gives the same."""

import pytest

from cometvideo.many.tally import Share, Tally, share_of, total
from cometvideo.prediction import Accept, Prediction, Reject, Rendering

REJECT = Reject(400, None, None, None, "documented", "size", "x")


def accept(seconds: int | None) -> Accept:
    return Accept(Rendering(seconds, 1, 1))


@pytest.mark.parametrize(
    ("outcomes", "seconds"),
    [
        ((accept(4), accept(9), accept(5)), 9),
        ((accept(4), REJECT), 4),
        ((REJECT,), 0),
        ((accept(4), accept(None)), None),
        ((), 0),
    ],
    ids=["the longest", "as if taken", "refused for sure", "not known", "nothing"],
)
def test_the_worst_case_counts(outcomes: tuple[Accept | Reject, ...], seconds: int | None) -> None:
    assert share_of(Prediction("uncertain", outcomes, ())).seconds == seconds


def test_a_sum_of_parts() -> None:
    shares = [
        (Share("valid", 5, blocks=False, codes=()), 3),
        (Share("invalid", 0, blocks=True, codes=("a", "b", "a")), 2),
        (Share("uncertain", None, blocks=True, codes=("b",)), 1),
        (Share(None, 0, blocks=True, codes=("u",)), 4),
    ]
    whole = total(shares)
    assert whole == Tally(
        {"valid": 3, "invalid": 2, "uncertain": 1}, 4, 15, 1, 7, {"a": 4, "b": 3, "u": 4}
    )
    assert whole.requests == 10
    assert total(shares[:2]).plus(total(shares[2:])) == whole
