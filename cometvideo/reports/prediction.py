"""What is told of one request, for a person: what will happen, why, and on whose word."""

from collections.abc import Iterator, Mapping

from cometvideo.facts.fact import Source, level_of
from cometvideo.findings import Finding
from cometvideo.prediction import UNSTATED, Accept, Outcome, Prediction, Reject, Rendering
from cometvideo.reports.safe import safe
from cometvideo.reports.text import PLAIN, Style, amount, paragraph, table

__all__ = ["answer_of", "by_whom", "finding_lines", "lines_of", "rendering_words"]

_MOST_SHOWN = 8
_KINDS_OF_PRICES = {
    "list": "list price",
    "charged": "as charged",
    UNSTATED: "list price or as charged, which is not stated",
}
# By code of a finding: what is open, so that a request may cost this or that.
_OPEN = {
    "preset-open": "the size of the preset",
    "default-open": "what is used for a field that is left out",
    "size-undocumented": "what becomes of this size",
    "size-renders-otherwise": "what this size renders",
}
_INDENT = "  "


def lines_of(
    prediction: Prediction, sources: Mapping[str, Source], style: Style = PLAIN
) -> Iterator[str]:
    """The lines for one request: the verdict, what may come of it, and every finding."""
    word = style.word(prediction.verdict)
    yield f"{word}: {style.paint(_headline(prediction), 'bold')}"
    yield from _outcomes(prediction, style)
    for finding in prediction.findings:
        yield ""
        yield from finding_lines(finding, sources, style)
    if costs := [*_cost_lines(prediction, sources, style)]:
        yield from ("", *costs)


def finding_lines(finding: Finding, sources: Mapping[str, Source], style: Style) -> Iterator[str]:
    """One finding: its message, and who says so."""
    head = f"{style.word(finding.severity)} {style.paint(finding.code, 'bold')}"
    place = f"{finding.where}: " if finding.where else ""
    yield f"{place}{head}"
    yield paragraph(safe(finding.message, "log"), style.width, _INDENT)
    for each in finding.sources:
        yield _INDENT + style.paint(by_whom(each, sources, finding.level), "dim")


def by_whom(source: str, sources: Mapping[str, Source], level: str) -> str:
    """Who says so, how sure that makes it, and where to read it."""
    known = sources.get(source)
    if known is None:
        return f"{level}: {source}"
    address = f" <{known.address}>" if known.address else ""
    return f"{level}: {known.title or source}{address}"


def rendering_words(rendering: Rendering) -> str:
    """A rendering in words."""
    seconds = "an unknown length" if rendering.seconds is None else f"{rendering.seconds} s"
    size = "an unknown size" if rendering.size is None else rendering.size
    known = ", ".join(filter(None, (rendering.resolution, rendering.ratio)))
    return f"{seconds} at {size}" + (f" ({known})" if known else "")


def answer_of(reject: Reject) -> str:
    """The answer that a refusal gives, in words."""
    if reject.status is None:
        return "with a status that no source states"
    code = f" {reject.code}" if reject.code else ""
    return f"with HTTP {reject.status}{code} ({reject.level})"


def _headline(prediction: Prediction) -> str:
    answers = list(dict.fromkeys(map(answer_of, prediction.rejections)))
    if prediction.verdict == "invalid":
        one = f" {answers[0]}" if len(answers) == 1 else ""
        return f"the API refuses this request{one}"
    if prediction.verdict == "uncertain":
        return "the API may take or refuse this request"
    renderings = prediction.renderings
    if len(renderings) == 1:
        return f"the API takes this request and renders {rendering_words(renderings[0])}"
    return "the API takes this request; what it renders is open"


def _cost_lines(
    prediction: Prediction, sources: Mapping[str, Source], style: Style
) -> Iterator[str]:
    """What it costs if it is taken, why that is a range, and who says so."""
    cost = prediction.cost
    if prediction.unpriced:
        yield f"costs: no price is known of {', '.join(prediction.unpriced)}"
    elif cost is not None:
        taken = "" if prediction.verdict == "valid" else ", if it is taken"
        why = f": {_why_a_range(prediction)}" if cost.least < cost.most else ""
        yield style.paint(f"costs {cost}{taken}{why}", "bold")
        kind = _KINDS_OF_PRICES.get(cost.kind, cost.kind)
        for each in cost.sources:
            date = sources[each].date if each in sources else ""
            said = by_whom(each, sources, level_of((each,), sources))
            looked = f", {date}" if date else ""
            yield _INDENT + style.paint(f"{kind}; {said}{looked}", "dim")


def _why_a_range(prediction: Prediction) -> str:
    """What is open, so that one request may cost this or that."""
    codes = (_OPEN.get(each.code) for each in prediction.findings)
    open_things = dict.fromkeys(filter(None, codes)) if len(prediction.renderings) > 1 else {}
    return f"{' and '.join(open_things) or 'what is rendered, or its price,'} is open"


def _outcomes(prediction: Prediction, style: Style) -> Iterator[str]:
    outcomes = prediction.outcomes
    settled = prediction.verdict == "valid" and len(prediction.renderings) == 1
    if settled or (prediction.verdict == "invalid" and len(outcomes) == 1):
        return
    rows = (_outcome(each, style) for each in outcomes[:_MOST_SHOWN])
    yield from table(rows, _INDENT, style.width)
    if len(outcomes) > _MOST_SHOWN:
        more = len(outcomes) - _MOST_SHOWN
        yield f"{_INDENT}and {amount(more, 'more outcome')}; --format json lists all of them"


def _outcome(outcome: Outcome, style: Style) -> tuple[str, str, str]:
    assumed = " and ".join(f"{path} is {option}" for path, option in outcome.assumes)
    condition = style.paint(f"if {assumed}", "dim") if assumed else ""
    if isinstance(outcome, Accept):
        return style.word("valid", "renders"), rendering_words(outcome.rendering), condition
    about = "" if assumed or outcome.field is None else f"for {outcome.field}: {outcome.fault}"
    return style.word("invalid", "refuses"), answer_of(outcome), condition or about
