"""Bodies: an answer's body without its coding, piece by piece, however much it would become."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

__all__ = ["ACCEPTED", "LateError", "TooMuchError", "UndecodableError", "pieces_of"]

ACCEPTED = "gzip"
_NAMES = {"gzip": True, "x-gzip": True, "identity": False, "": False}
_MOST_CODINGS = 4
_PIECE = 64 * 1024  # bytes that come out of a coding at once


class TooMuchError(Exception):
    """A body is larger than its limit, with its coding or without."""


class LateError(Exception):
    """A body has not come to its end in time."""


class UndecodableError(Exception):
    """A body is in no coding that was asked for, or is not what its coding makes."""


def pieces_of(answer: httpx.Response, most: int, is_late: Callable[[], bool]) -> Iterator[bytes]:
    """The body of an answer in pieces, of which no more than one is held in memory.

    Raises TooMuchError beyond `most` bytes, packed or not, LateError, and UndecodableError.
    """
    if answer.is_stream_consumed:  # made in this process, and there already
        return _limited([answer.content], most, is_late)
    pieces = _limited(answer.iter_raw(), most, is_late)
    for _ in range(_gzipped(answer.headers.get("content-encoding", ""))):
        # What comes out of each coding is limited: the next may make nothing of it for hours.
        pieces = _limited(_unzipped(pieces), most, is_late)
    return pieces


def _limited(pieces: Iterable[bytes], most: int, is_late: Callable[[], bool]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooMuchError(f"more than {most} bytes came, which is the limit")
        yield piece
        if is_late():
            raise LateError("the answer came too slowly")


def _gzipped(codings: str) -> int:
    """How often a body is packed that has the codings which Content-Encoding names."""
    names = [each.strip().lower() for each in codings.split(",")]
    if len(names) > _MOST_CODINGS or not set(names) <= _NAMES.keys():
        raise UndecodableError(f"it is in the coding {codings[:40]!r}, not in {ACCEPTED}")
    return sum(_NAMES[name] for name in names)


def _unzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces without their coding; 64 KB at most each."""
    engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for piece in pieces:
        data = piece
        while True:
            try:
                out = engine.decompress(data, _PIECE)
            except zlib.error as error:
                raise UndecodableError(f"it cannot be decoded: {error}") from None
            if out:
                yield out
            if engine.eof:
                return  # what follows belongs to it no more
            data = engine.unconsumed_tail
            if not data and len(out) < _PIECE:
                break
    raise UndecodableError("its coding is cut off")
