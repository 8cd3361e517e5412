import pytest

from cometvideo.conformance.hearing import LONGEST_LINE, Heard, Printed

KEY = "sk-check-0123"
LOG = b"a line of a log\n" * 4096


def heard(*pieces: bytes) -> Heard:
    found = Heard([KEY])
    for each in pieces:
        found.add(each)
    return found


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        ([], ""),
        ([b"\n \n"], ""),
        ([b"one\ntwo"], "two"),
        ([b"one\nt", b"wo\n\n"], "two"),
        ([b"10%\r50%\r{}"], "{}"),
        ([b"\n\xff"], "\N{REPLACEMENT CHARACTER}"),
        ([LOG] * 200 + [b"the ", b"end\n"], "the end"),
        ([b"x" * (LONGEST_LINE - 1), b"x"], "x" * LONGEST_LINE),
        ([b"x" * LONGEST_LINE, b"x"], None),
        ([b"log\n", *[b"x" * LONGEST_LINE] * 5], None),
    ],
)
def test_the_last_line_counts_however_much_came_before(
    pieces: list[bytes], line: str | None
) -> None:
    assert heard(*pieces).last_line() == line


def test_what_is_kept_does_not_grow() -> None:
    found = heard(b"first\n", *[LOG] * 200, b"last\n").printed()
    assert found.text.startswith("first\n")
    assert found.text.endswith("last\n")
    assert len(found.text) < 3 * LONGEST_LINE
    assert found.left_out > 10_000_000
    assert f"{found.left_out} bytes left out" in found.text
    assert heard(b"first\n", b"last\n").printed() == Printed("first\nlast\n")


@pytest.mark.parametrize(
    ("pieces", "before"),
    [
        ([LOG], None),
        ([b"sk-check-012", b"4"], None),
        ([b"Bearer sk-check-0123"], "Bearer "),
        ([*[LOG] * 100, b"Bearer sk-ch", b"eck-0123 it is\n", *[LOG] * 100], "log\nBearer "),
    ],
)
def test_a_key_is_found_wherever_it_stands(pieces: list[bytes], before: str | None) -> None:
    found = heard(*pieces).printed().before_key
    assert found == before or (found or "").endswith(before or "?")


def test_a_key_in_single_bytes_is_found() -> None:
    assert heard(*[bytes([each]) for each in KEY.encode()]).printed().before_key == ""


def test_without_a_key_none_is_found() -> None:
    assert Heard(["", *()]).printed().before_key is None
