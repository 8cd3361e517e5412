"""Compiled specs: the ones that come with the package, read as quickly as modules are.

Importing PyYAML and parsing the matrix would be a third of what `cometvideo validate` takes. So the
parsed document is kept as the constant of a code object in a .pyc, by Python's own machinery: in
`__pycache__` or under PYTHONPYCACHEPREFIX, not at all under PYTHONDONTWRITEBYTECODE. It is taken
only if the text of the spec and the modules that read it are unchanged.
"""

import os
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from os.path import dirname, join
from types import CodeType
from typing import Any, cast
from zlib import crc32

from cometvideo.facts.claims import Patch
from cometvideo.facts.documents import Document, parse_document
from cometvideo.facts.fact import Source, Where
from cometvideo.facts.nodes import Node

__all__ = ["read_compiled"]

_READERS = ("claims.py", "compiled.py", "documents.py", "nodes.py", "strict_yaml.py")


def read_compiled(file: str) -> Document:
    """The document in a spec file, compiled if it was not; raises what parsing raises."""
    code = cast("CodeType", _SpecLoader("spec", file).get_code("spec"))
    return _thawed(code.co_consts[0], file)


class _SpecLoader(SourceFileLoader):
    """Compiles a spec where Python would compile a module."""

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """What a compiled spec must agree with: here its content, not its date."""
        source = self.get_data(path)
        stamp = crc32(source)
        for name in _READERS:
            try:
                status = os.stat(join(dirname(__file__), name))
            except OSError:  # not an ordinary folder, say a zip
                continue
            stamp = crc32(f"{status.st_mtime_ns} {status.st_size}".encode(), stamp)
        return {"mtime": stamp, "size": len(source)}

    def source_to_code(self, data: Any, path: Any, **_: Any) -> CodeType:  # type: ignore[override]
        """A code object whose only constant is the document."""
        document = parse_document(bytes(data).decode(), path)
        return compile("", path, "exec").replace(co_consts=(_frozen(document),))


def _frozen(document: Document) -> tuple[Any, ...]:
    """A document as plain tuples, which can be a constant; without the name of its file."""
    return (
        document.name,
        document.about,
        document.extends,
        tuple(_frozen_patch(patch) for patch in document.patches),
        tuple((*source[:-1], *source.where[1:]) for source in document.sources.values()),
        tuple(document.abouts.items()),
    )


def _thawed(frozen: tuple[Any, ...], file: str) -> Document:
    name, about, extends, patches, sources, abouts = frozen
    known = (Source._make((*each[:-2], Where(file, *each[-2:]))) for each in sources)
    return Document(
        file=file,
        name=name,
        about=about,
        extends=extends,
        patches=tuple(_thawed_patch(patch, file) for patch in patches),
        sources={source.id: source for source in known},
        abouts=dict(abouts),
    )


def _frozen_patch(patch: Patch) -> tuple[Any, ...]:
    said = None if patch.said is None else _frozen_pairs(patch.said)
    return (patch.keys, said, patch.sources, *patch.where[1:])


def _thawed_patch(frozen: tuple[Any, ...], file: str) -> Patch:
    keys, said, sources, line, column = frozen
    pairs = None if said is None else {key: _thawed_node(node, file) for key, node in said}
    return Patch(keys, pairs, sources, Where(file, line, column))


def _frozen_pairs(nodes: Mapping[str, Node]) -> tuple[Any, ...]:
    return tuple((key, _frozen_node(node)) for key, node in nodes.items())


def _frozen_node(node: Node) -> tuple[Any, ...]:
    value: Any = node.value
    kind = ""
    if isinstance(value, Mapping):
        kind, value = "mapping", _frozen_pairs(value)
    elif isinstance(value, list):
        kind, value = "list", tuple(map(_frozen_node, value))
    return (kind, value, *node.where[1:])


def _thawed_node(frozen: tuple[Any, ...], file: str) -> Node:
    kind, value, line, column = frozen
    if kind == "mapping":
        value = {key: _thawed_node(node, file) for key, node in value}
    elif kind == "list":
        value = [_thawed_node(node, file) for node in value]
    return Node(value, Where(file, line, column))
