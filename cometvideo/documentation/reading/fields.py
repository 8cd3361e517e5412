"""What a page says of the fields of a request: type, marks, constraints, and what its text adds."""

import re
from collections.abc import Callable

from cometvideo.documentation.pages.page import Entry, Page, Said
from cometvideo.documentation.pages.splitting import RATIO, SIZE
from cometvideo.documentation.pages.words import FAMILIES, has_word
from cometvideo.documentation.reading.by_model import Field, read_by_model
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.prose import listed_words, pairs
from cometvideo.documentation.reading.statements import Notes
from cometvideo.documentation.reading.written_sizes import ratios_in, read_size_pattern
from cometvideo.facts.matrix import Matrix

__all__ = ["read_fields"]

_SIZE_OR_RATIO = re.compile(rf"{RATIO}|{SIZE}", re.ASCII)
_KIND_OF_TYPE = {"integer": "integer", "int": "integer", "file": "media", "binary": "media"}
# A bare text says no more than any of these.
_TEXTUAL = frozenset({"text", "choice", "size"})
_FORMATS = re.compile(r"(?<!\w)(?:image/)?(jpe?g|png|webp|gif|bmp|tiff|heic|heif|avif)(?!\w)", re.I)
_FEWEST_LABELS = 3
_CONSTRAINTS = ("min", "max", "pattern", "exact", "labels", "choices")


def read_fields(page: Page, matrix: Matrix, names: Names, notes: Notes) -> None:
    """Read every field that the page lists, and note which of the matrix it does not list."""
    entries = page.fields("body")
    if not entries:
        return
    first = min(each.line for each in entries.values())
    for name, _ in matrix.blocks("fields"):
        line = entries[name].line if name in entries else first
        notes.complete("fields", name, line=line)
        for model in matrix.models:
            if matrix.text("fields", name, "kind") != "size":
                notes.complete("models", model, name, line=line)
        if name in entries:
            notes.complete("rejections", "by_field", name, line=line)
            _read_field(page, matrix, names, _field(page, matrix, entries[name]), notes)
    for name, entry in entries.items():
        if not matrix.block("fields", name):
            notes.exists(("fields", name), entry.type.text, entry.line, "list of fields")


def _field(page: Page, matrix: Matrix, entry: Entry) -> Field:
    text = [said.text for said in entry.text]
    # Documents with a list of answers say there what refuses a field.
    text += [
        f"{said.text} (HTTP {status})"
        for status, said in page.answers
        if status.startswith("4") and re.search(rf"\b{re.escape(entry.name)}\b", said.text)
    ]
    line = entry.text[0].line if entry.text else entry.line
    documented = matrix.text("fields", entry.name, "kind") or ""
    kind = _kind(entry, documented, _labels(matrix, entry.name))
    kinds = frozenset([kind, documented])
    own = matrix.fact("fields", entry.name, "labels") is not None
    has_labels = own or not _labels(matrix, entry.name)
    return Field(entry.name, kind, kinds, has_labels, entry, "\n".join(text), line)


def _read_field(page: Page, matrix: Matrix, names: Names, field: Field, notes: Notes) -> None:
    entry = field.entry
    notes.state((*field.keys, "kind"), field.kind, entry.type.line, "type of the field")
    if entry.required is None:
        why = "whether the field is required is marked in a way that is not known"
        notes.unclear((*field.keys, "required"), entry.line, why)
    else:
        notes.state((*field.keys, "required"), entry.required, entry.line, "mark of the field")
    _read_default(field, notes)
    for label, said in entry.rules:
        notes.state((*field.keys, label), said.text, said.line, "constraint of the field")
    if entry.terse:
        for key in _CONSTRAINTS:
            why = "a table of fields has no place for constraints"
            notes.unclear((*field.keys, key), entry.line, why)
    for kind in sorted(field.kinds & _READERS.keys()):
        _READERS[kind](field, names, notes)
    if "choice" in field.kinds:
        _read_choices(matrix, field, names, notes)
    read_by_model(page, matrix, field, names, notes)


def _kind(entry: Entry, documented: str, labels: set[str]) -> str:
    """The kind of field that its type and what it may hold amount to."""
    base = entry.type.text.split("<")[0].split("|")[0].strip().removesuffix("[]").lower()
    if base in _KIND_OF_TYPE:
        return _KIND_OF_TYPE[base]
    if base not in {"string", "enum", "any"}:
        return base
    listed = [each.text for each in entry.options or entry.examples]
    if entry.pattern and _SIZE_OR_RATIO.search(entry.pattern.text):
        return "size"
    if listed and all(each in labels or _SIZE_OR_RATIO.fullmatch(each) for each in listed):
        return "size"
    if entry.options or base == "enum":
        inner = re.fullmatch(r"enum<\s*(\w+)\s*>", entry.type.text)
        kind = inner[1] if inner else "string"
        return _KIND_OF_TYPE.get(kind) or ("choice" if kind == "string" else f"choice of {kind}")
    return documented if documented in _TEXTUAL else "text"


