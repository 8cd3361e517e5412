"""Files of requests: how their kind is told, and what is said of files that cannot be read."""

import io
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import InputError, SpecError
from cometvideo.cli import reading
from cometvideo.cli.reading import Item, Items, Lines, One, read_requests
from cometvideo.wire import strict_json
from tests.cli.conftest import Run

Write = Callable[[str, str | bytes], Path]

REQUEST = '{"model": "doubao-seedance-1-5-pro", "prompt": "x", "size": "16:9"}'
FIELDS = {"model": "doubao-seedance-1-5-pro", "prompt": "x", "size": "16:9"}
YAML = 'model: doubao-seedance-1-5-pro\nprompt: x\nsize: "16:9"\n'


def content_of(read: One | Items | Lines) -> object:
    """What was read, without names."""
    if isinstance(read, One):
        return read.fields
    if isinstance(read, Items):
        return list(read.items)
    data = b"".join(read.chunks) if read.path is None else Path(read.path).read_bytes()
    return data.decode()


KINDS = [
    pytest.param("a.json", REQUEST, FIELDS, id="an object"),
    pytest.param("a.JSON", f"\ufeff{REQUEST}", FIELDS, id="a byte order mark, capitals"),
    pytest.param("a.json", f"[{REQUEST}, 5]", [Item(FIELDS), Item(5)], id="a list"),
    pytest.param("a.json", "[]", [], id="an empty list"),
    pytest.param("a.json", " \n", [], id="nothing but space"),
    pytest.param("a.yaml", YAML, FIELDS, id="a mapping"),
    pytest.param("a.yml", "- a: 1\n- 7\n", [Item({"a": 1}, 1), Item(7, 2)], id="a YAML list"),
    pytest.param("a.yaml", "", [], id="empty YAML"),
    pytest.param("a.jsonl", "anything\n", "anything\n", id="lines"),
    pytest.param("a.ndjson", "anything\n", "anything\n", id="lines by their other name"),
    pytest.param("a", REQUEST, FIELDS, id="no ending: an object"),
    pytest.param("a.txt", f"\n{{\n{REQUEST[1:]}", FIELDS, id="no ending: an object on two lines"),
    pytest.param("a", f"[{REQUEST}]", [Item(FIELDS)], id="no ending: a list"),
    pytest.param(
        "a", f"{REQUEST}\n\n {REQUEST}", f"{REQUEST}\n\n {REQUEST}", id="no ending: lines"
    ),
    pytest.param("a", f"{REQUEST}\n", FIELDS, id="no ending: one line is one request"),
    pytest.param(
        "a", f"{{bad}}\n{REQUEST}", f"{{bad}}\n{REQUEST}", id="no ending: a bad first line"
    ),
    pytest.param("a", YAML, FIELDS, id="no ending: YAML"),
]


@pytest.mark.parametrize(("name", "content", "expected"), KINDS)
def test_a_file(write: Write, name: str, content: str, expected: object) -> None:
    path = write(name, content)
    read = read_requests(str(path))
    assert (read.name, read.folder) == (str(path), str(path.parent))
    assert content_of(read) == expected


@pytest.mark.parametrize(("name", "content", "expected"), KINDS)
def test_standard_input_by_its_content(
    monkeypatch: pytest.MonkeyPatch, name: str, content: str, expected: object
) -> None:
    kind = {"jsonl": "jsonl", "ndjson": "jsonl"}.get(name.partition(".")[2])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    read = read_requests("-", kind)
    assert (read.name, read.folder) == ("standard input", "")
    assert content_of(read) == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("content", [REQUEST, f"{REQUEST}\n{REQUEST}\n"], ids=["one", "lines"])
def test_a_pipe_is_read_once(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(content,))
    writer.start()
    read = content_of(read_requests(str(path)))
    writer.join()
    assert read in (FIELDS, content)


