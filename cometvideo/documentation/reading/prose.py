"""Sentences that say what differs by model, read by names and numbers.

`A and B accept 4 to 15, C accepts 4 to 12` is names, a range, a name, a range, in any language. It
is sure where all words among them are known, too.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cometvideo.documentation.pages.words import (
    AMONG_LISTS,
    AMONG_RANGES,
    BOUNDS,
    EXCEPT,
    FIRST,
    NOT,
    NUMBERS,
    OTHER_TIMES,
    has_word,
)
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.statements import Given

__all__ = [
    "ByModel",
    "Listed",
    "code_words",
    "enumerations",
    "listed_in",
    "pairs",
    "ranges",
    "sentences",
    "statuses",
    "values",
]

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|[;；]\s*|\n")
_NUMBER = re.compile(r"(?:(?<![\w.:×-])|(?<=\d-))(\d{1,6})(?=s?(?![\w:×]))(?![.,]\d)", re.ASCII)
_BETWEEN_ENDS = 14
_LONGEST_SENTENCE = 2000
_AND = r"(?:or|and|e|o|y|et|ou|und|oder|lub|oraz|i|или|и|dan|atau|ve|veya)"
_ITEM = rf"(?!{_AND}\b)\w[\w.-]{{0,80}}\w"
# Between the last two alone there may be a word and no comma.
_RUN = re.compile(
    rf"(?<![\w.-]){_ITEM}(?:\s?[,、，|]\s?(?:{_AND}\s)?{_ITEM}){{1,200}}"
    rf"(?:(?:\s{_AND}\s|\s?[和或と及]\s?){_ITEM})?",
    re.ASCII,
)
_FEWEST = 3
_AS_IN_LISTS = re.compile(
    rf"s?\s?(?:[,、，/|]\s?(?:{_AND}\s)?|\s?{_AND}\s|[和或と及])\s?", re.ASCII
)
# What is taken where nothing is sent is no end of a range.
_DOUBTFUL = (*EXCEPT, *OTHER_TIMES, *FIRST)
_WORD = re.compile(rf"(?<![\w.-]){_ITEM}(?![\w-])", re.ASCII)
_SIGNS = re.compile(r"[`\"'*“”‘’«»「」]")
_STATUS = re.compile(
    r"(?<!\w)(?:HTTP\s?(?:status\s?)?(?:code\s?)?|status(?:\scode)?\s|error(?:\scode)?\s)(\d{3})(?!\w)|"
    r"(?<![\w.])([45]\d\d)\s\(?(?:Bad Request|error|Unprocessable|Forbidden|Not)\b",
    re.IGNORECASE | re.ASCII,
)
_CODE = re.compile(
    r"(?<!\w)(?:[A-Z][a-z]{1,40}(?:[A-Z][a-z]{1,40}){1,9}|[a-z]{1,40}(?:_[a-z]{1,40}){1,9})(?!\w)",
    re.ASCII,
)
_LETTERS = re.compile(r"[^\W\d_]+")


class Listed(NamedTuple):
    """Values that a sentence lists, and whether it says that these are all."""

    words: tuple[str, ...]
    is_whole: bool
    passage: str


class ByModel(NamedTuple):
    """What a text says by model, and the sentences on models that were not understood."""

    stated: dict[str, list[Given]]
    unclear: dict[str, str]


class _Token(NamedTuple):
    start: int
    name: str
    values: tuple[str, ...]


def sentences(text: str) -> Iterator[str]:
    """The sentences and half-sentences of a text; what is longer than any comes in pieces."""
    for each in _SENTENCE.split(text):
        for start in range(0, len(each), _LONGEST_SENTENCE):
            piece = each[start : start + _LONGEST_SENTENCE]
            if piece.strip():
                yield piece


def ranges(text: str, names: Names) -> ByModel:
    """The lowest and highest number that each model takes."""
    return _by_model(text, names, _numbers)


def values(text: str, names: Names, known: Sequence[str]) -> ByModel:
    """The values, of those that are known or look alike, that each model takes."""
    wanted = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    alike = re.compile(rf"(?<!\w)(?:{wanted or '(?!)'})(?!\w)")
    return _by_model(
        text,
        names,
        lambda part: ((found.start(), (found[0],)) for found in alike.finditer(part)),
    )


def pairs(text: str, names: Names) -> Iterator[Given]:
    """The ranges that a text gives without naming a model."""
    return (each for each in _given(text, names) if len(each.values) == 2)


def enumerations(text: str, names: Names) -> Iterator[Given]:
    """The numbers that a text gives one by one, three at least, without naming a model."""
    return (each for each in _given(text, names) if len(each.values) >= _FEWEST)


def _given(text: str, names: Names) -> Iterator[Given]:
    for part in sentences(text):
        if not names.mentions(part) and not has_word(part, NOT):
            for _, each in _numbers(part):
                yield Given(each, _is_known(part), part)


def listed_in(text: str, known: Sequence[str], name: str) -> Listed | None:
    """The list in a text that has a known word in it; `name` is that of the field.

    It is whole where its sentence has nothing else but words that begin such lists: another
    sentence may be about some of the values alone, and what stands there may be no value.
    """
    # After a comma the next line goes on.
    for sentence in sentences(text.replace(",\n", ", ")):
        part = _SIGNS.sub("", sentence)
        for run in _RUN.finditer(part):
            words = tuple(_WORD.findall(run[0]))
            if len(words) >= _FEWEST and {*words} & {*known}:
                rest = _LETTERS.findall(f"{part[: run.start()]} {part[run.end() :]}")
                about = {*_LETTERS.findall(name.casefold()), *AMONG_LISTS}
                is_whole = all(each.casefold() in about for each in rest)
                return Listed(words, is_whole, sentence)
    return None


def statuses(text: str) -> list[int]:
    """The HTTP statuses that a text names as such."""
    return [int(first or second) for first, second in _STATUS.findall(text)]


def code_words(text: str) -> list[str]:
    """Words that look like a code: several words written as one."""
    return _CODE.findall(text)


def _numbers(part: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ranges, two numbers with little between them, lists, and the numbers that stand alone."""
    numbers = list(_NUMBER.finditer(_STATUS.sub(lambda found: "#" * len(found[0]), part)))
    at = 0
    while at < len(numbers):
        end = at + 1
        while end < len(numbers) and _AS_IN_LISTS.fullmatch(
            part[numbers[end - 1].end() : numbers[end].start()]
        ):
            end += 1
        if end - at >= _FEWEST:
            yield numbers[at].start(), tuple(each[1] for each in numbers[at:end])
            at = end
            continue
        first, second = numbers[at], numbers[at + 1] if at + 1 < len(numbers) else None
        near = second is not None and second.start() - first.end() <= _BETWEEN_ENDS
        if second is not None and near and int(first[1]) <= int(second[1]):
            yield first.start(), (first[1], second[1])
            at += 1
        else:
            yield first.start(), (first[1],)
        at += 1


