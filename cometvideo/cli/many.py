"""Many requests: what is said of each as it comes, and in the end what they amount to."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

from cometvideo.cli.formats import PLACES, AllWords, Place
from cometvideo.cli.outlets import FoundEntries, outlets_of, publish_many
from cometvideo.cli.output import FINDINGS, HOLDS, UNTOLD, compact, show, show_json, tell
from cometvideo.cli.progress import Progress
from cometvideo.cli.reading import Item, Items, Lines, One
from cometvideo.facts.endpoint import AnySpec
from cometvideo.many.batches import Batch
from cometvideo.many.judging import Judging
from cometvideo.many.running import judge_chunks, judge_file, processors
from cometvideo.many.tally import NOTHING, Costs, Tally
from cometvideo.money import json_number, money_words
from cometvideo.reports.data import spec_data
from cometvideo.reports.safe import safe
from cometvideo.reports.text import Style, amount, style_of, table

__all__ = ["conclude", "judge_many"]


def judge_many(
    sources: list[One | Items | Lines], spec: AnySpec, arguments: argparse.Namespace
) -> int:
    """Judge the requests of all sources and tell what they amount to; returns the exit code."""
    tally, entries = _judge_all(sources, spec, arguments)
    publish_many(arguments, {**summary_data(tally), "spec": spec_data(spec)}, entries)
    return conclude(tally, spec, arguments, [source.name for source in sources])


def conclude(
    tally: Tally, spec: AnySpec, arguments: argparse.Namespace, names: Iterable[str]
) -> int:
    """Tell what the requests of all sources amount to; returns the exit code."""
    output = arguments.format
    if not tally.requests:
        tell(f"cometvideo: there is no request in {', '.join(names)}: nothing was checked")
        return UNTOLD
    if arguments.summary and output in {"json", "jsonl"}:
        data = {**summary_data(tally), "spec": spec_data(spec)}
        show_json(data) if output == "json" else show([compact(data)])
    elif output == "text":
        show(_summary_lines(tally, style_of(sys.stdout)))
    else:
        tell(*_summary_lines(tally, style_of(sys.stderr)))
    if arguments.strict and tally.blocking > tally.unreadable + tally.verdicts.get("invalid", 0):
        tell("cometvideo: --strict: what is uncertain or open counts as a finding")
    fails = tally.verdicts.get("invalid") or tally.unreadable
    return FINDINGS if fails or (arguments.strict and tally.blocking) else HOLDS


def _judge_all(
    sources: list[One | Items | Lines], spec: AnySpec, arguments: argparse.Namespace
) -> tuple[Tally, FoundEntries]:
    entries = FoundEntries()
    outlets = outlets_of(arguments, spec_data(spec), entries)
    # Usually there is one, and to number what it says would take a third of the time.
    words = outlets[0].words if len(outlets) == 1 else AllWords([each.words for each in outlets])
    tally = NOTHING
    progress = Progress(sys.stderr, sources)
    processes = arguments.jobs or processors()
    try:
        for source in sources:
            judging = Judging(spec, words, source.folder)
            places = [PLACES[each.form](source.name) for each in outlets]
            for batch, told in _told(source, judging, places, processes):
                tally = tally.plus(batch.tally)
                for outlet, rows in zip(outlets, told, strict=True):
                    if rows:
                        progress.clear()
                        outlet.take(rows)
                progress.show(batch.size, tally.requests)
    finally:
        progress.clear()
    for outlet in outlets:
        outlet.end()
    return tally, entries


def _told(
    source: One | Items | Lines, judging: Judging, places: Sequence[Place], processes: int
) -> Iterator[tuple[Batch, list[list[str]]]]:
    """Every batch with the rows of each of the words."""
    if isinstance(source, Lines):
        before = 0
        for batch in _judged(source, judging, processes):
            yield batch, _rows(batch, places, [(before + number, 0) for number, _ in batch.said])
            before += batch.lines
        return
    items = [Item(source.fields, 1)] if isinstance(source, One) else source.items
    batch = judging.judge_values(item.value for item in items)
    yield batch, _rows(batch, places, [(items[at - 1].line, at - 1) for at, _ in batch.said])


def _judged(source: Lines, judging: Judging, processes: int) -> Iterator[Batch]:
    if source.path is None:
        return judge_chunks(source.chunks, judging)
    return judge_file(source.path, judging, processes)


def _rows(
    batch: Batch, places: Sequence[Place], spots: Iterable[tuple[int | None, int]]
) -> list[list[str]]:
    told = zip(spots, batch.said, strict=True)
    if len(places) == 1:
        (place,) = places
        said = ((place(line, index), pieces) for (line, index), (_, pieces) in told)
        return [[f"{head}{where}{tail}" for where, pieces in said for head, tail in pieces]]
    rows: list[list[str]] = [[] for _ in places]
    for spot, (_, pieces) in told:
        where = [place(*spot) for place in places]
        for head, tail in pieces:
            own = int(head[0])
            rows[own].append(f"{head[1:]}{where[own]}{tail}")
    return rows


def _summary_lines(tally: Tally, style: Style) -> Iterator[str]:
    """What many requests amount to, for a person."""
    verdicts = ", ".join(
        style.word(verdict, f"{tally.verdicts.get(verdict, 0):,} {verdict}")
        for verdict in ("valid", "uncertain", "invalid")
    )
    unread = style.word("error", f", {tally.unreadable:,} unreadable") if tally.unreadable else ""
    yield f"{amount(tally.requests, 'request')}: {verdicts}{unread}"
    if tally.seconds or tally.unknown:
        length = f"{tally.seconds:,} s of video{_length(tally.seconds)}"
        further = amount(tally.unknown, "video") if tally.unknown else ""
        unknown = f" and {further} of unknown length" if further else ""
        yield f"at most {length}{unknown}, if all is taken that is not invalid"
    yield from _cost_lines(tally)
    if tally.codes:
        most = sorted(tally.codes.items(), key=lambda each: (-each[1], each[0]))
        yield f"findings: {', '.join(f'{code} {count:,}' for code, count in most)}"


def _cost_lines(tally: Tally) -> Iterator[str]:
    """What many requests cost, all together and by model."""
    cost = tally.cost
    if cost.requests > cost.unpriced:
        known = money_words(cost.least, cost.most, cost.currency)
        unpriced = f"; no price is known of {cost.unpriced:,}" if cost.unpriced else ""
        yield f"costs {known}, if all is taken that is not invalid{unpriced}"
    rows = sorted(tally.costs.items(), key=lambda each: -each[1].most)
    yield from table([_cost_row(*each) for each in rows], "  ")


def _cost_row(model: str, cost: Costs) -> tuple[str, str, str]:
    """What the requests for a model cost; what has no known price never counts as nothing."""
    known = money_words(cost.least, cost.most, cost.currency)
    if cost.unpriced:
        known = f"{known}; no price is known of {cost.unpriced:,}"
    if cost.unpriced == cost.requests:
        known = "no price is known"
    return safe(model, "log"), amount(cost.requests, "request"), known


def _costs_data(cost: Costs) -> dict[str, object]:
    known = cost.requests > cost.unpriced
    amounts = cost.least, cost.most, cost.dearest
    least, most, dearest = (json_number(each) if known else None for each in amounts)
    return {
        "requests": cost.requests,
        "unpriced": cost.unpriced,
        "currency": cost.currency or None,
        "min": least,
        "max": most,
        "max_at_list": dearest,
    }


def summary_data(tally: Tally) -> dict[str, object]:
    """What many requests amount to, for a program."""
    return {
        "requests": tally.requests,
        "verdicts": {
            verdict: tally.verdicts.get(verdict, 0) for verdict in ("valid", "uncertain", "invalid")
        },
        "unreadable": tally.unreadable,
        "seconds_at_most": tally.seconds,
        "unknown_length": tally.unknown,
        "cost": {
            **_costs_data(tally.cost),
            "by_model": {model: _costs_data(each) for model, each in tally.costs.items()},
        },
        "blocking": tally.blocking,
        "findings": dict(sorted(tally.codes.items())),
    }


def _length(seconds: int) -> str:
    if seconds < 60:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f" ({hours:,} h {minutes} min)" if hours else f" ({minutes} min {rest} s)"
