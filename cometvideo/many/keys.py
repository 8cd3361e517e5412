"""Keys: what a line of JSON has around its texts, which tells nearly all that matters of it.

Programs send many requests that differ in their text alone, and of a text nothing matters but that
it is a good one: any that is not empty and can be sent. Of a field that nobody documents, such as a
seed or a number of their own, only the name matters. So most lines need not be decoded.
"""

import re
from collections.abc import Mapping

from cometvideo.many.texts import Texts

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
# One that is surely no JSON object as a text, whose keys are looked at where nobody documents it.
_NO_OBJECT = rf'"(?!["\\{{]){_TEXT}'
_ANY_VALUE = rf"(?:{_NO_OBJECT}|-?(?:0|[1-9][0-9]{{0,14}})(?:\.[0-9]{{1,15}})?(?=[ \t\r]*[,}}]))"
_PLAIN = frozenset({str, int, float, bool, type(None)})
_MOST_STRANGERS = 8  # names that are learned; each is looked for in every line
_CUT = "\0"  # never stands in JSON as it is


class Keys:
    """The keys of lines, for requests with certain texts among the fields that are documented.

    Lines with one key have one structure, and equal values but for good texts and for what stands
    in fields that nobody documents: in a line that is JSON, an unescaped quote before the name
    begins a string, so that what is cut is its value.
    """

    def __init__(self, texts: Texts) -> None:
        self._too_long = texts.too_long
        self._known = {*texts.documented}
        self._cuts: list[tuple[re.Pattern[str], str]] = []
        self._endings: list[str] = []
        for names, value in ((texts.everywhere, _GOOD_TEXT), (texts.somewhere, _NO_OBJECT)):
            for name in filter(str.isidentifier, names):
                self._cut(name, value)
        self._most = len(self._cuts) + _MOST_STRANGERS

    def _cut(self, name: str, value: str) -> None:
        self._cuts.append((re.compile(f'"{name}": ?{value}'), f'"{name}":{_CUT}'))
        self._endings.append(f'\\"{name}"')

    def of(self, lines: str) -> list[str]:
        """The keys of lines, which a line feed parts."""
        if _CUT in lines:
            lines = lines.replace(_CUT, "\1")
        cut = lines
        for pattern, left in self._cuts:
            cut = pattern.sub(left, cut)
        keys = cut.split("\n")
        if self._too_long and _has_line_of(self._too_long, lines):
            # Such a line may have such a text, and is its own key.
            for place, line in enumerate(lines.split("\n")):
                if len(line) >= self._too_long:
                    keys[place] = line
        return keys

    def learn(self, fields: Mapping[str, object]) -> None:
        """Leave out from now on what stands in those fields of a line that nobody documents."""
        for name, value in fields.items():
            if len(self._cuts) == self._most:
                return
            is_new = name not in self._known and name.isidentifier()
            if is_new and type(value) in (str, int, float):
                self._known.add(name)
                self._cut(name, _ANY_VALUE)

    def tell_all(self, line: str, fields: Mapping[str, object]) -> bool:
        """Whether all lines with the key of this one get the same; `fields` are what it holds."""
        # A longer name may end like one of ours, after an escaped quote.
        escaped = '\\"' in line and any(each in line for each in self._endings)
        return not escaped and _PLAIN.issuperset(map(type, fields.values()))


def _has_line_of(length: int, lines: str) -> bool:
    """Whether there is a line of so many characters, at a look at one in each so many."""
    at = 0
    while at + length <= len(lines):
        end = lines.rfind("\n", at, at + length)
        if end < 0:
            return True
        at = end + 1
    return False
