"""Style: colour and width, where there is a terminal that has them."""

import os
from typing import NamedTuple, TextIO

__all__ = ["PLAIN", "Style", "style_of"]

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}
_BY_WORD = {
    "error": ("red", "bold"),
    "invalid": ("red", "bold"),
    "warning": ("yellow", "bold"),
    "uncertain": ("yellow", "bold"),
    "open": ("yellow",),
    "note": ("cyan",),
    "valid": ("green", "bold"),
    "observed": ("green",),
    "documented": ("green",),
    "inferred": ("cyan",),
}


class Style(NamedTuple):
    """How to write for one stream; `width` is None where lines may be of any length."""

    colour: bool = False
    width: int | None = None

    def paint(self, text: str, *names: str) -> str:
        """The text in these colours, or as it is."""
        if not self.colour or not names or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"

    def word(self, word: str, text: str | None = None) -> str:
        """A verdict, a severity or a level in its colour; `text` to show in place of the word."""
        return self.paint(word if text is None else text, *_BY_WORD.get(word, ()))


PLAIN = Style()


def style_of(stream: TextIO) -> Style:
    """The style for a stream: NO_COLOR and FORCE_COLOR before what the stream is."""
    terminal = stream.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if os.environ.get("NO_COLOR"):
        colour = False
    elif os.environ.get("FORCE_COLOR"):
        colour = True
    width = None
    if terminal:
        try:
            width = max(40, os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):
            width = 80
    return Style(colour, width)
