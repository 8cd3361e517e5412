"""Strict JSON: read without guessing, since a request means one thing or is not read at all.

Refused are repeated keys (which one counts is not defined), NaN and the infinities, numbers beyond
a double, and nesting that no request has.
"""

import json
import math
from collections.abc import Iterable
from typing import Any

from cometvideo.errors import InputError

__all__ = ["DEEPEST", "LARGEST", "LENGTH", "decode_json", "decode_text", "is_blank", "is_too_deep"]

DEEPEST = 64
"""Levels of nesting beyond which a JSON text is not read."""

LARGEST = 16 * 1024 * 1024
"""Bytes beyond which a line, or a document of requests, is not read."""

LENGTH = 256 * 1024
"""Bytes that are read at once."""

_TOO_DEEP = f"nested more than {DEEPEST} levels deep; no request needs that"


def decode_text(data: bytes) -> str:
    """Read UTF-8; raises InputError with the place of what is not."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start + 1}; save it as UTF-8") from None


def is_blank(line: str | bytes) -> bool:
    """Whether there is nothing in a line but what JSON takes for space."""
    return not (line.strip(b" \t\r\n") if isinstance(line, bytes) else line.strip(" \t\r\n"))


def decode_json(text: str) -> object:
    """Read one JSON value; raises InputError with what is wrong and where."""
    try:
        value: object = _DECODER.decode(text)
    except RecursionError:
        raise InputError(_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise InputError(f"not JSON: {error.msg} ({line}column {error.colno})") from None
    except ValueError:  # what Python says of an integer of thousands of digits
        raise InputError("a number has more digits than can be read") from None
    if is_too_deep(text, value):
        raise InputError(_TOO_DEEP)
    return value


def is_too_deep(text: str, value: object) -> bool:
    """Whether what was read of a JSON text is nested beyond `DEEPEST`.

    Python's reader takes what nothing that goes through it in Python gets to the end of.
    """
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    level: list[object] = [value]
    for _ in range(DEEPEST):
        level = [child for each in level for child in _children(each)]
        if not level:
            return False
    return True


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"the key {twice!r} stands there twice; keep one of them")
    return found


def _no_constant(text: str) -> object:
    raise InputError(f"{text} is no JSON value; write a number, a text or null")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise InputError("a number is too large to be read")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_float
)
