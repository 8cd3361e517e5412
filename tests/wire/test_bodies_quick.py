"""The quick way through plain forms and the parser read the same."""

import subprocess
import sys
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cometvideo.wire.bodies import Body, multipart, read_body
from cometvideo.wire.request import Part
from tests.wire.test_bodies import CLIENTS, FORM, PARTS, WHOLE, B

# Pieces of forms: put together at random, most are nearly well-formed.
PIECES = st.sampled_from(
    [
        b"--b",
        b"--bc",
        b"--b--",
        b"--",
        b"-",
        b'\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
        b"\r\n",
        b"\r",
        b"\n",
        b" ",
        b"\t",
        b"\0",
        b"1",
        b"\r\n--b\r\n",
        b"\r\n--b--",
        b"\r\n--b ",
        b"\r\n\r\n",
        b"Content-Disposition:",
        b"content-disposition: ",
        b"Content-Type: image/png",
        b"Content-Type:",
        b'form-data; name="a"',
        b'form-data; name=a; filename="f"',
        b"form-data; name=a; filename*=UTF-8''%C3%BC",
        b"form-data",
        b"X: y",
        b"X" * 990,
        WHOLE,
        WHOLE[:-3],
        WHOLE[3:],
    ]
)


def slowly(content_type: str, body: bytes, max_parts: int = 1000) -> Body:
    """Read by the parser alone: the quick way is only for a type in small letters."""
    return read_body(content_type.replace(FORM, FORM.title()), body, max_parts=max_parts)


@pytest.mark.thorough
@settings(max_examples=500)
@given(st.lists(PIECES, max_size=14).map(b"".join), st.integers(0, 3))
@example(b"--b-", 3)
def test_the_quick_way_reads_as_the_parser_does(body: bytes, max_parts: int) -> None:
    for sent in (body, b"--b\r\n" + body, WHOLE + body, WHOLE + body + b"\r\n--b--"):
        assert read_body(B, sent, max_parts=max_parts) == slowly(B, sent, max_parts)


@settings(max_examples=300)
@given(
    client=st.sampled_from([name for name in CLIENTS if CLIENTS[name][1][:1] == b"-"]),
    at=st.integers(0, 400),
    gone=st.integers(0, 3),
    patch=st.binary(max_size=3) | PIECES,
)
def test_the_quick_way_reads_changed_forms_as_the_parser_does(
    client: str, at: int, gone: int, patch: bytes
) -> None:
    content_type, body, _ = CLIENTS[client]
    body = body[:at] + patch + body[at + gone :]
    assert read_body(content_type, body) == slowly(content_type, body)


@settings(max_examples=200)
@given(st.lists(PARTS, max_size=4))
@pytest.mark.thorough
def test_the_quick_way_reads_written_forms_as_the_parser_does(parts: list[Part]) -> None:
    content_type, body = multipart(parts, "boundary")
    assert read_body(content_type, body) == slowly(content_type, body)


@pytest.mark.parametrize("kind", [FORM, FORM.title()], ids=["quick", "parser"])
def test_copies_a_file_once(kind: str) -> None:
    size = 4_000_000
    content_type, body = multipart([Part("a", bytes(size), "a.png")], "b")
    content_type = content_type.replace(FORM, kind)
    read_body(content_type, b"--b--")  # imports the parser
    tracemalloc.start()
    try:
        read = read_body(content_type, body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(read.parts[0].data) == size
    assert peak < 1.1 * size


def test_imports_the_parser_only_for_forms_that_are_not_plain() -> None:
    plain = [(client[0], client[1]) for name, client in CLIENTS.items() if name != "aiohttp"]
    code = (
        "import sys; from cometvideo.wire.bodies import *; multipart([], 'b')\n"
        f"for each in {plain!r}: read_body(*each)\n"
        "sys.exit('python_multipart' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
