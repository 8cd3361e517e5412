"""Nodes: the values of a YAML document, and where each stands."""

from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Scalar, Where

__all__ = ["Node", "plain"]


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
