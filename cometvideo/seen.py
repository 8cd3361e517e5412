"""Seen: when each fact was last borne out, how often, and by what; one table in an SQLite file.

A fact is borne out with the value that it has: under another one it was not seen yet. Whatever was
asked without being borne out is kept as well, so that nobody asks for the same every time.
"""

import hashlib
import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cometvideo.drift import LIVE, Drift, DriftReport
from cometvideo.errors import InputError
from cometvideo.facts.fact import Fact, Value
from cometvideo.reports.data import jsonable

__all__ = ["History", "Seen", "add_seen", "of_families", "prepare_history", "read_history"]

_APPLICATION = 0x434D5653  # marks a file as ours, where SQLite has a place for that
_FORMAT = 1
_TABLE = """
CREATE TABLE seen (
    spec TEXT NOT NULL, fact TEXT NOT NULL, value TEXT NOT NULL, by TEXT NOT NULL,
    local INTEGER NOT NULL, days INTEGER NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
    PRIMARY KEY (spec, fact, value, by, local)
) WITHOUT ROWID
"""
_NAMES = ("spec", "fact", "value", "by", "local", "at")
_ADD = """
INSERT INTO seen VALUES (:spec, :fact, :value, :by, :local, 1, :at, :at) ON CONFLICT DO UPDATE SET
    days = days + (CAST(:at / 86400 AS INTEGER) > CAST(last / 86400 AS INTEGER))
        + (CAST(:at / 86400 AS INTEGER) < CAST(first / 86400 AS INTEGER)),
    first = min(first, :at), last = max(last, :at)
"""
_TRIM = """
DELETE FROM seen WHERE (spec, fact, value, by, local) IN (
    SELECT spec, fact, value, by, local FROM seen ORDER BY last DESC LIMIT -1 OFFSET ?
)
"""
_MOST_ROWS = 100_000  # some 20 MB; the oldest go first
_LONGEST = 200  # characters of a value; of a longer one its digest is kept
_WAIT_S = 30.0
_ASKED = ""  # in place of a value: it was looked for, and not borne out


class Seen(NamedTuple):
    """That a fact was borne out `by` something, on so many `days` at least.

    `first` and `last` are in Unix seconds. It is `local` where that was a server on this machine.
    """

    by: str
    local: bool
    days: int
    first: float
    last: float


class _Row(NamedTuple):
    fact: str
    value: str
    seen: Seen


class History(NamedTuple):
    """What a file says of one spec; with `local` servers on this machine count as the API."""

    rows: tuple[_Row, ...] = ()
    local: bool = False

    def of(self, fact: Fact) -> list[Seen]:
        """By what a fact was borne out, with one of the values that it may have; latest first."""
        values = {_text(each) for each in fact.options}
        found = (
            each.seen for each in self._counting if each.fact == fact.path and each.value in values
        )
        return sorted(found, key=lambda each: -each.last)

    @property
    def last(self) -> dict[str, float]:
        """When each fact was last looked at, borne out or not, in Unix seconds."""
        found: dict[str, float] = {}
        for each in self._counting:
            found[each.fact] = max(each.seen.last, found.get(each.fact, each.seen.last))
        return found

    @property
    def notes(self) -> list[str]:
        """What is to be said of what does not count."""
        alone = {each.fact for each in self.rows} - {each.fact for each in self._counting}
        told = (
            f"cometvideo: {len(alone)} of the facts were seen on this machine alone, which is not "
            "the API: they do not count; --local counts them"
        )
        return [told] if alone else []

    @property
    def _counting(self) -> Iterator[_Row]:
        return (each for each in self.rows if self.local or not each.seen.local)


def read_history(path: Path, spec: str, *, local: bool = False) -> History:
    """What is kept of a spec; raises InputError where there is no such file, or another one."""
    if not path.exists():
        raise InputError(
            f"there is no history {path}: what judges the facts (drift live, logs, docs) begins one"
        )
    with _opened(path, "ro") as db:
        rows = db.execute(
            "SELECT fact, value, by, local, days, first, last FROM seen WHERE spec = ?", (spec,)
        ).fetchall()
    found = (_Row(fact, value, Seen(by, bool(on), *rest)) for fact, value, by, on, *rest in rows)
    return History(tuple(found), local)


