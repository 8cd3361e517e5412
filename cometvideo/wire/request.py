"""Requests: the fields of a create, however they come, and what its wire form adds to them."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cometvideo.wire.media import Media, look

__all__ = ["Issue", "Part", "Request", "from_parts", "occurrences", "written"]

_BRACKETED = r"([^\[\]]+)\[[^\[\]]*\]\Z"


class Part(NamedTuple):
    """One field of a form: `data` is the bytes sent, with nothing normalised or stripped.

    `extended` tells that the filename came as `filename*` alone, which forms must not have.
    """

    name: str
    data: bytes
    filename: str | None = None
    content_type: str | None = None
    extended: bool = False

    def __repr__(self) -> str:
        file = "" if self.filename is None else f" file {self.filename!r}"
        return f"<Part {self.name!r}{file}, {len(self.data)} bytes>"

    @property
    def is_file(self) -> bool:
        """Whether it was sent as a file, that is, with a filename (even an empty one)."""
        return self.filename is not None

    def text(self) -> str | None:
        """Return the data as text, None where it is not UTF-8."""
        try:
            return self.data.decode()
        except UnicodeDecodeError:
            return None


class Issue(NamedTuple):
    """Something about the wire form itself: the kind, the field it concerns, what was got."""

    kind: str
    field: str | None
    got: object


class Request(NamedTuple):
    """The fields of a create by name, and what is remarkable about how they were sent.

    A value is text, a number or whatever JSON has, a Media, or a tuple of Media.
    `bracketed` are the values that came under names such as `name[]`, by the name before it.
    """

    fields: Mapping[str, object]
    issues: tuple[Issue, ...] = ()
    bracketed: Mapping[str, object] = {}

    def __repr__(self) -> str:
        fields = ", ".join(map(str, self.fields))
        return f"<Request {fields if len(fields) < 120 else fields[:119] + '…'}>"


def from_parts(parts: Iterable[Part]) -> Request:
    """The request that form parts carry, in their order.

    A part with a file name is a file, any other is text. Files under one name make a tuple; of a
    text that comes twice the first one counts, and an issue says so. So it does of a file that
    lacks its name, or has none that all servers read.
    """
    fields: dict[str, object] = {}
    bracketed: dict[str, object] = {}
    issues: list[Issue] = []
    for part in parts:
        name, data, filename, content_type, extended = part
        found = re.match(_BRACKETED, name) if name.endswith("]") else None
        target = fields
        if found:
            issues.append(Issue("bracketed-name", found[1], name))
            name, target = found[1], bracketed
        value: object
        is_utf8 = True
        if filename and not extended:
            value = look(data, filename=filename, content_type=content_type)
        else:
            try:
                value = data.decode()
            except UnicodeDecodeError:
                value, is_utf8 = data.decode(errors="replace"), False
            if extended or filename is not None or not is_utf8 or content_type is not None:
                media = look(data, filename=filename or None, content_type=content_type)
                is_file = extended or _is_media(media, is_utf8=is_utf8)
                if is_file or filename is not None:
                    issues.append(Issue("nameless-file", name, _HOW[extended, filename is None]))
                if is_file:
                    value, is_utf8 = media, True
        if name not in target:
            target[name] = value
        elif isinstance(value, Media) and not isinstance(target[name], str):
            target[name] = (*occurrences(target[name]), value)
        else:
            issues.append(Issue("repeated-field", name, value))
        if not is_utf8:
            issues.append(Issue("text-not-utf8", name, data[:60]))
    return Request(fields, tuple(dict.fromkeys(issues)) if issues else (), bracketed)


def written(value: object) -> str:
    """A value as a form carries it: true and false in lower case, a number in its digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Imported here because hardly any request has one.
        from decimal import Decimal

        # 5.0 is a whole number to the validator, and goes out as one.
        return str(int(value)) if value.is_integer() else f"{Decimal(str(value)):f}"
    return str(value)


def occurrences(value: object) -> tuple[object, ...]:
    """What a field was given: several values where it was sent several times (a Media is one)."""
    return value if isinstance(value, tuple) and not isinstance(value, Media) else (value,)


_MEDIA = ("image/", "video/", "audio/")
# How a file came, by whether its name was extended, and whether there was none at all.
_HOW = {
    (True, False): "filename* alone",
    (False, True): "no filename",
    (False, False): "an empty filename",
}


def _is_media(media: Media, *, is_utf8: bool) -> bool:
    """Whether a part holds a file, by what it declares, or else by bytes that are no text."""
    declared = (media.content_type or "").lower().startswith(_MEDIA)
    return declared or (not is_utf8 and (media.format or "").startswith(_MEDIA))
