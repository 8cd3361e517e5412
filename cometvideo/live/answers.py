"""Answers: all attempts of a run beside each other, and what is only told by all of them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cometvideo.facts.fact import Value
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.blame import Suspicion, blame
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.reactions import Reaction, outcomes_of, react
from cometvideo.live.reasons import fields_of, named_fields, points_elsewhere
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

    def as_refused(self) -> "Case":
        """The same where its operation is known to work: an error is then a refusal."""
        reaction = self.reaction
        if reaction.kind != "misplaced" or reaction.refused is None:
            return self
        return self._replace(reaction=reaction._replace(kind="refused"))


class Answers:
    """The attempts of a run. Treat it as frozen.

    `taken` are the probes that were taken, `refused` those of them that should have been and were
    not; `worked` are the operations that gave an answer of their own.
    """

    def __init__(
        self, matrix: Matrix, probes: Mapping[str, Probe], attempts: Sequence[Attempt]
    ) -> None:
        self.matrix = matrix
        self.probes = probes
        cases = [
            Case(probe, each, react(matrix, probe, each), outcomes_of(matrix, probe))
            for each in attempts
            if (probe := probes.get(each.probe)) is not None
        ]
        works = {each.probe.operation for each in cases if each.reaction.kind == "taken"}
        if any(each.reaction.life and each.reaction.life.retrieved for each in cases):
            works.add("retrieve")
        self.cases = [
            each.as_refused() if each.probe.operation in works else each for each in cases
        ]
        by_kind = [(each.probe, each.reaction) for each in self.cases]
        self.taken = [probe for probe, reaction in by_kind if reaction.kind == "taken"]
        self.refused = [
            probe for probe, reaction in by_kind if reaction.kind == "refused" and probe.takes
        ]
        self.worked = works | {
            probe.operation
            for probe, reaction in by_kind
            if reaction.kind == "refused" and probe.operation and probe.key == "own"
        }

    @cached_property
    def blamed(self) -> tuple[Suspicion, ...]:
        """The refusals of requests that are documented to be taken, and what they are due to."""
        return blame(self.taken, self.refused, self.names)

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        return {
            each.probe.id: named_fields(self.matrix, each.reaction.refused)
            for each in self.cases
            if each.reaction.refused is not None
        }

    def names(self, probe: Probe, mark: Mark) -> bool:
        """Whether the refusal of a probe names the field that a mark is about."""
        fact = self.matrix.facts.get(mark.fact)
        of = fields_of(self.matrix, fact) if fact is not None else set()
        return not of.isdisjoint(self._named.get(probe.id, ()))

    def value(self, mark: Mark) -> Value | None:
        """The value of the fact of a mark."""
        fact = self.matrix.facts.get(mark.fact)
        return fact.value if fact is not None else None

    def rules(self, probe: Probe) -> list[Mark]:
        """The marks of a refusal that are about the rule, and not about how it is answered."""
        facts = self.matrix.facts
        return [each for each in probe.refuses if facts[each.fact].keys[0] not in _ABOUT_ANSWERS]

    def control_of(self, probe: Probe) -> bool | None:
        """Whether the request that a probe differs from was taken; None where it was not asked."""
        for case in self.cases:
            if case.probe.id == probe.control:
                return case.reaction.kind == "taken"
        return None

    def is_explained(self, case: Case) -> bool:
        """Whether a refusal is for what was asked about, as far as can be known.

        It gives no other reason, nothing else of the request is suspected, and the request without
        it was taken, or gave another one of the model if it was not sent; or the code that is
        stated for it came.
        """
        probe, refused = case.probe, case.reaction.refused
        if refused is None or points_elsewhere(self.matrix, case.rejects, refused):
            return False
        if not probe.is_create:
            return True
        control = self.control_of(probe)
        if control is False or self._is_suspected(case):
            return False
        if control or any(each.code and each.code == refused.code for each in case.rejects):
            return True
        taken = (each for each in self.taken if each.takes)
        return any(probe.model in {None, each.model} for each in taken)

    def _is_suspected(self, case: Case) -> bool:
        """Whether a documented request of the model was refused for a field that is asked about."""
        fields = {each.field for each in case.rejects}
        facts = self.matrix.facts
        return any(
            mark.fact in facts and fields & {*facts[mark.fact].keys}
            for each in self.blamed
            if each.probe.model == case.probe.model
            for mark in each.suspects
        )
