"""Tables: a DataFrame of any kind in, the same kind out, with what was learned of its rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from typing import Any, NamedTuple, TypeAlias, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import load
from cometvideo.findings import Finding
from cometvideo.frames.judging import Judge, Judged, Outcome
from cometvideo.frames.kinds import Opened, opened, pieces_of
from cometvideo.frames.results import RESULTS, Sum, check_names, columns_of
from cometvideo.many.judging import UNREADABLE
from cometvideo.many.tally import Tally
from cometvideo.validation import Spec

__all__ = ["Failures", "Summary", "filter_rows", "judge_batch", "summary", "validate"]

Table = TypeVar("Table")
By: TypeAlias = "Spec | Judge"
"""A spec in any form, or who judges by one already."""


class Summary(NamedTuple):
    """What the rows of a table amount to, and what there is to say of it as a whole.

    `findings` are about columns that are no field, of which nothing is said in any row.
    """

    tally: Tally
    findings: tuple[Finding, ...] = ()


class Failures(NamedTuple):
    """The rows that were left out, and how often each code stood in the way."""

    rows: Any
    counted: Callable[[], Mapping[str, int]]

    def invalid(self) -> Any:
        """These rows with the columns of `RESULTS`, as the kind of table that was given."""
        return self.rows

    def counts(self) -> dict[str, int]:
        """How often each code stood in the way, the most frequent first."""
        return dict(sorted(self.counted().items(), key=lambda each: (-each[1], each[0])))


def validate(table: Table, *, spec: By = None, columns: Mapping[str, str] | None = None) -> Table:
    """The table with the columns of `RESULTS`: what `cometvideo.validate` tells of each row.

    Takes, and gives back, an Arrow table, record batch or reader, a DataFrame of Polars or pandas,
    a LazyFrame, or a relation of DuckDB; of anything else that has Arrow's C stream it makes an
    Arrow table. A null means left out, and a column that is no field is not judged. `columns` are
    names of columns by the fields they stand for. Raises InputError for a column that cannot be
    read or has a name of ours, and SpecError for a spec that cannot be used.
    """
    judge = _judge(spec, columns)
    pieces = pieces_of(table)
    made: Table
    if pieces is None:
        made = _validated(opened(table), judge)
    else:
        check_names(pieces.names, judge)
        made = pieces.mapped(partial(validate, spec=judge), RESULTS)
    return made


judge_batch = validate
"""What engines map over their record batches; a loaded spec, or a Judge, is loaded but once."""


def summary(table: Any, *, spec: By = None, columns: Mapping[str, str] | None = None) -> Summary:
    """What the rows amount to: verdicts, seconds, costs, findings by code. Raises as `validate`."""
    judge = _judge(spec, columns)
    pieces = pieces_of(table)
    if pieces is None:
        parts: Iterable[Opened] = (opened(table),)
        names = opened(table).names
    else:
        parts = map(opened, pieces.each())
        names = pieces.names
    wanted = judge.wanted(names)
    added = Sum()
    for part in parts:
        for judged in part.judged(judge, wanted):
            added.add(judged)
    return Summary(added.tally(), judge.strangers(names))


def filter_rows(
    table: Table,
    *,
    spec: By = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
) -> tuple[Table, Failures]:
    """The rows that are not invalid, as they came, and those that are.

    With `strict` rows that are uncertain, or render something open, are left out as well. A reader
    is read to its end. Raises as `validate`.
    """
    judge = _judge(spec, columns)
    pieces = pieces_of(table)
    if pieces is None or not hasattr(table, "collect"):
        return _parted(opened(table), judge, strict=strict)
    check_names(pieces.names, judge)
    part = partial(filter_rows, spec=judge, strict=strict)
    good = pieces.mapped(lambda each: part(each)[0], None)
    bad = pieces.mapped(lambda each: part(each)[1].invalid(), RESULTS)

    def counted() -> Mapping[str, int]:
        return reduce(Counter.__add__, (Counter(part(each)[1].counts()) for each in pieces.each()))

    return good, Failures(bad, counted)


# -- pieces --------------------------------------------------------------------------------------


def _judge(spec: By, columns: Mapping[str, str] | None) -> Judge:
    return spec if isinstance(spec, Judge) else Judge(load(spec), columns)


def _validated(whole: Opened, judge: Judge) -> Any:
    wanted = check_names(whole.names, judge)
    parts = map(columns_of, whole.judged(judge, wanted))
    return whole.close(whole.kind.add(whole.table, _together(parts)))


def _together(parts: Iterable[Mapping[str, pa.Array]]) -> pa.Table:
    batches = [pa.RecordBatch.from_pydict(dict(each), RESULTS) for each in parts]
    return pa.Table.from_batches(batches, RESULTS)


def _parted(whole: Opened, judge: Judge, *, strict: bool) -> tuple[Any, Failures]:
    wanted = check_names(whole.names, judge)
    kept, told = [], []
    counts: Counter[str] = Counter()
    for judged in whole.judged(judge, wanted):
        stands = [_in_the_way(learned, strict=strict) for learned in judged.learned]
        good = pa.array([not codes for codes in stands], pa.bool_()).take(judged.places)
        bad = judged.places.filter(pc.invert(good))
        for place, count in zip(*bad.value_counts().flatten(), strict=True):
            for code in stands[place.as_py()]:
                counts[code] += count.as_py()
        kept.append(good)
        told.append(columns_of(Judged(bad, judged.learned)))
    mask = pa.chunked_array(kept, pa.bool_())
    failed = whole.kind.add(whole.kind.keep(whole.table, pc.invert(mask)), _together(told))
    valid = whole.kind.keep(whole.table, mask)
    return whole.close(valid), Failures(whole.close(failed), lambda: counts)


def _in_the_way(learned: Outcome, *, strict: bool) -> tuple[str, ...]:
    """The codes because of which a row is left out."""
    if isinstance(learned, InputError):
        return UNREADABLE.codes
    passes = {"note"} if strict else {"note", "warning"}
    return tuple(each.code for each in learned.findings if each.severity not in passes)
