"""Bodies of creates: a multipart form, files with a name and a type; or JSON, files as texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import wants_json
from cometvideo.wire.bodies import multipart
from cometvideo.wire.files import File, given_file
from cometvideo.wire.media import Media, data_address
from cometvideo.wire.request import Part, written
from cometvideo.words import words_of

__all__ = ["body_of", "with_files_read"]


def with_files_read(fields: Mapping[str, object]) -> dict[str, object]:
    """The same fields, without those that are None, and with every file read into memory.

    Raises InputError for a file that cannot be read, and for a Media, which holds no bytes.
    """
    return {name: _read(value, name) for name, value in fields.items() if value is not None}


def body_of(matrix: Matrix, fields: Mapping[str, object], boundary: str) -> tuple[str, bytes]:
    """The content type and the body of a create: a form, or JSON as its model has it written."""
    has_files = any(isinstance(each, File | list) for each in fields.values())
    if wants_json(matrix, words_of(matrix).model_of(fields), has_files=has_files):
        whole = {name: _whole(value) for name, value in fields.items()}
        return "application/json", json.dumps(whole).encode()
    return multipart(_parts_of(matrix, fields), boundary)


def _parts_of(matrix: Matrix, fields: Mapping[str, object]) -> Iterator[Part]:
    """The parts of a form: in the order of the spec, several files one after the other."""
    names = [name for name in matrix.block("fields") if name in fields]
    for name in (*names, *(name for name in fields if name not in names)):
        value = fields[name]
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, File):
                yield Part(name, each.data, each.filename, each.content_type)
            else:
                yield Part(name, written(each).encode())


def _whole(value: object) -> object:
    """A value as JSON carries it: a file in a text."""
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, File):
        return data_address(value.data, value.content_type)
    # 5.0 is a whole number to the validator, and goes out as one.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read(value: object, field: str) -> object:
    file = _file(value, field)
    if file is None and isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        return [_file(each, field) or each for each in value]
    return value if file is None else file


def _file(value: object, field: str) -> File | None:
    """A file with the name and the type that its bytes show, where it was given none."""
    if isinstance(value, Media):
        raise InputError(f"{field} is a Media, which holds no bytes; give the file itself")
    file = given_file(value)
    if file is None:
        return None
    kind = file.media.format or "application/octet-stream"
    named = file.filename or f"{field}.{kind.partition('/')[2]}"
    return File(named, file.data, file.content_type or kind)
