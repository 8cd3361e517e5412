"""The friendly front: every way to hand over a request, and `require`."""

import io
import json
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from cometvideo import (
    InputError,
    Part,
    RequestInvalid,
    load_family,
    validate,
    validate_form,
    validate_wire,
)
from cometvideo.reports.data import describe
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.media import look
from tests.cases import FIXTURES

PICTURE = FIXTURES / "files" / "kite.png"
TWO = "doubao-seedance-2-0"
PRO = "doubao-seedance-1-5-pro"
KEY = {"Authorization": "Bearer sk-something"}
FORM = [
    Part("prompt", "Ein Drachen über dem Hafen".encode()),
    Part("model", PRO.encode()),
    Part("seconds", b"5"),
    Part("size", b"960x960"),
]


@pytest.mark.parametrize(
    "file",
    [
        PICTURE,
        PICTURE.read_bytes(),
        bytearray(PICTURE.read_bytes()),
        io.BytesIO(PICTURE.read_bytes()),
        ("kite.png", PICTURE.read_bytes()),
        ("kite.png", PICTURE.read_bytes(), "image/png"),
        look(PICTURE.read_bytes()),
        [PICTURE],
        (PICTURE,),
    ],
    ids=["path", "bytes", "bytearray", "open-file", "pair", "triple", "media", "list", "tuple"],
)
def test_a_file_may_come_in_any_form(file: object) -> None:
    learned = validate(prompt="A kite", model=TWO, size="960x960", input_reference=file)
    assert (learned.verdict, learned.findings) == ("valid", ())


def test_a_file_is_named_after_its_path() -> None:
    with PICTURE.open("rb") as opened:
        learned = validate(model=PRO, input_reference=opened)
    assert "kite.png (image/png 640x360" in learned.findings[-1].message


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (Path("no-such.png"), "cannot read the file no-such.png: No such file"),
        (io.StringIO("text"), "open it in binary mode"),
    ],
    ids=["missing", "text-mode"],
)
def test_a_file_that_cannot_be_read_is_an_error(file: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        validate(model=TWO, input_reference=file)


def test_keywords_add_to_a_mapping() -> None:
    base = {"prompt": "A kite", "model": PRO}
    assert validate(base, size="16:9").renderings[0].size == "1280x720"
    assert base == {"prompt": "A kite", "model": PRO}
    assert validate(base, size="16:9", seconds=None, input_reference=None).verdict == "valid"


def test_what_is_no_request_is_told_plainly() -> None:
    with pytest.raises(InputError, match="a request is a mapping of fields, not str"):
        validate("prompt")  # type: ignore[arg-type]


def test_require_raises_with_every_finding_that_breaks_a_rule() -> None:
    with pytest.raises(RequestInvalid) as caught:
        validate(prompt="A kite", model=PRO, seconds=20, size="720p", n=1).require()
    assert [each.code for each in caught.value.findings] == ["out-of-range", "size-off-pattern"]
    assert "allowed: 4 to 12" in str(caught.value)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("model", "size", "strict", "raises"),
    [
        (PRO, "16:9", True, False),
        (TWO, "16:9", False, False),
        (TWO, "16:9", True, True),
        (TWO, "1280x720", True, False),
        (TWO, "720x720", True, True),
    ],
)
def test_strict_refuses_what_is_uncertain_or_open(
    model: str, size: str, strict: bool, raises: bool
) -> None:
    learned = validate(prompt="A kite", model=model, size=size)
    if raises:
        with pytest.raises(RequestInvalid):
            learned.require(strict=strict)
    else:
        assert learned.require(strict=strict) is learned


def codes(learned: Any) -> list[str]:
    return [each.code for each in learned.findings]


