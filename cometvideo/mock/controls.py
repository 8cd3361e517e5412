"""Controls: looking at a mock's state and changing it, for one key or for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.errors import InputError
from cometvideo.facts.fact import Scalar
from cometvideo.facts.worlds import choices_of, choose_world
from cometvideo.mock.faults import LIMITS, Fault, read_fault
from cometvideo.mock.journal import Journal
from cometvideo.mock.operations import DOWNLOAD
from cometvideo.mock.quirks import read_quirks
from cometvideo.mock.state import NOBODY, Account, Bill, Settings, State
from cometvideo.mock.tasks import Task
from cometvideo.plan import Plan, read_plan
from cometvideo.words import every_words, operations_of

if TYPE_CHECKING:
    from cometvideo.mock.recording import Recording

__all__ = ["Controls"]

# All that a clock may be advanced by: for all keys and for one, it stays before the year 9999.
_MOST_ADVANCED_S = 1e11
_MOST_FAULTS = 1000
_MOST_PLANNED = 10_000


class Controls:
    """The state of a mock as one key sees it, or as all keys do (`owner_key` is None).

    What is set for one key goes before what is set for all.
    """

    def __init__(self, state: State, owner_key: str | None = None) -> None:
        self._state = state
        self._key = owner_key

    def __repr__(self) -> str:
        whose = "all keys" if self._key is None else f"key {self._owner}"
        return f"<{type(self).__name__} of {whose}: {self._told()}>"

    def _told(self) -> str:
        return f"{len(self.journal)} requests, {len(self.tasks)} tasks"

    # --- Looking ---

    @property
    def journal(self) -> Journal:
        """The exchanges up to now, in their order; later ones are not in it."""
        with self._state.lock:
            return self._state.journal.of(self._owner)

    @property
    def bill(self) -> Bill:
        """What was bought: tasks, seconds of video, and what they cost."""
        with self._state.lock:
            return reduce(Bill.plus, (each.bill for each in self._accounts()), Bill())

    @property
    def tasks(self) -> list[Task]:
        """The tasks, the oldest first."""
        with self._state.lock:
            return list(self._state.store.of(self._owner))

    @property
    def now(self) -> float:
        """The mock's time in Unix seconds."""
        return self._state.now(self._account)

    @property
    def settings(self) -> Settings:
        """The settings in force: those of the key, and for the rest those for all keys."""
        own, common = self._settings, self._state.common
        return Settings(
            world=own.world or common.world,
            plan=own.plan or common.plan,
            quirks=common.quirks if own.quirks is None else own.quirks,
            faults=own.faults if self._key is None else (*own.faults, *common.faults),
            offset_s=own.offset_s,
        )

    @property
    def unused(self) -> list[str]:
        """What was prepared and never came: faults that struck no call, and plans without a task.

        A fault that need not strike, by its probability or its limit, is none of them.
        """
        state = self._state
        with state.lock:
            accounts = self._accounts()
            fired = sum((each.fired for each in state.accounts.values()), Counter[int]())
            faults = [*self._settings.faults]
            plans = [] if self._key else [*state.next_plans]
            unplayed = [] if self._key or state.recording is None else state.recording.unused
            for account in accounts:
                plans += account.next_plans
                faults += account.settings.faults
        idle = [
            each
            for each in faults
            if each.probability >= 1 and each.kind not in LIMITS and not fired[each.id]
        ]
        return [*(repr(each) for each in (*idle, *plans)), *unplayed]

    @property
    def choices(self) -> dict[str, Scalar]:
        """The options that make the world what it is, by the open facts' paths."""
        spec = self._state.spec
        return choices_of(spec, self.settings.world or spec)

    # --- Changing ---

    def advance(self, seconds: float) -> float:
        """Let time pass; returns the time then, in Unix seconds. Raises InputError."""
        with self._state.lock:
            left = _MOST_ADVANCED_S - self._settings.offset_s
            if not 0 <= seconds <= left:
                raise InputError(
                    f"time cannot pass by {seconds:.15g} seconds; give 0 to {left:.15g}, or reset"
                )
            self._set(self._settings._replace(offset_s=self._settings.offset_s + seconds))
        return self.now

    def plan(self, plan: str | Mapping[str, object] | Plan) -> Plan:
        """Decide how tasks live from now on; raises InputError."""
        found = self._read_plan(plan)
        with self._state.lock:
            self._set(self._settings._replace(plan=found))
        return found

    def seed_task(
        self,
        task_id: str,
        fields: Mapping[str, object] | None = None,
        *,
        plan: str | Mapping[str, object] | Plan = "immediate",
    ) -> Task:
        """Have a task with this id that nobody created or paid for, as if with these fields.

        It lives by its plan from now on. One that is seeded for all keys is there for each of them.
        Raises InputError for an id or fields that no task can have.
        """
        from cometvideo.mock.seeding import seeded_order

        found = self._read_plan(plan)
        with self._state.lock:
            order = seeded_order(
                self.settings.world or self._state.spec,
                task_id,
                fields or {},
                plan=found,
                owner=self._owner or NOBODY,
                at=float(int(self.now)),
                drawn=self._state.draw("seeded", task_id, 0),
            )
            self._state.store.put(task := Task(order))
        return task

    def plan_next(self, *plans: str | Mapping[str, object] | Plan) -> list[Plan]:
        """Decide how the next tasks live, one plan each; raises InputError."""
        found = [self._read_plan(each) for each in plans]
        with self._state.lock:
            queue = (self._account or self._state).next_plans
            if len(queue) + len(found) > _MOST_PLANNED:
                raise InputError(f"{_MOST_PLANNED} next tasks are planned at most; create some")
            queue.extend(found)
        return found

    def fault(self, fault: str | Mapping[str, object] | Fault) -> Fault:
        """Let something go wrong from now on; raises InputError."""
        state = self._state
        with state.lock:
            if len(self._settings.faults) >= _MOST_FAULTS:
                raise InputError(f"{_MOST_FAULTS} faults are kept at most; clear them first")
            state.faults += 1
            found = self._read_fault(fault)._replace(id=state.faults)
            self._set(self._settings._replace(faults=(*self._settings.faults, found)))
        return found

    def fail_next(self, fault: str | Mapping[str, object] | Fault = "", times: int = 1) -> Fault:
        """Let something go wrong with the next calls, `times` in all; raises InputError."""
        return self.fault(self._read_fault(fault)._replace(times=times))

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        with self._state.lock:
            gone = {each.id for each in self._settings.faults}
            self._set(self._settings._replace(faults=()))
            for account in self._accounts():
                for fault_id in gone:
                    account.fired.pop(fault_id, None)
                    account.windows.pop(fault_id, None)

    def quirks(self, *names: str) -> frozenset[str]:
        """Switch these quirks on and all others off; `all` is all of them. Raises InputError."""
        found = read_quirks(every_words(self._state.world), names)
        with self._state.lock:
            self._set(self._settings._replace(quirks=found))
        return found

    def world(
        self, choices: Mapping[str, Scalar] | None = None, *, seed: str | int | None = None
    ) -> dict[str, Scalar]:
        """Play another world: the first, or the one the seed draws, with these options pinned."""
        world = choose_world(self._state.spec, choices, seed=seed)
        with self._state.lock:
            self._set(self._settings._replace(world=world))
        return self.choices

    def play(self, recording: str | Path, videos: Path | None = None) -> Recording:
        """Answer with what a file recorded; what is not in it the world answers.

        Rendered videos are files named by their tasks, in the folder given or in `videos` beside
        the recording. It is played for all keys. Raises InputError.
        """
        from cometvideo.mock.recording import read_played

        found = read_played(self._state.spec, recording, videos)
        with self._state.lock:
            self._state.recording = found
        return found

    def reset(self) -> None:
        """Forget tasks, exchanges, counts and changed settings."""
        state = self._state
        with state.lock:
            state.store.discard(self._owner)
            state.journal.discard(self._owner)
            if self._key is None:
                state.accounts.clear()
                state.next_plans.clear()
                state.common = state.first
                if state.recording is not None:
                    state.recording.rewind()
            else:
                state.accounts.pop(self._owner or "", None)

    # --- Whose ---

    @property
    def _account(self) -> Account | None:
        return None if self._key is None else self._state.account(self._key)

    @property
    def _owner(self) -> str | None:
        account = self._account
        return None if account is None else account.owner

    @property
    def _settings(self) -> Settings:
        account = self._account
        return self._state.common if account is None else account.settings

    def _set(self, changed: Settings) -> None:
        account = self._account
        if account is None:
            self._state.common = changed
        else:
            account.settings = changed

    def _accounts(self) -> Iterable[Account]:
        account = self._account
        return list(self._state.accounts.values()) if account is None else [account]

    @property
    def _ends(self) -> list[str]:
        """The terminal statuses of all families."""
        return sorted({end for each in every_words(self._state.world) for end in each.terminal})

    @property
    def _operations(self) -> tuple[str, ...]:
        """What may be called, over all families."""
        names = (each.name for each in operations_of(self._state.world))
        return (*dict.fromkeys(names), DOWNLOAD)

    def _read_fault(self, fault: str | Mapping[str, object] | Fault) -> Fault:
        envelopes = (name for each in every_words(self._state.world) for name in each.envelopes)
        return read_fault(fault, self._operations, (*dict.fromkeys(envelopes),))

    def _read_plan(self, plan: str | Mapping[str, object] | Plan) -> Plan:
        found = read_plan(plan)
        ends = ("success", "failure", "moderated", *self._ends)
        if found.end not in ends:
            raise InputError(f"a task cannot end as {found.end!r}; allowed: {', '.join(ends)}")
        return found
