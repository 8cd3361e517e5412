"""Combining: from the judgements of the fields to the prediction for the request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding, Rule
from cometvideo.prediction.judgement import UNKNOWN, Judgement, once
from cometvideo.prediction.outcomes import Accept, Outcome, Prediction, Rendering, Verdict
from cometvideo.prediction.prices import Prices
from cometvideo.prediction.relations import relations_of

__all__ = ["Combined", "Combiner"]

_new = tuple.__new__  # takes half of what the constructors of named tuples do


Said = tuple[Finding, None] | tuple[Rule, str | int]
"""A finding; or a rule and whose value it is about: a field's, or that of what comes after them."""


class Combined(NamedTuple):
    """What follows from judgements, whatever the values are of which they were made.

    `present` is how many fields there were; `ready` the prediction where no rule waits for a value.
    """

    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    said: tuple[Said, ...]
    present: int
    ready: Prediction | None = None

    def prediction(self, values: Mapping[Any, object]) -> Prediction:
        """The prediction for values by the names of their fields.

        What comes after the fields has numbers, from 0, for its names.
        """
        findings: list[Any] = []
        for each, of in self.said:
            findings.append(each if of is None else _new(Finding, (each, values[of], None)))
        return _new(Prediction, (self.verdict, self.outcomes, tuple(findings)))


class Combiner:
    """Puts together what the fields of one model, in the order of the spec, were judged to be."""

    def __init__(self, matrix: Matrix, model: str | None) -> None:
        self.model = model
        self.names = tuple(matrix.block("fields"))
        self.world = matrix.is_world
        gives = [matrix.text("fields", name, "gives") for name in self.names]
        self.seconds = gives.index("seconds") if "seconds" in gives else None
        self.row = gives.index("resolution") if "resolution" in gives else None
        self.relations = tuple(relations_of(matrix, model))
        self.prices = Prices(matrix, model)

    def combine(
        self,
        judged: Sequence[Judgement],
        before: Sequence[Judgement] = (),
        after: Sequence[Judgement] = (),
    ) -> Combined:
        """Combine the judgements of all fields, and of what comes before and after them.

        What is said before them waits for no value.
        """
        unmet = [found for each in self.relations if (found := each.of(judged)) is not None]
        every = (*before, *judged, *unmet, *after)
        # Of one fault of one field, one refusal tells all.
        rejects = once(reject for each in every for reject in each.rejects)
        if any(each.sure for each in every):
            # Which of several faults is answered first is stated nowhere: a world names one.
            verdict: Verdict = "invalid"
            outcomes: Sequence[Outcome] = rejects[:1] if self.world else rejects
        else:
            verdict = "uncertain" if rejects else "valid"
            outcomes = (*self._accepts(judged), *rejects)
        said = (
            *_said(before, count()),
            *_said(judged, self.names),
            *_said(unmet, count()),
            *_said(after, count()),
        )
        present = sum(each.present for each in judged)
        combined = Combined(verdict, tuple(outcomes), said, present)
        if any(of is not None for _, of in said):
            return combined
        return combined._replace(ready=combined.prediction({}))

    def _accepts(self, judged: Sequence[Judgement]) -> Iterator[Accept]:
        seconds = None if self.seconds is None else judged[self.seconds]
        row = None if self.row is None else judged[self.row]
        length = seconds.value if seconds and isinstance(seconds.value, int) else None
        frames = [frame for each in judged for frame in each.frames]
        # Where nothing says which row it is, it may be any.
        if row is not None and row.value is not None:
            frames = [frame for frame in frames if frame.resolution in (row.value, None)]
        facts = [path for each in (seconds, row) if each for path in each.facts]
        for frame in frames or [UNKNOWN]:
            width, height = frame.width or None, frame.height or None
            rendering = Rendering(length, width, height, frame.resolution, frame.ratio)
            cost = self.prices.of(rendering)
            told = tuple(dict.fromkeys((*frame.facts, *facts)))
            yield Accept(rendering, told, frame.assumes, self.model, cost)


def _said(judged: Iterable[Judgement], names: Iterable[str | int]) -> Iterator[Said]:
    for each, name in zip(judged, names, strict=False):
        for said in each.said:
            yield (said, None) if isinstance(said, Finding) else (said, name)
