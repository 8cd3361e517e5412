"""`cometvideo drift`: whether the upstream has moved away from the facts; what it shares."""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import add_format, add_reports, add_spec

if TYPE_CHECKING:
    from cometvideo.drift import DriftReport
    from cometvideo.facts.endpoint import AnySpec

__all__ = [
    "SUBCOMMANDS",
    "SUMMARY",
    "add_history_argument",
    "add_report_arguments",
    "conclude",
    "is_of_this_machine",
    "known_drift",
    "note_seen",
]

SUMMARY = "tell whether the documentation and the API still are as the spec says"

SUBCOMMANDS = ("docs", "plan", "live", "replay", "logs", "accept")

_FORMATS = ("text", "json", "markdown", "github")
_REPORTS = ("html", "json", "junit", "markdown", "sarif")


def add_report_arguments(parser: argparse.ArgumentParser, *, strict: bool = False) -> None:
    """Add the options of a report and its spec; with `strict` one about what is new."""
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="known drift: a list of `id` and `reason`, YAML or JSON; fails when one is stale",
    )
    parser.add_argument("--all", action="store_true", help="show what holds, too")
    if strict:
        parser.add_argument("--strict", action="store_true", help="what is new is drift, too")
    add_format(parser, *_FORMATS)
    add_reports(parser, *_REPORTS)
    add_spec(parser)


def add_history_argument(parser: argparse.ArgumentParser, name: str = "--history") -> None:
    """Add the option to keep what a judging bears out."""
    parser.add_argument(
        name,
        type=Path,
        dest="seen",
        metavar="FILE",
        help="note in this file (SQLite) which facts were borne out: see `facts --seen`",
    )


def is_of_this_machine(origin: str) -> bool:
    """Whether a base URL is that of a server on this machine, which is not the API."""
    from urllib.parse import urlsplit

    from cometvideo.client.address import is_loopback, why_no_address

    return is_loopback("" if why_no_address(origin) else urlsplit(origin).hostname or "")


def note_seen(
    arguments: argparse.Namespace,
    report: "DriftReport",
    at: float | Mapping[str, float],
    *,
    asked: Iterable[str] = (),
    by: str = "",
    spec: str | None = None,
) -> None:
    """Add what a report bears out to the history, where there is to be one."""
    if arguments.seen is None:
        return
    from cometvideo.facts.endpoint import Endpoint, load
    from cometvideo.facts.loading import shipped_base
    from cometvideo.seen import add_seen

    named = arguments.spec or os.environ.get("COMETVIDEO_SPEC") or spec
    opened = load(named)
    files = opened.files if isinstance(opened, Endpoint) else {}
    is_local = is_of_this_machine(report.origin)
    # What an endpoint's families bear out is kept of each.
    for name, own in (report.families or {spec or "": report}).items():
        base = shipped_base(files.get(name, named))
        add_seen(arguments.seen, base, own, at, asked=asked, by=by, is_local=is_local)


def known_drift(arguments: argparse.Namespace) -> dict[str, str]:
    """The drift that the baseline names, reasons by id; raises InputError."""
    if not arguments.baseline:
        return {}
    from cometvideo.reports.known import read_known

    return {each.id: each.reason for each in read_known(arguments.baseline)}


def conclude(
    report: "DriftReport", spec: "AnySpec", arguments: argparse.Namespace, known: Mapping[str, str]
) -> int:
    """Show a report, with the drift that is known marked as such; returns the exit code."""
    from cometvideo.cli.reporting import Telling, publish
    from cometvideo.reports.drift import as_data, as_lines, as_markdown, told
    from cometvideo.reports.text import style_of

    report = report._replace(strict=getattr(arguments, "strict", False))
    if known:
        report = report.accepting(known)
    publish(
        arguments,
        Telling(
            lambda: as_lines(report, everything=arguments.all, width=style_of(sys.stdout).width),
            lambda: as_data(report, spec, everything=arguments.all),
            lambda: told(report),
            lambda: as_markdown(report, spec),
            lambda: _page(as_data(report, spec, everything=True)),
        ),
    )
    return report.exit_code


def _page(data: dict[str, object]) -> str:
    from cometvideo.markup.reports import drift_page

    return drift_page(data)
