"""Accounts: the state that the mock keeps for one key, apart from its tasks."""

from __future__ import annotations

from collections import Counter, deque
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.mock.faults import Call, Fault, strikes
from cometvideo.plan import Plan

__all__ = ["Account", "Bill", "Settings"]


class Settings(NamedTuple):
    """How the mock behaves towards a key; None leaves it to the settings for all keys.

    `offset_s` is how far the clock was advanced.
    """

    world: Matrix | None = None
    plan: Plan | None = None
    quirks: frozenset[str] | None = None
    faults: tuple[Fault, ...] = ()
    offset_s: float = 0.0


class Bill(NamedTuple):
    """What was bought: tasks, and seconds of video, whatever became of them."""

    tasks: int = 0
    seconds: int = 0


class Account:
    """State of one key: its settings, the plans for its next tasks, and its counts."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.settings = Settings()
        self.next_plans: deque[Plan] = deque()
        self.calls: Counter[str] = Counter()
        self.fired: Counter[int] = Counter()
        self.windows: dict[int, deque[float]] = {}
        self.bill = Bill()
        self.begun = 0

    def fault(self, call: Call, common: Settings) -> Fault | None:
        """The first fault that strikes a call, its own before those for all keys."""
        for fault in (*self.settings.faults, *common.faults):
            if strikes(fault, call, self.fired[fault.id]) and self._is_full(fault, call):
                self.fired[fault.id] += 1
                return fault
        return None

    def _is_full(self, fault: Fault, call: Call) -> bool:
        """Whether a quota is used up; a fault of any other kind always is."""
        if fault.kind != "quota":
            return True
        window = self.windows.setdefault(fault.id, deque())
        while window and window[0] <= call.now - fault.seconds:
            window.popleft()
        if len(window) >= fault.limit:
            return True
        window.append(call.now)
        return False
