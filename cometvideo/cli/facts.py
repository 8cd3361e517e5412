"""`cometvideo facts`: what is claimed, how sure it is, and on whose word."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import UsageError, add_format, add_spec, no_such
from cometvideo.cli.output import HOLDS, show, show_json, tell
from cometvideo.facts.endpoint import AnySpec, Endpoint, load
from cometvideo.facts.fact import LEVELS, Fact
from cometvideo.reports import markdown
from cometvideo.reports.data import fact_data
from cometvideo.reports.text import Style, amount, style_of, table

if TYPE_CHECKING:
    from cometvideo.seen import History, Seen

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "fact_rows", "history_of", "run"]

SUMMARY = "list the facts: path, value, how sure it is, and the sources"

EXAMPLES = """\
examples:
  cometvideo facts models.doubao-seedance-2-0
  cometvideo facts preset_row
  cometvideo facts --open
  cometvideo facts --level inferred --source new-api --format json
  cometvideo facts --stale 90
  cometvideo facts --seen --history seen.sqlite
  cometvideo --spec cometapi facts --open

Of an endpoint, what its families say otherwise is called FAMILY:path.
Of a fact that is open, the options are shown. JSON is a list of objects with path, value, one_of,
level, sources, note, also, contradicted, and where (file, line, column); with --seen also seen: a
list of by, days, first, last and local, the latest first.
"""

_HEAD = ("path", "value", "level", "sources")
_HEAD_SEEN = ("path", "value", "last seen", "by")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("path", nargs="?", help="a path, its beginning, or any part of it")
    add("--level", choices=LEVELS, help="only facts that are this sure")
    add("--source", metavar="ID", help="only facts that this source states")
    add("--open", action="store_true", help="only facts that are open, the same as --level open")
    add(
        "--stale",
        type=_days,
        metavar="DAYS",
        help="only facts whose sources nobody has looked at for so long, by their dates",
    )
    add(
        "--seen",
        action="store_true",
        help="when each was last borne out, how often and by what: what was not for longest first",
    )
    add(
        "--history",
        type=Path,
        metavar="FILE",
        help="the file in which drift live, logs and docs noted that",
    )
    add("--local", action="store_true", help="what was seen on this machine counts, too")
    add_format(parser, "text", "json", "markdown")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """List the facts that pass the filters."""
    spec = load(arguments.spec)
    found = _selected(spec, arguments)
    if arguments.stale is not None:
        found = _stale(found, spec, arguments.stale)
    if not found:
        sys.stderr.write("cometvideo: no fact is all of that\n")
    if arguments.seen or arguments.history or arguments.local:
        return _show_seen(found, spec, arguments)
    if arguments.format == "json":
        show_json(list(map(fact_data, found)))
    elif arguments.format == "markdown":
        show(markdown.table([_HEAD, *fact_rows(found, Style())]))
    else:
        style = style_of(sys.stdout)
        show(table(fact_rows(found, style), width=style.width))
    return HOLDS


def _show_seen(facts: list[Fact], spec: AnySpec, arguments: argparse.Namespace) -> int:
    if not arguments.seen or arguments.history is None:
        raise UsageError("say --seen and --history FILE together: what was seen stands in a file")
    history = history_of(spec, arguments)
    seen = [(fact, history.of(fact)) for fact in facts]
    seen.sort(key=lambda each: each[1][0].last if each[1] else 0.0)
    tell(*history.notes)
    if arguments.format == "json":
        show_json([{**fact_data(fact), "seen": list(map(_seen_data, by))} for fact, by in seen])
    elif arguments.format == "markdown":
        show(markdown.table([_HEAD_SEEN, *_seen_rows(seen)]))
    else:
        show(table(_seen_rows(seen), width=style_of(sys.stdout).width))
    return HOLDS


def history_of(spec: AnySpec, arguments: argparse.Namespace) -> "History":
    """What the file that is named with `--history` says of a spec, of an endpoint by family."""
    from cometvideo.facts.loading import shipped_base
    from cometvideo.seen import of_families, read_history

    if isinstance(spec, Endpoint):
        histories = {
            name: read_history(arguments.history, shipped_base(file), local=arguments.local)
            for name, file in {"": spec.file, **spec.files}.items()
        }
        return of_families(histories, spec.facts)
    base = shipped_base(arguments.spec)
    return read_history(arguments.history, base, local=arguments.local)


def _seen_rows(seen: "list[tuple[Fact, list[Seen]]]") -> Iterator[tuple[str, str, str, str]]:
    for fact, by in seen:
        last = _moment(by[0].last)[:10] if by else "never"
        yield fact.path, fact.words, last, ", ".join(map(_often, by))


def _often(seen: "Seen") -> str:
    where = ", this machine" if seen.local else ""
    return f"{seen.by} ({amount(seen.days, 'day')}{where})"


def _seen_data(seen: "Seen") -> dict[str, object]:
    times = {"first": _moment(seen.first), "last": _moment(seen.last)}
    return {"by": seen.by, "days": seen.days, **times, "local": seen.local}


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def fact_rows(facts: list[Fact], style: Style) -> Iterator[tuple[str, str, str, str]]:
    """Facts as rows: path, value, level, sources."""
    for fact in facts:
        level = style.word(fact.level)
        if fact.contradicted:
            level += ", contradicted"
        yield fact.path, fact.words, level, ", ".join(fact.sources)


def _selected(spec: AnySpec, arguments: argparse.Namespace) -> list[Fact]:
    if arguments.source and arguments.source not in spec.sources:
        raise UsageError(no_such("source", arguments.source, spec.sources))
    if arguments.open and arguments.level not in (None, "open"):
        raise UsageError(f"--open is --level open; it does not go with --level {arguments.level}")
    level = "open" if arguments.open else arguments.level
    return [
        fact
        for fact in _by_path(spec, arguments.path)
        if level in (None, fact.level)
        and (arguments.source is None or arguments.source in fact.sources)
    ]


def _stale(facts: list[Fact], spec: AnySpec, days: int) -> list[Fact]:
    """The facts of which all sources with a date were last looked at that many days ago."""
    from cometvideo.facts.dates import first_day

    before = today() - timedelta(days)
    stale, undated = [], 0
    for fact in facts:
        known = [spec.sources[each].date for each in fact.sources if each in spec.sources]
        dates = [day for each in known if (day := first_day(each)) is not None]
        if not dates:
            undated += 1
        elif max(dates) < before:
            stale.append(fact)
    if undated:
        tell(
            f"cometvideo: of {amount(undated, 'fact')} that cannot be told: no source of theirs "
            "has a date; write `date` in the source when you have looked at it"
        )
    return stale


def today() -> date:
    """The day that it is, at Greenwich."""
    return datetime.now(UTC).date()


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)


def _by_path(spec: AnySpec, path: str | None) -> list[Fact]:
    """The facts whose path begins with this one, with the family or without, or has it anywhere."""
    facts = list(spec.facts.values())
    if not path:
        return facts
    below = [
        each
        for each in facts
        if f"{each.path}.".startswith(f"{path}.") or _within(each).startswith(f"{path}.")
    ]
    found = below or [each for each in facts if path.lower() in each.path.lower()]
    if not found:
        raise UsageError(f"{no_such('fact', path, spec.facts)}; `cometvideo facts` lists them")
    return found


def _within(fact: Fact) -> str:
    """The path of a fact within its family, with a dot at its end."""
    return ".".join((*fact.keys, ""))
