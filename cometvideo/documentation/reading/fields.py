"""What a page says of the fields of a request: type, marks, constraints, and what its text adds."""

import re
from collections.abc import Callable

from cometvideo.documentation.pages.page import Entry, Page, Said
from cometvideo.documentation.pages.splitting import RATIO, SIZE
from cometvideo.documentation.pages.words import (
    FAMILIES,
    NUMBERS,
    OTHER_TIMES,
    SEVERAL,
    TYPES_OF_JSON,
    has_word,
)
from cometvideo.documentation.reading.by_model import Field, read_by_model
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.prose import enumerations, listed_in, pairs, sentences
from cometvideo.documentation.reading.statements import CUT, Notes
from cometvideo.documentation.reading.taking import denies
from cometvideo.documentation.reading.written_sizes import ratios_in, read_size_pattern
from cometvideo.facts.matrix import Matrix

__all__ = ["read_fields"]

_SIZE_OR_RATIO = re.compile(rf"{RATIO}|{SIZE}", re.ASCII)
_KIND_OF_TYPE = {"integer": "integer", "file": "media", "binary": "media"}
# Words that say which one is meant, and do not name the field of a fault.
_BESIDE = re.compile(r"\b(?:for|of|with|by|to) (?:an?|the|this|that|any|other|some) [\w-]+", re.I)
# A bare text says no more than any of these.
_TEXTUAL = frozenset({"text", "choice", "size"})
_FORMATS = re.compile(r"(?<!\w)(?:image/)?(jpe?g|png|webp|gif|bmp|tiff|heic|heif|avif)(?!\w)", re.I)
_MOST_FILES = re.compile(
    r"\b(?:up to|at most|maximum(?: of)?|max\.?|no more than|bis zu|fino a|jusqu'à|hasta|até|do|"
    r"до|最多)"
    r"\s?(\d{1,3}|[a-z]{3,9})\s(?:\w{1,20}\s){0,2}"
    r"(?:images?|references?|files?|pictures?|immagini|bilder|imágenes|imagens|obrazów|изображений|张)",
    re.IGNORECASE,
)
_WAY = re.compile(r"-to-\w{1,20}", re.IGNORECASE)
_DEFAULT = re.compile(r"\bdefault\b[^.\d]{0,20}(\d{1,6})\b(?![.:]\d)", re.ASCII)
_FEWEST_LABELS = 3
_NO_RANGE = "numbers are listed where a range belongs"
_NO_NUMBERS = "a range stands where each number belongs"


def read_fields(page: Page, matrix: Matrix, names: Names, notes: Notes) -> None:
    """Read every field that the page lists, and note which of the matrix it does not list."""
    entries = page.fields("body")
    if not entries:
        return
    notes.found("fields")
    first = min(each.line for each in entries.values())
    is_cut = page.may_be_cut(*(line for each in entries.values() for line in each.lines))
    for name, _ in matrix.blocks("fields"):
        line = entries[name].line if name in entries else first
        # A field that is not in the list and in no line that may tell of it is not documented.
        is_gone = name not in entries and not page.names_field(name) and not is_cut
        put_down = notes.whole if is_gone else notes.place
        put_down("fields", name, line=line)
        for model in matrix.models:
            if matrix.text("fields", name, "kind") != "size":
                put_down("models", model, name, line=line)
        if name in entries:
            notes.place("rejections", "by_field", name, line=line)
            _read_field(page, matrix, names, _field(page, matrix, entries[name]), notes)
    for name, entry in entries.items():
        if not matrix.block("fields", name):
            notes.exists(("fields", name), entry.type.text, entry.line, "list of fields")
    for doubt in page.doubts:
        if matrix.block("fields", doubt.about) and " " in doubt.text:
            notes.odd(("fields", doubt.about), doubt.line, doubt.why, doubt.text)


def _field(page: Page, matrix: Matrix, entry: Entry) -> Field:
    text = [said.text for said in entry.text]
    # Documents with a list of answers say there what refuses a field.
    text += [
        f"{said.text} (HTTP {status})"
        for status, said in page.answers
        if status.startswith("4")
        and re.search(rf"\b{re.escape(entry.name)}\b", _BESIDE.sub("", said.text))
    ]
    line = entry.text[0].line if entry.text else entry.line
    block = matrix.block("fields", entry.name)
    documented = block.text("kind") or ""
    kind = _kind(entry, documented, _labels(matrix, entry.name))
    if kind in _TEXTUAL and block.flag("as_text"):
        kind = documented
    kinds = frozenset([kind or documented, documented])
    own = matrix.fact("fields", entry.name, "labels") is not None
    has_labels = own or not _labels(matrix, entry.name)
    has_values = block.fact("values") is not None
    return Field(entry.name, kind, kinds, has_labels, has_values, entry, "\n".join(text), line)


