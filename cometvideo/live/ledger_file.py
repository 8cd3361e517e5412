"""The file of a ledger: an SQLite database that is ours, taken by one run at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from cometvideo.errors import InputError

__all__ = ["begin", "clear_words", "connected", "is_begun", "take"]

_APPLICATION = 0x434D5456  # marks a file as ours, where SQLite has a place for that
_FORMAT = 1

_TABLES = """
CREATE TABLE run (id TEXT NOT NULL, plan TEXT NOT NULL, base_url TEXT NOT NULL);
CREATE TABLE sent (
    number INTEGER PRIMARY KEY, probe TEXT NOT NULL UNIQUE, creates INTEGER NOT NULL,
    state TEXT NOT NULL, fate TEXT NOT NULL, exchange TEXT NOT NULL,
    seconds INTEGER NOT NULL, billed INTEGER NOT NULL, unexpected INTEGER NOT NULL DEFAULT 0,
    task TEXT NOT NULL DEFAULT '', video TEXT, problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE polled (
    number INTEGER PRIMARY KEY, probe TEXT NOT NULL, exchange TEXT NOT NULL
);
CREATE TABLE skipped (probe TEXT PRIMARY KEY, why TEXT NOT NULL);
"""


def connected(path: Path, how: str = "", wait_s: float = 0.0) -> sqlite3.Connection:
    """A connection to a file, which is made if it is not there; `how` is a query of its URI.

    It waits so long for others, who hold the file for a moment where a run was killed.
    """
    address = f"file:{quote(str(path.absolute()))}{how}"
    with clear_words(path):
        return sqlite3.connect(address, uri=True, timeout=wait_s, isolation_level=None)


def take(db: sqlite3.Connection) -> None:
    """Take the file for the life of the connection; every commit is on the disk when it is made."""
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("BEGIN EXCLUSIVE")
    db.execute("COMMIT")


def is_begun(db: sqlite3.Connection, path: Path) -> bool:
    """Whether a ledger was begun in the file; raises InputError where there is something else."""
    ((application,),) = db.execute("PRAGMA application_id").fetchall()
    ((version,),) = db.execute("PRAGMA user_version").fetchall()
    ((tables,),) = db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if not application and not tables:
        return False
    if application != _APPLICATION:
        raise InputError(f"{path} is a database, but no ledger: give another --ledger")
    if version != _FORMAT:
        raise InputError(
            f"the ledger {path} has format {version}, and this version reads {_FORMAT}: use the "
            "version of cometvideo that wrote it"
        )
    return True


def begin(db: sqlite3.Connection, run_id: str, plan_text: str, base_url: str) -> None:
    """Begin a ledger in an empty file: all of it, or nothing."""
    db.execute("BEGIN")
    for statement in filter(str.strip, _TABLES.split(";")):
        db.execute(statement)
    db.execute("INSERT INTO run VALUES (?, ?, ?)", (run_id, plan_text, base_url))
    db.execute(f"PRAGMA application_id = {_APPLICATION}")
    db.execute(f"PRAGMA user_version = {_FORMAT}")
    db.execute("COMMIT")


@contextmanager
def clear_words(path: Path) -> Iterator[None]:
    """Say what is wrong with a file in words of our own."""
    try:
        yield
    except sqlite3.Error as error:
        what = _WRONG.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        why = what or f"it cannot be used: {error}"
        raise InputError(f"the ledger {path}: {why}") from None


_WRONG = {
    sqlite3.SQLITE_BUSY: "another run is using it; wait for its end, or give another --ledger",
    sqlite3.SQLITE_NOTADB: "this is no ledger; give another --ledger",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; give a file in a folder that can be written to",
    sqlite3.SQLITE_READONLY: "it cannot be written to; give a file that can",
    sqlite3.SQLITE_FULL: "the disk is full; make room and run the same again",
    sqlite3.SQLITE_CORRUPT: "it is damaged; give another --ledger",
}
