"""Forms: the fields of a create as the parts of a multipart body, files with a name and a type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.wire.bodies import Part
from cometvideo.wire.media import Media, look

__all__ = ["parts_of", "with_files_read"]

# A file as `validate` takes it: name, bytes, content type.
Upload = tuple[str, bytes, str]


def with_files_read(fields: Mapping[str, object]) -> dict[str, object]:
    """The same fields, without those that are None, and with every file read into memory.

    Raises InputError for a file that cannot be read, and for a Media, which holds no bytes.
    """
    return {name: _read(value, name) for name, value in fields.items() if value is not None}


def parts_of(matrix: Matrix, fields: Mapping[str, object]) -> Iterator[Part]:
    """The parts of a form: in the order of the spec, several files one after the other."""
    names = [name for name in matrix.block("fields") if name in fields]
    for name in (*names, *(name for name in fields if name not in names)):
        value = fields[name]
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, tuple):
                filename, data, content_type = each
                yield Part(name, data, filename, content_type)
            else:
                yield Part(name, _text(each).encode())


def _text(value: object) -> str:
    # 5.0 is a whole number to the validator, and goes out as one.
    return str(int(value)) if isinstance(value, float) else str(value)


def _read(value: object, field: str) -> object:
    upload = _upload(value, field)
    if upload is not None:
        return upload
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        return [_upload(each, field) or each for each in value]
    return value


def _upload(value: object, field: str) -> Upload | None:
    if isinstance(value, Media):
        raise InputError(f"{field} is a Media, which holds no bytes; give the file itself")
    if isinstance(value, bytes | bytearray | memoryview):
        return _named(None, bytes(value), None, field)
    if isinstance(value, PathLike):
        path = Path(fspath(value))
        try:
            return _named(path.name, path.read_bytes(), None, field)
        except OSError as error:
            raise InputError(f"cannot read the file {path}: {error.strerror}") from None
    if isinstance(value, tuple) and len(value) in {2, 3} and isinstance(value[1], bytes):
        return _named(value[0], value[1], value[2] if len(value) == 3 else None, field)
    read = getattr(value, "read", None)
    if callable(read):
        data, name = read(), getattr(value, "name", None)
        if not isinstance(data, bytes):
            raise InputError(f"the file {name} was opened as text; open it in binary mode ('rb')")
        return _named(Path(name).name if isinstance(name, str) else None, data, None, field)
    return None


def _named(filename: str | None, data: bytes, content_type: str | None, field: str) -> Upload:
    """A file with the name and the type that its bytes show, where none were given."""
    seen = look(data, filename=filename)
    kind = seen.format or "application/octet-stream"
    ending = kind.partition("/")[2]
    return filename or f"{field}.{ending}", data, content_type or kind
