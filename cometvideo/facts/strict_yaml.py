"""Strict YAML: plain scalars of JSON's types, no repeated keys, and a place for every node.

PyYAML alone reads an unquoted 16:9 as 969 and `on` as true, and keeps the last of two equal keys.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from cometvideo.facts.fact import Scalar, Where
from cometvideo.findings import Finding, SpecError, shown, spec_error

__all__ = ["Node", "plain", "read_as_far_as_it_goes", "read_yaml"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_NUMBER_TO_SOME = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_LONGEST_NUMBER = 40
_MERGE = "<<"
_YES = frozenset({"yes", "on", "true", "y"})
_DEEPEST = 64
_MOST_TOLD = 100


class Node(NamedTuple):
    """A value of a YAML document and where it stands; containers hold nodes."""

    value: "Scalar | Mapping[str, Node] | list[Node] | None"
    where: Where


def plain(node: Node) -> object:
    """A node as plain Python data, without positions."""
    value = node.value
    if isinstance(value, Mapping):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return value


def read_yaml(text: str, file: str) -> Node:
    """Read one YAML document; raises SpecError with every place of what is not strict YAML."""
    root, told = read_as_far_as_it_goes(text, file)
    if root is None or told:
        raise SpecError(told)
    return root


def read_as_far_as_it_goes(text: str, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """What can be read of a YAML document, and all that is not strict YAML in it.

    What is wrong by itself is left as it is written, and what is behind it is read; None where
    the text is no YAML at all from some place on.
    """
    told: list[Finding] = []
    try:
        loader = _Loader(text)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return None, _syntax_error(error, file).findings
    try:
        return _Document(loader, file, told).read(), tuple(told)
    except yaml.YAMLError as error:
        ends = _too_deep(error, text, file) or _syntax_error(error, file)
        return None, (*told, *ends.findings)
    except SpecError as error:
        return None, (*told, *error.findings)
    finally:
        loader.dispose()


def _syntax_error(error: Exception, file: str) -> SpecError:
    mark = getattr(error, "problem_mark", None)
    where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return spec_error(where, f"not YAML: {problem}", code="yaml-syntax")


def _too_deep(error: yaml.YAMLError, text: str, file: str) -> SpecError | None:
    """What there is to say where the text before an error is nested too deeply already.

    A library with a depth limit of its own reads ahead, and meets it before we come to ours. In
    what words, and at what depth, is the library's matter: what it read until then decides.
    """
    mark = getattr(error, "problem_mark", None)
    depth = 0
    try:
        for event in yaml.parse(text[: mark.index], _Loader) if mark else ():
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:
                    return _depth_error(_where(event, file))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        pass  # the text ends in the middle
    return None


def _depth_error(where: Where) -> SpecError:
    problem = f"nested more than {_DEEPEST} levels deep"
    return spec_error(where, problem, "no spec needs that", code="yaml-syntax")


def _where(event: Any, file: str) -> Where:
    """The place where an event begins."""
    return Where(file, event.start_mark.line + 1, event.start_mark.column + 1)


class _Document:
    """One document, read event by event.

    PyYAML's own composer recurses in C, so that a long row of brackets ends the process.
    """

    def __init__(self, loader: Any, file: str, told: list[Finding]) -> None:
        self.event = loader.get_event
        self.resolve = loader.resolve
        self.file = file
        self.told = told

    def read(self) -> Node:
        """The root node; raises SpecError where there is no document, or more than one."""
        self.event()
        if isinstance(self.event(), yaml.StreamEndEvent):
            raise spec_error(Where(self.file, 1, 1), "the document is empty", code="yaml-syntax")
        root = self.node(self.event(), 0)
        self.event()
        further = self.event()
        if not isinstance(further, yaml.StreamEndEvent):
            problem, fix = "a second document begins here", "write one document a file"
            raise spec_error(_where(further, self.file), problem, fix, code="yaml-syntax")
        return root

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with this event."""
        where = _where(event, self.file)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self.scalar(event, where), where)
        if isinstance(event, yaml.AliasEvent):
            problem = "an alias repeats a node"
            fix = "write the fact once, in a table that is named where it is used"
            self.tell(where, problem, fix, code="yaml-alias")
            return Node(None, where)
        if depth == _DEEPEST:
            raise _depth_error(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(list(self.items(depth + 1)), where)
        return Node(dict(self.pairs(depth + 1)), where)

    def items(self, depth: int) -> Iterator[Node]:
        """The nodes of a list that has begun."""
        while not isinstance(event := self.event(), yaml.SequenceEndEvent):
            yield self.node(event, depth)

    def pairs(self, depth: int) -> Iterator[tuple[str, Node]]:
        """The keys and nodes of a mapping that has begun."""
        lines: dict[str, int] = {}
        while not isinstance(event := self.event(), yaml.MappingEndEvent):
            where = _where(event, self.file)
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is None or (key == _MERGE and not event.style):
                raise spec_error(where, "a key must be a plain text", code="yaml-syntax")
            self.scalar(event, where)  # a key that is read in several ways is told of as well
            if key in lines:
                problem = f"key {key!r} stands here a second time"
                fix = f"the first one is at line {lines[key]}"
                self.tell(where, problem, fix, code="yaml-duplicate-key")
            lines[key] = where.line
            # A fact stands where its key stands: that is the line a person edits.
            yield key, Node(self.node(self.event(), depth).value, where)

    def scalar(self, event: Any, where: Where) -> Scalar | None:
        """The value of a scalar that every reader of YAML reads alike."""
        text: str = event.value
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.resolve(yaml.ScalarNode, text, event.implicit)
        tag = tag.removeprefix(_TAG)
        # 1e5 and 08 are texts to YAML 1.1 and numbers to YAML 1.2.
        if tag == "str" and (event.style or event.tag or not _NUMBER_TO_SOME.match(text)):
            return text
        if not event.style:  # None or '', by loader: a plain scalar
            if tag == "null" and text == "null":
                return None
            if tag == "bool" and text in {"true", "false"}:
                return text == "true"
            if tag == "int" and _INTEGER.match(text) and len(text) <= _LONGEST_NUMBER:
                return int(text)
            if tag == "float" and _NUMBER.match(text) and math.isfinite(number := float(text)):
                return number
        problem = f"{shown(text)} is read in different ways by different readers of YAML"
        self.tell(where, problem, _unambiguous(text, tag), code="yaml-ambiguous")
        return text

    def tell(self, where: Where, problem: str, fix: str, code: str) -> None:
        """Note what is wrong, and go on; raise SpecError where that is enough of it."""
        self.told += spec_error(where, problem, fix, code=code).findings
        if len(self.told) >= _MOST_TOLD:
            raise SpecError(())


def _unambiguous(text: str, tag: str) -> str:
    """How to write a scalar so that every reader reads the same."""
    quoted = f'"{shown(text)[1:-1]}"'
    if tag == "null":
        return f"write null, or quote it: {quoted}" if text else "write null, or quote it"
    if tag == "bool":
        meant = "true" if text.lower() in _YES else "false"
        return f"write {meant}, or quote it where a text is meant: {quoted}"
    number = text.replace("_", "").removeprefix("+")
    number = f"0{number}" if number.startswith(".") else number
    number = re.sub(r"\A(-?)0+(?=[0-9])", r"\1", number.removesuffix("."))
    if _NUMBER.match(number) and len(number) <= _LONGEST_NUMBER:
        return f"write {number}, or quote it where a text is meant: {quoted}"
    return f"quote it: {quoted}"
