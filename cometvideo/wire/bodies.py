"""HTTP request bodies as the values they carry: forms and JSON, read and written without I/O."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Body", "Part", "multipart", "read_body", "urlencoded"]


class Part(NamedTuple):
    """One field of a form: `data` is the bytes sent, with nothing normalised or stripped."""

    name: str
    data: bytes
    filename: str | None = None
    content_type: str | None = None

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


class Body(NamedTuple):
    """What a request's body carries.

    `encoding` is the media type in Content-Type, in lower case and without parameters, "" where
    there was none. `parts` are the fields of a form in the order sent; `json` the value of a JSON
    body. `problem` is a sentence on why the body could not be read in full, None where it could;
    `parts` are then those that came whole before it.
    """

    encoding: str
    parts: tuple[Part, ...] = ()
    json: object = None
    problem: str | None = None


class _UnreadableError(Exception):
    """Its text is the body's `problem`."""


_UNREAD = (
    "A body with {} has no fields that can be read. Send multipart/form-data, "
    "application/x-www-form-urlencoded or application/json, and name it in Content-Type."
)


def read_body(content_type: str | None, body: bytes, *, max_parts: int = 1000) -> Body:
    """Read a body as its Content-Type says; whatever the bytes, this raises nothing.

    Names and filenames of parts are decoded as UTF-8, with U+FFFD for what is not. In a urlencoded
    form `+` is a space, and a `%` that begins no escape is itself. In a multipart form a preamble
    and an epilogue are skipped, a closing line needs no CRLF after it, a Content-Transfer-Encoding
    is not undone (RFC 7578 deprecates it), and of equal headers or parameters the first counts.
    """
    if plain := _PLAIN_FORM.match(content_type or ""):
        whole = _quick_parts(b"--" + plain[1].encode(), body, max_parts)
        if whole is not None:
            return Body("multipart/form-data", whole)
    encoding, parameters = _header(content_type or "")
    parts: list[Part] = []
    value: object = None
    problem = None
    try:
        if encoding == "multipart/form-data":
            _read_multipart(parameters.get("boundary", ""), body, _Form(parts, max_parts))
        elif encoding == "application/x-www-form-urlencoded":
            _read_urlencoded(body, parts, max_parts)
        elif encoding == "application/json":
            value = _read_json(body)
        elif body:
            named = f"Content-Type {encoding!r}" if encoding else "no Content-Type"
            problem = _UNREAD.format(named)
    except _UnreadableError as error:
        problem = str(error)
    return Body(encoding, tuple(parts), value, problem)


# A header's parameters. A quoted string is read by RFC 9110, where a backslash escapes what
# follows, unless the header then makes no sense: browsers write backslashes as they are.
_PARAMETER = r'[ \t]*+;[ \t]*+(?:([^\s;="]++)[ \t]*+=[ \t]*+(?:{quoted}|([^";]*+)))?+'
_PARAMETERS = (
    _PARAMETER.format(quoted=r'"((?:[^"\\]|\\.)*+)"'),
    _PARAMETER.format(quoted=r'"([^"]*+)"'),
)
_ESCAPES = {'"': "%22", "\r": "%0D", "\n": "%0A"}  # the HTML standard, "multipart form data"


def _header(value: str) -> tuple[str, dict[str, str]]:
    """Split a header into its value, in lower case, and its parameters, none where malformed."""
    main, semicolon, rest = value.partition(";")
    rest = semicolon + rest.rstrip(" \t")
    for pattern in _PARAMETERS:
        parameters: dict[str, str] = {}
        at = 0
        while found := re.compile(pattern, re.DOTALL).match(rest, at):
            at = found.end()
            name, quoted, bare = found.groups()
            if name is not None:
                text = bare.rstrip(" \t") if quoted is None else _unquoted(quoted)
                parameters.setdefault(name.lower(), text)
        if at == len(rest):
            break
    else:
        parameters = {}
    return main.strip(" \t").lower(), parameters


def _quoted(text: str) -> str:
    for plain, escape in _ESCAPES.items():
        text = text.replace(plain, escape)
    return f'"{text}"'


