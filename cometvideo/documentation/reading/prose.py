"""Sentences that say what differs by model, read by names and numbers, not by words.

`A and B accept 4 to 15, C accepts 4 to 12` is names, a range, a name, a range, in any language.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cometvideo.documentation.pages.words import NOT, ONLY, has_word
from cometvideo.documentation.reading.names import Names

__all__ = [
    "ByModel",
    "code_words",
    "listed_words",
    "pairs",
    "ranges",
    "sentences",
    "statuses",
    "taken",
    "values",
]

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|[;；]\s*|\n")
_NUMBER = re.compile(r"(?:(?<![\w.:×-])|(?<=\d-))(\d{1,6})(?=s?(?![\w:×]))(?![.,]\d)", re.ASCII)
_BETWEEN_ENDS = 14
_WORD = re.compile(r"(?<![\w-])(?!(?:or|and|e|o|y|et|ou|und|oder)\b)\w[\w.-]*\w(?![\w-])", re.ASCII)
_RUN = re.compile(r"\w[\w.-]*(?:\s*[,、|]\s*(?:\w{1,4}\s+)?\w[\w.-]*\w){2,}", re.ASCII)
_STATUS = re.compile(r"(?<!\w)HTTP\s*(?:status\s*)?(\d{3})(?!\w)", re.IGNORECASE | re.ASCII)
_CODE = re.compile(r"(?<!\w)(?:[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:_[a-z]+)+)(?!\w)", re.ASCII)


class ByModel(NamedTuple):
    """What a text says by model: the stated values, and models of which it is not clear."""

    stated: dict[str, tuple[str, ...]]
    unclear: frozenset[str]


class _Token(NamedTuple):
    start: int
    name: str
    values: tuple[str, ...]


def sentences(text: str) -> Iterator[str]:
    """The sentences and half-sentences of a text."""
    yield from (each for each in _SENTENCE.split(text) if each.strip())


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


def taken(text: str, names: Names, models: Sequence[str]) -> list[tuple[str, bool]]:
    """Who takes a field and who does not: those named do, unless refused or denied it."""
    found: list[tuple[str, bool]] = []
    others = False
    for part in sentences(text):
        named = names.models(part)
        alone = bool(named) and has_word(part, ONLY)
        is_taken = alone or not (_STATUS.search(part) or has_word(part, NOT))
        others = others or alone
        found += [(model, is_taken) for model in sorted(named)]
    told = {model for model, _ in found}
    return found + [(model, False) for model in models if others and model not in told]


def pairs(text: str, names: Names) -> list[tuple[int, int]]:
    """The ranges that a text gives without naming a model."""
    found = []
    for part in sentences(text):
        if not names.mentions(part):
            found += [(int(each[0]), int(each[1])) for _, each in _numbers(part) if len(each) == 2]
    return found


def listed_words(text: str, known: Sequence[str]) -> list[str]:
    """The words of an enumeration in a text that has a known one among them."""
    for run in _RUN.finditer(text):
        words = _WORD.findall(run[0])
        if {*words} & {*known}:
            return words
    return []


def statuses(text: str) -> list[int]:
    """The HTTP statuses that a text names as such."""
    return [int(each) for each in _STATUS.findall(text)]


def code_words(text: str) -> list[str]:
    """Words that look like a code: several words written as one."""
    return _CODE.findall(text)


def _numbers(part: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ranges, two numbers with little between them, and the numbers that stand alone."""
    numbers = list(_NUMBER.finditer(_STATUS.sub(lambda found: "#" * len(found[0]), part)))
    at = 0
    while at < len(numbers):
        first, second = numbers[at], numbers[at + 1] if at + 1 < len(numbers) else None
        near = second is not None and second.start() - first.end() <= _BETWEEN_ENDS
        if second is not None and near and int(first[1]) <= int(second[1]):
            yield first.start(), (first[1], second[1])
            at += 1
        else:
            yield first.start(), (first[1],)
        at += 1


def _by_model(
    text: str,
    names: Names,
    values_of: Callable[[str], Iterator[tuple[int, tuple[str, ...]]]],
) -> ByModel:
    stated: dict[str, tuple[str, ...]] = {}
    unclear: set[str] = set()
    for part in sentences(text):
        mentions = names.mentions(part)
        tokens = [_Token(each.start, each.model or each.text, ()) for each in mentions]
        # The digits of a name are no values.
        rest = part
        for each in mentions:
            rest = rest[: each.start] + "#" * (each.end - each.start) + rest[each.end :]
        tokens += [_Token(start, "", found) for start, found in values_of(rest)]
        groups = _grouped(sorted(tokens))
        if groups is None:
            if any(each.values for each in tokens):
                unclear |= {each.name for each in tokens if each.name}
            continue
        for group, found in groups:
            stated |= dict.fromkeys(group, found)
    return ByModel(stated, frozenset(unclear - stated.keys()))


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
