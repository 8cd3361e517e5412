"""Curl: a command line of curl as the request that it sends."""

from __future__ import annotations

import codecs
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import PurePath
from urllib.parse import quote_plus, urlsplit

from cometvideo.errors import InputError
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Part

__all__ = ["read_curl"]

Read = Callable[[str], bytes]

_BOUNDARY = "------------------------cometvideo-of-curl"
_LONG = {
    "X": "request",
    "H": "header",
    "F": "form",
    "d": "data",
    "u": "user",
    "A": "user-agent",
    "b": "cookie",
    "e": "referer",
}
_MAKING = {"request", "header", "form", "form-string", "data", "data-raw", "data-binary"}
_MAKING |= {"data-ascii", "data-urlencode", "json", "url"}
# Options that change nothing of what is asked here: those that have a value, and the others.
_VALUES = {"o", "m", "x", "E", "c", "w", "max-time", "connect-timeout", "output", "proxy"}
_VALUES |= {"cacert", "cert", "retry", "retry-delay", "write-out", "cookie-jar", "limit-rate"}
_VALUES |= {"user", "user-agent", "cookie", "referer"}
_FLAGS = {"s", "S", "L", "k", "v", "i", "f", "g", "N", "#", "silent", "show-error", "location"}
_FLAGS |= {"insecure", "verbose", "include", "fail", "fail-with-body", "globoff", "no-buffer"}
_FLAGS |= {"compressed", "http1.1", "http2", "progress-bar", "retry-all-errors"}
# What curl declares by the ending of a file (lib/mime.c); anything else is a stream of bytes.
_TYPES = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}


def read_curl(command: str, read: Read) -> HttpRequest:
    """The request of a command as it is copied from a shell, a page or a browser.

    `read` gives the bytes of the files that it names. Variables of a shell stay as they are
    written. Raises InputError for what is no such command, and for an option that is not known: it
    might change the request.
    """
    method = ""
    urls: list[str] = []
    headers: list[tuple[str, str]] = []
    parts: list[Part] = []
    data: list[bytes] = []
    for option, value in _options(_words(command)):
        if option == "request":
            method = value
        elif option == "url":
            urls.append(value)
        elif option == "header":
            name, _, content = value.partition(":")
            headers.append((name.strip().lower(), content.strip()))
        elif option.startswith("form"):
            parts.append(_part(option, value, read))
        elif option == "json" or option.startswith("data"):
            data.append(_data(option, value, read))
            if option == "json":
                headers[:0] = [("content-type", "application/json")]
    if len(urls) != 1:
        raise InputError(f"a command of curl has one address; this one has {len(urls)}")
    if parts and data:
        raise InputError("curl sends either a form (-F) or data (-d, --json), not both")
    known = dict(headers)
    if parts:
        kind, body = multipart(parts, _BOUNDARY)
        own = known.get("content-type", kind)
        # A type of one's own gets the boundary that the body has.
        is_bare = own.lower().startswith("multipart/") and "boundary" not in own.lower()
        known["content-type"] = f"{own}; {kind.partition('; ')[2]}" if is_bare else own
    else:
        body = b"&".join(data)
        if data:
            known.setdefault("content-type", "application/x-www-form-urlencoded")
    address = urlsplit(urls[0] if "://" in urls[0] else f"http://{urls[0]}")
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    method = method or ("POST" if parts or data else "GET")
    return HttpRequest(method, target, tuple(known.items()), body, address.netloc)


def _words(command: str) -> list[str]:
    """The words of a command as a shell splits it; `$'…'` is how browsers write odd signs."""
    text = re.sub(r"\\\r?\n|\^\r?\n|`\r?\n", " ", command.strip())
    text = re.sub(r"\$'((?:[^'\\]|\\.)*)'", lambda found: shlex.quote(_unescaped(found[1])), text)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise InputError(f"the command of curl cannot be split into words: {error}") from None
    if not words or PurePath(words[0]).name not in {"curl", "curl.exe"}:
        raise InputError("it is no command of curl: it begins with `curl`")
    return words[1:]


def _unescaped(text: str) -> str:
    try:
        return codecs.decode(re.sub(r"[^\x00-\x7f]", _escaped, text), "unicode_escape")
    except UnicodeDecodeError as error:
        raise InputError(f"a word of the command has an escape that is none: {error}") from None


def _escaped(found: re.Match[str]) -> str:
    return f"\\U{ord(found[0]):08x}"


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """The options that make the request, by their long names, and the addresses as `url`."""
    left = iter(words)
    for word in left:
        if not word.startswith("-") or word == "-":
            yield "url", word
            continue
        if word.startswith("--"):
            name, value = word[2:], None
        else:
            # Flags may stand together, and the last letter may have its value right behind it.
            flags = re.match(r"-([sSLkvifgN#]*)(.?)(.*)", word, re.DOTALL)
            name, value = (flags[2] or "s", flags[3] or None) if flags else ("", None)
        name = _LONG.get(name, name)
        if name in _FLAGS:
            continue
        if name not in _MAKING and name not in _VALUES:
            raise InputError(
                f"the option {word} of curl is not known here, and may change what is sent; leave "
                "it out if it does not"
            )
        value = next(left, None) if value is None else value
        if value is None:
            raise InputError(f"the option {word} of curl needs a value")
        yield name, value


def _part(option: str, text: str, read: Read) -> Part:
    """A field of a form as -F has it: `name=value`, `name=@file;type=…`, `name=<file`."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InputError(f"-F takes name=value, and {text[:60]!r} is none")
    if option == "form-string":
        return Part(name, value.encode())
    mark = value[:1] if value[:1] in {"@", "<"} else ""
    # A semicolon ends the value unless it stands in quotes; what is unknown behind it is left out.
    found = [
        (setting, _word(quoted, bare))
        for setting, quoted, bare in re.findall(_SETTING, value[len(mark) :])
    ]
    word, said = found[0][1], {setting.rstrip("="): each for setting, each in found[1:]}
    kind, shown = said.get("type"), said.get("filename")
    if mark == "@":
        own = _TYPES.get(PurePath(word).suffix.lower(), "application/octet-stream")
        return Part(name, read(word), shown or PurePath(word).name, kind or own)
    return Part(name, read(word) if mark else word.encode(), shown, kind)


_SETTING = (
    r"(?:\A|;\s*((?:type|filename|headers|encoder)=)?)"
    r'\s*(?:"((?:[^"\\]|\\.)*)"[^;]*|([^;]*))'
)


def _word(quoted: str, bare: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", quoted) or bare.strip()


def _data(option: str, value: str, read: Read) -> bytes:
    if option == "data-urlencode":
        name, equals, content = value.partition("=")
        return (f"{name}=" if equals and name else "").encode() + quote_plus(
            content if equals else value
        ).encode()
    if value.startswith("@") and option != "data-raw":
        data = read(value[1:])
        # Of a file with lines curl sends one line, unless it is told that it is no text.
        return data if option in {"data-binary", "json"} else re.sub(rb"[\r\n]", b"", data)
    return value.encode()
