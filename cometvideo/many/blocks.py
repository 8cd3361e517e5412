"""Blocks of whole lines, from ranges of a file or from a stream, in bounded memory."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from cometvideo.many.batches import Block
from cometvideo.wire.strict_json import LARGEST, LENGTH

__all__ = ["Span", "block_at", "blocks_of", "spans_of"]

_BOM = b"\xef\xbb\xbf"


class Span(NamedTuple):
    """A range of bytes of a file; the lines that begin in it belong to it."""

    start: int
    end: int


def spans_of(size: int, length: int = LENGTH) -> Iterator[Span]:
    """The ranges that a file of this size falls into."""
    for start in range(0, size, length):
        yield Span(start, min(start + length, size))


def block_at(stream: BinaryIO, span: Span, longest: int = LARGEST) -> Block:
    """The lines that begin in a range, which is no longer than the longest line may be."""
    before = min(1, span.start)
    stream.seek(span.start - before)
    data = stream.read(span.end - span.start + before)
    if before:
        # What stands before the first line end belongs to a line that began earlier.
        data = data[data.find(b"\n") + 1 or len(data) :]
    elif data.startswith(_BOM):
        data = data[len(_BOM) :]
    if not data or data.endswith(b"\n"):
        return Block(data)
    begun = data.rfind(b"\n") + 1
    rest = stream.readline(longest - (len(data) - begun) + 1)
    if not rest.endswith(b"\n") and len(data) - begun + len(rest) > longest:
        return Block(data[:begun], cut=True)
    return Block(data + rest)


def blocks_of(chunks: Iterable[bytes], longest: int = LARGEST) -> Iterator[Block]:
    """The lines in chunks of bytes as soon as they come.

    Chunks may end anywhere, and are no longer than the longest line may be.
    """
    begun = bytearray()
    skipping = False
    for chunk in _without_bom(chunks):
        data = chunk
        end = data.find(b"\n") + 1
        if skipping or len(begun) + (end - 1 if end else len(data)) > longest:
            if not skipping:
                yield Block(b"", cut=True)
            begun.clear()
            skipping = not end
            data = data[end:] if end else b""
        last = data.rfind(b"\n") + 1
        if last:
            yield Block(bytes(begun) + data[:last])
            begun.clear()
        begun += data[last:]
    if begun:
        yield Block(bytes(begun))


def _without_bom(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks without a byte order mark at the beginning, which may come in pieces."""
    first: bytes | None = b""
    for chunk in chunks:
        if first is None:
            yield chunk
            continue
        first += chunk
        if first == _BOM[: len(first)]:
            continue  # what comes next decides
        yield first.removeprefix(_BOM)
        first = None
    if first:
        yield first.removeprefix(_BOM)
