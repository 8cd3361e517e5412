"""Engines of others on this machine: runs the examples of docs/tables.md, and judges the judges.

    python -m tests.frames.engines [arrow] [polars] [pandas] [duckdb]
    python -m tests.frames.engines --make spark ray

Each example has a file of rows, and its `verdicts` must be what `cometvideo.validate` tells of each
row alone. With `--make` in `build/engines`, an environment with the newest of what they need; Spark
needs a Java as well.
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cometvideo
from cometvideo.export.sql import sql
from tests.export.rows import first_broken
from tests.export.rows import rows as sql_rows
from tests.frames.rows import alone, drawn, told

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tables.md"
SPEC = cometvideo.load("seedance")
PACKAGES = ("pyarrow", "pandas", "ray[data]", "pyspark")
TYPES = {"prompt": str, "model": str, "seconds": int, "size": str}


def examples(page: str) -> dict[str, str]:
    """The examples of a page by the names of their engines."""
    return dict(re.findall(r"^```python (\w+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))


def rows() -> list[dict[str, Any]]:
    """Rows of every kind, each field of one type."""
    return [
        {name: row[name] if type(row.get(name)) is kind else None for name, kind in TYPES.items()}
        for row in drawn(SPEC, 500, seed=18)
    ]


def of_ray(made: Any) -> Any:
    import pyarrow as pa
    import ray

    return pa.concat_tables(ray.get(made.to_arrow_refs()))


COLLECT: Mapping[str, Callable[[Any], Any]] = {
    "arrow": lambda made: made,
    "polars": lambda made: made.to_arrow(),
    "pandas": lambda made: made,
    "duckdb": lambda made: made.to_arrow_table(),
    "spark": lambda made: made.toArrow(),
    "ray": of_ray,
}


def key(row: Mapping[str, Any]) -> str:
    """What rows are sorted by, which engines give back in any order."""
    return repr(row["id"])


def check(name: str, source: str) -> None:
    """Run an example in a folder of its own; raises AssertionError where it is not right."""
    import pyarrow as pa
    from pyarrow import parquet

    given = [{"id": number, **row} for number, row in enumerate(rows())]
    table = pa.Table.from_pylist(given)
    table = table.rename_columns([*["id", "text_prompt"], *table.column_names[2:]])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        parquet.write_table(table, "jobs.parquet", row_group_size=100)
        BEFORE.get(name, lambda: None)()
        scope: dict[str, Any] = {}
        exec(compile(source, f"{PAGE}: {name}", "exec"), scope)
        found = COLLECT[name](scope["verdicts"])
        if name == "pandas":
            found = pa.Table.from_pandas(found, preserve_index=False)
        found = found.sort_by("id")
        os.chdir(ROOT)
    assert found["id"].to_pylist() == [*range(len(given))]
    spec = cometvideo.load()  # as the examples judge
    expected = [alone({each: row[each] for each in TYPES}, spec) for row in given]
    assert told(found) == expected, name


# Values of several types in one column, as Python has them.
MIXED: list[Any] = [5, "5", 5.0, None, True, "x", 99]
GOOD = {"prompt": "A kite", "model": "doubao-seedance-2-0"}


def odd_pandas() -> None:
    """Mixed types, categories and an index stay what they are."""
    import pandas as pd
    import pyarrow as pa

    from cometvideo import frames

    columns = {name: pd.Categorical([value] * len(MIXED)) for name, value in GOOD.items()}
    frame = pd.DataFrame(columns, index=[*"abcdefg"])
    frame["seconds"] = pd.Series(MIXED, dtype=object, index=frame.index)
    frame[3] = 3
    made = frames.validate(frame, spec=SPEC)
    assert [*made.index] == [*frame.index]
    assert made[frame.columns].equals(frame)
    results = made[frames.RESULTS.names].reset_index(drop=True)
    expected = [alone({**GOOD, "seconds": value}, SPEC) for value in MIXED]
    assert told(pa.Table.from_pandas(results)) == expected
    good, failures = frames.filter(frame, spec=SPEC)
    assert [*good.index, *failures.invalid().index] == [*"abcd", *"efg"], good
    gaps = pd.DataFrame({**GOOD, "seconds": [5, None]})  # floats, of which one is no number
    assert [*frames.validate(gaps, spec=SPEC)["verdict"]] == ["valid", "valid"]


def odd_polars() -> None:
    """Objects and categories are judged; what is lazy is read when it is asked for."""
    import polars as pl

    from cometvideo import frames

    frame = pl.DataFrame({"seconds": pl.Series(MIXED, dtype=pl.Object)}).with_columns(
        prompt=pl.lit("A kite").cast(pl.Categorical),
        model=pl.lit(GOOD["model"], dtype=pl.Enum([GOOD["model"]])),
    )
    made = frames.validate(frame, spec=SPEC)
    expected = [alone({**GOOD, "seconds": value}, SPEC) for value in MIXED]
    assert told(made.drop("seconds").to_arrow()) == expected
    rows = pl.DataFrame([{**GOOD, "seconds": value} for value in (5, 99, None, 7)])
    for frame in (rows, rows.lazy()):
        good, failures = frames.filter(frame, spec=SPEC)
        assert type(good) is type(failures.invalid()) is type(frame)
        assert good.lazy().collect()["seconds"].to_list() == [5, None, 7]
        assert failures.invalid().lazy().collect()["seconds"].to_list() == [99]
        assert failures.counts() == {"out-of-range": 1}
        assert frames.summary(frame, spec=SPEC).tally.verdicts == {"valid": 3, "invalid": 1}
    lazy = frames.validate(rows.lazy(), spec=SPEC)
    assert lazy.select("verdict").collect()["verdict"].to_list()[1] == "invalid"
    assert lazy.collect_schema() == frames.validate(rows, spec=SPEC).schema


def odd_duckdb() -> None:
    """The SQL that is exported says what `predict` says."""
    import duckdb

    for name in ("seedance", "cometapi"):
        spec = cometvideo.load(name)
        table, query = re.split(r"\n\n-- Of your own[^\n]*\n", sql(spec, "duckdb"))
        given = [*sql_rows(spec, 2000)]
        with duckdb.connect() as db:
            db.execute(table)
            db.execute("CREATE TABLE requests AS SELECT * FROM accepted_requests")
            db.executemany(
                f"INSERT INTO requests VALUES ({', '.join('?' for _ in given[0])})",
                [tuple(row.values()) for row in given],
            )
            found = [row[-1] for row in db.execute(query).fetchall()]
        assert found == [first_broken(spec, row) for row in given], name


def few_workers() -> None:
    """Ray with two workers, and time to start on a machine that is busy."""
    os.environ["RAY_raylet_start_wait_time_s"] = "300"  # noqa: SIM112 (as Ray has it)
    import ray

    ray.init(num_cpus=2, include_dashboard=False)


BEFORE: Mapping[str, Callable[[], None]] = {"ray": few_workers}
ODD: Mapping[str, Callable[[], None]] = {
    "pandas": odd_pandas,
    "polars": odd_polars,
    "duckdb": odd_duckdb,
}


def make(names: list[str]) -> int:
    """Run them in an environment of their own; returns the exit code."""
    folder = ROOT / "build" / "engines"
    python = str(folder / "bin" / "python")
    if not folder.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-e", ROOT, *PACKAGES], check=True)
    command = [python, "-m", "tests.frames.engines", *names]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    """Check the engines that are named; returns the exit code."""
    if arguments[:1] == ["--make"]:
        return make(arguments[1:])
    found = examples(PAGE.read_text(encoding="utf-8"))
    for name in arguments or ["arrow", "polars", "pandas", "duckdb"]:
        check(name, found[name])
        ODD.get(name, lambda: None)()
        print(f"{name}: {len(rows())} rows, as each alone", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
