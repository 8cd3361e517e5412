"""Combining: from the judgements of the fields to the prediction for the request."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding, Rule
from cometvideo.prediction.judgement import Frame, Judgement
from cometvideo.prediction.outcomes import Accept, Outcome, Prediction, Rendering, Verdict
from cometvideo.prediction.rules import Rules

__all__ = ["Combined", "Combiner"]

_UNKNOWN = Frame(0, 0)


class Combined(NamedTuple):
    """A prediction in which some findings still lack what was got.

    `said` has findings, and rules with the position of the field whose value they are about;
    `prediction` is ready where there are no such rules.
    """

    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    said: tuple[Finding | tuple[Rule, int], ...]
    present: int
    prediction: Prediction | None

    def fill(self, values: Sequence[object]) -> Prediction:
        """The prediction for these values of the fields, in the order of the spec."""
        findings = [
            each if each.__class__ is Finding else Finding(each[0], values[each[1]])  # type: ignore[call-overload]
            for each in self.said
        ]
        return Prediction(self.verdict, self.outcomes, tuple(findings))


class _Relation(NamedTuple):
    """A field that may be sent only together with another one."""

    field: int
    other: int
    judgement: Judgement


class Combiner:
    """Puts together what the fields of one model, in the order of the spec, were judged to be."""

    def __init__(self, matrix: Matrix, model: str | None) -> None:
        self.names = tuple(matrix.block("fields"))
        self.world = matrix.is_world
        gives = [matrix.text("fields", name, "gives") for name in self.names]
        self.seconds = gives.index("seconds") if "seconds" in gives else None
        self.row = gives.index("resolution") if "resolution" in gives else None
        self.relations = tuple(self._relations(matrix, model))

    def combine(
        self,
        judged: tuple[Judgement, ...],
        extras: Iterable[Judgement] = (),
        before: tuple[Judgement, ...] = (),
    ) -> Combined:
        """Combine the judgements of all fields, and of what comes after and before them."""
        related = (
            each.judgement
            for each in self.relations
            if judged[each.field].present and not judged[each.other].present
        )
        every = (*before, *judged, *related, *extras)
        said = tuple(_said(every, len(before)))
        refusals = [refusal for each in every for refusal in each.refusals]
        # Of one fault of one field, one refusal tells all.
        rejects = tuple({(each[1].field, each[1].fault): each[1] for each in refusals}.values())
        outcomes: tuple[Outcome, ...]
        verdict: Verdict
        if any(each.sure for each in refusals):
            # Which of several faults is answered first is stated nowhere: a world names one.
            verdict, outcomes = "invalid", rejects[:1] if self.world else rejects
        else:
            verdict = "uncertain" if rejects else "valid"
            outcomes = (*self._accepts(judged), *rejects)
        ready = None
        if all(each.__class__ is Finding for each in said):
            ready = Prediction(verdict, outcomes, said)  # type: ignore[arg-type]
        return Combined(verdict, outcomes, said, sum(each.present for each in judged), ready)

    def _accepts(self, judged: tuple[Judgement, ...]) -> Iterator[Accept]:
        seconds = None if self.seconds is None else judged[self.seconds]
        row = None if self.row is None else judged[self.row]
        length = seconds.value if seconds and isinstance(seconds.value, int) else None
        frames = list(chain.from_iterable(each.frames for each in judged))
        if row is not None:
            frames = [frame for frame in frames if frame.resolution in (row.value, None)]
        facts = tuple(chain.from_iterable(each.facts for each in (seconds, row) if each))
        for frame in frames or [_UNKNOWN]:
            width, height = frame.width or None, frame.height or None
            rendering = Rendering(length, width, height, frame.resolution, frame.ratio)
            yield Accept(rendering, tuple(dict.fromkeys((*frame.facts, *facts))), frame.assumes)

    def _relations(self, matrix: Matrix, model: str | None) -> Iterator[_Relation]:
        for position, name in enumerate(self.names):
            terms = Rules(matrix, model, name)
            needed = terms.fact("requires")
            if isinstance(needed, Fact) and needed.value in self.names:
                other = str(needed.value)
                breach = terms.breach("field-required-with", needed, detail={"other": other})
                yield _Relation(position, self.names.index(other), breach.judge(None))


def _said(every: tuple[Judgement, ...], before: int) -> Iterator[Finding | tuple[Rule, int]]:
    # Only the judgements of fields have rules whose finding still lacks what was got.
    for position, judgement in enumerate(every, -before):
        yield from judgement.findings
        for rule in judgement.rules:
            yield rule, position
