"""Tables of Arrow in, tables of Arrow out: columns, rows that are left out, sums, errors."""

from decimal import Decimal
from typing import Any

import pytest

import cometvideo
from cometvideo import InputError

pa = pytest.importorskip("pyarrow")
from cometvideo import frames
from cometvideo.many.tally import share_of, total
from tests.frames.rows import alone, told

SPEC = cometvideo.load("seedance")
ROWS: list[dict[str, Any]] = [
    {"id": 1, "prompt": "A kite", "model": "doubao-seedance-2-0", "seconds": 5, "size": "16:9"},
    {"id": 2, "prompt": "A kite", "model": "doubao-seedance-2-0", "seconds": 5, "size": "999x999"},
    {"id": 3, "prompt": "", "model": "doubao-seedance-1-0-pro", "seconds": 99, "size": "720p"},
    {
        "id": 4,
        "prompt": "A kite",
        "model": "doubao-seedance-1-0-pro",
        "seconds": 5,
        "size": "1664x1248",
    },
]
TABLE = pa.Table.from_pylist(ROWS)
EXPECTED = [alone({k: v for k, v in row.items() if k != "id"}, SPEC) for row in ROWS]


def test_what_was_given_stays() -> None:
    found = frames.validate(TABLE, spec=SPEC)
    assert found.select(TABLE.column_names) == TABLE
    assert told(found) == EXPECTED
    assert found.schema.field("cost_max").type == pa.decimal128(38, 6)


@pytest.mark.parametrize("kind", ["RecordBatch", "RecordBatchReader", "Table"])
def test_kinds_of_arrow(kind: str) -> None:
    given = {
        "Table": TABLE,
        "RecordBatch": TABLE.to_batches()[0],
        "RecordBatchReader": TABLE.to_reader(max_chunksize=3),
    }[kind]
    found = frames.validate(given, spec=SPEC)
    assert type(found).__name__ == kind
    found = found.read_all() if kind == "RecordBatchReader" else found
    assert told(found) == EXPECTED
    if kind == "RecordBatchReader":
        given = TABLE.to_reader(max_chunksize=3)
    good, failures = frames.filter(given, spec=SPEC)
    assert [type(each).__name__ for each in (good, failures.invalid())] == [kind, kind]


def test_whatever_speaks_arrow() -> None:
    class Foreign:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return TABLE.__arrow_c_stream__(requested_schema)

    assert told(frames.validate(Foreign(), spec=SPEC)) == EXPECTED


def test_a_reader_is_read_as_it_is_asked() -> None:
    read = []

    def batches() -> Any:
        for batch in TABLE.to_batches(max_chunksize=1):
            read.append(batch.num_rows)
            yield batch

    found = frames.validate(pa.RecordBatchReader.from_batches(TABLE.schema, batches()), spec=SPEC)
    assert read == []
    assert told(pa.Table.from_batches([found.read_next_batch()])) == EXPECTED[:1]
    assert read == [1]


@pytest.mark.parametrize(("strict", "kept"), [(False, [1, 2, 4]), (True, [4])])
def test_filter(strict: bool, kept: list[int]) -> None:
    good, failures = frames.filter(TABLE, spec=SPEC, strict=strict)
    assert good == TABLE.filter(pa.array([each["id"] in kept for each in ROWS]))
    bad = failures.invalid()
    assert bad["id"].to_pylist() == [each["id"] for each in ROWS if each["id"] not in kept]
    assert told(bad) == [
        each for each, row in zip(EXPECTED, ROWS, strict=True) if row["id"] not in kept
    ]
    learned = [cometvideo.validate({k: v for k, v in row.items() if k != "id"}) for row in ROWS]
    codes = [each.code for one in learned for each in one.blocking(strict=strict)]
    assert failures.counts() == {code: codes.count(code) for code in codes}
    assert [*failures.counts().values()] == sorted(failures.counts().values(), reverse=True)


