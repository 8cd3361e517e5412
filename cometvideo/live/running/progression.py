"""Progression: what a run sends next, how many jobs are out, and what must not be sent."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from cometvideo.live.evidence.attempt import Attempt
from cometvideo.live.evidence.probe import Probe
from cometvideo.live.running.caution import Caution
from cometvideo.live.running.dispatch import Came, Dispatch
from cometvideo.live.running.events import Event, Summary, What
from cometvideo.live.running.following import Followed
from cometvideo.live.running.ledger import Ledger

__all__ = ["Progression"]


class Progression:
    """One run through a plan, begun where the ledger says that the one before ended.

    `follow` waits for the task (the second argument) of a probe. At most `at_once` tasks are out.
    """

    def __init__(
        self,
        ledger: Ledger,
        dispatch: Dispatch,
        follow: Callable[[str, str], Followed],
        probes: Iterable[Probe],
        *,
        at_once: int,
        on_event: Callable[[Event], object],
    ) -> None:
        self._ledger = ledger
        self._dispatch = dispatch
        self._follow = follow
        self._at_once = max(at_once, 1)
        self._on_event = on_event
        self._caution = Caution()
        rows = ledger.rows
        self._done = {each.probe for each in rows.values() if each.state != "due"}
        self._out = deque(
            (each.probe, each.task) for each in rows.values() if each.state == "running"
        )
        # By group, the probe that was taken although it should not have been.
        self._taken = {
            each.group: each.id for each in probes if each.id in rows and rows[each.id].unexpected
        }

    def through(
        self, planned: Sequence[Probe], follow_up: Callable[[Sequence[Attempt]], Probe | None]
    ) -> Summary:
        """Send what is planned, then what follows up; wait for all that is out in any case."""
        stopped = self._send_all(planned, follow_up)
        if stopped:
            self._tell("stopped", "", stopped)
        while self._out:
            self._finish_oldest()
        spent = self._ledger.spent
        return Summary(
            spent.jobs, spent.seconds, spent.unclear, tuple(self._ledger.skipped.items()), stopped
        )

    def _send_all(
        self, planned: Sequence[Probe], follow_up: Callable[[Sequence[Attempt]], Probe | None]
    ) -> str:
        """Send until there is nothing more to send, or a reason not to, which is returned."""
        for probe in planned:
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
        self._tell("sending", probe.id, f"{probe.cost.kind}, {probe.cost.seconds} s")
        came = self._came(probe)
        self._tell("answered" if came.task else "ended", probe.id, _worded(came))
        if came.task:
            self._out.append((probe.id, came.task))
        if came.unexpected:
            self._taken[probe.group] = probe.id
        return self._caution.why_stop(probe, came)

    def _came(self, probe: Probe) -> Came:
        def again(came: Came) -> None:
            self._tell("again", probe.id, _worded(came))

        came = self._dispatch.send(probe, again)
        while came.is_passing and came.status is not None and self._out:
            # It may be the jobs that are out which are too many.
            self._finish_oldest()
            came = self._dispatch.send(probe, again)
        return came

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
        return ""

    def _finish_oldest(self) -> None:
        probe, task = self._out[0]
        found = self._follow(probe, task)
        self._ledger.settle(probe, found.state, found.problem, found.video)
        self._out.popleft()
        self._tell("ended", probe, found.problem or _measured(found))

    def _tell(self, what: What, probe: str, about: str) -> None:
        self._on_event(Event(what, probe, about, self._ledger.spent.seconds))


def _worded(came: Came) -> str:
    answer = came.fate if came.status is None else f"HTTP {came.status}"
    if came.unexpected:
        answer += ", although it should be refused"
    return f"{answer}: {came.problem}" if came.problem else answer


def _measured(found: Followed) -> str:
    video = found.video
    if video is None:
        return ""
    return video.problem or f"{video.width}x{video.height}, {video.seconds:g} s"
