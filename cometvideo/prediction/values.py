"""Judging the values of simple fields: text, choices, numbers, true and false."""

import re
from collections.abc import Iterator
from math import isfinite

from cometvideo.facts.fact import Fact
from cometvideo.likeness import (
    by_likeness,
    is_quoted,
    name_meant,
    nearest_text,
    number_meant,
    why_not_listed,
)
from cometvideo.prediction.judgement import FINE, Judge, Judgement
from cometvideo.prediction.rules import Rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = [
    "is_plain",
    "judge_boolean",
    "judge_choice",
    "judge_integer",
    "judge_number",
    "judge_text",
]

# An integer as a form field carries it. Long runs of digits are never converted.
_INTEGER_TEXT = r"-?(?:0|[1-9][0-9]*)\Z"
_LONGEST_INTEGER = 18
# A number as a form field carries it, of as many digits as anybody writes.
_NUMBER_TEXT = r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,30})?\Z"
_REMARKABLE = frozenset(["", '"'])  # of a text, what it begins with
_MOST_USUAL = 1000  # a larger number is judged when it is met


def judge_text(rules: Rules) -> Judge:
    """Judge free text: any string; an empty one as the `empty` fact says."""
    known = rules.fact("empty")
    empty = rules.breach("empty-text", known, fault="empty", policy=True) if known else FINE
    wrong_type = rules.breach("wrong-type", rules.fact("kind"), allowed="text")
    not_utf8 = rules.breach(
        "text-not-utf8", rules.matrix.fact("body", "text_not_utf8"), policy=True
    )

    most = rules.integer("max_length")
    too_long = rules.breach("text-too-long", rules.fact("max_length"), allowed=f"at most {most}")
    kind = rules.fact("kind")
    quoted = Judgement((rules.remark("text-quoted", kind, {}, note=True),)) if kind else FINE

    def judge(value: object) -> Judgement:
        if not isinstance(value, str):
            return wrong_type
        if not value:
            return empty
        if most is not None and len(value) > most:
            return too_long.of(len(value))
        if value[0] == '"' and is_quoted(value) and not _has_lone_surrogate(value):
            return quoted
        return FINE if value.isascii() or not _has_lone_surrogate(value) else not_utf8

    return judge


def judge_choice(rules: Rules) -> Judge:
    """Judge a value that must be one of a few texts."""
    choices, cause = _choices(rules)
    facts = (cause.path,) if cause else ()
    fine = {choice: Judgement(value=choice, facts=facts) for choice in choices}
    wrong_type = rules.breach("wrong-type", rules.fact("kind"), allowed="text")
    not_a_choice = rules.breach(
        "not-a-choice",
        cause or rules.fact("kind"),
        allowed=", ".join(choices),
        suggest=lambda got: nearest_text(str(got), choices),
        rank=lambda got: ", ".join(by_likeness(str(got), choices)),
        why=lambda got: why_not_listed(got, name_meant(str(got), choices)),
    )

    def judge(value: object) -> Judgement:
        if not isinstance(value, str):
            return wrong_type
        if cause is None:
            return Judgement(value=value)
        return fine.get(value) or not_a_choice

    return judge


def judge_integer(rules: Rules) -> Judge:
    """Judge an integer in a range or in a set; text counts as the integer that it spells."""
    low, high = rules.fact("min"), rules.fact("max")
    values = rules.fact("values")
    least, most = rules.integer("min"), rules.integer("max")
    listed = sorted(_integers(values))
    allowed = ", ".join(map(str, listed)) or _range(least, most)
    as_text = rules.flag("as_text")

    def suggest(got: object) -> str | None:
        number = _read_integer(got, as_text=True)
        if number is None:
            number = number_meant(got)
        if number is None:
            return None
        if listed:
            return str(min(listed, key=lambda each: abs(each - number)))
        lifted = number if least is None else max(least, number)
        return str(lifted if most is None else min(most, lifted))

    def out_of_range(cause: Fact | None) -> Judgement:
        return rules.breach("out-of-range", cause, allowed=allowed, suggest=suggest)

    below, above, outside = out_of_range(low), out_of_range(high), out_of_range(values)
    not_an_integer = rules.breach(
        "not-an-integer",
        rules.fact("kind"),
        allowed=_kind("a whole number", allowed, as_text=as_text),
        suggest=lambda got: None if _is_digits(got) and not as_text else suggest(got),
        why=lambda got: _WHY_DIGITS if _is_digits(got) else why_not_listed(got, None),
    )
    limits = tuple(each.path for each in ((values,) if values else (low, high)) if each)
    usual = listed or range(least or 0, min(most or 0, _MOST_USUAL) + 1)
    fine = {number: Judgement(value=number, facts=limits) for number in usual}

    def judge(value: object) -> Judgement:
        number = value if value.__class__ is int else _read_integer(value, as_text=as_text)
        if number is None:
            return not_an_integer
        known = fine.get(number)
        if known is not None:
            return known
        if values is not None and number not in listed:
            return outside
        if least is not None and number < least:
            return below
        if most is not None and number > most:
            return above
        return Judgement(value=number, facts=limits)

    return judge


