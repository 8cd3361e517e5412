"""Files of rows on the command line: verdicts in a file, sums, and what cannot be read."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cometvideo
from tests.cases import FIXTURES
from tests.cli.conftest import Run, run, write

pa = pytest.importorskip("pyarrow")
from pyarrow import csv, ipc, parquet

from tests.frames.rows import alone, told

__all__ = ["run", "write"]

Write = Callable[[str, str | bytes], Path]
SPEC = cometvideo.load("seedance")
ROWS: list[dict[str, Any]] = [
    {"id": 1, "prompt": "A kite,\nred", "model": "doubao-seedance-2-0", "seconds": "5"},
    {"id": 2, "prompt": "A kite", "model": "doubao-seedance-2-0", "seconds": "05"},
    {"id": 3, "prompt": None, "model": "doubao-seedance-1-0-pro", "seconds": "99"},
    {"id": 4, "prompt": "", "model": None, "seconds": "5"},
]
FIELDS = [{name: value for name, value in row.items() if name != "id"} for row in ROWS]
TABLE = pa.Table.from_pylist(ROWS)
EXPECTED = [alone(row, SPEC) for row in FIELDS]


def put(path: Path, table: Any = TABLE) -> Path:
    """A file of rows, by its ending."""
    if path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=2)
    elif path.suffix == ".csv":
        csv.write_csv(table, path)
    elif path.name.endswith(".csv.gz"):
        with pa.output_stream(path, compression="gzip") as stream:
            csv.write_csv(table, stream)
    else:
        make = ipc.new_stream if path.suffix == ".ipc" else ipc.new_file
        with make(path, table.schema) as writer:
            writer.write_table(table, 3)
    return path


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.ipc", "a.csv", "a.csv.gz"])
@pytest.mark.parametrize("output", ["v.parquet", "v.arrow"])
def test_rows_with_their_verdicts(run: Run, tmp_path: Path, name: str, output: str) -> None:
    path = tmp_path / output
    ran = run("validate", "--file", put(tmp_path / name), "-o", path)
    assert (ran.code, ran.err) == (1, "cometvideo: no field, and not judged: id\n")
    assert ran.out.startswith("4 requests: 1 valid, 0 uncertain, 3 invalid\n")
    read = parquet.read_table(path) if output == "v.parquet" else ipc.open_file(path).read_all()
    assert told(read) == EXPECTED
    assert read["id"].to_pylist() == [
        str(row["id"]) if "csv" in name else row["id"] for row in ROWS
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([name, output])


@pytest.mark.parametrize("name", ["a.ndjson", "a.jsonl.gz", "a.jsonl.zst"])
def test_lines(run: Run, tmp_path: Path, name: str) -> None:
    """A line is read as ever: a null is null, a key that stands there twice cannot be read."""
    lines = [json.dumps({**row, "seconds": 5}) for row in FIELDS]
    odd = ['{"prompt": "a", "prompt": "b"}', "", "[1]", '{"prompt": "caf\udce9"}', lines[0]]
    data = "\n".join([*lines, *odd]).encode(errors="surrogateescape")
    path, output = tmp_path / name, tmp_path / "v.parquet"
    packing = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix)
    with pa.output_stream(str(path), compression=packing) as stream:
        stream.write(data)
    ran = run("validate", "--file", path, "-o", output)
    read = parquet.read_table(output)
    assert read["line"].to_pylist() == [1, 2, 3, 4, 5, 7, 8, 9]
    assert read["request"].to_pylist()[:5] == [*lines, odd[0]]
    verdicts = [cometvideo.validate(json.loads(each), spec=SPEC).verdict for each in lines]
    assert read["verdict"].to_pylist() == [*verdicts, None, None, None, verdicts[0]]
    assert read["codes"].to_pylist()[4:7] == [["unreadable-line"]] * 3
    path = tmp_path / "plain.jsonl"
    path.write_bytes(data)
    summary = run("validate", "--file", path, "--summary")
    assert (summary.out, summary.code) == (ran.out, ran.code)


def test_files_that_structs_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kite.png").write_bytes((FIXTURES / "files" / "kite.png").read_bytes())
    row = {"prompt": "A kite", "model": "doubao-seedance-2-0"}
    files = [{"file": "kite.png", "type": None}, {"file": "none.png", "type": None}, None]
    rows = [{**row, "input_reference": each} for each in files]
    path = put(tmp_path / "a.parquet", pa.Table.from_pylist(rows))
    assert run("validate", "--file", path, "-o", tmp_path / "v.parquet").code == 1
    found = told(parquet.read_table(tmp_path / "v.parquet"))
    assert found[0] == alone({**row, "input_reference": tmp_path / "kite.png"}, SPEC)
    assert (found[1]["verdict"], found[1]["codes"]) == (None, ["unreadable-line"])
    assert found[2] == alone(row, SPEC)


def test_columns_by_other_names(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "a.parquet", TABLE.rename_columns(["id", "text", "model", "duration"]))
    ran = run("validate", "--file", path, "--columns", "prompt=text,seconds=duration", "--summary")
    assert ran.out.startswith("4 requests: 1 valid, 0 uncertain, 3 invalid\n")
    ran = run("validate", "--file", path, "--summary")
    assert ran.err == (
        "cometvideo: no field, and not judged: id, text, duration (did you mean seconds?)\n"
    )


def test_of_rows_the_sum_is_told_as_json_and_where_to_find_the_rest(
    run: Run, tmp_path: Path
) -> None:
    path = put(tmp_path / "a.parquet")
    for output in ("json", "jsonl"):
        ran = run("validate", "--file", path, "--format", output)
        assert ran.data["requests"] == 4
        assert ran.err.endswith("-o verdicts.parquet writes every row with its verdict\n")
        assert "-o" not in run("validate", "--file", path, "--format", output, "--summary").err


def test_documents_are_judged_apart_from_rows(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "a.parquet")
    document = text(tmp_path / "a.json", b'{"prompt": "a"}')
    for more in (["--file", path], ["-o", tmp_path / "v.parquet"], ["--columns", "prompt=text"]):
        ran = run("validate", "--file", document, *more)
        assert ran.code == 2
        assert f"{document} is a document of requests, not of rows" in ran.err
    ran = run("validate", "--file", document, "model=x")
    assert (ran.code, ran.out) == (2, "")
    assert "give either fields or --file, not both: model=x is no file" in ran.err


def test_patterns_and_folders(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.parquet", "b.parquet", "in/c.parquet", "in/.d.parquet"):
        put(tmp_path / name)
    (tmp_path / "readme.txt").write_text("no rows")
    for pattern, count in {"*.parquet": 8, "**/*.parquet": 12, "": 12}.items():
        ran = run("validate", "--file", tmp_path / pattern, "--summary", "--format", "json")
        assert ran.data["requests"] == count
        assert ran.data["verdicts"]["invalid"] == count * 3 / 4
    text(tmp_path / "in" / "d.json", b"{}")
    ran = run("validate", "--file", tmp_path, "--summary")
    assert "1 document of JSON or YAML not read; name each in a run of its own" in ran.err
    path = tmp_path / "v.arrow"
    for _ in range(2):  # what is written is not read again
        assert run("validate", "--file", tmp_path, "-o", path).code == 1
        assert told(ipc.open_file(path).read_all()) == EXPECTED * 3


def broken(path: Path) -> Path:
    """A Parquet file of which the second row group is damaged."""
    table = pa.table({"prompt": [f"{number:x<50}" for number in range(4000)]})
    parquet.write_table(table, path, row_group_size=2000, use_dictionary=False)
    data = bytearray(path.read_bytes())
    start = parquet.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data[start + 40 : start + 400] = b"\xff" * 360
    path.write_bytes(data)
    return path


def cut(path: Path, end: int) -> Path:
    path.write_bytes(path.read_bytes()[:end])
    return path


def text(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


RAGGED = b"prompt,model\n" + b"a,b\n" * 5 + b"a,b,c\n"
BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "truncated": (lambda at: cut(put(at / "a.parquet"), 200), "cannot read {}: Parquet magic"),
    "damaged": (lambda at: broken(at / "a.parquet"), "cannot read {}, row group 1: "),
    "ragged": (lambda at: text(at / "a.csv", RAGGED), "cannot read {}: CSV parse error: Row #7"),
    "late": (
        lambda at: text(at / "a.csv", RAGGED.replace(b"a,b\n" * 5, b"a,b\n" * 1_100_000)),
        "cannot read {}: CSV parse error: Row #1100002",
    ),
    "latin": (lambda at: text(at / "a.csv", b"prompt\ncaf\xe9\n"), "invalid UTF8"),
    "empty": (lambda at: text(at / "a.csv", b""), "cannot read {}: Empty CSV file"),
    "semicolons": (
        lambda at: text(at / "a.csv", b"prompt;model\na;b\n"),
        "{}: its columns seem to be parted by ';'; allowed: a comma, in a .tsv file a tab",
    ),
    "commas": (
        lambda at: text(at / "a.tsv", b"prompt,model\na,b\n"),
        "{}: its columns seem to be parted by ','",
    ),
    "cut gzip": (
        lambda at: text(at / "a.jsonl.gz", gzip.compress(b'{"prompt": "a"}\n' * 999)[:40]),
        "cannot read {}: ",
    ),
    "cut arrow": (lambda at: cut(put(at / "a.arrow"), 700), "cannot read {}"),
    "a type": (
        lambda at: put(at / "a.parquet", pa.table({"size": pa.array([2**50], pa.timestamp("ms"))})),
        "{}, row group 0: column 'size': timestamp[ms] has values that cannot be read",
    ),
    "none": (lambda at: at / "a.parquet", "cannot read {}: No such file or directory"),
    "no match": (lambda at: at / "a*.parquet", "{}: there is no such file of rows; allowed: .parq"),
    "no kind": (lambda at: put(at / "a.parquet.gz"), "{}: its name does not tell how to read it"),
    "our names": (
        lambda at: put(at / "a.parquet", pa.table({"codes": [1]})),
        "there is a column 'codes' already",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_leaves_nothing(run: Run, tmp_path: Path, name: str) -> None:
    make, says = BAD[name]
    path, output = make(tmp_path), tmp_path / "v.parquet"
    output.write_bytes(b"as it was")
    before = sorted(tmp_path.iterdir())
    ran = run("validate", "--file", path, "-o", output)
    assert (ran.code, ran.out) == (2, "")
    assert says.format(path) in ran.err
    assert ran.err.count("\n") == 1 + ran.err.count("no field")
    assert output.read_bytes() == b"as it was"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "v.csv"], "cannot write v.csv: verdicts are written as .parquet or .arrow"),
        (["-o", "none/v.parquet"], "cannot write none/v.parquet: "),
        (["-o", "."], "cannot write .: "),
        (["--columns", "prompt"], "--columns takes FIELD=COLUMN"),
        (["--columns", "prompt=a,prompt=b"], "--columns names prompt twice"),
        (["--columns", "promt=prompt"], "'promt' is no field of cometapi; did you mean prompt?"),
        (["--columns", "prompt=nope"], "there is no column 'nope' for prompt"),
        (["--format", "github"], "are for requests, not for rows"),
        (["--report", "json=r.json"], "are for requests, not for rows"),
        (["--input-format", "jsonl"], "are for requests, not for rows"),
    ],
)
def test_wrong_usage(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("validate", "--file", put(tmp_path / "a.parquet"), *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]


def test_an_interrupted_run_leaves_no_half_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    path = put(tmp_path / "a.parquet")
    monkeypatch.setattr("cometvideo.frames.results.Sum.add", interrupted)
    run("validate", "--file", path, "-o", tmp_path / "v.parquet")
    assert [*tmp_path.iterdir()] == [path]


def test_files_with_other_columns_are_written_apart(run: Run, tmp_path: Path) -> None:
    one, other = put(tmp_path / "a.parquet"), put(tmp_path / "b.parquet", TABLE.drop(["id"]))
    ran = run("validate", "--file", one, other, "-o", tmp_path / "v.parquet")
    assert (ran.code, ran.out) == (2, "")
    assert f"{other} has other columns than {one}" in ran.err
    assert run("validate", "--file", one, other, "--summary").out.startswith("8 requests")


def test_no_rows(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "a.parquet", TABLE.slice(0, 0))
    ran = run("validate", "--file", path)
    assert ran.code == 3
    assert ran.err.endswith("nothing was checked\n")


def test_no_columns_that_are_fields(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "a.parquet", pa.table({"id": [1, 2, 3]}))
    ran = run("validate", "--file", path)
    assert ran.out.startswith("3 requests: 0 valid, 0 uncertain, 3 invalid\n")


@pytest.mark.thorough
def test_what_a_change_does_to_rows(run: Run, tmp_path: Path) -> None:
    """The same groups, sums and costs as of the same requests one a line, and their first rows."""
    rows = [
        {"prompt": f"A kite {number}", "model": model, "seconds": seconds, "size": size}
        for number, (model, seconds, size) in enumerate(
            [
                ("doubao-seedance-2-0", 5, "16:9"),
                ("doubao-seedance-1-0-pro", 12, "1664x1248"),
                ("doubao-seedance-2-0", 15, "999x999"),
                ("nope", None, None),
            ]
            * 25
        )
    ]
    lines = [json.dumps({name: value for name, value in row.items() if value}) for row in rows]
    sent = tmp_path / "sent.jsonl"
    sent.write_text("\n".join(lines))
    columns = ["prompt", "model", "duration", "size"]
    (tmp_path / "in").mkdir()
    put(tmp_path / "in" / "a.parquet", pa.Table.from_pylist(rows).rename_columns(columns))
    arguments = ["--columns", "seconds=duration", "--format", "json", "--requests"]
    old, new = ("seedance@2026-04", "seedance")
    found = run("diff", old, new, *arguments, tmp_path / "in").data["impact"]
    expected = run("diff", old, new, "--format", "json", "--requests", sent).data["impact"]
    assert [group.pop("examples") for group in expected["groups"]]
    places = [group.pop("examples") for group in found["groups"]]
    assert found == expected
    assert found["requests"] == 100
    assert places[0][0]["row"] <= 4
