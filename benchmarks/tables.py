"""Tables: ours beside Polars, pandera and a loop over lines of JSON, as ratios of processor time.

    build/peers/bin/python -m benchmarks.tables [ROUNDS [ROWS]]

The environment is made by `make build/peers/ready`.

Every reader is a process of its own, and all of it counts, its start too. Ours is `cometvideo
validate --summary`, which tells of costs and findings as well. Polars reads alone, and evaluates an
expression of the same rules, written by hand; pandera checks the same on Polars; orjson with
jsonschema-rs reads lines. Rows repeat a million that have a prompt each of their own. Of a tenth of
them 1 % are distinct but for that, with a size that no page lists. Where all are distinct, a
hundredth of the rows are judged, beside `validate` in a loop. Rounds alternate, and the least of
each counts.

Limits, where few are distinct: Parquet at most 1.3 of the expression, and of orjson and
jsonschema-rs on lines at most 0.25, in lines as in Parquet; less than 1 GB of memory; and where all
are distinct no more than the loop. Exit code 1 if a limit is exceeded.
"""

import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from benchmarks.hand_written import MODELS, SCHEMA, SIZE, requests
from benchmarks.jsonl import Run, run

EXPRESSION, LINES, MEMORY, LOOP = 1.3, 0.25, 1e9, 1.0
BASE = 1_000_000
FIELDS = ["prompt", "model", "seconds", "size"]


def unlisted(count: int, distinct: int) -> Iterator[dict[str, object]]:
    """Requests of which so many are distinct but for their prompts, each of an unlisted size."""
    draw = random.Random(1)
    pool = [
        {**request, "size": f"{draw.randint(100, 9999)}x{draw.randint(100, 9999)}"}
        for request in requests(distinct, 0.1)
    ]
    for number in range(count):
        request = pool[number % distinct]
        yield (
            {**request, "prompt": f"{request['prompt']} {number}"}
            if "prompt" in request
            else request
        )


def write(folder: Path, name: str, rows: list[dict[str, object]], times: int) -> None:
    """The rows as Parquet and as lines, so often."""
    names = {field: [row.get(field) for row in rows] for field in FIELDS}
    table = pa.table(names)
    with parquet.ParquetWriter(folder / f"{name}.parquet", table.schema) as writer:
        for _ in range(times):
            writer.write_table(table)
    lines = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    with (folder / f"{name}.ndjson").open("wb") as file:
        for _ in range(times):
            file.write(lines)


# -- peers: each is run in a process of its own --------------------------------------------------


def reading(path: str) -> None:
    """Polars reads the columns, and nothing more."""
    import polars as pl

    print(sum(len(each) for each in pl.scan_parquet(path).select(FIELDS).collect_batches()))


def rule() -> Any:
    """Whether a row breaks a rule, as an expression of Polars."""
    import polars as pl

    least, most = ({model: ends[end] for model, ends in MODELS.items()} for end in (0, 1))
    model, seconds = pl.col("model"), pl.col("seconds")
    return (
        pl.col("prompt").is_null()
        | ~model.is_in([*MODELS])
        | (seconds < model.replace_strict(least, default=2))
        | (seconds > model.replace_strict(most, default=15))
        | ~pl.col("size").str.contains(SIZE)
    )


def expression(path: str) -> None:
    """Polars counts the rows that break a rule."""
    import polars as pl

    found = pl.scan_parquet(path).select(rule().fill_null(value=True).sum())
    print(found.collect(engine="streaming").item())


def checked(path: str) -> None:
    """Pandera checks the same, on a million rows at a time."""
    import pandera.polars as pa_polars
    import polars as pl

    job = pa_polars.DataFrameSchema(
        {
            "prompt": pa_polars.Column(str),
            "model": pa_polars.Column(str, pa_polars.Check.isin([*MODELS])),
            "seconds": pa_polars.Column(int, pa_polars.Check.in_range(2, 15), nullable=True),
            "size": pa_polars.Column(str, pa_polars.Check.str_matches(SIZE), nullable=True),
        },
        checks=pa_polars.Check(lambda data: data.lazyframe.select(~rule())),
    )
    wrong = 0
    for frame in pl.scan_parquet(path).select(FIELDS).collect_batches(chunk_size=BASE):
        try:
            job.validate(frame, lazy=True)
        except pa_polars.errors.SchemaErrors as error:
            wrong += len(error.failure_cases)
    print(wrong)


