"""Judging the values of simple fields: text, choices and integers."""

import re
from collections.abc import Callable

from cometvideo.facts.fact import Fact
from cometvideo.prediction.judgement import Judgement
from cometvideo.prediction.likeness import by_likeness, nearest_text, number_meant
from cometvideo.prediction.rules import Rules

__all__ = ["Judge", "is_plain", "judge_choice", "judge_integer", "judge_text"]

Judge = Callable[[object], Judgement]

# An integer as a form field carries it. Long runs of digits are never converted.
_INTEGER_TEXT = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_LONGEST_INTEGER = 18


def judge_text(terms: Rules) -> Judge:
    """Judge free text: any string; an empty one as the `empty` fact says."""
    fine = Judgement()
    empty = terms.breach("empty-text", terms.fact("empty"), fault="empty", policy=True)
    knows_empty = terms.fact("empty") is not None
    wrong_type = terms.breach("wrong-type", terms.fact("kind"), allowed="text")
    not_utf8 = terms.breach(
        "text-not-utf8", terms.matrix.fact("body", "text_not_utf8"), policy=True
    )

    def judge(value: object) -> Judgement:
        if is_plain(value):
            return fine
        if not isinstance(value, str):
            return wrong_type.judgement
        if not value:
            return empty.judgement if knows_empty else fine
        return not_utf8.judgement if _has_lone_surrogate(value) else fine

    return judge


def is_plain(value: object) -> bool:
    """Whether a value is a text of which there is nothing to say, whatever the facts are."""
    return (
        value.__class__ is str
        and value != ""
        and (value.isascii() or not _has_lone_surrogate(value))
    )


def judge_choice(terms: Rules) -> Judge:
    """Judge a value that must be one of a few texts."""
    choices, cause = _choices(terms)
    facts = (cause.path,) if cause else ()
    fine = {choice: Judgement(value=choice, facts=facts) for choice in choices}
    wrong_type = terms.breach("wrong-type", terms.fact("kind"), allowed="text")
    not_a_choice = terms.breach(
        "not-a-choice",
        cause or terms.fact("kind"),
        allowed=", ".join(choices),
        suggest=lambda got: nearest_text(str(got), choices),
        rank=lambda got: ", ".join(by_likeness(str(got), choices)),
    )

    def judge(value: object) -> Judgement:
        if not isinstance(value, str):
            return wrong_type.judgement
        if cause is None:
            return Judgement(value=value)
        return fine.get(value) or not_a_choice.judgement

    return judge


def judge_integer(terms: Rules) -> Judge:
    """Judge an integer in a range or in a set; text counts as the integer that it spells."""
    low, high = terms.fact("min"), terms.fact("max")
    values = terms.fact("values")
    least, most = terms.integer("min"), terms.integer("max")
    allowed_set = sorted(value for value in (values.value if values else ()) or ())  # type: ignore[union-attr]
    allowed = ", ".join(map(str, allowed_set)) or f"{_shown(least)} to {_shown(most)}"
    as_text = terms.value("as_text") is True

    def suggest(got: object) -> str | None:
        number = _read_integer(got, as_text=True)
        if number is None:
            number = number_meant(got)
        if number is None:
            return None
        if allowed_set:
            return str(min(allowed_set, key=lambda each: abs(int(each) - number)))
        lifted = number if least is None else max(least, number)
        return str(lifted if most is None else min(most, lifted))

    def out_of_range(cause: Fact | None) -> Judgement:
        return terms.breach("out-of-range", cause, allowed=allowed, suggest=suggest).judgement

    below, above, outside = out_of_range(low), out_of_range(high), out_of_range(values)
    not_an_integer = terms.breach(
        "not-an-integer",
        terms.fact("kind"),
        allowed=f"a whole number, {allowed}" + (", or its digits as text" if as_text else ""),
        suggest=suggest,
    )
    limits = tuple(each.path for each in (values,) if each) or tuple(
        each.path for each in (low, high) if each
    )

    def judge(value: object) -> Judgement:
        number = _read_integer(value, as_text=as_text)
        if number is None:
            return not_an_integer.judgement
        if values is not None and number not in allowed_set:
            return outside
        if least is not None and number < least:
            return below
        if most is not None and number > most:
            return above
        return Judgement(value=number, facts=limits)

    return judge


def _choices(terms: Rules) -> tuple[tuple[str, ...], Fact | None]:
    """The texts to choose from, and the fact that says so; None where it depends on the model."""
    fact = terms.fact("choices")
    if fact is not None and isinstance(fact.value, tuple):
        return tuple(map(str, fact.value)), fact
    selects = terms.fact("selects")
    return terms.matrix.models if selects else (), selects


def _shown(bound: int | None) -> str:
    return "any" if bound is None else str(bound)


def _read_integer(value: object, *, as_text: bool) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if as_text and isinstance(value, str) and _INTEGER_TEXT.match(value):
        # Cut, it is still far outside any range.
        return int(value[:_LONGEST_INTEGER])
    return None


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)
