"""Judgements: what one value of one field means, before the fields are put together."""

from typing import NamedTuple

from cometvideo.facts.fact import Scalar
from cometvideo.findings import Finding, Rule
from cometvideo.prediction.outcomes import Assumption, Reject

__all__ = ["MISSING", "Frame", "Judgement", "Missing", "Refusal"]


class Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()
"""Stands for a field that the request does not have."""


class Frame(NamedTuple):
    """A size that may be rendered, and under which assumptions."""

    width: int
    height: int
    resolution: str | None = None
    ratio: str | None = None
    facts: tuple[str, ...] = ()
    assumes: tuple[Assumption, ...] = ()


class Refusal(NamedTuple):
    """A way in which the request may be refused; `sure` if the matrix leaves no other way."""

    sure: bool
    reject: Reject


class Judgement:
    """What one value means. Compared by identity: values that mean the same share one judgement.

    `findings` are complete; `rules` become further ones with what was got, so that all values
    which break a rule can share the judgement. `value` is what the value amounts to.
    """

    __slots__ = ("facts", "findings", "frames", "present", "refusals", "rules", "value")

    def __init__(
        self,
        *,
        present: bool = True,
        value: Scalar | None = None,
        findings: tuple[Finding, ...] = (),
        rules: tuple[Rule, ...] = (),
        refusals: tuple[Refusal, ...] = (),
        frames: tuple[Frame, ...] = (),
        facts: tuple[str, ...] = (),
    ) -> None:
        self.present = present
        self.value = value
        self.findings = findings
        self.rules = rules
        self.refusals = refusals
        self.frames = frames
        self.facts = facts