def of_families(histories: Mapping[str, History], names: Container[str]) -> History:
    """What is kept of the families of an endpoint, by their names, as one.

    `names` are those of the endpoint's facts: a fact that no path names alone is FAMILY:path there.
    """
    rows: dict[tuple[str, str, str, bool], _Row] = {}
    for family, history in histories.items():
        for fact, value, seen in history.rows:
            own = f"{family}:{fact}"
            name = own if own in names else fact
            known = rows.get((name, value, seen.by, seen.local), _Row(name, value, seen)).seen
            rows[name, value, seen.by, seen.local] = _Row(
                name,
                value,
                seen._replace(
                    days=max(known.days, seen.days),
                    first=min(known.first, seen.first),
                    last=max(known.last, seen.last),
                ),
            )
    return History(tuple(rows.values()), any(each.local for each in histories.values()))


def prepare_history(path: Path) -> None:
    """See to it that there is a history that can be written to; raises InputError."""
    with _opened(path, "rwc"):
        pass


def add_seen(
    path: Path,
    spec: str,
    report: DriftReport,
    at: float | Mapping[str, float],
    *,
    asked: Iterable[str] = (),
    by: str = "",
    is_local: bool = False,
) -> None:
    """Add what a report bears out; raises InputError. Adding the same again changes nothing.

    `at` is when it was seen, in Unix seconds, or that by the pages of the evidence; what has no
    time is left out. `asked` are facts that were looked for, whatever came of it; where nothing at
    all was borne out, nothing was really asked. `by` goes in place of the report's own sources.
    """
    rows = []
    for each in report.drifts:
        value = _borne_out(each)
        if value is None:
            continue
        times = (at,) if isinstance(at, float) else (at.get(e.page, 0.0) for e in each.evidence)
        when = max(times, default=0.0)
        if when > 0:
            rows.append((spec, each.subject, value, by or each.source, is_local, when))
    if isinstance(at, float) and at > 0:
        rows += [(spec, each, _ASKED, by or LIVE, is_local, at) for each in asked]
    if all(value == _ASKED for _, _, value, *_ in rows):
        rows = []
    with _opened(path, "rwc") as db:
        db.executemany(_ADD, (dict(zip(_NAMES, row, strict=True)) for row in rows))
        db.execute(_TRIM, (_MOST_ROWS,))


def _borne_out(drift: Drift) -> str | None:
    """The value that a fact showed; that it was asked only; or None, where it was not."""
    if drift.verdict in {"holds", "observed"} or (
        drift.verdict == "unchecked" and drift.observed is not None
    ):
        seen = drift.expected if drift.observed is None else drift.observed
        return _ASKED if seen is None else _text(seen)
    return _ASKED if drift.verdict != "unchecked" or drift.evidence else None


def _text(value: Value) -> str:
    text = json.dumps(jsonable(value))
    return text if len(text) <= _LONGEST else hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """The database, in a transaction; it waits for others that write."""
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    try:
        db = sqlite3.connect(address, uri=True, timeout=_WAIT_S, isolation_level=None)
        try:
            db.execute("BEGIN" if mode == "ro" else "BEGIN IMMEDIATE")
            _begin(db, path, mode)
            yield db
            db.execute("COMMIT")
        finally:
            db.close()
    except sqlite3.Error as error:
        what = _WRONG.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        raise InputError(f"the history {path}: {what or f'it cannot be used: {error}'}") from None


def _begin(db: sqlite3.Connection, path: Path, mode: str) -> None:
    ((application,),) = db.execute("PRAGMA application_id").fetchall()
    ((version,),) = db.execute("PRAGMA user_version").fetchall()
    ((tables,),) = db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if mode != "ro" and not application and not tables:
        db.execute(_TABLE)
        db.execute(f"PRAGMA application_id = {_APPLICATION}")
        db.execute(f"PRAGMA user_version = {_FORMAT}")
    elif application != _APPLICATION:
        raise InputError(f"{path} is no history of ours: give another --history")
    elif version != _FORMAT:
        raise InputError(
            f"the history {path} has format {version}, and this version reads {_FORMAT}: use the "
            "version of cometvideo that wrote it, or begin another"
        )


_WRONG = {
    sqlite3.SQLITE_BUSY: "others have been writing to it for half a minute; try again",
    sqlite3.SQLITE_NOTADB: "this is no history; give another file",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; give a file in a folder that can be written to",
    sqlite3.SQLITE_READONLY: "it cannot be written to; give a file that can",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CORRUPT: "it is damaged; begin another",
}
