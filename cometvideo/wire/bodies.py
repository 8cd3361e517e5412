"""HTTP request bodies as the values they carry: forms and JSON, read and written without I/O."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cometvideo.wire.multipart import (
    ESCAPES,
    UnreadableError,
    make_room,
    read_header,
    read_multipart,
    read_plain_form,
)
from cometvideo.wire.remembering import remembered
from cometvideo.wire.request import Issue, Part, Request, from_parts

__all__ = ["Body", "from_body", "multipart", "pieces_of", "read_body", "unpack", "urlencoded"]


class Body(NamedTuple):
    """What a request's body carries.

    `encoding` is the media type in Content-Type, in lower case and without parameters, "" where
    there was none. `parts` are the fields of a form in the order sent; `json` the value of a JSON
    body. `problem` is a sentence on why the body could not be read in full, None where it could;
    `parts` are then those that came whole before it. `coding` is how the body was compressed, as
    Content-Encoding says; "" where it was not.
    """

    encoding: str
    parts: tuple[Part, ...] = ()
    json: object = None
    problem: str | None = None
    coding: str = ""


# Values of a JSON body, counted by what stands between them: each takes up far more than its text.
_MOST_VALUES = 100_000
_MOST_UNPACKED = 16 << 20  # bytes
_TOO_DEEP = "The JSON body is nested too deeply."
_UNREAD = (
    "A body with {} has no fields that can be read. Send multipart/form-data, "
    "application/x-www-form-urlencoded or application/json, and name it in Content-Type."
)


def read_body(
    content_type: str | None, body: bytes, *, max_parts: int = 1000, coding: str | None = None
) -> Body:
    """Read a body as its Content-Type says; whatever the bytes, this raises nothing.

    `coding` is its Content-Encoding. Of gzip and deflate what is compressed is read, up to a limit;
    of what cannot be unpacked the encoding and the coding alone are told.

    Names and filenames of parts are decoded as UTF-8, with U+FFFD for what is not. In a urlencoded
    form `+` is a space, and a `%` that begins no escape is itself. In a multipart form a preamble
    and an epilogue are skipped, a closing line needs no CRLF after it, a Content-Transfer-Encoding
    is not undone (RFC 7578 deprecates it), and of equal headers or parameters the first counts.
    """
    compressed = (coding or "").strip(" \t").lower()
    if compressed not in {"", "identity"}:
        unpacked = unpack(body, compressed)
        if unpacked is None:
            return Body(read_header(content_type or "")[0], coding=compressed)
        found = read_body(content_type, unpacked, max_parts=max_parts)
        return found._replace(coding=compressed)
    whole = read_plain_form(content_type or "", body, max_parts)
    if whole is not None:
        return Body("multipart/form-data", whole)
    encoding, parameters = read_header(content_type or "")
    parts: list[Part] = []
    value: object = None
    problem = None
    try:
        if encoding == "multipart/form-data":
            read_multipart(parameters.get("boundary", ""), body, parts, max_parts)
        elif encoding == "application/x-www-form-urlencoded":
            _read_urlencoded(body, parts, max_parts)
        elif encoding == "application/json":
            value = _read_json(body)
        elif body:
            named = f"Content-Type {encoding!r}" if encoding else "no Content-Type"
            problem = _UNREAD.format(named)
    except UnreadableError as error:
        problem = str(error)
    return Body(encoding, tuple(parts), value, problem)


def from_body(body: Body, *, authorized: bool | None = None) -> Request:
    """The request that a body carries; `authorized` tells whether a key was sent, if known."""
    problem = body.problem
    if body.json is None:
        fields, issues, bracketed = from_parts(body.parts)
    elif isinstance(body.json, Mapping):
        fields, issues, bracketed = {str(key): value for key, value in body.json.items()}, (), {}
    else:
        fields, issues, bracketed = {}, (), {}
        problem = "the JSON is not an object"
    issues = (_encoding(body.encoding), *issues)
    # In the order in which an upstream comes upon them.
    if problem:
        issues = (Issue("malformed-body", None, problem), *issues)
    if body.coding:
        issues = (Issue("compressed-body", None, body.coding), *issues)
    if authorized is False:
        issues = (Issue("key-missing", None, None), *issues)
    return Request(fields, issues, bracketed)


@remembered
def _encoding(encoding: str) -> Issue:
    return Issue("encoding", None, encoding or "no Content-Type")


def unpack(body: bytes, coding: str) -> bytes | None:
    """What was compressed, or None: of a coding that is not known, broken, or beyond the limit."""
    import zlib

    if coding not in {"gzip", "x-gzip", "deflate"}:
        return None
    try:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        data = stream.decompress(body, _MOST_UNPACKED)
    except zlib.error:
        return None
    return data if stream.eof else None


def _read_urlencoded(body: bytes, parts: list[Part], max_parts: int) -> None:
    # Not by python_multipart: before 0.0.30 it splits at `;` too, which a prompt may hold.
    for found in re.finditer(rb"[^&]+", body):
        make_room(parts, max_parts)
        name, _, data = found[0].replace(b"+", b" ").partition(b"=")
        parts.append(Part(_unescaped(name).decode("utf-8", "replace"), _unescaped(data)))


def _unescaped(text: bytes) -> bytes:
    # As urllib does it, but for its list of all pieces between two %.
    if b"%" not in text:
        return text
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes((int(found[1], 16),)), text)


def _read_json(body: bytes) -> object:
    import json

    from cometvideo.wire.strict_json import is_too_deep

    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is not a JSON value")

    if sum(map(body.count, (b",", b":", b"[", b"{", b"\\"))) > _MOST_VALUES:
        raise UnreadableError(f"The JSON body has more than {_MOST_VALUES} values. Send fewer.")
    try:
        text = body.decode()
        value: object = json.loads(text, parse_constant=refuse)
        if not is_too_deep(text, value):
            return value
        problem = _TOO_DEEP
    except UnicodeDecodeError as error:
        problem = f"The JSON body is not UTF-8 at byte {error.start}."
    except RecursionError:
        problem = _TOO_DEEP
    except ValueError as error:
        problem = f"The JSON body is not valid: {error}."
    raise UnreadableError(f"{problem} Send one JSON value, encoded as UTF-8.")


def multipart(parts: Iterable[Part], boundary: str) -> tuple[str, bytes]:
    """Write parts as a browser would: return the Content-Type, with boundary, and the body.

    Data goes out as it is. In names and filenames a quote, CR and LF become %22, %0D and %0A, as
    the HTML standard has it; since it leaves % alone, a literal "%22" reads back as a quote.
    Raises ValueError for a boundary that RFC 2046 forbids or that occurs in the data, and for a
    content type or a name that no header can hold.
    """
    if not re.fullmatch(r"[0-9A-Za-z'()+_,./:=? -]{1,70}(?<! )", boundary):
        raise ValueError(
            f"The boundary {boundary!r} is not allowed: take 1 to 70 letters, digits or any of "
            "'()+_,-./:=? and space, and end in no space."
        )
    delimiter = b"--" + boundary.encode()
    pieces: list[bytes] = []
    for part in parts:
        if delimiter in part.data:
            raise ValueError(
                f"The boundary {boundary!r} occurs in the data of {part.name!r}: choose another, "
                "long and random."
            )
        pieces += [delimiter, b"\r\n", _part_header(part), b"\r\n\r\n", part.data, b"\r\n"]
    pieces += [delimiter, b"--\r\n"]
    quoted = boundary if re.fullmatch(r"[\w'+.-]+", boundary) else f'"{boundary}"'
    return f"multipart/form-data; boundary={quoted}", b"".join(pieces)


def _quoted(text: str) -> str:
    for plain, escape in ESCAPES.items():
        text = text.replace(plain, escape)
    return f'"{text}"'


def _part_header(part: Part) -> bytes:
    header = f"Content-Disposition: form-data; name={_quoted(part.name)}"
    if part.filename is not None and part.extended:
        from urllib.parse import quote

        header += f"; filename*=UTF-8''{quote(part.filename, safe='')}"
    elif part.filename is not None:
        header += f"; filename={_quoted(part.filename)}"
    if part.content_type is not None:
        if not re.fullmatch(r"(?![ \t])[^\x00-\x08\x0a-\x1f\x7f]*(?<![ \t])", part.content_type):
            raise ValueError(
                f"The content type {part.content_type!r} of {part.name!r} cannot stand in a "
                "header: write it without control characters and outer spaces."
            )
        header += f"\r\nContent-Type: {part.content_type}"
    return header.encode()


def urlencoded(parts: Iterable[Part]) -> tuple[str, bytes]:
    """Write parts as a urlencoded form: return the Content-Type and the body.

    Raises ValueError for a part that such a form cannot carry: a file, or one with a content type.
    """
    from urllib.parse import quote_plus

    fields: list[str] = []
    for part in parts:
        if part.filename is not None or part.content_type is not None:
            raise ValueError(
                f"A urlencoded form carries names and text alone, and {part.name!r} has a filename "
                "or a content type: send it as multipart/form-data."
            )
        name, data = (quote_plus(value, safe="*") for value in (part.name, part.data))
        fields.append(f"{name}={data}".replace("~", "%7E"))
    return "application/x-www-form-urlencoded", "&".join(fields).encode()


def pieces_of(read: Body, body: bytes) -> list[bytes]:
    """What equal requests have in common, piece by piece: the fields of a form by their names.

    Neither its boundary nor the order of its fields counts, nor the names of files. A body that
    could not be read, or is compressed, is equal to none but itself.
    """
    if read.problem is not None or read.coding:
        return [body]
    if read.json is not None:
        import json

        return [json.dumps(read.json, sort_keys=True).encode()]
    # Files under one name have an order; the sort keeps it, for it goes by the name alone.
    parts = sorted(read.parts, key=lambda each: each.name)
    return [piece for each in parts for piece in (each.name.encode(), each.data)]
