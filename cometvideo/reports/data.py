"""Plain data for JSON, in documented shapes: validations, findings, facts, the spec."""

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding, Shown, shown
from cometvideo.money import json_number
from cometvideo.prediction import Cost, Outcome, Prediction, Reject
from cometvideo.wire.media import Media
from cometvideo.wire.request import Request

__all__ = [
    "cost_data",
    "describe",
    "fact_data",
    "finding_data",
    "jsonable",
    "outcome_data",
    "prediction_data",
    "request_data",
    "spec_data",
]

Data = dict[str, object]

_DEEPEST = 32  # levels of lists in lists
_LARGEST_BITS = 4096  # of an integer that JSON has as its digits


def describe(validation: tuple[Prediction, Request, Matrix]) -> Data:
    """One validation: verdict, acceptance, outcomes, cost, findings, request and spec."""
    prediction, request, matrix = validation
    return {
        **prediction_data(prediction),
        "request": request_data(request),
        "spec": spec_data(matrix),
    }


def prediction_data(prediction: Prediction) -> Data:
    """A prediction: verdict, acceptance, outcomes, cost and findings."""
    return {
        "verdict": prediction.verdict,
        "acceptance": prediction.acceptance,
        "outcomes": [outcome_data(each) for each in prediction.outcomes],
        "cost": cost_data(prediction.cost),
        "findings": [finding_data(each) for each in prediction.findings],
    }


def outcome_data(outcome: Outcome) -> Data:
    """One outcome; `assumes` are the open facts' options under which it comes about."""
    shared = {"facts": list(outcome.facts), "assumes": dict(outcome.assumes)}
    if isinstance(outcome, Reject):
        return {
            "kind": outcome.kind,
            "status": outcome.status,
            "code": outcome.code,
            "field": outcome.field,
            "fault": outcome.fault,
            **shared,
        }
    return {"kind": outcome.kind, "rendering": outcome.rendering._asdict(), **shared}


def cost_data(cost: Cost | None) -> Data | None:
    """A range of costs: its numbers are exact as they are written; None where none is known."""
    if cost is None:
        return None
    return {
        "currency": cost.currency,
        "min": json_number(cost.least),
        "max": json_number(cost.most),
        "max_at_list": json_number(cost.dearest),
        "kind": cost.kind,
        "source": ", ".join(cost.sources),
        "date": cost.date or None,
        "facts": list(cost.facts),
    }


def finding_data(finding: Finding) -> Data:
    """One finding, with its message; `where` is there for findings about a file."""
    data: Data = {
        "code": finding.code,
        "severity": finding.severity,
        "field": finding.field,
        "got": jsonable(finding.got),
        "allowed": finding.allowed,
        "nearest": finding.nearest,
        "level": finding.level,
        "facts": list(finding.facts),
        "sources": list(finding.sources),
        "message": finding.message,
    }
    if finding.where is not None:
        data["where"] = finding.where._asdict()
    return data


def fact_data(fact: Fact) -> dict[str, object]:
    """A fact for a program."""
    return {
        "path": fact.path,
        "value": jsonable(fact.value),
        "one_of": list(fact.one_of),
        "level": fact.level,
        "sources": list(fact.sources),
        "note": fact.note,
        "also": [
            {"source": each.source, "value": jsonable(each.value), "note": each.note}
            for each in fact.also
        ],
        "contradicted": fact.contradicted,
        "where": fact.where._asdict(),
    }


def request_data(request: Request) -> Data:
    """The fields of a request, files as what is known of them."""
    return {name: jsonable(value) for name, value in request.fields.items()}


def spec_data(spec: AnySpec) -> Data:
    """The name and the digest of the spec that something was made from."""
    return {"name": spec.name, "digest": spec.digest}


def jsonable(value: object) -> object:
    """A value as JSON can carry it; what JSON has no type for, or no end, becomes its text."""
    if isinstance(value, Shown):
        return value.text
    return _jsonable(value, _DEEPEST)


def _jsonable(value: object, deepest: int) -> object:
    if isinstance(value, Media):
        return value._asdict()
    if isinstance(value, dict) and deepest:
        return {
            key if isinstance(key, str) else shown(key): _jsonable(each, deepest - 1)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple) and deepest:
        return [_jsonable(each, deepest - 1) for each in value]
    return value if _is_scalar(value) else shown(value)


def _is_scalar(value: object) -> bool:
    """Whether JSON has a type for it that takes all of it."""
    if isinstance(value, float):
        return -1e308 < value < 1e308
    if isinstance(value, int):
        return value.bit_length() <= _LARGEST_BITS
    return value is None or isinstance(value, str)
