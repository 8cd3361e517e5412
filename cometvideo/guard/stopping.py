"""Stopping: when a guard lets no create through any more, by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cometvideo.client.contract import Failure, Task

__all__ = ["Stopping"]

_LOCKED_OUT = frozenset([401, 402, 403])


class Stopping:
    """Counts what went wrong in a row; `why` is "" until it is too much, and stays from then on.

    `most` is how many tasks may fail in a row, and how many creates be refused in a row for what
    they show; None for any number. That the API lets nobody in stops at once.
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

    def taken(self) -> None:
        """A create became a task."""
        self._moderated = 0

    def refused(self, status: int, said: Failure) -> None:
        """A create was refused."""
        if status in _LOCKED_OUT:
            self._stop(f"the API answered {status} {said.code} {said.message}".strip())
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
