"""Claims: what a page says of a fact, and what on a page could not be understood."""

from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Value

__all__ = ["Claim", "Keys", "Reading", "Unclear"]

Keys = tuple[str, ...]


class Claim(NamedTuple):
    """A statement of a page about the fact (or, with `exists`, the block) at these keys.

    `how` says in a few words which part of the page it was read from.
    """

    keys: Keys
    value: Value
    line: int
    how: str
    exists: bool = False

    @property
    def path(self) -> str:
        """The keys as the path of a fact is written."""
        return ".".join(self.keys)


class Unclear(NamedTuple):
    """Facts under these keys of which the page says something that was not understood."""

    keys: Keys
    line: int
    why: str


class Reading(NamedTuple):
    """All that was made of a page.

    `complete` are the keys under which everything was read: what is not claimed there, the page
    does not say; their value is the line where it would stand. Under `listed` keys the page names
    all blocks there are. Facts `elsewhere` are not for a page of this operation to state.
    """

    claims: tuple[Claim, ...]
    unclear: tuple[Unclear, ...]
    complete: Mapping[Keys, int]
    listed: frozenset[Keys]
    elsewhere: frozenset[Keys]
