"""Lists of what is expected to fail, in the one format that they have: `id` and `reason`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cometvideo.errors import InputError
from cometvideo.wire.files import read_file

__all__ = ["Known", "read_known"]


_LARGEST = 16 << 20  # bytes


class Known(NamedTuple):
    """What is expected to fail, and why."""

    id: str
    reason: str


def read_known(file: str | Path) -> list[Known]:
    """Read a list of expected failures: YAML or JSON, items with `id` and `reason`."""
    path = Path(file)
    try:
        text = read_file(str(path), _LARGEST, "list").decode()
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8; save it as UTF-8") from None
    items = _items(text, str(path))
    if not isinstance(items, list):
        raise InputError(f"{path} is no list; write items with `id` and `reason`")
    found = []
    for item in items:
        if not isinstance(item, Mapping) or not item.get("id") or not item.get("reason"):
            raise InputError(f"{path}: {item!r} needs an `id` and a `reason`")
        found.append(Known(str(item["id"]), str(item["reason"])))
    return found


def _items(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        from cometvideo.facts.strict_yaml import plain, read_yaml

        return plain(read_yaml(text, name))
