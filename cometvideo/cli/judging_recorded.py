"""`cometvideo validate --har`: the creates of a recording, each as it went over the wire."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from cometvideo.cli.output import FINDINGS, HOLDS, UNTOLD, tell
from cometvideo.cli.reporting import Telling, publish
from cometvideo.facts.endpoint import load
from cometvideo.jobs import is_create, read_recording
from cometvideo.reports.data import describe
from cometvideo.reports.entries import Place, Told, rules_of, told_finding
from cometvideo.reports.prediction import lines_of
from cometvideo.reports.text import amount, style_of
from cometvideo.validation import Validation, validate_wire
from cometvideo.wire.exchange import credentials_of
from cometvideo.wire.keys import carried
from cometvideo.wire.recordings import LOST, Recorded
from cometvideo.words import Words, words_of

__all__ = ["judge_recorded"]


def judge_recorded(arguments: argparse.Namespace) -> int:
    """Judge the creates of a recording, and tell what they amount to; returns the exit code."""
    spec = load(arguments.spec)
    words = words_of(spec.unnamed)
    creates = [each for each in read_recording(arguments.har) if is_create(words, each)]
    whole = [each for each in creates if each.exchange.request.header(LOST) is None]
    found = [
        (each, validate_wire(_headers(words, each), each.exchange.request.body, spec=spec))
        for each in whole
    ]
    _publish(found, arguments)
    verdicts = Counter(validation.verdict for _, validation in found)
    lost = len(creates) - len(whole)
    if lost:
        tell(f"cometvideo: {amount(lost, 'create')} told nothing: their bodies are not recorded")
    if not found:
        tell(f"cometvideo: there is no create to judge in {arguments.har}: nothing was checked")
        return UNTOLD
    counts = ", ".join(f"{verdicts[each]} {each}" for each in ("valid", "uncertain", "invalid"))
    tell(f"cometvideo: {amount(len(found), 'create')}: {counts}")
    blocking = any(each.blocking(strict=arguments.strict) for _, each in found)
    return FINDINGS if blocking else HOLDS


def _headers(words: Words, each: Recorded) -> dict[str, str]:
    """The headers that were sent, with a key, which recordings leave out."""
    key = {words.auth_header.lower(): carried(words.auth_scheme, "recorded")}
    return key | {name.lower(): value for name, value in reversed(each.exchange.request.headers)}


def _publish(found: list[tuple[Recorded, Validation]], arguments: argparse.Namespace) -> None:
    publish(
        arguments,
        Telling(
            lambda: _lines(found),
            lambda: [*map(_data, found)],
            lambda: _told(found, arguments),
        ),
    )


def _data(one: tuple[Recorded, Validation]) -> object:
    recorded, validation = one
    hidden = credentials_of(recorded.exchange.request)
    return hidden.data({"place": recorded.place, **describe(validation)})


def _told(found: list[tuple[Recorded, Validation]], arguments: argparse.Namespace) -> Told:
    entries = []
    for each, validation in found:
        hidden = credentials_of(each.exchange.request)
        for finding in validation.findings:
            if finding.severity != "note":
                entry = told_finding(finding, strict=bool(arguments.strict))
                entries.append(
                    entry._replace(
                        message=hidden.text(entry.message),
                        name=f"{each.place}: {entry.name}",
                        place=Place(arguments.har),
                    )
                )
    return Told("validate", entries, rules_of(entries))


def _lines(found: list[tuple[Recorded, Validation]]) -> Iterator[str]:
    style = style_of(sys.stdout)
    for each, (prediction, _, matrix) in found:
        hidden = credentials_of(each.exchange.request)
        first, *rest = lines_of(prediction, matrix.sources, style)
        yield hidden.text(f"{each.place}: {first}")
        yield from map(hidden.text, rest)
        yield ""
