"""Rows in files: what they amount to, and a file of them with their verdicts."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from cometvideo.changes.impact import Place, Sent
from cometvideo.cli.arguments import UsageError
from cometvideo.cli.many import conclude
from cometvideo.cli.output import FINDINGS, tell
from cometvideo.cli.progress import ProgressLine
from cometvideo.errors import InputError
from cometvideo.extras import need
from cometvideo.facts.endpoint import AnySpec
from cometvideo.many.tally import Tally
from cometvideo.reports.safe import safe
from cometvideo.reports.text import amount

if TYPE_CHECKING:
    from cometvideo.frames.files import Piece, TableFile
    from cometvideo.frames.judging import Judge

__all__ = ["judge_tables", "read_columns", "read_rows"]

_MOST_SHOWN = 10  # columns that are no field

Judged = list[tuple["TableFile", "Judge"]]


def judge_tables(paths: Sequence[str], spec: AnySpec, arguments: argparse.Namespace) -> int:
    """Judge the rows of all files and tell what they amount to; returns the exit code."""
    if arguments.format == "github" or arguments.report or arguments.input_format:
        what = "--format github, --report and --input-format are for requests, not for rows"
        raise UsageError(f"{what}; take -o verdicts.parquet, or --summary --format json")
    need("a file of rows", "frames", "pyarrow")
    from cometvideo.frames.files import open_table
    from cometvideo.frames.judging import Judge
    from cometvideo.frames.results import check_names

    columns = read_columns(arguments.columns)
    files: Judged = []
    for path in _without(paths, arguments.output):
        file = open_table(path)
        judge = Judge(spec, columns, os.path.dirname(path))
        if arguments.output:
            check_names(file.names, judge)
        else:
            judge.wanted(file.names)
        if arguments.output and files and not file.schema.equals(files[0][0].schema):
            first = files[0][0].path
            raise InputError(f"{path} has other columns than {first}; write them to files apart")
        files.append((file, judge))
    _tell_strangers(files)
    tally = _judge_all(files, arguments.output)
    wants_rows = not (arguments.summary or arguments.output)
    arguments.summary = True  # of rows nothing else is told here
    code = conclude(tally, spec, arguments, paths)
    if code == FINDINGS and wants_rows:
        tell("cometvideo: -o verdicts.parquet writes every row with its verdict")
    return code


def read_rows(path: str, old: AnySpec, new: AnySpec, columns: Mapping[str, str]) -> Iterator[Sent]:
    """The distinct requests among the rows of a file, each with how many rows are like it."""
    need("a file of rows", "frames", "pyarrow")
    import pyarrow as pa

    from cometvideo.frames.files import open_table
    from cometvideo.frames.judging import Gatherer

    file = open_table(path)
    gatherer = Gatherer(new, columns, os.path.dirname(path), (old,))
    before = 1
    for piece in file.pieces(gatherer, False):  # noqa: FBT003 (rows are not wanted)
        for judged in piece.judged:
            numbers = range(before, before + len(judged.places))
            before = numbers.stop
            rows = pa.table({"place": judged.places, "row": numbers}).group_by("place")
            for place, first, times in zip(
                *rows.aggregate([("row", "min"), ("row", "count")]).to_pydict().values(),
                strict=True,
            ):
                at, found = Place(path, "row", first), judged.learned[place]
                is_read = not isinstance(found, InputError)
                yield Sent(at, found if is_read else None, "" if is_read else str(found), times)


def _judge_all(files: Judged, output: str | None) -> Tally:
    from cometvideo.frames.files import written
    from cometvideo.frames.results import Sum

    added = Sum()
    line = ProgressLine(sys.stderr)
    begun = time.monotonic()
    schema = files[0][0].schema
    try:
        with written(output, schema) if output else nullcontext(_nowhere) as put:
            for file, judge in files:
                for piece in file.pieces(judge, output is not None):
                    put(piece)
                    for judged in piece.judged:
                        added.add(judged)
                    rate = added.rows / (time.monotonic() - begun)
                    line.show(f"{amount(added.rows, 'row')}, {rate:,.0f} a second")
    finally:
        line.clear()
    return added.tally()


def _without(paths: Sequence[str], output: str | None) -> list[str]:
    """The files without the one that is written, which a pattern or a folder may have found."""
    target = os.path.realpath(output) if output else None
    return [path for path in paths if os.path.realpath(path) != target] or [*paths]


def _nowhere(piece: "Piece") -> None:
    """Rows that are only counted."""


def read_columns(text: str | None) -> Mapping[str, str]:
    """The columns by the fields they stand for."""
    found: dict[str, str] = {}
    for each in text.split(",") if text else ():
        field, mark, column = each.partition("=")
        if not mark or not field or not column:
            raise UsageError(f"--columns takes FIELD=COLUMN,…, such as prompt=text, not {each!r}")
        if field in found:
            raise UsageError(f"--columns names {field} twice")
        found[field] = column
    return found


def _tell_strangers(files: Judged) -> None:
    """Tell once of the columns that are no field, and which field is meant by one."""
    told = {each.got: each for file, judge in files for each in judge.strangers(file.names)}
    named = [
        f"{safe(str(name), 'log')} (did you mean {each.nearest}?)"
        if each.nearest
        else safe(str(name), "log")
        for name, each in told.items()
    ]
    if named:
        more = f" and {len(named) - _MOST_SHOWN:,} more" if len(named) > _MOST_SHOWN else ""
        shown = ", ".join(named[:_MOST_SHOWN])
        tell(f"cometvideo: no field, and not judged: {shown}{more}")
