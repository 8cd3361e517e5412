"""Taken: what a request that was taken tells, by its task and by its video."""

from collections.abc import Iterator

from cometvideo.facts.fact import Fact, Value
from cometvideo.live.evidence.lifecycle import see_life, see_strangers
from cometvideo.live.evidence.probe import Mark, Probe
from cometvideo.live.evidence.seen import Seen
from cometvideo.live.judging.chances import see_reason
from cometvideo.live.judging.rendering import agreeing, see_rendering
from cometvideo.live.judging.session import Case, Session, untold

__all__ = ["see_taken"]

_FURTHER = {"min": "at most", "max": "at least"}


def see_taken(session: Session, case: Case) -> Iterator[Seen]:
    """Everything that a request that was taken tells."""
    probe, video = case.probe, case.attempt.video
    if case.must_be_refused:
        yield from _wrongly(session, case)
    for mark in probe.takes:
        yield Seen(mark, "holds", probe.id, session.value(mark))
    if not case.rejects:
        yield from _encoding(session, probe)
    if case.reaction.life is not None:
        yield from see_life(case.reaction.life)
        yield from see_strangers(case.reaction.life)
        yield from see_reason(case.reaction.life)
    place = len(case.attempt.exchanges) - 1
    if video is None or video.problem:
        why = video.problem if video else case.attempt.problem or "there is no video of it"
        measured = (each for each in probe.shows if each.way.startswith("renders"))
        yield from untold(measured, probe, why)
    else:
        yield from see_rendering(session.matrix, probe, case.outcomes, video, place)
    yield from session.options(probe, lambda found: bool(agreeing(found, video)), place)
    for mark in probe.refuses if case.rejects else ():
        why = "the request was taken, so this refusal was not to be seen"
        yield Seen(mark, "unchecked", probe.id, why=why)


def _wrongly(session: Session, case: Case) -> Iterator[Seen]:
    """What should have been refused was taken: the rule that was broken is not one."""
    field = case.rejects[0].field if case.rejects else None
    for mark in session.rules(case.probe):
        instead, is_exact = _instead(session.matrix.facts[mark.fact], case.probe, field)
        yield Seen(mark, "drifted", case.probe.id, instead, exact=is_exact)


def _encoding(session: Session, probe: Probe) -> Iterator[Seen]:
    """That this way to write a body is read."""
    encoding = probe.content_type.partition(";")[0]
    fact = session.matrix.fact("body", "encodings", encoding)
    if fact is not None and not fact.is_open:
        yield Seen(Mark(fact.path, "is read"), "holds", probe.id, fact.value)


def _instead(fact: Fact, probe: Probe, field: str | None) -> tuple[Value, bool]:
    """What a fact is instead, as far as one request that was taken tells; whether exactly so."""
    asked = probe.fields.get(field or "")
    if isinstance(fact.value, bool):
        return not fact.value, True
    if fact.keys[-1] in _FURTHER and isinstance(asked, str) and asked.isdecimal():
        return f"{_FURTHER[fact.keys[-1]]} {asked}", False
    return f"taken: {probe.id}", False
