"""What a page says of one field by model: ranges, values, who takes it, how others are answered."""

import re
from typing import NamedTuple

from cometvideo.documentation.pages.page import Page, Table
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.reading.prose import ByModel, code_words, ranges, sentences, statuses
from cometvideo.documentation.reading.prose import taken as read_taken
from cometvideo.documentation.reading.prose import values as read_values
from cometvideo.documentation.reading.statements import Notes
from cometvideo.facts.matrix import Matrix

__all__ = ["FieldText", "read_by_model"]

_HOW = "text of the field"
_RANGE_CELL = re.compile(r"(\d{1,6})\D{1,14}(\d{1,6})\s*\D{0,12}", re.ASCII)


class FieldText(NamedTuple):
    """The text that a page has for a field, and the line it begins on."""

    page: Page
    field: str
    kinds: frozenset[str]
    text: str
    line: int


def read_by_model(field_text: FieldText, matrix: Matrix, names: Names, notes: Notes) -> None:
    """Read a field's text, and the prose and tables that name the field where it has none."""
    page, field, kinds, text, line = field_text
    if "integer" in kinds:
        found = ranges(_with_prose(page, field, text, names), names)
        found = found._replace(stated={**_cells(page, field, names), **found.stated})
        _state_ends(found, field, line, notes)
    if "choice" in kinds and not matrix.value("fields", field, "selects"):
        known = matrix.value("fields", field, "choices")
        options = [str(each) for each in known] if isinstance(known, tuple) else []
        entry = page.fields("body").get(field)
        options += [each.text for each in entry.options] if entry else []
        _state_choices(matrix, read_values(text, names, options), field_text, notes)
    if "media" in kinds:
        for model, is_taken in read_taken(text, names, matrix.models):
            notes.state(("models", model, field, "accepted"), is_taken, line, _HOW)
    _read_refusal(matrix, field_text, notes)


def _with_prose(page: Page, field: str, text: str, names: Names) -> str:
    """The field's own text, or else the passages that name the field."""
    if names.models(text):
        return text
    named = re.compile(rf"(?<!\w){re.escape(field)}(?!\w)")
    return "\n".join([text, *(each.text for each in page.passages if named.search(each.text))])


def _cells(page: Page, field: str, names: Names) -> dict[str, tuple[str, ...]]:
    """Ranges from tables with a row for each model and a column for the field."""
    found: dict[str, tuple[str, ...]] = {}
    for table in page.tables:
        column = _column_of(table, field)
        for row in table.rows:
            cell = row.cells[column] if column is not None and column < len(row.cells) else ""
            ends = _RANGE_CELL.fullmatch(cell)
            if ends:
                models = names.models(row.cells[0])
                found |= dict.fromkeys(models, (ends[1], ends[2]))
    return found


def _column_of(table: Table, field: str) -> int | None:
    named = re.compile(rf"(?<!\w){re.escape(field)}(?!\w)", re.IGNORECASE)
    return next((at for at, cell in enumerate(table.heading) if named.search(cell)), None)


def _state_ends(found: ByModel, field: str, line: int, notes: Notes) -> None:
    for model, ends in found.stated.items():
        if len(ends) == 2:
            notes.state(("models", model, field, "min"), int(ends[0]), line, _HOW)
            notes.state(("models", model, field, "max"), int(ends[1]), line, _HOW)
    odd = {model for model, ends in found.stated.items() if len(ends) != 2}
    for model in found.unclear | odd:
        why = "the model is named beside numbers that make no plain range"
        notes.unclear(("models", model, field), line, why)


def _state_choices(matrix: Matrix, found: ByModel, field_text: FieldText, notes: Notes) -> None:
    field, line = field_text.field, field_text.line
    whole = matrix.value("fields", field, "choices")
    if matrix.value("fields", field, "gives") == "resolution":
        # Such a field chooses the row of the table of sizes.
        size = size_field(matrix)
        for model, options in found.stated.items() if size else ():
            notes.state(("models", model, str(size), "rows"), options, line, _HOW)
    for model, options in found.stated.items():
        own = matrix.fact("models", model, field, "choices")
        # Saying of one model what holds for all says nothing new.
        if own is not None or not isinstance(whole, tuple) or {*options} != {*whole}:
            keys = ("models", model, field, "choices")
            notes.state(keys, tuple(dict.fromkeys(options)), line, _HOW)


def _read_refusal(matrix: Matrix, field_text: FieldText, notes: Notes) -> None:
    """The status and the code of a refusal, where the field has one fault that it can be of."""
    _, field, _, text, line = field_text
    named = statuses(text)
    faults = [name for name, _ in matrix.blocks("rejections", "by_field", field)]
    stated = [
        each for each in faults if matrix.fact("rejections", "by_field", field, each, "status")
    ]
    at = ("rejections", "by_field", field, *(stated[:1] if len(stated) == 1 else ()))
    for status in named:
        notes.state((*at, "status"), status, line, _HOW)
    if not matrix.fact(*at, "code"):
        return
    for part in sentences(text):
        for code in code_words(part) if statuses(part) else ():
            notes.state((*at, "code"), code, line, _HOW)
