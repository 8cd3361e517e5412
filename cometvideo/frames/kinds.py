"""Kinds of tables: how each is read by rows, and given back with more columns or fewer rows.

All speak Arrow, so that there is little to say of any.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from cometvideo.errors import InputError
from cometvideo.frames.judging import Judge, Judged, Requests

__all__ = ["Kind", "Opened", "opened", "pieces_of"]

_ROWS = 1 << 17  # that are judged together


class Kind(NamedTuple):
    """What is done with tables of a kind.

    `requests` are its rows in pieces, by the columns that are wanted, each under the field that it
    stands for. `add` adds columns, `keep` keeps the rows for which an array of Arrow says so.
    """

    names: Callable[[Any], list[str]]
    requests: Callable[[Any, Mapping[str, str]], Iterator[Requests]]
    add: Callable[[Any, pa.Table], Any]
    keep: Callable[[Any, pa.ChunkedArray], Any]


class Opened(NamedTuple):
    """A table as one of a kind, and how it becomes what it was."""

    kind: Kind
    table: Any
    close: Callable[[Any], Any]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return self.kind.names(self.table)

    def judged(self, judge: Judge, wanted: Mapping[str, str]) -> Iterator[Judged]:
        """What is learned of its rows, piece by piece, of the columns by the fields they are."""
        for each in self.kind.requests(self.table, wanted):
            yield from judge.judge(each)


class Pieces(NamedTuple):
    """A table that is read piece by piece: the names of its columns, and its pieces.

    `mapped` gives such a table back, of what a function makes of each piece; it adds some columns
    to those that there are, or none.
    """

    names: list[str]
    each: Callable[[], Iterator[Any]]
    mapped: Callable[[Callable[[Any], Any], pa.Schema | None], Any]


def opened(table: Any) -> Opened:
    """A table as one of a kind; raises InputError for what is no table."""
    kind = _KINDS.get(_name(table))
    if kind is not None:
        return kind(table)
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        return Opened(_ARROW, pa.table(table), _same)
    raise InputError(
        f"{type(table).__name__} is no table; give one of Arrow, Polars, pandas or DuckDB, or "
        "anything that has __arrow_c_stream__"
    )


def _name(table: Any) -> tuple[str, str]:
    """The library that a table is of, and the name of its class there; nothing is imported."""
    return type(table).__module__.split(".")[0].lstrip("_"), type(table).__name__


def pieces_of(table: Any) -> Pieces | None:
    """A table that is not in memory, piece by piece; None of one that is."""
    if _name(table) == ("pyarrow", "RecordBatchReader"):
        return Pieces(table.schema.names, lambda: iter(table), partial(_mapped, table))
    if _name(table) == ("polars", "LazyFrame"):
        names = table.collect_schema().names()
        return Pieces(names, lambda: iter(table.collect_batches()), partial(_lazily, table))
    return None


def _mapped(reader: Any, make: Callable[[Any], Any], added: pa.Schema | None) -> Any:
    schema = pa.schema([*reader.schema, *(added or ())], reader.schema.metadata)
    return pa.RecordBatchReader.from_batches(schema, map(make, reader))


def _lazily(frame: Any, make: Callable[[Any], Any], added: pa.Schema | None) -> Any:
    import polars as pl

    schema = dict(frame.collect_schema())
    if added is not None:
        schema |= pl.DataFrame(added.empty_table()).schema
    # Which columns are read, and what is done with the new ones, is not for it to see.
    return frame.map_batches(make, schema=schema, streamable=True, slice_pushdown=True)


# -- Arrow ---------------------------------------------------------------------------------------


def _of_arrow(table: Any, wanted: Mapping[str, str]) -> Iterator[Requests]:
    chosen = table.select([*wanted.values()])
    if not wanted:
        yield Requests(table.num_rows, {})
    for batch in chosen.to_batches(max_chunksize=_ROWS) if wanted else ():
        yield Requests(batch.num_rows, dict(zip(wanted, batch.columns, strict=True)))


def _add_to_arrow(table: Any, added: pa.Table) -> Any:
    for field, column in zip(added.schema, added.columns, strict=True):
        table = table.append_column(field, column)
    return table


def _one_batch(table: Any) -> Any:
    columns = [_whole(each) for each in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def _whole(column: Any) -> pa.Array:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


_ARROW = Kind(
    lambda table: table.column_names,
    _of_arrow,
    _add_to_arrow,
    lambda table, kept: table.filter(kept),
)


# -- Polars --------------------------------------------------------------------------------------


def _of_polars(frame: Any, wanted: Mapping[str, str]) -> Iterator[Requests]:
    chosen = frame.select([*wanted.values()])
    for part in chosen.iter_slices(_ROWS) if wanted else ():
        columns = {field: _of_series(part[name]) for field, name in wanted.items()}
        yield Requests(len(part), columns)
    if not wanted:
        yield Requests(len(frame), {})


def _of_series(series: Any) -> Any:
    is_object = str(series.dtype) == "Object"
    return series.to_list() if is_object else _whole(pa.chunked_array(series))


def _add_to_polars(frame: Any, added: pa.Table) -> Any:
    import polars as pl

    return frame.with_columns(pl.DataFrame(added).get_columns())


def _keep_of_polars(frame: Any, kept: pa.ChunkedArray) -> Any:
    import polars as pl

    return frame.filter(pl.Series(kept))


_POLARS = Kind(lambda frame: frame.columns, _of_polars, _add_to_polars, _keep_of_polars)


# -- pandas --------------------------------------------------------------------------------------


def _of_pandas(frame: Any, wanted: Mapping[str, str]) -> Iterator[Requests]:
    for start in range(0, len(frame), _ROWS):
        part = frame.iloc[start : start + _ROWS]
        yield Requests(len(part), {field: _of_values(part[name]) for field, name in wanted.items()})


def _of_values(series: Any) -> Any:
    try:
        return _whole(pa.array(series, from_pandas=True))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        # Values of several types, which Arrow does not put into one column.
        missing = series.isna()
        return [None if gone else each for each, gone in zip(series, missing, strict=True)]


def _add_to_pandas(frame: Any, added: pa.Table) -> Any:
    import pandas as pd

    made = added.to_pandas(types_mapper=_pandas_type)
    made.index = frame.index
    return pd.concat([frame, made], axis=1)


def _pandas_type(kind: pa.DataType) -> Any:
    """Texts as pandas has them; what it has no type for as Arrow has it."""
    import pandas as pd

    return None if pa.types.is_string(kind) else pd.ArrowDtype(kind)


_PANDAS = Kind(
    lambda frame: [each if isinstance(each, str) else repr(each) for each in frame.columns],
    _of_pandas,
    _add_to_pandas,
    lambda frame, kept: frame[kept.to_numpy()],
)


# -- which is which ------------------------------------------------------------------------------


def _same(made: Any) -> Any:
    return made


def _of_duckdb(relation: Any) -> Opened:
    import duckdb

    return Opened(_ARROW, relation.to_arrow_table(), duckdb.from_arrow)


_KINDS: Mapping[tuple[str, str], Callable[[Any], Opened]] = {
    ("pyarrow", "Table"): lambda table: Opened(_ARROW, table, _same),
    ("pyarrow", "RecordBatch"): lambda batch: Opened(
        _ARROW, pa.Table.from_batches([batch]), _one_batch
    ),
    ("pyarrow", "RecordBatchReader"): lambda reader: Opened(
        _ARROW, reader.read_all(), lambda made: made.to_reader()
    ),
    ("polars", "DataFrame"): lambda frame: Opened(_POLARS, frame, _same),
    ("pandas", "DataFrame"): lambda frame: Opened(_PANDAS, frame, _same),
    ("duckdb", "DuckDBPyRelation"): _of_duckdb,
}