def test_summary() -> None:
    tables = pa.concat_tables([TABLE] * 100)
    learned = [cometvideo.validate({k: v for k, v in row.items() if k != "id"}) for row in ROWS]
    found = frames.summary(tables, spec=SPEC)
    assert found.tally == total((share_of(each.prediction), 100) for each in learned)
    ((name, finding),) = [(each.got, each) for each in found.findings]
    assert (name, finding.code) == ("id", "undocumented-field")
    assert frames.summary(TABLE.to_reader(), spec=SPEC).tally.requests == 4


def test_a_sum_does_not_depend_on_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = frames.summary(TABLE, spec=SPEC).tally
    monkeypatch.setattr("cometvideo.frames.results._MOST_COUNTED", 1)
    assert frames.summary(TABLE.to_reader(max_chunksize=1), spec=SPEC).tally == expected


def test_costs_are_exact() -> None:
    """Sums of cents are sums of cents, in Arrow as well."""
    row = {"prompt": "A kite", "model": "doubao-seedance-2-0", "seconds": 7, "size": "1280x720"}
    cost = cometvideo.validate(row, spec=SPEC).cost
    assert cost is not None
    found = frames.validate(pa.Table.from_pylist([row] * 1000), spec=SPEC)
    total_of = pa.compute.sum
    assert total_of(found["cost_max"]).as_py() == cost.max * 1000
    assert isinstance(found["cost_min"][0].as_py(), Decimal)


def test_columns_by_other_names() -> None:
    table = TABLE.rename_columns(["id", "text_prompt", "model", "n", "size"])
    found = frames.validate(table, spec=SPEC, columns={"prompt": "text_prompt", "seconds": "n"})
    assert told(found) == EXPECTED
    names = {each.got for each in frames.summary(table, spec=SPEC).findings}
    assert names == {"id", "text_prompt", "n"}


def test_a_column_that_is_no_field_says_which_was_meant() -> None:
    table = TABLE.rename_columns(["id", "prompt", "model", "duration", "size"])
    (_, finding) = frames.summary(table, spec=SPEC).findings
    assert (finding.got, finding.nearest) == ("duration", "seconds")


TOO_LATE = pa.array([2**40], pa.timestamp("s"))
NO_UTF8 = pa.StructArray.from_arrays([pa.array([b"\xff"]).view(pa.string())], ["a"])
TWICE = pa.table([[1], [2]], names=["model", "model"])
WRONG: dict[str, Any] = {
    "'promt' is no field of cometapi; did you mean prompt?": lambda: frames.validate(
        TABLE, columns={"promt": "prompt"}
    ),
    "there is no column 'text' for prompt": lambda: frames.summary(
        TABLE, columns={"prompt": "text"}
    ),
    "there is a column 'verdict' already": lambda: frames.validate(frames.validate(TABLE)),
    "there is a column 'codes' already": lambda: frames.validate(
        pa.table({"codes": [1]}).to_reader()
    ),
    "there is a column 'nearest' already": lambda: frames.filter(pa.table({"nearest": [1]})),
    "list is no table; give one of Arrow": lambda: frames.validate([1], spec=SPEC),
    "dict is no table": lambda: frames.summary({}),
    "2 columns are called 'model'": lambda: frames.validate(TWICE),
    "column 'size': timestamp[s] has values that cannot be read": lambda: frames.validate(
        pa.table({"size": TOO_LATE})
    ),
    "column 'size': a text within it is not UTF-8": lambda: frames.validate(
        pa.table({"size": NO_UTF8})
    ),
}


@pytest.mark.parametrize("says", WRONG)
def test_what_cannot_be_judged(says: str) -> None:
    with pytest.raises(InputError) as caught:
        WRONG[says]()
    assert says in str(caught.value)


def test_two_columns_of_one_name_that_are_no_field_do_no_harm() -> None:
    table = pa.table([["A kite"], [1], [2]], names=["prompt", "n", "n"])
    assert told(frames.validate(table, spec=SPEC)) == [alone({"prompt": "A kite"}, SPEC)]
