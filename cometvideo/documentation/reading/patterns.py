"""The pattern of sizes as a page writes it, taken apart into labels and a range of sides."""

import re
from typing import NamedTuple

from cometvideo.documentation.pages.splitting import RATIO

__all__ = ["SizePattern", "ratios_in", "read_size_pattern"]

_WHOLE = re.compile(r"\^(?:\((?:\?:)?(?P<inside>.*)\)|(?P<bare>[^()|]*))\$")
_SIDE = (
    r"(?P<{0}_first>\[1-9\])?(?P<{0}_digit>\\d|\[0-9\])\{{(?P<{0}_low>\d)(?:,(?P<{0}_high>\d))?\}}"
)
_EXACT = re.compile(rf"{_SIDE.format('w')}x{_SIDE.format('h')}")
_RATIO_IN_TEXT = re.compile(rf"(?<![\w:.]){RATIO}(?![\w:])", re.ASCII)


class SizePattern(NamedTuple):
    """The labels a pattern takes, and the least and greatest side of an exact size, if any."""

    labels: tuple[str, ...]
    sides: tuple[int, int] | None


def read_size_pattern(pattern: str) -> SizePattern | None:
    """Take a pattern apart; None where it is written in another way than pages do so far."""
    whole = _WHOLE.fullmatch(pattern)
    if not whole:
        return None
    labels: list[str] = []
    sides = None
    for choice in (whole["inside"] or whole["bare"] or "").split("|"):
        exact = _EXACT.fullmatch(choice)
        if re.fullmatch(RATIO, choice, re.ASCII):
            labels.append(choice)
        elif exact and sides is None and _side(exact, "w") == _side(exact, "h"):
            sides = _side(exact, "w")
        else:
            return None
    return SizePattern(tuple(labels), sides)


def ratios_in(text: str) -> tuple[str, ...]:
    """The aspect ratios that a text names, each once, in order."""
    return tuple(dict.fromkeys(_RATIO_IN_TEXT.findall(text)))


def _side(exact: re.Match[str], which: str) -> tuple[int, int]:
    low = int(exact[f"{which}_low"])
    high = int(exact[f"{which}_high"] or low)
    if exact[f"{which}_first"]:
        return 10**low, 10 ** (high + 1) - 1
    return 0, 10**high - 1
