"""Leftovers: sentences that may say something of their own, and that no reader took in.

A reader knows the words it looks for. What is left is looked through for what the spec does not
know (ids, paths, sizes, numbers) and for words that turn a sentence around; such a sentence is
shown as untold, and claims nothing. So a page seen for the first time says nothing in silence.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from cometvideo.documentation.comparing import ReadPage, shortened, text_of
from cometvideo.documentation.pages.page import Entry
from cometvideo.documentation.pages.splitting import LABEL, RATIO, SIZE
from cometvideo.documentation.pages.words import (
    ALWAYS,
    BEGINS,
    BOUNDS,
    DIFFERS,
    EXAMPLES,
    FAMILIES,
    FIRST,
    LEFT_OUT,
    MOST_AND_LEAST,
    NUMBERS,
    OPTIONAL,
    OTHER_TIMES,
    RANGES,
    REQUIRED,
    has_word,
)
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.reading.prose import statuses
from cometvideo.documentation.reading.taking import denies, takers
from cometvideo.documentation.turns import turns, turns_of_field
from cometvideo.documentation.units import Unit, sentences_of
from cometvideo.drift import Drift, Evidence
from cometvideo.facts.matrix import Block, Matrix

__all__ = ["leftovers"]

_PATH = re.compile(
    r"(?<![\w.])(?:(GET|POST|PUT|PATCH|DELETE)\s)?(?:https?://([^/\s]{1,255}))?"
    r"(/v\d{1,2}(?:/[\w{}<>:.-]{0,80}){0,9})",
    re.ASCII,
)
_PARAMETER = re.compile(r"\{[^{}/]{0,60}\}|:[A-Za-z]\w{0,60}|<[^<>/]{1,60}>")
_SIZE = re.compile(rf"(?<![\w.]){SIZE}(?!\w)", re.ASCII)
_RATIO = re.compile(rf"(?<![\w:.]){RATIO}(?![\w:])", re.ASCII)
_SHAPE = re.compile(rf"{_SIZE.pattern}|{_RATIO.pattern}", re.ASCII)
_LABEL = re.compile(rf"(?<![\w.]){LABEL}(?!\w)", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,6})(?=s?(?![\w:/]))(?![.,-]\d)", re.ASCII)
_IN_WORDS = re.compile(r"[^\W\d_]{3,9}")
_HEADER = re.compile(r"(?<![\w-])(?:X-\w{1,40}(?:-\w{1,40}){0,4}|\w{1,40}-Key)(?![\w-])", re.ASCII)
# In prose only a header that is called after a key is one of access.
_OF_KEYS = re.compile(
    r"(?<![\w-])(?!Idempotency)(?:[A-Z]\w{0,40}-){1,4}(?:Key|KEY|Token)(?![\w-])", re.ASCII
)
_MILLI = re.compile(r"millis|ミリ秒|毫秒|밀리초", re.IGNORECASE)
# Below this a number in words counts what is meant (`the two models`), and gives no value.
_LEAST_IN_WORDS = 7
_EXAMPLES = (*EXAMPLES, "such as", "e.g", "for instance")
_FAMILY_OF = {word: family for family, words in FAMILIES.items() for word in words}
_FAMILY = rf"({'|'.join(map(re.escape, _FAMILY_OF))})"
_EITHER = re.compile(
    rf"\b{_FAMILY}(?:,|\s?/|\s(?:or|oder|o|ou|of|lub|или))\s?(?:\w{{1,20}}\s){{0,2}}{_FAMILY}\b",
    re.IGNORECASE,
)
_ARTICLE = r"\b(?:the|an?|your|its|this)\s"
# What the task itself may be called, and words that say no more of an id than that it is the one.
_OWN = ("task", "job", "same", "returned", "created", "original", "generation")
# So many of a list are more than an example of it.
_MOST_NAMED = 3
_READ_BY_MODEL = frozenset(["integer", "media"])


class _Said(NamedTuple):
    """A sentence, and the field of request or answer that it stands at, if any.

    `has_shape` is whether its paragraph names a size or a row of sizes: what row is meant may stand
    in the sentence before.
    """

    unit: Unit
    has_shape: bool
    block: tuple[str, ...] = ()
    entry: Entry | None = None


def leftovers(matrix: Matrix, read: ReadPage, known: Collection[Drift]) -> Iterator[Drift]:
    """Sentences of a page that may say what the spec does not, and of which nothing is `known`."""
    if not read.reading.statements or matrix.sources[read.source].kind != "documentation":
        return
    look = _Look(matrix, read)
    where = matrix.sources[read.source].where
    for said in look.sentences():
        why = next(iter(look.odd(said)), None)
        if why is not None and not any(_is_about(each, said.unit, read) for each in known):
            unit = said.unit
            subject = text_of(read.source)
            evidence = (Evidence(read.page.name, unit.line, unit.text, why),)
            drift = Drift("could not tell", subject, read.source, evidence=evidence, where=where)
            yield drift._replace(
                observed=unit.fingerprint, exact=False, why=f"{why}: {shortened(unit.text)}"
            )


class _Look:
    """What is known, so that a sentence can be held against it; lives as long as one page."""

    def __init__(self, matrix: Matrix, read: ReadPage) -> None:
        self._matrix = matrix
        self._page = read.page
        self._names = Names(matrix.models)
        self._size = size_field(matrix) or ""
        sizes = [cell for table, _ in matrix.blocks("sizes") for cell in _below(matrix, table)]
        rendered = [
            value
            for model in matrix.models
            for asked, fact in matrix.block("models", model, self._size, "renders").facts()
            for value in (asked, *map(str, fact.one_of))
        ]
        self._sizes = {size for _, _, size in sizes} | {*rendered}
        self._ratios = {ratio for _, ratio, _ in sizes}
        self._ratios |= {*matrix.texts("fields", self._size, "labels")}
        self._labels = {label.casefold() for label, _, _ in sizes}
        self._operations = {
            (each.text("method"), _bare(each.text("path") or ""))
            for _, each in matrix.blocks("operations")
        }
        self._statuses = {
            fact.value
            for fact in matrix.facts.values()
            if fact.keys[0] in {"rejections", "operations"} and fact.keys[-1] == "status"
        } | {int(each) for each in matrix.block("errors", "retry") if each.isdecimal()}

    def sentences(self) -> Iterator[_Said]:
        """Every sentence of the prose, and of the fields that the spec knows."""
        told = [(each.text, each.line) for each in self._page.passages]
        told += [(said.text, said.line) for _, said in self._page.answers]
        for text, line in told:
            has_shape = _has_shape(text)
            yield from (_Said(each, has_shape) for each in sentences_of(text, line))
        blocks = {"body": ("fields",), "answer": ("task", "fields")}
        for entry in self._page.entries:
            block = (*blocks.get(entry.part, ()), entry.name)
            if entry.part == "authorization" or self._matrix.block(*block):
                at = ("service", "auth_header") if entry.part == "authorization" else block
                for said in entry.text:
                    has_shape = _has_shape(said.text)
                    parts = sentences_of(said.text, said.line)
                    yield from (_Said(each, has_shape, at, entry) for each in parts)

    def odd(self, said: _Said) -> Iterator[str]:
        """Why a sentence may say something that is not known."""
        text = said.unit.text
        mentions = self._names.mentions(text)
        if any(each.model is None for each in mentions):
            yield "it names what may be a model that the spec lacks"
        yield from self._paths(text)
        yield from self._shapes(said)
        yield from turns(self._matrix, self._names, text)
        if mentions and has_word(text, OTHER_TIMES):
            yield "it speaks of a model at another time"
        if any(self._names.models(text)):
            yield from self._of_models(said)
        if said.entry is not None and said.block[0] == "service":
            known = {self._matrix.text("service", "auth_header")}
            if {*_HEADER.findall(text)} - known:
                yield "it names another header"
        elif said.entry is not None:
            yield from self._of_field(said, said.entry)
        elif {*_OF_KEYS.findall(text)} - {self._matrix.text("service", "auth_header")}:
            yield "it names another header"
        elif {*statuses(text)} - self._statuses:
            yield "it names a status that the spec lacks"

    def _paths(self, text: str) -> Iterator[str]:
        host = (self._matrix.text("service", "host") or "").partition("//")[2]
        for method, at, path in _PATH.findall(text):
            bare = _bare(path)
            known = {each for way, each in self._operations if not method or way == method}
            if at not in {"", host} or not any(f"{each}/".startswith(f"{bare}/") for each in known):
                yield "it names an address that the spec lacks"

    def _shapes(self, said: _Said) -> Iterator[str]:
        """Sizes, ratios and labels; other pairs of numbers, such as times, are no ratios."""
        text = said.unit.text
        sizes = {re.sub(r"\D+", "x", each[0]) for each in _SIZE.finditer(text)}
        ratios = {each[0] for each in _RATIO.finditer(text)}
        is_about = said.block[-1:] == (self._size,) or ratios & self._ratios
        labels = {each[0].casefold() for each in _LABEL.finditer(text)}
        odd = [*(sizes - self._sizes), *(labels - self._labels)] if self._sizes else []
        if odd or (is_about and ratios - self._ratios):
            yield "it names a size that the spec lacks"
        if said.block[-1:] == (self._size,):
            known = {*self._matrix.texts("fields", self._size, "labels")}
            is_part = _MOST_NAMED <= len(ratios & known) < len(known)
            if has_word(text, ALWAYS) or (is_part and not has_word(text, _EXAMPLES)):
                yield "it may say that there are no others"

    def _of_models(self, said: _Said) -> Iterator[str]:
        text = said.unit.text
        if len(_SIZE.findall(text)) > 1 and has_word(text, ALWAYS):
            yield "it says what always is so"
        sizes = {re.sub(r"\D+", "x", each[0]) for each in _SIZE.finditer(text)}
        if any(sizes and sizes <= self._open_sizes(each) for each in self._names.models(text)):
            yield "it says of sizes what was open"
        if self._is_lead(text):
            labels = {each[0].casefold() for each in _LABEL.finditer(text)}
            of_open = [each for each in self._names.models(text) if self._is_open(each)]
            if len(labels) > 1 or of_open or denies(text) is not False:
                yield "what presets are is told in words not known here"
        is_of_sizes = said.has_shape and said.block[-1:] in {(), (self._size,)}
        is_read = is_of_sizes or self._is_read_by_model(said) or self._is_of_takers(text)
        is_read = is_read or has_word(text, _EXAMPLES)
        if not is_read and not self._is_lead(text) and not self._is_listed(text):
            yield "it says something of a model that no reader looks for"

    def _is_read_by_model(self, said: _Said) -> bool:
        """Whether sentences on this field are read for what models take."""
        block = self._matrix.block(*said.block) if said.entry else None
        if block is None:
            return False
        kind = block.text("kind")
        return kind in _READ_BY_MODEL or (kind == "choice" and not block.text("selects"))

    def _is_of_takers(self, text: str) -> bool:
        """Whether a sentence says who takes a file, as it is."""
        found, pending = takers(text, self._names, self._matrix.models)
        facts = {
            fact.keys[1]: fact.value
            for fact in self._matrix.facts.values()
            if fact.keys[0] == "models" and fact.keys[-1] == "accepted"
        }
        return (
            bool(found)
            and not pending
            and all(facts.get(m) is is_taken for m, is_taken, *_ in found)
        )

    def _is_lead(self, text: str) -> bool:
        """Whether a sentence stands right before a table of presets, which has no labels."""
        return any(
            text in each.lead and not any(_LABEL.search(" ".join(row.cells)) for row in each.rows)
            for each in self._page.tables
            if each.rows and _RATIO.search(" ".join(each.rows[0].cells))
        )

    def _open_sizes(self, model: str) -> set[str]:
        """The sizes of a model of which it is open how they come out."""
        facts = self._matrix.block("models", model, self._size, "renders").facts()
        return {asked for asked, fact in facts if fact.is_open}

    def _is_open(self, model: str) -> bool:
        fact = self._matrix.fact("models", model, self._size, "preset_row")
        return fact is not None and fact.is_open

    def _is_listed(self, text: str) -> bool:
        """Whether a sentence only lists models, each of which is known."""
        for each in reversed(self._names.mentions(text)):
            text = text[: each.start] + text[each.end :]
        words = _IN_WORDS.findall(text.casefold())
        return all(each in {"one", "and", "the", "example", "models", "model"} for each in words)

    def _of_field(self, said: _Said, entry: Entry) -> Iterator[str]:
        """What the sentence on a field says of it against what the spec has."""
        text, block = said.unit.text, said.block
        known = self._matrix.block(*block)
        yield from turns_of_field(self._matrix, self._names, block, text)
        required = self._matrix.flag(*block, "required")
        words = {*_IN_WORDS.findall(text.casefold())}
        if (required is True and words & OPTIONAL) or (required is False and words & REQUIRED):
            yield "it says otherwise of whether the field is needed"
        given = _numbers(self._without_names(text))
        if given - self._numbers_of(block) - {str(each) for each in self._statuses}:
            yield "it gives a number that the spec lacks"
        is_unstated = not known.text("default") and entry.default is None
        if is_unstated and has_word(text, (*FIRST, *LEFT_OUT)) and _SHAPE.search(text):
            yield "it may state a default"
        always = known.text("always")
        if always and re.search(rf"(?<!\w){re.escape(always)}[._-]\w", text):
            yield "it names another value than the one it always has"
        other = known.text("same_as")
        names_it = other and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", text)
        if names_it and (has_word(text, DIFFERS) or denies(text) is not False):
            yield "it may say that the values differ"
        elif other and other != said.block[-1] and self._is_of_another(text, other, entry):
            yield "it does not say plainly whose value it is"
        either = [[_FAMILY_OF[word.casefold()] for word in each] for each in _EITHER.findall(text)]
        if known.text("kind") == "media" and any(first != other for first, other in either):
            yield "it may name another kind of file as well"
        if self._may_bound(text, known):
            yield "it may bound what the field takes"
        if _MILLI.search(text) and known.text("unit") == "unix-seconds":
            yield "it may state another unit"
        names = self._matrix.block("task", "statuses")
        begins = known.text("gives") == "status" and has_word(text, BEGINS)
        if begins and not any(each in text for each in names):
            yield "it says how a task begins with a status that the spec lacks"
        is_plain = said.block[0] == "fields" and known.text("kind") in {"text", "choice"}
        if is_plain and denies(text) is not False:
            yield "it denies something"

    def _is_of_another(self, text: str, other: str, entry: Entry) -> bool:
        """Whether a sentence on a value that is `other`'s may name another (`the request id`)."""
        name = rf"(?<!\w){re.escape(other)}(?!\w)"
        if not any(re.search(name, each.text) for each in entry.text):
            return True
        owners = re.findall(
            rf"{_ARTICLE}(\w{{1,40}})\s{name}|{name}\sof\s{_ARTICLE}(\w{{1,40}})", text, re.I
        )
        own = {*_OWN, *(each.text("always") for _, each in self._matrix.blocks("task", "fields"))}
        return any((first or last).casefold() not in own for first, last in owners)

    def _may_bound(self, text: str, known: Block) -> bool:
        """Whether a sentence for all models has an end of a range that is not the field's own."""
        ends = {str(fact.value) for fact in map(known.fact, ("min", "max")) if fact}
        if known.text("kind") != "integer" or not ends or self._names.mentions(text):
            return False
        if has_word(text, FIRST):
            ends.add(str(known.value("default")))
        given = _numbers(text)
        return has_word(text, (*MOST_AND_LEAST, *BOUNDS, *RANGES)) and not given <= ends

    def _without_names(self, text: str) -> str:
        for each in reversed(self._names.mentions(text)):
            text = text[: each.start] + " " + text[each.end :]
        return _LABEL.sub(" ", _RATIO.sub(" ", _SIZE.sub(" ", text)))

    def _numbers_of(self, block: tuple[str, ...]) -> set[str]:
        """All numbers that the spec has of a field, for itself and for models."""
        below = [
            fact
            for fact in self._matrix.facts.values()
            if fact.keys[: len(block)] == block
            or (fact.keys[0] == "models" and fact.keys[2:3] == block[-1:])
        ]
        values = [each for fact in below for each in (fact.value, *fact.one_of)]
        return {each for value in values for each in re.findall(r"\d+", str(value))}


def _is_about(drift: Drift, unit: Unit, read: ReadPage) -> bool:
    """Whether a finding quotes a sentence, or names a value that stands in it on its line."""
    if drift.verdict == "holds":
        return False
    return any(
        unit.text in seen.said
        or (
            (seen.page, seen.line) == (read.page.name, unit.line)
            and bool(seen.said)
            and all(each in unit.text for each in seen.said.split(", "))
        )
        for seen in drift.evidence
    )


def _has_shape(text: str) -> bool:
    return bool(_SIZE.search(text) or _LABEL.search(text))


def _below(matrix: Matrix, table: str) -> Iterator[tuple[str, str, str]]:
    for label, row in matrix.blocks("sizes", table):
        yield from ((label, ratio, str(fact.value)) for ratio, fact in row.facts())


def _bare(path: str) -> str:
    return _PARAMETER.sub("{}", path.rstrip(".,;:")).rstrip("/")


def _numbers(text: str) -> set[str]:
    found = {*_NUMBER.findall(text)}
    words = (NUMBERS.get(each, "0") for each in _IN_WORDS.findall(text.casefold()))
    return found | {each for each in words if int(each) >= _LEAST_IN_WORDS}
