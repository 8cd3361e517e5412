"""Bodies as real clients write them, bodies that break, and the way back."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cometvideo.wire.bodies import Body, multipart, read_body, urlencoded
from cometvideo.wire.request import Part

FORM = "multipart/form-data"
B = f"{FORM}; boundary=b"
JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
WHOLE = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
MAGIC = b"\x89PNG\r\n\x1a\n"


def field(name: str, text: str) -> Part:
    return Part(name, text.encode())


def form(*lines: bytes) -> Body:
    """Read a form of one part with boundary `b` whose head and data are these lines."""
    return read_body(B, b"\r\n".join([b"--b", *lines, b"--b--", b""]))


# The boundaries are shortened; all the rest is as the programs wrote it.
CLIENTS = {
    "curl -F": (
        "multipart/form-data; boundary=------------------------4e0ed075f2f4a242",
        (
            b"--------------------------4e0ed075f2f4a242\r\n"
            b'Content-Disposition: form-data; name="prompt"\r\n\r\n'
            b"a b\r\n--------------------------4e0ed075f2f4a242\r\n"
            b'Content-Disposition: form-data; name="input_reference"; filename="a%22q.png"\r\n'
            b"Content-Type: image/png\r\n\r\n"
            b"\x89PNG\r\n\x1a\n\r\n--------------------------4e0ed075f2f4a242--\r\n"
        ),
        [field("prompt", "a b"), Part("input_reference", MAGIC, 'a"q.png', "image/png")],
    ),
    "requests, with a file": (
        "multipart/form-data; boundary=04ea610c",
        (
            b'--04ea610c\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n'
            b"\xc3\xa9\r\nx&y=1\r\n--04ea610c\r\n"
            b'Content-Disposition: form-data; name="input_reference"; '
            b'filename="\xc3\xbc%22q\\b.png"\r\nContent-Type: image/png\r\n\r\n'
            b"\x89PNG\r\n\x1a\n\r\n--04ea610c--\r\n"
        ),
        [
            field("prompt", "é\r\nx&y=1"),
            Part("input_reference", MAGIC, 'ü"q\\b.png', "image/png"),
        ],
    ),
    "httpx": (
        "multipart/form-data; boundary=1ef2b58d",
        (
            b'--1ef2b58d\r\nContent-Disposition: form-data; name="seconds"\r\n\r\n4\r\n'
            b'--1ef2b58d\r\nContent-Disposition: form-data; name="input_reference"; '
            b'filename="upload"\r\nContent-Type: application/octet-stream\r\n\r\n'
            b"\x89PNG\r\n\x1a\n\r\n--1ef2b58d--\r\n"
        ),
        [
            field("seconds", "4"),
            Part("input_reference", MAGIC, "upload", "application/octet-stream"),
        ],
    ),
    "aiohttp": (
        "multipart/form-data; boundary=b74d392f",
        (
            b"--b74d392f\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b'Content-Disposition: form-data; name="prompt"\r\n\r\n\xc3\xa9\r\n'
            b"--b74d392f\r\nContent-Type: image/png\r\n"
            b'Content-Disposition: form-data; name="input_reference"; '
            b'filename="\xc3\xbc\\"q\\\\b.png"\r\n\r\n'
            b"\x89PNG\r\n\x1a\n\r\n--b74d392f--\r\n"
        ),
        [
            Part("prompt", "é".encode(), None, "text/plain; charset=utf-8"),
            Part("input_reference", MAGIC, 'ü"q\\b.png', "image/png"),
        ],
    ),
    "openai": (
        "multipart/form-data; boundary=1c24c0a8",
        (
            b'--1c24c0a8\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na\nb\r\n'
            b'--1c24c0a8\r\nContent-Disposition: form-data; name="input_reference[]"; '
            b'filename="upload"\r\nContent-Type: application/octet-stream\r\n\r\n'
            b"\x89PNG\r\n\x1a\n\r\n"
            b'--1c24c0a8\r\nContent-Disposition: form-data; name="input_reference[]"; '
            b'filename="b.png"\r\nContent-Type: image/png\r\n\r\n'
            b"\x89PNG\r\n\x1a\n\r\n--1c24c0a8--\r\n"
        ),
        [
            field("prompt", "a\nb"),
            Part("input_reference[]", MAGIC, "upload", "application/octet-stream"),
            Part("input_reference[]", MAGIC, "b.png", "image/png"),
        ],
    ),
    "undici 6, no line end at the end": (
        "multipart/form-data; boundary=----formdata-undici-037524568143",
        (
            b"------formdata-undici-037524568143\r\n"
            b'Content-Disposition: form-data; name="prompt"\r\n\r\na\r\nb\r\n'
            b"------formdata-undici-037524568143\r\n"
            b'Content-Disposition: form-data; name="input_reference"; filename="a.png"\r\n'
            b"Content-Type: image/png\r\n\r\nx\r\n------formdata-undici-037524568143--"
        ),
        [field("prompt", "a\r\nb"), Part("input_reference", b"x", "a.png", "image/png")],
    ),
    "requests, no file": (
        URLENCODED,
        b"prompt=a+b&seconds=4",
        [field("prompt", "a b"), field("seconds", "4")],
    ),
    "fetch, URLSearchParams": (
        "application/x-www-form-urlencoded;charset=UTF-8",
        b"prompt=a+b%7E*%C3%A9",
        [field("prompt", "a b~*é")],
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_reads_what_clients_write(client: str) -> None:
    content_type, body, parts = CLIENTS[client]
    encoding = content_type.partition(";")[0]
    assert read_body(content_type, body) == Body(encoding, tuple(parts))


@pytest.mark.parametrize("client", ["curl -F", "requests, with a file", "httpx", "openai"])
def test_writes_multipart_as_they_do(client: str) -> None:
    content_type, body, parts = CLIENTS[client]
    assert multipart(parts, content_type.partition("=")[2]) == (content_type, body)


def test_writes_headers_as_they_must_be() -> None:
    assert multipart([], "a b:c")[0] == 'multipart/form-data; boundary="a b:c"'
    assert urlencoded(CLIENTS["fetch, URLSearchParams"][2])[1] == b"prompt=a+b%7E*%C3%A9"


DISPOSITIONS = {
    "bare": (b"form-data; name=prompt", "prompt", None),
    "loose": (b"Form-Data;NAME = prompt ;", "prompt", None),
    "empty name": (b'form-data; name=""', "", None),
    "empty filename": (b'form-data; name="a"; filename=""', "a", ""),
    "filename first": (b'form-data; filename="f"; name="a"', "a", "f"),
    "name twice": (b'form-data; name="a"; name="b"', "a", None),
    "semicolon within quotes": (b'form-data; name="a;b=c"', "a;b=c", None),
    "escaped quotes": (b'form-data; name="a\\"; b=\\"c\\\\"', 'a"; b="c\\', None),
    "escaped line": (b'form-data; name="\\"a\\\n"', '"a\n', None),
    "backslashes alone": (b'form-data; name="a\\\\"', "a\\\\", None),
    "backslash last": (b'form-data; name="a\\"; filename="f\\"', "a\\", "f\\"),
    "path": (b'form-data; name="a"; filename="C:\\f.png"', "a", "C:\\f.png"),
    "bare with space": (b"form-data; name=a; filename=a b.png ", "a", "a b.png"),
    "three escapes only": (b'form-data; name="%0A%0D%22%0a%41"', '\n\r"%0a%41', None),
    "not UTF-8": (b'form-data; name="\xff"', "\ufffd", None),
    "filename*": (b"form-data; name=a; filename*=UTF-8''%C3%BC.png", "a", "ü.png"),
    "both filenames": (b"form-data; name=a; filename*=UTF-8''no; filename=yes", "a", "yes"),
}


@pytest.mark.parametrize("case", DISPOSITIONS)
def test_reads_a_content_disposition(case: str) -> None:
    disposition, name, filename = DISPOSITIONS[case]
    body = form(b"Content-Disposition: " + disposition, b"", b"1")
    assert body == Body(FORM, (Part(name, b"1", filename, extended=case == "filename*"),))


DATA_LINES = {
    "empty": ([b"", b""], Part("a", b"")),
    "line end of its own": ([b"", b"1", b""], Part("a", b"1\r\n")),
    "near miss": ([b"", b"\r\n--bc\r\n--b-x"], Part("a", b"\r\n--bc\r\n--b-x")),
    "dashes at the start": ([b"", b"--b"], Part("a", b"--b")),
    "empty type": ([b"Content-Type:", b"", b"1"], Part("a", b"1", None, "")),
    "spaced type": ([b"CONTENT-TYPE: \t x/y \t", b"", b"1"], Part("a", b"1", None, "x/y")),
    "second name": ([b"Content-Disposition: form-data; name=z", b"", b"1"], Part("a", b"1")),
    "base64": ([b"Content-Transfer-Encoding: base64", b"", b"YQ=="], Part("a", b"YQ==")),
}


@pytest.mark.parametrize("case", DATA_LINES)
def test_keeps_data_as_sent(case: str) -> None:
    lines, part = DATA_LINES[case]
    assert form(b'Content-Disposition: form-data; name="a"', *lines) == Body(FORM, (part,))


ONE = Part("a", b"1")
FORMS: dict[str, tuple[str | None, bytes, list[Part]]] = {
    "no parts": (B, b"--b--", []),
    "quoted boundary": (
        'Multipart/Form-Data; charset=utf-8; Boundary="b b:c"',
        WHOLE.replace(b"--b", b"--b b:c") + b"--b b:c--",
        [ONE],
    ),
    "preamble": (B, b"pre - amble\r\n" + WHOLE + b"--b--", [ONE]),
    "epilogue": (B, WHOLE + b"--b--\r\nepilogue\r\n" + WHOLE, [ONE]),
    "urlencoded, empty": (URLENCODED, b"", []),
    "urlencoded, loose": (
        URLENCODED,
        b"&a=1&&b&=2&a=3=%3D;+%&",
        [ONE, Part("b", b""), Part("", b"2"), Part("a", b"3==; %")],
    ),
    "urlencoded, bytes": (URLENCODED, b"%ff=%FF", [Part("\ufffd", b"\xff")]),
    "nothing": (None, b"", []),
    "nothing, but typed": ("text/plain", b"", []),
}


@pytest.mark.parametrize("case", FORMS)
def test_reads_in_full(case: str) -> None:
    content_type, body, parts = FORMS[case]
    read = read_body(content_type, body)
    assert (read.parts, read.problem) == (tuple(parts), None)


@pytest.mark.parametrize("value", [{"a": [1, None]}, "é", None], ids=["object", "text", "null"])
def test_reads_json(value: object) -> None:
    body = json.dumps(value, ensure_ascii=False).encode()
    assert read_body("Application/JSON; charset=utf-8", body) == Body(JSON, (), value)


SECOND = WHOLE + b"--b\r\n"
SECOND_IS = SECOND + b"Content-Disposition: "
PROBLEMS = {
    "no boundary": (FORM, WHOLE, "without a boundary"),
    "broken boundary": (f'{FORM}; boundary="', WHOLE, "without a boundary"),
    "another boundary": (f"{FORM}; boundary=c", WHOLE, "'c' .* does not occur"),
    "no latin boundary": (f"{FORM}; boundary=\u20ac", WHOLE, "does not occur"),
    "long boundary": (f"{FORM}; boundary={'b' * 300}", b"--" + b"b" * 300, r"[Pp]art 1\b"),
    "empty": (B, b"", "does not occur"),
    "LF alone": (B, b"--b\nC", "LF alone"),
    "longer boundary": (B, b"x\r\n--bc\r\n", "Part 1 .* malformed"),
    "cut short": (B, SECOND, "ends in part 2, .*'--b--'"),
    "bad header": (B, SECOND + b"A B: c\r\n", "Part 2 .* malformed"),
    "long header": (B, SECOND + b"A: " + b"c" * 9999, "Part 2 .*size exceeded"),
    "many headers": (B, SECOND + b"A: b\r\n" * 99, "Part 2 .*count exceeded"),
    "no disposition": (B, SECOND + b"A: b\r\n\r\n2\r\n--b--", "Part 2 .* no name: .*''"),
    "name left open": (B, SECOND_IS + b'form-data; name="c\r\n\r\n\r\n--b--', "Part 2 .* no name"),
    "no form-data": (B, SECOND_IS + b"file; name=c\r\n\r\n\r\n--b--", "Part 2 .* 'file; name=c'"),
    "json, empty": (JSON, b"", "not valid"),
    "json, single quotes": (JSON, b"{'a': 1}", "not valid"),
    "json, NaN": (JSON, b"[NaN]", "NaN is not"),
    "json, not UTF-8": (JSON, b'"\xff"', "not UTF-8 at byte 1"),
    "json, deep": (JSON, b"[" * 100_000, "too deeply"),
    "json, less deep": (JSON, b"[" * 400 + b"]" * 400, "too deeply"),
    "json, long number": (JSON, b"1" * 9999, "not valid"),
    "no type": (None, b"x", "no Content-Type"),
    "empty type": ("", b"x", "no Content-Type"),
    "text": ("Text/Plain", b"x", "Content-Type 'text/plain'"),
    "mixed": ("multipart/mixed; boundary=b", WHOLE, "multipart/mixed"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_says_what_the_problem_is(case: str, caplog: pytest.LogCaptureFixture) -> None:
    content_type, body, problem = PROBLEMS[case]
    read = read_body(content_type, body)
    assert read.problem is not None
    assert re.search(problem, read.problem), read.problem
    assert read.parts == ((ONE,) if "part 2" in problem.lower() else ())
    assert caplog.records == []


@pytest.mark.parametrize(("values", "problem"), [(100_000, None), (100_001, "more than 100000")])
def test_stops_at_too_many_values(values: int, problem: str | None) -> None:
    body = read_body(JSON, b"[" + b",".join([b"0"] * values) + b"]")
    assert body.problem is None if problem is None else problem in (body.problem or "")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [multipart([ONE] * 3, "b"), urlencoded([ONE] * 3)],
    ids=["multipart", "urlencoded"],
)
def test_stops_at_too_many_parts(content_type: str, body: bytes) -> None:
    assert read_body(content_type, body, max_parts=3).problem is None
    read = read_body(content_type, body, max_parts=2)
    assert len(read.parts) == 2
    assert read.problem == "The form has more than 2 parts. Send fewer."


@pytest.mark.parametrize("client", [name for name in CLIENTS if CLIENTS[name][1][:1] == b"-"])
def test_sees_an_upload_cut_anywhere(client: str) -> None:
    content_type, body, parts = CLIENTS[client]
    end = body.rindex(b"--") + 2
    for cut in range(end):
        read = read_body(content_type, body[:cut])
        assert read.problem is not None, cut
        assert read.parts == tuple(parts[: len(read.parts)]), cut
    assert read_body(content_type, body[:end]).problem is None


def test_part_tells_text_from_file() -> None:
    assert Part("a", "é".encode()).text() == "é"
    assert Part("a", b"\xff").text() is None
    assert [Part("a", b"").is_file, Part("a", b"", "").is_file] == [False, True]


# Characters that mean something in headers come up often.
NAMES = st.text(
    st.one_of(st.sampled_from("\"\\;=%' \t\r\n*"), st.characters(codec="utf-8"))
).filter(lambda name: not any(escape in name for escape in ("%22", "%0D", "%0A")))
TYPES = st.text(st.sampled_from('ab/; \t"\\=é')).filter(lambda text: text == text.strip(" \t"))
DATA = st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--bound", b"a", b"\0", b"\xff"])).map(
    b"".join
)
TEXTS = st.tuples(NAMES, st.binary()).map(lambda pair: Part(*pair))
PARTS = st.one_of(
    st.builds(Part, NAMES, DATA, st.none() | NAMES, st.none() | TYPES, st.just(value=False)),
    st.builds(Part, NAMES, DATA, NAMES, st.none() | TYPES, st.just(value=True)),
)


@settings(max_examples=200)
@given(st.lists(PARTS, max_size=4), st.sampled_from(["boundary", "bound: ary", "b'o()u+n_d,/=?"]))
def test_multipart_reads_back(parts: list[Part], boundary: str) -> None:
    assert read_body(*multipart(parts, boundary)) == Body(FORM, tuple(parts))


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=4))
def test_urlencoded_reads_back(parts: list[Part]) -> None:
    assert read_body(*urlencoded(parts)) == Body(URLENCODED, tuple(parts))


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*b"&=+%;4aF \xff"])).map(bytes))
def test_reads_urlencoded_as_the_standard_library(body: bytes) -> None:
    pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    expected = [(name.encode("latin-1"), data.encode("latin-1")) for name, data in pairs]
    parts = read_body(URLENCODED, body).parts
    assert [(part.name, part.data) for part in parts] == [
        (name.decode("utf-8", "replace"), data) for name, data in expected
    ]


@pytest.mark.parametrize(
    ("part", "boundary", "problem"),
    [
        pytest.param(Part("a", b"x--b"), "b", "occurs in the data of 'a'", id="occurs"),
        pytest.param(Part("a", b""), "", "not allowed", id="empty boundary"),
        pytest.param(Part("a", b""), "b ", "not allowed", id="boundary ends in space"),
        pytest.param(Part("a", b""), "b" * 71, "not allowed", id="long boundary"),
        pytest.param(Part("a", b""), "b\r\nX: y", "not allowed", id="injecting boundary"),
        pytest.param(Part("a", b"", None, "x\r\nX: y"), "b", "content type", id="injecting type"),
        pytest.param(Part("a", b"", None, " x"), "b", "content type", id="space before type"),
        pytest.param(Part("a", b"", None, "x "), "b", "content type", id="space after type"),
        pytest.param(Part("\ud800", b""), "b", "surrogates", id="half a character"),
    ],
)
def test_multipart_refuses_what_would_not_read_back(
    part: Part, boundary: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        multipart([part], boundary)


@pytest.mark.parametrize("part", [Part("a", b"", ""), Part("a", b"", None, "text/plain")])
def test_urlencoded_refuses_files(part: Part) -> None:
    with pytest.raises(ValueError, match="names and text alone"):
        urlencoded([part])


@settings(max_examples=400)
@given(
    client=st.sampled_from(sorted(CLIENTS)),
    header=st.sampled_from([None, JSON, FORM, URLENCODED]) | st.text(),
    cut=st.tuples(st.integers(0, 400), st.integers(0, 60)),
    patch=st.binary(max_size=6) | st.sampled_from([b"\r\n", b"--", b'"', b"\\", b";", b"%", b"\n"]),
)
def test_takes_any_bytes(
    client: str, header: str | None, cut: tuple[int, int], patch: bytes
) -> None:
    content_type, body, _ = CLIENTS[client]
    body = body[: cut[0]] + patch + body[sum(cut) :]
    for sent in (content_type, header, f"{content_type}{header}"):
        read = read_body(sent, body)
        assert read.problem is None or read.problem.endswith(".")
