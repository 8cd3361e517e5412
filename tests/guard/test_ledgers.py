"""Ledgers and recordings of a guard: files that are wrong, or break."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cometvideo.cli import main
from cometvideo.errors import InputError
from cometvideo.guard.budget import Budget
from cometvideo.guard.ledger import Ledger
from cometvideo.guard.recording import Recording
from cometvideo.guard.steps import Deliver, Do, Read, steps
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.guard.stand import AGAIN, GOOD, KEY, Stand, run


def test_what_passes_is_recorded_for_drift_logs(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "traffic.jsonl"
    told: list[str] = []
    with closing(Recording(path, now=lambda: 1_800_000_000.0, log=told.append)) as recording:
        there = Stand(tmp_path, record=recording.keep)
        there.upstream.ends = ["", "drop"]

        async def story() -> None:
            task = (await there.create(seconds="15")).json()["id"]
            await there.client.get(f"/videos/{task}", headers={"Authorization": f"Bearer {KEY}"})
            await there.create(seconds="14")

        run(story())
        there.ledger.close()
    lines = path.read_text().splitlines()
    assert [json.loads(each)["request"]["method"] for each in lines] == ["POST", "GET", "POST"]
    assert json.loads(lines[-1])["answer"] is None
    assert {json.loads(each)["request"]["host"] for each in lines} == {"upstream.invalid"}
    assert KEY not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert main(["drift", "logs", str(path), "--all"]) in {0, 1}
    assert f"seedance:models.{GOOD['model']}.seconds.max: holds" in capsys.readouterr().out
    recording.keep(HttpRequest("GET", "/"), None)
    assert told == ["not recorded: I/O operation on closed file"]


def test_a_recording_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot record to"):
        Recording(tmp_path, now=lambda: 0.0, log=print)


def test_what_is_no_ledger_stops_everything(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    path.write_bytes(b"no database at all, and longer than its head " * 10)
    with pytest.raises(InputError, match="cannot be used"):
        Ledger(path, now=lambda: 0.0)


def test_a_ledger_that_breaks_lets_nothing_through(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.ledger.close()

    async def story() -> None:
        answer = await there.create()
        assert answer.status_code == 424
        assert "nothing was sent" in json.loads(answer.text)["error"]["message"]
        assert there.upstream.seen == []

    run(story())


def test_an_earlier_ledger_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA application_id = 1129137988")
        old.execute("PRAGMA user_version = 1")
    with pytest.raises(InputError, match="a ledger of an earlier version, which kept no prices"):
        Ledger(path, now=lambda: 0.0)


def test_a_change_that_is_being_written_holds_up_nobody_who_looks(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with closing(Ledger(path, now=lambda: 9.0)) as ledger, closing(sqlite3.connect(path)) as other:
        ledger.keep_ended("one", None, "application/json", b"{}")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM ended")
        assert ledger.ended("one") == (9.0, "application/json", b"{}")
        other.rollback()
        # Nor is anything told of a change of its own that is not on the disk yet.
        ledger._db.execute("BEGIN IMMEDIATE")
        ledger._db.execute("DELETE FROM ended")
        assert ledger.ended("one") == (9.0, "application/json", b"{}")
        ledger._db.execute("ROLLBACK")


def test_only_what_was_delivered_is_kept_without_waiting_for_the_disk(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = stand()
    changes: list[tuple[str, int]] = []
    db = there.ledger._db

    class Noting:
        def execute(self, statement: str, *values: Any) -> Any:
            ((mode,),) = db.execute("PRAGMA synchronous")
            changes.append((" ".join(statement.split()[:4]), mode))
            return db.execute(statement, *values)

        def close(self) -> None:
            db.close()

    monkeypatch.setattr(there.ledger, "_db", Noting())
    run(there.creates({}, {}))
    lazy = {statement for statement, mode in changes if mode != 2} - {"PRAGMA synchronous = FULL"}
    assert lazy == {"UPDATE creates SET delivered"}
    assert [mode for statement, mode in changes if statement == "COMMIT"] == [2, 2]


def test_a_poll_of_a_task_that_goes_on_waits_for_no_disk(stand: Callable[..., Stand]) -> None:
    there = stand()
    asked = steps(there.guard, HttpRequest("GET", "/v1/videos/task_1", (), b"", "h"))
    assert isinstance(next(asked), Read)
    body = b'{"id": "task_1", "status": "in_progress"}'
    assert isinstance(asked.send(Answer(200, (), body)), Deliver)
    ended = steps(there.guard, HttpRequest("GET", "/v1/videos/task_2", (), b"", "h"))
    assert isinstance(next(ended), Read)
    assert isinstance(ended.send(Answer(200, (), body.replace(b"in_progress", b"failed"))), Do)


def test_where_nothing_is_late_nothing_is_locked_to_give_it_up(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with closing(Ledger(path, now=lambda: 9.0)) as ledger, closing(sqlite3.connect(path)) as other:
        ledger._db.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        ledger.give_up(1.0)


def test_answers_are_dropped_once_no_create_repeats_theirs(stand: Callable[..., Stand]) -> None:
    there = stand()
    ledger, day = there.ledger, 24 * 3600.0
    budget = Budget(10_000)

    def kept() -> list[int]:
        found = ledger._db.execute("SELECT id FROM creates WHERE body != x'' ORDER BY id")
        return [number for (number,) in found]

    async def story() -> None:
        named = [{"Idempotency-Key": str(each)} for each in range(20)]
        await there.creates(*named)
        there.upstream.ends = ["drop"]
        assert (await there.create(seconds="8")).status_code == 424
        ledger.end(21, "unclear", answer=("text/html", b"half of it"))
        before = ledger.spending(budget)[""]
        there.at += day - 1
        await there.creates({"Idempotency-Key": "a day later"})
        assert kept() == [*range(1, 23)]
        there.at += 1
        lost = []
        for _ in range(3):
            lost.append(len(kept()))
            assert await there.creates(AGAIN) == [200]
        # A few at each create, and more than come; what is open is never forgotten.
        assert lost == [22, 15, 8]
        assert kept() == [21, *range(22, 26)]
        assert ledger.newest(30)[-1].body == b""
        assert ledger.newest(30)[-1].task
        assert ledger.spending(budget)[""] == before + 4 * int(GOOD["seconds"])
        # Should the clock go back, a repetition is still one, and its task is told.
        there.at -= day
        answer = await there.create(named[0])
        assert answer.json()["id"] == ledger.newest(30)[-1].task
        assert len(there.upstream.made) == 24 + 1

    run(story())


def test_the_oldest_answers_are_found_without_reading_every_create(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger", now=lambda: 9.0)) as ledger:
        told: list[str] = []
        ledger._db.set_trace_callback(told.append)
        ledger._forget(0.0)
        ledger._db.set_trace_callback(None)
        plan = " ".join(str(each) for each in ledger._db.execute(f"EXPLAIN QUERY PLAN {told[0]}"))
        assert "creates_bodies (at<?)" in plan
        assert "SCAN creates" not in plan
