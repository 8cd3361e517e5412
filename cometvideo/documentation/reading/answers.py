"""What a page says of the answer: the task's fields, its statuses, and a sample of it."""

import json
import re
from typing import NamedTuple

from cometvideo.documentation.pages.page import Entry, Page, Said
from cometvideo.documentation.pages.words import (
    ALWAYS,
    BEGINS,
    ENDS,
    MILLI,
    TYPES_OF_JSON,
    has_word,
)
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.prose import listed_in, pairs, sentences
from cometvideo.documentation.reading.statements import CUT, Notes
from cometvideo.facts.matrix import Matrix

__all__ = ["read_answer"]

_TASK_FIELDS = ("task", "fields")
_INNER = re.compile(r"enum<\s*(\w+)")
_WORD_AFTER = re.compile(
    rf"(?:{'|'.join(map(re.escape, ALWAYS))})[\W\d]{{1,9}}([\w.-]{{0,80}}\w)",
    re.IGNORECASE | re.ASCII,
)
_LONE_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.]\w)", re.ASCII)
_SECOND = re.compile(r"(?<![a-z])s[ei][ck]\w|(?<!ミリ)(?<!毫)秒|секунд")
# Unix times of this century have so many digits, by their unit.
_UNIT_BY_DIGITS = {10: "unix-seconds", 13: "unix-milliseconds"}


class _Answer(NamedTuple):
    """The list of fields and the sample of an answer; `is_first` if it answers a create."""

    matrix: Matrix
    entries: dict[str, Entry]
    sample: dict[str, object]
    sample_line: int
    requests: str
    is_first: bool


def read_answer(page: Page, matrix: Matrix, operation: str, notes: Notes) -> None:
    """Read the fields of the answer, and the sample beside them."""
    sample, line = _sample(page)
    requests = "\n".join(each.text for each in page.samples if each.kind == "request")
    entries = page.fields("answer")
    if operation != "create":
        notes.elsewhere("task", "initial")
    answer = _Answer(matrix, entries, sample, line, requests, operation == "create")
    is_cut = page.may_be_cut(*(line for each in entries.values() for line in each.lines))
    if entries:
        notes.found(*_TASK_FIELDS)
    for name, _ in matrix.blocks(*_TASK_FIELDS):
        if entries:
            _complete(page, name, answer, notes, is_cut=is_cut)
        entry = entries.get(name)
        if entry is not None:
            _read_entry(page, name, entry, notes)
        if entry is not None or name in sample:
            _read_meaning(page, name, entry, answer, notes)
    for name, entry in entries.items():
        if not matrix.block(*_TASK_FIELDS, name):
            keys = (*_TASK_FIELDS, name)
            notes.exists(keys, entry.type.text, entry.line, "list of the answer's fields")
    if entries and answer.is_first and matrix.fact("task", "quirks", "left_out"):
        known = {name: each for name, each in entries.items() if matrix.block(*_TASK_FIELDS, name)}
        optional = tuple(name for name, each in known.items() if each.required is False)
        at = min(each.line for each in entries.values())
        keys = ("task", "quirks", "left_out")
        expected = matrix.texts(*keys)
        if not {*expected} <= known.keys():
            notes.unclear(keys, at, "the list lacks fields that may be left out")
        elif all(page.is_marked(each) for each in known.values()):
            notes.state(keys, optional, at, "marks of the answer's fields")
        else:
            notes.unclear(
                keys, at, "which fields may be left out is marked in no way that is known"
            )


def _complete(page: Page, name: str, answer: _Answer, notes: Notes, *, is_cut: bool) -> None:
    """Of a field, all is said in the list; its first value only in the answer to a create."""
    for key in answer.matrix.block(*_TASK_FIELDS, name):
        # What a task begins with, and whose model it echoes, only the answer to a create shows.
        if answer.is_first or not (key == "initial" or _is_echo(name, key, answer)):
            line = answer.entries[name].line if name in answer.entries else 1
            is_gone = name not in answer.entries and name not in answer.sample and not is_cut
            is_gone = is_gone and not any(each.about == name for each in page.doubts)
            # What not every task has, a shorter list may leave out.
            is_gone = is_gone and answer.matrix.flag(*_TASK_FIELDS, name, "required") is True
            put_down = notes.whole if is_gone else notes.place
            put_down(*_TASK_FIELDS, name, key, line=line)
        else:
            notes.elsewhere(*_TASK_FIELDS, name, key)


