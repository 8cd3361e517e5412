"""Heads of fields: a name, its type, and marks beside them, in whatever order a layout has them.

`prompt string required`, `prompt *`, `seconds (integer, default: 5): Length.`, and the lines below
a name that say the rest. What is not understood here is no head, or a mark that is not known.
"""

import re
from typing import NamedTuple

from cometvideo.documentation.pages.words import (
    FIRST,
    MARKS,
    MOST_AND_LEAST,
    NO,
    OPTIONAL,
    PLACES,
    REQUIRED,
    YES,
    has_word,
)

__all__ = [
    "IDENTIFIER",
    "TYPE",
    "Marks",
    "is_name",
    "read_head",
    "read_marks",
    "read_range",
    "unquoted",
]

IDENTIFIER = re.compile(r"[A-Za-z_][\w.\[\]-]{0,63}", re.ASCII)
TYPE = re.compile(
    r"(?:string|integer|number|boolean|bool|int(?:32|64)?|float|double|file|binary|object|array|"
    r"enum|str|text)(?![\w-])(?:<[\w\s|./-]{1,30}>)?(?:\[\])*(?: ?[<(]\$?(?:binary|file)[>)])?"
    r"(?: ?\| ?null\b)?",
    re.ASCII | re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[-*+\u2022#]{1,6} )?[`\"]?([A-Za-z_][\w.\[\]-]{0,63})[`\"]?(?![\w.-])", re.A
)
_PATTERN = re.compile(r"\^\S{1,2000}\$")
_RANGE = re.compile(r"(-?\d{1,18}) ?(?:<=|≤) ?[a-z_]{1,30} ?(?:<=|≤) ?(-?\d{1,18})", re.A)
_DOTS = re.compile(r"\[ ?(-?\d{1,18}) ?(?:\.\.+|…|,|-) ?(-?\d{1,18}) ?\]", re.A)
_AT_LEAST = re.compile(r"(?:[a-z_]{1,30} ?)?(?:>=|≥) ?(-?\d{1,18})", re.A)
_AT_MOST = re.compile(r"(?:[a-z_]{1,30} ?)?(?:<=|≤) ?(-?\d{1,18})", re.A)
_BETWEEN = re.compile(r"[\s,;|·()\]*]+|\band\b|\[(?! ?-?\d)")
_LABEL = re.compile(r"([^\W\d_][^\s:=()]{1,29})(?: [^\W\d_]+)?[:=] ?")
_PLAIN = re.compile(r"[\"'`]?[\w+-](?:[\w.:+-]*[\w+-])?[\"'`]?")
_NARROWER = re.compile(r"(?:enum|binary)(?![\w<-])", re.I)
_DEFAULTED = re.compile(
    rf"(?:{'|'.join(map(re.escape, FIRST))})(?: to| is| value)? (?=[\w\"'`-])", re.IGNORECASE
)
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|[^\s,;()]+")
_WORD = re.compile(r"[^\W\d_][^\s,;:()|\[\]]*")
_PHRASES = sorted((each for each in REQUIRED | OPTIONAL if " " in each), key=len, reverse=True)
_FORM = frozenset(["formdata", "form-data", "multipart"])
_LONGEST = 4000


class Marks(NamedTuple):
    """What stands beside the name of a field.

    `required` is None where nothing is said of it; `rest` is the text after the head. `stars` are
    marks without a word, which a page may or may not explain.
    """

    type: str = ""
    required: bool | None = None
    default: str | None = None
    low: str | None = None
    high: str | None = None
    pattern: str | None = None
    place: str = ""
    rest: str = ""


def is_name(text: str) -> bool:
    """Whether a line is the name of a field and nothing else: an id that begins small."""
    return IDENTIFIER.fullmatch(text) is not None and not text[0].isupper()


def unquoted(text: str) -> str:
    """A value without the quotes and the comma it is listed with."""
    text = text.strip().rstrip(",").strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
        return text[1:-1]
    return text


def read_range(text: str) -> tuple[str | None, str | None] | None:
    """The ends of `2 <= x <= 15`, `[2 .. 15]`, `x >= 2` or `x <= 15`; None for anything else."""
    text = text.strip("` ")
    both = _RANGE.fullmatch(text) or _DOTS.fullmatch(text)
    if both:
        return both[1], both[2]
    least, most = _AT_LEAST.fullmatch(text), _AT_MOST.fullmatch(text)
    if least or most:
        return (least[1] if least else None), (most[1] if most else None)
    return None


def read_head(text: str) -> tuple[str, Marks] | None:
    """The name at the beginning of a line, with what stands beside it.

    None where the line goes on in a way that no head does.
    """
    name = _NAME.match(text[:_LONGEST])
    if not name:
        return None
    after = text[name.end() :]
    if not after.strip():
        return name[1], Marks()
    starred = after.lstrip().startswith("*")
    marks = read_marks(after, is_head=True)
    if marks is None:
        return None
    if starred and marks.required is None:
        marks = marks._replace(required=True)
    return name[1], marks


def read_marks(text: str, *, is_head: bool = False) -> Marks | None:
    """A line of marks, all of which are understood; None for anything else.

    Only a head may go on as a text, after a colon or a dash.
    """
    text = text[:_LONGEST]
    found = Marks()
    at = 0
    while at < len(text):
        gap = _BETWEEN.match(text, at)
        if gap and gap.end() > at:
            at = gap.end()
            continue
        rest = text[at:].lstrip(": \u2014-")
        if is_head and rest != text[at:] and text[at] in ":\u2014-" and (found.type or not rest):
            return found._replace(rest=rest)
        if is_head and text[at] in "\u2014-" and not found.type and TYPE.match(rest):
            # `seconds - integer, optional`; after a colon it would be `Type: integer`.
            at = len(text) - len(rest)
        step = _mark(text, at, found)
        if step is None:
            return None
        at, found = step
    return found


def _mark(text: str, at: int, found: Marks) -> tuple[int, Marks] | None:
    """One mark from a place on: where it ends, and what is known with it."""
    kind = TYPE.match(text, at)
    if kind and not found.type:
        return kind.end(), found._replace(type=kind[0])
    narrower = _NARROWER.match(text, at)
    if narrower and TYPE.fullmatch(found.type):
        return narrower.end(), found._replace(type=_narrowed(found.type, narrower[0]))
    pattern = _PATTERN.match(text, at)
    if pattern:
        return pattern.end(), found._replace(pattern=pattern[0])
    for each, ends in ((_RANGE, (1, 2)), (_DOTS, (1, 2)), (_AT_LEAST, (1, 0)), (_AT_MOST, (0, 1))):
        limits = each.match(text, at)
        if limits:
            low = limits[ends[0]] if ends[0] else found.low
            high = limits[ends[1]] if ends[1] else found.high
            return limits.end(), found._replace(low=low, high=high)
    low_text = text[at : at + 40].casefold()
    for phrase in _PHRASES:
        if low_text.startswith(phrase):
            return at + len(phrase), found._replace(required=phrase in REQUIRED)
    return _labelled(text, at, found) or _defaulted(text, at, found) or _worded(text, at, found)


def _narrowed(kind: str, by: str) -> str:
    """`string enum` and `string binary`, as they are written elsewhere."""
    return f"{kind} <{by}>" if by.casefold() == "binary" else f"{by}<{kind}>"


def _defaulted(text: str, at: int, found: Marks) -> tuple[int, Marks] | None:
    """`default 5` and `defaults to 5`, without a sign between."""
    label = _DEFAULTED.match(text, at)
    value = _PLAIN.match(text, label.end()) if label else None
    if value is None:
        return None
    return value.end(), found._replace(default=unquoted(value[0]))


def _labelled(text: str, at: int, found: Marks) -> tuple[int, Marks] | None:
    """`default: 5`, `required: yes`, `type: string`; the word for a default may be any."""
    label = _LABEL.match(text, at)
    value = _VALUE.match(text, label.end()) if label else None
    if label is None or value is None:
        return None
    word, said = label[1].casefold(), unquoted(value[0]).casefold()
    if word in REQUIRED | OPTIONAL and (said in YES | NO or " " in label[0].rstrip()):
        # In `required default: 5` it is a mark of its own before the label of another one.
        told = found._replace(required=(said in YES) == (word in REQUIRED))
        return (value.end(), told) if said in YES | NO else None
    pattern = _PATTERN.match(text, label.end())
    if pattern:
        return pattern.end(), found._replace(pattern=pattern[0])
    if word in MOST_AND_LEAST and said.removeprefix("-").isdecimal():
        is_upper = MOST_AND_LEAST.index(word) % 2 == 0
        return value.end(), found._replace(high=said) if is_upper else found._replace(low=said)
    kind = TYPE.match(text, label.end())
    if kind and not found.type and not has_word(word, FIRST):
        return kind.end(), found._replace(type=kind[0])
    is_default = has_word(label[0].casefold(), FIRST)
    return (value.end(), found._replace(default=unquoted(value[0]))) if is_default else None


def _worded(text: str, at: int, found: Marks) -> tuple[int, Marks] | None:
    word = _WORD.match(text, at)
    if not word:
        return None
    said = word[0].casefold().rstrip(".")
    if said in REQUIRED:
        return word.end(), found._replace(required=True)
    if said in OPTIONAL:
        return word.end(), found._replace(required=False)
    if said in PLACES:
        return word.end(), found._replace(place=said)
    if said in MARKS | _FORM:
        return word.end(), found
    return None
