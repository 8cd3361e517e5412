"""Files without a filename, and compressed forms: open facts, each told in one finding."""

import gzip
import zlib

import pytest

from cometvideo import Matrix, Validation, load_family, settle, validate_wire
from cometvideo.facts.worlds import choose_world
from cometvideo.findings import Finding
from cometvideo.mock import MockApi
from cometvideo.wire.bodies import multipart, read_body, unpack
from cometvideo.wire.request import Part
from tests.mock.talk import FIELDS, Talker, png

KEY = {"Authorization": "Bearer sk-x"}
MATRIX = load_family("seedance")
NAMELESS, COMPRESSED = "body.nameless_file", "body.compressed_body"
TEXTS = [Part(name, value.encode()) for name, value in FIELDS.items()]
PICTURE = png()


def form(
    disposition: str, data: bytes, content_type: str = "", name: str = "input_reference"
) -> tuple[str, bytes]:
    """A create with one more part, written by hand: its Content-Type, and the body."""
    own = [Part(each.name, each.data) for each in TEXTS if each.name != name]
    content_type_of_form, body = multipart(own, "b0undary")
    head = f'--b0undary\r\nContent-Disposition: form-data; name="{name}"{disposition}\r\n'
    if content_type:
        head += f"Content-Type: {content_type}\r\n"
    return content_type_of_form, head.encode() + b"\r\n" + data + b"\r\n" + body


def learned(sent: tuple[str, bytes], matrix: Matrix = MATRIX, **headers: str) -> Validation:
    content_type, body = sent
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return validate_wire({**KEY, "Content-Type": content_type, **extra}, body, spec=matrix)


FORMS = {
    "no filename": form("", PICTURE, "image/png"),
    "no filename, and no type": form("", PICTURE),
    "an empty filename, with bytes": form('; filename=""', PICTURE, "image/png"),
    "an empty filename, with text": form('; filename=""', b"what", "text/plain"),
    "an empty filename, and nothing": form('; filename=""', b"", "application/octet-stream"),
    "filename* alone": form("; filename*=UTF-8''kite.png", PICTURE, "image/png"),
}


@pytest.mark.parametrize("sent", FORMS.values(), ids=FORMS)
def test_a_file_without_a_filename_is_open_and_told_once(sent: tuple[str, bytes]) -> None:
    found = learned(sent)
    assert found.verdict == "uncertain"
    told = [each for each in found.findings if each.code == "nameless-file"]
    assert len(told) == 1
    assert "filename" in told[0].message
    assert told[0].facts == (NAMELESS, *told[0].facts[1:])
    assert all(each.severity != "error" for each in found.findings)
    if "text" not in sent[1].decode("latin-1"):
        assert found.findings == tuple(told)


