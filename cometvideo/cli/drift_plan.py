"""`cometvideo drift plan`: what checking the facts by behaviour would send, and may cost."""

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import UsageError, add_format, add_spec, amount_of_money
from cometvideo.cli.output import HOLDS, show, tell
from cometvideo.errors import InputError
from cometvideo.reports import markdown
from cometvideo.reports.safe import safe
from cometvideo.reports.text import amount, shortened, table

if TYPE_CHECKING:
    from cometvideo.facts.endpoint import Endpoint
    from cometvideo.facts.matrix import Matrix
    from cometvideo.live.plan import ProbePlan, Spend
    from cometvideo.live.probe import Probe
    from cometvideo.live.rotation import Rotation
    from cometvideo.live.summary import PlanSummary

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "plan which requests would tell by behaviour whether the facts hold; sends nothing"

EXAMPLES = """\
The plan holds within the budget even if everything is taken that should be refused. Without a
budget it checks all that can be checked; with --max-seconds 0 only what is free. With --max-usd no
create is planned of a model whose price is not known.

Of an endpoint a plan is of one family, that of --model; without a model there is a line for each
family, with what its own plan would cost.

examples:
  cometvideo drift plan
  cometvideo drift plan --max-seconds 60 -o plan.json
  cometvideo --spec cometapi drift plan
  cometvideo --spec cometapi drift plan --model sora-2 -o sora.json
  cometvideo drift plan --max-seconds 30 --history seen.sqlite -o plan.json
  cometvideo drift plan --facts models.doubao-seedance-2-0 --facts preset_row
  cometvideo drift plan --format json > plan.json
"""

