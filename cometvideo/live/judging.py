"""Judging: from what came of probes to a verdict on every fact that behaviour shows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from cometvideo.drift import DriftReport
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.live.answers import Answers, Case
from cometvideo.live.attempt import Attempt
from cometvideo.live.blame import Suspicion, next_control, next_length
from cometvideo.live.combining import combine
from cometvideo.live.inference import NOTHING_WORKS, see_blamed, see_refused, see_taken
from cometvideo.live.observation import Observation, untold
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.questions import see_options
from cometvideo.live.reactions import Kind
from cometvideo.live.refusals import see_retry_after

__all__ = ["follow_up", "judge", "judge_unasked"]

_NONE: Mapping[str, str] = MappingProxyType({})


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
    session = Answers(matrix, known, attempts)
    tried = {each.probe for each in attempts}
    unsent = (known[each] for each in planned if each not in tried and each in known)
    seen = [*_seen(session), *_unsent(unsent, skipped)]
    return combine(matrix, known, attempts, seen)


def judge_unasked(
    matrix: Matrix,
    probes: Mapping[str, Probe],
    attempts: Sequence[Attempt],
    counts: Mapping[str, int],
) -> DriftReport:
    """What attempts tell that were not made to tell it; `counts` are how many each stands for.

    Nobody asked for what they do not tell. A refusal of what is documented to be taken may be for
    the prompt or a file: it counts where the answer names a field, or so many were refused alike.
    """
    session = Answers(matrix, probes, attempts)
    seen = [
        each._replace(verdict="unchecked") if each.verdict == "could not tell" else each
        for each in _seen(session, lambda case: _is_supported(session, case, counts))
    ]
    return combine(matrix, probes, attempts, seen)


_MANY = 3
"""So many refusals of equal requests with other texts are not for their texts."""


def _is_supported(session: Answers, case: Suspicion, counts: Mapping[str, int]) -> bool:
    return len(case.suspects) == 1 and (
        counts[case.probe.id] >= _MANY or session.names(case.probe, case.suspects[0])
    )


def follow_up(matrix: Matrix, probes: Iterable[Probe], attempts: Sequence[Attempt]) -> Probe | None:
    """The next request that would tell what a refusal is due to; None where none would."""
    known = {probe.id: probe for probe in probes}
    session = Answers(matrix, known, attempts)
    tried = {each.probe for each in attempts}
    taken = {mark for probe in session.taken for mark in probe.takes}
    control = next_control(known.values(), tried, session.blamed, taken)
    fresh = (each for each in known.values() if each.id not in tried)
    length = next_length(matrix, fresh, session.blamed, session.taken, session.refused)
    return control or length or _control_of_a_question(session, known, tried)


def _control_of_a_question(
    session: Answers, known: Mapping[str, Probe], tried: Collection[str]
) -> Probe | None:
    """The documented request without which nobody knows what a refusal is for."""
    works = {each.model for each in session.taken if each.takes}
    for case in session.cases:
        probe = case.probe
        is_needed = bool(probe.shows) or probe.model not in works
        if case.reaction.kind == "refused" and probe.control and is_needed:
            control = known.get(probe.control)
            if control is not None and control.id not in tried:
                return control
    return None


def _seen(
    session: Answers, is_held: Callable[[Suspicion], bool] = lambda _: True
) -> Iterator[Observation]:
    """Everything that the attempts tell; of refusals of what is documented those that are held."""
    seen: list[Observation] = []
    for case in session.cases:
        seen += see_retry_after(session.matrix, case.attempt)
        seen += _BY_KIND[case.reaction.kind](session, case)
    yield from seen
    if session.worked:
        yield from see_options(
            session, {each.mark.fact for each in seen if each.verdict == "drifted"}
        )
    for blamed in session.blamed:
        if is_held(blamed):
            yield from see_blamed(session, blamed)
        else:
            yield from untold(blamed.probe.marks, blamed.probe, _ALONE)


_ALONE = "a documented request was refused, and what for is not known"


def _unsent(probes: Iterable[Probe], skipped: Mapping[str, str]) -> Iterator[Observation]:
    for probe in probes:
        if probe.id in skipped:
            why = f"not sent: {skipped[probe.id]}"
            yield from (Observation(mark, "unchecked", probe.id, why=why) for mark in probe.marks)
        else:
            yield from untold(probe.marks, probe, "the run ended before it was asked")


def _see_misplaced(session: Answers, case: Case) -> Iterator[Observation]:
    """An answer as of a path that is no operation: so it is, if the operation never works."""
    probe, reaction = case.probe, case.reaction
    why = f"{probe.method} {probe.path} answered {reaction.why}"
    if probe.operation in session.worked or not session.worked:
        why = why if session.worked else f"{why}; {NOTHING_WORKS}"
        yield from untold(probe.marks, probe, why)
        return
    operation = session.matrix.block("operations", probe.operation)
    facts = (operation.get(key) for key in ("method", "path"))
    paths = [each.path for each in facts if isinstance(each, Fact)]
    for path in paths:
        yield Observation(Mark(path, "is reached"), "drifted", probe.id, reaction.why, exact=False)
    yield from untold((each for each in probe.marks if each.fact not in paths), probe, why)


def _see_nameless(session: Answers, case: Case) -> Iterator[Observation]:
    """A success without what makes a task: its id."""
    for _, block in session.matrix.blocks("task", "fields"):
        gives, required = block.get("gives"), block.get("required")
        is_id = isinstance(gives, Fact) and gives.value == "id"
        if is_id and isinstance(required, Fact) and required.value is True:
            mark = Mark(required.path, "shows in a job")
            yield Observation(mark, "drifted", case.probe.id, observed=False)
    yield from untold(case.probe.marks, case.probe, case.reaction.why)


def _see_nothing(_: Answers, case: Case) -> Iterator[Observation]:
    yield from untold(case.probe.marks, case.probe, case.reaction.why)


_BY_KIND: Mapping[Kind, Callable[[Answers, Case], Iterator[Observation]]] = {
    "taken": see_taken,
    "refused": see_refused,
    "misplaced": _see_misplaced,
    "nameless": _see_nameless,
    "untold": _see_nothing,
}
