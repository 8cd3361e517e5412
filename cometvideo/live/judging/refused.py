"""Refused: what a refusal tells, and whom it is due to where it should not have been one."""

from collections.abc import Iterator

from cometvideo.facts.fact import Value
from cometvideo.live.evidence.probe import Mark
from cometvideo.live.evidence.refusals import Refused, see_refusal
from cometvideo.live.evidence.seen import Seen
from cometvideo.live.judging.blame import Blamed
from cometvideo.live.judging.bounds import bound_of, is_beyond, walk
from cometvideo.live.judging.reactions import agreeing_rejects
from cometvideo.live.judging.session import Case, Session, untold
from cometvideo.prediction import Reject

__all__ = ["NOTHING_WORKS", "see_blamed", "see_refused"]

NOTHING_WORKS = "no operation is where the spec has it: look at the base URL"


def see_refused(session: Session, case: Case) -> Iterator[Seen]:
    """Everything that a refusal tells; of a documented request, all of them tell together."""
    probe, refused = case.probe, case.reaction.refused
    if probe.takes or refused is None:
        return
    if not session.worked:
        yield from untold(probe.marks, probe, NOTHING_WORKS)
        return
    yield from session.options(probe, lambda found: bool(agreeing_rejects(found, refused)))
    if len({(each.field, each.fault) for each in case.rejects}) > 1 or not case.reaction.rejects:
        # One of several refusals: its answer says nothing of any of them.
        return
    reject = case.reaction.rejects[0]
    is_known = not probe.is_create or _is_told_apart(session, case, reject, refused)
    for mark in session.rules(probe) if case.must_be_refused else ():
        seen = Seen(mark, "holds", probe.id, session.value(mark))
        why = "it was refused; what for is not known, as nothing like it was taken"
        yield seen if is_known else seen._replace(verdict="unchecked", why=why)
    name = probe.group or f"{reject.field or 'request'} {reject.fault}"
    for seen in see_refusal(session.matrix, probe.id, reject.facts, refused, name):
        if is_known or seen.verdict == "holds":
            yield seen


def see_blamed(session: Session, case: Blamed) -> Iterator[Seen]:
    """What the refusal of a documented request tells."""
    probe = case.probe
    if len(case.suspects) == 1:
        mark = case.suspects[0]
        bound = bound_of(session.matrix, case)
        now = walk(bound, case, session.taken, session.refused)[0] if bound else None
        instead: Value = f"refused: {probe.id}" if now is None else now
        yield Seen(mark, "drifted", probe.id, instead, exact=now is not None)
        rest = (each for each in probe.marks if each != mark)
        yield from untold(rest, probe, f"the request was refused for {mark}")
    elif case.suspects or not is_beyond(session.matrix, probe, session.blamed):
        model = Mark(f"models.{probe.model}", "takes what is documented")
        yield Seen(model, "drifted", probe.id, f"refused: {probe.id}", exact=False)
        named = ", ".join(map(str, case.suspects)) or "the combination"
        why = f"the request was refused, and which of these is to blame is not known: {named}"
        yield from untold(probe.marks, probe, why)


def _is_told_apart(session: Session, case: Case, reject: Reject, refused: Refused) -> bool:
    """Whether the fault is what the request was refused for: the code says so, or a control."""
    if reject.code and reject.code == refused.code:
        return True
    facts = session.matrix.facts
    suspects = (mark.fact for each in session.blamed for mark in each.suspects)
    if any(reject.field in facts[path].keys for path in suspects if path in facts):
        return False
    taken = (each for each in session.taken if each.takes)
    return any(case.probe.model in {None, each.model} for each in taken)
