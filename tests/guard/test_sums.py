"""What a ledger of many creates comes to: what one gets that reads them all."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cometvideo.guard.budget import Budget
from cometvideo.guard.ledger import Ledger

NOW = 1_800_000_000.0
LATE = NOW + 10_000
ROWS = 1_600  # more than a few blocks, and no whole number of them
STATES = ("sending", "unclear", "answered", "refused")
BUDGETS = [
    Budget(9, window_s, by, currency, run)
    for window_s in (None, 1_000.0, 3_900.0, 20_000.0)
    for by in ("", "owner", "model")
    for currency in ("", "USD")
    for run in (False, True)
]
# How the clock went while they were made: always on, once back by an hour, and anyhow.
CLOCKS: dict[str, Callable[[random.Random, int], float]] = {
    "on": lambda _, row: NOW + row * 6,
    "back": lambda _, row: NOW + row * 6 - (3_600 if row > 700 else 0),
    "anyhow": lambda drawn, _: NOW + drawn.randrange(10_000),
}


def fill(
    path: Path,
    clock: Callable[[random.Random, int], float],
    drawn: random.Random,
    names: str = "abc",
) -> None:
    """Write so many creates of these owners and models, most of which change their state."""
    with closing(sqlite3.connect(path)) as db, db:
        for row in range(1, ROWS + 1):
            price = drawn.choice([(None, ""), (5, "USD"), (7_000_000, "USD"), (3, "EUR")])
            db.execute(
                "INSERT INTO creates (at, owner, same, name, model, seconds, state, amount,"
                " currency) VALUES (?, ?, '', '', ?, ?, 'sending', ?, ?)",
                (clock(drawn, row), *drawn.choices(names, k=2), drawn.randrange(20), *price),
            )
        for _ in range(2 * ROWS):
            values = drawn.choice(STATES), drawn.randrange(ROWS)
            db.execute("UPDATE creates SET state = ?, delivered = 1 WHERE id = ?", values)


def read(path: Path) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return db.execute("SELECT * FROM creates").fetchall()


def taken(rows: list[sqlite3.Row], budget: Budget, first: int) -> dict[str, int]:
    """What is taken of a budget, counted create by create."""
    found: dict[str, int] = {}
    for row in rows:
        if (
            row["state"] != "refused"
            and (budget.window_s is None or row["at"] > LATE - budget.window_s)
            and (not budget.run or row["id"] > first)
            and (not budget.currency or row["currency"] == budget.currency)
        ):
            of = row[budget.by] if budget.by else ""
            much = row["amount"] or 0 if budget.currency else row["seconds"]
            found[of] = found.get(of, 0) + much
    return found


@pytest.mark.parametrize("name", CLOCKS)
def test_what_is_taken_of_a_budget_is_what_its_creates_come_to(name: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with closing(Ledger(path, now=lambda: LATE)) as ledger:
        fill(path, CLOCKS[name], random.Random(7))
        rows = read(path)
        for first in (0, 512, 700):
            ledger._first_row = first
            found = {budget: ledger.spending(budget) for budget in BUDGETS}
            assert found == {budget: taken(rows, budget, first) for budget in BUDGETS}
            assert any(len(each) == 3 for each in found.values())


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param(["creates_made", "creates_ended"], id="a ledger of an earlier version"),
        pytest.param([], id="one that an earlier version wrote to meanwhile"),
    ],
)
def test_sums_are_those_of_all_creates_whoever_wrote_them(
    earlier: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "ledger"
    Ledger(path, now=lambda: LATE).close()
    with closing(sqlite3.connect(path)) as db, db:
        for each in earlier:
            db.execute(f"DROP TRIGGER {each}")
        if earlier:
            db.execute("DROP TABLE sums")
    fill(path, CLOCKS["on"], random.Random(8))
    with closing(Ledger(path, now=lambda: LATE)) as ledger, closing(sqlite3.connect(path)) as db:
        for gone in ("", "sending"):
            db.execute("UPDATE creates SET state = 'refused' WHERE state = ?", [gone])
            db.commit()
            counted = db.execute(
                "SELECT model, state, count(*), sum(seconds), sum(coalesce(amount, 0)),"
                " sum(amount IS NULL), max(currency) FROM creates GROUP BY model, state"
                " ORDER BY model, state"
            )
            assert ledger.totals() == counted.fetchall()


def test_a_budget_is_counted_without_reading_every_create(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with closing(Ledger(path, now=lambda: LATE)) as ledger:
        fill(path, CLOCKS["on"], random.Random(9), "a")
        ledger._db.set_progress_handler(step, 1)  # at every step that SQLite takes
        ledger.spending(Budget(9))
        counted, steps = steps, 0
        ledger._db.execute("SELECT sum(seconds) FROM creates").fetchone()
        assert 0 < counted < steps


def test_an_older_create_of_the_same_kind_hides_no_newer_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with closing(Ledger(path, now=lambda: LATE)) as ledger, closing(sqlite3.connect(path)) as db:
        for at in (NOW, LATE - 1):
            db.execute(
                "INSERT INTO creates (at, owner, same, name, model, seconds, state)"
                " VALUES (?, 'a', '', '', 'b', 5, 'answered')",
                [at],
            )
        db.commit()
        assert ledger.spending(Budget(9, 60.0)) == {"": 5}
