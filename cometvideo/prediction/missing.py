"""Judging absence: what it means that a request does not have a field."""

from collections.abc import Callable

from cometvideo.facts.fact import Fact
from cometvideo.findings import Finding
from cometvideo.prediction.judgement import MISSING, Frame, Judgement
from cometvideo.prediction.rules import Rules

__all__ = ["with_missing"]

# More than these are no help to a reader.
_MOST_SHOWN = 6

Judge = Callable[[object], Judgement]


def with_missing(terms: Rules, judge: Judge) -> Judge:
    """The same judge, for a field that may be absent as well."""
    absent = _absent(terms, judge)
    return lambda value: absent if value is MISSING else judge(value)


def _absent(terms: Rules, judge: Judge) -> Judgement:
    """Absence of a required field breaks a rule; of another, its default takes effect."""
    required = terms.fact("required")
    if required is not None and required.value is True:
        breach = terms.breach("required", required, fault="missing")
        return Judgement(present=False, findings=breach.findings(None), refusals=breach.refusals)
    default = terms.fact("default")
    if default is None:
        return Judgement(present=False)
    judgements = {option: judge(option) for option in default.options}
    first = next(iter(judgements.values()))
    frames = tuple(
        _under(default, option, frame)
        for option, judgement in judgements.items()
        for frame in judgement.frames
    )
    return Judgement(
        present=False,
        value=None if default.is_open else first.value,
        frames=frames,
        findings=_open_default(terms, default, frames) if default.is_open else _said(first),
        facts=(default.path,),
    )


def _said(judgement: Judgement) -> tuple[Finding, ...]:
    """What there is to say of a default as of a value that is sent, unless that is refused."""
    return () if judgement.refusals else judgement.findings


def _under(default: Fact, option: object, frame: Frame) -> Frame:
    assumes = ((default.path, option), *frame.assumes) if default.is_open else frame.assumes
    return frame._replace(facts=(default.path, *frame.facts), assumes=assumes)  # type: ignore[arg-type]


def _open_default(terms: Rules, default: Fact, frames: tuple[Frame, ...]) -> tuple[Finding, ...]:
    if terms.model is None:
        return ()
    sizes = dict.fromkeys(f"{frame.width}x{frame.height}" for frame in frames)
    shown = ", ".join(sizes) if len(sizes) <= _MOST_SHOWN else f"{len(sizes)} published sizes"
    return (terms.remark("default-open", default, None, {"options": shown or _options(default)}),)


def _options(fact: Fact) -> str:
    return ", ".join(map(str, fact.options))
