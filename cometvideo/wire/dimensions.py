"""Dimensions: width and height as the API writes them."""

from typing import NamedTuple

__all__ = ["Dimensions", "read_dimensions"]

_MOST_DIGITS = 6


class Dimensions(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def read_dimensions(text: str) -> Dimensions | None:
    """Width and height from `WxH`; None for any other text."""
    width, _, height = text.partition("x")
    return Dimensions(int(width), int(height)) if _is_side(width) and _is_side(height) else None


def _is_side(text: str) -> bool:
    # ASCII digits on purpose: int() takes other scripts' digits, spaces and signs, too.
    is_number = text.isascii() and text.isdecimal() and text[0] != "0"
    return is_number and len(text) <= _MOST_DIGITS
