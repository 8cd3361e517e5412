"""Statements: what a page says of facts, and what on it could not be understood."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cometvideo.documentation.pages.page import Said
from cometvideo.facts.fact import Value

__all__ = ["CUT", "NOT_ALL", "Given", "Keys", "Notes", "Reading", "Statement", "Unclear"]

Keys = tuple[str, ...]

_TEXT = "text of the field"
NOT_ALL = "a sentence may name some of them alone"
CUT = "the page ends here, where there may have been more"


class Given(NamedTuple):
    """What a sentence gives, to a model or to all; sure where the whole of it was understood."""

    values: tuple[str, ...]
    is_sure: bool
    passage: str


class Statement(NamedTuple):
    """What a page says of the fact (or, with `exists`, the block) at these keys.

    `how` says in a few words which part of the page it was read from. What is not sure was read
    from a `passage` that was not understood whole: it may bear a fact out, but claims nothing else.
    A list that `is_part` names some of its values, and need not name all.
    """

    keys: Keys
    value: Value
    line: int
    how: str
    exists: bool = False
    is_sure: bool = True
    passage: str = ""
    is_part: bool = False


class Unclear(NamedTuple):
    """Facts under these keys of which the page says something that was not understood.

    What is `told` is told even where all of the facts are stated in other places.
    """

    keys: Keys
    line: int
    why: str
    passage: str = ""
    is_told: bool = False


class Reading(NamedTuple):
    """All that was made of a page.

    `places` are the keys whose place was found, with its line; `whole` those whose place was also
    understood whole, so that what is not stated there is gone. Under `listed` keys the page names
    all blocks there are, under `found` at least some of them. Facts `elsewhere` are not for a page
    of this operation to state.
    """

    statements: tuple[Statement, ...]
    unclear: tuple[Unclear, ...]
    places: Mapping[Keys, int]
    whole: Mapping[Keys, int]
    listed: frozenset[Keys]
    found: frozenset[Keys]
    elsewhere: frozenset[Keys]


class Notes:
    """Where the readers of the parts of a page put down what they made of it."""

    def __init__(self) -> None:
        self._statements: list[Statement] = []
        self._unclear: list[Unclear] = []
        self._places: dict[Keys, int] = {}
        self._whole: dict[Keys, int] = {}
        self._listed: set[Keys] = set()
        self._found: set[Keys] = set()
        self._elsewhere: set[Keys] = set()

    def state(self, keys: Keys, value: Value | None, line: int, how: str) -> None:
        """Put down that the page gives a fact this value; None is no statement."""
        if value is not None:
            self._statements.append(Statement(keys, value, line, how))

    def suggest(self, keys: Keys, value: Value, line: int, how: str, passage: str) -> None:
        """Put down that a passage may give a fact this value."""
        said = Statement(keys, value, line, how, is_sure=False, passage=passage)
        self._statements.append(said)

    def some(self, keys: Keys, values: Value, line: int, how: str, passage: str) -> None:
        """Put down values of a list in a sentence, which may leave out others."""
        self._statements.append(Statement(keys, values, line, how, passage=passage, is_part=True))
        self.unclear(keys, line, NOT_ALL, passage)

    def exists(self, keys: Keys, value: str, line: int, how: str) -> None:
        """Put down that the page names a thing, such as a model or a status."""
        self._statements.append(Statement(keys, value, line, how, exists=True))

    def unclear(self, keys: Keys, line: int, why: str, passage: str = "") -> None:
        """Put down that something about these facts could not be understood."""
        self._unclear.append(Unclear(keys, line, why, passage))

    def odd(self, keys: Keys, line: int, why: str, passage: str) -> None:
        """Put down a passage that may say something of its own, and was not understood."""
        self._unclear.append(Unclear(keys, line, why, passage, is_told=True))

    def place(self, *keys: str, line: int = 1) -> None:
        """Put down that the place where these facts would stand was found."""
        self._places.setdefault(keys, line)

    def whole(self, *keys: str, line: int = 1) -> None:
        """Put down that the place of these facts was found and understood whole."""
        self._places.setdefault(keys, line)
        self._whole.setdefault(keys, line)

    def elsewhere(self, *keys: str) -> None:
        """Put down that a page of this operation has no reason to state a fact."""
        self._elsewhere.add(keys)

    def found(self, *keys: str) -> None:
        """Put down that a list of the things under these keys was found."""
        self._found.add(keys)

    def listed(self, keys: Keys, named: Sequence[Said]) -> None:
        """Put down all things of a kind, as the page lists them, so that one missing is gone."""
        self._listed.add(keys)
        self.found(*keys)
        for each in named:
            self.exists((*keys, each.text), each.text, each.line, "values of the field")

    def mentioned(
        self,
        keys: Keys,
        known: Iterable[str],
        names: Sequence[str],
        at: Said,
        why: str = NOT_ALL,
    ) -> None:
        """Put down known things that a sentence names, and a doubt if these are not all of them."""
        self.found(*keys)
        for each in (each for each in known if each in names):
            self.exists((*keys, each), each, at.line, "text of the field")
        if {*known} != {*names}:
            self.odd(keys, at.line, why, at.text)

    def number(self, keys: Keys, said: Said | None, how: str, *, whole: bool = True) -> None:
        """Put down a number, or that there is something else where one belongs."""
        if said is None:
            return
        digits = said.text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 18:
            self.state(keys, int(said.text), said.line, how)
        elif not whole and re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,6}", digits):
            self.state(keys, float(said.text), said.line, how)
        elif not whole:
            self.unclear(keys, said.line, f"{said.text!r} is no number")
        else:
            self.unclear(keys, said.line, f"{said.text!r} is no whole number")

    def ends(self, keys: Keys, ranges: Iterable[Given], line: int) -> None:
        """Put down the ends of ranges that the text of a field gives, as sure as they are."""
        for given in ranges:
            for key, end in zip(("min", "max"), map(int, given.values), strict=True):
                if given.is_sure:
                    self.state((*keys, key), end, line, _TEXT)
                else:
                    self.suggest((*keys, key), end, line, _TEXT, given.passage)

    def reading(self) -> Reading:
        """Everything that was put down."""
        return Reading(
            tuple(self._statements),
            tuple(self._unclear),
            dict(self._places),
            dict(self._whole),
            frozenset(self._listed),
            frozenset(self._found),
            frozenset(self._elsewhere),
        )
