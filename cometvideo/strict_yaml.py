"""Strict YAML: plain scalars of JSON's types, no repeated keys, and a place for every node.

PyYAML alone reads an unquoted 16:9 as 969 and `on` as true, and keeps the last of two equal keys.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from cometvideo.errors import SpecError
from cometvideo.facts import Scalar, Where
from cometvideo.findings import spec_error

__all__ = ["Node", "plain", "read_yaml"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_LONGEST_NUMBER = 40


class Node(NamedTuple):
    """A value of a YAML document and where it stands; containers hold nodes."""

    value: "Scalar | Mapping[str, Node] | list[Node] | None"
    where: Where


def read_yaml(text: str, file: str) -> Node:
    """Read one YAML document; raises SpecError with the place of what is not strict YAML."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        raise _syntax_error(error, file) from None
    finally:
        loader.dispose()
    if root is None:
        raise spec_error(Where(file, 1, 1), "the document is empty", code="yaml-syntax")
    return _convert(root, file, set())


def plain(node: Node) -> object:
    """A node as plain Python data, without positions."""
    value = node.value
    if isinstance(value, Mapping):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return value


def _syntax_error(error: yaml.YAMLError, file: str) -> SpecError:
    mark = getattr(error, "problem_mark", None)
    where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return spec_error(where, f"not YAML: {problem}", code="yaml-syntax")


def _where(node: yaml.Node, file: str) -> Where:
    return Where(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _convert(node: yaml.Node, file: str, seen: set[int], key: Where | None = None) -> Node:
    where = _where(node, file)
    if id(node) in seen:
        fix = "write the fact once, in a table that is named where it is used"
        raise spec_error(key or where, "an alias repeats a node", fix, code="yaml-alias")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return Node(_scalar(node, where), where)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(child, file, seen) for child in node.value], where)
    if isinstance(node, yaml.MappingNode):
        return Node(dict(_pairs(node, file, seen)), where)
    raise spec_error(where, f"a {type(node).__name__} is not allowed", code="yaml-syntax")


def _pairs(node: yaml.MappingNode, file: str, seen: set[int]) -> Iterator[tuple[str, Node]]:
    keys: dict[str, Where] = {}
    for key, child in node.value:
        where = _where(key, file)
        if not isinstance(key, yaml.ScalarNode) or key.tag == f"{_TAG}merge":
            raise spec_error(where, "a key must be a plain text", code="yaml-syntax")
        if key.value in keys:
            raise spec_error(
                where,
                f"key {key.value!r} stands here a second time",
                f"the first one is at line {keys[key.value].line}",
                code="yaml-duplicate-key",
            )
        keys[key.value] = where
        # A fact stands where its key stands: that is the line a person edits.
        yield key.value, _convert(child, file, seen, where)._replace(where=where)


def _scalar(node: yaml.ScalarNode, where: Where) -> Scalar | None:
    text: str = node.value
    tag = node.tag.removeprefix(_TAG)
    if tag == "str":
        return text
    if not node.style:  # None or '', by loader: a plain scalar
        if tag == "null" and text == "null":
            return None
        if tag == "bool" and text in {"true", "false"}:
            return text == "true"
        if tag == "int" and _INTEGER.match(text) and len(text) <= _LONGEST_NUMBER:
            return int(text)
        if tag == "float" and _NUMBER.match(text) and len(text) <= _LONGEST_NUMBER:
            return float(text)
    raise spec_error(
        where,
        f"{text!r} is read in different ways by different readers of YAML",
        f'quote it: "{text}"' if text else "write null, or quote it",
        code="yaml-ambiguous",
    )
