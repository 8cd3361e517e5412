"""Reports of drift: as data for JSON, as lines for people, as Markdown for a summary."""

from collections.abc import Iterable, Iterator

from cometvideo.drift import ADRIFT, VERDICTS, Drift, DriftReport, worded
from cometvideo.facts.matrix import Matrix
from cometvideo.reports.data import jsonable, spec_data

__all__ = ["as_data", "as_lines", "as_markdown"]

_MOST_NAMED = 3


def as_data(report: DriftReport, matrix: Matrix, *, everything: bool = False) -> dict[str, object]:
    """The findings, how many there are of each verdict, and the spec they are about."""
    drifts = report.drifts if everything else report.found
    return {
        "findings": [_drift_data(each) for each in drifts],
        "summary": report.summary,
        "stale": list(report.stale),
        "origin": report.origin or None,
        "spec": spec_data(matrix),
    }


def as_lines(report: DriftReport, *, everything: bool = False) -> Iterator[str]:
    """A line for each finding, what could not be told by its reason, and the sum."""
    shown = ADRIFT | {"observed"} | ({"holds"} if everything else set())
    for each in report.drifts:
        if each.verdict in shown:
            place = f"{each.where}: " if each.where else ""
            known = f"; accepted: {each.accepted}" if each.accepted else ""
            yield f"{place}{each.verdict}: {each.finding.message}{known}"
    yield from _untold(report, everything=everything)
    yield from (f"stale: {each} is accepted, and not found" for each in report.stale)
    yield _sum(report)


def as_markdown(report: DriftReport, matrix: Matrix) -> str:
    """A summary with a table of what drifted and a list of what could not be told."""
    what = "The API" if report.is_live else "Documentation"
    lines = [f"# {what} beside `{matrix.name}`", "", _sum(report), ""]
    telling = [each for each in report.drifts if each.verdict in ADRIFT | {"observed"}]
    if telling:
        seen = "seen" if report.is_live else "on the page"
        lines += [f"| fact | verdict | in the spec | {seen} | source | where |"]
        lines += ["| --- | --- | --- | --- | --- | --- |", *map(_row, telling), ""]
    lines += [f"- {_cell(each)}" for each in _untold(report, everything=False)]
    lines += [f"- stale: `{each}` is accepted, and not found" for each in report.stale]
    return "\n".join(lines).rstrip() + "\n"


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
        f"`{drift.subject}`",
        f"{drift.verdict}, accepted" if drift.accepted else drift.verdict,
        worded(drift.expected),
        worded(drift.observed),
        f"`{drift.source}`",
        places,
    )
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
