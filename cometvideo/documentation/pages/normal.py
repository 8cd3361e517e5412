"""One way to write what pages write in many: spaces, dashes, quotes, digits, signs between sizes.

It is applied once, before anything is read, and again to texts whose escapes have been undone. It
never adds or takes away a line.
"""

# ruff: noqa: RUF001 - signs as pages write them

import re
import unicodedata

__all__ = ["normal"]

_GONE = dict.fromkeys(
    map(ord, "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
)
_SPACES = dict.fromkeys(
    (ord(each) for each in "\u00a0\u1680\u202f\u205f\u3000\u2028\u2029\u0085\x0b\x0c\x1c\x1d\x1e"),
    " ",
) | dict.fromkeys(range(0x2000, 0x200B), " ")
_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc"), "'") | dict.fromkeys(
    map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d"), '"'
)
_KEPT = frozenset("！？；：，（）．")
# Letters, digits and signs of full width, but for the marks that end sentences in those scripts.
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT}
_FULL_WIDTH |= {ord("（"): "(", ord("）"): ")", ord("："): ":"}
# A raised digit is a mark of a footnote, never a part of the number before it.
_RAISED = dict.fromkeys(map(ord, "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"))
_TABLE = {**_GONE, **_SPACES, **_DASHES, **_QUOTES, **_FULL_WIDTH, **_RAISED}
_TIMES = re.compile(r"(?<=\d)[ ]?[×✕✖⨯*xX][ ]?(?=\d)")
_ODD = re.compile(r"[^\x00-\x7f]")


def normal(text: str) -> str:
    """The text as everything that reads pages expects it."""
    if _ODD.search(text):
        text = unicodedata.normalize("NFC", text).translate(_TABLE)
    if "×" in text or "*" in text or "x" in text or "X" in text or "✕" in text:
        text = _TIMES.sub("x", text)
    return text
