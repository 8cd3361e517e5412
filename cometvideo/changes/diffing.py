"""Diffing: every change between two matrices, and whether it can make a client fail."""

from collections import Counter
from typing import NamedTuple

from cometvideo.changes.behaviour import Behaviour, Proof, behave
from cometvideo.changes.breaking import REQUEST_SIDE, judge_by_rule, rule_for
from cometvideo.changes.comparing import KINDS, Change, compare
from cometvideo.facts.matrix import Matrix

__all__ = ["Diff", "Judged", "diff"]


class Judged(NamedTuple):
    """A change, whether it breaks a client that was written to the old spec, and why, or why not.

    `proof` is a request that fares worse; only changes of the request side that break have one.
    """

    change: Change
    breaking: bool
    why: str
    proof: Proof | None = None


class Diff(NamedTuple):
    """All changes from one matrix to another."""

    old: Matrix
    new: Matrix
    judged: tuple[Judged, ...]

    def __repr__(self) -> str:
        changes = f"{len(self.judged)} changes, {len(self.breaking)} breaking"
        return f"<Diff {self.old.name} to {self.new.name}: {changes}>"

    @property
    def breaking(self) -> tuple[Judged, ...]:
        """The changes that can make a client of the old spec fail."""
        return tuple(each for each in self.judged if each.breaking)

    @property
    def summary(self) -> dict[str, int]:
        """How many changes there are of each kind, and how many break."""
        counts = Counter(each.change.kind for each in self.judged)
        return {
            "changes": len(self.judged),
            "breaking": len(self.breaking),
            **{kind: counts[kind] for kind in KINDS},
        }


def diff(old: Matrix, new: Matrix) -> Diff:
    """Compare two matrices and judge every change.

    Raises SpecError where one of them cannot be used for predictions.
    """
    changes = compare(old, new)
    behaviour = behave(old, new, [each for each in changes if _is_of_requests(each)])
    return Diff(old, new, tuple(_judged(each, old, new, behaviour) for each in changes))


def _is_of_requests(change: Change) -> bool:
    return change.keys[0] in REQUEST_SIDE and change.kind not in {"level", "sources"}


def _judged(change: Change, old: Matrix, new: Matrix, behaviour: Behaviour) -> Judged:
    if not _is_of_requests(change):
        return Judged(change, *judge_by_rule(change, old, new))
    proof = behaviour.proofs.get(change.keys)
    if proof is not None:
        return Judged(change, breaking=True, why=str(proof), proof=proof)
    if rule_for(change.keys) is not None:
        ruling = judge_by_rule(change, old, new)
        if ruling.breaking:
            return Judged(change, *ruling)
    why = f"none of {behaviour.tried:,} requests at the boundaries fares worse"
    return Judged(change, breaking=False, why=why)
