"""What a page says of one field by model: ranges, values, who takes it, how others are answered."""

import re
from typing import NamedTuple

from cometvideo.documentation.pages.page import Entry, Page, Table
from cometvideo.documentation.pages.words import OTHERS, has_word
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.reading.prose import (
    ByModel,
    code_words,
    ranges,
    sentences,
    statuses,
)
from cometvideo.documentation.reading.prose import values as read_values
from cometvideo.documentation.reading.statements import Given, Notes
from cometvideo.documentation.reading.taking import clauses, takers
from cometvideo.facts.matrix import Matrix

__all__ = ["Field", "read_by_model"]

_HOW = "text of the field"
# Kinds of which no other sentence is read that names a model.
_PLAIN = frozenset(["number", "boolean"])
_RANGE_CELL = re.compile(r"(\d{1,6})\D{1,14}(\d{1,6})\s*\D{0,12}", re.ASCII)


class Field(NamedTuple):
    """A field of the matrix beside the entry that describes it.

    `kinds` are what the page and the matrix take it for: where they differ, both are read for.
    `has_labels` is whether the matrix states labels for the field itself, not for its models, and
    `has_values` whether it states each number that the field takes.
    `text` is all that the page has to say of it, and `line` where that begins.
    """

    name: str
    kind: str | None
    kinds: frozenset[str]
    has_labels: bool
    has_values: bool
    entry: Entry
    text: str
    line: int

    @property
    def keys(self) -> tuple[str, str]:
        """The keys of the field's block."""
        return ("fields", self.name)


def read_by_model(page: Page, matrix: Matrix, field: Field, names: Names, notes: Notes) -> None:
    """Read a field's text, and the prose and tables that name the field where it has none."""
    if "integer" in field.kinds:
        found = ranges(_with_prose(page, field, names), names)
        for model, given in _cells(page, field.name, names).items():
            found.stated.setdefault(model, []).append(given)
        _state_ends(found, field, notes)
    if "choice" in field.kinds and not matrix.text(*field.keys, "selects"):
        options = [*matrix.texts(*field.keys, "choices")]
        options += [each.text for each in field.entry.options]
        _state_choices(matrix, read_values(field.text, names, options), field, notes)
    if _is_of_some(matrix, field):
        taken, pending = takers(field.text, names, matrix.models)
        for each in taken:
            keys = ("models", each.model, field.name, "accepted")
            if each.is_sure:
                notes.state(keys, each.is_taken, field.line, _HOW)
            else:
                notes.suggest(keys, each.is_taken, field.line, _HOW, each.passage)
        for model, passage in pending.items():
            keys = ("models", model, field.name, "accepted")
            why = "the model is named in words not known here"
            notes.unclear(keys, field.line, why, passage)
    _read_refusal(matrix, field, names, notes)


def _is_of_some(matrix: Matrix, field: Field) -> bool:
    """Whether sentences that name a model are read for whether it takes the field at all.

    Of numbers and truths they are where the spec has some models that do not: what is said of a
    model may as well be said of its range.
    """
    if "media" in field.kinds or not field.kinds <= _PLAIN:
        return "media" in field.kinds
    places = (field.keys, *(("models", model, field.name) for model in matrix.models))
    return any(matrix.fact(*place, "accepted") for place in places)


def _with_prose(page: Page, field: Field, names: Names) -> str:
    """The field's own text, or else the passages that name the field."""
    if names.models(field.text):
        return field.text
    named = re.compile(rf"(?<!\w){re.escape(field.name)}(?!\w)")
    return "\n".join(
        [field.text, *(each.text for each in page.passages if named.search(each.text))]
    )


def _cells(page: Page, field: str, names: Names) -> dict[str, Given]:
    """Ranges from tables with a row for each model and a column for the field."""
    found: dict[str, Given] = {}
    for table in page.tables:
        column = _column_of(table, field)
        for row in table.rows:
            cell = row.cells[column] if column is not None and column < len(row.cells) else ""
            ends = _RANGE_CELL.fullmatch(cell)
            if ends:
                models = names.models(row.cells[0])
                given = Given((ends[1], ends[2]), is_sure=True, passage=" | ".join(row.cells))
                found |= dict.fromkeys(models, given)
    return found


def _column_of(table: Table, field: str) -> int | None:
    named = re.compile(rf"(?<!\w){re.escape(field)}(?!\w)", re.IGNORECASE)
    return next((at for at, cell in enumerate(table.heading) if named.search(cell)), None)


def _state_ends(found: ByModel, field: Field, notes: Notes) -> None:
    unclear = dict(found.unclear)
    for model, given in found.stated.items():
        for each in given:
            if len(each.values) != 2 or field.has_values:
                unclear[model] = each.passage
                continue
            # Bounds may be told the upper one first.
            ends = each._replace(values=tuple(sorted(each.values, key=int)))
            notes.ends(("models", model, field.name), [ends], field.line)
    for model, passage in unclear.items():
        why = "the model is named beside numbers that make no plain range"
        notes.unclear(("models", model, field.name), field.line, why, passage)


def _state_choices(matrix: Matrix, found: ByModel, field: Field, notes: Notes) -> None:
    # A field that gives the resolution chooses the row of the table of sizes.
    size = size_field(matrix) if matrix.text(*field.keys, "gives") == "resolution" else None
    whole = {*matrix.texts(*field.keys, "choices")}
    for model, given in found.stated.items():
        options = tuple(dict.fromkeys(value for each in given for value in each.values))
        keys = [("models", model, size, "rows")] if size else []
        own = ("models", model, field.name, "choices")
        # Saying of one model what holds for all says nothing new.
        keys += [own] if matrix.fact(*own) is not None or {*options} != whole else []
        unsure = next((each.passage for each in given if not each.is_sure), None)
        for each in keys:
            if unsure is None:
                notes.state(each, options, field.line, _HOW)
            else:
                notes.suggest(each, options, field.line, _HOW, unsure)


def _read_refusal(matrix: Matrix, field: Field, names: Names, notes: Notes) -> None:
    """The status and the code of a refusal, where the field has one fault that it can be of."""
    around = ("rejections", "by_field", field.name)
    stated = [fault for fault, answer in matrix.blocks(*around) if answer.fact("status")]
    at = (*around, *(stated[:1] if len(stated) == 1 else ()))
    keys = (*at, "status")
    is_only = len({*statuses(field.text)}) == 1 and (stated or not _names_another(matrix, field))
    for part in clauses(field.text):
        for status in statuses(part):
            # Of several, those are of this fault that are told of models.
            if is_only or names.mentions(part) or has_word(part, OTHERS):
                notes.state(keys, status, field.line, _HOW)
            else:
                notes.suggest(keys, status, field.line, _HOW, part)
    if not matrix.fact(*at, "code"):
        return
    for part in sentences(field.text):
        for code in code_words(part) if statuses(part) else ():
            notes.state((*at, "code"), code, field.line, _HOW)


def _names_another(matrix: Matrix, field: Field) -> bool:
    """Whether the text of a field names another one, which may be told of there."""
    others = (name for name, _ in matrix.blocks("fields") if name != field.name)
    return any(re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", field.text) for each in others)