_HEAD = ("model", "likely", "at worst")
_MOST_WAYS = 3
_MOST_FACTS = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("--max-seconds", type=_number, metavar="N", help="at most so many seconds of video")
    add(
        "--max-usd", type=amount_of_money, metavar="N", help="at most so much money, at list prices"
    )
    add("--max-jobs", type=_number, metavar="N", help="at most so many jobs")
    add("--model", metavar="ID", help="only requests for this model, by the plan of its family")
    add(
        "--facts",
        action="append",
        default=[],
        metavar="PATH",
        help="only these facts: a path, its beginning, or any part of it; may be repeated",
    )
    add(
        "--all",
        action="store_true",
        help="list every request, every fact that stays unchecked, and why",
    )
    add(
        "--history",
        type=Path,
        metavar="FILE",
        help="spend the budget on what was not looked at for longest, by what drift live, logs and "
        "docs noted here",
    )
    add("--local", action="store_true", help="what was seen on this machine counts there, too")
    add("--output", "-o", type=Path, metavar="FILE", help="write the plan here")
    add("--force", action="store_true", help="write it over another file")
    add_format(parser, "text", "json", "markdown")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make a plan, and write it or sum it up; returns the exit code."""
    from cometvideo.facts.endpoint import Endpoint, load
    from cometvideo.live.plan import plan_text
    from cometvideo.live.summary import summarize

    if arguments.force and arguments.output is None:
        raise UsageError("--force is about a file; name it with --output")
    spec = load(arguments.spec)
    own = arguments.spec
    if isinstance(spec, Endpoint) and arguments.model is None and _asks_for_costs_alone(arguments):
        return _overview(spec, arguments)
    matrix = spec.one(arguments.model)
    if isinstance(spec, Endpoint):
        own = next(file for name, file in spec.files.items() if spec.family(name) is matrix)
    probes = _probes(matrix, arguments.model)
    turn = _turn(arguments, own, matrix, probes)
    plan = _planned(arguments, matrix, probes, turn)
    text = plan_text(plan, probes)
    summary = summarize(plan, matrix, probes)
    if arguments.output is not None:
        _write(arguments.output, text, force=arguments.force)
    if arguments.format == "markdown":
        show(_markdown(summary, turn, everything=arguments.all))
    elif arguments.format == "text":
        show(_lines(summary, turn, everything=arguments.all))
    else:
        sys.stdout.write(safe(text, "json"))
    if arguments.output is not None and arguments.format == "text":
        given = f"--spec {shlex.quote(arguments.spec)} " if arguments.spec else ""
        words = f"cometvideo {given}drift live --plan {shlex.quote(str(arguments.output))} --yes"
        show(["", f"send it with: {words}"])
    return HOLDS


def _probes(matrix: "Matrix", model: str | None) -> "Sequence[Probe]":
    """What can be sent; with a model only what is for it, or for no model."""
    from cometvideo.live.deriving import probes_of

    return [each for each in probes_of(matrix) if model is None or each.model in (model, None)]


def _planned(
    arguments: argparse.Namespace,
    matrix: "Matrix",
    probes: "Sequence[Probe]",
    turn: "Rotation | None" = None,
) -> "ProbePlan":
    from cometvideo.live.planning import NO_TURN, make_plan

    if arguments.max_usd is not None and matrix.text("prices", "currency") != "USD":
        raise UsageError(f"--max-usd cannot be kept: {matrix.name} has no prices in USD")
    return make_plan(
        matrix,
        probes,
        max_seconds=arguments.max_seconds,
        max_jobs=arguments.max_jobs,
        max_amount=arguments.max_usd,
        facts=arguments.facts,
        turn=turn or NO_TURN,
    )


def _asks_for_costs_alone(arguments: argparse.Namespace) -> bool:
    """Whether what is asked for can be told of several families at once."""
    of_one = ("output", "history", "local", "facts", "all", "max_usd")
    asked = any(getattr(arguments, name) not in (None, False, []) for name in of_one)
    return not asked and arguments.format != "json"


def _overview(endpoint: "Endpoint", arguments: argparse.Namespace) -> int:
    """What the plan of each family would cost, a line each."""
    from cometvideo.live.summary import summarize

    rows = [("family", "requests", "likely", "at worst", "costs at worst, at list")]
    for name, matrix in endpoint.families.items():
        probes = _probes(matrix, None)
        found = summarize(_planned(arguments, matrix, probes), matrix, probes)
        rows.append((name, str(len(found.plan.probes)), *_spends(found.plan), found.costs))
    show(markdown.table(rows) if arguments.format == "markdown" else table(rows))
    return HOLDS


def _turn(
    arguments: argparse.Namespace, spec: str | None, matrix: "Matrix", probes: "Sequence[Probe]"
) -> "Rotation | None":
    """Whose turn it is by the history, where one is given; raises InputError."""
    if arguments.history is None:
        if arguments.local:
            raise UsageError("--local is about what was seen; name the file with --history")
        return None
    from cometvideo.facts.loading import shipped_base
    from cometvideo.live.planning import wanted_facts
    from cometvideo.live.rotation import Budget, rotate
    from cometvideo.seen import History, read_history

    budget = Budget(arguments.max_seconds, arguments.max_jobs, arguments.max_usd)
    if budget == Budget():
        raise UsageError("--history spends a budget: give --max-seconds, --max-usd or --max-jobs")
    if arguments.history.exists():
        base = shipped_base(spec)
        history = read_history(arguments.history, base, local=arguments.local)
    else:
        tell(f"cometvideo: there is no history {arguments.history} yet: nothing was seen so far")
        history = History()
    tell(*history.notes)
    marks = (mark for each in probes for mark in each.marks)
    return rotate(probes, wanted_facts(matrix, marks, arguments.facts), budget, history.last)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def _write(path: Path, text: str, *, force: bool) -> None:
    """Write a file that is not there yet; the same text again is no change."""
    data = text.encode()
    try:
        if not force and path.is_file() and path.read_bytes() != data:
            raise InputError(f"{path} is there already, with other content; --force overwrites it")
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None


def _lines(summary: "PlanSummary", turn: "Rotation | None", *, everything: bool) -> Iterator[str]:
    yield from _spend(summary)
    yield from _promise(turn)
    yield ""
    if summary.by_model:
        yield from table([_HEAD, *_models(summary)])
        yield ""
    yield from _coverage(summary)
    for title, facts in _lists(summary, everything=everything):
        yield ""
        yield f"{title}:"
        yield from (f"  {each}" for each in facts)


def _markdown(
    summary: "PlanSummary", turn: "Rotation | None", *, everything: bool
) -> Iterator[str]:
    yield f"# Plan for `{summary.plan.spec}`"
    yield ""
    yield from (f"- {line}" for line in (*_spend(summary), *_promise(turn)))
    yield ""
    yield from markdown.table([_HEAD, *_models(summary)])
    yield ""
    yield from (f"- {line}" for line in _coverage(summary))
    for title, facts in _lists(summary, everything=everything):
        yield ""
        yield f"## {title[:1].upper()}{title[1:]}"
        yield ""
        yield from (f"- {each}" for each in facts)


def _spend(summary: "PlanSummary") -> Iterator[str]:
    plan = summary.plan
    likely, worst = _spends(plan)
    requests = amount(len(plan.probes), "request")
    yield f"{requests} for {plan.spec} {plan.digest[:12]}; nothing was sent"
    yield f"likely: {likely}"
    yield f"at worst: {worst}, if what should be refused ({summary.refused}) is taken"
    yield f"free in any case: {summary.free}"
    yield f"costs at worst, at list: {summary.costs}"


def _promise(turn: "Rotation | None") -> Iterator[str]:
    """Within how many plans like this everything is looked at that the budget can show."""
    if turn is None:
        return
    yield (
        f"rotation: every observable fact within {amount(turn.turns, 'week')} at such a plan a week"
        + (", but for those that need more than the budget" if turn.beyond else "")
    )
    if turn.beyond:
        yield f"beyond the budget: {shortened(turn.beyond, _MOST_WAYS, '; ')}"


def _spends(plan: "ProbePlan") -> tuple[str, str]:
    """What a plan costs, likely and at worst, in words."""
    from cometvideo.live.plan import Spend

    likely = Spend(plan.likely_seconds, plan.likely_jobs)
    return _words(likely), _words(Spend(plan.worst_seconds, plan.worst_jobs))


def _words(spend: "Spend") -> str:
    return f"{spend.seconds} s of video in {amount(spend.jobs, 'job')}"


def _models(summary: "PlanSummary") -> list[tuple[str, str, str]]:
    return [
        (each.model or "no known model", _words(each.likely), _words(each.worst))
        for each in summary.by_model
    ]


def _coverage(summary: "PlanSummary") -> Iterator[str]:
    fully, partly, not_at_all = map(len, (summary.fully, summary.partly, summary.not_at_all))
    yield (
        f"facts that behaviour can show: {fully + partly + not_at_all}; checked in every way: "
        f"{fully}, in some: {partly}, not at all: {not_at_all}"
    )
    yield f"facts that it cannot show: {sum(map(len, summary.not_shown.values()))}"


def _lists(summary: "PlanSummary", *, everything: bool) -> Iterator[tuple[str, list[str]]]:
    if everything:
        yield "requests, in this order", list(summary.plan.probes)
    left = [each for each in summary.plan.unchecked if each.ways]
    for why in dict.fromkeys(each.why for each in left):
        lines = [f"{each.fact}: {_some(each.ways)}" for each in left if each.why == why]
        more = 0 if everything else len(lines) - _MOST_FACTS
        if more > 0:
            lines = [*lines[:_MOST_FACTS], f"and {more} more facts; --all lists them"]
        yield f"unchecked, {why}", lines
    if everything:
        yield from ((f"not shown, {why}", facts) for why, facts in summary.not_shown.items())


def _some(ways: tuple[str, ...]) -> str:
    more = len(ways) - _MOST_WAYS
    return "; ".join(ways[:_MOST_WAYS]) + (f"; and {more} more" if more > 0 else "")
