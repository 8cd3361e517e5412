"""Turns: words by which a sentence may say otherwise what a fact says, without another value.

Each is looked for where a fact of its kind is known; what it says is not read, only shown.
"""

import re
from collections.abc import Iterator

from cometvideo.documentation.pages.splitting import LABEL, RATIO, SIZE
from cometvideo.documentation.pages.words import (
    EXAMPLES,
    EXCEPT,
    FIRST,
    LEFT_OUT,
    ONLY,
    OTHERS,
    has_word,
)
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.reading.taking import denies
from cometvideo.facts.matrix import Matrix

__all__ = ["turns", "turns_of_field"]

_FADING = (
    "deprecated", "no longer", "removed", "retired", "discontinued", "sunset", "obsolete",
    "veraltet", "obsoleto", "obsoleta", "obsolète", "устарело", "已弃用", "非推奨",
)  # fmt: skip
_HOLLOW = ("null", "nullable", "missing", "absent", "empty", "blank", "sometimes", "leer", "vuoto")
_MAY = ("may", "might", "can be", "could", "sometimes", "usually", "kann", "può", "puede", "peut")
_POLLS = ("poll", "polls", "polling", "wait", "waits", "waiting")
_PRESETS = ("label", "labels", "preset", "presets")
_NEGATIVE = re.compile(r"(?<![\w.,:/)\]-])[-−]\d{1,6}\b")  # noqa: RUF001 - as pages write it
_SECONDS = re.compile(r"(?<![\w.:-])(\d{1,5})(?:\s?[-–]\s?\d{1,5})?\s?(?:s\b|sec)", re.I)  # noqa: RUF001
_ANSWERS = re.compile(r"\b(?:answer|return|respond)s?\s(?:with\s)?(?:an?\s)?(2\d\d)\b", re.I)
_STATUS = re.compile(r"\b(?:the|a)\s(?:status|state)\s[`\"'“]?([a-z_]{3,30})\b(?!\s+\w)")
_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,6}(?![\w:/])")
_PRONOUN = re.compile(r"\b(?:they|these|those|both)\b", re.IGNORECASE)
_SHAPES = re.compile(
    rf"(?<![\w.:]){SIZE}(?!\w)|(?<![\w:.]){RATIO}(?![\w:])|(?<![\w.]){LABEL}(?!\w)"
)

_LABEL = re.compile(rf"(?<![\w.]){LABEL}(?!\w)", re.ASCII | re.IGNORECASE)


def turns(matrix: Matrix, names: Names, text: str) -> Iterator[str]:
    """Why a sentence anywhere on a page may turn a fact of the endpoint or of a model around."""
    polling = {str(fact.value) for _, fact in matrix.block("task", "polling").facts()}
    if polling and has_word(text, _POLLS) and {*_SECONDS.findall(text)} - polling:
        yield "it gives other times to wait"
    stated = [each.fact("status") for _, each in matrix.blocks("operations")]
    known = {str(each.value) for each in stated if each is not None}
    if known and {*_ANSWERS.findall(text)} - known:
        yield "it names another status of an answer"
    models, shapes = names.models(text), {each[0].casefold() for each in _SHAPES.finditer(text)}
    denied = bool(models and shapes) and denies(text) is not False
    if denied and all(shapes & _shapes_of(matrix, model) for model in models):
        yield "it may deny a size to a model"
    rows = {each[0].casefold() for each in _LABEL.finditer(text)}
    field = size_field(matrix) or ""
    presets = [matrix.fact("models", model, field, "preset_row") for model in models]
    is_other = any(each and str(each.value).casefold() not in rows for each in presets)
    if len(rows) == 1 and is_other and has_word(text, _PRESETS):
        yield "it may say what presets are"


def turns_of_field(
    matrix: Matrix, names: Names, block: tuple[str, ...], text: str
) -> Iterator[str]:
    """Why a sentence on a field of the request or of the task may turn a fact of it around."""
    known = matrix.block(*block)
    if has_word(text, _FADING):
        yield "it speaks of the field at another time"
    if block[0] == "task":
        yield from _of_task(matrix, block, text)
        return
    if _NEGATIVE.search(text) and known.text("kind") == "integer":
        yield "it gives a number that the spec lacks"
    if known.text("kind") in {"integer", "number"} and has_word(text, (*FIRST, *LEFT_OUT)):
        numbers = {*_NUMBER.findall(text)}
        if has_word(text, EXCEPT) and len(numbers) > 1:
            yield "it may state another default"
    is_of_all = not names.mentions(text) and not has_word(text, OTHERS)
    if is_of_all and not _PRONOUN.search(text) and not has_word(text, EXAMPLES):
        kind = known.text("kind")
        if kind in {"integer", "media"} and has_word(text, ONLY):
            yield "it may bound what the field takes"
        elif kind == "media" and denies(text):
            yield "it denies something"
        elif kind == "media" and _names_some(matrix.texts(*block, "limits", "formats"), text):
            yield "it may bound what the field takes"


def _of_task(matrix: Matrix, block: tuple[str, ...], text: str) -> Iterator[str]:
    known = matrix.block(*block)
    is_sure = known.text("same_as") or matrix.flag(*block, "required")
    if is_sure and has_word(text, _HOLLOW):
        yield "it may say that the field has no value"
    other = known.text("same_as")
    if other and (
        has_word(text, _MAY)
        or (
            re.search(rf"(?<!\w){re.escape(other)}(?!\w)", text, re.I) and denies(text) is not False
        )
    ):
        yield "it may say that the values differ"
    if known.text("gives") == "status":
        names = {*matrix.block("task", "statuses")}
        if {*_STATUS.findall(text)} - names:
            yield "it names a status that the spec lacks"
        moves = has_word(text, ("back", "again", "return to", "returns to"))
        if moves and any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in names):
            yield "it says that a task may go back"


def _names_some(formats: tuple[str, ...], text: str) -> bool:
    """Whether a sentence names some of the formats of a file, and not all."""
    short = [each.rpartition("/")[2] for each in formats]
    found = [re.search(rf"\b{each.replace('jpeg', 'jpe?g')}\b", text, re.I) for each in short]
    return any(found) and not all(found)


def _shapes_of(matrix: Matrix, model: str) -> set[str]:
    """The labels, ratios and sizes that a model has in its table."""
    field = size_field(matrix) or ""
    table = matrix.text("models", model, field, "table") or ""
    rows = matrix.texts("models", model, field, "rows")
    found: set[str] = set()
    for label, row in matrix.blocks("sizes", table):
        if not rows or label in rows:
            found |= {label.casefold()}
            found |= {each for ratio, fact in row.facts() for each in (ratio, str(fact.value))}
    return found