def _labels(matrix: Matrix, field: str) -> set[str]:
    """The labels of sizes that the matrix knows, of the field and of its models."""
    known = {*matrix.texts("fields", field, "labels")}
    return known.union(*(matrix.texts("models", each, field, "labels") for each in matrix.models))


def _read_default(field: Field, notes: Notes) -> None:
    said, keys = field.entry.default, (*field.keys, "default")
    if said is not None and "integer" in field.kinds:
        notes.number(keys, said, "default of the field")
    elif said is not None:
        notes.state(keys, said.text, said.line, "default of the field")


def _read_integer(field: Field, names: Names, notes: Notes) -> None:
    notes.number((*field.keys, "min"), field.entry.minimum, "range of the field")
    notes.number((*field.keys, "max"), field.entry.maximum, "range of the field")
    options = [each.text for each in field.entry.options]
    if options and all(re.fullmatch(r"\d{1,9}", each, re.ASCII) for each in options):
        line = field.entry.options[0].line
        notes.state((*field.keys, "values"), tuple(map(int, options)), line, "values of the field")
    if field.entry.minimum is None and field.entry.maximum is None:
        for least, most in pairs(field.text, names):
            notes.state((*field.keys, "min"), least, field.line, "text of the field")
            notes.state((*field.keys, "max"), most, field.line, "text of the field")
    # A default that the text repeats: the only number after the word.
    found = re.findall(r"\bdefault\b[^.\d]{0,20}(\d{1,6})\b(?![.:]\d)", field.text, re.ASCII)
    for each in found:
        notes.state((*field.keys, "default"), int(each), field.line, "text of the field")


def _read_size(field: Field, _: Names, notes: Notes) -> None:
    entry, labels = field.entry, (*field.keys, "labels")
    said = entry.pattern
    if said is not None:
        notes.state((*field.keys, "pattern"), said.text, said.line, "pattern of the field")
        pattern = read_size_pattern(said.text)
        if pattern is None:
            why = "the pattern is written in a way that is not known"
            notes.unclear(labels, said.line, why)
            notes.unclear((*field.keys, "exact"), said.line, why)
        else:
            notes.state(labels, pattern.labels, said.line, "pattern of the field")
            for key, side in zip(("min", "max"), pattern.sides or (), strict=False):
                notes.state((*field.keys, "exact", key), side, said.line, "pattern of the field")
    elif entry.options and field.has_labels:
        options = tuple(each.text for each in entry.options)
        notes.state(labels, options, entry.options[0].line, "values of the field")
    written = ratios_in(field.text)
    if len(written) >= _FEWEST_LABELS and field.has_labels:
        notes.state(labels, written, field.line, "text of the field")


def _read_media(field: Field, _: Names, notes: Notes) -> None:
    where = {
        family: min((_at(field.text, word) for word in words), default=-1)
        for family, words in FAMILIES.items()
        if has_word(field.text, words)
    }
    keys = (*field.keys, "format_family")
    if where:
        notes.state(keys, min(where, key=lambda each: where[each]), field.line, "text of the field")
    elif field.text:
        notes.unclear(keys, field.line, "which kind of file is meant is in words not known here")
    formats = dict.fromkeys(
        f"image/{each.lower().replace('jpg', 'jpeg')}" for each in _FORMATS.findall(field.text)
    )
    if formats:
        named = (*field.keys, "limits", "formats")
        notes.state(named, tuple(formats), field.line, "text of the field")
    if field.entry.type.text.endswith("[]"):
        said = field.entry.type
        notes.state((*field.keys, "repeat"), value=True, line=said.line, how="type of the field")


def _at(text: str, word: str) -> int:
    found = text.casefold().find(word)
    return found if found >= 0 else len(text)


def _read_choices(matrix: Matrix, field: Field, names: Names, notes: Notes) -> None:
    options: tuple[Said, ...] = field.entry.options
    selects = matrix.text(*field.keys, "selects")
    if not options:
        named = [each.model or each.text for each in names.mentions(field.text)]
        known = named if selects else matrix.texts(*field.keys, "choices")
        words = listed_words(field.text, known)
        options = tuple(Said(each, field.line) for each in words)
    if not options:
        keys = (*field.keys, "choices")
        notes.unclear(keys, field.entry.line, "the page lists no values for this field")
    elif selects:
        notes.listed(selects)
        for each in options:
            notes.exists((selects, each.text), each.text, each.line, "values of the field")
    else:
        value = tuple(each.text for each in options)
        notes.state((*field.keys, "choices"), value, options[0].line, "values of the field")


_READERS: dict[str, Callable[[Field, Names, Notes], None]] = {
    "integer": _read_integer,
    "size": _read_size,
    "media": _read_media,
}
