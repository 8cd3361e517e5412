"""Fields as they are written on the command line, after curl's -F."""

import os
import sys
from collections.abc import Iterable, Iterator

from cometvideo.bulk.files import read_file
from cometvideo.cli.arguments import UsageError
from cometvideo.wire import Part

__all__ = ["read_fields"]


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


def _read(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else read_file(path)


def _no_field(text: str) -> str:
    if os.path.exists(text):
        return f"{text!r} is a file: write --file {text} if it holds requests, or name=@{text}"
    return f"{text!r} is no field: write name=value, name=@file, or name=<file"