@pytest.mark.parametrize(
    ("parts", "verdict", "expected"),
    [
        (FORM, "valid", []),
        ([("prompt", "A kite"), ("model", PRO), ("size", "16:9")], "valid", ["preset-row"]),
        ([*FORM, Part("seconds", b"5")], "uncertain", ["repeated-field"]),
        ([Part("prompt", b"\xff\xfe"), *FORM[1:]], "uncertain", ["text-not-utf8"]),
        ([*FORM[:2], Part("seconds", b"5.0"), FORM[3]], "invalid", ["not-an-integer"]),
        ([Part("prompt", b"x", filename="p.txt"), *FORM[1:]], "invalid", ["wrong-type"]),
        ([*FORM, Part("input_reference", b"http://x")], "invalid", ["not-accepted", "not-a-file"]),
        ([*FORM, Part("metadata[a]", b"1")], "uncertain", ["bracketed-name", "undocumented-field"]),
    ],
    ids=[
        "plain",
        "pairs",
        "repeated",
        "latin-1",
        "float",
        "text-as-file",
        "file-as-text",
        "brackets",
    ],
)
def test_form_fields(parts: Any, verdict: str, expected: list[str]) -> None:
    learned = validate_form(parts)
    assert (learned.verdict, codes(learned)) == (verdict, expected)


def references(*parts: Part) -> list[Part]:
    return [
        Part("prompt", b"A kite"),
        Part("model", TWO.encode()),
        Part("size", b"960x960"),
        *parts,
    ]


@pytest.mark.parametrize(
    ("parts", "verdict", "expected"),
    [
        (
            references(Part("input_reference", PICTURE.read_bytes(), "a.png", "image/png")),
            "valid",
            [],
        ),
        (
            references(*[Part("input_reference", PICTURE.read_bytes(), "a.png", "image/png")] * 3),
            "valid",
            ["several-files"],
        ),
        (
            references(
                Part("input_reference", PICTURE.read_bytes(), "upload", "application/octet-stream")
            ),
            "uncertain",
            ["type-undeclared"],
        ),
        (
            references(*[Part("input_reference[]", PICTURE.read_bytes(), "a", "image/png")] * 2),
            "uncertain",
            ["bracketed-name", "several-files"],
        ),
        (
            references(Part("input_reference[image_url]", b"https://example.com/a.png")),
            "uncertain",
            ["bracketed-name", "not-a-file"],
        ),
        (
            references(Part("input_reference", b"/tmp/kite.png", "kite.png", "image/png")),
            "invalid",
            ["not-media-family"],
        ),
    ],
    ids=["one", "three", "octet-stream", "list-name", "address-in-brackets", "path-as-bytes"],
)
def test_references_as_real_clients_send_them(
    parts: list[Part], verdict: str, expected: list[str]
) -> None:
    learned = validate_form(parts)
    assert (learned.verdict, codes(learned)) == (verdict, expected)


MULTIPART = multipart(FORM, "boundary")
URLENCODED = urlencoded(FORM)
JSON = json.dumps({"prompt": "A kite", "model": PRO, "seconds": 5, "size": "960x960"}).encode()


@pytest.mark.parametrize(
    ("headers", "body", "verdict", "expected"),
    [
        ({**KEY, "Content-Type": MULTIPART[0]}, MULTIPART[1], "valid", []),
        (
            {**KEY, "content-type": URLENCODED[0]},
            URLENCODED[1],
            "uncertain",
            ["encoding-undocumented"],
        ),
        ({**KEY, "Content-Type": "application/json"}, JSON, "uncertain", ["encoding-undocumented"]),
        ({"Content-Type": MULTIPART[0]}, MULTIPART[1], "invalid", ["key-missing"]),
        (
            {"Authorization": "Bearer ", "Content-Type": MULTIPART[0]},
            MULTIPART[1],
            "invalid",
            ["key-missing"],
        ),
        (
            {"Authorization": "sk-1", "Content-Type": MULTIPART[0]},
            MULTIPART[1],
            "invalid",
            ["key-missing"],
        ),
        (
            {**KEY, "Content-Type": "multipart/form-data"},
            MULTIPART[1],
            "invalid",
            ["malformed-body"],
        ),
        (
            {**KEY, "Content-Type": MULTIPART[0]},
            MULTIPART[1][:-20],
            "invalid",
            ["malformed-body"],
        ),
        (
            {**KEY, "Content-Type": "application/json"},
            b"[1]",
            "invalid",
            ["malformed-body", "encoding-undocumented"],
        ),
        (
            KEY,
            b"prompt=A",
            "invalid",
            ["malformed-body", "encoding-undocumented"],
        ),
    ],
    ids=[
        "multipart",
        "urlencoded",
        "json",
        "no-key",
        "empty-key",
        "bare-key",
        "no-boundary",
        "truncated",
        "json-list",
        "no-content-type",
    ],
)
def test_wire_bytes(
    headers: dict[str, str], body: bytes, verdict: str, expected: list[str]
) -> None:
    learned = validate_wire(headers, body)
    # Where the body is cut, which fields are left is the wire reader's matter.
    said = [code for code in codes(learned) if code != "default-open"]
    assert (learned.verdict, said) == (verdict, expected)