def _unquoted(text: str) -> str:
    if '"' in text:  # only a sender that escapes with backslashes has a quote within the quotes
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    for plain, escape in _ESCAPES.items():
        text = text.replace(escape, plain)
    return text


@lru_cache(maxsize=256)
def _names(disposition: str) -> tuple[str, str | None] | None:
    """Name and filename in a Content-Disposition, None where it names no field of a form."""
    kind, parameters = _header(disposition)
    if kind != "form-data" or "name" not in parameters:
        return None
    filename = parameters.get("filename")
    if filename is None and "filename*" in parameters:
        # RFC 7578 forbids this form, yet some clients send no other.
        from urllib.parse import unquote

        filename = unquote(parameters["filename*"].rpartition("'")[2])
    return parameters["name"], filename


# What nearly every client writes. It is read here at a tenth of what the parser takes; whatever
# differs from it in a single byte is left to the parser, which also words the problem. The heads
# of parts are remembered: a client writes the same few over and over.
_PLAIN_FORM = re.compile(r"multipart/form-data; ?boundary=([0-9A-Za-z'+_.-]{1,70})\Z")
_PLAIN_HEAD = re.compile(
    rb"\r\n(?i:Content-Disposition): ?([^\r\n]{1,1000})"
    rb"(?:\r\n(?i:Content-Type): ?([^\r\n]{1,1000}))?\r\n\r\n"
)
_LONGEST_HEAD, _SMALL_FORM = 2048, 16 * 1024  # bytes
_part = partial(tuple.__new__, Part)  # takes half of what the constructor does


@lru_cache(maxsize=256)
def _plain_head(head: bytes) -> tuple[str, str | None, str | None] | None:
    """Name, filename and content type in the head of a part, None where it is not plain."""
    found = _PLAIN_HEAD.fullmatch(head)
    if found is None:
        return None
    disposition, content_type = (
        None if each is None else each.strip(b" \t").decode("utf-8", "replace")
        for each in found.groups()
    )
    names = _names(disposition or "")
    return names and (*names, content_type)


def _quick_parts(delimiter: bytes, body: bytes, max_parts: int) -> tuple[Part, ...] | None:
    """The parts of a form that is plain and whole, None for any other."""
    if not body.startswith(delimiter):
        return None
    between, at = b"\r\n" + delimiter, len(delimiter)
    if len(body) <= _SMALL_FORM:
        return _parts_of(body[at:].split(between), max_parts)
    parts: list[Part] = []
    while len(parts) < max_parts:
        start = body.find(b"\r\n\r\n", at, at + _LONGEST_HEAD) + 4
        head, end = _plain_head(body[at:start]), body.find(between, start)
        if head is None or end < 0:
            return None
        parts.append(Part(head[0], body[start:end], head[1], head[2]))
        at = end + len(between)
        if body.startswith(b"--", at):
            return tuple(parts)
    return None


def _parts_of(pieces: list[bytes], max_parts: int) -> tuple[Part, ...] | None:
    """The same of a form that was split at its delimiters, which copies twice and searches once."""
    if pieces.pop()[:2] != b"--" or not 0 < len(pieces) <= max_parts:
        return None
    parts: list[Part] = []
    for piece in pieces:
        start = piece.find(b"\r\n\r\n") + 4
        head = _plain_head(piece[:start])
        if head is None:
            return None
        parts.append(_part((head[0], piece[start:], head[1], head[2])))
    return tuple(parts)


