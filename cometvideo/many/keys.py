"""Keys: what a line of JSON has around its texts, which tells nearly all that matters of it.

Programs send many requests that differ in their text alone, and of a text nothing matters but that
it is a good one: any that is not empty and can be sent. So most lines need not be decoded.
"""

import re
from collections.abc import Iterable, Mapping

__all__ = ["Keys"]

# A JSON string that is not empty, holds no lone surrogate and does not begin with a quote.
_HEX = "[0-9a-fA-F]"
_GOOD_TEXT = (
    r'"(?!\\(?:"|u0022))(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]'
    rf"|u(?![dD][89a-fA-F]){_HEX}{{4}}"
    rf'|u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}))++"'
)
_PLAIN = frozenset({str, int, float, bool, type(None)})
_CUT = "\0"  # never stands in JSON as it is


class Keys:
    """The keys of lines, for requests with these text fields.

    Lines with one key have one structure, and equal values but for good texts: in a line that is
    JSON, an unescaped quote before the name begins a string, so that what is cut is its value.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        names = [name for name in texts if name.isidentifier()]
        self._cuts = [
            (re.compile(f'"{name}": ?{_GOOD_TEXT}'), f'"{name}":{_CUT}') for name in names
        ]
        self._endings = [f'\\"{name}"' for name in names]

    def of(self, lines: str) -> list[str]:
        """The keys of lines, which a line feed parts."""
        if _CUT in lines:
            lines = lines.replace(_CUT, "\1")
        for pattern, cut in self._cuts:
            lines = pattern.sub(cut, lines)
        return lines.split("\n")

    def tell_all(self, line: str, fields: Mapping[str, object]) -> bool:
        """Whether all lines with the key of this one get the same; `fields` are what it holds."""
        # A longer name may end like one of ours, after an escaped quote.
        escaped = '\\"' in line and any(each in line for each in self._endings)
        return not escaped and _PLAIN.issuperset(map(type, fields.values()))
