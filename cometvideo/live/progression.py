"""Progression: what a run sends next, how many jobs are out, and what must not be sent."""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from cometvideo.live.attempt import Attempt, SendResult
from cometvideo.live.dispatch import Dispatch
from cometvideo.live.following import Ending
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import PreparedPlan
from cometvideo.live.probe import Probe

__all__ = ["Event", "Progression", "Summary", "What"]


_MOST_DENIED_FIRST = 2
_MOST_DENIED_LATER = 5  # a key that is let in elsewhere may lack a model
_MOST_UNCLEAR = 3
_LATER = {
    "answered": "the API goes on asking to be left alone (HTTP 429): go on later",
    "not sent": "the API cannot be reached: look at the base URL and the network",
}

What = Literal["sending", "again", "answered", "ended", "skipped", "stopped"]


class Event(NamedTuple):
    """One thing that happened in a run: to which probe, what of it, and how much is spent by then.

    `seconds` are those of video that are paid for, or may be.
    """

    what: What
    probe: str
    about: str = ""
    seconds: int = 0


class Summary(NamedTuple):
    """What a run did, with those before it on the same ledger.

    `jobs` and `seconds` of video are paid for, or may be; of `unclear` jobs among them nobody knows
    what became. `skipped` are probes that were not sent, with the reasons; `stopped` says why the
    run ended before its plan did.
    """

    jobs: int
    seconds: int
    unclear: int
    skipped: tuple[tuple[str, str], ...] = ()
    stopped: str = ""


class Progression:
    """One run through a plan, begun where the ledger says that the one before ended.

    `follow` waits for the task (the second argument) of a probe. At most `at_once` tasks are out.
    Where the ledger ends with creates of which nobody knows what became, as many as stop a run, no
    further one is sent, unless somebody `has_looked` at the account.
    """

    def __init__(
        self,
        prepared: PreparedPlan,
        ledger: Ledger,
        dispatch: Dispatch,
        follow: Callable[[str, str], Ending],
        *,
        at_once: int,
        has_looked: bool,
        on_event: Callable[[Event], object],
    ) -> None:
        self._planned = prepared.probes
        self._ledger = ledger
        self._dispatch = dispatch
        self._follow = follow
        self._at_once = max(at_once, 1)
        self._on_event = on_event
        self._costs = {each.id: each.cost for each in prepared.library}
        rows = ledger.rows
        creates = {each.id for each in prepared.library if each.is_create}
        before = [each for each in rows.values() if each.probe in creates and each.state != "due"]
        unclear = takewhile(lambda row: row.billed and not row.task, reversed(before))
        self._caution = _Caution(0 if has_looked else len(list(unclear)))
        self._done = {each.probe for each in rows.values() if each.state != "due"}
        self._out = deque(
            (each.probe, each.task) for each in rows.values() if each.state == "running"
        )
        # By group, the probe that was taken although it should not have been.
        self._taken = {
            each.group: each.id
            for each in prepared.library
            if each.id in rows and rows[each.id].unexpected
        }

    def through(self, follow_up: Callable[[Sequence[Attempt]], Probe | None]) -> Summary:
        """Send what is planned, then what follows up; wait for all that is out in any case."""
        stopped = self._send_all(follow_up)
        if stopped:
            self._tell("stopped", "", stopped)
        while self._out:
            self._finish_oldest()
        spent = self._ledger.spent
        return Summary(
            spent.jobs, spent.seconds, spent.unclear, tuple(self._ledger.skipped.items()), stopped
        )

    def _send_all(self, follow_up: Callable[[Sequence[Attempt]], Probe | None]) -> str:
        """Send until there is nothing more to send, or a reason not to, which is returned."""
        for probe in self._planned:
            stopped = self._send(probe)
            if stopped:
                return stopped
        while (further := follow_up(self._ledger.attempts())) is not None:
            if further.id in self._done:
                break  # it was had already, or must not be
            stopped = self._send(further)
            if stopped:
                return stopped
        return ""

    def _send(self, probe: Probe) -> str:
        """Send a probe unless it was sent or must not be; returns why nothing more should be."""
        if probe.id in self._done:
            return ""
        self._done.add(probe.id)
        while probe.is_create and len(self._out) >= self._at_once:
            self._finish_oldest()
        why_not = self._why_not(probe)
        if why_not:
            self._ledger.skip(probe.id, why_not)
            self._tell("skipped", probe.id, why_not)
            return ""
        stopped = self._caution.why_not(probe)
        if stopped:
            return stopped
        self._tell("sending", probe.id, f"{probe.cost.kind}, {probe.cost.seconds} s")
        result = self._came(probe)
        self._tell("answered" if result.task else "ended", probe.id, _worded(result))
        if result.task:
            self._out.append((probe.id, result.task))
        if result.unexpected:
            self._taken[probe.group] = probe.id
        return self._caution.why_stop(probe, result)

    def _came(self, probe: Probe) -> SendResult:
        def again(result: SendResult) -> None:
            self._tell("again", probe.id, _worded(result))

        result = self._dispatch.send(probe, again)
        while result.is_passing and result.status is not None and self._out:
            # It may be the jobs that are out which are too many.
            self._finish_oldest()
            result = self._dispatch.send(probe, again)
        return result

    def _why_not(self, probe: Probe) -> str:
        if not probe.is_create:
            return ""
        if probe.group and probe.group in self._taken:
            taken = self._taken[probe.group]
            return f"{taken!r} was taken although it should be refused, and this may be as well"
        spent, plan = self._ledger.spent, self._ledger.plan
        seconds = spent.seconds + probe.cost.seconds
        if seconds > plan.worst_seconds or spent.jobs + 1 > plan.worst_jobs:
            return (
                f"with it {seconds} s and {spent.jobs + 1} jobs might be paid for, and the plan "
                f"allows {plan.worst_seconds} s and {plan.worst_jobs}"
            )
        if plan.max_amount is not None:
            sent = [self._costs[row.probe] for row in self._ledger.rows.values() if row.billed]
            amounts = [each.amount for each in (*sent, probe.cost)]
            if None in amounts or sum(each or 0 for each in amounts) > plan.max_amount:
                return "with it more might be billed than the plan's limit of money allows"
        return ""

    def _finish_oldest(self) -> None:
        probe, task = self._out[0]
        found = self._follow(probe, task)
        self._ledger.settle(probe, found.state, found.problem, found.video)
        self._out.popleft()
        self._tell("ended", probe, found.problem or _measured(found))

    def _tell(self, what: What, probe: str, about: str) -> None:
        self._on_event(Event(what, probe, about, self._ledger.spent.seconds))


