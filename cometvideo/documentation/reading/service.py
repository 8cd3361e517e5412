"""What a page says of the service: the operation, the host, access and encodings."""

import re
from urllib.parse import urlsplit

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.pages.words import AUTH_SCHEMES, NOT, has_word
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.prose import sentences
from cometvideo.documentation.reading.statements import Notes
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import encodings_of

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
    _read_encodings(page, matrix, notes)
    _read_encodings_in_prose(page, matrix, notes)
    _read_addresses(page, operation, notes)
    _read_access(page, notes)


def _read_encodings(page: Page, matrix: Matrix, notes: Notes) -> None:
    """The encodings that the page lists, which may be those of one model that has its own."""
    own = {model: found for model, m in matrix.blocks("models") if (found := m.block("encodings"))}
    of_one = any(
        all(found.value(each.text) == "read" for each in page.encodings) for found in own.values()
    )
    for each in page.encodings:
        said = ("read", each.line, "encoding of the body")
        keys = ("body", "encodings")
        if of_one:
            notes.place(*keys, line=each.line)
            notes.suggest((*keys, each.text), *said, each.text)
        else:
            notes.whole(*keys, line=each.line)
            notes.state((*keys, each.text), *said)
        for model in (model for model, found in own.items() if each.text in found):
            notes.suggest(("models", model, "encodings", each.text), *said, each.text)
    for model in own:
        notes.place("models", model, "encodings")


def _read_encodings_in_prose(page: Page, matrix: Matrix, notes: Notes) -> None:
    """An encoding that the prose names, if it is the only one of those that are known.

    A sentence that names some of the models may say it of these alone.
    """
    names, how = Names(matrix.models), "prose of the page"
    every = tuple(dict.fromkeys(e for m in (None, *matrix.models) for e in encodings_of(matrix, m)))
    of_all: dict[str, int] = {}
    for passage in (each for each in page.passages if any(e in each.text for e in every)):
        for text in sentences(passage.text):
            models = names.models(text)
            for encoding in (each for each in every if each in text):
                keys = ("body", "encodings", encoding)
                if not models or len(models) == len(matrix.models):
                    of_all.setdefault(encoding, passage.line)
                elif not has_word(text, NOT):
                    notes.suggest(keys, "read", passage.line, how, text)
                    for model in models:
                        if encodings_of(matrix, model).fact(encoding) is not matrix.fact(*keys):
                            own = ("models", model, *keys[1:])
                            notes.suggest(own, "read", passage.line, how, text)
    if len(of_all) == 1 and not page.encodings:
        ((encoding, line),) = of_all.items()
        notes.state(("body", "encodings", encoding), "read", line, how)


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
