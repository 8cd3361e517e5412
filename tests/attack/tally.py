"""The tally: how often which attack ended how, and what of it breaks a promise."""

import re
import threading
from collections import Counter

__all__ = ["Tally"]

_MOST_SHOWN, _MOST_OF_ONE = 40, 4


def _kind(broken: str) -> str:
    """What breaks a promise without its numbers and what is quoted."""
    return re.split(r"[0-9'\"]", broken, maxsplit=1)[0]


class Tally:
    """Counts of one class of attacks; may be used by several threads at once."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.broken: list[str] = []
        self.slowest_s = 0.0
        self.resident = 0
        self._lock = threading.Lock()

    def count(self, attack: str, outcome: str, *, allowed: bool = True, number: int = 1) -> None:
        """Count how an attack ended; one that is not `allowed` breaks a promise."""
        with self._lock:
            self.counts[attack, outcome] += number
        if not allowed:
            self.breaks(f"{attack}: {outcome}")

    def breaks(self, what: str) -> None:
        """Note a promise that does not hold; of each kind some."""
        with self._lock:
            known = sum(_kind(each) == _kind(what) for each in self.broken)
            if known < _MOST_OF_ONE and len(self.broken) < _MOST_SHOWN:
                self.broken.append(what)

    def took(self, resident: int) -> None:
        """Note how many bytes of memory the target has."""
        with self._lock:
            self.resident = max(self.resident, resident)

    def waited(self, seconds: float) -> None:
        """Note how long an innocent client waited for its answer."""
        with self._lock:
            self.slowest_s = max(self.slowest_s, seconds)

    def lines(self) -> list[str]:
        """The counts as lines of a table, and what is broken."""
        told = [f"  {each:28}{end:24}{n:>8}" for (each, end), n in sorted(self.counts.items())]
        told.append(f"  in all{sum(self.counts.values()):>54}")
        told.append(f"  longest wait of an innocent client, s{self.slowest_s:>23.2f}")
        told.append(f"  most memory of the target, MiB{self.resident >> 20:>30}")
        return told + [f"  BROKEN {each}" for each in self.broken]
