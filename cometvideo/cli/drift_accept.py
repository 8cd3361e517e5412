"""`cometvideo drift accept`: what was found, as an overlay of the spec."""

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cometvideo.cli.arguments import UsageError, add_spec
from cometvideo.cli.drift import is_of_this_machine
from cometvideo.cli.output import FINDINGS, HOLDS
from cometvideo.errors import InputError

if TYPE_CHECKING:
    from cometvideo.accepting import Accepted
    from cometvideo.facts.endpoint import AnySpec, Endpoint
    from cometvideo.reports.drift import ReportedDrift

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "write what was found as an overlay of the spec"

EXAMPLES = """\
A report is the JSON of `drift docs` or of `drift live`; - is standard input. The overlay extends
the spec, which stays as it is. What no fact can be made of is listed at its end. Of an endpoint the
overlay is of the family that the report is about, or that alone has drift in it.

exit codes:
  0 everything was written, 1 something was left out, 2 wrong usage

examples:
  cometvideo drift accept report.json -o overlay.yaml
  cometvideo drift accept docs.json live.json --only ID --only ID -o overlay.yaml
  cometvideo --spec overlay.yaml drift docs create.html
"""

_LARGEST = 64 * 1024 * 1024
_STDIO = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("reports", nargs="+", metavar="REPORT", help="a report as JSON, - for standard input")
    add(
        "-o",
        "--output",
        default=_STDIO,
        metavar="FILE",
        help="where to write the overlay (default: standard output)",
    )
    add(
        "--only",
        action="append",
        default=[],
        metavar="ID",
        help="accept this finding alone; may be repeated (default: all drift not known already)",
    )
    add("--evidence", default="", metavar="ADDRESS", help="where the evidence of live probes is")
    add("--date", type=_date, metavar="YYYY-MM-DD", help="when it was seen (default: today)")
    add("--local", action="store_true", help="take what a server on this machine did for the API's")
    add("--force", action="store_true", help="overwrite FILE if it exists")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the overlay; returns the exit code."""
    from cometvideo.accepting import accept
    from cometvideo.facts.loading import read_chain

    if arguments.reports.count(_STDIO) > 1:
        raise UsageError("standard input can be one report only; save the others as files")
    reports = [_read(each) for each in arguments.reports]
    spec, found = _about(arguments, reports)
    chain = read_chain(spec)
    taken = [each.file for each in chain] + [r for r in arguments.reports if r != _STDIO]
    _check_output(arguments, taken)
    accepted = accept(
        chain,
        found,
        extends=_extends(spec, arguments.output),
        date=arguments.date or _today(),
        only=arguments.only,
        evidence=arguments.evidence,
    )
    if accepted.written or accepted.left_out:
        _write(accepted.text, arguments)
    _tell(accepted, arguments.output)
    return FINDINGS if accepted.left_out else HOLDS


def _check_output(arguments: argparse.Namespace, taken: list[str]) -> None:
    output = arguments.output
    if output == _STDIO:
        return
    if any(
        os.path.exists(output) and os.path.samefile(each, output)
        for each in taken
        if os.path.exists(each)
    ):
        raise InputError(f"{output} is read for this; write the overlay to another file")
    if os.path.exists(output) and not arguments.force:
        raise InputError(f"{output} exists; name another file, or overwrite it with --force")


class _Report(NamedTuple):
    """A report by the name of its file, the spec that it is about, and where the API was asked."""

    name: str
    spec: str | None
    origin: str
    found: "list[ReportedDrift]"


def _read(report: str) -> _Report:
    from cometvideo.cli.fields import standard_input
    from cometvideo.reports.drift import read_report
    from cometvideo.wire.files import read_file
    from cometvideo.wire.strict_json import decode_json, decode_text

    is_input = report == _STDIO
    data = standard_input().read(_LARGEST + 1) if is_input else read_file(report, _LARGEST)
    name = "standard input" if is_input else report
    try:
        value = decode_json(decode_text(data.removeprefix(b"\xef\xbb\xbf")))
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    found = read_report(value, name)
    whole = value if isinstance(value, dict) else {}
    of = whole.get("spec")
    about = of.get("name") if isinstance(of, dict) else None
    about = None if about is None else str(about)
    return _Report(name, about, str(whole.get("origin") or ""), found)


def _about(
    arguments: argparse.Namespace, reports: Sequence[_Report]
) -> "tuple[str, list[ReportedDrift]]":
    """The spec of one family that reports are about, and their findings by its own paths."""
    from cometvideo.accepting.families import family_in, of_family
    from cometvideo.facts.endpoint import Endpoint, load
    from cometvideo.facts.loading import DEFAULT_SPEC, read_chain, shipped_specs

    spec = arguments.spec or os.environ.get("COMETVIDEO_SPEC") or DEFAULT_SPEC
    opened = load(spec)
    known = {opened.name}
    found = [each for report in reports for each in report.found]
    if isinstance(opened, Endpoint):
        _check_about(reports, opened, {*known, *opened.files})
        named = [each.spec for each in reports if each.spec in opened.files]
        family = named[0] if named and named[0] else family_in(found, opened.files, arguments.only)
        found = list(of_family(found, family, opened.files))
        known.add(family)
        file = opened.files[family]
        spec = family if str(shipped_specs().get(family)) == file else file
    else:
        name = read_chain(spec)[-1].name
        endpoint = _endpoint_of(name, reports)
        if endpoint is not None:
            found = list(of_family(found, name, endpoint.files))
            known.add(endpoint.name)
    _check_about(reports, opened, known)
    for each in reports:
        if not arguments.local and is_of_this_machine(each.origin):
            raise InputError(
                f"{each.name} is about {each.origin}: what a server on this machine does is no "
                "fact about the API; if it leads to the API, as a proxy does, say --local"
            )
    return spec, found


def _check_about(reports: Sequence[_Report], spec: "AnySpec", known: Collection[str]) -> None:
    for each in reports:
        if each.spec not in (None, *known):
            raise InputError(
                f"{each.name} is about {each.spec}, not about {spec.name}; say --spec {each.spec}"
            )


def _endpoint_of(family: str, reports: Sequence[_Report]) -> "Endpoint | None":
    """The shipped endpoint that a report is about, if it has the family."""
    from cometvideo.facts.endpoint import Endpoint, load
    from cometvideo.facts.loading import shipped_files

    for each in reports:
        if each.spec in shipped_files():
            opened = load(each.spec)
            if isinstance(opened, Endpoint) and family in opened.files:
                return opened
    return None


def _extends(spec: str, output: str) -> str:
    """What the overlay calls its base: a shipped one's name, or a path from its own folder."""
    from cometvideo.facts.loading import shipped_specs

    if spec in shipped_specs():
        return spec
    folder = os.getcwd() if output == _STDIO else os.path.dirname(os.path.abspath(output))
    return os.path.relpath(spec, folder)


