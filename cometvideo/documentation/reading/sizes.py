"""What a page says of sizes: the published tables, who uses them, and what presets mean."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

from cometvideo.documentation.pages.page import Page, Passage
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.reading.prose import sentences
from cometvideo.documentation.reading.statements import CUT, Notes
from cometvideo.documentation.reading.taking import denies
from cometvideo.documentation.reading.written_sizes import Column, Signs, columns_of
from cometvideo.facts.matrix import Matrix

__all__ = ["read_sizes"]

# A row that is named as the last or the only one says what is not there, too.
_BOUNDED = re.compile(
    r"\b(?:only|up to|at most|tops? out|max\w*|without|limit\w*|except)\b", re.IGNORECASE
)
_OF_TABLE = re.compile(r"\b(?:rows?|columns?|tables?|entries)\b", re.IGNORECASE)

_Places = dict[tuple[str | None, str], str]
_Key = TypeVar("_Key")


def read_sizes(page: Page, matrix: Matrix, names: Names, notes: Notes) -> None:
    """Read every table of sizes, with the prose before it."""
    field = size_field(matrix)
    if field is None:
        return
    columns = columns_of(page.tables, names, Signs(matrix))
    reading = _Sizes(page, matrix, names, field, notes)
    published = [each for each in columns if any(cell.label for cell in each.cells)]
    if published:
        reading.read_published(published)
    for each in columns:
        if each not in published:
            reading.read_presets(each)


class _Sizes:
    """Reads the tables of one page; lives as long as that takes."""

    def __init__(self, page: Page, matrix: Matrix, names: Names, field: str, notes: Notes) -> None:
        self._page = page
        self._matrix = matrix
        self._names = names
        self._field = field
        self._notes = notes
        self._signs = Signs(matrix)
        self._published: dict[str, _Places] = {}
        self._used: dict[str, str] = {}
        self._users = {
            table: frozenset(model for model in matrix.models if self._table_of(model) == table)
            for table, _ in matrix.blocks("sizes")
        }

    def _table_of(self, model: str) -> str | None:
        return self._matrix.text("models", model, self._field, "table")

    def read_published(self, columns: list[Column]) -> None:
        """Read the columns of published sizes: cells, users, rows."""
        notes = self._notes
        doubts = [each for each in self._page.doubts if each.about == "table"]
        for doubt in doubts:
            notes.unclear(("sizes",), doubt.line, f"{doubt.why}: {doubt.text}")
            for model in self._matrix.models:
                notes.unclear(("models", model, self._field, "rows"), doubt.line, doubt.why)
        notes.place("sizes")
        read = {column.table.line: column.unread for column in columns}
        for line, passage in [(line, each) for line, left in read.items() for each in left]:
            notes.unclear(("sizes",), line, "a cell that is no size", passage)
        rows = [each.line for column in columns for each in column.table.rows]
        if is_cut := self._page.may_be_cut(*rows):
            notes.unclear(("sizes",), max(rows), CUT)
        if not any(read.values()) and not is_cut:
            notes.whole("sizes")
        named = [self._names.mentions(each.text) for each in columns]
        is_whole = all(named) and all(each.model for mentions in named for each in mentions)
        put_down = notes.whole if is_whole else notes.place
        for model in self._matrix.models if any(named) else ():
            put_down("models", model, self._field, "table")
            put_down("models", model, self._field, "rows")
        used: dict[str, dict[str, Column]] = {}
        for column in columns:
            for model in self._read_column(column):
                labels = {cell.label: column for cell in column.cells if cell.label}
                used.setdefault(model, {}).update(labels)
        self._read_rows(used, CUT if is_cut else "")

    def _read_column(self, column: Column) -> frozenset[str]:
        """Read one column, and return the models that it is for."""
        notes, line = self._notes, column.table.line
        mentions = self._names.mentions(column.text)
        users = frozenset(each.model for each in mentions if each.model)
        for each in mentions:
            if each.model is None:
                notes.exists(("models", each.text), column.text, line, "heading of the table")
        table = self._meant(column, users)
        if table is None:
            why = f"the column {column.text!r} belongs to no table that is known"
            notes.unclear(("sizes",), line, why)
            return users
        self._published.setdefault(table, {}).update(column.by_place)
        for cell in column.cells:
            if cell.label:
                keys = ("sizes", table, cell.label, cell.ratio)
                notes.state(keys, cell.size, cell.line, "table of sizes")
            else:
                notes.unclear(("sizes",), cell.line, "a size in no row that is named", cell.size)
        for model in sorted(users):
            keys = ("models", model, self._field, "table")
            notes.state(keys, table, line, "heading of the table")
            self._used[model] = table
        return users or self._users.get(table, frozenset())

    def _meant(self, column: Column, users: frozenset[str]) -> str | None:
        """The table of the matrix that a column is: by what it holds, else by whom it is for."""
        equal = {table: _equal(column.by_place, self._documented(table)) for table in self._users}
        best = _best(equal)
        if best is not None and equal[best] * 2 > len(column.cells):
            return best
        shares = {
            table: len(users & own) / len(users | own)
            for table, own in self._users.items()
            if users & own
        }
        return _best(shares)

    def _places(self, table: str) -> _Places:
        """The sizes of a table: as the page publishes them, or else as the matrix has them."""
        return self._published.get(table) or self._documented(table)

    def _documented(self, table: str) -> _Places:
        return {
            (label, ratio): str(fact.value)
            for label, row in self._matrix.blocks("sizes", table)
            for ratio, fact in row.facts()
        }

    def _read_rows(self, rows: dict[str, dict[str, Column]], cut: str) -> None:
        """The rows each model has: those of its columns, but for what the prose takes away.

        Where the tables may have been cut, there may be more.
        """
        sections = {each.table.section for columns in rows.values() for each in columns.values()}
        labels = {label for columns in rows.values() for label in columns}
        without: dict[str, set[str]] = {}
        unsure: set[str] = set()
        maybe: dict[str, tuple[set[str], str]] = {}
        for said in self._said():
            near = said.section in sections
            gone, doubtful = self._taken_away(said.text, labels, frozenset(rows), maybe)
            unsure |= doubtful if near else set()
            for model, denied in gone.items():
                if near:
                    without.setdefault(model, set()).update(denied)
                else:
                    maybe.setdefault(model, (set(), said.text))[0].update(denied)
        for model, columns in rows.items():
            keys = ("models", model, self._field, "rows")
            line = next(each.table.line for each in columns.values())
            if model in unsure and model not in without:
                why = "the prose singles out the model in words not known here"
                self._notes.unclear(keys, line, why)
                continue
            left = tuple(each for each in columns if each not in without.get(model, ()))
            if model in maybe and model not in without:
                denied, passage = maybe[model]
                less = tuple(each for each in columns if each not in denied)
                self._notes.suggest(keys, less, line, "rows of the table and prose", passage)
                continue
            known = self._matrix.texts(*keys)
            apart = self._singled_out(model, labels - {*known}, frozenset(rows))
            apart = apart or (cut if {*left} < {*known} else "")
            if known and {*left} != {*known} and apart:
                self._notes.suggest(keys, left, line, "rows of the table and prose", apart)
                continue
            own = self._matrix.fact(*keys) is not None
            every = self._used.get(model) or self._table_of(model) or ""
            # A model without rows of its own has those of its table.
            if own or {*left} != {*self._matrix.block("sizes", every)}:
                self._notes.state(keys, left, line, "rows of the table and prose")

    def _said(self) -> Iterator[Passage]:
        """All prose of the page, that of its fields as well."""
        yield from self._page.passages
        for entry in self._page.entries:
            yield from (Passage(said.text, said.line, -1) for said in entry.text)

    def _singled_out(self, model: str, labels: set[str], users: frozenset[str]) -> str:
        """A sentence on the rows of some models that may be about this one as well; else empty.

        It names the model beside one of the rows in words that do more than grant it, or others
        that share its table and not the model itself.
        """
        table = self._table_of(model)
        beside = {each for each in users if self._table_of(each) == table}
        granted, doubtful = False, ""
        for said, part in (
            (each.text, part) for each in self._said() for part in sentences(each.text)
        ):
            named = self._names.models(part) & users
            is_bounded = _BOUNDED.search(part) and self._signs.labels(part)
            if model in named and (is_bounded or self._denies_lines(part, said)):
                doubtful = part
            elif not {*self._signs.labels(part)} & labels or not named & beside:
                continue
            elif model in named:
                granted = True
            else:
                doubtful = doubtful or part
        return "" if granted and not _BOUNDED.search(doubtful) else doubtful

    def _denies_lines(self, part: str, whole: str) -> bool:
        """Whether a sentence denies lines of a table and nothing around it says which."""
        is_of_table = _OF_TABLE.search(part) is not None and not self._signs.labels(whole)
        return is_of_table and denies(part) is not False

    def _taken_away(
        self,
        text: str,
        labels: set[str],
        users: frozenset[str],
        maybe: dict[str, tuple[set[str], str]],
    ) -> tuple[dict[str, set[str]], set[str]]:
        """Rows that a paragraph denies to a model, and models of which that is not clear."""
        gone: dict[str, set[str]] = {}
        singled: list[tuple[frozenset[str], bool]] = []
        label: set[str] = set()
        for part in sentences(text):
            label = (set(self._signs.labels(part)) & labels) or label
            models = self._names.models(part) & users
            if not (label and models):
                continue
            denied = denies(part)
            singled.append((models, denied is not False))
            for model in models if denied else ():
                gone.setdefault(model, set()).update(label)
            for model in models if denied is None else ():
                maybe.setdefault(model, (set(), part))[0].update(label)
        # Two sentences that part the users between them, and neither says no that we know of.
        apart = [models for models, denies in singled if not denies]
        is_parted = apart and not gone and not frozenset.intersection(*apart)
        return gone, set().union(*apart) if is_parted else set()

    def read_presets(self, column: Column) -> None:
        """Read a table without resolutions: what the presets of the models before it render."""
        notes, line, lead = self._notes, column.table.line, column.table.lead
        last = " ".join(list(sentences(lead))[-2:])
        models = self._names.models(column.text) or self._names.models(last)
        if not models:
            for model in self._matrix.models:
                why = "a table of presets that names no model"
                notes.unclear(("models", model, self._field, "preset_row"), line, why)
            return
        said = self._signs.labels(last)
        for model in sorted(models):
            keys = ("models", model, self._field, "preset_row")
            notes.place(*keys)
            table = self._used.get(model) or self._table_of(model) or ""
            row = self._row_of(column, table)
            if row is None:
                notes.unclear(keys, line, "the sizes of the presets are of no published row")
                continue
            notes.state(keys, row, line, "table of presets")
            if len(said) == 1:
                notes.state(keys, said[0], line, "prose before the table of presets")
            for cell in column.cells:
                at = ("sizes", table, row, cell.ratio)
                notes.state(at, cell.size, cell.line, "table of presets")

    def _row_of(self, column: Column, table: str) -> str | None:
        """The row that most of the presets are sizes of."""
        matches = Counter(
            label
            for (label, ratio), size in self._places(table).items()
            for cell in column.cells
            if (cell.ratio, cell.size) == (ratio, size)
        )
        best = _best(matches)
        return best if matches[best] * 2 > len(column.cells) else None


def _best(counts: Mapping[_Key, float]) -> _Key | None:
    """The key with the greatest count, if there is one alone."""
    most = max(counts.values(), default=None)
    best = [each for each, count in counts.items() if count == most]
    return best[0] if len(best) == 1 else None


def _equal(first: _Places, second: _Places) -> int:
    return sum(second.get(place) == size for place, size in first.items())
