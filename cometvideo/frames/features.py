"""Columns by what matters of them: for each row its place among the values that tell rows apart.

Few distinct values decide nearly everything, and of a text nothing matters but that it is good.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cometvideo.errors import InputError
from cometvideo.prediction.values import is_plain

__all__ = ["Column", "Entry", "column_of", "combined", "listed"]

Entry = tuple[object, ...]
"""A value behind its type, since 1, 1.0 and True are equal; () for a field that is left out."""

_PLAIN: Entry = (str, "x")  # any text that is a good one
_ODD = ('"', "{")  # what such a text does not begin with: a quote, and what may be an object
_MOST_KEYS = 1 << 62  # what a key of several columns must stay below


class Column(NamedTuple):
    """For each row the place of its entry: whole numbers without nulls, and the entries."""

    places: pa.Array
    entries: list[Entry]


def column_of(
    array: pa.Array, read: Callable[[object], object], plain: int | None = None
) -> Column:
    """What matters of a column.

    `read` turns a value of Python into that of a request. `plain` is the number of characters from
    which something is to be said of a text, where the column is one: shorter ones that are good are
    all alike. None where every value counts. Raises InputError for what cannot be read at all.
    """
    array = _simple(array)
    kind = array.type
    if pa.types.is_nested(kind):
        return listed(_python(array), read)
    if plain is not None and _is_text(kind):
        found = _texts(array, plain)
        if found is not None:
            return found
    encoded = array if pa.types.is_dictionary(kind) else array.dictionary_encode()
    entries = [_entry(each, read, plain) for each in _python(encoded.dictionary)]
    places = encoded.indices.cast(pa.int64())
    if places.null_count:
        places = places.fill_null(len(entries))
        entries.append(())
    return _once(places, entries)


def listed(values: Iterable[object], read: Callable[[object], object]) -> Column:
    """The same of values of Python, whatever they are."""
    entries = [_entry(each, read, None) for each in values]
    return _once(pa.array(range(len(entries)), pa.int64()), entries)


def combined(columns: Iterable[Column], rows: int) -> tuple[pa.Array, list[tuple[Entry, ...]]]:
    """For each row its place among the distinct combinations of entries, and those."""
    keys = pa.array([0], pa.int64()).take(pa.nulls(rows, pa.int64()).fill_null(0))
    known: list[tuple[Entry, ...]] = [()]
    waiting: list[Column] = []
    size = 1
    for column in columns:
        if size * len(column.entries) >= _MOST_KEYS:
            keys, known = _encoded(keys, known, waiting)
            waiting, size = [], len(known)
        waiting.append(column)
        size *= len(column.entries) or 1
        keys = pc.add(pc.multiply(keys, len(column.entries)), column.places)
    return _encoded(keys, known, waiting)


def _encoded(
    keys: pa.Array, known: list[tuple[Entry, ...]], columns: list[Column]
) -> tuple[pa.Array, list[tuple[Entry, ...]]]:
    """Keys as places among those that there are, and what each of these stands for."""
    encoded = keys.dictionary_encode()
    found = []
    for key in encoded.dictionary.to_pylist():
        entries = []
        for column in reversed(columns):
            key, place = divmod(key, len(column.entries))  # noqa: PLW2901 (digit by digit)
            entries.append(column.entries[place])
        found.append((*known[key], *reversed(entries)))
    return encoded.indices, found


# -- pieces --------------------------------------------------------------------------------------


def _simple(array: pa.Array) -> pa.Array:
    """The same values in a type that all kernels take."""
    kind = array.type
    for is_kind, simpler in _SIMPLER:
        if is_kind(kind):
            return _simple(simpler(array))
    unit = getattr(kind, "unit", None)
    if unit == "ns" and (pa.types.is_timestamp(kind) or pa.types.is_duration(kind)):
        # Python has no nanoseconds, and no field has any of these.
        coarse = pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else pa.duration("us")
        return array.cast(coarse, safe=False)
    # Of a dictionary that belongs to more rows than these most is not needed.
    if pa.types.is_dictionary(kind) and (
        len(array.dictionary) > len(array) or pa.types.is_nested(kind.value_type)
    ):
        return _simple(array.dictionary_decode())
    return array


_SIMPLER: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (lambda kind: isinstance(kind, pa.BaseExtensionType), lambda array: array.storage),
    (pa.types.is_run_end_encoded, pc.run_end_decode),
    (pa.types.is_string_view, lambda array: array.cast(pa.large_string())),
    (pa.types.is_binary_view, lambda array: array.cast(pa.large_binary())),
)


def _is_text(kind: pa.DataType) -> bool:
    return kind in {pa.string(), pa.large_string()}


def _texts(array: pa.Array, plain: int) -> Column | None:
    """Texts, of which the good ones are all alike; None where some are no texts at all."""
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return None
    length = pc.binary_length(array)  # at least as much as its characters
    good = pc.and_(pc.greater(length, 0), pc.less(length, plain))
    for each in _ODD:
        good = pc.and_not(good, pc.starts_with(array, each))
    good = good.fill_null(False)  # noqa: FBT003 (its only way)
    places = pa.nulls(len(array), pa.int64()).fill_null(0)
    if good.true_count == len(array):
        return Column(places, [_PLAIN])
    other = pc.invert(good)
    rest = column_of(array.filter(other), lambda value: value)
    places = pc.replace_with_mask(places, other, pc.add(rest.places, 1))
    return Column(places, [_PLAIN, *rest.entries])


def _python(array: pa.Array) -> list[Any]:
    """The values of Python; what is no UTF-8 has lone surrogates, as Python's own have."""
    kind = array.type
    try:
        values: list[Any] = array.to_pylist()
    except UnicodeDecodeError:
        if not _is_text(kind):
            raise InputError("a text within it is not UTF-8") from None
        raw = array.cast(pa.large_binary() if pa.types.is_large_string(kind) else pa.binary())
        return [
            each if each is None else each.decode(errors="surrogateescape")
            for each in raw.to_pylist()
        ]
    except (ValueError, OverflowError, ImportError) as error:  # a date that Python does not have
        raise InputError(f"{kind} has values that cannot be read: {error}") from None
    if pa.types.is_decimal(kind):
        return [each if each is None else _number(each) for each in values]
    if pa.types.is_map(kind):
        return [each if each is None else dict(each) for each in values]
    return values


def _number(value: Any) -> int | float:
    """A decimal as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _entry(value: object, read: Callable[[object], object], plain: int | None) -> Entry:
    if value is None:
        return ()
    if plain is not None and is_plain(value):
        text = str(value)
        if len(text) < plain and text[0] not in _ODD:
            return _PLAIN
    found = read(value)
    return type(found), found


def _once(places: pa.Array, entries: list[Entry]) -> Column:
    """The same with every entry once, where entries can be looked up."""
    known: dict[Entry, int] = {}
    moved = []
    found: list[Entry] = []
    for entry in entries:
        try:
            place = known.setdefault(entry, len(found))
        except TypeError:  # a value that cannot be looked up, such as a list
            place = len(found)
        if place == len(found):
            found.append(entry)
        moved.append(place)
    if len(found) == len(entries):
        return Column(places, entries)
    return Column(pa.array(moved, pa.int64()).take(places), found)
