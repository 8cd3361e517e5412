"""Dimensions: width and height as the API writes them."""

import re
from typing import NamedTuple

__all__ = ["Dimensions", "read_dimensions"]

# ASCII digits and \Z on purpose: \d takes other scripts' digits, $ takes a final newline.
_EXACT = re.compile(r"([1-9][0-9]{0,5})x([1-9][0-9]{0,5})\Z")


class Dimensions(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def read_dimensions(text: str) -> Dimensions | None:
    """Width and height from `WxH`; None for any other text."""
    found = _EXACT.match(text)
    return Dimensions(int(found[1]), int(found[2])) if found else None
