"""Documents: one spec file as read, before it is merged with any other."""

import os
from collections.abc import Mapping
from os.path import basename, splitext
from typing import TYPE_CHECKING, NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.claims import Keys, Patch, read_patch
from cometvideo.facts.fact import Source
from cometvideo.facts.nodes import Node, plain
from cometvideo.findings import spec_error

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Document", "parse_document", "read_document", "read_text"]

FORMAT = 1
_HEADER = ("format", "name", "about", "extends", "from", "sources")
_LARGEST_SPEC = 4 * 1024 * 1024


class Document(NamedTuple):
    """One spec file as read: its header, its patches in order, its sources."""

    file: str
    name: str
    about: str
    extends: str | None
    patches: tuple[Patch, ...]
    sources: Mapping[str, Source]
    abouts: Mapping[Keys, str]


def read_document(path: "str | Path") -> Document:
    """Read one spec file; raises InputError or SpecError."""
    file = os.fspath(path)
    return parse_document(read_text(file), file)


def read_text(file: str) -> str:
    """The text of a spec file; raises InputError where it cannot be one."""
    try:
        with open(file, encoding="utf-8") as stream:
            if os.fstat(stream.fileno()).st_size > _LARGEST_SPEC:
                raise InputError(f"{file} is larger than {_LARGEST_SPEC} bytes; that is no spec")
            return stream.read()
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"cannot read the spec {file}: {error.strerror}") from None


def parse_document(text: str, file: str) -> Document:
    """Turn the text of a spec file into a document; `file` is what messages call it."""
    # A shipped spec is mostly read as it was compiled: then YAML is never imported.
    from cometvideo.facts.strict_yaml import read_yaml

    root = read_yaml(text, file)
    top = root.value
    if not isinstance(top, Mapping):
        raise spec_error(
            root.where, "a spec is a mapping", "start with `format: 1` and `name: ...`"
        )
    header = {key: top[key] for key in _HEADER if key in top}
    if plain(header["format"]) != FORMAT if "format" in header else True:
        raise spec_error(
            header["format"].where if "format" in header else root.where,
            "a spec of another format, or of none",
            f"write `format: {FORMAT}` on a line of its own",
        )
    abouts: dict[Keys, str] = {}
    body = {key: child for key, child in top.items() if key not in header or key == "from"}
    patches = read_patch(body, (), abouts)
    return Document(
        file=file,
        name=_text(header, "name") or splitext(basename(file))[0],
        about=_text(header, "about") or "",
        extends=_text(header, "extends"),
        patches=tuple(patches),
        sources=_sources(header["sources"]) if "sources" in header else {},
        abouts=abouts,
    )


def _text(header: Mapping[str, Node], key: str) -> str | None:
    if key not in header:
        return None
    value = header[key].value
    if not isinstance(value, str):
        raise spec_error(header[key].where, f"{key} must be a text")
    return value


def _sources(node: Node) -> dict[str, Source]:
    if not isinstance(node.value, Mapping):
        raise spec_error(node.where, "sources are a mapping from an id to what it is")
    found = {}
    for name, child in node.value.items():
        if not isinstance(child.value, Mapping):
            raise spec_error(child.where, f"source {name} is a mapping", "give it kind and title")
        kind, title, address, covers = (
            _text(child.value, key) or "" for key in ("kind", "title", "address", "covers")
        )
        found[name] = Source(name, kind, title, address, covers, child.where)
    return found
