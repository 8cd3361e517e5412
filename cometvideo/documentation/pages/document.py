"""Values of a YAML or JSON document with the line of each, read for what they say.

A foreign document is no spec: aliases, any tag and repeated keys are taken as they come. The tree
is built from the parser's events, because composing it recursively ends a process on deep nesting.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from cometvideo.documentation.pages.normal import normal
from cometvideo.documentation.pages.page import Said

__all__ = ["Node", "Unreadable", "read_nodes"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100
_LONGEST_CHAIN = 20


class Unreadable(ValueError):  # noqa: N818 - reads as what it says
    """A document that is no YAML, or one that is nested beyond reason."""


class Node(NamedTuple):
    """A scalar (`text`), a list (`items`) or a mapping (`pairs`), and the line it begins on.

    What is not there is a node too: an empty one without a line, which is false. `text_line` is
    where the lines of a text can be counted from: 0 for a text that is written otherwise than it
    reads, such as one in quotes.
    """

    line: int
    text: str | None = None
    items: "list[Node] | None" = None
    pairs: "dict[str, Node] | None" = None
    text_line: int = 0

    def __bool__(self) -> bool:
        return self.line > 0

    def get(self, *keys: str) -> "Node":
        """What stands under these keys."""
        found = self
        for key in keys:
            found = (found.pairs or {}).get(key, _NOTHING)
        return found

    def each(self) -> "Iterator[Node]":
        """The items of a list; nothing for anything else."""
        yield from self.items or ()

    def entries(self) -> "Iterator[tuple[str, Node]]":
        """The keys and values of a mapping; nothing for anything else."""
        yield from (self.pairs or {}).items()

    def lines(self) -> tuple[Said, ...]:
        """The text as one line, if there is any."""
        return (Said(" ".join(self.text.split()), self.line),) if self.text else ()

    def values(self) -> tuple[Said, ...]:
        """The texts of a list, or the one text of a scalar."""
        each = [self] if self.items is None else self.items
        return tuple(Said(item.text, item.line) for item in each if item.text is not None)

    def resolve(self, root: "Node") -> "Node":
        """Follow `$ref` within the document as far as it leads."""
        found = self
        for _ in range(_LONGEST_CHAIN):
            ref = found.get("$ref").text or ""
            if not ref.startswith("#/"):
                break
            keys = [key.replace("~1", "/").replace("~0", "~") for key in ref[2:].split("/")]
            target = root.get(*keys)
            if not target:
                break
            found = target
        return found


_NOTHING = Node(0)


def read_nodes(text: str, first_line: int = 1) -> Node:
    """Read one document; raises Unreadable."""
    if text.lstrip().startswith(("{", "[")):
        # JSON allows tabs between tokens, where YAML does not; in its texts they are escaped.
        text = text.replace("\t", " ")
    loader = _Loader(text)
    try:
        return _build(loader, first_line)
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(str(error).splitlines()[0]) from None
    finally:
        loader.dispose()


def _build(loader: Any, first_line: int) -> Node:
    anchors: dict[str, Node] = {}
    # Each open container, with the key that waits for its value.
    stack: list[tuple[Node, list[Node]]] = []
    while loader.check_event():
        event = loader.get_event()
        line = event.start_mark.line + first_line
        if isinstance(event, yaml.AliasEvent):
            node = anchors.get(str(event.anchor), Node(line))
        elif isinstance(event, yaml.ScalarEvent):
            node = Node(
                line, text=normal(event.value), text_line=line + 1 if event.style == "|" else 0
            )
        elif isinstance(event, yaml.CollectionStartEvent):
            is_map = isinstance(event, yaml.MappingStartEvent)
            node = Node(line, pairs={}) if is_map else Node(line, items=[])
            if len(stack) == _DEEPEST:
                raise Unreadable(f"nested deeper than {_DEEPEST} levels (line {line})")
        elif isinstance(event, yaml.CollectionEndEvent):
            node, _ = stack.pop()
            if not stack:
                return node
            _put(stack[-1], node)
            continue
        else:
            continue
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            anchors[event.anchor] = node
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append((node, []))
        elif stack:
            _put(stack[-1], node)
        else:
            return node
    raise Unreadable("the document is empty")


def _put(container: tuple[Node, list[Node]], node: Node) -> None:
    holder, waiting = container
    if holder.items is not None:
        holder.items.append(node)
    elif waiting:
        key = waiting.pop()
        if holder.pairs is not None and key.text is not None:
            # What a mapping's value is about stands where its key stands.
            holder.pairs[key.text] = node._replace(line=key.line)
    else:
        waiting.append(node)
