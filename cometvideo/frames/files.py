"""Files of tables: Parquet, Arrow, CSV and lines of JSON, judged batch by batch."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, NamedTuple

import pyarrow as pa

from cometvideo.errors import InputError
from cometvideo.frames.judging import Judge, Judged, Requests
from cometvideo.frames.lines import judge_lines
from cometvideo.frames.results import RESULTS, columns_of
from cometvideo.many.naming import ENDINGS, kind_of

__all__ = ["Piece", "TableFile", "open_table", "written"]

_ROWS = 1 << 17  # of Parquet that are read at once
_BYTES = 1 << 22  # of text that are read at once
_STREAMED = ("csv", "lines")
_OTHER_SIGNS = ";\t|,"  # by which columns of text may be parted


class Piece(NamedTuple):
    """Some rows as they stand in the file, and what was learned of them, piece by piece."""

    batch: pa.RecordBatch
    judged: list[Judged]


class TableFile(NamedTuple):
    """A file of rows: its columns, and what judges it.

    `pieces` takes who judges, and whether the whole rows are wanted or only what is judged of them.
    It raises InputError with the file, and the row group or the row, where it cannot be read.
    """

    path: str
    schema: pa.Schema
    pieces: Callable[[Judge, bool], Iterator[Piece]]
    has_fields: bool = True

    @property
    def names(self) -> list[str]:
        """The names of the columns that may be fields; of lines none is, they hold requests."""
        return self.schema.names if self.has_fields else []


def open_table(path: str) -> TableFile:
    """A file by the ending of its name; raises InputError for what cannot be read."""
    kind, packing = kind_of(path)
    if kind is None or (packing and kind not in _STREAMED):
        raise InputError(f"{path}: its name does not tell how to read it; allowed: {ENDINGS}")
    with _told(path):
        os.stat(path)
        return _OPENERS[kind](path, packing)


@contextmanager
def written(path: str, schema: pa.Schema) -> Iterator[Callable[[Piece], None]]:
    """Writes rows with what was learned of them, as Parquet or Arrow; whole or not at all.

    Raises InputError where that cannot be.
    """
    kind = kind_of(path)
    if kind not in {("parquet", None), ("arrow", None)}:
        raise InputError(f"cannot write {path}: verdicts are written as .parquet or .arrow")
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        raise InputError(f"cannot write {path}: it is there, and no regular file")
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".{name}.{os.getpid()}.part")
    whole = pa.schema([*schema, *RESULTS], schema.metadata)
    try:
        with _told(path, doing="write"):
            writer = _writer(kind[0], part, whole)

        def put(piece: Piece) -> None:
            with _told(path, doing="write"):
                for batch in _added(piece, whole):
                    writer.write_batch(batch)

        try:
            yield put
        finally:
            with _told(path, doing="write"):
                writer.close()
        os.replace(part, target)
    finally:
        with suppress(OSError):
            os.unlink(part)


def _writer(kind: str | None, part: str, schema: pa.Schema) -> Any:
    if kind == "arrow":
        return pa.ipc.new_file(part, schema)
    from pyarrow import parquet

    return parquet.ParquetWriter(part, schema)


def _added(piece: Piece, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a piece with what was learned of them."""
    start = 0
    for judged in piece.judged:
        rows = piece.batch.slice(start, len(judged.places))
        start += len(judged.places)
        yield pa.RecordBatch.from_arrays(
            [*rows.columns, *columns_of(judged).values()], schema=schema
        )


