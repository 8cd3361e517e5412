"""Judging absence: what it means that a request does not have a field."""

from cometvideo.facts.fact import Fact
from cometvideo.facts.tables import ANOTHER
from cometvideo.findings import Finding
from cometvideo.prediction.accepting import may_lack
from cometvideo.prediction.judgement import UNKNOWN, Frame, Judge, Judgement, assumed
from cometvideo.prediction.rules import Rules

__all__ = ["judge_absence"]

# More than these are no help to a reader.
_MOST_SHOWN = 6


def judge_absence(rules: Rules, judge: Judge) -> Judgement:
    """Absence of a required field breaks a rule; of another, its default takes effect.

    So it does of one that the model does not take: it is then what always holds.
    """
    if rules.flag("required") and rules.value("accepted") is not False:
        breach = rules.breach("required", rules.fact("required"), fault="missing")
        missed = breach.of(None).but(present=False)
        return _if_taken(missed, rules) if may_lack(rules) else missed
    default = rules.fact("default")
    if default is None:
        return Judgement(present=False)
    any_size = Judgement(frames=(UNKNOWN,)) if rules.text("kind") == "size" else None
    judged = [
        (option, any_size if any_size and option == ANOTHER else judge(option))
        for option in default.options
    ]
    frames = tuple(
        frame.under((default.path,), assumed(default, option))
        for option, each in judged
        for frame in each.frames
    )
    absent = Judgement(frames=frames, facts=(default.path,), present=False)
    if default.is_open:
        return absent.but(said=_open_default(rules, default, frames))
    # There is to say what there is of a value that is sent, unless that is refused.
    only = judged[0][1].of(default.value)
    return absent.but(value=only.value, said=() if only.rejects else only.said)


def _if_taken(missed: Judgement, rules: Rules) -> Judgement:
    """What follows from absence where it is open whether the model takes the field."""
    accepted = rules.fact("accepted")
    if accepted is None:
        return missed
    taken = assumed(accepted, option=True)
    rejects = (
        each._replace(facts=(*each.facts, accepted.path), assumes=(*each.assumes, *taken))
        for each in missed.rejects
    )
    return missed.perhaps().but(rejects=tuple(rejects))


def _open_default(rules: Rules, default: Fact, frames: tuple[Frame, ...]) -> tuple[Finding, ...]:
    if rules.model is None:
        return ()
    sizes = dict.fromkeys(frame.size for frame in frames if frame.width)
    shown = ", ".join(sizes) if len(sizes) <= _MOST_SHOWN else f"{len(sizes)} published sizes"
    if sizes and not all(frame.width for frame in frames):
        shown += f" or {UNKNOWN.size}"
    options = shown or ", ".join(map(str, default.options))
    return (Finding(rules.remark("default-open", default, {"options": options})),)
