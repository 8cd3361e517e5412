"""Keys: what a line of JSON has around its texts, which tells nearly all that matters of it.

Programs send many requests that differ in their text alone, and of a text nothing matters but that
it is a good one: any that is not empty and can be sent. Of a field that nobody documents, such as a
seed or a number of their own, only the name matters. So most lines need not be decoded.
"""

import re
from collections.abc import Iterable, Mapping

__all__ = ["Keys"]

_HEX = "[0-9a-fA-F]"
_ESCAPED = (
    rf'\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F]){_HEX}{{4}}'
    rf"|u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}})"
)
# What `re` reads fastest first: what most texts have to their end.
_TEXT = (
    r"[ !#-\[\]-\xff]*+"
    rf'(?:(?:[^\x00-\xff]|{_ESCAPED})[^"\\\x00-\x1f]*+)*+"'
)
# A JSON string that is not empty, holds no lone surrogate and does not begin with a quote.
_GOOD_TEXT = rf'"(?!"|\\(?:"|u0022)){_TEXT}'
# One that is no object of JSON as text, whose keys are looked at; or a number of few digits.
_ANY_VALUE = (
    rf'(?:"(?!["\\{{]){_TEXT}|-?(?:0|[1-9][0-9]{{0,14}})(?:\.[0-9]{{1,15}})?(?=[ \t\r]*[,}}]))'
)
_PLAIN = frozenset({str, int, float, bool, type(None)})
_MOST_STRANGERS = 8  # names that are learned; each is looked for in every line
_CUT = "\0"  # never stands in JSON as it is


class Keys:
    """The keys of lines, for requests with these text fields among all that are documented.

    Lines with one key have one structure, and equal values but for good texts and for what stands
    in fields that nobody documents: in a line that is JSON, an unescaped quote before the name
    begins a string, so that what is cut is its value.
    """

    def __init__(self, texts: Iterable[str], documented: Iterable[str] = ()) -> None:
        self._known = {*documented}
        self._cuts: list[tuple[re.Pattern[str], str]] = []
        self._endings: list[str] = []
        for name in texts:
            self._cut(name, _GOOD_TEXT)
        self._most = len(self._cuts) + _MOST_STRANGERS

    def _cut(self, name: str, value: str) -> None:
        if name.isidentifier():
            self._cuts.append((re.compile(f'"{name}": ?{value}'), f'"{name}":{_CUT}'))
            self._endings.append(f'\\"{name}"')

    def of(self, lines: str) -> list[str]:
        """The keys of lines, which a line feed parts."""
        if _CUT in lines:
            lines = lines.replace(_CUT, "\1")
        for pattern, cut in self._cuts:
            lines = pattern.sub(cut, lines)
        return lines.split("\n")

    def learn(self, fields: Mapping[str, object]) -> None:
        """Leave out from now on what stands in those fields of a line that nobody documents."""
        for name, value in fields.items():
            if name not in self._known and type(value) in (str, int, float):
                if len(self._cuts) == self._most:
                    return
                self._known.add(name)
                self._cut(name, _ANY_VALUE)

    def tell_all(self, line: str, fields: Mapping[str, object]) -> bool:
        """Whether all lines with the key of this one get the same; `fields` are what it holds."""
        # A longer name may end like one of ours, after an escaped quote.
        escaped = '\\"' in line and any(each in line for each in self._endings)
        return not escaped and _PLAIN.issuperset(map(type, fields.values()))
