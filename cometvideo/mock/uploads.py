"""Uploads: how much a client may send, and how slowly; bodies on their way in."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.wire.exchange import HttpRequest

__all__ = ["Limits", "Pieces", "Upload", "declared_length", "declared_size", "largest_body"]

# A body may be this much longer than the files it may carry, for everything else in it.
_BESIDE_FILES = 1 << 20
_WITHOUT_FILES = 64 << 20
_MOST_DIGITS = 18  # of a length that is taken for one


class Limits(NamedTuple):
    """What a client may ask of the server's patience.

    `header_bytes` bounds the headers. `idle_s` seconds may pass until they are complete, and then
    between two pieces of the body; `keep_alive_s` between two requests.
    """

    header_bytes: int = 64 * 1024
    idle_s: float = 20.0
    keep_alive_s: float = 120.0


@lru_cache(maxsize=64)
def largest_body(matrix: Matrix) -> int:
    """What the files of a request on contract amount to, in bytes, and a little more."""
    limits = [block.block("limits") for _, block in matrix.blocks("fields")]
    total = sum(
        (each.integer("max_count") or 1) * (each.integer("max_bytes") or 0) for each in limits
    )
    return total + _BESIDE_FILES if total else _WITHOUT_FILES


def declared_size(request: HttpRequest) -> int:
    """The size of the body, or the one that its header declares where that is more."""
    header, size = request.header("content-length"), len(request.body)
    if header is None or header == str(size):
        return size
    return max(size, declared_length(header))


def declared_length(header: str | None) -> int:
    """The length that a Content-Length header declares, 0 where it declares none."""
    if header and len(header) <= _MOST_DIGITS and header.isascii() and header.isdigit():
        return int(header)
    return 0


class Pieces:
    """A body that comes in pieces. More than `most` bytes are read and forgotten.

    A client that still sends would not see an answer.
    """

    def __init__(self, head: HttpRequest, most: int) -> None:
        self._head = head
        self._most = most
        self._kept = declared_size(head) <= most
        self._size = 0
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        """Take in a piece."""
        self._size += len(piece)
        if self._kept and self._size <= self._most:
            self._pieces.append(piece)
        else:
            self._kept = False
            self._pieces.clear()

    def finish(self) -> HttpRequest:
        """The request with its body; of one that was too large its size, as the header tells it."""
        if self._kept:
            return self._head.with_body(b"".join(self._pieces)) if self._pieces else self._head
        headers = tuple(each for each in self._head.headers if each[0] != "content-length")
        return self._head._replace(headers=(*headers, ("content-length", str(self._size))))


class Upload:
    """A large body of known length, received at once into the memory that it stays in.

    Of ten megabytes every copy would cost as much as all the rest.
    """

    def __init__(self, head: HttpRequest, length: int) -> None:
        self._head = head
        # BytesIO hands out the very bytes that it was given once nobody can write to them.
        self._file = BytesIO(bytes(length))
        self._whole = self._file.getbuffer()
        self._room = self._whole[:]
        self._at = 0

    @property
    def room(self) -> memoryview:
        """Where what comes next belongs, until `advance` is told how much that was."""
        return self._room

    def add(self, piece: bytes) -> None:
        """Take in a piece that came by another way; there must be room for it."""
        self._room[: len(piece)] = piece
        self.advance(len(piece))

    def advance(self, number: int) -> bool:
        """Count bytes that were put into the room; tells whether all are there."""
        self._at += number
        self._room.release()
        self._room = self._whole[self._at :]
        return not self._room

    def __del__(self) -> None:
        # Python 3.13 complains of a file that goes while somebody still has a view of it.
        self._release()

    def _release(self) -> None:
        self._room.release()
        self._whole.release()

    def finish(self) -> HttpRequest:
        """The request with its body; nothing can be put in any more."""
        self._release()
        return self._head.with_body(self._file.getvalue())
