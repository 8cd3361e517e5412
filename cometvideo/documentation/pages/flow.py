"""The flow of a page: its lines, tables and code in reading order, which becomes a page.

Text, HTML and Markdown differ in how they mark a table or a piece of code; what a person then
reads from top to bottom is the same, and is understood here once.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from cometvideo.documentation.pages.entries import (
    MEDIA_TYPE,
    Reader,
    Token,
    is_heading,
)
from cometvideo.documentation.pages.heads import is_name
from cometvideo.documentation.pages.page import (
    Doubt,
    Entry,
    Layout,
    Page,
    Part,
    Passage,
    Said,
    Sample,
    Table,
)
from cometvideo.documentation.pages.tabular import entries_of_table
from cometvideo.documentation.pages.words import ANSWER_HEADINGS, BODY_HEADINGS, HEAD_HEADINGS

__all__ = ["METHODS", "Operation", "page_of", "pages_of_flow", "read_operation"]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_METHOD = "|".join(METHODS)
_METHOD_AND_PATH = re.compile(rf"({_METHOD})\s*(?:https?://[^/\s]+)?(/[^\s]*)")
_IN_TITLE = re.compile(rf"\b{_METHOD_AND_PATH.pattern}")
_ADDRESS = re.compile(r"https?://[^/\s]{1,255}(/\S*)")
_SEGMENT = re.compile(r"[\w{}:.~-]+")
_IN_PATH = re.compile(r"(?<=[{:])\w+", re.ASCII)
_HOST = re.compile(r"https?://[^/\s]{1,255}/?")
# A heading may name the encoding of the body beside it.
_BESIDE = re.compile(rf"\s*[(:]\s*{MEDIA_TYPE.pattern}\s*\)?$", re.ASCII)
_WITHIN = 60
_NEAR = 3
_FEWEST_OF_ANSWER = 2
_FEWEST_RESOURCES = 2
_PART_OF_HEADING: tuple[tuple[frozenset[str], Part], ...] = (
    (HEAD_HEADINGS, "authorization"),
    (BODY_HEADINGS, "body"),
    (ANSWER_HEADINGS, "answer"),
)


class Operation(NamedTuple):
    """The method and the path at a page's head."""

    method: Said
    path: Said


def read_operation(lines: Sequence[Said]) -> Operation | None:
    """The first method with a path among the first lines, however they are broken up."""
    for at, (text, line, _) in enumerate(lines[:_WITHIN]):
        whole = _METHOD_AND_PATH.fullmatch(text)
        if whole:
            return Operation(Said(whole[1], line), Said(whole[2], line))
        if text in METHODS:
            path = _path_from(lines[at + 1 :])
            if path:
                return Operation(Said(text, line), path)
    return None


def pages_of_flow(flow: Sequence[Token], name: str, layout: Layout) -> list[Page]:
    """A page for each resource whose operations titles name; one page where it is one at most.

    What stands above the first of them is about all.
    """
    above: list[Token] = []
    found: dict[str, tuple[Operation, list[Token]]] = {}
    current = above
    for each in flow:
        title = _IN_TITLE.search(each.text) if isinstance(each, Said) and each.is_title else None
        if title and isinstance(each, Said):
            path = title[2].rstrip("`/.,;:)")
            key = next((known for known in found if _are_one(known, path)), path)
            head = Operation(Said(title[1], each.line), Said(path, each.line))
            _, current = found.setdefault(key, (head, []))
        current.append(each)
    if len(found) < _FEWEST_RESOURCES:
        return [page_of(flow, name, layout)]
    return [
        page_of([*above, *own], name, layout)._replace(method=head.method, path=head.path)
        for head, own in found.values()
    ]


def _are_one(first: str, second: str) -> bool:
    """Whether one of two paths is below the other, as a task is below the tasks."""
    return f"{first}/".startswith(f"{second}/") or f"{second}/".startswith(f"{first}/")


def page_of(flow: Sequence[Token], name: str, layout: Layout) -> Page:
    """Read a flow from top to bottom."""
    operation = read_operation([each for each in flow if isinstance(each, Said)])
    walk = _Walk()
    walk.read(flow)
    walk.part_answer_from_body()
    in_path = _IN_PATH.findall(operation.path.text) if operation else ()
    entries = (
        each._replace(part="head") if each.part == "body" and each.name in in_path else each
        for each in walk.entries
    )
    return Page(
        name=name,
        layout=layout,
        method=operation.method if operation else None,
        path=operation.path if operation else None,
        encodings=tuple(walk.encodings),
        entries=tuple(entries),
        tables=tuple(walk.tables),
        samples=tuple(walk.samples),
        passages=tuple(walk.passages),
        parts=frozenset(walk.parts | ({"head"} if operation else set())),
        doubts=tuple(walk.doubts),
    )


