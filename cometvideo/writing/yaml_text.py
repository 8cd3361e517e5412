"""YAML text: writing YAML that every reader of YAML reads alike, and that ours takes."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Scalar
from cometvideo.reports.safe import safe

__all__ = ["Entry", "Tree", "comment_lines", "lines_of", "scalar_text", "value_text"]

# Texts that stand without quotes: such as no reader takes for anything but a text.
_PLAIN = re.compile(r"[A-Za-z]([A-Za-z0-9_./ -]*[A-Za-z0-9_])?")
_LOOKS_OTHERWISE = frozenset(
    ["y", "yes", "n", "no", "on", "off", "true", "false", "null", "none", "inf", "nan", "undefined"]
)
_WIDEST = 98
_LONGEST_NUMBER = 40

Tree = Mapping[str, "object | Entry"]
"""What stands under each key: a Tree, a scalar, None (which deletes), a list of either kind."""


class Entry(NamedTuple):
    """What stands under a key, and what is said of it in comments above the key."""

    value: object
    comments: tuple[str, ...] = ()


def lines_of(tree: Tree, indent: int = 0) -> Iterator[str]:
    """The lines of a block: its keys in their order, and what is nested two columns further in.

    Raises ValueError for what strict YAML cannot hold.
    """
    room = " " * indent
    for key, found in tree.items():
        entry = found if isinstance(found, Entry) else Entry(found)
        for text in entry.comments:
            yield from comment_lines(text, indent)
        if isinstance(entry.value, Mapping):
            yield f"{room}{scalar_text(key)}:"
            yield from lines_of(entry.value, indent + 2)
        elif isinstance(entry.value, list) and any(isinstance(e, Mapping) for e in entry.value):
            yield f"{room}{scalar_text(key)}:"
            yield from (f"{room}  - {_flow_text(each)}" for each in entry.value)
        else:
            yield f"{room}{scalar_text(key)}: {value_text(entry.value)}"


def comment_lines(text: str, indent: int = 0, hanging: str = "") -> Iterator[str]:
    """A text as comments, all lines but the first under `hanging`; nothing in it can end them."""
    prefix = f"{' ' * indent}# "
    yield from textwrap.wrap(
        safe(text, "log"),
        max(_WIDEST, indent + 40),
        initial_indent=prefix,
        subsequent_indent=prefix + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [prefix.rstrip()]


def value_text(value: object) -> str:
    """A scalar, a list of scalars in brackets, or null; raises ValueError for anything else."""
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_item_text, value))}]"
    return _item_text(value)


def scalar_text(value: Scalar) -> str:
    """A scalar as strict YAML has it; raises ValueError for a number or text that it has not."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        text = str(value) if abs(value) < 10**_LONGEST_NUMBER else ""
        if not text or len(text) > _LONGEST_NUMBER:
            raise ValueError(f"a number has more than {_LONGEST_NUMBER} digits")
        return text
    if isinstance(value, float):
        return _float_text(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _LOOKS_OTHERWISE:
        return value
    return _quoted(value)


def _flow_text(entry: Mapping[str, object]) -> str:
    pairs = (f"{scalar_text(key)}: {value_text(value)}" for key, value in entry.items())
    return f"{{ {', '.join(pairs)} }}"


def _item_text(value: object) -> str:
    if isinstance(value, str | int | float):
        return scalar_text(value)
    raise ValueError(f"{type(value).__name__} is no scalar")


def _float_text(value: float) -> str:
    mantissa, exponent, power = json.dumps(value, allow_nan=False).partition("e")
    if not exponent:
        return mantissa
    # YAML 1.1 takes an exponent only behind a point, and with a sign.
    point = mantissa if "." in mantissa else f"{mantissa}.0"
    return f"{point}e{power if power[0] in '+-' else '+' + power}"


def _quoted(text: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("a text with half of a surrogate pair cannot be written")
    return safe(json.dumps(text, ensure_ascii=False), "yaml")
