"""Judging: from what came of probes to a verdict on every fact that behaviour shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from cometvideo.drift.live.evidence.attempt import Attempt
from cometvideo.drift.live.evidence.lifecycle import see_life, see_strangers
from cometvideo.drift.live.evidence.probe import Mark, Probe
from cometvideo.drift.live.evidence.refusals import see_refusal
from cometvideo.drift.live.evidence.seen import Seen
from cometvideo.drift.live.judging.blame import Blamed, blame, next_control
from cometvideo.drift.live.judging.bounds import bound_of, is_beyond, next_length, walk
from cometvideo.drift.live.judging.chances import see_reason, see_retry_after
from cometvideo.drift.live.judging.combining import combine
from cometvideo.drift.live.judging.reactions import Reaction, agreeing_rejects, outcomes_of, react
from cometvideo.drift.live.judging.rendering import agreeing, see_rendering
from cometvideo.drift.live.probes.options import options_left
from cometvideo.drift.verdicts import DriftReport
from cometvideo.facts import Fact, Value
from cometvideo.matrix import Matrix
from cometvideo.prediction import Outcome, Reject

__all__ = ["follow_up", "judge"]

_NONE: Mapping[str, str] = MappingProxyType({})
_FURTHER = {"min": "at most", "max": "at least"}
_NOTHING_WORKS = "no operation is where the spec has it: look at the base URL"
_ABOUT_ANSWERS = frozenset({"rejections", "errors"})


def judge(
    matrix: Matrix,
    probes: Iterable[Probe],
    attempts: Sequence[Attempt],
    *,
    planned: Iterable[str] = (),
    skipped: Mapping[str, str] = _NONE,
) -> DriftReport:
    """What the attempts tell of every fact that one of the probes can show.

    `planned` are the ids of all that should have been sent, `skipped` those that were left out on
    purpose, with the reasons: what else was not sent could not be told.
    """
    known = {probe.id: probe for probe in probes}
    session = _Session(matrix, known, attempts)
    tried = {each.probe for each in attempts}
    unsent = [known[each] for each in planned if each not in tried and each in known]
    left = (
        Seen(mark, "unchecked", probe.id, why=f"not sent: {skipped[probe.id]}")
        if probe.id in skipped
        else Seen(mark, "could not tell", probe.id, why="the run ended before it was asked")
        for probe in unsent
        for mark in probe.marks
    )
    return combine(matrix, known, attempts, (*session.seen(), *left))


def follow_up(matrix: Matrix, probes: Iterable[Probe], attempts: Sequence[Attempt]) -> Probe | None:
    """The next request that would tell what a refusal is due to; None where none would."""
    known = {probe.id: probe for probe in probes}
    session = _Session(matrix, known, attempts)
    tried = {each.probe: each for each in attempts}
    taken = {mark for probe in session.taken for mark in probe.takes}
    cases = session.blamed()
    control = next_control(known.values(), tried, cases, taken)
    fresh = [each for each in known.values() if each.id not in tried]
    return control or next_length(matrix, fresh, cases, session.taken, session.refused)


class _Session:
    """All attempts of a run beside each other; lives as long as they are judged."""

    def __init__(
        self, matrix: Matrix, probes: Mapping[str, Probe], attempts: Sequence[Attempt]
    ) -> None:
        self._matrix = matrix
        self._cases: list[tuple[Probe, Attempt, Reaction]] = [
            (probe, each, react(matrix, probe, each))
            for each in attempts
            if (probe := probes.get(each.probe)) is not None
        ]
        self._blamed_cases: tuple[Blamed, ...] | None = None
        self.taken = [probe for probe, _, reaction in self._cases if reaction.kind == "taken"]
        self.refused = [
            probe
            for probe, _, reaction in self._cases
            if reaction.kind == "refused" and probe.takes
        ]
        self._worked = {
            probe.operation
            for probe, _, reaction in self._cases
            if reaction.kind == "taken" or (reaction.kind == "refused" and probe.operation)
        }
        if any(reaction.life and reaction.life.retrieved for _, _, reaction in self._cases):
            self._worked.add("retrieve")

    def seen(self) -> Iterator[Seen]:
        """Everything that the attempts tell."""
        for probe, attempt, reaction in self._cases:
            outcomes = outcomes_of(self._matrix, probe)
            yield from see_retry_after(self._matrix, attempt)
            if reaction.kind == "taken":
                yield from self._taken(probe, attempt, reaction, outcomes)
            elif reaction.kind == "refused":
                yield from self._refused(probe, reaction, outcomes)
            elif reaction.kind == "misplaced":
                yield from self._misplaced(probe, reaction)
            elif reaction.kind == "nameless":
                yield from self._nameless(probe, reaction)
            else:
                yield from _untold(probe.marks, probe, reaction.why)
        for case in self.blamed():
            yield from self._blamed(case)

    def blamed(self) -> tuple[Blamed, ...]:
        """The refusals of requests that are documented to be taken."""
        if self._blamed_cases is None:
            self._blamed_cases = blame(self.taken, self.refused)
        return self._blamed_cases

    # --- Taken ---

    def _taken(
        self, probe: Probe, attempt: Attempt, reaction: Reaction, outcomes: tuple[Outcome, ...]
    ) -> Iterator[Seen]:
        if all(isinstance(each, Reject) for each in outcomes):
            yield from self._taken_wrongly(probe, outcomes)
        for mark in probe.takes:
            yield Seen(mark, "holds", probe.id, self._value(mark))
        if not any(isinstance(each, Reject) for each in outcomes):
            yield from self._encoding(probe)
        life, video = reaction.life, attempt.video
        if life is not None:
            yield from see_life(life)
            yield from see_strangers(life)
            yield from see_reason(life)
        place = len(attempt.exchanges) - 1
        if video is None or video.problem:
            why = video.problem if video else attempt.problem or "there is no video of it"
            yield from _untold((m for m in probe.shows if m.way.startswith("renders")), probe, why)
        else:
            yield from see_rendering(self._matrix, probe, outcomes, video, place)
        yield from self._options(probe, lambda found: bool(agreeing(found, video)), place)
        if any(isinstance(each, Reject) for each in outcomes):
            why = "the request was taken, so this refusal was not to be seen"
            for mark in probe.refuses:
                yield Seen(mark, "unchecked", probe.id, why=why)

    def _taken_wrongly(self, probe: Probe, outcomes: tuple[Outcome, ...]) -> Iterator[Seen]:
        """What should have been refused was taken: the rule that was broken is not one."""
        field = next((each.field for each in outcomes if isinstance(each, Reject)), None)
        for mark in self._rules(probe):
            fact = self._matrix.facts[mark.fact]
            instead, is_exact = _instead(fact, probe, field)
            yield Seen(mark, "drifted", probe.id, instead, exact=is_exact)

    def _rules(self, probe: Probe) -> list[Mark]:
        """The marks of a refusal that are about the rule, and not about how it is answered."""
        return [
            each
            for each in probe.refuses
            if self._matrix.facts[each.fact].keys[0] not in _ABOUT_ANSWERS
        ]

    def _encoding(self, probe: Probe) -> Iterator[Seen]:
        """That this way to write a body is read."""
        encoding = probe.content_type.partition(";")[0]
        fact = self._matrix.fact("body", "encodings", encoding)
        if fact is not None and not fact.is_open:
            yield Seen(Mark(fact.path, "is read"), "holds", probe.id, fact.value)

    def _options(
        self, probe: Probe, agrees: Callable[[tuple[Outcome, ...]], bool], place: int = 0
    ) -> Iterator[Seen]:
        """Which options of open facts agree with what was seen."""
        for mark in probe.shows:
            fact = self._matrix.facts.get(mark.fact)
            if fact is not None and fact.is_open:
                sent = probe.content_type, probe.body
                left = options_left(self._matrix, fact, sent, agrees)
                if left and len(left) < len(fact.one_of):
                    yield Seen(mark, "observed", probe.id, left=left, place=place)

    # --- Refused ---

    def _refused(
        self, probe: Probe, reaction: Reaction, outcomes: tuple[Outcome, ...]
    ) -> Iterator[Seen]:
        if probe.takes or reaction.refused is None:
            # A documented request: who is to blame is told by all refusals together.
            return
        if not self._worked:
            yield from _untold(probe.marks, probe, _NOTHING_WORKS)
            return
        refused = reaction.refused
        yield from self._options(probe, lambda found: bool(agreeing_rejects(found, refused)))
        every = [each for each in outcomes if isinstance(each, Reject)]
        if len({(each.field, each.fault) for each in every}) > 1 or not reaction.rejects:
            # One of several refusals: its answer says nothing of any of them.
            return
        only = reaction.rejects[0]
        is_known = not probe.is_create or self._is_taken_otherwise(probe, reaction, only)
        why = "it was refused; what for is not known, as nothing like it was taken"
        for mark in self._rules(probe) if all(isinstance(o, Reject) for o in outcomes) else ():
            seen = Seen(mark, "holds", probe.id, self._value(mark))
            yield seen if is_known else seen._replace(verdict="unchecked", why=why)
        name = probe.group or f"{only.field or 'request'} {only.fault}"
        for seen in see_refusal(self._matrix, probe.id, only.facts, reaction.refused, name):
            if is_known or seen.verdict == "holds":
                yield seen

    def _is_taken_otherwise(self, probe: Probe, reaction: Reaction, reject: Reject) -> bool:
        """Whether the fault is what the request was refused for: the code says so, or a control."""
        if reaction.refused is not None and reject.code and reject.code == reaction.refused.code:
            return True
        suspects = {mark.fact for case in self.blamed() for mark in case.suspects}
        is_suspect = any(
            reject.field in self._matrix.facts[path].keys
            for path in suspects
            if path in self._matrix.facts
        )
        taken = (each for each in self.taken if each.takes)
        return not is_suspect and any(probe.model in {None, each.model} for each in taken)

    def _blamed(self, case: Blamed) -> Iterator[Seen]:
        """A documented request that was refused."""
        bound = bound_of(self._matrix, case)
        if len(case.suspects) == 1:
            mark = case.suspects[0]
            now = walk(bound, case, self.taken, self.refused)[0] if bound else None
            instead: Value = f"refused: {case.probe.id}" if now is None else now
            yield Seen(mark, "drifted", case.probe.id, instead, exact=now is not None)
            rest = [each for each in case.probe.marks if each != mark]
            yield from _untold(rest, case.probe, f"the request was refused for {mark}")
            return
        if not case.suspects and is_beyond(self._matrix, case.probe, self.blamed()):
            return
        model = Mark(f"models.{case.probe.model}", "takes what is documented")
        yield Seen(model, "drifted", case.probe.id, f"refused: {case.probe.id}")
        named = ", ".join(map(str, case.suspects)) or "the combination"
        why = f"the request was refused, and which of these is to blame is not known: {named}"
        yield from _untold(case.probe.marks, case.probe, why)

    # --- Neither ---

    def _misplaced(self, probe: Probe, reaction: Reaction) -> Iterator[Seen]:
        """An answer as of a path that is no operation: so it is, if the operation never works."""
        operation = self._matrix.block("operations", probe.operation)
        why = f"{probe.method} {probe.path} answered {reaction.why}"
        if probe.operation in self._worked or not self._worked:
            why = why if self._worked else f"{why}; {_NOTHING_WORKS}"
            yield from _untold(probe.marks, probe, why)
            return
        facts = [operation.get(key) for key in ("method", "path")]
        paths = {each.path for each in facts if isinstance(each, Fact)}
        for path in sorted(paths):
            yield Seen(Mark(path, "is reached"), "drifted", probe.id, reaction.why, exact=False)
        yield from _untold((each for each in probe.marks if each.fact not in paths), probe, why)

    def _nameless(self, probe: Probe, reaction: Reaction) -> Iterator[Seen]:
        """A success without what makes a task: its id."""
        for _, block in self._matrix.blocks("task", "fields"):
            gives, required = block.get("gives"), block.get("required")
            is_id = isinstance(gives, Fact) and gives.value == "id"
            if is_id and isinstance(required, Fact) and required.value is True:
                mark = Mark(required.path, "shows in a job")
                yield Seen(mark, "drifted", probe.id, observed=False)
        yield from _untold(probe.marks, probe, reaction.why)

    def _value(self, mark: Mark) -> Value | None:
        fact = self._matrix.facts.get(mark.fact)
        return fact.value if fact is not None else None


def _untold(marks: Iterable[Mark], probe: Probe, why: str) -> Iterator[Seen]:
    for mark in marks:
        yield Seen(mark, "could not tell", probe.id, why=why)


def _instead(fact: Fact, probe: Probe, field: str | None) -> tuple[Value, bool]:
    """What a fact is instead, as far as one request that was taken tells; whether exactly so."""
    asked = probe.fields.get(field or "")
    if isinstance(fact.value, bool):
        return not fact.value, True
    if fact.keys[-1] in _FURTHER and isinstance(asked, str) and asked.isdecimal():
        return f"{_FURTHER[fact.keys[-1]]} {asked}", False
    return f"taken: {probe.id}", False
