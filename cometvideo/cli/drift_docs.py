"""`cometvideo drift docs`: whether the documentation still says what the spec says."""

import argparse
import sys
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
from cometvideo.errors import InputError

if TYPE_CHECKING:
    from cometvideo.documentation import Copy
    from cometvideo.facts.endpoint import AnySpec

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "tell whether the documentation still says what the spec says"

EXAMPLES = """\
pages:
  [SOURCE=]PAGE  a copy of a page: HTML, Markdown, OpenAPI, or text copied from a browser; - is
                 standard input. Without SOURCE it is told by the method and path at its head.
  Several pages at once show where they contradict each other.
  catalogue=FILE (or --fetch catalogue) is the public catalogue of models, as JSON: prices and
  ratios that changed, models that are new on this endpoint or gone.

exit codes:
  0 all that a page states agrees, 1 drift, 2 wrong usage, 3 something could not be told

examples:
  cometvideo drift docs create.html
  cometvideo drift docs create-page=saved.md retrieve-page=other.md --format json
  cometvideo drift docs --fetch create-page --keep pages --format github
  cometvideo drift docs create.html --history seen
  cometvideo drift docs catalogue=models.json
  cometvideo --spec cometapi drift docs wan-pages=wan.html catalogue=models.json
  cometvideo --spec seedance@2026-04 drift docs first-generation-pages=old.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("pages", nargs="*", metavar="[SOURCE=]PAGE", help="a copy of a page; see below")
    add(
        "--fetch",
        action="append",
        default=[],
        metavar="SOURCE",
        help="get this source from its own address, over the network; may be repeated",
    )
    add(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep what was fetched here, as SOURCE.page, for another look or as evidence",
    )
    add(
        "--history",
        type=Path,
        metavar="FOLDER",
        help="keep here what each source says, from its first copy on, and show what changes of it",
    )
    add(
        "--remember",
        action="store_true",
        help="keep what the pages say now in the history; what changed until here is accepted",
    )
    add_history_argument(parser, "--seen")
    add_report_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare the pages; returns the exit code."""
    from cometvideo.facts.endpoint import load

    if arguments.keep and not arguments.fetch:
        raise UsageError("--keep is about what is fetched; name it with --fetch SOURCE")
    if arguments.remember and not arguments.history:
        raise UsageError("--remember is about a history; name its folder with --history FOLDER")
    if not arguments.pages and not arguments.fetch:
        raise UsageError(
            "no page: name a file, - for standard input, or --fetch SOURCE; see --help"
        )
    if len([each for each in arguments.pages if each.endswith("-") and _is_input(each)]) > 1:
        raise UsageError("standard input can be one page only; save the others as files")
    spec = load(arguments.spec)
    from cometvideo.documentation import check_families, fetch_page, fetched

    copies = [_copy(each, spec) for each in arguments.pages]
    own = fetched(spec, arguments.fetch, fetch_page)
    if arguments.keep:
        _keep(own, arguments.keep)
    report = check_families(spec, [*copies, *own], arguments.history, remember=arguments.remember)
    known = known_drift(arguments)
    note_seen(arguments, report, _written(arguments.pages))
    return conclude(report, spec, arguments, known)


def _written(pages: list[str]) -> float:
    """When the oldest of the copies was written, in Unix seconds; now, where all were fetched."""
    import time

    files = (Path(each) if Path(each).exists() else Path(each.partition("=")[2]) for each in pages)
    return min([time.time(), *(each.stat().st_mtime for each in files if each.is_file())])


def _keep(copies: "list[Copy]", folder: Path) -> None:
    """Write what was fetched to files; what could not be had is in the report."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for copy in copies:
            if copy.content is not None:
                (folder / f"{copy.source}.page").write_bytes(copy.content)
    except OSError as error:
        raise InputError(f"cannot keep pages in {folder}: {error.strerror}") from None


def _is_input(page: str) -> bool:
    return page.rpartition("=")[2] == "-"


def _copy(page: str, spec: "AnySpec") -> "Copy":
    from cometvideo.documentation import Copy, check_source

    source, _, name = page.partition("=")
    # A path may have = in it: what stands before is a source only if it is one, or no file is.
    if not name or (source not in {*spec.sources, "catalogue"} and Path(page).exists()):
        return Copy(page, _content(page))
    check_source(spec, source)
    return Copy(name, _content(name), source)


def _content(name: str) -> bytes:
    from cometvideo.documentation import LARGEST_PAGE

    # One byte more tells that there is more; the rest is not read.
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_PAGE + 1)
    try:
        if Path(name).exists() and not Path(name).is_file():
            raise InputError(f"cannot read the page {name}: it is no regular file")
        with Path(name).open("rb") as file:
            return file.read(LARGEST_PAGE + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read the page {name}: {why}") from None
