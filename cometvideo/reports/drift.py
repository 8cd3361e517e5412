"""Reports of drift: as data for JSON and back, as lines for people, as Markdown for a summary."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cometvideo.drift import ADRIFT, LIVE, VERDICTS, Drift, DriftReport, DriftVerdict, worded
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.reports.data import jsonable, spec_data
from cometvideo.reports.entries import Entry, Place, Rule, State, Told, rules_of
from cometvideo.reports.markdown import cell, code
from cometvideo.reports.safe import safe
from cometvideo.reports.text import paragraph

__all__ = ["ReportedDrift", "as_data", "as_lines", "as_markdown", "read_report", "told"]

_MOST_NAMED = 3
_STATES: dict[DriftVerdict, State] = {
    "holds": "passed",
    "could not tell": "unclear",
    "unchecked": "skipped",
}


class ReportedDrift(NamedTuple):
    """One finding of a report; `expected` and `observed` are JSON values, `places` say where.

    What was observed is words for it where it is not `exact`; `origin` is the base URL of the API
    that was asked.
    """

    id: str
    subject: str
    verdict: str
    expected: object
    observed: object
    source: str
    places: tuple[str, ...] = ()
    accepted: str = ""
    exact: bool = True
    origin: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the API itself was seen, not a page."""
        return self.source == LIVE


def as_data(report: DriftReport, spec: AnySpec, *, everything: bool = False) -> dict[str, object]:
    """The findings, how many there are of each verdict, and the spec they are about."""
    drifts = report.drifts if everything else report.found
    return {
        "findings": [_drift_data(each) for each in drifts],
        "summary": report.summary,
        "stale": list(report.stale),
        "origin": report.origin or None,
        "spec": spec_data(spec),
    }


def read_report(data: object, name: str) -> list[ReportedDrift]:
    """The findings of a report as `as_data` makes it; raises InputError for what is no report."""
    findings = data.get("findings") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(findings, list):
        raise InputError(
            f"{name} is no report of drift: it has no list of findings; "
            "cometvideo drift docs … --format json makes one"
        )
    origin = str(data.get("origin") or "")
    return [_reported(each, f"{name}, finding {at}", origin) for at, each in enumerate(findings, 1)]


def as_lines(
    report: DriftReport, *, everything: bool = False, width: int | None = None
) -> Iterator[str]:
    """A line for each finding, what could not be told by its reason, and the sum."""
    for line in _lines(report, everything=everything):
        yield paragraph(line, width, hang="    ")


def _lines(report: DriftReport, *, everything: bool) -> Iterator[str]:
    shown = ADRIFT | {"observed"} | ({"holds"} if everything else set())
    for each in report.drifts:
        if each.verdict in shown:
            place = f"; {each.where}" if each.where else ""
            known = f"; accepted: {each.accepted}" if each.accepted else ""
            said = each.finding.message
            for begin in (f" is {each.verdict}: ", " is ", " "):
                said = said.removeprefix(f"{each.subject}{begin}")
            yield f"{each.subject}: {each.verdict}: {safe(said, 'log')}{known}{place}"
    yield from _untold(report, everything=everything)
    yield from (f"stale: {each} is accepted, and not found" for each in report.stale)
    yield _sum(report)


def as_markdown(report: DriftReport, spec: AnySpec) -> str:
    """A summary with a table of what drifted and a list of what could not be told."""
    what = "The API" if report.is_live else "Documentation"
    lines = [f"# {what} beside {code(spec.name)}", "", _sum(report), ""]
    telling = [each for each in report.drifts if each.verdict in ADRIFT | {"observed"}]
    if telling:
        seen = "seen" if report.is_live else "on the page"
        lines += [f"| fact | verdict | in the spec | {seen} | source | where |"]
        lines += ["| --- | --- | --- | --- | --- | --- |", *map(_row, telling), ""]
    lines += [f"- {cell(each)}" for each in _untold(report, everything=False)]
    lines += [f"- stale: {code(each)} is accepted, and not found" for each in report.stale]
    return "\n".join(lines).rstrip() + "\n"


def told(report: DriftReport) -> Told:
    """Every verdict as a test: what is unchecked is skipped, and what cannot be told an error."""
    entries = [_entry(each, report.adrift) for each in report.drifts]
    rules = rules_of(entries)
    if report.stale:
        why = "Known drift was looked for and is not found: take it off the baseline."
        rules["stale"] = Rule("Known drift that is there no more", why)
        entries += [
            Entry("stale", "error", f"{each} is accepted, and not found", "failed", "stale", each)
            for each in report.stale
        ]
    return Told("drift", entries, rules)


