"""Progress: one line on a terminal that tells how far a long run has come."""

import os
import time
from collections.abc import Sequence
from typing import TextIO

from cometvideo.cli.reading import Items, Lines, One
from cometvideo.reports.text import amount

__all__ = ["Progress", "ProgressLine"]

_PAUSE = 0.1  # seconds between two pictures
_BAR = 24
_ERASE = "\r\x1b[K"


class ProgressLine:
    """A line on a stream that is a terminal; on any other stream, nothing."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.shows = stream.isatty()
        self.drawn = 0.0
        self.is_drawn = False

    def show(self, text: str) -> None:
        """Draw a text in the place of the one before, which is left if it is still new."""
        now = time.monotonic()
        if self.is_due(now):
            self.draw(text, now)

    def is_due(self, now: float) -> bool:
        """Whether there is a terminal, and the text before is not new any more."""
        return self.shows and now - self.drawn >= _PAUSE

    def draw(self, text: str, now: float) -> None:
        """Draw a text in the place of the one before."""
        self.drawn = now
        self.stream.write(f"{_ERASE}{text}")
        self.stream.flush()
        self.is_drawn = True

    def clear(self) -> None:
        """Take the line away."""
        if self.is_drawn:
            self.stream.write(_ERASE)
            self.stream.flush()
            self.is_drawn = False


class Progress:
    """How far many requests have come: a bar where their size is known."""

    def __init__(self, stream: TextIO, sources: Sequence[One | Items | Lines]) -> None:
        self.line = ProgressLine(stream)
        paths = [each.path for each in sources if isinstance(each, Lines)]
        # Without any lines there is nothing to wait for; of a pipe nobody knows the size.
        self.size = sum(os.path.getsize(path) for path in paths if path) if None not in paths else 0
        self.line.shows &= bool(paths)
        self.begun = self.line.drawn = time.monotonic()
        self.read = 0

    def show(self, read: int, requests: int) -> None:
        """Draw how far it has come, after so many bytes more and so many requests in all."""
        self.read += read
        now = time.monotonic()
        if self.line.is_due(now):
            speed = requests / (now - self.begun)
            self.line.draw(
                f"{self._bar()}{amount(requests, 'request')}, {speed:,.0f} a second", now
            )

    def clear(self) -> None:
        """Take the line away."""
        self.line.clear()

    def _bar(self) -> str:
        if not self.size:
            return ""
        share = min(1.0, self.read / self.size)
        full = int(share * _BAR)
        return f"{'#' * full}{'.' * (_BAR - full)} {share:4.0%}  "