PAIRS = r"a list of \(name, text\) pairs or Parts; a mapping of fields is for validate, not "


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"model": PRO}, PAIRS + "dict"),
        ("model=x", PAIRS + "str"),
        (b"model=x", PAIRS + "bytes"),
        (None, PAIRS + "NoneType"),
        (["model"], "a pair of texts, such as .*, or a Part, not 'model'"),
        ([("seconds", 5)], r"a pair of texts, .* not \('seconds', 5\)"),
        ([("model", "x", "y")], "a pair of texts"),
        ([(b"model", b"x")], "a pair of texts"),
        ([Part("seconds", "5")], "bytes for its data"),  # type: ignore[arg-type]
        ([Part(5, b"5")], "a text for its name"),  # type: ignore[arg-type]
    ],
    ids=str,
)
def test_what_is_no_form_is_said(parts: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        validate_form(parts)


@pytest.mark.parametrize(
    ("headers", "body", "says"),
    [
        (KEY, "prompt=A", "a body is bytes, as it is sent, not str; encode it first"),
        (KEY, None, "a body is bytes, .* not NoneType"),
        (KEY, {"prompt": "A"}, "a body is bytes, .* not dict"),
        ([("Content-Type", "text/plain")], b"", "headers are a mapping of texts.* not list"),
        (None, b"", "headers are a mapping of texts.* not NoneType"),
        ({b"Content-Type": b"text/plain"}, b"", "b'Content-Type' is bytes: decode both to text"),
        ({"Content-Length": 5}, b"", "Content-Length' is int: decode both to text"),
    ],
    ids=str,
)
def test_what_is_no_wire_form_is_said(headers: Any, body: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        validate_wire(headers, body)


def test_what_is_as_good_as_wire_bytes_is_taken() -> None:
    headers = Message()
    for name, value in {**KEY, "Content-Type": MULTIPART[0]}.items():
        headers[name] = value
    for body in (MULTIPART[1], bytearray(MULTIPART[1]), memoryview(MULTIPART[1])):
        assert validate_wire(headers, body).verdict == "valid"


def test_form_fields_may_come_one_by_one() -> None:
    fields = {"model": PRO, "prompt": "\ud800", "size": "16:9"}
    for pairs in (fields.items(), iter(fields.items()), list(map(list, fields.items()))):
        assert codes(validate_form(pairs)) == ["preset-row", "text-not-utf8"]  # type: ignore[arg-type]


def test_a_key_is_never_repeated_in_a_finding() -> None:
    learned = validate_wire({**KEY, "Content-Type": "text/plain"}, b"x")
    assert "sk-something" not in json.dumps(describe(learned))


def test_the_report_has_the_documented_shape() -> None:
    data = describe(validate(prompt="A kite", model=TWO, size="1920x1080", seconds=99, n=1))
    assert list(data) == [
        *("verdict", "acceptance", "outcomes", "cost", "findings", "request", "spec")
    ]
    assert json.loads(json.dumps(data)) == data
    assert set(data["findings"][0]) == {  # type: ignore[index]
        *("code", "severity", "field", "got", "allowed", "nearest", "level", "facts", "sources"),
        "message",
    }
    accepted = describe(validate(prompt="A kite", model=TWO, size="1920x1080"))["outcomes"]
    assert accepted[1]["rendering"] == {  # type: ignore[index]
        "seconds": 5,
        "width": 1280,
        "height": 720,
        "resolution": "720p",
        "ratio": "16:9",
    }


def test_the_environment_chooses_the_spec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMETVIDEO_SPEC", "seedance@2026-04")
    assert validate(prompt="A kite", model=PRO, size="1280x720").verdict == "invalid"
    assert validate(prompt="A kite", model=PRO, size="1280x720", spec="seedance").verdict == "valid"
    assert (
        validate(prompt="A", model=PRO, size="1280x720", spec=load_family("seedance")).verdict
        == "valid"
    )
