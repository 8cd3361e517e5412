"""Reports of drift: as data for JSON, as lines for people, as Markdown for a summary."""

from collections.abc import Iterable, Iterator

from cometvideo.drift.verdicts import ADRIFT, VERDICTS, Drift, DriftReport, worded
from cometvideo.matrix import Matrix
from cometvideo.report import jsonable, spec_data

__all__ = ["as_data", "as_lines", "as_markdown"]

_MOST_NAMED = 3


def as_data(report: DriftReport, matrix: Matrix, *, everything: bool = False) -> dict[str, object]:
    """The findings, how many there are of each verdict, and the spec they are about."""
    drifts = report.drifts if everything else report.found
    return {
        "findings": [_drift_data(each) for each in drifts],
        "summary": report.summary,
        "stale": list(report.stale),
        "spec": spec_data(matrix),
    }


def as_lines(report: DriftReport, *, everything: bool = False) -> Iterator[str]:
    """A line for each finding, what could not be told by section, and the sum."""
    for each in report.drifts:
        if each.verdict in ADRIFT or (everything and each.verdict == "holds"):
            place = f"{each.where}: " if each.where else ""
            known = f"; accepted: {each.accepted}" if each.accepted else ""
            yield f"{place}{each.verdict}: {each.finding.message}{known}"
    for (source, why), subjects in _by_section(report.drifts):
        yield f"could not tell: {source}: {why} ({_named(subjects)})"
    yield from (f"stale: {each} is accepted, and not found" for each in report.stale)
    yield _sum(report)


def as_markdown(report: DriftReport, matrix: Matrix) -> str:
    """A summary with a table of what drifted and a list of what could not be told."""
    lines = [f"# Documentation beside `{matrix.name}`", "", _sum(report), ""]
    adrift = [each for each in report.drifts if each.verdict in ADRIFT]
    if adrift:
        lines += ["| fact | verdict | in the spec | on the page | source | where |"]
        lines += ["| --- | --- | --- | --- | --- | --- |", *map(_row, adrift), ""]
    for (source, why), subjects in _by_section(report.drifts):
        lines.append(f"- could not tell, `{source}`: {_cell(why)} ({_named(subjects)})")
    lines += [f"- stale: `{each}` is accepted, and not found" for each in report.stale]
    return "\n".join(lines).rstrip() + "\n"


def _drift_data(drift: Drift) -> dict[str, object]:
    return {
        "id": drift.id,
        "fact": drift.subject,
        "verdict": drift.verdict,
        "expected": jsonable(drift.expected),
        "observed": jsonable(drift.observed),
        "level": drift.level,
        "source": drift.source,
        "where": drift.where._asdict() if drift.where else None,
        "evidence": [each._asdict() for each in drift.evidence],
        "message": drift.finding.message,
        "accepted": drift.accepted or None,
    }


def _by_section(drifts: Iterable[Drift]) -> list[tuple[tuple[str, str], list[str]]]:
    sections: dict[tuple[str, str], list[str]] = {}
    for each in drifts:
        if each.verdict == "could not tell":
            sections.setdefault((each.source, each.why), []).append(each.subject)
    return list(sections.items())


def _named(subjects: list[str]) -> str:
    first = ", ".join(subjects[:_MOST_NAMED])
    rest = len(subjects) - _MOST_NAMED
    return f"{first} and {rest} more" if rest > 0 else first


def _sum(report: DriftReport) -> str:
    counts = report.summary
    told = ", ".join(f"{counts[each]} {each}" for each in VERDICTS if counts[each])
    accepted = f" ({counts['accepted']} accepted)" if counts["accepted"] else ""
    return f"{told or 'nothing was compared'}{accepted}; {counts['not shown']} that no page shows"


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
