"""`cometvideo drift replay`: what a live run has kept, judged again."""

import argparse
from pathlib import Path

from cometvideo.cli.drift import (
    add_history_argument,
    add_report_arguments,
    conclude,
    known_drift,
)
from cometvideo.cli.drift_live import note_run

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "judge again what a live run has kept; sends nothing"

EXAMPLES = """\
exit codes:
  0 all that was checked holds, 1 drift, 2 wrong usage, 3 something could not be told

examples:
  cometvideo drift replay plan.ledger
  cometvideo drift replay plan.ledger --format json --all
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("ledger", type=Path, metavar="LEDGER", help="what a run has kept")
    add_history_argument(parser)
    add_report_arguments(parser, strict=True)


def run(arguments: argparse.Namespace) -> int:
    """Judge what a ledger holds, and show that; returns the exit code."""
    from cometvideo.live.ledger import Ledger
    from cometvideo.live.session import prepare_plan, report_of

    with Ledger.read(arguments.ledger) as ledger:
        plan = prepare_plan(ledger.plan, arguments.spec)
        report = report_of(plan, ledger)
        note_run(arguments, plan, ledger, report)
    return conclude(report, plan.matrix, arguments, known_drift(arguments))
