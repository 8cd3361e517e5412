"""Requests whose model is open: what may come of them with each of the models."""

from collections.abc import Sequence

from cometvideo.facts.fact import Fact, Scalar
from cometvideo.findings import Finding
from cometvideo.prediction.outcomes import Outcome, Prediction, Verdict
from cometvideo.prediction.rules import Rules

__all__ = ["under_each"]


def under_each(
    rules: Rules, default: Fact, predictions: Sequence[tuple[Scalar, Prediction]]
) -> Prediction:
    """One prediction of what there is under each option of the default that is open."""
    verdicts = {each.verdict for _, each in predictions}
    verdict: Verdict = verdicts.pop() if len(verdicts) == 1 else "uncertain"
    options = ", ".join(map(str, default.one_of))
    told = {"": Finding(rules.remark("default-open", default, {"options": options}))}
    outcomes: list[Outcome] = []
    for option, each in predictions:
        for outcome in each.outcomes:
            assumes = (*outcome.assumes, (default.path, option))
            facts = tuple(dict.fromkeys((*outcome.facts, default.path)))
            outcomes.append(outcome._replace(assumes=assumes, facts=facts))
        for finding in each.findings:
            wrong = finding.severity == "error" and verdict == "uncertain"
            # With another model it may be fine.
            rule = finding.rule._replace(severity="warning") if wrong else finding.rule
            told.setdefault(finding.message, finding._replace(rule=rule))
    return Prediction(verdict, tuple(outcomes), tuple(told.values()))
