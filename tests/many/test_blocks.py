"""Whatever way a file is cut into blocks, its lines are the same."""

import io
from collections.abc import Iterable, Iterator
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.many.batches import Block
from cometvideo.many.blocks import Span, block_at, blocks_of, spans_of

BOM = b"\xef\xbb\xbf"
# Line ends are frequent, and so are lines around the limit below.
FILES = st.lists(st.sampled_from([b"\n", b"a", b"bc", b"\r", b"x" * 7, b"y" * 20, BOM])).map(
    b"".join
)
LONGEST = 8


def lines_of(blocks: Iterable[Block]) -> list[bytes | None]:
    """The lines of blocks; None for one that is too long."""
    found: list[bytes | None] = []
    for block in blocks:
        found += block.data.split(b"\n")[:-1]
        if not block.data.endswith(b"\n") and block.data:
            found.append(block.data.rpartition(b"\n")[2])
        if block.cut:
            found.append(None)
    return found


def expected(data: bytes, longest: int) -> list[bytes | None]:
    data = data.removeprefix(BOM)
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line if len(line) <= longest else None for line in lines]


def chunks_of(data: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    for size in cycle(sizes):
        if not data:
            return
        yield data[:size]
        data = data[size:]


@given(FILES, st.lists(st.integers(1, LONGEST), min_size=1))
def test_chunks(data: bytes, sizes: list[int]) -> None:
    blocks = blocks_of(chunks_of(data, sizes), LONGEST)
    assert lines_of(blocks) == expected(data, LONGEST)


@given(FILES, st.integers(4, LONGEST))
def test_spans(data: bytes, length: int) -> None:
    stream = io.BytesIO(data)
    blocks = [block_at(stream, span, LONGEST) for span in spans_of(len(data), length)]
    assert lines_of(blocks) == expected(data, LONGEST)


def test_spans_cover_a_file_without_gaps() -> None:
    assert list(spans_of(10, 4)) == [Span(0, 4), Span(4, 8), Span(8, 10)]
    assert list(spans_of(8, 4)) == [Span(0, 4), Span(4, 8)]
    assert list(spans_of(0, 4)) == []


def test_a_line_comes_as_soon_as_it_is_there() -> None:
    given_out: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number, chunk in enumerate([b"first\nsec", b"ond\n"]):
            given_out.append(number)
            yield chunk

    blocks = blocks_of(chunks())
    assert next(blocks).data == b"first\n"
    assert given_out == [0]


@pytest.mark.parametrize("start", [b"", b"ok\n"])
def test_a_line_without_end_is_passed_over_in_bounded_memory(start: bytes) -> None:
    chunks = (chunk for chunk in [start, *[b"x" * 5] * 1000, b"\nnext\n"])
    blocks = list(blocks_of(chunks, LONGEST))
    assert lines_of(blocks) == [*start.splitlines(), None, b"next"]
    assert max(len(block.data) for block in blocks) <= LONGEST
