"""Uploads: a body of known length, received at once into the memory that it stays in."""

from __future__ import annotations

from io import BytesIO

__all__ = ["Upload"]


class Upload:
    """A body on its way in. Of ten megabytes every copy would cost as much as all the rest."""

    def __init__(self, length: int) -> None:
        # BytesIO hands out the very bytes that it was given once nobody can write to them.
        self._file = BytesIO(bytes(length))
        self._whole = self._file.getbuffer()
        self._room = self._whole[:]
        self._at = 0

    @property
    def room(self) -> memoryview:
        """Where what comes next belongs, until `advance` is told how much that was."""
        return self._room

    def add(self, data: bytes) -> None:
        """Take in a piece that came by another way; there must be room for it."""
        self._room[: len(data)] = data
        self.advance(len(data))

    def advance(self, number: int) -> bool:
        """Count bytes that were put into the room; tells whether all are there."""
        self._at += number
        self._room.release()
        self._room = self._whole[self._at :]
        return not self._room

    def finish(self) -> bytes:
        """The body; nothing can be put in any more."""
        self._room.release()
        self._whole.release()
        return self._file.getvalue()
