"""The guard's ledger: what was sent, before it is sent, and what is known to have come of it."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple

from cometvideo.errors import InputError
from cometvideo.guard.budget import Budget, price_words
from cometvideo.guard.creates import Create
from cometvideo.guard.sums import FREED, SCHEMA, SPENT, TOTALS

__all__ = ["Ledger", "Row", "Spent", "State"]

State = Literal["sending", "unclear", "answered", "refused"]
"""`sending` until its end is known; `unclear` where nobody can tell if there is a task to pay for;
`answered` where there is one; `refused` where there is none."""

_APPLICATION = 0x434D4744  # marks a file as ours, where SQLite has a place for that
_FORMAT = 2
_TABLES = """
CREATE TABLE creates (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, owner TEXT NOT NULL, same TEXT NOT NULL,
    name TEXT NOT NULL, model TEXT NOT NULL, seconds INTEGER NOT NULL, state TEXT NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0,
    type TEXT NOT NULL DEFAULT '', body BLOB NOT NULL DEFAULT x'', task TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '', amount INTEGER, currency TEXT NOT NULL DEFAULT ''
);
CREATE INDEX creates_same ON creates (same, at);
CREATE INDEX creates_name ON creates (name, at);
CREATE INDEX creates_at ON creates (at);
"""
# What ledgers of this format may lack, since earlier versions do without it.
_FURTHER = """
CREATE INDEX IF NOT EXISTS creates_sending ON creates (at) WHERE state = 'sending';
CREATE INDEX IF NOT EXISTS creates_unclear ON creates (id) WHERE state = 'unclear';
CREATE INDEX IF NOT EXISTS creates_bodies ON creates (at) WHERE body != x'' AND state != 'unclear';
DROP INDEX IF EXISTS creates_open;
CREATE TABLE IF NOT EXISTS ended (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, at REAL NOT NULL, until REAL,
    type TEXT NOT NULL, body BLOB NOT NULL
);
"""
_MOST_ENDED = 16_384  # answers about tasks that have ended
_MOST_FORGOTTEN = 8  # answers of creates, at each create: more than come, so that none pile up


class Row(NamedTuple):
    """One create that was sent, or is being sent. `at` is in Unix seconds.

    `amount` is what was reserved for it, in millionths of the `currency`; None where no price was
    known. `status`, `type` and `body` are its answer's, as far as there is one to be given again;
    `task` is the id of what was made; `delivered` is whether the answer is known to have left for
    its client.
    """

    id: int
    at: float
    owner: str
    same: str
    name: str
    model: str
    seconds: int
    state: State
    delivered: bool
    status: int
    type: str
    body: bytes
    task: str
    problem: str
    amount: int | None
    currency: str

    @property
    def price(self) -> str:
        """What was reserved for it, in words."""
        return price_words(self.amount, self.currency)


class Spent(NamedTuple):
    """A budget that a create would break: what is left of it, and when the next part frees.

    `frees_at` is in Unix seconds, None where nothing ever frees. Where the create `has_price` or
    not is what the budget needs to know of it.
    """

    budget: Budget
    left: int
    frees_at: float | None
    has_price: bool = True

    @property
    def words(self) -> str:
        """What is left of it, in words."""
        return self.budget.words(self.left) if self.budget.currency else f"{self.left} s"


class Ledger:
    """An SQLite file that several guards of one machine may use at once.

    Every change is on the disk at return, but for what was `delivered`. Looking at answers about
    ended tasks never waits for a change that is being written. Anything wrong with the file is an
    InputError. May be used by several threads. `now` is what it tells the time by, in Unix
    seconds. A new file may be read by its owner alone.
    """

    def __init__(self, path: Path, *, now: Callable[[], float]) -> None:
        self.path = path
        self.now = now
        self._lock, self._reading = threading.Lock(), threading.Lock()
        with suppress(OSError):  # what is wrong with it, SQLite tells as well
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = self._opened(timeout_s=10)
        try:
            with self._words():
                self._begin()
            self._ended = self._opened(timeout_s=0)
        except BaseException:
            self._db.close()
            raise

    def _opened(self, *, timeout_s: float) -> sqlite3.Connection:
        with self._words():
            return sqlite3.connect(
                self.path, timeout=timeout_s, isolation_level=None, check_same_thread=False
            )

    def _begin(self) -> None:
        self._db.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            ((application,),) = self._db.execute("PRAGMA application_id")
            ((version,),) = self._db.execute("PRAGMA user_version")
            ((tables,),) = self._db.execute("SELECT count(*) FROM sqlite_master")
            if not application and not tables:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._db.execute(f"PRAGMA user_version = {_FORMAT}")
            elif application == _APPLICATION and version < _FORMAT:
                raise InputError(
                    f"{self.path} is a ledger of an earlier version, which kept no prices: settle "
                    "what is open in it with that version, and give another --ledger"
                )
            elif (application, version) != (_APPLICATION, _FORMAT):
                raise InputError(f"{self.path} is no ledger of a guard; give another --ledger")
            for statement in (*filter(str.strip, _FURTHER.split(";")), *SCHEMA):
                self._db.execute(statement)
            ((last,),) = self._db.execute("SELECT coalesce(max(id), 0) FROM creates")
            self._first_row = int(last)
        # One wait for the disk a change, and none to look; without it all is as safe, and slower.
        with suppress(sqlite3.OperationalError):
            self._db.execute("PRAGMA journal_mode = WAL")

    def close(self) -> None:
        """Close the file."""
        self._ended.close()
        self._db.close()

    # --- Writing ---

    def intend(
        self,
        create: Create,
        budgets: Iterable[Budget],
        *,
        window_s: float,
        unpriced: bool = False,
    ) -> Row | Spent | int:
        """Keep that a create is about to be sent, unless it is one that was sent before.

        Gives that one; or a budget that would be broken; else the number of the new row. All of it
        is one transaction, so that two guards never decide at once. A budget in money is broken by
        a create without a price as well, unless it is to pass `unpriced`. Of creates that no new
        one repeats any more, since they are older than `window_s`, the answers are dropped.
        """
        with self._lock, self._words(), self._transaction():
            since = self.now() - window_s
            known = None if create.again else self._first(create, since)
            if known is not None:
                return known
            for budget in budgets:
                spent = self._spent(create, budget)
                if spent is not None and (spent.has_price or not unpriced):
                    return spent
            self._forget(since)
            new = self._db.execute(
                "INSERT INTO creates"
                " (at, owner, same, name, model, seconds, amount, currency, state)"
                " VALUES (:at, :owner, :same, :name, :model, :seconds, :amount, :currency,"
                " 'sending')",
                {"at": self.now(), **create._asdict()},
            )
            return int(new.lastrowid or 0)

    def end(
        self,
        row: int,
        state: State,
        *,
        status: int = 0,
        answer: tuple[str, bytes] = ("", b""),
        task: str = "",
        problem: str = "",
    ) -> None:
        """Keep what came of a create; `answer` has the type of its content, and that."""
        self._write(
            "UPDATE creates SET state = ?, status = ?, type = ?, body = ?, task = ?, problem = ?"
            " WHERE id = ?",
            (state, status, *answer, task, problem, row),
        )

    def delivered(self, row: int) -> None:
        """Keep that the answer of a create has left for its client.

        No wait for the disk is taken for it: if the machine loses it, an equal create is taken for
        a repetition, and nothing is paid for.
        """
        with self._lock, self._words():
            self._db.execute("PRAGMA synchronous = NORMAL")
            try:
                self._db.execute("UPDATE creates SET delivered = 1 WHERE id = ?", (row,))
            finally:
                self._db.execute("PRAGMA synchronous = FULL")

    def give_up(self, older_than_s: float) -> None:
        """What is being sent for longer than anything is, nobody waits for any more."""
        before, ended = self.now() - older_than_s, "the guard ended meanwhile"
        for each in self._rows("SELECT * FROM creates WHERE state = 'sending'"):
            if each.at < before:  # else nothing has to be locked
                known = "UPDATE creates SET state = 'unclear', problem = ?"
                self._write(f"{known} WHERE id = ? AND state = 'sending'", (ended, each.id))

    def keep_ended(self, name: str, until: float | None, kind: str, body: bytes) -> None:
        """Keep the answer about a task that has ended, by the name of its poll, and until when.

        Of those there are so many at most; the first that was kept goes first.
        """
        with self._lock, self._words(), self._transaction():
            new = self._db.execute(
                "INSERT OR REPLACE INTO ended (name, at, until, type, body) VALUES (?, ?, ?, ?, ?)",
                (name, self.now(), until, kind, body),
            )
            oldest = (new.lastrowid or 0) - _MOST_ENDED
            self._db.execute("DELETE FROM ended WHERE id <= ?", (oldest,))

    def settle(self, row: int, task: str) -> Row:
        """Write down what a person found out of an unclear create: its task, or "" for none."""
        known = self.row(row)
        if known is None or known.state != "unclear":
            raise InputError(f"create {row} is not open; `cometvideo guard open` lists those")
        if task:
            self._write(
                "UPDATE creates SET state = 'answered', task = ?, delivered = 0 WHERE id = ?",
                (task, row),
            )
        else:
            self.end(row, "refused", problem="settled by hand: nothing came of it")
        return known

    # --- Looking ---

    def is_under_way(self, number: int, longest_s: float) -> bool:
        """Whether a create is being sent, and by a guard that may still be there."""
        row = self.row(number)
        return row is not None and row.state == "sending" and row.at >= self.now() - longest_s

    def ended(self, name: str) -> tuple[float, str, bytes] | None:
        """When the answer about a task that has ended was kept, its type, and the answer."""
        with self._reading, self._words():
            found: tuple[float, str, bytes] | None = self._ended.execute(
                "SELECT at, type, body FROM ended WHERE name = ?"
                " AND at <= ? AND coalesce(until >= ?, 1)",
                (name, self.now(), self.now()),
            ).fetchone()
        return found

    def row(self, number: int) -> Row | None:
        """One create."""
        return next(iter(self._rows("SELECT * FROM creates WHERE id = ?", (number,))), None)

    def newest(self, most: int) -> list[Row]:
        """The newest creates, the last first."""
        return self._rows("SELECT * FROM creates ORDER BY id DESC LIMIT ?", (most,))

    def unclear(self) -> list[Row]:
        """The creates of which nobody knows what came, the oldest first."""
        return self._rows("SELECT * FROM creates WHERE state = 'unclear' ORDER BY id")

    def spending(self, budget: Budget) -> dict[str, int]:
        """How much of a budget is taken, by the fingerprint of a key or the model, "" for all."""
        with self._lock, self._words():
            return dict(self._counted(SPENT, budget))

    def totals(self) -> list[tuple[str, str, int, int, int, int, str]]:
        """Model, state, number, seconds, millionths, number without a price, and currency."""
        with self._lock, self._words():
            return self._db.execute(TOTALS).fetchall()

    # --- Inside ---

    def _first(self, create: Create, since: float) -> Row | None:
        """The create of which this one is a repetition.

        Two equal ones that were both clearly answered are two, unless the client says otherwise:
        by the name that it gave, or because its SDK says that it is sent once more. One of which
        nobody knows what came is never forgotten.
        """
        found = self._db.execute(
            "SELECT * FROM creates WHERE state != 'refused'"
            # With a plus, so that it looks up names and not times, of which there may be many.
            " AND (+at > :since OR +state = 'unclear') AND ((name != '' AND name = :name) OR"
            " (same = :same AND (state != 'answered' OR NOT delivered OR :repeats)))"
            " ORDER BY name = :name DESC, id DESC LIMIT 1",
            {
                "since": since,
                "name": create.name or None,  # one without a name is equal to no other by it
                "same": create.same,
                "repeats": create.repeats,
            },
        ).fetchone()
        return None if found is None else _row(found)

    def _forget(self, before: float) -> None:
        """Drop the oldest answers, a few at a time; what is counted of their creates stays."""
        self._db.execute(
            "UPDATE creates SET type = '', body = x'' WHERE id IN (SELECT id FROM creates"
            " WHERE body != x'' AND state != 'unclear' AND at <= ? ORDER BY at LIMIT ?)",
            (before, _MOST_FORGOTTEN),
        )

    def _spent(self, create: Create, budget: Budget) -> Spent | None:
        wanted = budget.share(create)
        left = budget.most - sum(much for _, much in self._counted(SPENT, budget, create))
        if wanted is None:
            return Spent(budget, max(left, 0), None, has_price=False)
        if wanted <= left:
            return None
        frees_at = None
        if budget.window_s is not None and wanted <= budget.most:
            free = left
            for at, much in self._counted(FREED, budget, create):
                free += much
                if free >= wanted:
                    frees_at = at + budget.window_s
                    break
        return Spent(budget, max(left, 0), frees_at)

    def _counted(self, query: str, budget: Budget, create: Create | None = None) -> sqlite3.Cursor:
        """What counts for a budget; only what shares it with a `create`, where one is given."""
        of = None if create is None else getattr(create, budget.by) if budget.by else ""
        return self._db.execute(
            query,
            {
                "begun": 0.0 if budget.window_s is None else self.now() - budget.window_s,
                "first": self._first_row if budget.run else 0,
                "currency": budget.currency,
                "by": budget.by,
                "of": of,
            },
        )

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[Row]:
        with self._lock, self._words():
            return [_row(each) for each in self._db.execute(query, values)]

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._lock, self._words():
            self._db.execute(statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise InputError(f"the ledger {self.path} cannot be used: {error}") from None


def _row(found: tuple[object, ...]) -> Row:
    return Row(*found)._replace(delivered=bool(found[8]))  # type: ignore[arg-type]
