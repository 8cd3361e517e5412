"""Forms in multipart/form-data, read part by part without I/O."""

import re
from functools import partial

from cometvideo.wire.remembering import remembered
from cometvideo.wire.request import Part

__all__ = [
    "ESCAPES",
    "UnreadableError",
    "make_room",
    "read_header",
    "read_multipart",
    "read_plain_form",
]


class UnreadableError(Exception):
    """A body cannot be read in full; its text says why, and what to do."""


def make_room(parts: list[Part], max_parts: int) -> None:
    """Raise UnreadableError where one more part would be too many."""
    if len(parts) >= max_parts:
        raise UnreadableError(f"The form has more than {max_parts} parts. Send fewer.")


# A header's parameters. A quoted string is read by RFC 9110, where a backslash escapes what
# follows, unless the header then makes no sense: browsers write backslashes as they are.
_PARAMETER = r'[ \t]*+;[ \t]*+(?:([^\s;="]++)[ \t]*+=[ \t]*+(?:{quoted}|([^";]*+)))?+'
_PARAMETERS = (
    _PARAMETER.format(quoted=r'"((?:[^"\\]|\\.)*+)"'),
    _PARAMETER.format(quoted=r'"([^"]*+)"'),
)
ESCAPES = {'"': "%22", "\r": "%0D", "\n": "%0A"}  # the HTML standard, "multipart form data"


def read_header(value: str) -> tuple[str, dict[str, str]]:
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


def _unquoted(text: str) -> str:
    if '"' in text:  # only a sender that escapes with backslashes has a quote within the quotes
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    for plain, escape in ESCAPES.items():
        text = text.replace(escape, plain)
    return text


@remembered
def _names(disposition: str) -> tuple[str, str | None, bool] | None:
    """Name and filename in a Content-Disposition, and whether that came as `filename*` alone.

    None where it names no field of a form.
    """
    kind, parameters = read_header(disposition)
    if kind != "form-data" or "name" not in parameters:
        return None
    filename = parameters.get("filename")
    extended = filename is None and "filename*" in parameters
    if extended:
        # RFC 7578 forbids this form, yet some clients send no other.
        from urllib.parse import unquote

        filename = unquote(parameters["filename*"].rpartition("'")[2])
    return parameters["name"], filename, extended


# What nearly every client writes. It is read here at a tenth of what the parser takes; whatever
# differs from it in a single byte is left to the parser, which also words the problem. The heads
# of parts are remembered: a client writes the same few over and over.
_PLAIN_FORM = re.compile(r"multipart/form-data; ?boundary=([0-9A-Za-z'+_.-]{1,70})\Z")
_PLAIN_HEAD = re.compile(
    rb"\r\n(?i:Content-Disposition): ?([^\r\n]{1,1000})"
    rb"(?:\r\n(?i:Content-Type): ?([^\r\n]{1,1000}))?\r\n\r\n"
)
_LONGEST_HEAD = 2048  # bytes
_part = partial(tuple.__new__, Part)  # takes half of what the constructor does


@remembered
def _plain_head(head: bytes) -> tuple[str, str | None, str | None, bool] | None:
    """Name, filename, content type and whether it is extended; None where it is not plain."""
    found = _PLAIN_HEAD.fullmatch(head)
    if found is None:
        return None
    disposition, content_type = (
        None if each is None else each.strip(b" \t").decode("utf-8", "replace")
        for each in found.groups()
    )
    names = _names(disposition or "")
    return names and (*names[:2], content_type, names[2])


def read_plain_form(content_type: str, body: bytes, max_parts: int) -> tuple[Part, ...] | None:
    """The parts of a form that is plain and whole; None for any other, which the parser reads."""
    plain = _PLAIN_FORM.match(content_type)
    delimiter = b"--" + plain[1].encode() if plain else b""
    if plain is None or not body.startswith(delimiter):
        return None
    between, at = b"\r\n" + delimiter, len(delimiter)
    parts: list[Part] = []
    while len(parts) < max_parts:
        start = body.find(b"\r\n\r\n", at, at + _LONGEST_HEAD) + 4
        head, end = _plain_head(body[at:start]), body.find(between, start)
        if head is None or end < 0:
            return None
        parts.append(_part((head[0], body[start:end], *head[1:])))
        at = end + len(between)
        if body.startswith(b"--", at):
            return tuple(parts)
    return None


class _Form:
    """The parts met so far: its methods are the callbacks of the multipart parser."""

    def __init__(self, parts: list[Part], max_parts: int) -> None:
        self.parts = parts
        self.max_parts = max_parts
        self.ended = False

    def begin_part(self) -> None:
        make_room(self.parts, self.max_parts)
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
            raise UnreadableError(
                f"Part {len(self.parts) + 1} of the form has no name: its Content-Disposition "
                f"is {disposition[:80]!r}. Begin each with Content-Disposition: form-data; name=..."
            )
        name, filename, extended = names
        content_type = texts.get(b"content-type")
        self.parts.append(Part(name, b"".join(self.data), filename, content_type, extended))

    def end(self) -> None:
        self.ended = True


def read_multipart(boundary: str, body: bytes, parts: list[Part], max_parts: int) -> None:
    """Add the parts of any form to a list; raises UnreadableError after those that came whole."""
    form = _Form(parts, max_parts)
    if not boundary:
        raise UnreadableError(
            "Content-Type is multipart/form-data without a boundary. Do not set this header by "
            "hand: the HTTP library that encodes the form writes it with the boundary it chose."
        )
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    start = 0 if body.startswith(delimiter) else body.find(b"\r\n" + delimiter) + 2
    if start == 1:
        raise UnreadableError(
            f"The boundary {boundary!r} that Content-Type names does not occur in the body. "
            "Send the body with the Content-Type header that was made for it."
        )
    if body.startswith(delimiter + b"\n", start):
        raise UnreadableError(
            "The lines of the multipart body end in LF alone, where CRLF is required. "
            "Let an HTTP library encode the form."
        )
    _parse(delimiter[2:], body[start:] if start else body, form)
    if not form.ended:
        raise UnreadableError(
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
        raise UnreadableError(
            f"Part {len(form.parts) + 1} of the multipart body is malformed: {error}. "
            "Let an HTTP library encode the form."
        ) from None