class _Walk:
    """One walk down a flow; lives as long as the walk."""

    def __init__(self) -> None:
        self.encodings: list[Said] = []
        self.entries: list[Entry] = []
        self.tables: list[Table] = []
        self.samples: list[Sample] = []
        self.passages: list[Passage] = []
        self.doubts: list[Doubt] = []
        self.parts: set[Part] = set()
        self.part: Part | None = None
        self.section = 0
        self.guesses = True

    def read(self, flow: Sequence[Token]) -> None:
        # Where a layout marks headings, no other line is one.
        self.guesses = not any(isinstance(each, Said) and each.is_title for each in flow)
        at = 0
        while at < len(flow):
            each = flow[at]
            if isinstance(each, Table):
                self._table(each)
            elif isinstance(each, Sample):
                self.samples.append(each)
            elif isinstance(each, Doubt):
                self.doubts.append(each)
            elif each.text:
                reader = Reader(flow, at)
                if reader.starts_entry():
                    at = self._entry(reader)
                    continue
                unread = reader.unread_entry()
                self.doubts += [unread] if unread else []
                self._line(each)
            at += 1

    def _has_body(self) -> bool:
        return any(each.part == "body" for each in self.entries)

    def part_answer_from_body(self) -> None:
        """Where no heading parts them, the fields of the answer are the last, as in its sample."""
        keys = _keys(self.samples)
        first = len(self.entries)
        while first and self.entries[first - 1].name in keys:
            first -= 1
        # One alone may be a field of the request that the answer echoes.
        if "answer" in self.parts or len(self.entries) - first < _FEWEST_OF_ANSWER:
            return
        self.parts.add("answer")
        self.entries[first:] = [each._replace(part="answer") for each in self.entries[first:]]

    def _entry(self, reader: Reader) -> int:
        entry, doubts, at = reader.read(self.part or "body")
        entry = _placed(entry)
        self.parts.add(entry.part)
        self.entries.append(entry)
        self.doubts += doubts
        for each in reader.passed:
            if isinstance(each, Table):
                self._table(each)
        return at

    def _table(self, table: Table) -> None:
        described, doubts = entries_of_table(table, self.part or "body")
        if described:
            described = [_placed(each) for each in described]
            self.entries += described
            self.doubts += doubts
            self.parts |= {each.part for each in described}
            return
        lead = self.passages[-1].text if self.passages else ""
        self.tables.append(table._replace(lead=table.lead or lead, section=self.section))

    def _line(self, said: Said) -> None:
        text, line, is_title = said
        beside = _BESIDE.search(text)
        key = text[: beside.start() if beside else None].strip(":：#").strip().casefold()
        for words, part in _PART_OF_HEADING:
            if key in words:
                if beside and part == "body":
                    self.encodings.append(Said(beside[1], line))
                if part == "body" and self.part == "answer" and self._has_body():
                    # The body of the answer.
                    return
                self.part = part
                self.parts.add(part)
                self.section += 1
                return
        media = MEDIA_TYPE.fullmatch(text)
        if media:
            if self.part != "answer":
                self.part = "body"
                self.parts.add("body")
                self.encodings.append(Said(media[1], line))
            return
        if is_title or (self.guesses and is_heading(text) and not is_name(text)):
            self.section += 1
            if self.part == "body" and self._has_body() and not is_name(text):
                # A heading in a language that is not known here; after the body comes the answer.
                self.part = "answer"
                self.parts.add("answer")
        self.passages.append(Passage(text, line, self.section))


def _placed(entry: Entry) -> Entry:
    """The field in the part of a request that it names, or that its name tells."""
    if entry.place in {"header", "cookie"}:
        return entry._replace(part="authorization")
    if entry.place in {"path", "query"}:
        return entry._replace(part="head")
    if entry.part == "authorization" and not entry.name[:1].isupper():
        return entry._replace(part="body")
    return entry


def _keys(samples: Sequence[Sample]) -> frozenset[str]:
    """The keys of the first answer among samples of code."""
    for each in samples:
        with suppress(ValueError, RecursionError):
            data = json.loads(each.text) if each.kind == "answer" else None
            if isinstance(data, dict):
                return frozenset(data)
    return frozenset()


def _path_from(lines: Sequence[Said]) -> Said | None:
    """A path whose segments and slashes stand on lines of their own."""
    path, first = "", 0
    # A title or the host alone may stand before the path.
    for text, line, _ in lines[:_NEAR]:
        address = _ADDRESS.fullmatch(text)
        if address:
            return Said(address[1], line)
    if lines and _HOST.fullmatch(lines[0].text):
        lines = lines[1:]
    for text, line, _ in lines:
        if not text or (_SEGMENT.fullmatch(text) if path.endswith("/") else text.startswith("/")):
            if text and not re.fullmatch(rf"(?:/|{_SEGMENT.pattern})+", text):
                break
            path += text
            first = first or line
        else:
            break
        if not path and text:
            break
    return Said(path, first) if path.strip("/") else None
