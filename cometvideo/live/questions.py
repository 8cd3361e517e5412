"""Questions: which options of open facts agree with what was seen of the requests that ask."""

from collections.abc import Iterable, Iterator, Set

from cometvideo.facts.fact import Scalar
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import settle
from cometvideo.live.answers import Answers, Case
from cometvideo.live.forms import predicted
from cometvideo.live.hearing import Hearing
from cometvideo.live.marks import Outcomes, options_left
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Mark
from cometvideo.live.reasons import names_another
from cometvideo.live.rendering import agreeing, fits_length
from cometvideo.prediction import Reject

__all__ = ["see_options"]


def see_options(session: Answers, wrong: Set[str]) -> Iterator[Observation]:
    """Which options agree with what was seen, of every open fact that a request tells of.

    What depends on several open facts tells of one of them only where all the others were told in
    the same run, by requests that depend on them alone; and none that depends on a fact which was
    seen to be `wrong` tells of another. Where one of these was taken, what it would have told is
    told by no other either: they might disagree. So it is with what one model may have been refused
    for, whenever it was asked.
    """
    by_case = [(case, _rests_on(session, case, wrong)) for case in session.cases]
    usable = [case for case, is_wrong in by_case if not is_wrong]
    muted = {
        mark.fact
        for case, is_wrong in by_case
        if is_wrong and case.reaction.kind == "taken"
        for mark in case.probe.shows
    }
    muted |= _doubted(session)
    alone = [
        seen
        for case in usable
        for seen in _told(session, case, session.matrix)
        if seen.mark.fact not in muted
    ]
    yield from alone
    decided = dict(_decided(session, alone))
    told = {(each.mark, each.probe) for each in alone}
    for case in usable:
        for mark in case.probe.shows:
            others = {path: each for path, each in decided.items() if path != mark.fact}
            is_new = mark.fact not in muted and (mark, case.probe.id) not in told
            if others and is_new and _is_open(session, mark):
                known = settle(session.matrix, others)
                yield from (each for each in _told(session, case, known) if each.mark == mark)


def _doubted(session: Answers) -> set[str]:
    """Open facts of which one model may be otherwise than others: it was refused, and never taken.

    It is about refusals that nobody looked into, by the request without what is asked about.
    """
    taken = {
        (case.probe.model, path)
        for case in session.cases
        if case.reaction.kind == "taken"
        for path in _assumed(case)
    }
    return {
        path
        for case in session.cases
        if case.reaction.kind == "refused"
        and case.reaction.refused is not None
        and session.control_of(case.probe) is None
        and not names_another(session.matrix, case.rejects, case.reaction.refused)
        for path in _assumed(case)
        if (case.probe.model, path) not in taken
    }


def _assumed(case: Case) -> set[str]:
    """The open facts that a refusal of a request may be due to."""
    return {path for each in case.rejects for path, _ in each.assumes}


def _rests_on(session: Answers, case: Case, wrong: Set[str]) -> bool:
    """Whether what comes of a request is told by a settled fact that is another now."""
    facts = {path for each in case.outcomes for path in each.facts}
    return any(path in wrong and not session.matrix.facts[path].is_open for path in facts)


def _is_open(session: Answers, mark: Mark) -> bool:
    fact = session.matrix.facts.get(mark.fact)
    return fact is not None and fact.is_open


def _decided(session: Answers, seen: Iterable[Observation]) -> Iterator[tuple[str, Scalar]]:
    """The facts of which one option is left, as far as enough models were heard, with that."""
    hearing = Hearing(session.probes)
    telling: dict[str, list[Observation]] = {}
    for each in seen:
        telling.setdefault(each.mark.fact, []).append(each)
    for path, those in telling.items():
        common = set.intersection(*({*each.left} for each in those))
        if len(common) == 1 and hearing.is_enough(session.matrix.facts[path], those):
            yield path, common.pop()


def _told(session: Answers, case: Case, matrix: Matrix) -> Iterator[Observation]:
    """What one request tells of the one fact that is open about it in a matrix."""
    probe = case.probe
    marks = [each for each in probe.shows if each.fact in matrix.facts]
    if not any(matrix.facts[each.fact].is_open for each in marks) or not _is_usable(session, case):
        return
    sent = probe.content_type, probe.body
    outcomes = predicted(matrix, sent).outcomes
    at_stake = {path for each in outcomes for path, _ in each.assumes}
    by_refusal = case.reaction.kind == "refused"
    for mark in marks:
        if at_stake != {mark.fact}:
            continue

        def agrees(found: Outcomes) -> bool:
            # In which words it is refused is another matter.
            if by_refusal:
                return any(isinstance(each, Reject) for each in found)
            return bool(agreeing(found, case.attempt.video, outcomes))

        fact = matrix.facts[mark.fact]
        left = options_left(matrix, fact, sent, agrees)
        if left and len(left) < len(fact.one_of):
            place = 0 if by_refusal else len(case.attempt.exchanges) - 1
            yield Observation(mark, "observed", probe.id, left=left, place=place)


def _is_usable(session: Answers, case: Case) -> bool:
    """Whether an answer tells of what is open, and of nothing else.

    A refusal does where the request without what is asked about was taken in the same run; a video
    where the lengths of the model's videos are those that were asked for.
    """
    if case.reaction.kind == "refused":
        return session.control_of(case.probe) is True and session.is_explained(case)
    if case.reaction.kind != "taken":
        return False
    return not any(
        each.probe.model == case.probe.model
        and each.probe.takes
        and fits_length(each.outcomes, each.attempt.video) is False
        for each in session.cases
    )
