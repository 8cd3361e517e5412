"""`cometvideo check-client`: put a client program through everything the API may do."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import add_format, add_reports, add_spec
from cometvideo.cli.output import HOLDS, show, show_json
from cometvideo.cli.reporting import Telling, publish
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
    add_spec(parser)
    add("--model", metavar="ID", help="by the life and the requests of this model's family")
    add("--every-family", action="store_true", help="with requests and a success of each family")
    add("--parallel", type=int, default=6, help="cases at once (default: %(default)s)")
    add(
        "--known-failing", type=Path, metavar="FILE", help="list of `id` and `reason`, YAML or JSON"
    )
    add_format(parser, "text", "json", "junit")
    add_reports(parser, "html", "json", "junit", "sarif")
    add("--list", action="store_true", help="list the clauses, and check nothing")
    add("--schema", choices=["job", "answer"], help="print the JSON Schema of a shape")


def run(arguments: argparse.Namespace) -> int:
    """Check a client; returns the exit code."""
    from cometvideo.conformance.protocol import ANSWER_SCHEMA, JOB_SCHEMA

    if arguments.schema:
        show_json(JOB_SCHEMA if arguments.schema == "job" else ANSWER_SCHEMA)
        return HOLDS
    if arguments.list:
        return _list()
    if not arguments.client:
        raise InputError("name the client: cometvideo check-client -- node my_client.mjs")
    from cometvideo.cli.progress import ProgressLine
    from cometvideo.conformance.checking import check
    from cometvideo.facts.endpoint import load
    from cometvideo.reports.known import read_known

    known = read_known(arguments.known_failing) if arguments.known_failing else []
    spec = load(arguments.spec)
    line = ProgressLine(sys.stderr)
    try:
        with _ending_well():
            report = check(
                _runner(arguments, spec.unnamed),
                spec=spec,
                model=arguments.model,
                every_family=arguments.every_family,
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


class _Ended(BaseException):
    """A signal that asks for the end."""


@contextmanager
def _ending_well() -> Iterator[None]:
    """Have the first signal that asks for the end put things away, and then do what it does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        came.append(number)
        if len(came) == 1:  # what comes later must not keep things from being put away
            raise _Ended

    asking = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.getsignal(each) for each in asking}
    for each, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(each, end)
    try:
        yield
    except _Ended:
        pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if came:
        signal.raise_signal(came[0])


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
    from cometvideo.conformance.report import as_json, as_text, invocation, lines_of, told

    command = invocation(
        arguments.spec,
        arguments.model,
        every_family=arguments.every_family,
        client=["--mode", arguments.mode, "--", *arguments.client],
    )
    publish(
        arguments,
        Telling(
            lambda: [*lines_of(report), as_text(report, command).rstrip()],
            lambda: as_json(report, command),
            lambda: told(report, command),
            page=lambda: _page(as_json(report, command)),
        ),
    )


def _page(data: dict[str, object]) -> str:
    from cometvideo.markup.reports import clauses_page

    return clauses_page(data)


def _list() -> int:
    from cometvideo.conformance.clauses import CLAUSES

    show(f"{each.id:28} {each.level:7}{each.says}" for each in CLAUSES.values())
    return HOLDS
