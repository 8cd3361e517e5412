"""What is known, so that a sentence can be held against it: the spec's names, sizes and numbers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.documentation.pages.page import Entry, Page
from cometvideo.documentation.pages.splitting import LABEL, RATIO, SIZE
from cometvideo.documentation.pages.words import NUMBERS
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.units import Unit
from cometvideo.facts.matrix import Matrix

__all__ = ["Known", "Said", "Shapes", "bare_path", "numbers_in", "shapes_in", "words_in"]

_PARAMETER = re.compile(r"\{[^{}/]{0,60}\}|:[A-Za-z]\w{0,60}|<[^<>/]{1,60}>")
_SIZE = re.compile(rf"(?<![\w.]){SIZE}(?!\w)", re.ASCII)
_RATIO = re.compile(rf"(?<![\w:.]){RATIO}(?![\w:])", re.ASCII)
_LABEL = re.compile(rf"(?<![\w.])(?:{LABEL})(?!\w)", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,6})(?=s?(?![\w:/]))(?![.,-]\d)", re.ASCII)
_IN_WORDS = re.compile(r"[^\W\d_]{3,9}")
# Below this a number in words counts what is meant (`the two models`), and gives no value.
_LEAST_IN_WORDS = 7


class Said(NamedTuple):
    """A sentence, and the field of request or answer that it stands at, if any.

    `has_frames` is whether its paragraph names a size or a row of sizes: what row is meant may
    stand in the sentence before.
    """

    unit: Unit
    has_frames: bool
    block: tuple[str, ...] = ()
    entry: Entry | None = None

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.unit.text


class Shapes(NamedTuple):
    """What a text names of sizes, aspect ratios and rows, each as a spec writes it."""

    sizes: frozenset[str]
    ratios: frozenset[str]
    labels: frozenset[str]


class Known:
    """What a spec has, and what the page beside it has; lives as long as one page."""

    def __init__(self, matrix: Matrix, page: Page) -> None:
        self.matrix = matrix
        self.page = page
        self.names = Names(matrix.models)
        self.size_field = size_field(matrix) or ""
        sizes = [cell for table, _ in matrix.blocks("sizes") for cell in _below(matrix, table)]
        rendered = [
            value
            for model in matrix.models
            for asked, fact in matrix.block("models", model, self.size_field, "renders").facts()
            for value in (asked, *map(str, fact.one_of))
        ]
        self.size_labels = {*matrix.texts("fields", self.size_field, "labels")}
        self.shapes = Shapes(
            frozenset(size for _, _, size in sizes) | {*rendered},
            frozenset(ratio for _, ratio, _ in sizes) | self.size_labels,
            frozenset(label.casefold() for label, _, _ in sizes),
        )
        self.operations = {
            (each.text("method"), bare_path(each.text("path") or ""))
            for _, each in matrix.blocks("operations")
        }
        self.statuses = {
            fact.value
            for fact in matrix.facts.values()
            if fact.keys[0] in {"rejections", "operations"} and fact.keys[-1] == "status"
        } | {int(each) for each in matrix.block("errors", "retry") if each.isdecimal()}
        # Every name and text that a word of code may be, in small letters.
        self.words = frozenset(
            each.casefold()
            for fact in matrix.facts.values()
            for each in (*fact.keys, *map(str, fact.options))
        )
        self.header = matrix.text("service", "auth_header")

    def shapes_of(self, model: str) -> set[str]:
        """The labels, ratios and sizes that a model has in its table."""
        block = self.matrix.block("models", model, self.size_field)
        rows = block.texts("rows")
        cells = _below(self.matrix, block.text("table") or "")
        return {part for cell in cells if not rows or cell[0] in rows for part in _folded(cell)}

    def open_sizes(self, model: str) -> set[str]:
        """The sizes of a model of which it is open how they come out."""
        facts = self.matrix.block("models", model, self.size_field, "renders").facts()
        return {asked for asked, fact in facts if fact.is_open}

    def numbers_of(self, block: tuple[str, ...]) -> set[str]:
        """All numbers that the spec has of a field, for itself and for models."""
        below = [
            fact
            for fact in self.matrix.facts.values()
            if fact.keys[: len(block)] == block
            or (fact.keys[0] == "models" and fact.keys[2:3] == block[-1:])
        ]
        values = [each for fact in below for each in (fact.value, *fact.one_of)]
        return {each for value in values for each in re.findall(r"\d+", str(value))}

    def without_names(self, text: str) -> str:
        """A text without the names of models and without sizes, whose digits are no numbers."""
        for each in reversed(self.names.mentions(text)):
            text = text[: each.start] + " " + text[each.end :]
        return _LABEL.sub(" ", _RATIO.sub(" ", _SIZE.sub(" ", text)))


def shapes_in(text: str) -> Shapes:
    """What a text names of sizes, aspect ratios and rows."""
    return Shapes(
        frozenset(re.sub(r"\D+", "x", each) for each in _SIZE.findall(text)),
        frozenset(_RATIO.findall(text)),
        frozenset(each.casefold() for each in _LABEL.findall(text)),
    )


def words_in(text: str) -> list[str]:
    """The words of three to nine letters."""
    return _IN_WORDS.findall(text.casefold())


def numbers_in(text: str) -> set[str]:
    """The numbers that a text gives as values, in digits or in words, as digits."""
    given = (NUMBERS.get(each, "0") for each in words_in(text))
    return {*_NUMBER.findall(text), *(each for each in given if int(each) >= _LEAST_IN_WORDS)}


def bare_path(path: str) -> str:
    """A path with its parameters without their names."""
    return _PARAMETER.sub("{}", path.rstrip(".,;:")).rstrip("/")


def _below(matrix: Matrix, table: str) -> Iterator[tuple[str, str, str]]:
    for label, row in matrix.blocks("sizes", table):
        yield from ((label, ratio, str(fact.value)) for ratio, fact in row.facts())


def _folded(cell: tuple[str, str, str]) -> Iterator[str]:
    return (each.casefold() for each in cell)
