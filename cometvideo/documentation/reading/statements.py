"""Statements: what a page says of facts, and what on it could not be understood."""

from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.documentation.pages.page import Said
from cometvideo.facts.fact import Value

__all__ = ["Keys", "Notes", "Reading", "Statement", "Unclear"]

Keys = tuple[str, ...]


class Statement(NamedTuple):
    """What a page says of the fact (or, with `exists`, the block) at these keys.

    `how` says in a few words which part of the page it was read from.
    """

    keys: Keys
    value: Value
    line: int
    how: str
    exists: bool = False


class Unclear(NamedTuple):
    """Facts under these keys of which the page says something that was not understood."""

    keys: Keys
    line: int
    why: str


class Reading(NamedTuple):
    """All that was made of a page.

    `complete` are the keys under which everything was read: what is not stated there, the page
    does not say; their value is the line where it would stand. Under `listed` keys the page names
    all blocks there are. Facts `elsewhere` are not for a page of this operation to state.
    """

    statements: tuple[Statement, ...]
    unclear: tuple[Unclear, ...]
    complete: Mapping[Keys, int]
    listed: frozenset[Keys]
    elsewhere: frozenset[Keys]


class Notes:
    """Where the readers of the parts of a page put down what they made of it."""

    def __init__(self) -> None:
        self._statements: list[Statement] = []
        self._unclear: list[Unclear] = []
        self._complete: dict[Keys, int] = {}
        self._listed: set[Keys] = set()
        self._elsewhere: set[Keys] = set()

    def state(self, keys: Keys, value: Value | None, line: int, how: str) -> None:
        """Put down that the page gives a fact this value; None is no statement."""
        if value is not None:
            self._statements.append(Statement(keys, value, line, how))

    def exists(self, keys: Keys, value: str, line: int, how: str) -> None:
        """Put down that the page names a thing, such as a model or a status."""
        self._statements.append(Statement(keys, value, line, how, exists=True))

    def unclear(self, keys: Keys, line: int, why: str) -> None:
        """Put down that something about these facts could not be understood."""
        self._unclear.append(Unclear(keys, line, why))

    def complete(self, *keys: str, line: int = 1) -> None:
        """Put down that everything the page says of these facts was read, and where."""
        self._complete.setdefault(keys, line)

    def elsewhere(self, *keys: str) -> None:
        """Put down that a page of this operation has no reason to state a fact."""
        self._elsewhere.add(keys)

    def listed(self, *keys: str) -> None:
        """Put down that the page lists all things of a kind, so that one missing is gone."""
        self._listed.add(keys)

    def number(self, keys: Keys, said: Said | None, how: str) -> None:
        """Put down a number, or that there is something else where one belongs."""
        if said is None:
            return
        digits = said.text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 18:
            self.state(keys, int(said.text), said.line, how)
        else:
            self.unclear(keys, said.line, f"{said.text!r} is no whole number")

    def reading(self) -> Reading:
        """Everything that was put down."""
        return Reading(
            tuple(self._statements),
            tuple(self._unclear),
            dict(self._complete),
            frozenset(self._listed),
            frozenset(self._elsewhere),
        )
