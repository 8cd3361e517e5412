"""Facts: what a spec claims, with the source, the certainty and the place of every claim."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

__all__ = [
    "LEVELS",
    "SOURCE_KINDS",
    "Also",
    "Fact",
    "Level",
    "Scalar",
    "Source",
    "Value",
    "Where",
    "level_of",
    "value_words",
]

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]
Level = Literal["observed", "documented", "inferred", "open"]

LEVELS: tuple[Level, ...] = ("observed", "documented", "inferred", "open")

SOURCE_KINDS = (
    *("observation", "documentation", "superseded", "vendor", "gateway"),
    *("sdk", "report"),
)
"""What a source may be; any but the first two allows an inference only."""

_LEVEL_BY_KIND: dict[str, Level] = {"observation": "observed", "documentation": "documented"}


class Where(NamedTuple):
    """A place in a spec file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Source(NamedTuple):
    """Who says so: a page, an announcement, a program, an observation.

    `date` is when somebody last looked at it: a year, a month or a day, or "" where that is not
    known.
    """

    id: str
    kind: str
    title: str
    address: str
    covers: str
    date: str
    where: Where


class Also(NamedTuple):
    """What another source says of the same thing; informational, never a reason to reject."""

    source: str
    value: Value
    note: str = ""


class Fact(NamedTuple):
    """One addressable claim.

    `path` is opaque: look it up whole, never split it. `value` is None while the fact is open;
    `one_of` are the options that the documentation leaves, and stays when one of them is assumed.
    """

    path: str
    keys: tuple[str, ...]
    value: Value | None
    one_of: tuple[Scalar, ...]
    level: Level
    sources: tuple[str, ...]
    note: str
    also: tuple[Also, ...]
    contradicted: bool
    where: Where

    def __repr__(self) -> str:
        words = self.words
        return (
            f"<Fact {self.path}: {words if len(words) < 80 else words[:79] + '…'} ({self.level})>"
        )

    @property
    def is_open(self) -> bool:
        """Whether the upstream may be any of several here."""
        return self.value is None

    @property
    def options(self) -> tuple[Value, ...]:
        """The values that the fact may have: one if it is settled."""
        return self.one_of if self.value is None else (self.value,)

    @property
    def words(self) -> str:
        """What the fact says: its value, or the options that are left."""
        *most, last = map(value_words, self.options)
        return f"{', '.join(most)} or {last}" if most else last


def value_words(value: Value) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def level_of(sources: tuple[str, ...], known: Mapping[str, Source]) -> Level:
    """The certainty that a set of sources gives: that of the best of them."""
    levels = {_LEVEL_BY_KIND.get(known[each].kind, "inferred") for each in sources if each in known}
    return next((level for level in LEVELS if level in levels), "inferred")
