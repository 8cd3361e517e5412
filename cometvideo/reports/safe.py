"""Text from elsewhere made safe for where it goes.

Requests, specs, pages, answers and programs hold any text. Nothing of it may steer a terminal, be
a command to whatever reads a log, or be other than itself in a report: whatever is put out goes
through `safe`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

__all__ = ["COLOURS", "Place", "safe"]

Place = Literal[
    "terminal",
    "lines",
    "log",
    "github",
    "github property",
    "markdown",
    "html",
    "xml",
    "json",
    "yaml",
]

COLOURS: Final = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}
"""The only sequences that a terminal is sent, by name."""

_CODE: Final = f"(?:{'|'.join(COLOURS.values())})"
_PAINT: Final = rf"(\x1b\[(?:{_CODE}(?:;{_CODE})*|0)m)"
# A runner of workflows takes a line that begins so, or holds the second, for a command.
_COMMAND: Final = r"(?m)^(\s*):(?=:)"
_OLD_COMMAND: Final = "##["
# What Markdown takes for more than itself: a _ within a word, and a [ without a link, it does not.
_MARKDOWN: Final = r"[\\`*<|]|(?<![^\W_])_|_(?![^\W_])|\[(?=[^\]]*\][(\[])"


def safe(text: str, place: Place = "terminal") -> str:
    """The text as it can stand there, on one line unless it says lines.

    `terminal`: lines of a report, in colours of ours; `lines`: without colours. `log`: a line
    among others. `github`: the words of a workflow command, or a property of one. `markdown`:
    within a paragraph or a cell. `html`: within an element or an attribute. `xml`: what a document
    can hold, before an XML library writes it. `json`: a document that is JSON already; `yaml`: one
    that is YAML, in which every text that is not plain stands in double quotes.
    """
    if place == "terminal" and text.isprintable() and ":" not in text and _OLD_COMMAND not in text:
        return text
    return _PLACES[place](text)


def _terminal(text: str) -> str:
    if "\x1b" not in text:
        return _disarmed(_visible(text))
    pieces = re.split(_PAINT, text)
    # Every second piece is paint.
    pieces[::2] = map(_visible, pieces[::2])
    painted, plain = (_disarmed("".join(each)) for each in (pieces, pieces[::2]))
    # What is a command once the paint is off is told without any.
    return painted if plain == re.sub(_PAINT, "", painted) else plain


def _visible(text: str, kept: str = "\n") -> str:
    """The text with everything that could steer a terminal written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        sign
        if sign.isprintable() or sign in kept
        else "\\n"
        if sign == "\n"
        else sign.encode("unicode_escape").decode()
        for sign in text
    )


def _disarmed(text: str) -> str:
    if _OLD_COMMAND in text:
        text = text.replace(_OLD_COMMAND, "##\\[")
    return re.sub(_COMMAND, r"\1\\:", text) if "::" in text else text


def _log(text: str) -> str:
    return _disarmed(_visible(text, kept=""))


def _github(text: str, further: str = "") -> str:
    lines = "".join(each if each in "\r\n" else _visible(each) for each in text)
    for sign in f"%\r\n{further}":
        lines = lines.replace(sign, f"%{ord(sign):02X}")
    return _disarmed(lines)


def _property(text: str) -> str:
    return _github(text, ":,")


def _markdown(text: str) -> str:
    line = _visible(text.replace("\n", " "), kept="")
    return _disarmed(re.sub(_MARKDOWN, r"\\\g<0>", line))


def _html(text: str) -> str:
    import html

    return html.escape(_log(text))


def _xml(text: str) -> str:
    return _visible(text)


def _json(text: str) -> str:
    text = text.replace(_OLD_COMMAND, "##\\u005b")
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(each if each.isprintable() or each in "\n " else _escape(each) for each in text)


def _yaml(text: str) -> str:
    text = text.replace(_OLD_COMMAND, "##\\u005b")
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        sign
        if sign.isprintable() or sign in "\n "
        else f"\\u{ord(sign):04x}"
        if sign <= "\uffff"
        else f"\\U{ord(sign):08x}"
        for sign in text
    )


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


_PLACES: Mapping[str, Callable[[str], str]] = {
    "terminal": _terminal,
    "lines": lambda text: _disarmed(_visible(text)),
    "log": _log,
    "github": _github,
    "github property": _property,
    "markdown": _markdown,
    "html": _html,
    "xml": _xml,
    "json": _json,
    "yaml": _yaml,
}
