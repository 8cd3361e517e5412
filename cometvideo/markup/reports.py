"""Reports as pages, each one file: made of the data that the same report has as JSON."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from cometvideo.markup.charts import Step, bar, sequence, shares
from cometvideo.markup.pages import LOOK, environment, part, whole
from cometvideo.reports.entries import Entry, Told

__all__ = ["clauses_page", "drift_page", "requests_page", "told_page"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MOST_LISTED: Final = 500

Data = Mapping[str, Any]


def drift_page(data: Data) -> str:
    """Drift as cards by verdict; `data` has everything, what holds as well."""
    verdicts = {name: count for name, count in data["summary"].items() if name != "accepted"}
    by_verdict: dict[str, list[Data]] = {name: [] for name in _DRIFT}
    for each in data["findings"]:
        by_verdict.setdefault(each["verdict"], []).append(each)
    # Of what was not checked, the message ends with the reason.
    unchecked = Counter(each["message"].partition(": ")[2] for each in by_verdict["unchecked"])
    return _page(
        "drift.html",
        data=data,
        verdicts=verdicts,
        by_verdict=by_verdict,
        unchecked=unchecked.most_common(),
    )


# What asks for something first.
_DRIFT: Final = (
    *("drifted", "gone", "contradicted", "new", "could not tell", "observed"),
    *("unchecked", "holds"),
)


def clauses_page(data: Data) -> str:
    """Clauses by area, each failure with what the client and the API did."""
    areas = [(name, [*each]) for name, each in groupby(data["clauses"], lambda each: each["area"])]
    counts = {name: data["summary"].get(name, 0) for name in _CLAUSES}
    return _page("clauses.html", data=data, areas=areas, counts=counts, diagram=_diagram)


_CLAUSES: Final = ("failed", "could not tell", "passed", "not applicable", "skipped")


def requests_page(data: Data, told: Told) -> str:
    """What many requests amount to: verdicts, codes, money by model, and the first findings."""
    costs = data["cost"]["by_model"]
    return _page(
        "requests.html",
        data=data,
        verdicts={**data["verdicts"], "unreadable": data["unreadable"]},
        codes=sorted(data["findings"].items(), key=lambda each: -each[1]),
        costs=sorted(costs.items(), key=lambda each: -(each[1]["max"] or 0)),
        dearest=max((each["max"] or 0 for each in costs.values()), default=0),
        told=told,
        groups=_by_rule(told),
        more=told.more + _left_out(told),
    )


def told_page(told: Told) -> str:
    """Entries of any kind, by their rules."""
    return _page("told.html", told=told, groups=_by_rule(told), more=told.more + _left_out(told))


def _by_rule(told: Told) -> list[tuple[str, Sequence[Entry]]]:
    by_rule: dict[str, list[Entry]] = {}
    for each in [each for each in told.entries if each.says][:_MOST_LISTED]:
        by_rule.setdefault(each.rule, []).append(each)
    return [*by_rule.items()]


def _left_out(told: Told) -> int:
    return max(sum(each.says for each in told.entries) - _MOST_LISTED, 0)


def _diagram(shown: Data) -> object:
    """A counterexample as a diagram."""
    exchanges = shown["exchanges"]
    begun = exchanges[0]["at"] if exchanges else 0.0
    said = shown["problem"] or shown["stopped"]
    if not said:
        said = f"said: {(shown['answer'] or {}).get('outcome', 'nothing')}"
    return sequence([_step(each, begun) for each in exchanges], said)


def _step(exchange: Data, begun: float) -> Step:
    request, answer = exchange["request"], exchange["answer"] or {}
    delivery = answer.get("delivery") or {}
    lost = not answer or bool(delivery.get("drop") or delivery.get("stall"))
    came = f"HTTP {answer.get('status')}{_status_in(answer)}" if not lost else "no answer"
    if delivery.get("cut_at") is not None:
        came += ", cut"
    fine = not lost and int(answer.get("status", 0)) < 400
    sent = f"{request['method']} {request['target']}"
    return Step(exchange["at"] - begun, sent, came, "note" if fine else "failed", lost)


def _status_in(answer: Data) -> str:
    """What the body says of the task, where it is JSON that does."""
    try:
        told = json.loads(answer["body"].get("text", ""))
    except (ValueError, RecursionError):
        return ""
    status = told.get("status") if isinstance(told, dict) else None
    return f" {status}" if isinstance(status, str) else ""


def _page(name: str, **values: Any) -> str:
    templates = environment()
    templates.globals |= {"shares": shares, "bar": bar}
    return whole(templates, name, styles=[LOOK, part(_TEMPLATES, "reports.css")], **values)
