"""Outlets: where what is told of many requests goes as it comes, in each form that is asked for."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from cometvideo.cli.formats import (
    EntryWords,
    GithubWords,
    JsonWords,
    NoWords,
    TextWords,
    entry_of,
)
from cometvideo.cli.output import show_commands, use_utf8
from cometvideo.cli.reporting import ReportFile, Telling, report_text
from cometvideo.many.batches import Words
from cometvideo.reports.entries import Entry, Told, rules_of
from cometvideo.reports.github import Annotations
from cometvideo.reports.text import paragraph, style_of

__all__ = ["FoundEntries", "Outlet", "outlets_of", "publish_many"]

_MOST = 5000  # entries that reports list

Rows = list[str]


class Outlet(NamedTuple):
    """What is told in one form: the words, what takes their rows, what is done in the end."""

    form: str
    words: Words
    take: Callable[[Rows], object]
    end: Callable[[], object] = lambda: None


class FoundEntries:
    """The first entries of a run, and how many more there are."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.more = 0

    def take(self, rows: Rows) -> None:
        """Add the entries of these rows."""
        room = _MOST - len(self.entries)
        self.entries += map(entry_of, rows[:room])
        self.more += len(rows[room:])


class _List:
    """Writes rows as a list of JSON, to each of some files."""

    def __init__(self, *writes: Callable[[str], object]) -> None:
        self._writes, self._mark = writes, "[\n"

    def take(self, rows: Rows) -> None:
        self._put(self._mark + ",\n".join(rows))
        self._mark = ",\n"

    def end(self) -> None:
        self._put("\n]\n" if self._mark == ",\n" else "[]\n")

    def _put(self, text: str) -> None:
        for write in self._writes:
            write(text)


def outlets_of(
    arguments: argparse.Namespace, spec: dict[str, object], entries: FoundEntries
) -> list[Outlet]:
    """That of standard output first, then what the reports need; no more than ten."""
    files = arguments.report
    form = arguments.format
    made = [Outlet("text", NoWords(), len) if arguments.summary else _standard(form, spec)]
    streamed = [each.write for each in files if is_streamed(arguments, each)]
    if streamed:
        items = _List(*streamed)
        made.append(Outlet("json", JsonWords(spec), items.take, items.end))
    if len(streamed) < len(files):
        made.append(Outlet("entries", EntryWords(strict=bool(arguments.strict)), entries.take))
    return made


def is_streamed(arguments: argparse.Namespace, file: ReportFile) -> bool:
    """Whether a report is written as the requests come: a list of them all."""
    return file.kind == "json" and not arguments.summary


def _standard(form: str, spec: dict[str, object]) -> Outlet:
    """What is told on standard output."""
    if form == "github":
        shown = Annotations()
        return Outlet(
            form,
            GithubWords(),
            lambda rows: _put_rows(shown.shown(rows)),
            lambda: show_commands(shown.rest()),
        )
    if form == "text":
        style = style_of(sys.stdout)
        return Outlet(
            form,
            TextWords(style),
            lambda rows: _put_rows(paragraph(each, style.width, hang="    ") for each in rows),
        )
    use_utf8()
    if form == "jsonl":
        return Outlet(form, JsonWords(spec), _put_rows)
    items = _List(_put)
    return Outlet(form, JsonWords(spec), items.take, items.end)


def _put_rows(rows: Iterable[str]) -> None:
    _put("".join(f"{each}\n" for each in rows))


def _put(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()  # whoever reads a pipe may be waiting


def publish_many(
    arguments: argparse.Namespace, data: Mapping[str, object], found: FoundEntries
) -> None:
    """Write the reports of many requests; `data` is what they amount to."""
    told = Told("validate", found.entries, rules_of(found.entries), found.more)
    telling = Telling(lambda: (), lambda: data, lambda: told, page=lambda: _page(data, told))
    for file in arguments.report:
        if not is_streamed(arguments, file):
            file.write(report_text(file.kind, telling))
        file.end()


def _page(data: Mapping[str, object], told: Told) -> str:
    from cometvideo.markup.reports import requests_page

    return requests_page(data, told)
