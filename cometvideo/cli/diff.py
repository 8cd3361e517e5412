"""`cometvideo diff`: what changed between two specs, and whom it breaks."""

import argparse
import sys
from itertools import chain
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import UsageError, add_format, add_reports
from cometvideo.cli.output import FINDINGS, HOLDS, UNTOLD
from cometvideo.cli.reporting import Telling, publish

if TYPE_CHECKING:
    from cometvideo.changes import Diff, Impact

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "tell what changed between two specs, what of it breaks clients, and whom"

EXAMPLES = """\
A change breaks if a client that copes with everything the old spec allows can fail under the new
one. For requests a prediction shows it: one that fares worse is named. For answers there are rules.

recorded requests:
  --requests takes what `validate --file` takes, and exported journals of the mock. It tells which
  requests change their verdict or their rendering, in groups with the first places of each. Of rows
  (.parquet, .arrow, .csv; extra frames) each distinct request is judged once, and counts as often.

json:
  changes: id, fact, change (added, removed, changed, settled, opened, options, level, sources),
  old, new, level_old, level_new, breaking, why, where, proof; summary; old and new: name and
  digest; impact: requests, changed, worse, unreadable, groups, problems.

exit codes:
  0 nothing breaks, 1 something breaks or a recorded request fares worse, 2 wrong usage or a spec
  that cannot be used, 3 recorded requests could not be read

examples:
  cometvideo diff seedance@2026-04 seedance
  cometvideo diff seedance overlay.yaml --format markdown
  cometvideo diff seedance overlay.yaml --requests sent.jsonl --requests journal.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("old", metavar="OLD", help="a spec that comes with cometvideo, or the path of one of yours")
    add("new", metavar="NEW", help="the spec to compare it with, in the same way")
    add(
        "--requests",
        action="append",
        default=[],
        metavar="FILE",
        help="recorded requests, patterns, folders, - for standard input; may be repeated",
    )
    add(
        "--columns",
        metavar="FIELD=COLUMN,…",
        help="of rows: the columns that fields have under another name",
    )
    add(
        "--input-format",
        choices=("json", "yaml", "jsonl"),
        help="what --requests holds (default: by its ending, else by its content)",
    )
    add_format(parser, "text", "json", "markdown")
    add_reports(parser, "html", "json", "junit", "markdown", "sarif")


def run(arguments: argparse.Namespace) -> int:
    """Compare the specs; returns the exit code."""
    from cometvideo.changes import diff
    from cometvideo.changes.reports import as_data, as_lines, as_markdown, told
    from cometvideo.facts.endpoint import load

    if arguments.requests.count("-") > 1:
        raise UsageError("standard input can be read once only; save the requests as files")
    for spec in (arguments.old, arguments.new):
        if not spec:
            raise UsageError("a spec is a name or a path, not an empty text")
    found = diff(load(arguments.old), load(arguments.new))
    impact = _impact(found, arguments) if arguments.requests else None
    publish(
        arguments,
        Telling(
            lambda: as_lines(found, impact),
            lambda: as_data(found, impact),
            lambda: told(found, impact),
            lambda: as_markdown(found, impact),
        ),
    )
    if found.breaking or (impact is not None and impact.worse):
        return FINDINGS
    return UNTOLD if impact is not None and _is_untold(impact) else HOLDS


def _impact(found: "Diff", arguments: argparse.Namespace) -> "Impact":
    from cometvideo.changes import impact
    from cometvideo.cli.recorded import read_recorded
    from cometvideo.cli.tables import read_columns, read_rows
    from cometvideo.many.keys import Keys
    from cometvideo.many.naming import kind_of, paths_of
    from cometvideo.many.texts import texts_of

    columns = read_columns(arguments.columns)
    sent = (
        read_rows(path, found.old, found.new, columns)
        if kind_of(path)[0] in {"parquet", "arrow", "csv"}
        else read_recorded(path, arguments.input_format, Keys(texts_of(found.old, found.new)))
        for path in paths_of(arguments.requests)
    )
    return impact(found.old, found.new, chain.from_iterable(sent))


def _is_untold(impact: "Impact") -> bool:
    """Whether what was recorded tells less than it seems to; says so where nothing was there."""
    if not impact.requests and not impact.unreadable:
        sys.stderr.write("cometvideo: there is no recorded request: nothing was compared\n")
        return True
    return impact.unreadable > 0
