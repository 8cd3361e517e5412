"""Files of requests: as programs hand them over, and as requests in JSON or YAML name them."""

import os
import stat
from os import PathLike, fsdecode
from os.path import basename, join
from typing import NamedTuple

from cometvideo.errors import InputError
from cometvideo.wire.media import Media, look

__all__ = ["LARGEST_FILE", "File", "Files", "given_file", "read_file"]

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes beyond which a file that a request names is not read."""

_KEYS = frozenset({"file", "type"})
_MOST_REMEMBERED = 1024


class File(NamedTuple):
    """A file with the name and the content type that it was given, if any."""

    filename: str | None
    data: bytes
    content_type: str | None = None

    @property
    def media(self) -> Media:
        """What its bytes show."""
        return look(self.data, filename=self.filename, content_type=self.content_type)


def given_file(value: object) -> File | None:
    """A file in any form that a program may hand over; None for anything else.

    It is bytes, a Path, an open binary file, or a `(filename, bytes[, content type])` tuple.
    Raises InputError for a file that cannot be read.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return File(None, bytes(value))
    if isinstance(value, PathLike):
        path = fsdecode(value)
        return File(basename(path), read_file(path))
    match value:
        case tuple([str() | None as name, bytes() as data]):
            return File(name, data)
        case tuple([str() | None as name, bytes() as data, str() | None as content_type]):
            return File(name, data, content_type)
    read = getattr(value, "read", None)
    if not callable(read):
        return None
    name, data = getattr(value, "name", None), read()
    if not isinstance(data, bytes):
        raise InputError(f"the file {name} was opened as text; open it in binary mode ('rb')")
    return File(basename(name) if isinstance(name, str) else None, data)


def read_file(path: str, largest: int = LARGEST_FILE, what: str = "file") -> bytes:
    """The bytes of a file, which messages call `what`.

    Raises InputError where it cannot be read or is larger than allowed, and for pipes and devices,
    which might never end.
    """
    try:
        # A pipe that nobody writes to is not waited for.
        with open(path, "rb", opener=_open_at_once) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                what_else = "is a pipe or a device; save it as a file first"
                raise InputError(f"the {what} {path} {what_else}")
            # What is known to be too large is not read; some files say nothing of their size.
            data = stream.read(largest + 1) if status.st_size <= largest else b""
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot read the {what} {path}: {getattr(error, 'strerror', None) or error}"
        ) from None
    if max(status.st_size, len(data)) > largest:
        raise InputError(
            f"the {what} {path} is larger than {largest >> 20} MiB, which is the limit"
        )
    return data


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


_CONTAINERS = frozenset([dict, list])


class Files:
    """The files that requests name; each is read once. Paths are relative to `folder`."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._seen: dict[tuple[str, str | None], Media] = {}

    def put_into(self, fields: dict[str, object]) -> dict[str, object]:
        """The fields with every `{"file": path}` replaced by what its bytes show.

        A `type` beside `file` is the content type that would be declared. Lists become tuples, as
        elsewhere. Raises InputError for a file that cannot be read.
        """
        if _CONTAINERS.isdisjoint(map(type, fields.values())):
            return fields
        return {name: self._with_files(value) for name, value in fields.items()}

    def _with_files(self, value: object) -> object:
        if isinstance(value, dict) and _names_file(value):
            return self._look(value)
        if isinstance(value, list):
            return tuple(self._look(each) if _names_file(each) else each for each in value)
        return value

    def _look(self, value: dict[str, object]) -> Media:
        path, content_type = value["file"], value.get("type")
        if not isinstance(path, str) or not isinstance(content_type, str | None):
            raise InputError('a file is {"file": "path"}, and may have "type": "image/png" beside')
        found = self._seen.get((path, content_type))
        if found is None:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            data = read_file(join(self.folder, path))
            found = File(basename(path), data, content_type).media
            self._seen[path, content_type] = found
        return found


def _names_file(value: object) -> bool:
    return isinstance(value, dict) and "file" in value and value.keys() <= _KEYS