def _is_echo(name: str, key: str, answer: _Answer) -> bool:
    return key == "same_as" and answer.matrix.text(*_TASK_FIELDS, name, key) == name


def _sample(page: Page) -> tuple[dict[str, object], int]:
    for each in page.samples:
        if each.kind == "answer":
            try:
                data = json.loads(each.text)
            except (ValueError, RecursionError):
                continue
            if isinstance(data, dict):
                return data, each.line
    return {}, 1


def _read_entry(page: Page, name: str, entry: Entry, notes: Notes) -> None:
    keys = (*_TASK_FIELDS, name)
    inner = _INNER.match(entry.type.text)
    kind = inner[1] if inner else re.split(r"[<|( ]", entry.type.text)[0].strip().casefold()
    known = TYPES_OF_JSON.get(kind)
    if known is None:
        notes.unclear(
            (*keys, "type"), entry.type.line, f"{entry.type.text!r} is no type known here"
        )
    else:
        notes.state((*keys, "type"), known, entry.type.line, "type of the field")
    if not page.is_marked(entry):
        why = "whether the field is always there is marked in no way that is known"
        notes.unclear((*keys, "required"), entry.line, why)
    else:
        notes.state((*keys, "required"), entry.required, entry.line, "mark of the field")
    notes.number((*keys, "min"), entry.minimum, "range of the field")
    notes.number((*keys, "max"), entry.maximum, "range of the field")
    if entry.minimum is None and entry.maximum is None:
        notes.ends(keys, pairs(_text(entry), Names(())), entry.line)


def _read_meaning(
    page: Page, name: str, entry: Entry | None, answer: _Answer, notes: Notes
) -> None:
    has = answer.matrix.block(*_TASK_FIELDS, name)
    gives = has.text("gives")
    if "always" in has:
        _read_always(name, entry, answer, notes)
    if "same_as" in has:
        if not answer.is_first and _is_echo(name, "same_as", answer):
            return
        _read_same(name, entry, answer, notes)
    elif gives == "id" and name in answer.sample:
        notes.place("task", "id_example")
        value = str(answer.sample[name])
        # An example is no promise: another one is told, and no more.
        how = "sample of an answer"
        notes.suggest(("task", "id_example"), value, answer.sample_line, how, f"{name}: {value}")
    if "unit" in has:
        _read_unit(name, entry, answer, notes)
    if gives == "status":
        _read_statuses(page, name, entry, answer, notes)
    if "initial" in has and answer.is_first:
        keys = (*_TASK_FIELDS, name, "initial")
        _state_sampled(keys, name, answer, notes)
        line = entry.text[0].line if entry and entry.text else 1
        for sentence in sentences(_text(entry)):
            numbers = _LONE_NUMBER.findall(sentence)
            if len(numbers) == 1 and has_word(sentence, BEGINS):
                notes.state(keys, int(numbers[0][:18]), line, "text of the field")


def _state_sampled(keys: tuple[str, ...], name: str, answer: _Answer, notes: Notes) -> None:
    value = answer.sample.get(name)
    if isinstance(value, str | int | float | bool):
        notes.state(keys, value, answer.sample_line, "sample of an answer")


def _read_always(name: str, entry: Entry | None, answer: _Answer, notes: Notes) -> None:
    keys = (*_TASK_FIELDS, name, "always")
    _state_sampled(keys, name, answer, notes)
    if entry is None:
        return
    if len(entry.options) == 1:
        notes.state(keys, entry.options[0].text, entry.options[0].line, "values of the field")
    for said in entry.text:
        for word in _WORD_AFTER.findall(said.text):
            notes.suggest(keys, word, said.line, "text of the field", said.text)