def _read_field(page: Page, matrix: Matrix, names: Names, field: Field, notes: Notes) -> None:
    entry = field.entry
    if field.kind is None:
        why = f"{entry.type.text!r} is no type known here"
        notes.unclear((*field.keys, "kind"), entry.type.line, why)
    notes.state((*field.keys, "kind"), field.kind, entry.type.line, "type of the field")
    if not page.is_marked(entry):
        why = "whether the field is required is marked in a way that is not known, or not at all"
        notes.unclear((*field.keys, "required"), entry.line, why)
    else:
        notes.state((*field.keys, "required"), entry.required, entry.line, "mark of the field")
    _read_default(field, notes)
    for label, said in entry.rules:
        notes.state((*field.keys, label), said.text, said.line, "constraint of the field")
    for kind in sorted(field.kinds & _READERS.keys()):
        _READERS[kind](field, names, notes)
    if "choice" in field.kinds:
        _read_choices(page, matrix, field, names, notes)
    read_by_model(page, matrix, field, names, notes)


def _kind(entry: Entry, documented: str, labels: set[str]) -> str | None:
    """The kind of field that its type and what it may hold amount to; None for no known type."""
    base = re.split(r"[<(|]", entry.type.text)[0].strip().removesuffix("[]").lower()
    if entry.type.text.strip().endswith("[]") and _KIND_OF_TYPE.get(base) != "media":
        return f"list of {base}"
    if re.search(r"[<(]\$?binary", entry.type.text, re.IGNORECASE):
        return "media"
    known = TYPES_OF_JSON.get(base, base)
    if known not in {"string", "any"}:
        return _KIND_OF_TYPE.get(known) or (known if known in TYPES_OF_JSON else None)
    listed = [each.text for each in entry.options or entry.examples]
    is_listed = all(each in labels or _SIZE_OR_RATIO.fullmatch(each) for each in listed)
    is_pattern = entry.pattern and _SIZE_OR_RATIO.search(entry.pattern.text)
    if is_pattern or (listed and is_listed):
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
    if said is not None and field.kinds & {"integer", "number"}:
        notes.number(keys, said, "default of the field", whole="number" not in field.kinds)
    elif said is not None and "boolean" in field.kinds:
        truth = {"true": True, "false": False}.get(said.text.lower())
        if truth is None:
            notes.unclear(keys, said.line, f"{said.text!r} is neither true nor false")
        else:
            notes.state(keys, truth, said.line, "default of the field")
    elif said is not None:
        notes.state(keys, said.text, said.line, "default of the field")


def _read_integer(field: Field, names: Names, notes: Notes) -> None:
    ends = (field.entry.minimum, field.entry.maximum)
    if field.has_values:
        for each in filter(None, ends):
            notes.unclear((*field.keys, "values"), each.line, _NO_NUMBERS, each.text)
    else:
        for key, end in zip(("min", "max"), ends, strict=True):
            notes.number((*field.keys, key), end, "range of the field")
    options = [each.text for each in field.entry.options]
    if options and all(re.fullmatch(r"\d{1,9}", each, re.ASCII) for each in options):
        line = field.entry.options[0].line
        notes.state((*field.keys, "values"), tuple(map(int, options)), line, "values of the field")
    if ends == (None, None) and not (field.has_values and options):
        _read_amounts(field, names, notes)
    # A default that the text repeats: the only number after the word.
    keys, how = (*field.keys, "default"), "text of the field"
    for part in sentences(field.text):
        for each in _DEFAULT.findall(part):
            if _is_doubtful(part):
                notes.suggest(keys, int(each), field.line, how, part)
            else:
                notes.state(keys, int(each), field.line, how)


def _read_number(field: Field, _: Names, notes: Notes) -> None:
    for key, end in (("min", field.entry.minimum), ("max", field.entry.maximum)):
        notes.number((*field.keys, key), end, "range of the field", whole=False)


