"""Reports: the results of a run as text, as JSON, and as entries for programs of others."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping, Sequence

from cometvideo.conformance.cases import Case, Observed, files_in
from cometvideo.conformance.clause import Verdict
from cometvideo.conformance.clauses import AREAS
from cometvideo.conformance.material import Material
from cometvideo.conformance.protocol import Answer
from cometvideo.conformance.results import Report, Result, facts_of
from cometvideo.findings import Severity
from cometvideo.reports.data import spec_data
from cometvideo.reports.entries import Entry, Place, Rule, State, Told
from cometvideo.wire.credentials import without_secret
from cometvideo.wire.exchange import Exchange, exchange_data

__all__ = [
    "as_json",
    "as_text",
    "counterexample_data",
    "invocation",
    "line_of",
    "lines_of",
    "replay_command",
    "told",
]

Data = dict[str, object]

_MARKS: Mapping[Verdict, str] = {
    "passed": "ok",
    "failed": "FAILED",
    "could not tell": "?",
    "not applicable": "-",
    "skipped": ".",
}
_MOST_BODY = 1500  # characters of a body that are shown
_MOST_EXCHANGES = 12


def as_json(report: Report, command: Sequence[str] = ()) -> Data:
    """The report as JSON carries it: clauses, stale expectations, summary and spec."""
    material = Material(report.spec)
    return {
        "clauses": [_result_data(each, material, report, command) for each in report.results],
        "stale": [each._asdict() for each in report.stale],
        "summary": {**report.summary, "exit_code": report.exit_code, "seconds": report.seconds},
        "spec": spec_data(report.spec),
        "profile": report.profile,
        "seed": report.seed,
    }


def _result_data(
    result: Result, material: Material, report: Report, command: Sequence[str]
) -> Data:
    clause, facts = result.clause, facts_of(result.clause, material)
    shown = result.counterexample
    return {
        "id": clause.id,
        "area": AREAS[clause.id],
        "level": clause.level,
        "says": clause.says,
        "why": clause.why,
        "verdict": result.verdict,
        "summary": result.summary,
        "known": result.known or None,
        "counterexample": None if shown is None else counterexample_data(shown),
        "replay": replay_command(result, report, command) if shown else None,
        "facts": [each.path for each in facts],
        "sources": sorted({source for each in facts for source in each.sources}),
    }


def counterexample_data(observed: Observed) -> Data:
    """One case as it was seen: what was asked for, the exchanges, and what the client said."""
    data: Data = {
        "case": observed.case.name,
        "request": request_data(observed.case),
        "deadline_s": observed.case.deadline_s,
        "poll_interval_s": observed.case.poll_interval_s,
        "exchanges": [
            _cut(exchange_data(Exchange(each.request, each.answer, round(each.at, 3))))
            for each in observed.calls[:_MOST_EXCHANGES]
        ],
        "exchanges_in_all": len(observed.calls),
        "answer": answer_data(observed.answer) if observed.answer else None,
        "stopped": observed.stopped or None,
        "problem": observed.problem or None,
    }
    return {name: _without_key(value, observed.key) for name, value in data.items()}


def request_data(case: Case) -> Data:
    """The fields of a request, files as what can be said of them."""
    found: Data = {}
    for name, value in case.request.items():
        files = [
            f"{file.filename} ({file.content_type}, {len(file.data)} bytes)"
            for file in files_in(value)
        ]
        found[name] = files or value
    return found


def answer_data(answer: Answer) -> Data:
    """An answer as a client writes it."""
    data: Data = {"outcome": answer.outcome}
    if answer.task_id is not None:
        data["task_id"] = answer.task_id
    if answer.video is not None:
        data["video"] = dict(answer.video)
    if answer.message:
        data["error"] = {"message": answer.message[:_MOST_BODY], "status": answer.status}
    return data


def as_text(report: Report, command: Sequence[str] = (), *, details: bool = True) -> str:
    """The report for people: what fails and why, with the exchanges that show it, and a count."""
    blocks = [
        _explained(result, report, command)
        for result in report.results
        if details and result.verdict == "failed" and not result.known
    ]
    stale = [
        f"stale expectation: {each.id} does not fail any more ({each.reason}); remove it"
        for each in report.stale
    ]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.summary.items() if count)
    spec = spec_data(report.spec)
    ending = (
        f"{counts} in {report.seconds:.1f} s; spec {spec['name']} {str(spec['digest'])[:12]}, "
        f"profile {report.profile}, seed {report.seed}"
    )
    told = [f"could not tell: {report.mute}"] if report.mute else []
    return "\n".join([*told, *blocks, *stale, ending]) + "\n"


def lines_of(report: Report) -> list[str]:
    """One line about each result, those skipped left out; none of a client that did nothing."""
    shown = [each for each in report.results if each.verdict != "skipped" and not report.mute]
    said = {each.verdict for each in shown if not each.known}
    unclear = [f"{_MARKS[each]} {each}" for each in _MARKS if each in said and _MARKS[each] in "?-"]
    legend = [f"({', '.join(unclear)})"] if unclear else []
    return [*map(line_of, shown), *legend, ""] if shown else []


def line_of(result: Result) -> str:
    """One line about a result."""
    mark = "known" if result.known else _MARKS[result.verdict]
    told = result.known or (result.summary if result.verdict != "passed" else "")
    line = f"{mark:7}{result.clause.id:28} {result.clause.level:7}{' '.join(told.split())}"
    return line.rstrip()


def replay_command(result: Result, report: Report, command: Sequence[str]) -> str:
    """The command that shows a result again; `command` is the rest of it, as of `invocation`."""
    words = ["cometvideo", "check-client", "--clause", result.clause.id]
    if report.seed:
        words += ["--seed", str(report.seed)]
    if report.profile != "quick":
        words += ["--profile", report.profile]
    return shlex.join([*words, *(command or invocation())])


def invocation(
    spec: object = None,
    model: str | None = None,
    *,
    every_family: bool = False,
    client: Sequence[str] = ("--", "YOUR", "CLIENT"),
) -> list[str]:
    """What of a command decides what is checked, and the client; a spec by its name or path."""
    spec = spec or os.environ.get("COMETVIDEO_SPEC")
    return [
        *(["--spec", spec] if isinstance(spec, str) else []),
        *(["--model", model] if model else []),
        *(["--every-family"] if every_family else []),
        *client,
    ]


def _explained(result: Result, report: Report, command: Sequence[str]) -> str:
    clause = result.clause
    lines = [
        f"{clause.id} ({clause.level}): {clause.says}",
        f"  {result.summary}",
        f"  why: {clause.why}",
    ]
    if result.counterexample is not None:
        lines += [f"  {line}" for line in _exchanges(result.counterexample)]
    lines.append(f"  replay: {replay_command(result, report, command)}")
    return "\n".join(lines) + "\n"


def _exchanges(observed: Observed) -> list[str]:
    """A case in lines: what was asked for, what went over the wire, what the client said."""
    asked = json.dumps(request_data(observed.case), ensure_ascii=False)
    lines = [f"asked: {_brief(asked)}"]
    begun = observed.calls[0].at if observed.calls else 0.0
    for each in observed.calls[:_MOST_EXCHANGES]:
        how = each.answer.delivery
        fate = "no answer" if how.drop or how.stall else f"HTTP {each.answer.status}"
        status = f" {each.word}" if each.word else ""
        created = " (a task was created)" if each.created else ""
        where = "videos " if each.at_videos else ""
        path = each.request.path
        time = f"{each.at - begun:7.3f} s"
        lines.append(f"{time}  {where}{each.request.method} {path} -> {fate}{status}{created}")
    if len(observed.calls) > _MOST_EXCHANGES:
        lines.append(f"   ... and {len(observed.calls) - _MOST_EXCHANGES} more")
    if observed.answer is not None and not observed.problem:
        said = json.dumps(answer_data(observed.answer), ensure_ascii=False)
        lines.append(f"said: {_brief(said)}")
    lines += [f"said nothing: {each}" for each in (observed.stopped, observed.problem) if each]
    return [str(_without_key(line, observed.key)) for line in lines]


def told(report: Report, command: Sequence[str] = ()) -> Told:
    """A test a clause, and one for each expectation that is stale."""
    material = Material(report.spec)
    entries = [_entry(each, material, report, command) for each in report.results]
    rules = {each.clause.id: Rule(each.clause.says, each.clause.why) for each in report.results}
    if report.stale:
        rules["stale"] = Rule("A stale expectation", "It does not fail any more; remove it.")
        entries += [
            Entry(
                "stale",
                "error",
                f"{each.id} is expected to fail and does not: {each.reason}",
                "failed",
                "stale",
                each.id,
            )
            for each in report.stale
        ]
    return Told("check-client", entries, rules, seconds=report.seconds)


_STATES: Mapping[Verdict, State] = {
    "passed": "passed",
    "failed": "failed",
    "could not tell": "unclear",
    "not applicable": "skipped",
    "skipped": "skipped",
}
_SEVERITIES: Mapping[str, Severity] = {"must": "error", "should": "error", "advice": "note"}


def _entry(result: Result, material: Material, report: Report, command: Sequence[str]) -> Entry:
    """A clause at the first fact that it rests on."""
    clause, failed = result.clause, result.verdict == "failed"
    fact = next(iter(facts_of(clause, material)), None)
    return Entry(
        clause.id,
        "warning" if result.verdict == "could not tell" else _SEVERITIES[clause.level],
        f"{clause.says} {result.summary}".strip() if failed else result.summary,
        _STATES[result.verdict],
        clause.level,
        clause.id,
        fact and Place(fact.where.file, fact.where.line, fact.where.column),
        clause.id,
        result.known,
        detail=_explained(result, report, command) if failed else "",
    )


def _brief(text: str, most: int = 400) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def _cut(data: object) -> object:
    """The same data with long texts cut."""
    if isinstance(data, str):
        return _brief(data, _MOST_BODY)
    if isinstance(data, dict):
        return {name: _cut(value) for name, value in data.items()}
    return [_cut(each) for each in data] if isinstance(data, list) else data


def _without_key(data: object, key: str) -> object:
    """The same data without the key, should the client have put it somewhere."""
    if isinstance(data, str):
        # A lone surrogate is no character, and cannot be written anywhere.
        clean = data.encode("utf-8", "replace").decode()
        return without_secret(clean, key)
    if isinstance(data, dict):
        return {name: _without_key(value, key) for name, value in data.items()}
    return [_without_key(each, key) for each in data] if isinstance(data, list) else data
