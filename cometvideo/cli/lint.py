"""`cometvideo lint`: is a spec sound? Every flaw with its place, its rule and, if any, the fix."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cometvideo.cli.arguments import add_format, add_reports
from cometvideo.cli.output import FINDINGS, HOLDS
from cometvideo.cli.reporting import Telling, publish
from cometvideo.findings import Finding
from cometvideo.reports.data import finding_data
from cometvideo.reports.entries import Told, rules_of, told_finding
from cometvideo.reports.safe import safe
from cometvideo.reports.text import Style, amount, paragraph, style_of

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "check specs: their shape, their sources, and whether their facts fit together"

EXAMPLES = """\
examples:
  cometvideo lint                       the specs that come with cometvideo, or $COMETVIDEO_SPEC
  cometvideo lint my-overlay.yaml
  cometvideo lint -                     what stands on standard input
  cometvideo lint specs/*.yaml --format github

Of a spec that is named and has no errors it tells what each reader can do with it, and what is
missing for that. Exit code 1 for errors; --strict for warnings, too. `cometvideo explain RULE`
tells about a rule.
JSON is a list of findings with code, severity, field, got, allowed, nearest, message and where.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("specs", nargs="*", metavar="SPEC", help="names or paths of specs; - reads standard input")
    add("--spec", action="append", dest="specs_named", metavar="NAME|PATH", help="the same")
    add("--strict", action="store_true", help="exit with 1 for warnings, too")
    add_format(parser, "text", "json", "github")
    add_reports(parser, "html", "json", "junit", "sarif")


def run(arguments: argparse.Namespace) -> int:
    """Lint every spec; returns the exit code."""
    specs = [*(arguments.specs_named or ()), *arguments.specs] or _usual()
    by_spec = {spec: _lint(spec) for spec in specs}
    found = [finding for each in by_spec.values() for finding in each]
    entries = [told_finding(each, strict=arguments.strict) for each in found]
    publish(
        arguments,
        Telling(
            lambda: _lines(arguments, by_spec, found),
            lambda: list(map(finding_data, found)),
            lambda: Told("lint", entries, rules_of(entries)),
        ),
    )
    fatal = {"error", "warning"} if arguments.strict else {"error"}
    return FINDINGS if any(each.severity in fatal for each in found) else HOLDS


def _lines(
    arguments: argparse.Namespace,
    by_spec: Mapping[str, tuple[Finding, ...]],
    found: Sequence[Finding],
) -> Iterator[str]:
    """A line a finding, what each named spec is fit for, and the sum."""
    style = style_of(sys.stdout)
    yield from (_line(each, style) for each in found)
    for spec in dict.fromkeys((*(arguments.specs_named or ()), *arguments.specs)):
        if spec != "-" and not any(each.severity == "error" for each in by_spec[spec]):
            yield from _fitness(spec)
    yield _sum(found, len(by_spec))


def _lint(spec: str) -> tuple[Finding, ...]:
    from cometvideo.facts.documents import LARGEST_SPEC, text_of
    from cometvideo.facts.lint import lint

    if spec != "-":
        return lint(spec)
    raw = b"" if sys.stdin is None else sys.stdin.buffer.read(LARGEST_SPEC + 1)
    return lint("stdin", text_of("stdin", raw))


def _fitness(spec: str) -> Iterator[str]:
    """What a spec is fit for, by reader, and what is missing."""
    from cometvideo.cli.fitness import fitness
    from cometvideo.facts.endpoint import Endpoint, load

    opened = load(spec)
    families = opened.families if isinstance(opened, Endpoint) else {opened.name: opened}
    for name, matrix in families.items():
        yield f"{name} is fit for"
        for each in fitness(matrix):
            missing = f"lacks {each.missing}" if each.missing else ""
            said = "; ".join(filter(None, (each.can or "no", missing)))
            yield f"  {each.reader:<20} {said}"


def _usual() -> list[str]:
    from cometvideo.facts.loading import shipped_files

    named = os.environ.get("COMETVIDEO_SPEC")
    return [named] if named else list(shipped_files())


def _line(finding: Finding, style: Style) -> str:
    place = f"{finding.where}: " if finding.where else ""
    severity, code = style.word(finding.severity), style.paint(finding.code, "bold")
    line = f"{place}{severity} {code}: {safe(finding.message, 'log')}"
    return paragraph(line, style.width, hang="    ")


def _sum(found: Iterable[Finding], specs: int) -> str:
    counts = Counter(finding.severity for finding in found)
    said = [amount(counts[each], each) for each in ("error", "warning", "note") if counts[each]]
    return f"{amount(specs, 'spec')}: {', '.join(said) or 'nothing to say'}"
