"""Documents: one spec file as read, before it is merged with any other."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, Keys, Patch, Said
from cometvideo.facts.fact import Also, Scalar, Source, Value
from cometvideo.facts.resolved import spec_name
from cometvideo.facts.strict_yaml import Node, plain, read_yaml
from cometvideo.findings import spec_error
from cometvideo.wire.files import read_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "FACT_KEYS",
    "LARGEST_SPEC",
    "SOURCE_KEYS",
    "is_fact",
    "parse_document",
    "read_document",
    "read_text",
    "text_of",
]

FORMAT = 1
_HEADER = ("format", "name", "about", "extends", "families", "from", "sources")
FACT_KEYS = ("value", "one_of", "assumed", "from", "note", "also")
"""The keys of a fact that is written as a mapping."""

SOURCE_KEYS = Source._fields[1:-1]
"""The keys of a source."""

_KEYS = frozenset(FACT_KEYS)
LARGEST_SPEC = 4 * 1024 * 1024


def read_document(path: "str | Path") -> Document:
    """Read one spec file; raises InputError or SpecError."""
    file = os.fspath(path)
    return parse_document(read_text(file), file)


def read_text(file: str) -> str:
    """The text of a spec file; raises InputError where it cannot be one."""
    return text_of(file, read_file(file, LARGEST_SPEC, "spec"))


def text_of(file: str, raw: bytes) -> str:
    """The text that the bytes of a spec are; raises InputError where they cannot be one."""
    if len(raw) > LARGEST_SPEC:
        raise InputError(f"{file} has more than {LARGEST_SPEC} bytes, which no spec has")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_document(text: str, file: str) -> Document:
    """Turn the text of a spec file into a document; `file` is what messages call it."""
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
    patches = _patches(body, abouts)
    return Document(
        file=file,
        name=_of_header(header, "name") or spec_name(file),
        about=_of_header(header, "about") or "",
        extends=_of_header(header, "extends"),
        patches=tuple(patches),
        sources=_sources(header["sources"]) if "sources" in header else {},
        abouts=abouts,
        root=root,
        families=_names(header["families"]) if "families" in header else (),
    )


def is_fact(mapping: Mapping[str, Node]) -> bool:
    """Whether a mapping writes one fact, rather than a block of them."""
    return bool(mapping) and mapping.keys() <= _KEYS and mapping.keys() != {"from"}


def _of_header(header: Mapping[str, Node], key: str) -> str | None:
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
        kind, title, address, covers, date = (
            _of_header(child.value, key) or "" for key in SOURCE_KEYS
        )
        found[name] = Source(name, kind, title, address, covers, date, child.where)
    return found


def _patches(root: Mapping[str, Node], abouts: dict[Keys, str]) -> list[Patch]:
    """The body of a document as patches, in its order; collects descriptions on the way."""
    patches: list[Patch] = []

    def walk(node: Node, keys: Keys, inherited: tuple[str, ...]) -> None:
        value = node.value
        if value is None:
            patches.append(Patch(keys, None, inherited, node.where))
        elif not isinstance(value, Mapping):
            patches.append(Patch(keys, {"value": _value(node)}, inherited, node.where))
        elif is_fact(value):
            own = _names(value["from"]) if "from" in value else inherited
            patches.append(Patch(keys, _said(value), own, node.where))
        else:
            walk_block(value, keys, inherited)

    def walk_block(block: Mapping[str, Node], keys: Keys, inherited: tuple[str, ...]) -> None:
        within = _names(block["from"]) if "from" in block else inherited
        for key, child in block.items():
            if key == "about":
                abouts[keys] = _text(child)
            elif key != "from":
                walk(child, (*keys, key), within)

    walk_block(root, (), ())
    return patches


def _said(fact: Mapping[str, Node]) -> Said:
    said = Said()
    if "value" in fact:
        said["value"] = _value(fact["value"])
    if "one_of" in fact:
        said["one_of"] = _options(_list(fact["one_of"], "one_of"))
    if "assumed" in fact:
        said["assumed"] = _flag(fact["assumed"])
    if "note" in fact:
        said["note"] = _text(fact["note"])
    if "also" in fact:
        said["also"] = _also(fact["also"])
    if "from" in fact:
        said["restated"] = True
    return said


def _text(node: Node) -> str:
    if node.value is None:
        return ""
    if not isinstance(node.value, str):
        raise spec_error(node.where, "this must be a text", "quote it")
    return node.value


def _flag(node: Node) -> bool:
    if not isinstance(node.value, bool):
        raise spec_error(node.where, "this must be true or false")
    return node.value


def _each(node: Node) -> list[Node]:
    """The items of a list; null is none, and anything else is one."""
    if node.value is None:
        return []
    return node.value if isinstance(node.value, list) else [node]


def _list(node: Node, key: str) -> Node:
    """A node that is a list, or null, which removes that of the base."""
    if not isinstance(node.value, list | None):
        raise spec_error(node.where, f"{key} is a list", "write it in brackets: [...]")
    return node


def _names(node: Node) -> tuple[str, ...]:
    return tuple(map(_text, _each(node)))


def _value(node: Node) -> Value | None:
    if isinstance(node.value, Mapping):
        raise spec_error(node.where, "a value is a scalar or a list of scalars", "nest no mapping")
    return _options(node) if isinstance(node.value, list) else node.value


def _options(node: Node) -> tuple[Scalar, ...]:
    scalars = []
    for child in _each(node):
        if not isinstance(child.value, str | int | float | bool):
            raise spec_error(child.where, "a list holds scalars only", "nest no list or mapping")
        scalars.append(child.value)
    return tuple(scalars)


def _also(node: Node) -> tuple[Also, ...]:
    found = []
    for entry in _each(_list(node, "also")):
        parts = entry.value
        if not isinstance(parts, Mapping) or not {"source", "value"} <= parts.keys():
            raise spec_error(entry.where, "an entry of also has a source and a value")
        if further := parts.keys() - {"source", "value", "note"}:
            raise spec_error(entry.where, f"an entry of also has no {min(further)}")
        value = _value(parts["value"])
        if value is None:
            raise spec_error(entry.where, "an entry of also needs a value")
        note = _text(parts["note"]) if "note" in parts else ""
        found.append(Also(_text(parts["source"]), value, note))
    return tuple(found)
