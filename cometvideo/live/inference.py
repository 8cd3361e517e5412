"""Inference: what a request tells once it was taken, and once it was refused."""

from collections.abc import Iterator

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.terms import encodings_of
from cometvideo.live.answers import Answers, Case
from cometvideo.live.blame import Suspicion, bound_of, is_beyond, walk
from cometvideo.live.lifecycle import see_life, see_reason, see_strangers
from cometvideo.live.observation import Observation, untold
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.refusals import see_refusal
from cometvideo.live.videos import see_video

__all__ = ["NOTHING_WORKS", "see_blamed", "see_refused", "see_taken"]

_FURTHER = {"min": "at most", "max": "at least"}


def see_taken(session: Answers, case: Case) -> Iterator[Observation]:
    """Everything that a request that was taken tells."""
    probe, video = case.probe, case.attempt.video
    if case.must_be_refused:
        yield from _wrongly(session, case)
    for mark in probe.takes:
        yield Observation(mark, "holds", probe.id, session.value(mark))
    if not case.rejects:
        yield from _encoding(session, probe)
    if case.reaction.life is not None:
        yield from see_life(case.reaction.life)
        yield from see_strangers(case.reaction.life)
        yield from see_reason(case.reaction.life)
    if video is None or video.problem:
        why = video.problem if video else case.attempt.problem or "there is no video of it"
        measured = (each for each in probe.shows if each.way.startswith("renders"))
        yield from untold(measured, probe, why)
    else:
        yield from see_video(session, case, video)
    for mark in probe.refuses if case.rejects else ():
        why = "the request was taken, so this refusal was not to be seen"
        yield Observation(mark, "unchecked", probe.id, why=why)


def _wrongly(session: Answers, case: Case) -> Iterator[Observation]:
    """What should have been refused was taken: the rule that was broken is not one.

    Where no rule but the refusal itself is stated, as of an unknown task, its status is wrong. What
    is open, and was broken beside it, refuses nothing for sure.
    """
    facts = session.matrix.facts
    field = case.rejects[0].field if case.rejects else None
    statuses = (each for each in case.probe.refuses if facts[each.fact].keys[-1] == "status")
    rules = [each for each in session.rules(case.probe) if not facts[each.fact].is_open]
    for mark in rules or statuses:
        instead, is_exact = _instead(facts[mark.fact], case.probe, field)
        yield Observation(mark, "drifted", case.probe.id, instead, exact=is_exact)


def _encoding(session: Answers, probe: Probe) -> Iterator[Observation]:
    """That this way to write a body is read."""
    encoding = probe.content_type.partition(";")[0]
    fact = encodings_of(session.matrix, probe.model).fact(encoding)
    if fact is not None and not fact.is_open:
        yield Observation(Mark(fact.path, "is read"), "holds", probe.id, fact.value)


def _instead(fact: Fact, probe: Probe, field: str | None) -> tuple[Value, bool]:
    """What a fact is instead, as far as one request that was taken tells; whether exactly so."""
    asked = probe.fields.get(field or "")
    if isinstance(fact.value, bool):
        return not fact.value, True
    if fact.keys[-1] in _FURTHER and isinstance(asked, str) and asked.isdecimal():
        return f"{_FURTHER[fact.keys[-1]]} {asked}", False
    return f"taken: {probe.id}", False


_NOT_KNOWN = "it was refused, and what for is not known"
NOTHING_WORKS = "no operation is where the spec has it: look at the base URL"


def see_refused(session: Answers, case: Case) -> Iterator[Observation]:
    """Everything that a refusal tells; of a documented request, all of them tell together."""
    probe, refused = case.probe, case.reaction.refused
    if probe.takes or refused is None:
        return
    if not session.worked:
        yield from untold(probe.marks, probe, NOTHING_WORKS)
        return
    if len({(each.field, each.fault) for each in case.rejects}) > 1 or not case.reaction.rejects:
        # One of several refusals: its answer says nothing of any of them.
        return
    reject = case.reaction.rejects[0]
    is_known = session.is_explained(case)
    for mark in session.rules(probe) if case.must_be_refused else ():
        seen = Observation(mark, "holds", probe.id, session.value(mark))
        yield seen if is_known else seen._replace(verdict="unchecked", why=_NOT_KNOWN)
    name = probe.group or f"{reject.field or 'request'} {reject.fault}"
    for seen in see_refusal(session.matrix, probe.id, reject.facts, refused, name):
        # In which words it speaks, any answer shows.
        if is_known or session.matrix.facts[seen.mark.fact].keys[0] == "errors":
            yield seen
        else:
            yield Observation(seen.mark, "unchecked", probe.id, why=_NOT_KNOWN)


def see_blamed(session: Answers, case: Suspicion) -> Iterator[Observation]:
    """What the refusal of a documented request tells."""
    probe = case.probe
    bound = bound_of(session.matrix, case)
    if bound is None and is_beyond(
        session.matrix, probe, session.blamed, session.taken, session.refused
    ):
        yield from untold(probe.marks, probe, "its length is beyond a bound that has moved")
    elif len(case.suspects) == 1:
        mark = case.suspects[0]
        now = walk(bound, case, session.taken, session.refused)[0] if bound else None
        instead: Value = f"refused: {probe.id}" if now is None else now
        yield Observation(mark, "drifted", probe.id, instead, exact=now is not None)
        rest = (each for each in probe.marks if each != mark)
        yield from untold(rest, probe, f"the request was refused for {mark}")
    else:
        model = Mark(f"models.{probe.model}", "takes what is documented")
        yield Observation(model, "drifted", probe.id, f"refused: {probe.id}", exact=False)
        named = ", ".join(map(str, case.suspects)) or "the combination"
        why = f"the request was refused, and which of these is to blame is not known: {named}"
        yield from untold(probe.marks, probe, why)
