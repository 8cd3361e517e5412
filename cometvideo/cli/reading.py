"""Reading files of requests: JSON, YAML, or one JSON object a line."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from cometvideo.cli.fields import standard_input
from cometvideo.errors import InputError
from cometvideo.wire.strict_json import LARGEST, LENGTH, decode_json, decode_text

__all__ = ["Item", "Items", "Lines", "One", "is_document", "read_requests"]

_BY_ENDING = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_HEAD = 16  # bytes that tell what a file is not
_LARGEST_YAML = 4 * 1024 * 1024
_OTHERS = {
    b"\xff\xfe": "UTF-16; save it as UTF-8",
    b"\xfe\xff": "UTF-16; save it as UTF-8",
    b"\x1f\x8b": "compressed; unpack it first",
    b"PK\x03\x04": "an archive; unpack it first",
}


class One(NamedTuple):
    """A file that holds one request."""

    name: str
    folder: str
    fields: dict[str, object]


class Item(NamedTuple):
    """One of several values of a file, a request or not; `line` is None where it is not known."""

    value: object
    line: int | None = None


class Items(NamedTuple):
    """A file that holds a list of requests."""

    name: str
    folder: str
    items: list[Item]


class Lines(NamedTuple):
    """A file of one request a line. `path` is None where it can be read only once, as `chunks`."""

    name: str
    folder: str
    path: str | None
    chunks: Iterable[bytes]


def is_document(path: str) -> bool:
    """Whether the name of a file says that it holds requests in one document, JSON or YAML."""
    return _BY_ENDING.get(os.path.splitext(path)[1].lower()) in {"json", "yaml"}


def read_requests(path: str, kind: str | None = None) -> One | Items | Lines:
    """Read a file of requests, `-` being standard input.

    Without a kind, the ending of the name tells it, or else the content. Raises InputError for a
    file that cannot be read, and SpecError for YAML that is not strict.
    """
    if path == "-":
        return _read_once(_chunks_of(standard_input()), "standard input", "", kind)
    folder = os.path.dirname(path)
    kind = kind or _BY_ENDING.get(os.path.splitext(path)[1].lower())
    if os.path.isdir(path):
        raise InputError(f"{path} is a folder; name a file in it")
    if os.path.exists(path) and not os.path.isfile(path):
        return _read_once(_chunks_at(path), path, folder, kind)  # a pipe or a device
    head = _head(path, _HEAD if kind == "jsonl" else LARGEST + 1)
    _refuse_others(head, path)
    kind = kind or _kind_of(head)
    if kind == "jsonl":
        return Lines(path, folder, path, ())
    return _document(head, path, folder, kind)


def _read_once(
    chunks: Iterator[bytes], name: str, folder: str, kind: str | None
) -> One | Items | Lines:
    if kind == "jsonl":
        return Lines(name, folder, None, chunks)
    first = list(_until(LARGEST, chunks))
    head = b"".join(first)
    _refuse_others(head, name)
    kind = kind or _kind_of(head)
    if kind == "jsonl":
        return Lines(name, folder, None, chain(first, chunks))
    return _document(head, name, folder, kind)


def _chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)  # not waiting for a whole chunk where it can
    return iter(lambda: read(LENGTH), b"")


def _chunks_at(path: str) -> Iterator[bytes]:
    try:
        with open(path, "rb") as stream:
            yield from _chunks_of(stream)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _until(size: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks until there are more bytes than this, or no more chunks."""
    for chunk in chunks:
        yield chunk
        size -= len(chunk)
        if size < 0:
            return


def _head(path: str, size: int) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(size)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read {path}: {reason}") from None


def _kind_of(data: bytes) -> str:
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        first, _, rest = text.partition(b"\n")
        is_lines = first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
        return "jsonl" if is_lines or len(data) > LARGEST else "json"
    return "json" if text.startswith(b"[") else "yaml"


def _document(data: bytes, name: str, folder: str, kind: str) -> One | Items:
    if len(data) > LARGEST:
        raise InputError(_too_large(name, LARGEST))
    try:
        text = decode_text(data.removeprefix(b"\xef\xbb\xbf"))
        value = decode_json(text) if kind == "json" and text.strip() else text.strip() or None
    except InputError as error:
        raise InputError(f"{name}: {error}{_hint(data, kind)}") from None
    if value is None:
        return Items(name, folder, [])
    if kind == "yaml":
        if len(data) > _LARGEST_YAML:
            raise InputError(_too_large(name, _LARGEST_YAML))
        return _of_yaml(text, name, folder)
    if isinstance(value, dict):
        return One(name, folder, value)
    if isinstance(value, list):
        return Items(name, folder, [Item(each) for each in value])
    raise InputError(f"{name} holds neither a request, as an object, nor a list of them")


def _of_yaml(text: str, name: str, folder: str) -> One | Items:
    from cometvideo.facts.strict_yaml import plain, read_yaml

    root = read_yaml(text, name)
    if isinstance(root.value, list):
        return Items(name, folder, [Item(plain(each), each.where.line) for each in root.value])
    fields = plain(root)
    if not isinstance(fields, dict):
        raise InputError(f"{name} holds neither a request, as a mapping, nor a list of them")
    return One(name, folder, fields)


def _hint(data: bytes, kind: str) -> str:
    if kind == "json" and _kind_of(data) == "jsonl":
        return "; if it has one request a line, say --input-format jsonl"
    return ""


def _refuse_others(data: bytes, name: str) -> None:
    for head, what in _OTHERS.items():
        if data.startswith(head):
            raise InputError(f"{name} is {what}")


def _too_large(name: str, limit: int) -> str:
    return f"{name} is larger than {limit >> 20} MiB; write one request a line, as JSONL"
