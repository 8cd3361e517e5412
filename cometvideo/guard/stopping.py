"""Stopping: when a guard lets no create through any more, by itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection

from cometvideo.client.contract import Failure, Task

__all__ = ["Stopping"]

_LOCKED_OUT = frozenset([401, 402, 403])
_MOST = 1_024  # keys that are locked out


class Stopping:
    """Counts what went wrong in a row; `why` is "" until it is too much, and stays from then on.

    That the API does not let in who has a key stops what comes with that key, at once: keys are
    told apart by their fingerprints.

    `most` is how many tasks may fail in a row, and how many creates be refused in a row for what
    they show; None for any number.
    """

    def __init__(
        self, most: int | None, moderation: Collection[str], log: Callable[[str], object]
    ) -> None:
        self.why = ""
        self._most = most
        self._moderation = moderation
        self._log = log
        self._failed: dict[str, None] = {}
        self._moderated = 0
        self.locked_out: OrderedDict[str, str] = OrderedDict()

    def why_not(self, key: str) -> str:
        """Why nothing is sent with a key; "" where it is."""
        return self.why or self.locked_out.get(key, "")

    def taken(self) -> None:
        """A create became a task."""
        self._moderated = 0

    def refused(self, key: str, status: int, said: Failure) -> None:
        """A create with a key was refused."""
        if status in _LOCKED_OUT:
            why = f"the API answered {status} {said.code} {said.message}".strip()
            self.locked_out[key] = why
            if len(self.locked_out) > _MOST:
                self.locked_out.popitem(last=False)
            self._log(f"stopped: nothing more is sent with key {key}: {why}")
        if said.code in self._moderation:
            self._moderated += 1
            self._check(self._moderated, "creates in a row were refused for what they show")

    def seen(self, task: Task) -> None:
        """A task was asked after."""
        if task.means == "failure" and task.terminal:
            if self._most is not None:
                self._failed[task.id] = None
                self._check(len(self._failed), "tasks in a row have failed")
        elif task.terminal:
            self._failed.clear()

    def _check(self, number: int, what: str) -> None:
        if self._most is not None and number >= self._most:
            self._stop(f"{number} {what}")

    def _stop(self, why: str) -> None:
        if not self.why:
            self.why = why
            self._log(f"stopped: {why}")