def test_a_given_kind_counts_more_than_the_name(write: Write) -> None:
    assert isinstance(read_requests(str(write("a.json", f"{REQUEST}\n")), "jsonl"), Lines)
    assert content_of(read_requests(str(write("a.txt", YAML)), "yaml")) == FIELDS


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "{", "a.json: not JSON: Expecting property name"),
        ("a.json", f"{REQUEST}\n{REQUEST}", "say --input-format jsonl"),
        ("a.json", '{"a": 1, "a": 2}', "the key 'a' stands there twice"),
        ("a.json", '{"a": {"b": 1, "b": 1}}', "the key 'b' stands there twice"),
        ("a.json", '{"a": NaN}', "NaN is no JSON value"),
        ("a.json", '{"a": -Infinity}', "-Infinity is no JSON value"),
        ("a.json", '{"a": 1e999}', "a number is too large"),
        ("a.json", f'{{"a": {"1" * 5000}}}', "more digits than can be read"),
        ("a.json", "[" * 100_000, "nested more than 64 levels deep"),
        ("a.json", f"{'[' * 65}{']' * 65}", "nested more than 64 levels deep"),
        ("a.json", b'{"a": "\xe9"}', "not UTF-8 at byte 8; save it as UTF-8"),
        ("a.json", "5", "holds neither a request, as an object, nor a list"),
        ("a.yaml", "5", "holds neither a request, as a mapping, nor a list"),
        ("a.json", "\ufeff{}".encode("utf-16-be"), "is UTF-16; save it as UTF-8"),
        ("a.jsonl", "\ufeff{}".encode("utf-16-le"), "is UTF-16; save it as UTF-8"),
        ("a.jsonl", b"\x1f\x8b\x08\0", "is compressed; unpack it first"),
        ("a", b"PK\x03\x04", "is an archive; unpack it first"),
    ],
)
def test_what_cannot_be_read(write: Write, name: str, content: str | bytes, said: str) -> None:
    path = write(name, content)
    with pytest.raises(InputError) as caught:
        read_requests(str(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("levels", [1, 64])
def test_nesting_that_is_read(write: Write, levels: int) -> None:
    path = write("a.json", f'{{"a": {"[" * (levels - 1)}{"]" * (levels - 1) or 5}}}')
    assert isinstance(read_requests(str(path)), One)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size: 16:9\n", "a.yaml:1:7: '16:9' is read in different ways by different readers of"),
        ("- size: x\n  size: y\n", "a.yaml:2:3: key 'size' stands here a second time"),
        ("a: &b 1\nc: *b\n", "a.yaml:2:"),
    ],
)
def test_yaml_is_strict(write: Write, text: str, said: str) -> None:
    with pytest.raises(SpecError, match=re.escape(said)):
        read_requests(str(write("a.yaml", text)))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.json", "cannot read nowhere.json: No such file or directory"),
        ("nowhere", "cannot read nowhere: No such file or directory"),
        (".", ". is a folder; name a file in it"),
        ("a\0b.json", "cannot read a\0b.json: embedded null byte"),
    ],
)
def test_no_file(path: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_requests(path)
    assert str(caught.value) == said


@pytest.mark.parametrize(("kind", "name"), [("json", "a.json"), ("yaml", "a.yaml"), ("json", "a")])
def test_a_document_has_a_limit(
    write: Write, monkeypatch: pytest.MonkeyPatch, kind: str, name: str
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1000)
    monkeypatch.setattr(reading, "_LARGEST_YAML", 1000)
    start, end = ("[", "]") if kind == "json" else ("- 1", "")
    fits = write(name, f"{start}{' ' * (1000 - len(start + end))}{end}")
    assert isinstance(read_requests(str(fits)), Items)
    with pytest.raises(InputError, match="write one request a line, as JSONL"):
        read_requests(str(write(name, f"{fits.read_text()} ")))


def test_the_documented_limit() -> None:
    assert strict_json.LARGEST == 16 * 1024 * 1024


def test_closed_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("validate", "--file", "-").err == "cometvideo: error: standard input is closed\n"
    assert run("validate", "a=@-").code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [(f"[{' ' * 1000}]", "write one request a line, as JSONL"), (f"{REQUEST}\n" * 40, None)],
    ids=["a document", "lines"],
)
def test_standard_input_has_a_limit_but_for_lines(
    monkeypatch: pytest.MonkeyPatch, content: str, said: str | None
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1000)
    monkeypatch.setattr(reading, "LENGTH", 100)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    if said is None:
        assert content_of(read_requests("-")) == content
    else:
        with pytest.raises(InputError, match=said):
            read_requests("-")


def test_a_part_from_standard_input_has_a_limit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.cli.fields.LARGEST_FILE", 10)
    for size, code in ((10, 1), (11, 2)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * size)))
        assert run("validate", "a=@-").code == code