def lines(path: str) -> None:
    """Orjson decodes and jsonschema-rs judges every line."""
    import jsonschema_rs
    import orjson

    is_valid = jsonschema_rs.validator_for(SCHEMA).is_valid
    with Path(path).open("rb") as file:
        print(sum(not is_valid(orjson.loads(line)) for line in file))


def loop(path: str) -> None:
    """`validate` judges every row."""
    import cometvideo

    spec = cometvideo.load("seedance")
    rows = (row for batch in parquet.ParquetFile(path).iter_batches() for row in batch.to_pylist())
    print(sum(not cometvideo.validate(row, spec=spec) for row in rows))


PEERS: dict[str, Callable[[str], None]] = {
    "reading": reading,
    "expression": expression,
    "checked": checked,
    "lines": lines,
    "loop": loop,
}


def ours(path: Path) -> list[str]:
    """The arguments of our own command."""
    return ["-m", "cometvideo", "--spec", "seedance", "validate", "--summary", "--file", str(path)]


def peer(name: str, path: Path) -> list[str]:
    """The arguments of a peer."""
    return ["-m", "benchmarks.tables", "--peer", name, str(path)]


def measure(runs: dict[str, list[str]], rounds: int) -> dict[str, Run]:
    """The least of each, of rounds that alternate, and the most memory of the last."""
    took: dict[str, list[Run]] = {name: [] for name in runs}
    for number in range(rounds):
        for name, arguments in runs.items():
            took[name].append(run(arguments, watch=number == rounds - 1))
    return {
        name: Run(
            min(each.wall for each in every),
            min(each.processor for each in every),
            every[-1].memory,
        )
        for name, every in took.items()
    }


def show(title: str, found: dict[str, Run]) -> None:
    """Print what each took."""
    print(title)
    for name, each in found.items():
        print(
            f"  {name:24} {each.processor:7.2f} s of processor time, {each.wall:7.2f} s, "
            f"{each.memory / 1e6:5.0f} MB",
            flush=True,
        )


def main() -> int:
    """Print the times and the ratios."""
    if sys.argv[1:2] == ["--peer"]:
        PEERS[sys.argv[2]](sys.argv[3])
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    over = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, count in (("few", rows), ("some", rows // 10)):
            base, times = min(count, BASE), max(1, count // BASE)
            made = requests(base, 0.1) if name == "few" else unlisted(base, count // 100)
            write(folder, name, [*made], times)
            table, text = folder / f"{name}.parquet", folder / f"{name}.ndjson"
            found = measure(
                {
                    "Polars, reading alone": peer("reading", table),
                    "Polars, an expression": peer("expression", table),
                    "pandera on Polars": peer("checked", table),
                    "ours on Parquet": ours(table),
                    "orjson, jsonschema-rs": peer("lines", text),
                    "ours on lines": ours(text),
                },
                rounds,
            )
            show(f"{count:,} rows, {name} distinct requests", found)
            took = {key: each.processor for key, each in found.items()}
            ratios = {
                "Parquet of the expression": (
                    took["ours on Parquet"] / took["Polars, an expression"],
                    EXPRESSION,
                ),
                "Parquet of jsonschema-rs": (
                    took["ours on Parquet"] / took["orjson, jsonschema-rs"],
                    LINES,
                ),
                "lines of jsonschema-rs": (
                    took["ours on lines"] / took["orjson, jsonschema-rs"],
                    LINES,
                ),
                "memory in GB": (found["ours on Parquet"].memory / 1e9, MEMORY / 1e9),
            }
            for what, (ratio, limit) in ratios.items():
                is_over = name == "few" and ratio > limit
                over += [what] * is_over
                print(
                    f"  {what}: {ratio:.2f}{f', limit {limit}' if name == 'few' else ''}"
                    f"{' OVER' if is_over else ''}"
                )
            text.unlink()
            table.unlink()
        count = max(1000, rows // 100)
        write(folder, "all", [*unlisted(count, count)], 1)
        table = folder / "all.parquet"
        found = measure({"loop": peer("loop", table), "ours": ours(table)}, rounds)
        show(f"{count:,} rows, all of them distinct", found)
        ratio = found["ours"].processor / found["loop"].processor
        over += ["the loop"] * (ratio > LOOP)
        print(f"  of the loop: {ratio:.2f}, limit {LOOP}{' OVER' if ratio > LOOP else ''}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
