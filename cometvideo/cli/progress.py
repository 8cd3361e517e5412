"""Progress: one line on a terminal that tells how far a long run has come."""

import os
import time
from collections.abc import Sequence
from typing import TextIO

from cometvideo.cli.reading import Items, Lines, One

__all__ = ["Progress"]

_PAUSE = 0.1  # seconds between two pictures
_BAR = 24
_ERASE = "\r\x1b[K"


class Progress:
    """A bar on a stream that is a terminal; on any other stream, nothing."""

    def __init__(self, stream: TextIO, sources: Sequence[One | Items | Lines]) -> None:
        self.stream = stream
        paths = [each.path for each in sources if isinstance(each, Lines)]
        # Without any lines there is nothing to wait for; of a pipe nobody knows the size.
        self.size = sum(os.path.getsize(path) for path in paths if path) if None not in paths else 0
        self.shows = bool(paths) and stream.isatty()
        self.begun = self.drawn = time.monotonic()
        self.read = 0
        self.is_drawn = False

    def show(self, read: int, requests: int) -> None:
        """Draw how far it has come, after so many bytes more and so many requests in all."""
        self.read += read
        now = time.monotonic()
        if not self.shows or now - self.drawn < _PAUSE:
            return
        self.drawn = now
        speed = requests / (now - self.begun)
        self.stream.write(f"{_ERASE}{self._bar()}{requests:,} requests, {speed:,.0f} a second")
        self.stream.flush()
        self.is_drawn = True

    def clear(self) -> None:
        """Take the line away."""
        if self.is_drawn:
            self.stream.write(_ERASE)
            self.stream.flush()
            self.is_drawn = False

    def _bar(self) -> str:
        if not self.size:
            return ""
        share = min(1.0, self.read / self.size)
        full = int(share * _BAR)
        return f"{'#' * full}{'.' * (_BAR - full)} {share:4.0%}  "
