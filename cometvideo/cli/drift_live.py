"""`cometvideo drift live`: a plan sent to the API, and its answers judged."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import UsageError
from cometvideo.cli.drift import (
    add_history_argument,
    add_report_arguments,
    conclude,
    known_drift,
    note_seen,
)
from cometvideo.drift import ACCEPTABLE
from cometvideo.reports.text import amount, visible

if TYPE_CHECKING:
    from cometvideo.drift import DriftReport
    from cometvideo.live.ledger import Ledger
    from cometvideo.live.plan import PreparedPlan, ProbePlan
    from cometvideo.live.progression import Event, Summary

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "note_run", "run"]

SUMMARY = "send a plan to the API, which costs money, and tell whether the facts still hold"

EXAMPLES = """\
Key and base URL come from the environment variables that the spec names. What was sent and what
came of it is kept in the ledger, without the key. The same command again goes on where the run
ended; a request that may have been paid for is never sent twice.

exit codes:
  0 all that was checked holds, 1 drift, 2 wrong usage, 3 something could not be told

examples:
  cometvideo drift plan --max-seconds 60 -o plan.json
  cometvideo drift live --plan plan.json --yes
  cometvideo drift live --plan plan.json --yes --ledger may.ledger --format markdown
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("--plan", type=Path, required=True, metavar="FILE", help="what to send: see drift plan")
    add("--yes", action="store_true", help="send it; without this nothing is sent")
    add(
        "--ledger",
        type=Path,
        metavar="FILE",
        help="what is sent and learned is kept here (default: the plan's name, ending in .ledger)",
    )
    add("--at-once", type=_number, default=3, metavar="N", help="jobs at once (default: 3)")
    add("--poll-interval", type=_seconds, metavar="S", help="seconds between polls of a job")
    add("--deadline", type=_seconds, metavar="S", help="seconds to wait for one job")
    add(
        "--despite-unclear",
        action="store_true",
        help="go on although of the last creates nobody knows what became: you have looked at the "
        "account",
    )
    add(
        "--unencrypted",
        action="store_true",
        help="send the key over http:// to a public host, where others can read it",
    )
    add("--verbose", action="store_true", help="tell of every request, even if not on a terminal")
    add_history_argument(parser)
    add_report_arguments(parser, strict=True)


def run(arguments: argparse.Namespace) -> int:
    """Send a plan, judge what came of it, and show that; returns the exit code."""
    from cometvideo.live.following import Pace
    from cometvideo.live.plan import read_plan
    from cometvideo.live.session import (
        access,
        carry_out,
        opened,
        prepare_plan,
        report_of,
        text_of_plan,
    )
    from cometvideo.wire.credentials import fingerprint

    text = text_of_plan(arguments.plan)
    plan = prepare_plan(read_plan(text), arguments.spec)
    known = known_drift(arguments)
    if arguments.seen is not None:
        from cometvideo.seen import prepare_history

        # Before anything is paid for.
        prepare_history(arguments.seen)
    to = access(plan.matrix, os.environ, unencrypted=arguments.unencrypted)
    path = arguments.ledger or arguments.plan.with_suffix(".ledger")
    _say(
        *_price(plan.plan), f"to {to.base_url} with the key {fingerprint(to.key)} (its fingerprint)"
    )
    if not arguments.yes:
        raise UsageError("nothing was sent: add --yes to send it")
    is_told = arguments.verbose or sys.stderr.isatty()
    pace = Pace(arguments.deadline, arguments.poll_interval, arguments.at_once)
    try:
        with opened(path, text, to) as ledger:
            _say(_begun(ledger))
            on_event = _Teller(plan.plan) if is_told else lambda _: None
            summary = carry_out(
                plan, ledger, to.key, pace, on_event, has_looked=arguments.despite_unclear
            )
            _say(*_sum(summary))
            report = report_of(plan, ledger)
            note_run(arguments, plan, ledger, report)
    except KeyboardInterrupt:
        _say(f"interrupted; the same command again goes on from {path}")
        raise
    code = conclude(report, plan.matrix, arguments, known)
    can_accept = any(each.verdict in ACCEPTABLE and not each.accepted for each in report.drifts)
    if can_accept and arguments.format == "text":
        _say(*_next(path, arguments.spec))
    return code


def note_run(
    arguments: argparse.Namespace, plan: "PreparedPlan", ledger: "Ledger", report: "DriftReport"
) -> None:
    """Add what a run bears out to the history, where there is to be one."""
    attempts = ledger.attempts()
    sent = {each.probe for each in attempts}
    note_seen(
        arguments,
        report,
        max((exchange.at for each in attempts for exchange in each.exchanges), default=0.0),
        asked={mark.fact for each in plan.probes if each.id in sent for mark in each.marks},
        spec=plan.plan.spec,
    )


def _next(ledger: Path, spec: str | None) -> Iterator[str]:
    """What to do with findings."""
    own = f"cometvideo --spec {shlex.quote(spec)}" if spec else "cometvideo"
    yield (
        f"write it down as an overlay: {own} drift replay {shlex.quote(str(ledger))} --format json "
        f"> report.json; {own} drift accept report.json -o overlay.yaml"
    )


class _Teller:
    """Tells on standard error what happens in a run."""

    def __init__(self, plan: "ProbePlan") -> None:
        self._worst = plan.worst_seconds

    def __call__(self, event: "Event") -> None:
        """Tell of one event."""
        about = ": ".join(filter(None, (event.what, event.probe, event.about)))
        _say(f"{event.seconds} of {self._worst} s  {about}")


def _price(plan: "ProbePlan") -> Iterator[str]:
    yield (
        f"{amount(len(plan.probes), 'request')} for {plan.spec}: at worst {plan.worst_seconds} s "
        f"of video in {amount(plan.worst_jobs, 'job')}, likely {plan.likely_seconds} s in "
        f"{plan.likely_jobs}"
    )


def _begun(ledger: "Ledger") -> str:
    rows = ledger.rows
    if not rows:
        return f"everything is kept in {ledger.path}"
    spent = ledger.spent
    left = len([each for each in ledger.plan.probes if each not in rows])
    return (
        f"going on with {ledger.path}: {len(rows)} were sent, {left} of the plan were not; "
        f"{spent.seconds} s in {amount(spent.jobs, 'job')} are paid for"
    )


def _sum(summary: "Summary") -> Iterator[str]:
    unclear = f", {summary.unclear} of them perhaps" if summary.unclear else ""
    yield f"paid for: {summary.seconds} s of video in {amount(summary.jobs, 'job')}{unclear}"
    yield from (f"not sent: {probe}: {why}" for probe, why in summary.skipped)
    if summary.stopped:
        yield f"ended early: {summary.stopped}; the same command again goes on from here"


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{visible(line)}\n" for line in lines))
    sys.stderr.flush()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds
