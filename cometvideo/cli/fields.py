"""Fields as they are written on the command line, after curl's -F."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cometvideo.cli.arguments import UsageError
from cometvideo.errors import InputError
from cometvideo.wire.files import LARGEST_FILE, read_file
from cometvideo.wire.request import Part

__all__ = ["read_fields", "standard_input"]


def read_fields(texts: Iterable[str]) -> Iterator[Part]:
    """Read `name=value`, `name=@file` and `name=<file with the text>` as parts of a form.

    The file `-` is standard input. Raises UsageError for what is no field and InputError for a
    file that cannot be read.
    """
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(_no_field(text))
        if value.startswith("@"):
            path = value[1:]
            filename = None if path == "-" else os.path.basename(path)
            yield Part(name, _read(path), filename or "-")
        elif value.startswith("<"):
            yield Part(name, _read(value[1:]))
        else:
            yield Part(name, os.fsencode(value))


def standard_input() -> BinaryIO:
    """Standard input as bytes; raises InputError where it is closed."""
    if sys.stdin is None:
        raise InputError("standard input is closed")
    return sys.stdin.buffer


def _read(path: str) -> bytes:
    if path != "-":
        return read_file(path)
    data = standard_input().read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise InputError(f"standard input is larger than {LARGEST_FILE >> 20} MiB")
    return data


def _no_field(text: str) -> str:
    if os.path.exists(text):
        return f"{text!r} is a file: write --file {text} if it holds requests, or name=@{text}"
    return f"{text!r} is no field: write name=value, name=@file, or name=<file"