def _read_amounts(field: Field, names: Names, notes: Notes) -> None:
    """Read the ends, or each of the numbers, that the text of a field gives."""
    listed, ends = [*enumerations(field.text, names)], [*pairs(field.text, names)]
    if not field.has_values:
        notes.ends(field.keys, ends, field.line)
        for given in listed:
            notes.unclear(field.keys, field.line, _NO_RANGE, given.passage)
        return
    keys, how = (*field.keys, "values"), "text of the field"
    for given in listed:
        numbers = tuple(map(int, given.values))
        if given.is_sure:
            notes.state(keys, numbers, field.line, how)
        else:
            notes.suggest(keys, numbers, field.line, how, given.passage)
    for given in ends:
        notes.unclear(keys, field.line, _NO_NUMBERS, given.passage)


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
    elif entry.options:
        for key in ("pattern", "exact"):
            notes.whole(*field.keys, key, line=entry.options[0].line)
    if said is None and entry.options and field.has_labels:
        options = tuple(each.text for each in entry.options)
        notes.state(labels, options, entry.options[0].line, "values of the field")
    for part in sentences(field.text) if field.has_labels else ():
        written = ratios_in(part)
        if len(written) >= _FEWEST_LABELS and not _is_doubtful(part):
            notes.some(labels, written, field.line, "text of the field", part)


def _read_media(field: Field, _: Names, notes: Notes) -> None:
    keys, how = (*field.keys, "format_family"), "text of the field"
    for at, sentence in enumerate(sentences(field.text)):
        # Of `image-to-video` the file is the image.
        part = _WAY.sub("", sentence)
        where = {
            family: min(_at(part, word) for word in words)
            for family, words in FAMILIES.items()
            if has_word(part, words)
        }
        if not where:
            continue
        first = min(where, key=lambda each: where[each])
        if len(where) == 1 and not at:
            notes.state(keys, first, field.line, how)
        else:
            # What is made of a file stands beside what it is, or after it.
            notes.suggest(keys, first, field.line, how, part)
        break
    else:
        if field.text:
            why = "which kind of file is meant is in words not known here"
            notes.unclear(keys, field.line, why)
    for part in sentences(field.text):
        formats = dict.fromkeys(
            f"image/{each.lower().replace('jpg', 'jpeg')}" for each in _FORMATS.findall(part)
        )
        if formats and not _is_doubtful(part):
            named = (*field.keys, "limits", "formats")
            notes.some(named, tuple(formats), field.line, "text of the field", part)
    _read_several(field, notes)
    if field.entry.type.text.endswith("[]"):
        said = field.entry.type
        notes.state((*field.keys, "repeat"), value=True, line=said.line, how="type of the field")


def _read_several(field: Field, notes: Notes) -> None:
    """Whether several files may be sent, and how many, in the sentences on the field."""
    for part in sentences(field.text):
        most = _MOST_FILES.search(part)
        number = NUMBERS.get(most[1].casefold(), most[1]) if most else ""
        if number.isdigit():
            limit = (*field.keys, "limits", "max_count")
            notes.state(limit, int(number), field.line, "text of the field")
        if has_word(part, SEVERAL) or number not in {"", "1"}:
            keys = (*field.keys, "repeat")
            how = "text of the field"
            if not _is_doubtful(part):
                notes.state(keys, value=True, line=field.line, how=how)
            else:
                notes.suggest(keys, value=False, line=field.line, how=how, passage=part)


def _is_doubtful(part: str) -> bool:
    """Whether a sentence denies something, or is about another time than now."""
    return denies(part) is not False or has_word(part, OTHER_TIMES)


def _at(text: str, word: str) -> int:
    found = text.casefold().find(word)
    return found if found >= 0 else len(text)


def _read_choices(page: Page, matrix: Matrix, field: Field, names: Names, notes: Notes) -> None:
    options: tuple[Said, ...] = field.entry.options
    selects = matrix.text(*field.keys, "selects")
    keys = (*field.keys, "choices")
    found = None
    if not options:
        named = [each.model or each.text for each in names.mentions(field.text)]
        known = named if selects else matrix.texts(*field.keys, "choices")
        found = listed_in(field.text, known, field.name)
        options = tuple(Said(each, field.line) for each in (found.words if found else ()))
    is_whole = found is None or found.is_whole
    if not options:
        notes.unclear(keys, field.entry.line, "the page lists no values for this field")
    elif selects and page.may_be_cut(options[-1].line):
        words = [each.text for each in options]
        notes.mentioned((selects,), matrix.block(selects), words, options[-1], CUT)
    elif selects and is_whole:
        notes.listed((selects,), options)
    elif selects and found:
        at = Said(found.passage, field.line)
        notes.mentioned((selects,), matrix.block(selects), found.words, at)
    elif found and not is_whole:
        notes.some(keys, found.words, field.line, "text of the field", found.passage)
    else:
        value = tuple(each.text for each in options)
        notes.state(keys, value, options[0].line, "values of the field")


_READERS: dict[str, Callable[[Field, Names, Notes], None]] = {
    "integer": _read_integer,
    "number": _read_number,
    "size": _read_size,
    "media": _read_media,
}
