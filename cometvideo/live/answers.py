"""Answers: all attempts of a run beside each other, and what is only told by all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cometvideo.facts.fact import Value
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.blame import Suspicion, blame
from cometvideo.live.marks import options_left
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.reactions import Reaction, outcomes_of, react
from cometvideo.prediction import Outcome, Reject

__all__ = ["Answers", "Case"]

_ABOUT_ANSWERS = frozenset({"rejections", "errors"})


class Case(NamedTuple):
    """A probe, what came of it, how that reads, and what the matrix allows to come of it."""

    probe: Probe
    attempt: Attempt
    reaction: Reaction
    outcomes: tuple[Outcome, ...]

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """The refusals that may come of it."""
        return tuple(each for each in self.outcomes if isinstance(each, Reject))

    @property
    def must_be_refused(self) -> bool:
        """Whether nothing but a refusal may come of it."""
        return len(self.rejects) == len(self.outcomes)


class Answers:
    """The attempts of a run. Treat it as frozen.

    `taken` are the probes that were taken, `refused` those of them that should have been and were
    not; `worked` are the operations that gave an answer of their own.
    """

    def __init__(
        self, matrix: Matrix, probes: Mapping[str, Probe], attempts: Sequence[Attempt]
    ) -> None:
        self.matrix = matrix
        self.cases = [
            Case(probe, each, react(matrix, probe, each), outcomes_of(matrix, probe))
            for each in attempts
            if (probe := probes.get(each.probe)) is not None
        ]
        by_kind = [(each.probe, each.reaction) for each in self.cases]
        self.taken = [probe for probe, reaction in by_kind if reaction.kind == "taken"]
        self.refused = [
            probe for probe, reaction in by_kind if reaction.kind == "refused" and probe.takes
        ]
        self.worked = {
            probe.operation
            for probe, reaction in by_kind
            if reaction.kind == "taken" or (reaction.kind == "refused" and probe.operation)
        }
        if any(reaction.life and reaction.life.retrieved for _, reaction in by_kind):
            self.worked.add("retrieve")

    @cached_property
    def blamed(self) -> tuple[Suspicion, ...]:
        """The refusals of requests that are documented to be taken, and what they are due to."""
        return blame(self.taken, self.refused)

    def value(self, mark: Mark) -> Value | None:
        """The value of the fact of a mark."""
        fact = self.matrix.facts.get(mark.fact)
        return fact.value if fact is not None else None

    def rules(self, probe: Probe) -> list[Mark]:
        """The marks of a refusal that are about the rule, and not about how it is answered."""
        facts = self.matrix.facts
        return [each for each in probe.refuses if facts[each.fact].keys[0] not in _ABOUT_ANSWERS]

    def options(
        self, probe: Probe, agrees: Callable[[tuple[Outcome, ...]], bool], place: int = 0
    ) -> Iterator[Observation]:
        """Which options of open facts agree with what was seen."""
        for mark in probe.shows:
            fact = self.matrix.facts.get(mark.fact)
            if fact is not None and fact.is_open:
                sent = probe.content_type, probe.body
                left = options_left(self.matrix, fact, sent, agrees)
                if left and len(left) < len(fact.one_of):
                    yield Observation(mark, "observed", probe.id, left=left, place=place)
