"""The command line with a clock that is as far as it is waited for.

python -m tests.live.other_make.hurried drift live --plan plan.json --yes
"""

import sys
import time
from typing import SupportsIndex

from cometvideo.cli import main


class _Clock:
    """A clock that a sleep moves on."""

    def __init__(self) -> None:
        self._slept, self._real = 0.0, time.monotonic

    def sleep(self, seconds: SupportsIndex | float, /) -> None:
        """Wait for no time at all."""
        self._slept += float(seconds)

    def monotonic(self) -> float:
        """The time with what was waited for."""
        return self._real() + self._slept


if __name__ == "__main__":
    clock = _Clock()
    time.sleep, time.monotonic = clock.sleep, clock.monotonic
    sys.exit(main(sys.argv[1:]))