def judge_number(rules: Rules) -> Judge:
    """Judge a number in a range; text counts as the number that it spells, to its last digit."""
    low, high = rules.fact("min"), rules.fact("max")
    bounds = [each.value if each else None for each in (low, high)]
    least, most = (each if isinstance(each, int | float) else None for each in bounds)
    allowed = _range(least, most)
    as_text = rules.flag("as_text")

    def suggest(got: object) -> str | None:
        spelt = isinstance(got, str) and re.match(_NUMBER_TEXT, got.strip())
        number = float(str(got)) if spelt else got
        if not _is_number(number):
            return None
        lifted = number if least is None else max(least, number)
        return f"{lifted if most is None else min(most, lifted):g}"

    below, above = (
        rules.breach("out-of-range", each, allowed=allowed, suggest=suggest) for each in (low, high)
    )
    wrong_type = rules.breach(
        "wrong-type",
        rules.fact("kind"),
        allowed=_kind("a number", allowed, as_text=as_text),
        suggest=suggest,
    )
    limits = tuple(each.path for each in (low, high) if each)

    def judge(value: object) -> Judgement:
        if as_text and isinstance(value, str) and re.match(_NUMBER_TEXT, value):
            side = _side_of(value, least, most)
            value = float(value)
        elif _is_number(value):
            side = -1 if least is not None and value < least else 0
            side = 1 if most is not None and value > most else side
        else:
            return wrong_type
        if side:
            return below if side < 0 else above
        return Judgement(value=value, facts=limits)

    return judge


def judge_boolean(rules: Rules) -> Judge:
    """Judge true and false; so spelt, text counts as well."""
    as_text = rules.flag("as_text")
    fine = {value: Judgement(value=value) for value in (True, False)}
    spelt = {"true": fine[True], "false": fine[False]} if as_text else {}
    wrong_type = rules.breach(
        "wrong-type",
        rules.fact("kind"),
        allowed="true or false" + (", also as text" if as_text else ""),
        suggest=lambda got: _TRUTHS.get(str(got)[:_LONGEST_TRUTH].strip().lower()),
    )

    def judge(value: object) -> Judgement:
        if isinstance(value, bool):
            return fine[value]
        return spelt.get(value, wrong_type) if isinstance(value, str) else wrong_type

    return judge


# What else people write.
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "1"), "true"),
    **dict.fromkeys(("false", "no", "off", "0"), "false"),
}
_LONGEST_TRUTH = 10


def _choices(rules: Rules) -> tuple[tuple[str, ...], Fact | None]:
    """The texts to choose from, and the fact that says so; None where it depends on the model."""
    fact = rules.fact("choices")
    if fact is not None and isinstance(fact.value, tuple):
        return rules.texts("choices"), fact
    selects = rules.fact("selects")
    return rules.matrix.models if selects else (), selects


def _integers(fact: Fact | None) -> Iterator[int]:
    value = fact.value if fact else None
    for each in value if isinstance(value, tuple) else ():
        if isinstance(each, int):
            yield each


_WHY_DIGITS = (
    "it is the digits as text, as forms and name=value send them; JSON has the number without "
    "quotes (`--file`), and a spec says `as_text: true` where the digits are taken"
)


def _is_digits(value: object) -> bool:
    return isinstance(value, str) and re.match(_INTEGER_TEXT, value) is not None


def _range(least: float | None, most: float | None) -> str:
    """A range in words; empty where neither bound is known."""
    ends = ["any" if each is None else str(each) for each in (least, most)]
    return "" if ends == ["any", "any"] else " to ".join(ends)


def _kind(kind: str, allowed: str, *, as_text: bool) -> str:
    return ", ".join(filter(None, (kind, allowed, "or its digits as text" if as_text else "")))


def _read_integer(value: object, *, as_text: bool) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if as_text and isinstance(value, str) and re.match(_INTEGER_TEXT, value):
        # Cut, it is still far outside any range.
        return int(value[:_LONGEST_INTEGER])
    return None


def _is_number(value: object) -> "TypeGuard[int | float]":
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _side_of(text: str, least: float | None, most: float | None) -> int:
    """Whether a number in digits is below (-1), above (1) or within bounds, to the last digit."""
    # Imported here because few specs have such a field.
    from fractions import Fraction

    number = Fraction(text)
    if least is not None and number < Fraction(str(least)):
        return -1
    return int(most is not None and number > Fraction(str(most)))


def is_plain(value: object, too_long: int | None = None) -> bool:
    """Whether there is surely nothing to say of a value: a text, whatever the facts are.

    `too_long` is the number of characters from which there may be.
    """
    return (
        value.__class__ is str
        and value[:1] not in _REMARKABLE
        and (too_long is None or len(value) < too_long)
        and (value.isascii() or not _has_lone_surrogate(value))
    )


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