def _entry(drift: Drift, adrift: frozenset[DriftVerdict]) -> Entry:
    finding, at = drift.finding, drift.where
    state = "failed" if drift.verdict in adrift else _STATES.get(drift.verdict, "noted")
    return Entry(
        finding.code,
        finding.severity,
        finding.message,
        state,
        drift.source,
        drift.subject,
        at and Place(at.file, at.line, at.column),
        drift.id,
        drift.accepted,
        tuple(
            Place(each.page, each.line, said=f"{each.how}: {each.said}") for each in drift.evidence
        ),
    )


def _untold(report: DriftReport, *, everything: bool) -> Iterator[str]:
    """What could not be told and, with everything, what was not checked, by its reason."""
    for verdict in ("could not tell", *(["unchecked"] if everything else [])):
        for (source, why), subjects in _by_reason(report.drifts, verdict):
            yield f"{verdict}: {source}: {why} ({_named(subjects)})"


def _drift_data(drift: Drift) -> dict[str, object]:
    return {
        "id": drift.id,
        "fact": drift.subject,
        "verdict": drift.verdict,
        "expected": jsonable(drift.expected),
        "observed": jsonable(drift.observed),
        "exact": drift.exact,
        "level": drift.level,
        "source": drift.source,
        "where": drift.where._asdict() if drift.where else None,
        "evidence": [each._asdict() for each in drift.evidence],
        "message": drift.finding.message,
        "accepted": drift.accepted or None,
    }


def _reported(data: object, name: str, origin: str) -> ReportedDrift:
    if not isinstance(data, Mapping):
        raise InputError(f"{name}, is no object")
    texts = {key: data.get(key) for key in ("id", "fact", "verdict", "source")}
    for key, text in texts.items():
        if not isinstance(text, str) or not text:
            raise InputError(f"{name}, has no {key}")
    if texts["verdict"] not in VERDICTS:
        raise InputError(
            f"{name}, has the verdict {texts['verdict']!r}; there are {', '.join(VERDICTS)}"
        )
    evidence = data.get("evidence")
    places = evidence if isinstance(evidence, list) else []
    return ReportedDrift(
        id=str(texts["id"]),
        subject=str(texts["fact"]),
        verdict=str(texts["verdict"]),
        expected=data.get("expected"),
        observed=data.get("observed"),
        source=str(texts["source"]),
        places=tuple(_place(each) for each in places if isinstance(each, Mapping)),
        accepted=str(data.get("accepted") or ""),
        exact=data.get("exact") is not False,
        origin=origin,
    )


def _place(evidence: Mapping[str, object]) -> str:
    line = f":{evidence['line']}" if evidence.get("line") else ""
    how = f" ({evidence['how']})" if evidence.get("how") else ""
    return f"{evidence.get('page') or 'somewhere'}{line}{how}"


def _by_reason(drifts: Iterable[Drift], verdict: str) -> list[tuple[tuple[str, str], list[str]]]:
    reasons: dict[tuple[str, str], list[str]] = {}
    for each in drifts:
        if each.verdict == verdict:
            reasons.setdefault((each.source, each.why), []).append(each.subject)
    return list(reasons.items())


def _named(subjects: list[str]) -> str:
    first = ", ".join(subjects[:_MOST_NAMED])
    rest = len(subjects) - _MOST_NAMED
    return f"{first} and {rest} more" if rest > 0 else first


def _sum(report: DriftReport) -> str:
    counts = report.summary
    told = ", ".join(f"{counts[each]} {each}" for each in VERDICTS if counts[each])
    accepted = f" ({counts['accepted']} accepted)" if counts["accepted"] else ""
    none = "that no behaviour shows" if report.is_live else "that no page shows"
    return f"{told or 'nothing was compared'}{accepted}; {counts['not shown']} {none}"


def _row(drift: Drift) -> str:
    places = ", ".join(f"{each.page}:{each.line}" for each in drift.evidence)
    cells = (
        code(drift.subject),
        f"{drift.verdict}, accepted" if drift.accepted else drift.verdict,
        cell(worded(drift.expected)),
        cell(worded(drift.observed)),
        code(drift.source),
        cell(places),
    )
    return f"| {' | '.join(cells)} |"
