"""Judging batches: `predict` judges each distinct request once, the answers are joined back."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.findings import Finding
from cometvideo.frames.features import Column, Entry, column_of, combined, listed
from cometvideo.likeness import did_you_mean
from cometvideo.many.texts import texts_of
from cometvideo.prediction import Prediction, predict
from cometvideo.validation import field_value
from cometvideo.wire.files import Files

__all__ = ["Gatherer", "Judge", "Judged", "Outcome", "Requests"]

_MOST_REMEMBERED = 1 << 17
_MOST_AT_ONCE = 1 << 14  # distinct requests of which all predictions are in memory
_LONGEST = 256  # characters of a value that is remembered
_UNBOUNDED = 1 << 62
# How tables hold a file: its bytes, its name, its type.
_FILES = (("data", "filename", "content_type"), ("bytes", "path", "type"))

Outcome = Prediction | InputError
"""What was learned of a request, or why it cannot be read."""


class Requests(NamedTuple):
    """Some rows: their columns by name, as Arrow has them, or as lists of Python's values."""

    rows: int
    columns: Mapping[str, Any]


class Judged(NamedTuple):
    """For each row the place of what was learned of it: whole numbers without nulls, and that."""

    places: pa.Array
    learned: list[Outcome]


class Judge:
    """Judges rows by one spec; what it says of one does not depend on those it has seen before.

    `columns` are the names of columns by the fields they stand for; a field that is not in it
    stands in the column of its own name. With `folder`, a struct `{file, type}` names a file there.
    Fields are those of this spec and of others `beside` it. Raises InputError for what is no field.
    """

    def __init__(
        self,
        spec: AnySpec,
        columns: Mapping[str, str] | None = None,
        folder: str | None = None,
        beside: tuple[AnySpec, ...] = (),
    ) -> None:
        self.spec = spec
        self.beside = beside
        self.columns = dict(columns or {})
        self.folder = folder
        self.texts = texts_of(spec, *beside)
        self.fields = self.texts.documented
        texts = self.texts.everywhere | self.texts.somewhere
        # For each text, the number of characters from which something is to be said of it.
        self.plain = dict.fromkeys(texts, self.texts.too_long or _UNBOUNDED)
        self.files = None if folder is None else Files(folder)
        self.known: dict[tuple[Entry, ...], Outcome] = {}
        self.present: tuple[str, ...] = ()
        for field in self.columns.keys() - {*self.fields}:
            hint = did_you_mean(field, self.fields)
            raise InputError(f"{field!r} is no field of {spec.unnamed.name}{hint}")

    def __reduce__(self) -> tuple[type["Judge"], tuple[Any, ...]]:
        # Another process judges by this very spec, and learns by itself.
        return type(self), (self.spec, self.columns, self.folder, self.beside)

    def wanted(self, names: list[str]) -> dict[str, str]:
        """The columns that are read among those of a table, by their fields; raises InputError."""
        there = {*names}
        for field, column in self.columns.items():
            if column not in there:
                hint = did_you_mean(column, names)
                raise InputError(f"there is no column {column!r} for {field}{hint}")
        found = {field: self.columns.get(field, field) for field in self.fields}
        several = Counter(names)
        for column in found.values():
            if several[column] > 1:
                raise InputError(
                    f"{several[column]} columns are called {column!r}; rename all but one"
                )
        return {field: column for field, column in found.items() if column in there}

    def strangers(self, names: list[str]) -> tuple[Finding, ...]:
        """What there is to say of the columns that are no field: once, not of every row."""
        known = {*self.fields, *self.columns.values()}
        strange = {name: None for name in names if name not in known}
        # Names of other APIs are told by the family that is usual, too.
        told = predict(self.spec.one(None), strange).findings if strange else ()
        return tuple(each for each in told if each.got in strange and each.field is None)

    def judge(self, requests: Requests) -> Iterator[Judged]:
        """What is learned of the rows, in one piece, or in several where few are alike.

        Raises InputError for a column that cannot be read.
        """
        columns = []
        for field, column in requests.columns.items():
            try:
                columns.append(self._column(field, column))
            except InputError as error:
                raise InputError(f"column {self.columns.get(field, field)!r}: {error}") from None
        places, found = combined(columns, requests.rows)
        if len(found) > _MOST_AT_ONCE:
            middle = requests.rows // 2
            for part in (slice(middle), slice(middle, requests.rows)):
                halves = {field: column[part] for field, column in requests.columns.items()}
                yield from self.judge(Requests(part.stop - (part.start or 0), halves))
            return
        if self.present != (present := tuple(requests.columns)):
            self.present = present
            self.known.clear()
        yield Judged(places, list(self._learned(found)))

    def _column(self, field: str, column: Any) -> Column:
        if isinstance(column, list):
            return listed(column, self._value)
        return column_of(column, self._value, self.plain.get(field))

    def _learned(self, found: list[tuple[Entry, ...]]) -> Iterator[Outcome]:
        known = self.known
        for entries in found:
            try:
                learned = known.get(entries)
            except TypeError:  # a value that cannot be looked up, such as a list
                yield self._learn(entries)
                continue
            if learned is None:
                learned = self._learn(entries)
                if len(known) >= _MOST_REMEMBERED:
                    known.clear()
                if all(not entry or _is_short(entry[1]) for entry in entries):
                    known[entries] = learned
            yield learned

    def _learn(self, entries: tuple[Entry, ...]) -> Any:
        request = {name: each[1] for name, each in zip(self.present, entries, strict=True) if each}
        for value in request.values():
            if isinstance(value, InputError):
                return value
        return self.learn(request)

    def learn(self, request: Mapping[str, object]) -> Any:
        """What is learned of one request."""
        return predict(self.spec.matrix_for(request), request)

    def _value(self, value: object) -> object:
        """A value as a request has it: files as what their bytes show."""
        if isinstance(value, dict):
            for data, name, kind in _FILES:
                if isinstance(value.get(data), bytes) and value.keys() <= {data, name, kind}:
                    return field_value((value.get(name), value[data], value.get(kind)))
        if self.files is None or not isinstance(value, dict | list):
            return field_value(value)
        try:
            return self.files.put_into({"": _without_nulls(value)})[""]
        except InputError as error:
            return error


class Gatherer(Judge):
    """Learns of each row which request it is, so that another may judge those that there are."""

    def learn(self, request: Mapping[str, object]) -> Any:
        """The request itself."""
        return request


def _without_nulls(value: object) -> object:
    """Structs without what is null in them: columns have all keys that any row has."""
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _is_short(value: object) -> bool:
    return len(value if isinstance(value, str) else repr(value)) <= _LONGEST
