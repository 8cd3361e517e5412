"""The ledger: what a run has sent and learned, kept so that nothing is paid for twice."""

import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple, Self

from cometvideo.errors import InputError
from cometvideo.live.attempt import Attempt, Fate, SendResult, State, Video
from cometvideo.live.ledger_file import begin, clear_words, connected, is_begun, take
from cometvideo.live.plan import ProbePlan, read_plan
from cometvideo.live.stored import exchange_of, exchange_text
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Exchange

__all__ = ["Billed", "Ledger", "Row"]


_NONE = Credentials()


class Row(NamedTuple):
    """How far a probe has come.

    It is `sending` until what came of it is kept; `due` if it may be sent again; `running` while
    its task is to be waited for. `billed` is whether it is paid for or may be, `seconds` how much.
    """

    probe: str
    state: State
    fate: Fate
    seconds: int
    billed: bool
    unexpected: bool
    task: str
    problem: str


class Billed(NamedTuple):
    """Jobs and seconds of video that are paid for, or may be: of `unclear` jobs nobody knows."""

    jobs: int
    seconds: int
    unclear: int


class Ledger:
    """The ledger of one run, an SQLite file that nobody else uses meanwhile.

    Every change is on the disk before its method returns. Nothing that came from elsewhere is kept
    with the `credentials` in it, nor with anything else that would let somebody in; ids and states,
    which are written here, are kept as they are. Opened by `open` to go on with a run, by `read` to
    look at one. Anything wrong with the file is an InputError.
    """

    def __init__(self, path: Path, db: sqlite3.Connection, credentials: Credentials) -> None:
        self.path = path
        self._db = db
        self._credentials = credentials
        ((self.run_id, self.plan_text, self.base_url),) = self._ask(
            "SELECT id, plan, base_url FROM run"
        )
        self.plan: ProbePlan = read_plan(self.plan_text)

    @classmethod
    def open(
        cls,
        path: Path,
        plan_text: str,
        base_url: str,
        run_id: str,
        *,
        credentials: Credentials = _NONE,
    ) -> Self:
        """Begin a ledger, or go on with the one that is there, of this very plan and base URL.

        A create that was being sent when the run ended is `interrupted`: what became of it is not
        known, and it is not sent again.
        """
        db = connected(path)
        try:
            with clear_words(path):
                take(db)
                if not is_begun(db, path):
                    begin(db, run_id, plan_text, base_url)
                ledger = cls(path, db, credentials)
            ledger._refuse_another(plan_text, base_url)
            ledger._interrupt()
        except BaseException:
            db.close()
            raise
        return ledger

    @classmethod
    def read(cls, path: Path) -> Self:
        """A ledger that is there, to be looked at."""
        nothing = InputError(f"there is no ledger {path}: give the file that a run has written")
        if not path.is_file():
            raise nothing
        db = connected(path, "?mode=rw", wait_s=1.0)
        try:
            with clear_words(path):
                found = is_begun(db, path)
            if found:
                return cls(path, db, _NONE)
        except BaseException:
            db.close()
            raise
        db.close()
        raise nothing

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, so that others may use it."""
        self._db.close()

    # --- Writing ---

    def sending(self, probe: str, exchange: Exchange, *, creates: bool, seconds: int) -> None:
        """Keep that a probe is about to be sent. A create counts as billed until better is known.

        The exchange has no answer yet.
        """
        self._write(
            "INSERT INTO sent (probe, creates, state, fate, exchange, seconds, billed)"
            " VALUES (:probe, :creates, 'sending', 'interrupted', :exchange, :seconds, :creates)"
            " ON CONFLICT (probe) DO UPDATE SET state = excluded.state, fate = excluded.fate,"
            " exchange = excluded.exchange, billed = excluded.billed, problem = ''",
            probe=probe,
            creates=creates,
            exchange=self._text(exchange),
            seconds=seconds,
        )

    def keep(self, probe: str, exchange: Exchange, result: SendResult) -> None:
        """Keep what came of sending a probe."""
        self._write(
            "UPDATE sent SET exchange = :exchange, fate = :fate, state = :state, billed = :billed,"
            " unexpected = :unexpected, task = :task, problem = :problem WHERE probe = :probe",
            probe=probe,
            exchange=self._text(exchange),
            fate=result.fate,
            state=result.state,
            billed=result.billed,
            unexpected=result.unexpected,
            task=self._credentials.text(result.task),
            problem=self._credentials.text(result.problem),
        )

    def keep_poll(self, probe: str, exchange: Exchange) -> None:
        """Keep an exchange that asked after the task of a probe."""
        self._write(
            "INSERT INTO polled (probe, exchange) VALUES (:probe, :exchange)",
            probe=probe,
            exchange=self._text(exchange),
        )

    def settle(
        self, probe: str, state: State, problem: str = "", video: Video | None = None
    ) -> None:
        """Keep that a probe has ended, or that it is to be taken up again, and why."""
        told = video and video._replace(problem=self._credentials.text(video.problem))
        self._write(
            "UPDATE sent SET state = :state, problem = :problem,"
            " video = coalesce(:video, video) WHERE probe = :probe",
            probe=probe,
            state=state,
            problem=self._credentials.text(problem),
            video=None if told is None else json.dumps(told._asdict()),
        )

    def skip(self, probe: str, why: str) -> None:
        """Keep that a probe is not sent, and why."""
        self._write(
            "INSERT OR REPLACE INTO skipped (probe, why) VALUES (:probe, :why)",
            probe=probe,
            why=self._credentials.text(why),
        )

    # --- Reading ---

    @property
    def rows(self) -> dict[str, Row]:
        """The probes that were sent, in that order."""
        found = self._ask(f"SELECT {', '.join(Row._fields)} FROM sent ORDER BY number")  # noqa: S608
        rows = (Row(*each) for each in found)
        return {
            each.probe: each._replace(billed=bool(each.billed), unexpected=bool(each.unexpected))
            for each in rows
        }

    @property
    def spent(self) -> Billed:
        """What is paid for, or may be."""
        ((jobs, seconds, unclear),) = self._ask(
            "SELECT count(*), coalesce(sum(seconds), 0), coalesce(sum(task = ''), 0)"
            " FROM sent WHERE billed"
        )
        return Billed(jobs, seconds, unclear)

    @property
    def skipped(self) -> dict[str, str]:
        """The probes that were not sent although planned, with the reasons."""
        return dict(
            self._ask(
                "SELECT probe, why FROM skipped WHERE probe NOT IN (SELECT probe FROM sent)"
                " ORDER BY rowid"
            )
        )

    def attempts(self) -> tuple[Attempt, ...]:
        """What came of every probe that was sent, in that order."""
        polls: dict[str, list[Exchange]] = {}
        for probe, text in self._ask("SELECT probe, exchange FROM polled ORDER BY number"):
            polls.setdefault(probe, []).append(exchange_of(json.loads(text)))
        found = self._ask(
            "SELECT probe, fate, exchange, video, problem FROM sent"
            " WHERE creates OR fate != 'interrupted' ORDER BY number"
        )
        return tuple(
            Attempt(
                probe,
                fate,
                (exchange_of(json.loads(text)), *polls.get(probe, ())),
                None if video is None else Video(**json.loads(video)),
                problem,
            )
            for probe, fate, text, video, problem in found
        )

    # --- Shared ---

    def _text(self, exchange: Exchange) -> str:
        return exchange_text(exchange, self._credentials)

    def _write(self, statement: str, **values: Any) -> None:
        # The API may send text that UTF-8 has no bytes for.
        safe = {
            name: value.encode("utf-8", "backslashreplace").decode()
            if isinstance(value, str)
            else value
            for name, value in values.items()
        }
        with clear_words(self.path):
            self._db.execute(statement, safe)

    def _ask(self, question: str) -> list[Any]:
        with clear_words(self.path):
            return self._db.execute(question).fetchall()

    def _refuse_another(self, plan_text: str, base_url: str) -> None:
        if self.plan != read_plan(plan_text):
            raise InputError(
                f"the ledger {self.path} is that of another plan: give that one, or another "
                "--ledger for this one"
            )
        if self.base_url != base_url and not self.rows:
            # Nothing was asked there yet.
            self._write("UPDATE run SET base_url = :base_url", base_url=base_url)
            self.base_url = base_url
        if self.base_url != base_url:
            raise InputError(
                f"the ledger {self.path} is that of a run against {self.base_url}, and this is "
                f"{base_url}: set that base URL, or give another --ledger"
            )

    def _interrupt(self) -> None:
        self._write(
            "UPDATE sent SET state = 'ended', problem = :problem"
            " WHERE state = 'sending' AND creates",
            problem="the run ended before the answer was kept; it is not sent again",
        )
        self._write("UPDATE sent SET state = 'due' WHERE state = 'sending'")
