"""Settings: small values that people write as text, `clock=90,end=failed`, or as JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from cometvideo.errors import InputError

__all__ = ["Convert", "choice", "number", "read_settings", "text", "whole"]

Convert = Callable[[object], object]


def read_settings(
    what: str,
    given: str | Mapping[str, object],
    known: Mapping[str, Convert],
    bare: Mapping[str, Mapping[str, object]],
) -> dict[str, Any]:
    """Read settings given as text or as a mapping; `what` is what messages call them.

    In a text, commas separate `name=value` pairs and bare words, each of which stands for the
    settings that `bare` has for it. `known` has the converter of every setting. Raises InputError
    for a name that is not known and for a value that its converter does not take.
    """
    pairs = _pairs(what, given, known, bare) if isinstance(given, str) else dict(given)
    found = {}
    for name, value in pairs.items():
        if name not in known:
            raise InputError(f"{what} {name!r} is not known; allowed: {', '.join([*known, *bare])}")
        try:
            found[name] = None if value is None else known[name](value)
        except (TypeError, ValueError) as error:
            raise InputError(f"{what} {name}={value!r} cannot be used: {error}") from None
    return found


def _pairs(
    what: str,
    given: str,
    known: Mapping[str, Convert],
    bare: Mapping[str, Mapping[str, object]],
) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for word in filter(None, (word.strip() for word in given.split(","))):
        name, equals, value = word.partition("=")
        if equals:
            pairs[name.strip()] = value.strip()
        elif word in bare:
            pairs.update(bare[word])
        else:
            raise InputError(
                f"{what} {word!r} is not known; write it as one of {', '.join(bare)}, or as "
                f"name=value with one of {', '.join(known)}"
            )
    return pairs


def text(value: object) -> str:
    """A text as it is."""
    if not isinstance(value, str):
        raise TypeError("write it as text")
    return value


def whole(least: int) -> Convert:
    """A whole number, no smaller than `least`."""

    def convert(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise TypeError("write a whole number")
        try:
            number = int(value)
        except ValueError:
            raise ValueError(f"write a whole number, {least} or more") from None
        if number < least:
            raise ValueError(f"the least is {least}")
        return number

    return convert


def number(least: float, most: float = math.inf) -> Convert:
    """A number in a range, both ends included."""

    def convert(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise TypeError("write a number")
        try:
            number = float(value)
        except ValueError:
            upto = "or more" if math.isinf(most) else f"to {most:g}"
            raise ValueError(f"write a number, {least:g} {upto}") from None
        if not least <= number <= most or math.isinf(number):
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
