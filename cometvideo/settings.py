"""Settings: small values that people write as text, `clock=90,end=failed`, or as JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from cometvideo.errors import InputError
from cometvideo.likeness import did_you_mean

__all__ = ["Convert", "choice", "header", "number", "read_settings", "text", "whole"]

# The most of any number where nothing else is said; of seconds, thirty years.
MOST = 10**9

# What stands between two commas.
_WORD = r'\s*\w+\s*=\s*"[^"]*"\s*(?=,|$)|[^,]+'
Convert = Callable[[object], object]


def read_settings(
    what: str,
    given: str | Mapping[str, object],
    known: Mapping[str, Convert],
    bare: Mapping[str, Mapping[str, object]],
) -> dict[str, Any]:
    """Read settings given as text or as a mapping; `what` is what messages call them.

    In a text, commas separate `name=value` pairs and bare words, each of which stands for the
    settings that `bare` has for it; a value in double quotes may have commas in it. `known` has the
    converter of every setting; null leaves one out. Raises InputError for a name that is not known
    and for a value that its converter does not take.
    """
    pairs = _pairs(what, given, known, bare) if isinstance(given, str) else dict(given)
    found = {}
    for name, value in pairs.items():
        if name not in known:
            allowed = ", ".join([*known, *bare])
            raise InputError(
                f"{what} {name[:60]!r} is not known; allowed: {allowed}{did_you_mean(name, known)}"
            )
        if value is None:
            continue
        try:
            found[name] = known[name](value)
        except (TypeError, ValueError) as error:
            raise InputError(f"{what} {name}={_shown(value)} cannot be used: {error}") from None
    return found


def _shown(value: object) -> str:
    try:
        return f"{value!r:.60}"
    except ValueError:  # Python does not write integers of thousands of digits
        return "that number"


def _pairs(
    what: str,
    given: str,
    known: Mapping[str, Convert],
    bare: Mapping[str, Mapping[str, object]],
) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for word in filter(None, (word.strip() for word in re.findall(_WORD, given))):
        name, equals, value = word.partition("=")
        if equals:
            pairs[name.strip()] = _unquoted(value.strip())
        elif word in bare:
            pairs.update(bare[word])
        else:
            raise InputError(
                f"{what} {word[:60]!r} is not known; write it as one of {', '.join(bare)}, or as "
                f"name=value with one of {', '.join(known)}; put a value with commas in double "
                f"quotes{did_you_mean(word, bare)}"
            )
    return pairs


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1] if is_quoted else value


def text(value: object) -> str:
    """A text as it is."""
    if not isinstance(value, str):
        raise TypeError("write it as text")
    return value


def header(value: object) -> str:
    """A text that can stand in a header."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    found = str(value) if is_number else text(value)
    if not all(each == "\t" or " " <= each <= "~" for each in found):
        raise ValueError("it stands in a header: write printable ASCII, on one line")
    return found


def whole(least: int, most: int = MOST) -> Convert:
    """A whole number from `least` to `most`."""

    def convert(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise TypeError("write a whole number")
        try:
            number = int(value)
        except ValueError:
            raise ValueError(f"write a whole number, {least} or more") from None
        if number < least:
            raise ValueError(f"the least is {least}")
        if number > most:
            raise ValueError(f"the most is {most}")
        return number

    return convert


def number(least: float, most: float = MOST) -> Convert:
    """A number in a range, both ends included."""

    def convert(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise TypeError("write a number")
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"write a number, {least:g} to {most:g}") from None
        except OverflowError:
            number = math.inf
        if not least <= number <= most:
            raise ValueError(f"it must be {least:g} to {most:g}")
        return number

    return convert


def choice(*allowed: str) -> Convert:
    """One of a few words."""

    def convert(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"allowed: {', '.join(allowed)}")
        return str(value)

    return convert
