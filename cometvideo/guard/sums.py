"""What the creates of a ledger come to, without reading them all.

Triggers keep the sums of every block of rows, whoever writes to the ledger; a budget adds those up,
and reads the rows of such blocks alone as it has a part of: those in which its time begins.
"""

from __future__ import annotations

__all__ = ["FREED", "SCHEMA", "SPENT", "TOTALS"]

_ROWS = 512  # of a block
_KEY = "owner, model, currency, state"


def _added(row: str, sign: str) -> str:
    """The statement that adds a row to the sums of its block, or takes it off."""
    return (
        f"INSERT INTO sums VALUES (({row}.id - 1) / {_ROWS}, {row}.owner, {row}.model,"  # noqa: S608 - own words
        f" {row}.currency, {row}.state, {row}.at, {row}.at, {sign} 1, {sign} {row}.seconds,"
        f" {sign} coalesce({row}.amount, 0), {sign} ({row}.amount IS NULL))"
        " ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at),"
        " last_at = max(last_at, excluded.last_at), number = number + excluded.number,"
        " seconds = seconds + excluded.seconds, amount = amount + excluded.amount,"
        " unpriced = unpriced + excluded.unpriced;"
    )


_TABLE = f"""
CREATE TABLE IF NOT EXISTS sums (
    block INTEGER NOT NULL, owner TEXT NOT NULL, model TEXT NOT NULL, currency TEXT NOT NULL,
    state TEXT NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL, number INTEGER NOT NULL,
    seconds INTEGER NOT NULL, amount INTEGER NOT NULL, unpriced INTEGER NOT NULL,
    PRIMARY KEY (block, {_KEY})
) WITHOUT ROWID
"""
_EARLIER = f"""
INSERT INTO sums
SELECT (id - 1) / {_ROWS}, {_KEY}, min(at), max(at), count(*), sum(seconds),
    coalesce(sum(amount), 0), sum(amount IS NULL)
FROM creates WHERE NOT EXISTS (SELECT 1 FROM sums) GROUP BY (id - 1) / {_ROWS}, {_KEY}
"""  # noqa: S608 - own words
_MADE = f"""
CREATE TRIGGER IF NOT EXISTS creates_made AFTER INSERT ON creates
BEGIN {_added("NEW", "+")} END
"""
_ENDED = f"""
CREATE TRIGGER IF NOT EXISTS creates_ended AFTER UPDATE OF state ON creates
BEGIN {_added("OLD", "-")} {_added("NEW", "+")} END
"""
SCHEMA = (_TABLE, _EARLIER, _MADE, _ENDED)
"""The statements that give sums to a ledger which has none."""

TOTALS = """
SELECT model, state, sum(number), sum(seconds), sum(amount), sum(unpriced), max(currency)
FROM sums WHERE number GROUP BY model, state ORDER BY model, state
"""
"""Model, state, number, seconds, millionths, number without a price, and currency."""

_OF = "CASE :by WHEN 'owner' THEN owner WHEN 'model' THEN model ELSE '' END"
_COUNTS = "state != 'refused' AND (:currency = '' OR currency = :currency)"
SPENT = f"""
WITH parts AS (
    SELECT block, min(first_at) > :begun AND block * {_ROWS} >= :first AS is_whole
    FROM sums GROUP BY block HAVING max(last_at) > :begun AND (block + 1) * {_ROWS} > :first
), taken AS (
    SELECT {_KEY}, seconds, amount FROM parts CROSS JOIN sums USING (block) WHERE is_whole
    UNION ALL
    SELECT {_KEY}, seconds, coalesce(amount, 0) FROM parts CROSS JOIN creates
    ON id > block * {_ROWS} AND id <= (block + 1) * {_ROWS}
    WHERE NOT is_whole AND at > :begun AND id > :first
)
SELECT {_OF} AS of, sum(CASE WHEN :currency = '' THEN seconds ELSE amount END)
FROM taken WHERE {_COUNTS} AND coalesce(of = :of, 1) GROUP BY of
"""  # noqa: S608 - own words
"""How much is taken by whom: of what was made after `begun` and beyond the row `first`, `by` owner
or model or by all; in seconds, or in millionths of the `currency`; of one alone, unless `of` is
null."""

FREED = f"""
SELECT at, CASE WHEN :currency = '' THEN seconds ELSE coalesce(amount, 0) END FROM creates
WHERE at > :begun AND +id > :first AND {_COUNTS} AND {_OF} = :of ORDER BY at
"""  # noqa: S608 - own words
"""When each of these was made, and how much it takes, the first one first."""
