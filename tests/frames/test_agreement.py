"""A row of a table gets what `cometvideo.validate` tells of it alone, to the letter."""

import datetime as dt
import pickle
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

import cometvideo
from cometvideo.facts.endpoint import AnySpec
from tests.cases import FIXTURES
from tests.thorough import thorough

pa = pytest.importorskip("pyarrow")
from cometvideo import frames
from tests.frames.rows import alone, by_type, drawn, generated, has_media, judged, told

SPEC = cometvideo.load("seedance")
ENDPOINT = cometvideo.load("cometapi")
GOOD = {"prompt": "A kite", "model": "doubao-seedance-2-0", "seconds": 5, "size": "16:9"}
KITE = (FIXTURES / "files" / "kite.png").read_bytes()


@pytest.mark.parametrize(
    "spec", [pytest.param(SPEC, id="one family"), *thorough(ENDPOINT, id="several")]
)
def test_generated_requests(spec: AnySpec) -> None:
    rows = [row for row in generated(spec) if set(row) <= set(frames.Judge(spec).fields)][::7]
    assert len(rows) > 50
    assert judged(rows, spec) == [alone(row, spec) for row in rows]


@pytest.mark.parametrize("spec", [SPEC, ENDPOINT], ids=["one family", "several"])
def test_drawn_requests(spec: AnySpec) -> None:
    rows = [*drawn(spec, 300, seed=1)]
    assert judged(rows, spec) == [alone(row, spec) for row in rows]


def test_drawn_requests_in_columns_of_one_type() -> None:
    rows = [row for row in drawn(SPEC, 400, seed=2) if not has_media(row)]
    for group, table in by_type(rows):
        assert told(frames.validate(table, spec=SPEC)) == [alone(row, SPEC) for row in group]


def column(kind: Any, *values: object) -> Any:
    return pa.array(values, kind)


