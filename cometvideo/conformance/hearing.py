"""Hearing: what a client prints, kept to a limit and searched for its key without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["LONGEST_LINE", "NOTHING", "Heard", "Printed"]

LONGEST_LINE = 1 << 20  # bytes of an answer
_MOST_KEPT = LONGEST_LINE  # bytes of the beginning that are kept, and of the end
_AROUND = 60  # bytes before a key that are shown


class Printed(NamedTuple):
    """All that a client printed or logged: its beginning and its end, where it is long.

    `left_out` is how many bytes stood between the two. `before_key` is what stood before the
    client's key, None where the key stood nowhere, in what was left out neither.
    """

    text: str = ""
    left_out: int = 0
    before_key: str | None = None


NOTHING = Printed()


class Heard:
    """A stream as it is heard, piece by piece, in memory that does not grow with it."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = [each.encode() for each in secrets if each]
        self._carried = b""
        self._before: bytes | None = None
        self._head, self._tail = bytearray(), bytearray()
        self._dropped = 0

    def add(self, piece: bytes) -> None:
        """Hear the next bytes."""
        self._search(piece)
        room = _MOST_KEPT - len(self._head)
        self._head += piece[:room]
        self._tail += piece[room:]
        if len(self._tail) > 2 * _MOST_KEPT:
            self._trim()

    def last_line(self) -> str | None:
        """The last line that is not blank, "" where there is none; None where it is too long."""
        kept = (bytes(self._head) + bytes(self._tail) if not self._dropped else self._tail).rstrip()
        begun = max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1
        if len(kept) - begun > LONGEST_LINE or (self._dropped and not begun):
            return None
        return kept[begun:].decode("utf-8", "replace")

    def printed(self) -> Printed:
        """What was heard up to now."""
        self._trim()
        tail = self._tail.decode("utf-8", "replace")
        if self._dropped:
            tail = f"\n… {self._dropped} bytes left out …\n{tail}"
        before = None if self._before is None else self._before.decode("utf-8", "replace")
        return Printed(self._head.decode("utf-8", "replace") + tail, self._dropped, before)

    def _trim(self) -> None:
        beyond = max(len(self._tail) - _MOST_KEPT, 0)
        del self._tail[:beyond]
        self._dropped += beyond

    def _search(self, piece: bytes) -> None:
        if self._before is not None:
            return
        seen = self._carried + piece
        for secret in self._secrets:
            at = seen.find(secret)
            if at >= 0:
                self._before = seen[max(at - _AROUND, 0) : at]
        longest = max(map(len, self._secrets), default=0)
        self._carried = seen[-(longest + _AROUND) :]
