"""What a sentence may say of how the endpoint behaves: states, clocks, what is left out, ids.

A word that turns such a fact around is looked for in the languages known; what it says is not read.
"""

# ruff: noqa: SIM905 - a list of words

import re
from collections.abc import Iterator

from cometvideo.documentation.leftovers.known import Known, Said, numbers_in
from cometvideo.documentation.leftovers.words import (
    BECOMES,
    CHANGES,
    CLOCKS,
    ENTERS,
    FAILS,
    FORMS_OF_IDS,
    KEYS,
    LEFT_OUT,
    MAY,
    NEAREST,
    OLDER,
    OTHER_NAMES,
    OTHER_UNITS,
)
from cometvideo.documentation.pages.words import BEGINS, ENDS, any_of, has_word
from cometvideo.facts.matrix import Block

__all__ = ["said_of_behaviour"]

# A word that may be a status, where it is the last one of its clause.
_LAST = re.compile(r"[\s:=]{1,2}[`\"'“«]?([a-z][a-z_]{2,30})[`\"'”»]?(?=[.,;:!?)]|$)", re.ASCII)
_OF_CODE = re.compile(r"(?<![\w.-])[a-z][a-z_]{2,30}(?![\w.-])", re.ASCII)
_PREFIX = re.compile(r"(?<![\w-])([a-z]{1,12}[_-])(?!\w)", re.ASCII)
_IDS = re.compile(r"(?<![\w])ids?(?!\w)|identifi|идентификатор|識別子|标识", re.IGNORECASE)
_OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
# After `ends as` these are no status.
_NO_STATUS = frozenset("expected asked usual before described above below needed such well".split())


def said_of_behaviour(known: Known, said: Said) -> Iterator[str]:
    """Why a sentence may say otherwise how the endpoint behaves."""
    text, matrix = said.text, known.matrix
    facts = matrix.block(*said.block) if said.block else Block()
    fields = dict(matrix.blocks("task", "fields"))
    if {*_states(text, is_of_status=facts.text("gives") == "status")} - known.words:
        yield "it may name a status that the spec lacks"
    is_timed = facts.text("unit") is not None or facts.text("gives") == "seconds"
    has_times = any(each.text("unit") for each in fields.values())
    if (has_times and has_word(text, CLOCKS)) or (is_timed and has_word(text, OTHER_UNITS)):
        yield "it may state another unit or clock"
    if has_word(text, CHANGES) or (has_word(text, NEAREST) and not has_word(text, MAY)):
        yield "it may say how a value is changed"
    same = facts.text("same_as")
    # What is kept for older programs is still the same.
    if has_word(text, OLDER) and not (same and _names(text, same)):
        yield "it may speak of another time"
    if has_word(text, LEFT_OUT):
        yield from _left_out(known, said)
    named = {name: each for name, each in fields.items() if _names(text, name)}
    own = same or any(each.text("same_as") in named for each in named.values())
    if has_word(text, OTHER_NAMES) and not own:
        yield "it may give another name"
    if facts.text("gives") == "id" or (not said.block and _IDS.search(text)):
        yield from _of_ids(matrix.text("task", "id_example") or "", text)


def _states(text: str, *, is_of_status: bool) -> Iterator[str]:
    """Words that may be states of a task: after a verb for it, or alone in another script."""
    low = text.casefold()
    for found in any_of((*ENTERS, *BECOMES) if is_of_status else ENTERS).finditer(low):
        last = _LAST.match(low, found.end())
        if last and last[1] not in _NO_STATUS:
            yield last[1]
    if _OTHER_SCRIPT.search(text) and has_word(text, (*BEGINS, *ENDS, *BECOMES)):
        yield from _OF_CODE.findall(text)


def _left_out(known: Known, said: Said) -> Iterator[str]:
    """What happens without a field: no error where it may be left out, one where it may not."""
    if said.block[:1] not in {("fields",), ()}:
        return
    text, fields = said.text, dict(known.matrix.blocks("fields"))
    named = [each for name, each in fields.items() if _names(text, name)]
    if said.block:
        named = [fields[said.block[-1]]]
    is_needed = [each.flag("required") for each in named]
    defaults = {str(each.value("default")) for each in named if each.value("default") is not None}
    if has_word(text, FAILS):
        if not all(is_needed or [has_word(text, KEYS)]):
            yield "it may say that a field is needed"
    elif any(is_needed):
        yield "it may say that a field is not needed"
    elif not all(_names(text, each) or each in numbers_in(text) for each in defaults):
        yield "it may state another default"


def _of_ids(example: str, text: str) -> Iterator[str]:
    for words, form in FORMS_OF_IDS.items():
        if has_word(text, words) and not form.fullmatch(example):
            yield "it may give ids another form"
    if any(not example.startswith(each) for each in _PREFIX.findall(text)):
        yield "it may give ids another form"


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
