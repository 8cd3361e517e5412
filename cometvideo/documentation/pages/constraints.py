"""What a field's text says of its values: range, options, pattern, default, examples.

Labels are looked up among known words; what a label that is not known introduces stays text.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import re

from cometvideo.documentation.pages.heads import read_range, unquoted
from cometvideo.documentation.pages.page import Doubt, Entry, Said
from cometvideo.documentation.pages.words import (
    EXAMPLES,
    FIRST,
    LIMITS,
    MOST_AND_LEAST,
    OPTIONS,
    RANGES,
    has_word,
)

__all__ = ["add_text"]

_LABELLED = re.compile(r"([^:：=]{1,60})[:：]\s*(\S.*)")
_PATTERN = re.compile(r"\^\S{1,2000}\$(?=[`\"'\s.,;]|$)")
_PLAIN_RANGE = re.compile(
    r"[\[(]?(-?\d{1,9})\s?(?:to|through|-|~|〜|～|\.\.+|…|,|and|a|à|bis|до|до|まで|到|至)\s?"
    r"(-?\d{1,9})[\])]?(?: (?:s|seconds))?\.?",
    re.A,
)
_MIN_MAX = re.compile(
    r"[^\W\d]{1,12}\.?[:=]?\s?(-?\d{1,18})[,;]?\s(?:and\s)?([^\W\d]{1,12})\.?[:=]?\s?(-?\d{1,18})\.?"
)
_BOTH = re.compile(r"(?:>=|≥)\s?(-?\d{1,18})\s(?:and\s)?(?:<=|≤)\s?(-?\d{1,18})", re.A)
_ITEM = re.compile(r"[\"'`]?[\w.:/+-]{1,80}[\"'`]?")
_LIMIT = re.compile(r"[<>=≤≥]{0,4}\s?-?\d[\d\s<>=≤≥.-]{0,40}", re.A)
_DEFAULTS = re.compile(r"([^\W\d]{3,20})\s(?:to\s|is\s|value\s)?[:=]?\s?(\S{1,40})")
_SENTENCES = re.compile(r"(?<=[.。])\s+(?=\S)|(?<=[。])(?=\S)")
_DIGIT = re.compile(r"\d")
_LONGEST_LABEL = 40
_LONGEST_LINE = 20_000
_REGULAR = re.compile(
    r"[^.:;]{0,60}\b(?:pattern|regular expression|regex|match(?:es)?)\b[^.;]{0,20}$", re.I
)


def add_text(entry: Entry, said: Said) -> tuple[Entry, list[Doubt]]:
    """The field with a line of its text taken in, and what in it may be a constraint."""
    text = said.text[:_LONGEST_LINE]
    entry, text = _without_pattern(entry, text, said.line)
    doubts: list[Doubt] = []
    left: list[str] = []
    for part in _SENTENCES.split(text):
        taken = _taken(entry, part.strip(), said.line)
        if taken is not None:
            entry = taken
            continue
        label = _LABELLED.fullmatch(part.strip())
        if label and _LIMIT.fullmatch(label[2]) and not re.search(r"\d", label[1]):
            if has_word(label[1].casefold(), LIMITS):
                rule = (label[1], Said(label[2].strip(), said.line))
                entry = entry._replace(rules=(*entry.rules, rule))
                continue
            why = f"{label[1]!r} is no constraint that is known here"
            doubts.append(Doubt(entry.name, said.line, part, why))
        if part.strip(" `\"'.:"):
            left.append(part.strip())
    if left:
        entry = entry._replace(text=(*entry.text, Said(" ".join(left), said.line)))
    return entry, doubts


def _without_pattern(entry: Entry, text: str, line: int) -> tuple[Entry, str]:
    found = _PATTERN.search(text)
    if not found or entry.pattern is not None:
        return entry, text
    before = _REGULAR.sub("", text[: found.start()].rstrip(" `\"':"))
    is_label = text[: found.start()].rstrip(" `\"'").endswith(":") and ":" not in before
    if is_label and len(before) < _LONGEST_LABEL:
        before = ""  # a label in words that are not known, before what can only be a pattern
    after = text[found.end() :].lstrip(" `\"'.")
    return entry._replace(pattern=Said(found[0], line)), f"{before} {after}".strip()


def _taken(entry: Entry, part: str, line: int) -> Entry | None:
    """The field with one sentence understood as a constraint; None where it is none."""
    bare = part.strip().rstrip(".").strip()
    ends = _ends(bare) or _plain_ends(bare)
    if ends:
        return _ranged(entry, *ends, line)
    label = _LABELLED.fullmatch(bare)
    if label:
        return _labelled(entry, label[1].casefold().strip("*_ "), label[2].strip(), line)
    default = _DEFAULTS.fullmatch(bare)
    if default and has_word(default[1], FIRST) and entry.default is None:
        return entry._replace(default=Said(unquoted(default[2]), line))
    return None


def _ends(text: str) -> tuple[str | None, str | None] | None:
    """The ends of a range that is written with signs."""
    both = _BOTH.fullmatch(text.replace("`", ""))
    return (both[1], both[2]) if both else read_range(text)


def _plain_ends(text: str) -> tuple[str, str] | None:
    """The ends of `2 to 15` or of `min: 2, max: 15`."""
    plain = _PLAIN_RANGE.fullmatch(text.strip("`"))
    if plain:
        return plain[1], plain[2]
    least = _MIN_MAX.fullmatch(text)
    return (least[1], least[3]) if least and has_word(least[2], MOST_AND_LEAST) else None


def _labelled(entry: Entry, word: str, value: str, line: int) -> Entry | None:
    """The field with what a label says; None where the label or the value is not known."""
    plain = _plain_ends(value) if has_word(word, RANGES) else None
    ends = plain or _single_end(word, value) or (None if _DIGIT.search(word) else _ends(value))
    if ends:
        return _ranged(entry, *ends, line)
    items = tuple(Said(each, line) for each in _items(value))
    if has_word(word, EXAMPLES):
        return entry._replace(examples=entry.examples + (items or (Said(unquoted(value), line),)))
    if has_word(word, OPTIONS) and items:
        return entry._replace(options=entry.options + items)
    if has_word(word, FIRST) and " " not in value.strip("\"'`") and entry.default is None:
        return entry._replace(default=Said(unquoted(value), line))
    return None


def _single_end(word: str, value: str) -> tuple[str | None, str | None] | None:
    number = value.strip("`")
    if word not in MOST_AND_LEAST or not re.fullmatch(r"-?\d{1,18}", number, re.ASCII):
        return None
    return (None, number) if word in MOST_AND_LEAST[::2] else (number, None)


def _ranged(entry: Entry, low: str | None, high: str | None, line: int) -> Entry | None:
    """The field with a range; None where it has another one already."""
    for said, new in ((entry.minimum, low), (entry.maximum, high)):
        if said is not None and new is not None and said.text != new:
            return None
    return entry._replace(
        minimum=Said(low, line) if low is not None else entry.minimum,
        maximum=Said(high, line) if high is not None else entry.maximum,
    )


def _items(text: str) -> list[str]:
    """The values of an enumeration, all of which are single words; none for anything else."""
    text = text.strip().strip("[]").strip()
    separated = re.split(r"\s?[,、|]\s?(?:(?:and|or)\s)?|\s(?:and|or)\s", text)
    if len(separated) == 1:
        separated = text.split()
        if len(separated) > 1 and not all(each[0] in "\"'`" for each in separated):
            quoted = [each for each in separated if _ITEM.fullmatch(each)]
            separated = quoted if len(quoted) == len(separated) > 1 else []
    values = [each.strip().rstrip(".") for each in separated if each.strip()]
    if not values or not all(_ITEM.fullmatch(each) for each in values):
        return []
    return [unquoted(each) for each in values]
