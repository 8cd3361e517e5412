"""Uploads: how much a client may send, and how slowly; bodies on their way in."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.matrix import Matrix
from cometvideo.wire.bodies import Body, from_body, read_body
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Request

__all__ = [
    "CROWDED",
    "SMALLEST_LIMIT",
    "Budget",
    "Limits",
    "Pieces",
    "Reading",
    "Upload",
    "declared_length",
    "declared_size",
    "largest_body",
    "read_create",
]

# A body may be this much longer than the files it may carry, for everything else in it.
_BESIDE_FILES = 1 << 20
_WITHOUT_FILES = 64 << 20
_MOST_DIGITS = 18  # of a length that is taken for one
# A form in a multipart body may carry files; no other body can, but for a JSON's as text.
_FORM = "multipart/form-data"
_LARGEST_JSON = 32 << 20
_LARGEST_OTHER = SMALLEST_LIMIT = 1 << 20  # no body is too large that is no larger
_LARGEST_TEXTS = 32 << 20  # the parts of a form without a filename, together
CROWDED = "there is no memory for another large body at present; send it again later"
_COUNTED = 64 * 1024  # smaller bodies are many or few, and small


class Limits(NamedTuple):
    """What a client may ask of the server's patience and memory.

    `header_bytes` and `headers` bound the headers. They have `idle_s` seconds to arrive in full;
    then as much may pass between two pieces of the body, and before a client takes more of an
    answer; `body_s` is for the body as a whole, `keep_alive_s` lies between two requests.
    `connections` are open at once, and `bodies_bytes` is what large bodies on their way in take up
    together. A connection that was refused is read for `linger_s`, so that its client sees why.
    """

    header_bytes: int = 64 * 1024
    headers: int = 500
    idle_s: float = 20.0
    body_s: float = 600.0
    keep_alive_s: float = 120.0
    linger_s: float = 2.0
    connections: int = 1000
    bodies_bytes: int = 512 << 20


class Reading(NamedTuple):
    """What a body carries, read without the mock's lock: `sent` tells nothing of the key."""

    body: Body
    sent: Request


def read_create(request: HttpRequest) -> Reading:
    """Read the body of a create; takes its time for a large one, and changes nothing."""
    coding = request.header("content-encoding")
    body = read_body(request.header("content-type"), request.body, coding=coding)
    if len(request.body) > _LARGEST_TEXTS < sum(len(p.data) for p in body.parts if not p.is_file):
        problem = f"The texts of the form are larger than {_LARGEST_TEXTS} bytes together."
        body = body._replace(parts=tuple(p for p in body.parts if p.is_file), problem=problem)
    return Reading(body, from_body(body))


def largest_body(spec: AnySpec, content_type: str | None = _FORM) -> int:
    """The most bytes of a body with such a Content-Type: a form may carry the files of a request.

    A JSON value is all in memory at once, and many times larger than its text; a urlencoded form
    holds texts alone. What none of them is, nobody reads.
    """
    kind = (content_type or "")[:100].partition(";")[0].strip().lower()
    if kind == _FORM:
        return _largest_form(spec)
    return min(_largest_form(spec), _LARGEST_JSON if "json" in kind else _LARGEST_OTHER)


@lru_cache(maxsize=64)
def _largest_form(spec: AnySpec) -> int:
    """What the files of a request on contract amount to, in bytes, and a little more."""
    return max(map(_files_bytes, spec.families.values())) + _BESIDE_FILES


def _files_bytes(matrix: Matrix) -> int:
    limits = [block.block("limits") for _, block in matrix.blocks("fields")]
    return (
        sum((each.integer("max_count") or 1) * (each.integer("max_bytes") or 0) for each in limits)
        or _WITHOUT_FILES - _BESIDE_FILES
    )


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


class Budget:
    """Memory for large bodies on their way in, all together; each asks before it grows."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, number: int) -> bool:
        """Take so many bytes, or none where there are not so many left."""
        if number > self._left:
            return False
        self._left -= number
        return True

    def give_back(self, number: int) -> None:
        """Let others have so many bytes."""
        self._left += number


class Pieces:
    """A body that comes in pieces. More than `most` bytes are read and forgotten.

    A client that still sends would not see an answer. It is `crowded` out where the budget has no
    room for it; `close` gives back what it took.
    """

    def __init__(self, head: HttpRequest, most: int, budget: Budget | None = None) -> None:
        self._head = head
        self._most = most
        self._kept = declared_size(head) <= most
        self._budget = budget
        self._taken = 0
        self._first = b""
        self._rest: BytesIO | None = None
        self.size = 0
        self.crowded = False

    def add(self, piece: bytes) -> None:
        """Take in a piece."""
        self.size += len(piece)
        if not self._kept:
            return
        if self.size > self._most or not self._has_room():
            self._kept = False
            self._first, self._rest = b"", None
            self.close()
        elif self._rest is not None:
            self._rest.write(piece)
        elif self._first:
            # One buffer, for thousands of tiny pieces take up far more than what is in them.
            self._rest = BytesIO()
            self._rest.write(self._first)
            self._rest.write(piece)
        else:
            self._first = piece

    def _has_room(self) -> bool:
        wanted = self.size - self._taken
        if self._budget is None or self.size <= _COUNTED or wanted <= 0:
            return True
        step = max(wanted, _COUNTED)
        self.crowded = not self._budget.take(step)
        self._taken += 0 if self.crowded else step
        return not self.crowded

    def finish(self) -> HttpRequest:
        """The request with its body; of one that was too large its size, as the header tells it."""
        if self._kept:
            whole = self._first if self._rest is None else self._rest.getvalue()
            return self._head.with_body(whole) if whole else self._head
        headers = tuple(each for each in self._head.headers if each[0] != "content-length")
        return self._head._replace(headers=(*headers, ("content-length", str(self.size))))

    def close(self) -> None:
        """Give back the memory."""
        if self._budget is not None and self._taken:
            self._budget.give_back(self._taken)
            self._taken = 0


class Upload:
    """A large body of known length, received at once into the memory that it stays in.

    Of ten megabytes every copy would cost as much as all the rest. The budget was asked for its
    length; `close` gives that back.
    """

    crowded = False

    def __init__(self, head: HttpRequest, length: int, budget: Budget | None = None) -> None:
        self._head = head
        self._budget = budget
        self._taken = length
        # BytesIO hands out the very bytes that it was given once nobody can write to them.
        self._file = BytesIO(bytes(length))
        self._whole = self._file.getbuffer()
        self._room = self._whole[:]
        self.size = 0

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
        self.size += number
        self._room.release()
        self._room = self._whole[self.size :]
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

    def close(self) -> None:
        """Give back the memory."""
        if self._budget is not None:
            self._budget.give_back(self._taken)
            self._budget = None