def _write(text: str, arguments: argparse.Namespace) -> None:
    if arguments.output == _STDIO:
        from cometvideo.cli.output import use_utf8

        use_utf8()
        sys.stdout.write(text)
        return
    try:
        with open(arguments.output, "w" if arguments.force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise InputError(f"cannot write {arguments.output}: {error.strerror}") from None


def _tell(accepted: "Accepted", output: str) -> None:
    """Say what was done, where it does not get into the overlay."""
    from cometvideo.reports.text import amount, visible

    stream = sys.stderr if output == _STDIO else sys.stdout
    written, left = len(accepted.written), len(accepted.left_out)
    passed = (
        f"; {accepted.passed:,} hold, are known or could not be told" if accepted.passed else ""
    )
    if not written and not left:
        stream.write(f"nothing to accept, nothing written{passed}\n")
        return
    stream.write(f"{output}: {amount(written, 'finding')} accepted, {left:,} left out{passed}\n")
    for each in accepted.left_out:
        stream.write(f"left out: {visible(each.drift.id)}: {visible(each.why)}\n")
    errors = 0 if output == _STDIO else _errors_in(output)
    if errors:
        stream.write(f"cometvideo lint {output} finds {amount(errors, 'error')}: see to them\n")


def _errors_in(overlay: str) -> int:
    """How many errors the linters find; none where the package that they need is not there."""
    from cometvideo.facts.lint import lint

    try:
        return sum(each.severity == "error" for each in lint(overlay))
    except InputError:
        return 0


def _date(text: str) -> str:
    import datetime as dt

    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-22") from None


def _today() -> str:
    import datetime as dt

    return dt.datetime.now(tz=dt.UTC).date().isoformat()
