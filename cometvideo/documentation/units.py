"""Units of a page: its sentences, values, marks and rows, the same in every layout, with lines.

They are what one reading of a page is aligned with another by.
"""

# ruff: noqa: RUF001 - signs as pages write them

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple, get_args

from cometvideo.documentation.pages.page import Entry, Layout, Page, Row, Sample

__all__ = ["UNREAD", "Unit", "layout_mark", "sentences_of", "units_of"]

UNREAD = {f"{each} line": each for each in get_args(Layout)}
"""Kinds of units that no reader takes in, by the layout that they stand in."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n")
# Marks that alone may say yes, no, optional or no longer are kept.
_SIGNS = re.compile(r"(?:(?!\?:|~~)[^\w\s%<>={}\[\]:/.+✓✔✅☑✗✘✖❌☒-])+")
_EDGES = re.compile(r"(?<!\w)[.:/-]+|[.:/-]+(?!\w)")
_RATIO = re.compile(r"\d{1,3}:\d{1,3}", re.ASCII)
_LENGTH = 16
_FEWEST_WORDS = 8
_ENDS = frozenset(".!?:。！？：")


class Unit(NamedTuple):
    """One piece of a page; `kind` is what it is, `text` as a person reads it."""

    kind: str
    text: str
    line: int

    @property
    def is_sentence(self) -> bool:
        """Whether it is prose, and not a word or two that a page has around it."""
        ends = self.text.rstrip()[-1:] in _ENDS
        return self.kind == "text" and (ends or len(self.text.split()) >= _FEWEST_WORDS)

    @property
    def fingerprint(self) -> str:
        """What is the same for units that say the same, in whatever signs and case.

        Of what no reader took in, each sign may matter.
        """
        bare = self.text
        if self.kind not in UNREAD:
            bare = _EDGES.sub(" ", _SIGNS.sub(" ", bare.casefold()))
        said = f"{self.kind} {' '.join(bare.split())}"
        return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:_LENGTH]


def units_of(page: Page) -> list[Unit]:
    """All units of a page, each once for its text."""
    found: dict[str, Unit] = {}
    head = _head(page)
    for each in _units(page):
        if each.text.strip() and not (each.kind == "text" and each.text in head):
            found.setdefault(each.fingerprint, each)
    return [*found.values()]


def _head(page: Page) -> frozenset[str]:
    """The ways in which layouts write the operation, which is read as facts."""
    if page.method is None or page.path is None:
        return frozenset()
    method, path = page.method.text, page.path.text
    hosts = [each.text.rstrip("/") for each in page.servers]
    found = {method, path, f"{method} {path}", f"{method}{path}", "/", *path.split("/")}
    return frozenset(found | {f"{host}{path}" for host in hosts})


def _units(page: Page) -> Iterator[Unit]:
    for passage in page.passages:
        yield from sentences_of(passage.text, passage.line)
    for status, said in page.answers:
        is_good = status.startswith("2") or not said.text
        yield from sentences_of(said.text if is_good else f"{status}: {said.text}", said.line)
    for entry in page.entries:
        yield from _of_entry(entry)
    for table in page.tables:
        yield from (Unit("cell", cell, table.line) for cell in table.heading)
        for row in table.rows:
            yield from _of_row(row)
    for sample in page.samples:
        yield from _of_sample(sample)
    for doubt in page.doubts:
        yield from sentences_of(doubt.text, doubt.line)
    # A line that stands there again is another one: one of two may change.
    seen: Counter[str] = Counter()
    for text, line, _ in page.unread:
        seen[text] += 1
        again = f" (no. {seen[text]})" if seen[text] > 1 else ""
        yield Unit(f"{page.layout} line", text + again, line)
    yield layout_mark(page.layout)


def layout_mark(layout: str) -> Unit:
    """What tells that a page has a layout: what is not read in one need not stand in another."""
    return Unit("mark", f"page layout {layout}", 1)


def sentences_of(text: str, line: int) -> Iterator[Unit]:
    """The sentences of a text that begins on a line."""
    yield from (Unit("text", each.strip(), line) for each in _SENTENCE.split(text) if each.strip())


def _of_entry(entry: Entry) -> Iterator[Unit]:
    yield Unit("name", entry.name, entry.line)
    marks = {
        "type": entry.type,
        "default": entry.default,
        "least": entry.minimum,
        "most": entry.maximum,
        "pattern": entry.pattern,
    }
    yield Unit("mark", f"{entry.part} {entry.name} required {entry.required}", entry.line)
    for label, said in marks.items():
        if said is not None:
            yield Unit("mark", f"{entry.part} {entry.name} {label} {said.text}", said.line)
    for said in entry.text:
        yield from sentences_of(said.text, said.line)
    for said in entry.options:
        yield Unit("value", f"{entry.name} {said.text}", said.line)
    for said in entry.examples:
        yield Unit("example", f"{entry.name} {said.text}", said.line)
    for label, said in entry.rules:
        yield Unit("rule", f"{entry.name} {label} {said.text}", said.line)


def _of_row(row: Row) -> Iterator[Unit]:
    """A row from its aspect ratio on, since what stands before may be said once for many rows."""
    ratio = next((at for at, each in enumerate(row.cells) if _RATIO.fullmatch(each)), None)
    yield Unit("row", " ".join(row.cells[ratio or 0 :]), row.line)
    yield from (Unit("cell", each, row.line) for each in row.cells[:ratio] if ratio)


def _of_sample(sample: Sample) -> Iterator[Unit]:
    if sample.kind == "answer":
        with suppress(ValueError, RecursionError):
            data = json.loads(sample.text)
            pairs = data.items() if isinstance(data, dict) else ()
            yield from (Unit("answer", f"{key} {value}", sample.line) for key, value in pairs)
            return
    for count, line in enumerate(sample.text.split("\n")):
        yield Unit("code", line.strip().rstrip("\\").strip(), sample.line + count)
