"""Notes: where readers of the parts of a page put down what they made of it."""

from cometvideo.documentation.pages.page import Said
from cometvideo.documentation.reading.claim import Claim, Keys, Reading, Unclear
from cometvideo.facts.fact import Value

__all__ = ["Notes"]


class Notes:
    """Claims, doubts and what was read to the end, while one page is read."""

    def __init__(self) -> None:
        self._claims: list[Claim] = []
        self._unclear: list[Unclear] = []
        self._complete: dict[Keys, int] = {}
        self._listed: set[Keys] = set()
        self._elsewhere: set[Keys] = set()

    def claim(self, keys: Keys, value: Value | None, line: int, how: str) -> None:
        """Put down that the page gives a fact this value; None is no statement."""
        if value is not None:
            self._claims.append(Claim(keys, value, line, how))

    def exists(self, keys: Keys, value: str, line: int, how: str) -> None:
        """Put down that the page names a thing, such as a model or a status."""
        self._claims.append(Claim(keys, value, line, how, exists=True))

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
            self.claim(keys, int(said.text), said.line, how)
        else:
            self.unclear(keys, said.line, f"{said.text!r} is no whole number")

    def reading(self) -> Reading:
        """Everything that was put down."""
        return Reading(
            tuple(self._claims),
            tuple(self._unclear),
            dict(self._complete),
            frozenset(self._listed),
            frozenset(self._elsewhere),
        )
