"""Who takes a field: sentences read clause by clause, for who is named and whether it is denied.

What is bound to a verb that is known (`do not accept`, `is available for`) is sure; a denial in
words that are known by themselves only is a reading that may bear a fact out, and no more.
"""

# ruff: noqa: RUF001 - signs as pages write them

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cometvideo.documentation.pages.words import (
    EVERY,
    EXCEPT,
    NOT,
    ONLY,
    OTHER_TIMES,
    OTHERS,
    TAKES,
    has_word,
    place_of,
)
from cometvideo.documentation.reading.names import Mention, Names
from cometvideo.documentation.reading.prose import sentences, statuses

__all__ = ["Taking", "clauses", "denies", "takers"]

_CLAUSE = re.compile(
    r"[,;:]\s+|\s+(?:but|while|whereas|however|ma|mentre|aber|mais|pero|но)\s+|\s*[()]\s*|[、，；]"
)
_BOUND = (
    r"accept|take|taking|support|allow|use|using|available|know|work|compatible|read|valid|permit|"
    r"possible|handle|have|has|list|hold|apply|offer|include|publish|exist|render|belong|cover"
)
# What is denied beyond some number is taken up to it.
_NO_BOUND = r"(?!\s(?:any\s)?(?:more|less|fewer|larger|longer|higher|lower|greater)\b)"
_DENIED = re.compile(
    rf"\b(?:not|never|n't|cannot|can't|no)\s(?:\w{{1,12}}\s){{0,2}}(?:{_BOUND})"
    rf"(?:\w{{7}}|\w{{0,6}}\b{_NO_BOUND})|"
    r"\b(?:reject|refus|exclud|disallow|forbid|prohibit|deni)\w{0,5}\b|"
    r"\b(?:unavailable|unsupported|text-only|incompatible|missing|absent|rejects)\b|"
    r"\bcannot\b|\b(?:neither|weder)\b.{1,120}\b(?:nor|noch)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:not|never|non|nicht|pas)\s(?:the\s|il\s|das\s|le\s)?"
    r"(?:\w{1,20}est|most|least|as|only|always|yet|sure|more|less|cheap\w{0,4})\b",
    re.IGNORECASE,
)
_DO = re.compile(r"\b(?:do|does|can)\.?$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:they|these|those|both|it)\b", re.IGNORECASE)
# `All models but X` names whom it leaves out; `all accept it, but X does not` is two clauses.
_ALL_BUT = re.compile(
    r"\b(?:all|every|everything|any|each)(?:(?:\s[\w.]{1,20}){0,2}\smodels?)?\s(?:but|save)\b", re.I
)
_HYPHENED = re.compile(r"\b\w{1,30}-only\b", re.IGNORECASE)
_NEAR = 3


class Taking(NamedTuple):
    """That a model takes something, or does not, and the words that say so."""

    model: str
    is_taken: bool
    is_sure: bool
    passage: str


def clauses(text: str) -> Iterator[str]:
    """The clauses of a text's sentences."""
    for sentence in sentences(text):
        yield from (each for each in _CLAUSE.split(sentence) if each.strip())


def denies(text: str) -> bool | None:
    """Whether a sentence denies something: True if sure, None if it may, False if not."""
    if _DENIED.search(text):
        return True
    left = _COMPARED.sub(" ", text)
    return None if has_word(left, NOT) or has_word(left, EXCEPT) else False


def takers(text: str, names: Names, models: Sequence[str]) -> tuple[list[Taking], dict[str, str]]:
    """Who takes a field and who does not, and models whose part in it was not understood."""
    reader = _Reader(names, models)
    for each in sentences(text):
        reader.read(each)
    found = [*reader.found]
    told = {each.model for each in found}
    found += [
        Taking(model, is_taken=False, is_sure=reader.is_only_sure, passage=reader.only)
        for model in models
        if reader.only and model not in told and not reader.others
    ]
    # The others are those that are named in no sentence.
    told = {each.model for each in found} | reader.pending.keys()
    found += [
        each._replace(model=model)
        for each in reader.others
        for model in models
        if told and model not in told
    ]
    told = {each.model for each in found}
    return found, {model: said for model, said in reader.pending.items() if model not in told}


