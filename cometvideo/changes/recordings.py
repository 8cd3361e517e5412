"""Recordings: the creates in a journal of the mock, back from its JSON."""

from collections.abc import Mapping, Sequence

from cometvideo.wire.media import Media
from cometvideo.wire.request import Issue, Request

__all__ = ["is_exchange", "request_of"]

_KEYS = frozenset({"number", "operation", "request", "answer"})
_MEDIA = frozenset(Media._fields)


def is_exchange(value: object) -> bool:
    """Whether a value is an entry of a journal, and not a request by itself."""
    return isinstance(value, Mapping) and value.keys() >= _KEYS


def request_of(entry: Mapping[str, object]) -> Request | None:
    """The request of an entry; None where the entry is no create.

    Files are what the mock knew of them. What was remarkable about the wire form comes back from
    the encoding and the parts.
    """
    sent = entry.get("sent")
    if not isinstance(sent, Mapping):
        return None
    fields = sent.get("fields")
    issues = []
    encoding = sent.get("encoding")
    if isinstance(encoding, str) and encoding:
        issues.append(Issue("encoding", None, encoding))
    bracketed: dict[str, object] = {}
    seen: set[str] = set()
    parts = sent.get("parts")
    for part in parts if isinstance(parts, list) else ():
        name = part.get("name") if isinstance(part, Mapping) else None
        if not isinstance(name, str):
            continue
        field, bracket, _ = name.partition("[")
        if bracket and name.endswith("]"):
            issues.append(Issue("bracketed-name", field, name))
            bracketed.setdefault(field, _part_value(part))
        elif name in seen and part.get("text") is not None:
            issues.append(Issue("repeated-field", name, part["text"]))
        seen.add(name)
    found = {str(name): _value(value) for name, value in _items(fields)}
    return Request(found, tuple(dict.fromkeys(issues)), bracketed)


def _items(fields: object) -> Sequence[tuple[object, object]]:
    return tuple(fields.items()) if isinstance(fields, Mapping) else ()


def _part_value(part: Mapping[str, object]) -> object:
    return part["text"] if part.get("text") is not None else _value(part.get("file"))


def _value(value: object) -> object:
    """A value as a request has it: what is known of a file is a Media again."""
    if isinstance(value, Mapping) and value.keys() == _MEDIA:
        return Media(**value)
    if isinstance(value, list) and any(isinstance(_value(each), Media) for each in value):
        return tuple(_value(each) for each in value)
    return value