def _in_digits(part: str) -> str:
    """A sentence without digits, with the numbers in words as digits."""
    return _LETTERS.sub(lambda found: NUMBERS.get(found[0].casefold(), found[0]), part)


def _by_model(
    text: str,
    names: Names,
    values_of: Callable[[str], Iterator[tuple[int, tuple[str, ...]]]],
) -> ByModel:
    stated: dict[str, list[Given]] = {}
    unclear: dict[str, str] = {}
    for part in sentences(text):
        mentions = names.mentions(part)
        if not mentions:
            continue
        # The digits of a name are no values.
        rest = part
        for each in mentions:
            rest = rest[: each.start] + "#" * (each.end - each.start) + rest[each.end :]
        named = [_Token(each.start, each.model or each.text, ()) for each in mentions]
        found = [_Token(start, "", given) for start, given in values_of(rest)]
        if not found and (rest := _spelled(rest)):
            found = [_Token(start, "", given) for start, given in values_of(rest)]
            named = [
                _Token(at.start(), token.name, ())
                for at, token in zip(re.finditer("#+", rest), named, strict=False)
            ]
        tokens = sorted([*named, *found])
        groups = _grouped(tokens)
        if groups is None:
            if found:
                unclear.update(dict.fromkeys((each.name for each in tokens if each.name), part))
            continue
        is_sure = _is_known(rest[tokens[0].start :]) and not has_word(part, _DOUBTFUL)
        for group, given in groups:
            for model in group:
                stated.setdefault(model, []).append(Given(given, is_sure, part))
    return ByModel(stated, {name: part for name, part in unclear.items() if name not in stated})


def _spelled(part: str) -> str:
    """A sentence with its numbers as digits, if it has any in words; else nothing."""
    spelled = _in_digits(part)
    return spelled if spelled != part else ""


def _is_known(part: str) -> bool:
    """Whether all words among names and numbers are such as ranges are told with."""
    for phrase in BOUNDS:
        part = part.replace(phrase, " ")
    return all(each.casefold() in AMONG_RANGES for each in _LETTERS.findall(part))


def _grouped(tokens: list[_Token]) -> list[tuple[list[str], tuple[str, ...]]] | None:
    """Names with the values that belong to them, where names and values take turns."""
    if not tokens or bool(tokens[0].name) == bool(tokens[-1].name):
        return None
    if not tokens[0].name:  # values first, then the names they belong to
        return _grouped(tokens[::-1])
    groups: list[tuple[list[str], tuple[str, ...]]] = []
    for each in tokens:
        if each.name and (not groups or groups[-1][1]):
            groups.append(([each.name], ()))
        elif each.name:
            groups[-1][0].append(each.name)
        else:
            groups[-1] = (groups[-1][0], groups[-1][1] + each.values)
    return groups