@pytest.mark.parametrize("sent", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("option", ["refused", "ignored", "read"])
def test_a_world_decides(sent: tuple[str, bytes], option: str) -> None:
    world = choose_world(MATRIX, {NAMELESS: option})
    found = learned(sent, world)
    assert len(found.prediction.outcomes) == 1
    is_picture = PICTURE in sent[1]
    assert found.verdict == (
        "valid" if option == "ignored" or (option == "read" and is_picture) else "invalid"
    )
    answer = Talker(MockApi(choices={NAMELESS: option})).ask(
        "POST", "/v1/videos", sent[1], (("Content-Type", sent[0]),)
    )
    assert (answer.status == 200) == (found.verdict == "valid")


def test_a_text_with_an_empty_filename_is_open_too() -> None:
    found = learned(form('; filename=""', b"A kite", name="prompt"))
    assert (found.verdict, [each.code for each in found.findings]) == (
        "uncertain",
        ["nameless-file"],
    )
    bad = learned(form('; filename=""', b"99", name="seconds"))
    assert bad.verdict == "uncertain"
    assert {each.code: each.severity for each in bad.findings} == {
        "nameless-file": "warning",
        "out-of-range": "warning",
    }


@pytest.mark.parametrize(
    ("disposition", "data", "content_type"),
    [
        ('; filename="kite.png"', PICTURE, "image/png"),
        ("; filename=\"kite.png\"; filename*=UTF-8''kite.png", PICTURE, "image/png"),
    ],
)
def test_a_file_with_a_filename_is_none_of_that(
    disposition: str, data: bytes, content_type: str
) -> None:
    found = learned(form(disposition, data, content_type))
    assert (found.verdict, found.findings) == ("valid", ())


def test_a_plain_text_is_none_of_that() -> None:
    for content_type in ("", "text/plain; charset=utf-8", "application/octet-stream"):
        assert learned(form("", b"A kite", content_type, "prompt")).findings == ()


def test_a_spec_that_says_nothing_of_it_leaves_it_open() -> None:
    silent = {path: fact for path, fact in MATRIX.facts.items() if path != NAMELESS}
    matrix = Matrix(
        name="silent", about="", sources=MATRIX.sources, facts=silent, abouts=MATRIX.abouts
    )
    assert learned(FORMS["no filename"], matrix).verdict == "uncertain"


@pytest.mark.parametrize("several", [False, True])
def test_what_is_only_noted_of_files_is_noted_of_such_without_a_name(several: bool) -> None:
    kind, body = form("", PICTURE, "image/png")
    part = body[: body.index(b"--b0undary", 1)]
    found = learned((kind, part * several + body)).findings
    noted = [("several-files", "note")] * several
    assert [(each.code, each.severity) for each in found] == [*noted, ("nameless-file", "warning")]


def test_filename_star_goes_out_as_it_came_in() -> None:
    content_type, body = FORMS["filename* alone"]
    parts = read_body(content_type, body).parts
    assert parts[0].extended
    assert parts[0].filename == "kite.png"
    assert read_body(*multipart(parts, "b0undary")).parts == parts


PLAIN = multipart(TEXTS, "b0undary")


def compressed(coding: str) -> tuple[str, bytes]:
    content_type, body = PLAIN
    if coding == "gzip":
        return content_type, gzip.compress(body)
    return content_type, zlib.compress(body) if coding == "deflate" else body


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_compressed_form_is_told_as_that_alone(coding: str) -> None:
    found = learned(compressed(coding), Content_Encoding=coding)
    assert found.verdict == "uncertain"
    (finding,) = found.findings
    assert finding.code == "compressed-body"
    assert f"(Content-Encoding: {coding})" in finding.message
    assert "boundary" not in finding.message


def test_what_is_compressed_is_judged_as_well() -> None:
    wrong = multipart([*TEXTS[:2], Part("seconds", b"99")], "b0undary")
    found = learned((wrong[0], gzip.compress(wrong[1])), Content_Encoding="gzip")
    assert "out-of-range" in {each.code for each in found.findings}


@pytest.mark.parametrize(
    ("option", "coding", "verdict"),
    [
        ("read", "gzip", "valid"),
        ("refused", "gzip", "invalid"),
        ("read", "br", "invalid"),
        ("refused", "br", "invalid"),
    ],
)
def test_a_world_decides_on_compressed_forms(option: str, coding: str, verdict: str) -> None:
    sent = compressed(coding)
    world = settle(choose_world(MATRIX), {COMPRESSED: option})
    assert learned(sent, world, Content_Encoding=coding).verdict == verdict
    answer = Talker(MockApi(choices={COMPRESSED: option})).ask(
        "POST", "/v1/videos", sent[1], (("Content-Type", sent[0]), ("Content-Encoding", coding))
    )
    assert (answer.status == 200) == (verdict == "valid")


def test_identity_is_no_compression() -> None:
    assert learned(PLAIN, Content_Encoding="Identity").findings == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"no gzip", gzip.compress(b"x" * 100)[:-9], gzip.compress(bytes(65 << 20))],
    ids=["empty", "other", "cut", "a bomb"],
)
def test_what_cannot_be_unpacked_is_none(body: bytes) -> None:
    assert unpack(body, "gzip") is None
    found = learned((PLAIN[0], body), Content_Encoding="gzip")
    assert [each.code for each in found.findings] == ["compressed-body"]


def test_findings_name_their_facts() -> None:
    def facts(found: Validation) -> list[Finding]:
        return [each for each in found.findings if COMPRESSED in each.facts]

    assert len(facts(learned(compressed("gzip"), Content_Encoding="gzip"))) == 1