NOT_UTF8 = pa.array([b"caf\xe9", b"A kite", None, b"\xff"], pa.binary())
RUNS = pa.RunEndEncodedArray.from_arrays([1, 3], ["A kite", ""])
INT, TEXT = pa.int64(), pa.string()
FILE = pa.struct([("filename", TEXT), ("data", pa.binary()), ("content_type", TEXT)])
IMAGE = pa.struct([("bytes", pa.binary()), ("path", TEXT)])
DAY = dt.date(2026, 1, 2)
TIME = dt.datetime(2026, 1, 2)
# A field, its column, and the values of Python that it has, where these are not Arrow's.
HOSTILE: dict[str, tuple[Any, ...]] = {
    "texts": (
        "prompt",
        column(TEXT, "A kite", "", None, '"quoted"', '"half', '{"seconds": 5}', "é" * 9),
    ),
    "large texts": ("prompt", column(pa.large_string(), "A kite", "", None)),
    "texts as views": (
        "prompt",
        column(pa.string_view(), "A kite, longer than a view", "", None),
    ),
    "very long texts": ("prompt", column(TEXT, "x" * 100_000, "é" * 50_000, "y")),
    "texts that are no UTF-8": (
        "prompt",
        NOT_UTF8.cast(pa.binary()).view(TEXT),
        ["caf\udce9", "A kite", None, "\udcff"],
    ),
    "empty texts beside one that is no UTF-8": (
        "prompt",
        pa.array([b"", b"\xff"], pa.binary()).view(TEXT),
        ["", "\udcff"],
    ),
    "models that are no UTF-8": (
        "model",
        pa.array([b"\xff", b"x"]).view(TEXT),
        ["\udcff", "x"],
    ),
    "numbers where texts belong": ("prompt", column(INT, 5, None)),
    "categories": ("prompt", column(TEXT, "A kite", "", None, "A kite").dictionary_encode()),
    "categories with null among them": (
        "model",
        pa.DictionaryArray.from_arrays([0, 1, None], ["doubao-seedance-2-0", None]),
    ),
    "a large dictionary": (
        "model",
        pa.DictionaryArray.from_arrays([4], [str(each) for each in range(9)]),
    ),
    "runs": ("prompt", RUNS, ["A kite", "", ""]),
    "integers": ("seconds", column(INT, 5, 99, -1, None, 2**62)),
    "unsigned integers": ("seconds", column(pa.uint64(), 5, 2**64 - 1)),
    "small integers": ("seconds", column(pa.int8(), 5, 99)),
    "floats": (
        "seconds",
        column(pa.float64(), 5.0, 5.5, float("nan"), float("inf"), -0.0, None),
    ),
    "half floats": ("seconds", column(pa.float16(), 5.0, 5.5)),
    "booleans": ("seconds", column(pa.bool_(), True, False, None)),
    "texts of digits": ("seconds", column(TEXT, "5", "05", "5.0", "", "99")),
    "decimals": (
        "seconds",
        column(pa.decimal128(5, 2), Decimal("5.00"), Decimal("5.50"), None),
        [5, 5.5, None],
    ),
    "wide decimals": ("seconds", column(pa.decimal256(76, 0), Decimal(10**75)), [10**75]),
    "dates": ("seconds", column(pa.date32(), DAY)),
    "times": ("size", column(pa.timestamp("us"), TIME)),
    "times in nanoseconds": (
        "size",
        column(pa.timestamp("ns"), 1),
        [dt.datetime(1970, 1, 1)],
    ),
    "times of a day": ("size", column(pa.time64("us"), dt.time(1, 2))),
    "nulls": ("size", pa.nulls(3), [None] * 3),
    "lists": ("size", column(pa.list_(INT), [1280, 720], [], None), [(1280, 720), (), None]),
    "structs": ("size", column(pa.struct([("w", INT)]), {"w": 1280}, None)),
    "mappings": ("size", column(pa.map_(TEXT, INT), [("w", 1)], None), [{"w": 1}, None]),
    "files as bytes": ("input_reference", column(pa.binary(), KITE, b"", None, KITE[:90])),
    "files as views": ("input_reference", column(pa.binary_view(), KITE, b"")),
    "files as paths": ("input_reference", column(TEXT, "kite.png", "https://x/y.png", None)),
    "files as structs": (
        "input_reference",
        column(FILE, {"filename": "a.png", "data": KITE, "content_type": "image/gif"}, None),
        [("a.png", KITE, "image/gif"), None],
    ),
    "files as images": (
        "input_reference",
        column(IMAGE, {"bytes": KITE, "path": "a.png"}, {"bytes": None, "path": "a.png"}),
        [("a.png", KITE), {"bytes": None, "path": "a.png"}],
    ),
    "several files": (
        "input_reference",
        column(pa.list_(pa.binary()), [KITE, KITE], [], [None], None),
    ),
    "bytes where a text belongs": ("prompt", column(pa.binary(), b"A kite", b"")),
    "a type of its own": (
        "prompt",
        pa.ExtensionArray.from_storage(pa.uuid(), column(pa.binary(16), b"x" * 16)),
        [b"x" * 16],
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_columns(name: str) -> None:
    field, array, *given = HOSTILE[name]
    values = given[0] if given else array.to_pylist()
    rest = {key: pa.array([value] * len(array)) for key, value in GOOD.items() if key != field}
    found = told(frames.validate(pa.table({**rest, field: array}), spec=SPEC))
    assert found == [alone({**GOOD, field: value}, SPEC) for value in values]


def test_mixed_types_as_lists() -> None:
    values = [5, 5.0, "5", True, 1, 1.0, None, "x", [5], {"a": 1}, b"5", Decimal(5), 10**30]
    rows: list[Mapping[str, Any]] = [{**GOOD, "seconds": value} for value in values]
    assert judged(rows, SPEC) == [alone(row, SPEC) for row in rows]
    # What was learned of one does not pass for its equal of another type.
    assert judged(rows[::-1], SPEC) == [alone(row, SPEC) for row in rows[::-1]]


def test_a_text_that_one_family_does_not_know_is_told_by_what_is_in_it() -> None:
    """Of a text that begins as an object the names within count, where it is no field."""
    rows = [{"prompt": '{"seconds": 5}'}, {"prompt": '{"size": 5}'}, {"prompt": "{"}]
    table = pa.Table.from_pylist(rows)
    assert told(frames.validate(table, spec=SPEC)) == [alone(row, SPEC) for row in rows]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_no_columns(rows: int) -> None:
    table = pa.table({"n": range(rows)}).select([])
    expected = [alone({}, SPEC)] * rows
    assert told(frames.validate(table, spec=SPEC)) == expected
    assert frames.summary(table, spec=SPEC).tally.requests == rows


def test_no_rows() -> None:
    table = pa.table({name: pa.array([], TEXT) for name in GOOD})
    found = frames.validate(table, spec=SPEC)
    assert (found.num_rows, found.column_names) == (0, [*GOOD, *frames.RESULTS.names])


@pytest.mark.thorough
def test_ten_thousand_columns() -> None:
    others = {f"c{number}": pa.array([number]) for number in range(10_000)}
    table = pa.table({**others, **{name: pa.array([value]) for name, value in GOOD.items()}})
    assert told(frames.validate(table, spec=SPEC)) == [alone(GOOD, SPEC)]
    assert len(frames.summary(table, spec=SPEC).findings) == 10_000


def test_more_kinds_of_requests_than_are_judged_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.frames.judging._MOST_AT_ONCE", 3)
    rows = [{**GOOD, "seconds": number % 11} for number in range(50)]
    found = frames.validate(pa.Table.from_pylist(rows), spec=SPEC)
    assert told(found) == [alone(row, SPEC) for row in rows]
    assert found["seconds"].to_pylist() == [row["seconds"] for row in rows]


def test_more_than_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.frames.judging._MOST_REMEMBERED", 2)
    rows = [{**GOOD, "seconds": number % 11} for number in range(50)]
    judge = frames.Judge(SPEC)
    for row in rows:
        table = pa.Table.from_pylist([row])
        assert told(frames.judge_batch(table, spec=judge)) == [alone(row, SPEC)]
        assert len(judge.known) <= 2


def test_more_combinations_than_a_key_can_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.frames.features._MOST_KEYS", 5)
    rows = [*drawn(SPEC, 60, seed=4)]
    assert judged(rows, SPEC) == [alone(row, SPEC) for row in rows]


def test_a_judge_travels_with_its_spec() -> None:
    for spec in (SPEC, ENDPOINT):
        judge = pickle.loads(pickle.dumps(frames.Judge(spec, {"prompt": "text"})))
        assert judge.spec.unnamed.digest == spec.unnamed.digest
        table = pa.Table.from_pylist([{**GOOD, "prompt": None, "text": "A kite"}])
        assert told(frames.judge_batch(table, spec=judge)) == [alone(GOOD, spec)]
