"""`cometvideo check-client`: put a client program through everything the API may do."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.errors import InputError

if TYPE_CHECKING:
    from cometvideo.conformance.protocol import Client
    from cometvideo.conformance.results import Report
    from cometvideo.conformance.runner import Runner
    from cometvideo.facts.matrix import Matrix

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "check that a client program survives what the API may do"
EXAMPLES = """examples:
  cometvideo check-client -- node my_client.mjs
  cometvideo check-client --mode open -- python my_client.py
  cometvideo check-client --mode python my_module:client
  cometvideo check-client --mode wire -- sh ./make_a_video.sh"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add(
        "client",
        nargs="*",
        help="the client: a command, after --; or module:callable in --mode python",
    )
    add(
        "--mode",
        choices=["each", "open", "wire", "python"],
        default="each",
        help="each: started for every job (default); open: kept open, one job a line; wire: speaks "
        "no protocol, judged by what it sends and its exit code; python: module:callable",
    )
    add("--clause", action="append", default=[], metavar="ID", help="check this clause alone")
    add("--profile", choices=["quick", "thorough"], default="quick", help="how much to draw")
    add("--seed", type=int, default=0, help="seed of what is drawn (default: %(default)s)")
    add("--spec", help="name of a shipped spec, or path of one")
    add("--parallel", type=int, default=6, help="cases at once (default: %(default)s)")
    add(
        "--known-failing", type=Path, metavar="FILE", help="list of `id` and `reason`, YAML or JSON"
    )
    add("--format", choices=["text", "json", "junit"], default="text", help="shape of the report")
    add("--list", action="store_true", help="list the clauses, and check nothing")
    add("--schema", choices=["job", "answer"], help="print the JSON Schema of a shape")


def run(arguments: argparse.Namespace) -> int:
    """Check a client; returns the exit code."""
    from cometvideo.conformance.protocol import ANSWER_SCHEMA, JOB_SCHEMA

    if arguments.schema:
        schema = JOB_SCHEMA if arguments.schema == "job" else ANSWER_SCHEMA
        _print(json.dumps(schema, indent=2))
        return 0
    if arguments.list:
        return _list()
    if not arguments.client:
        raise InputError("name the client: cometvideo check-client -- node my_client.mjs")
    from cometvideo.cli.progress import ProgressLine
    from cometvideo.conformance.checking import check
    from cometvideo.facts.loading import load
    from cometvideo.reports.known import read_known

    known = read_known(arguments.known_failing) if arguments.known_failing else []
    matrix = load(arguments.spec)
    line = ProgressLine(sys.stderr)
    try:
        report = check(
            _runner(arguments, matrix),
            spec=matrix,
            clauses=arguments.clause,
            profile=arguments.profile,
            seed=arguments.seed,
            known=known,
            on_played=lambda clause, played, count: line.show(
                f"{played} of {count} cases played  {clause}"
            ),
        )
    finally:
        line.clear()
    _show(report, arguments)
    return report.exit_code


def _runner(arguments: argparse.Namespace, matrix: "Matrix") -> "Runner":
    from cometvideo.conformance.processes import EachTime, KeptOpen

    command, parallel = arguments.client, max(arguments.parallel, 1)
    names = [matrix.value("service", f"{each}_variable") for each in ("base_url", "key")]
    variables = (str(names[0] or ""), str(names[1] or ""))
    if arguments.mode == "python":
        from cometvideo.conformance.inprocess import InProcess

        return InProcess(_callable(command))
    if arguments.mode == "open":
        return KeptOpen(command, variables, parallel=parallel)
    return EachTime(command, variables, by_wire=arguments.mode == "wire", parallel=parallel)


def _callable(command: list[str]) -> "Client":
    from importlib import import_module

    module, _, name = command[0].partition(":")
    sys.path.insert(0, "")
    try:
        found: Client = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise InputError(f"cannot load {command[0]!r} ({error}); write module:callable") from None
    if len(command) > 1 or not callable(found):
        raise InputError(f"{' '.join(command)!r} is no callable; write module:callable")
    return found


def _show(report: "Report", arguments: argparse.Namespace) -> None:
    from cometvideo.conformance.report import as_json, as_junit, as_text, line_of

    command = ["--mode", arguments.mode, "--", *arguments.client]
    if arguments.format == "json":
        _print(json.dumps(as_json(report, command), indent=2))
    elif arguments.format == "junit":
        _print(as_junit(report).rstrip())
    else:
        shown = [each for each in report.results if each.verdict != "skipped"]
        _print("\n".join(map(line_of, shown)) + "\n\n" + as_text(report, command).rstrip())


def _list() -> int:
    from cometvideo.conformance.clauses import CLAUSES

    for clause in CLAUSES.values():
        _print(f"{clause.id:28} {clause.level:7}{clause.says}")
    return 0


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