def _read_same(name: str, entry: Entry | None, answer: _Answer, notes: Notes) -> None:
    """Whether two values are the same shows in the sample; a name in the text says it too."""
    keys = (*_TASK_FIELDS, name, "same_as")
    other = answer.matrix.text(*keys) or ""
    value = answer.sample.get(name)
    if isinstance(value, str) and other == name:
        # The same as in the request: an echo.
        same = re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", answer.requests)
        if answer.requests:
            how = "samples of request and answer"
            if same:
                notes.state(keys, other, answer.sample_line, how)
            else:
                # Two samples need not be of the same request.
                says = f"not the request's {other}"
                notes.suggest(keys, says, answer.sample_line, how, f"{name}: {value}")
            return
    elif isinstance(value, str) and other in answer.sample:
        equal = [key for key, each in answer.sample.items() if each == value and key != name]
        says = other if other in equal else (equal or [f"not {other}"])[0]
        notes.state(keys, says, answer.sample_line, "sample of an answer")
        return
    if entry is not None and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", _text(entry)):
        notes.state(keys, other, entry.text[0].line, "text of the field")
    else:
        line = entry.line if entry else 1
        notes.unclear(keys, line, "no sample shows it, and the text is in words not known here")


def _read_unit(name: str, entry: Entry | None, answer: _Answer, notes: Notes) -> None:
    keys = (*_TASK_FIELDS, name, "unit")
    examples = [answer.sample.get(name), *(each.text for each in (entry.examples if entry else ()))]
    digits = {len(str(each)) for each in examples if str(each).isdigit()}
    units = sorted(_UNIT_BY_DIGITS[each] for each in digits & _UNIT_BY_DIGITS.keys())
    for unit in units:
        notes.state(keys, unit, answer.sample_line, "size of the number in a sample")
    text = _text(entry).casefold()
    if entry and "unix" in text:
        milli = MILLI.search(text)
        unit = "unix-milliseconds" if milli else "unix-seconds"
        line, how = entry.text[0].line, "text of the field"
        if milli and _SECOND.search(text):
            notes.suggest(keys, unit, line, how, text)
        else:
            notes.state(keys, unit, line, how)
    elif not units and entry:
        notes.unclear(keys, entry.line, "no sample shows the unit")


def _read_statuses(
    page: Page, name: str, entry: Entry | None, answer: _Answer, notes: Notes
) -> None:
    initial = ("task", "initial")
    if answer.is_first:
        _state_sampled(initial, name, answer, notes)
        if name in answer.sample:
            notes.place(*initial)
    if entry is None:
        return
    keys = ("task", "statuses")
    known = [*answer.matrix.block(*keys)]
    found = None if entry.options else listed_in(_text(entry), known, name)
    options = entry.options or tuple(
        Said(each, entry.line) for each in (found.words if found else ())
    )
    if not options:
        return
    notes.place(*keys)
    if page.may_be_cut(options[-1].line):
        notes.mentioned(keys, known, [each.text for each in options], options[-1], CUT)
    elif found is None or found.is_whole:
        notes.listed(keys, options)
    else:
        notes.mentioned(keys, known, found.words, Said(found.passage, entry.line))
        options = tuple(Said(each, entry.line) for each in known)
    if not answer.is_first:
        return
    # A sentence that names one status, not one that lists them all, may say how a task begins.
    for part in sentences(_text(entry)):
        named = [each.text for each in options if _has(part, each.text)]
        begins = has_word(part, BEGINS)
        if begins and len(named) > 1 and not has_word(part, ENDS):
            named = []
        if named and begins:
            notes.place(*initial)
            notes.state(initial, named[0], entry.text[0].line, "text of the field")
        elif len(named) == 1 and not has_word(part, ENDS):
            how = "text of the field"
            notes.suggest(initial, named[0], entry.text[0].line, how, part)


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _text(entry: Entry | None) -> str:
    return " ".join(said.text for said in entry.text) if entry else ""