class _Reader:
    """Reads the sentences on one field in turn; what one leaves open the next may settle."""

    def __init__(self, names: Names, models: Sequence[str]) -> None:
        self._names = names
        self._models = models
        self.found: list[Taking] = []
        self.pending: dict[str, str] = {}
        self.only = ""
        self.is_only_sure = False
        self.others: list[Taking] = []

    def read(self, sentence: str) -> None:
        """Read one sentence; one on another time than now is sure of nothing."""
        known = len(self.found)
        self._read(sentence)
        if has_word(sentence, OTHER_TIMES):
            told = (each._replace(is_sure=False) for each in self.found[known:])
            self.found[known:] = [*told]
            self.is_only_sure = self.is_only_sure and self.only not in sentence

    def _read(self, sentence: str) -> None:
        if self._excepted(sentence):
            return
        waiting: list[str] = []
        for clause in self._with_whole_lists(clauses(sentence)):
            mentions = [each for each in self._names.mentions(clause) if each.model]
            waiting += [str(each.model) for each in mentions]
            taken = self._polarity(clause, mentions)
            if taken is None:
                continue
            is_taken, is_sure = taken
            self.found += [Taking(each, is_taken, is_sure, sentence) for each in waiting]
            if not waiting and has_word(clause, OTHERS):
                self.others.append(Taking("", is_taken, is_sure, sentence))
            elif not waiting and has_word(clause, EVERY):
                self.found += [Taking(each, is_taken, is_sure, sentence) for each in self._models]
            elif not waiting and _PRONOUN.search(clause):
                self.found += [
                    Taking(each, is_taken, is_sure=False, passage=sentence) for each in self.pending
                ]
            waiting = []
        self.pending.update(dict.fromkeys(waiting, sentence))

    def _with_whole_lists(self, clauses: Iterable[str]) -> Iterator[str]:
        """The clauses, with those put together again that are one list after `only`.

        Else what is known of its first name would stand alone, and the rest of them would be
        taken for the subject of whatever comes next.
        """
        begun = ""
        for clause in clauses:
            mentions = [each for each in self._names.mentions(clause) if each.model]
            is_list = begun and mentions and not clause[: mentions[0].start].strip()
            if begun and not is_list:
                yield begun
            whole = f"{begun}, {clause}" if is_list else clause
            ends_with_name = mentions and not clause[mentions[-1].end :].strip()
            begun = whole if ends_with_name and place_of(whole, ONLY) else ""
            if not begun:
                yield whole
        if begun:
            yield begun

    def _excepted(self, sentence: str) -> bool:
        """All models except some: those named are denied, or granted where it is denied to all."""
        at = place_of(sentence, EXCEPT)
        if at is None or not has_word(sentence[: at[0]], EVERY):
            but = _ALL_BUT.search(sentence)
            if but is None:
                return False
            at = (but.end(), but.end())
        out = {str(each.model) for each in self._names.mentions(sentence[at[1] :]) if each.model}
        rest = sentence[: at[0]] + " " + sentence[at[1] :]
        is_refused = any(400 <= each < 600 for each in statuses(rest))
        denied = is_refused or denies(rest)
        is_sure = bool(out) and denied is not None and (is_refused or has_word(rest, TAKES))
        for model in self._models:
            is_taken = (model in out) == (denied is True)
            self.found.append(Taking(model, is_taken, is_sure, sentence))
        return True

    def _polarity(self, clause: str, mentions: Sequence[Mention]) -> tuple[bool, bool] | None:
        """Whether a clause grants or denies, and whether that is sure; None for neither."""
        denied = denies(clause)
        refused = any(400 <= each < 600 for each in statuses(clause))
        alone = place_of(_HYPHENED.sub(lambda found: "#" * len(found[0]), clause), ONLY)
        if alone and mentions:
            is_near = _is_near(clause, alone, mentions)
            is_sure = is_near and denied is False and not refused
            if is_near or denied is False:
                self.only, self.is_only_sure = clause, is_sure
                return True, is_sure
        if denied or refused:
            return False, True
        if denied is None:
            return False, False
        if has_word(clause, TAKES) or _DO.search(clause):
            return True, True
        return None


def _is_near(clause: str, alone: tuple[int, int], mentions: Sequence[Mention]) -> bool:
    """Whether `only` is said of the models: right before the first, or right after the last."""
    start, end = alone
    first, last = mentions[0], mentions[-1]
    if end <= first.start:
        return len(clause[end : first.start].split()) <= _NEAR
    is_after = start >= last.end and len(clause[last.end : start].split()) < _NEAR
    return is_after and len(clause[end:].split()) <= 1
