"""The guard's console: what is left of the budgets, what was sent, and what is still open."""

from __future__ import annotations

import hashlib
import json
import shlex
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cometvideo.console.moments import clock_time, day, span
from cometvideo.console.pages import Console, Look, Values
from cometvideo.errors import InputError
from cometvideo.guard.app import STATE
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger, Row
from cometvideo.wire.exchange import Answer, HttpRequest

__all__ = ["GuardConsole"]

_MOST_ROWS = 50  # creates that are listed
_MOST_FACTS = 200
_LARGEST = 16 << 20  # bytes of a recording that is judged here


class Made(NamedTuple):
    """One create as it is shown; `tone` is the colour of its state."""

    id: int
    time: str
    owner: str
    model: str
    seconds: int
    state: str
    tone: str
    task: str
    price: str
    problem: str
    settling: tuple[str, ...]


_TONES = {"sending": "known", "unclear": "open", "answered": "good", "refused": "quiet"}


class GuardConsole(Console):
    """Shows one guard and changes nothing of it; a person settles creates with the command.

    `ledger` is that of the guard, `recorded` the file of what passed it, None where it keeps none.
    """

    name = "guard"
    root = STATE
    tabs = (("", "Money"), ("facts", "Facts"))
    parts = frozenset({"guard"})

    def __init__(self, guard: Guard, ledger: Ledger, recorded: Path | None = None) -> None:
        super().__init__({"": self._money, "facts": self._facts})
        self._guard = guard
        self._ledger = ledger
        self._recorded = recorded
        self._judging = threading.Lock()

    def __repr__(self) -> str:
        return f"<GuardConsole of {self._guard!r}>"

    def takes(self, request: HttpRequest) -> bool:
        """Whether a request is for a page of it."""
        return self._is_page(request.path)

    def news(self) -> Mapping[str, object]:
        """What the guard tells of itself, as a digest."""
        told = json.dumps(self._guard.state(), sort_keys=True)
        return {"state": hashlib.sha256(told.encode()).hexdigest()[:16]}

    def common(self) -> Values:
        """The spec that it judges by."""
        return {"spec": self._guard.spec.name}

    def _money(self, look: Look) -> Answer:
        state: dict[str, Any] = self._guard.state()
        rows = [self._made(each) for each in self._ledger.newest(_MOST_ROWS)]
        unclear = [self._made(each) for each in self._ledger.unclear()]
        budgets = [
            {**each, "left": [(of, left, _part(left, each["most"])) for of, left in shares]}
            for each in state["budgets"]
            if (shares := [*each["left"].items()] or [("all", each["most"])])
        ]
        return self.page(
            "guard",
            look,
            stopped=state["stopped"],
            locked_out=state["locked_out"],
            budgets=budgets,
            totals=state["creates"],
            rows=rows,
            unclear=unclear,
        )

    def _made(self, row: Row) -> Made:
        settle = ["cometvideo", "guard", "settle", str(row.id), "--ledger", str(self._ledger.path)]
        commands = (shlex.join([*settle, "--task", "TASK"]), shlex.join([*settle, "--nothing"]))
        return Made(
            row.id,
            f"{day(row.at)} {clock_time(row.at)}",
            row.owner,
            row.model,
            row.seconds,
            row.state,
            _TONES[row.state],
            row.task,
            row.price,
            row.problem,
            commands if row.state == "unclear" else (),
        )

    def _facts(self, look: Look) -> Answer:
        path, found = self._recorded, None
        if path is not None and look.thing == "judged":
            if not self._judging.acquire(blocking=False):
                raise InputError("it is being judged already; look again in a moment")
            try:
                found = _judged(self._guard, path)
            finally:
                self._judging.release()
        return self.page("facts", look, recorded=path, judged=found)


def _part(left: float, most: float) -> int:
    return round(100 * left / most) if most else 0


def _judged(guard: Guard, path: Path) -> dict[str, Any]:
    """What the recording bears out, and what it contradicts."""
    from cometvideo.jobs import read_recording
    from cometvideo.live.traffic import judge_families

    if path.stat().st_size > _LARGEST:
        size = f"{path} has grown above {_LARGEST >> 20} MiB"
        raise InputError(f"{size}; judge it with: cometvideo drift logs {shlex.quote(str(path))}")
    begun = time.monotonic()
    traffic = judge_families(guard.spec, read_recording(path), {})
    shown: dict[str, list[Any]] = {}
    for each in traffic.report.drifts:
        shown.setdefault(each.verdict, []).append(each)
    return {
        "jobs": traffic.jobs,
        "took": span(time.monotonic() - begun),
        "verdicts": [(name, len(those), those[:_MOST_FACTS]) for name, those in shown.items()],
        "left_out": sorted(traffic.left_out.items()),
    }
