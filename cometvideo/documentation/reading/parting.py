"""Parting: which entries of a page are whose, where its layout alone did not tell.

The matrix gives the names of fields: they tell where a field begins whose head was not understood,
so that what is said of it is not taken for the field above.
"""

import re
from collections.abc import Collection

from cometvideo.documentation.pages.heads import TYPE
from cometvideo.documentation.pages.page import Doubt, Entry, Page, Said
from cometvideo.facts.matrix import Matrix

__all__ = ["parted"]

_WHY = "a field whose type and marks were not understood"
_NEAR = 24


def parted(page: Page, matrix: Matrix) -> Page:
    """The page with each entry in its part, and ended where another field begins."""
    header = matrix.text("service", "auth_header")
    entries = tuple(
        each._replace(part="authorization") if each.name == header else each
        for each in page.entries
    )
    page = _asked(_answered(page._replace(entries=entries), matrix), matrix)
    return _ended(page, {*matrix.block("fields"), *matrix.block("task", "fields")})


def _answered(page: Page, matrix: Matrix) -> Page:
    """The page with fields under no known heading given to the answer, if only tasks have them."""
    asked, told = matrix.block("fields"), matrix.block("task", "fields")
    if any(each.part == "answer" for each in page.entries):
        return page
    own = [at for at, each in enumerate(page.entries) if each.part == "body" and each.name in asked]
    later = [
        at
        for at, each in enumerate(page.entries)
        if each.part == "body" and each.name in told and each.name not in asked
    ]
    if not later or not own or later[0] < own[0]:
        return page
    entries = tuple(
        each._replace(part="answer") if at >= later[0] and each.part == "body" else each
        for at, each in enumerate(page.entries)
    )
    return page._replace(entries=entries, parts=page.parts | {"answer"})


def _asked(page: Page, matrix: Matrix) -> Page:
    """The page with entries before a field that only a request has given to the request."""
    asked, told = matrix.block("fields"), matrix.block("task", "fields")
    own = page.fields("body")
    only = [
        at
        for at, each in enumerate(page.entries)
        if each.part == "answer" and each.name in asked and each.name not in {*told, *own}
    ]
    if not own or not only:
        return page
    entries = tuple(
        each._replace(part="body") if at <= only[-1] and each.part == "answer" else each
        for at, each in enumerate(page.entries)
    )
    return page._replace(entries=entries)


def _ended(page: Page, names: Collection[str]) -> Page:
    """The page with entries cut where a line of theirs is the head of a field that has no entry."""
    parts = {part: {*page.fields(part)} for part in {each.part for each in page.entries}}
    entries: list[Entry] = []
    doubts: list[Doubt] = []
    for entry in page.entries:
        missing = {*names} - parts[entry.part]
        heads = [said for said in entry.text if _is_head(said.text, missing)]
        doubts += [Doubt(_first(each.text), each.line, each.text, _WHY) for each in heads]
        entries.append(_before(entry, heads[0].line) if heads else entry)
    return page._replace(entries=tuple(entries), doubts=(*page.doubts, *doubts))


def _is_head(text: str, names: Collection[str]) -> bool:
    """Whether a line begins with one of the names, and a type stands right after it."""
    name = _first(text)
    after = text[text.find(name) + len(name) :][:_NEAR] if name in names else ""
    return any(after[: found.start()].count(" ") <= 2 for found in TYPE.finditer(after))


def _first(text: str) -> str:
    found = re.match(r"[^\w\s]{0,4}([A-Za-z_][\w.-]{0,63})", text, re.ASCII)
    return found[1] if found else ""


def _before(entry: Entry, line: int) -> Entry:
    """The field without all that stands from a line on."""

    def kept(said: Said | None) -> Said | None:
        return said if said is not None and said.line < line else None

    return entry._replace(
        default=kept(entry.default),
        minimum=kept(entry.minimum),
        maximum=kept(entry.maximum),
        pattern=kept(entry.pattern),
        options=_above(entry.options, line),
        examples=_above(entry.examples, line),
        text=_above(entry.text, line),
        rules=tuple(each for each in entry.rules if each[1].line < line),
    )


def _above(said: tuple[Said, ...], line: int) -> tuple[Said, ...]:
    return tuple(each for each in said if each.line < line)