def _worded(result: SendResult) -> str:
    answer = result.fate if result.status is None else f"HTTP {result.status}"
    if result.unexpected:
        answer += ", although it should be refused"
    return f"{answer}: {result.problem}" if result.problem else answer


def _measured(found: Ending) -> str:
    video = found.video
    if video is None:
        return ""
    return video.problem or f"{video.width}x{video.height}, {video.seconds:g} s"


class _Caution:
    """What the last answers have in common: to one run and, if `unclear`, to those before it."""

    def __init__(self, unclear: int) -> None:
        self._is_let_in = False
        self._denied = 0
        self._unclear = unclear

    def why_not(self, probe: Probe) -> str:
        """Why this should not be sent, nor anything after it; empty where it may be."""
        if not probe.is_create or self._unclear < _MOST_UNCLEAR:
            return ""
        return (
            f"{self._unclear} jobs in a row may have been started without a clear answer: look at "
            "the account before going on, and then add --despite-unclear"
        )

    def why_stop(self, probe: Probe, result: SendResult) -> str:
        """Why nothing more should be sent after this; empty where there is no such reason."""
        if result.is_passing:
            return _LATER.get(result.fate, "")
        if probe.key != "own" or not probe.operation:
            return ""  # the answer says nothing of the key
        if result.is_denied:
            self._denied += 1
        elif result.status is not None and result.status < 500:
            self._denied, self._is_let_in = 0, True
        if probe.is_create:
            self._unclear = self._unclear + 1 if result.is_unclear else 0
        if self._denied >= (_MOST_DENIED_LATER if self._is_let_in else _MOST_DENIED_FIRST):
            status = f"HTTP {result.status}"
            return f"the API does not let the key in ({status}): look at it and the account"
        return self.why_not(probe)
