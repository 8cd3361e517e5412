"""What a page says of the service: the operation, the host, access and encodings."""

import re
from urllib.parse import urlsplit

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.pages.words import AUTH_SCHEMES
from cometvideo.documentation.reading.statements import Notes
from cometvideo.facts.matrix import Matrix

__all__ = ["read_service"]

_URL = re.compile(r"https?://[^\s\"'`<>\\)]+")
# Headers of every request, which say nothing about access to it.
_NO_ACCESS = frozenset(
    ["content-type", "accept", "content-length", "user-agent", "host", "idempotency-key"]
)
_HEADER = re.compile(r"[\"']([A-Za-z][\w-]+)[\"']?:\s*[f\"'`]*([A-Za-z]+)\s+[<${A-Za-z]")


def read_service(page: Page, matrix: Matrix, operation: str, notes: Notes) -> None:
    """Read the head, the samples of a request, and the sections on access and the body."""
    if page.method and page.path:
        notes.place("operations", operation)
        at = ("operations", operation)
        notes.state((*at, "method"), page.method.text, page.method.line, "head of the page")
        notes.state((*at, "path"), page.path.text, page.path.line, "head of the page")
    for encoding in page.encodings:
        notes.whole("body", "encodings", line=encoding.line)
        keys = ("body", "encodings", encoding.text)
        notes.state(keys, "read", encoding.line, "encoding of the body")
    if not page.encodings:
        _read_encoding_in_prose(page, matrix, notes)
    _read_addresses(page, operation, notes)
    _read_access(page, notes)


def _read_encoding_in_prose(page: Page, matrix: Matrix, notes: Notes) -> None:
    """An encoding that the prose names, if it is the only one of those that are known."""
    named = [
        (encoding, each.line)
        for encoding in matrix.block("body", "encodings")
        for each in page.passages
        if encoding in each.text
    ]
    if len({encoding for encoding, _ in named}) == 1:
        encoding, line = named[0]
        notes.state(("body", "encodings", encoding), "read", line, "prose of the page")


def _read_addresses(page: Page, operation: str, notes: Notes) -> None:
    for server in page.servers:
        _host(server.text, server.line, "server", notes)
    for sample in page.samples:
        url = _URL.search(sample.text) if sample.kind == "request" else None
        if url is None:
            continue
        line = sample.line + sample.text.count("\n", 0, url.start())
        _host(url[0], line, "sample of a request", notes)
        if page.path and "{" not in page.path.text:
            path = _split(url[0])[1]
            # A sample of a client library shows its base address only.
            if path and not page.path.text.startswith(f"{path.rstrip('/')}/"):
                keys = ("operations", operation, "path")
                notes.state(keys, path, line, "sample of a request")


def _host(url: str, line: int, how: str, notes: Notes) -> None:
    origin = _split(url)[0]
    if origin:
        notes.place("service", "host")
        notes.state(("service", "host"), origin, line, how)


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return (f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""), parts.path


def _read_access(page: Page, notes: Notes) -> None:
    header, scheme = ("service", "auth_header"), ("service", "auth_scheme")
    for entry in page.fields("authorization").values():
        if entry.name.casefold() in _NO_ACCESS:
            continue
        notes.place(*header)
        notes.state(header, entry.name, entry.line, "section on access")
        for said in entry.text:
            named = [each for each in AUTH_SCHEMES if re.search(rf"\b{each}\b", said.text)]
            # A token is also what the key is called under any other scheme.
            for each in [each for each in named if each != "Token"] or named:
                notes.state(scheme, each, said.line, "section on access")
    for said in page.schemes:
        notes.state(scheme, said.text, said.line, "security scheme")
    for sample in page.samples:
        found = _HEADER.search(sample.text) if sample.kind == "request" else None
        if found:
            line = sample.line + sample.text.count("\n", 0, found.start())
            notes.place(*header)
            notes.place(*scheme)
            notes.state(header, found[1], line, "sample of a request")
            notes.state(scheme, found[2], line, "sample of a request")
