"""Results: what was learned of rows, as columns of Arrow."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa

from cometvideo.errors import InputError
from cometvideo.frames.judging import Judge, Judged, Outcome
from cometvideo.many.judging import UNREADABLE
from cometvideo.many.tally import NOTHING, Tally, share_of, total
from cometvideo.money import decimal_of
from cometvideo.prediction import Prediction, Rendering

__all__ = ["RESULTS", "Sum", "check_names", "columns_of"]

_RENDERING = pa.struct(
    [
        ("seconds", pa.int64()),
        ("width", pa.int64()),
        ("height", pa.int64()),
        ("resolution", pa.string()),
        ("ratio", pa.string()),
    ]
)
_NEAREST = pa.struct([("field", pa.string()), ("value", pa.string())])
_MONEY = pa.decimal128(38, 6)

RESULTS = pa.schema(
    [
        ("verdict", pa.string()),
        ("acceptance", pa.string()),
        ("codes", pa.list_(pa.string())),
        ("renderings", pa.list_(_RENDERING)),
        ("nearest", pa.list_(_NEAREST)),
        ("cost_min", _MONEY),
        ("cost_max", _MONEY),
        ("currency", pa.string()),
    ]
)
"""The columns that are added to a table.

`codes` are those of all findings, `nearest` the values that would work, by their fields, and
`renderings` the videos that may come of it. `cost_min` and `cost_max` are null where no price is
known. All but `codes` is null in a row that cannot be read.
"""

_LARGEST = 1 << 63
_MOST_COUNTED = 1 << 14  # predictions that are kept while rows are counted


def check_names(names: list[str], judge: Judge) -> dict[str, str]:
    """The columns that are read, by their fields.

    Raises InputError where one is missing, or has a name that the answers have.
    """
    for name in RESULTS.names:
        if name in names:
            raise InputError(
                f"there is a column {name!r} already, where the answers belong; rename it"
            )
    return judge.wanted(names)


def columns_of(judged: Judged, names: Sequence[str] = RESULTS.names) -> dict[str, pa.Array]:
    """Some of these columns, for every row."""
    # Many requests get the very same prediction.
    once: dict[int, int] = {}
    distinct: list[Outcome] = []
    moved = []
    for learned in judged.learned:
        place = once.setdefault(id(learned), len(distinct))
        if place == len(distinct):
            distinct.append(learned)
        moved.append(place)
    places = judged.places
    if len(distinct) < len(moved):
        places = pa.array(moved, pa.int32()).take(places)
    return {name: _COLUMNS[name](distinct).take(places) for name in names}


class Sum:
    """Adds up what rows amount to; of each prediction it is worked out but once."""

    def __init__(self) -> None:
        self.rows = 0
        self._before = NOTHING
        # By identity: many rows get the very same. Kept beside, it lives on.
        self._counts: dict[int, tuple[Outcome, int]] = {}

    def add(self, judged: Judged) -> None:
        """Add rows."""
        self.rows += len(judged.places)
        places, counts = judged.places.value_counts().flatten()
        for place, count in zip(places.to_pylist(), counts.to_pylist(), strict=True):
            learned = judged.learned[place]
            _, known = self._counts.get(id(learned), (learned, 0))
            self._counts[id(learned)] = learned, known + count
        if len(self._counts) > _MOST_COUNTED:
            self._before = self.tally()
            self._counts.clear()

    def tally(self) -> Tally:
        """What all of them amount to."""
        shares = (
            (UNREADABLE if isinstance(learned, InputError) else share_of(learned), count)
            for learned, count in self._counts.values()
        )
        return self._before.plus(total(shares))


# -- columns -------------------------------------------------------------------------------------


def _each(tell: Callable[[Prediction], Any], name: str) -> Callable[[list[Outcome]], pa.Array]:
    kind = RESULTS.field(name).type
    return lambda every: pa.array(
        [None if isinstance(each, InputError) else tell(each) for each in every], kind
    )


def _codes(every: list[Outcome]) -> pa.Array:
    told = [
        UNREADABLE.codes
        if isinstance(each, InputError)
        else [finding.code for finding in each.findings]
        for each in every
    ]
    return pa.array(told, RESULTS.field("codes").type)


def _renderings(every: list[Outcome]) -> pa.Array:
    found = [None if isinstance(each, InputError) else each.renderings for each in every]
    return _lists(found, _RENDERING, _row)


def _row(rendering: Rendering) -> tuple[object, ...]:
    return tuple(
        None if isinstance(each, int) and abs(each) >= _LARGEST else each for each in rendering
    )


def _nearest(every: list[Outcome]) -> pa.Array:
    found = [
        None
        if isinstance(each, InputError)
        else [
            (finding.field, nearest)
            for finding in each.findings
            if (nearest := finding.nearest) is not None
        ]
        for each in every
    ]
    return _lists(found, _NEAREST, tuple)


def _lists(
    found: Iterable[Sequence[Any] | None],
    kind: pa.StructType,
    row: Callable[[Any], tuple[Any, ...]],
) -> pa.Array:
    """Lists of structs, made column by column, which takes a tenth of the time."""
    offsets: list[int | None] = []
    rows: list[tuple[Any, ...]] = []
    for each in found:
        offsets.append(None if each is None else len(rows))
        rows += map(row, each or ())
    columns = [*zip(*rows, strict=True)] or [()] * kind.num_fields
    arrays = [pa.array(column, kind[place].type) for place, column in enumerate(columns)]
    structs = pa.StructArray.from_arrays(arrays, fields=list(kind))
    return pa.ListArray.from_arrays(pa.array([*offsets, len(rows)], pa.int32()), structs)


def _money(end: str) -> Callable[[Prediction], Any]:
    return lambda each: None if each.cost is None else decimal_of(getattr(each.cost, end))


_COLUMNS: dict[str, Callable[[list[Outcome]], pa.Array]] = {
    "verdict": _each(lambda each: each.verdict, "verdict"),
    "acceptance": _each(lambda each: each.acceptance, "acceptance"),
    "codes": _codes,
    "renderings": _renderings,
    "nearest": _nearest,
    "cost_min": _each(_money("least"), "cost_min"),
    "cost_max": _each(_money("most"), "cost_max"),
    "currency": _each(lambda each: each.cost and each.cost.currency, "currency"),
}