@contextmanager
def _told(path: str, place: str = "", doing: str = "read") -> Iterator[None]:
    """What cannot be read or written is told with its place, in one sentence."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{path}{place}: {error}") from None
    except (pa.ArrowException, OSError, EOFError) as error:
        why = getattr(error, "strerror", None) or str(error).partition("\n")[0].rstrip(". ")
        raise InputError(f"cannot {doing} {path}{place}: {why}") from None


def _judged(batch: pa.RecordBatch, judge: Judge) -> Piece:
    wanted = judge.wanted(batch.schema.names)
    columns = {field: batch.column(name) for field, name in wanted.items()}
    return Piece(batch, [*judge.judge(Requests(batch.num_rows, columns))])


# -- kinds ---------------------------------------------------------------------------------------


def _parquet(path: str, packing: str | None) -> TableFile:
    del packing
    from pyarrow import parquet

    schema = parquet.read_schema(path)

    def pieces(judge: Judge, whole: bool) -> Iterator[Piece]:  # noqa: FBT001 (of a kind of call)
        wanted = judge.wanted(schema.names)
        # What is read only to be judged is read as it is stored: every value once.
        few = [] if whole else [name for field, name in wanted.items() if field not in judge.plain]
        names = None if whole else [*wanted.values()] or schema.names[:1]
        with parquet.ParquetFile(path, read_dictionary=few) as file:
            for group in range(file.num_row_groups):
                with _told(path, f", row group {group}"):
                    for batch in file.iter_batches(_ROWS, [group], names):
                        yield _judged(batch, judge)

    return TableFile(path, schema, pieces)


def _arrow(path: str, packing: str | None) -> TableFile:
    del packing

    def batches() -> Any:
        source = pa.memory_map(path)
        try:
            file = pa.ipc.open_file(source)
        except pa.ArrowInvalid:  # or a stream of the same
            source.seek(0)
            return (reader := pa.ipc.open_stream(source)).schema, reader
        return file.schema, map(file.get_batch, range(file.num_record_batches))

    schema, _ = batches()
    return TableFile(
        path, schema, lambda judge, _: _numbered(path, "record batch", batches()[1], judge)
    )


def _csv(path: str, packing: str | None) -> TableFile:
    from pyarrow import csv

    tabs = "\t" if ".tsv" in path.lower()[-8:] else ","
    read = csv.ReadOptions(use_threads=False, block_size=_BYTES)
    parse = csv.ParseOptions(delimiter=tabs, newlines_in_values=True)

    def opened(convert: Any) -> Any:
        stream = pa.input_stream(path, compression=packing)
        return csv.open_csv(stream, read, parse, convert)

    names = opened(csv.ConvertOptions()).schema.names
    if other := next((sign for sign in _OTHER_SIGNS if names[1:] == [] and sign in names[0]), ""):
        allowed = "a comma, in a .tsv file a tab"
        raise InputError(f"its columns seem to be parted by {other!r}; allowed: {allowed}")
    # As in a form, there are texts alone; one that is not there at all is left out.
    convert = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    schema = opened(convert).schema
    return TableFile(path, schema, lambda judge, _: _numbered(path, "", opened(convert), judge))


def _numbered(path: str, what: str, batches: Iterable[Any], judge: Judge) -> Iterator[Piece]:
    upcoming = iter(batches)
    for number in count():
        with _told(path, what and f", {what} {number}"):
            batch = next(upcoming, None)
            if batch is None:
                return
            yield _judged(batch, judge)


def _lines(path: str, packing: str | None) -> TableFile:
    schema = pa.schema([("line", pa.int64()), ("request", pa.string())])

    def pieces(judge: Judge, whole: bool) -> Iterator[Piece]:  # noqa: FBT001 (of a kind of call)
        with _told(path), pa.input_stream(path, compression=packing) as stream:
            for read in judge_lines(iter(lambda: stream.read(_BYTES), b""), judge):
                texts = read.texts if whole else [None] * len(read.texts)
                batch = pa.record_batch([read.numbers, texts], schema=schema)
                yield Piece(batch, [read.judged])

    return TableFile(path, schema, pieces, has_fields=False)


_OPENERS: dict[str, Callable[[str, str | None], TableFile]] = {
    "parquet": _parquet,
    "arrow": _arrow,
    "csv": _csv,
    "lines": _lines,
}