class _Form:
    """The parts met so far: its methods are the callbacks of the multipart parser."""

    def __init__(self, parts: list[Part], max_parts: int) -> None:
        self.parts = parts
        self.max_parts = max_parts
        self.ended = False

    def begin_part(self) -> None:
        _make_room(self.parts, self.max_parts)
        self.headers: dict[bytes, bytes] = {}
        self.name = self.value = b""
        self.data: list[bytes] = []

    def read_header_name(self, data: bytes, start: int, end: int) -> None:
        self.name += data[start:end]

    def read_header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def end_header(self) -> None:
        self.headers.setdefault(self.name.lower(), self.value.strip(b" \t"))
        self.name = self.value = b""

    def read_data(self, data: bytes, start: int, end: int) -> None:
        self.data.append(data[start:end])

    def end_part(self) -> None:
        texts = {name: value.decode("utf-8", "replace") for name, value in self.headers.items()}
        disposition = texts.get(b"content-disposition", "")
        names = _names(disposition)
        if names is None:
            raise _UnreadableError(
                f"Part {len(self.parts) + 1} of the form has no name: its Content-Disposition "
                f"is {disposition[:80]!r}. Begin each with Content-Disposition: form-data; name=..."
            )
        name, filename = names
        self.parts.append(Part(name, b"".join(self.data), filename, texts.get(b"content-type")))

    def end(self) -> None:
        self.ended = True


def _read_multipart(boundary: str, body: bytes, form: _Form) -> None:
    if not boundary:
        raise _UnreadableError(
            "Content-Type is multipart/form-data without a boundary. Do not set this header by "
            "hand: the HTTP library that encodes the form writes it with the boundary it chose."
        )
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    start = 0 if body.startswith(delimiter) else body.find(b"\r\n" + delimiter) + 2
    if start == 1:
        raise _UnreadableError(
            f"The boundary {boundary!r} that Content-Type names does not occur in the body. "
            "Send the body with the Content-Type header that was made for it."
        )
    if body.startswith(delimiter + b"\n", start):
        raise _UnreadableError(
            "The lines of the multipart body end in LF alone, where CRLF is required. "
            "Let an HTTP library encode the form."
        )
    _parse(delimiter[2:], body[start:] if start else body, form)
    if not form.ended:
        raise _UnreadableError(
            f"The multipart body ends in part {len(form.parts) + 1}, before its closing line "
            f"{f'--{boundary}--'!r}: the upload was cut short. Send it whole."
        )


def _parse(boundary: bytes, body: bytes, form: _Form) -> None:
    # Imported here because together they take as long as everything else in the library.
    import logging

    from python_multipart import MultipartParser
    from python_multipart.exceptions import FormParserError

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": form.begin_part,
                "on_header_field": form.read_header_name,
                "on_header_value": form.read_header_value,
                "on_header_end": form.end_header,
                "on_part_data": form.read_data,
                "on_part_end": form.end_part,
                "on_end": form.end,
            },
        )
        # It would print as a warning what `problem` says.
        parser.logger = logging.Logger(__name__, logging.CRITICAL + 1)
        parser.write(body)
    except FormParserError as error:
        raise _UnreadableError(
            f"Part {len(form.parts) + 1} of the multipart body is malformed: {error}. "
            "Let an HTTP library encode the form."
        ) from None


def _read_urlencoded(body: bytes, parts: list[Part], max_parts: int) -> None:
    from urllib.parse import unquote_to_bytes

    # Not by python_multipart: before 0.0.30 it splits at `;` too, which a prompt may hold.
    for field in filter(None, body.split(b"&")):
        _make_room(parts, max_parts)
        name, _, data = field.replace(b"+", b" ").partition(b"=")
        text = unquote_to_bytes(name).decode("utf-8", "replace")
        parts.append(Part(text, unquote_to_bytes(data)))


def _make_room(parts: list[Part], max_parts: int) -> None:
    if len(parts) >= max_parts:
        raise _UnreadableError(f"The form has more than {max_parts} parts. Send fewer.")


def _read_json(body: bytes) -> object:
    import json

    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is not a JSON value")

    try:
        return json.loads(body.decode(), parse_constant=refuse)
    except UnicodeDecodeError as error:
        problem = f"The JSON body is not UTF-8 at byte {error.start}."
    except RecursionError:
        problem = "The JSON body is nested too deeply."
    except ValueError as error:
        problem = f"The JSON body is not valid: {error}."
    raise _UnreadableError(f"{problem} Send one JSON value, encoded as UTF-8.")


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


def _part_header(part: Part) -> bytes:
    header = f"Content-Disposition: form-data; name={_quoted(part.name)}"
    if part.filename is not None:
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
