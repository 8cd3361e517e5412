"""Copies of an exchange to send again: a command of curl, a line of Python, a recording."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from cometvideo.facts.matrix import Matrix
from cometvideo.jobs import recording_text
from cometvideo.mock.journal import Entry
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Exchange, HttpRequest, redact
from cometvideo.wire.keys import carried
from cometvideo.wire.recordings import Recorded
from cometvideo.words import Words, words_of

__all__ = ["Field", "as_curl", "copies_of"]

# What curl takes in the value of a form's field for nothing but itself.
_PLAIN = re.compile(r"[\w .,:/=+()!?'-]*")

Field = tuple[str, str, str | None, str | None]
"""A part of a form: name, text, and of a file, which has no text, its name and type."""


def copies_of(entry: Entry, matrix: Matrix, hidden: Credentials) -> dict[str, str]:
    """The copies, by what they are; keys are read from the environment."""
    words = words_of(matrix)
    request = redact(entry.request, hidden)
    fields = [*_fields(entry, hidden)]
    body = "" if fields else request.body.decode("utf-8", "replace")
    found = {
        "curl": as_curl(words, request, fields, body),
        "Python": _as_python(words, request, fields, body),
    }
    answer = entry.answer
    if answer is not None and len(entry.request.body) == entry.body_size:
        headers = tuple((name, hidden.header(name, value)) for name, value in answer.headers)
        answer = answer._replace(headers=headers, body=hidden.body(answer.body))
        exchange = Exchange(request, answer, entry.at)
        found["fixture"] = recording_text([Recorded("journal", exchange)])
    return found


def _fields(entry: Entry, hidden: Credentials) -> Iterator[Field]:
    for part in entry.parts:
        if part.filename is None:
            yield hidden.text(part.name), hidden.text(part.text or ""), None, None
        else:
            yield hidden.text(part.name), "", _file(part.filename), part.content_type


def _file(name: str) -> str:
    """The name of a file in this folder: whoever copies this means no other file of theirs."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(each for each in last if each.isprintable() and each not in '";,') or "file"


def _place(words: Words, request: HttpRequest) -> tuple[str, str]:
    """The variable that an address begins with, and what follows it; "" for one of elsewhere."""
    base = words.base_path
    if words.base_url_variable and request.target.startswith(f"{base}/"):
        return words.base_url_variable, request.target.removeprefix(base)
    return "", f"http://{request.host}{request.target}"


def _has_key(words: Words, request: HttpRequest) -> bool:
    return request.header(words.auth_header.lower()) is not None


def as_curl(words: Words, request: HttpRequest, fields: Iterable[Field], body: str = "") -> str:
    """A command of curl that sends the same."""
    variable, rest = _place(words, request)
    parts = [f'curl "${variable}"{shlex.quote(rest)}' if variable else f"curl {shlex.quote(rest)}"]
    if variable and re.fullmatch(r"[\w/.?=&-]+", rest):
        parts = [f'curl "${variable}{rest}"']
    fields = [*fields]
    if request.method != ("POST" if fields or body else "GET"):
        parts.append(f"-X {request.method}")
    if _has_key(words, request):
        key = carried(words.auth_scheme, f"${words.key_variable}")
        parts.append(f'-H "{words.auth_header}: {key}"')
    for name, text, file, kind in fields:
        if file is not None:
            typed = f";type={kind}" if kind and re.fullmatch(r"[\w.+/-]+", kind) else ""
            parts.append(f"-F {shlex.quote(f'{name}=@{file}{typed}')}")
        else:
            how = "-F" if _PLAIN.fullmatch(text) else "--form-string"
            parts.append(f"{how} {shlex.quote(f'{name}={text}')}")
    if body:
        kind = request.header("content-type")
        parts += [f"-H {shlex.quote(f'Content-Type: {kind}')}"] if kind else []
        parts.append(f"--data-raw {shlex.quote(body)}")
    return " \\\n  ".join(parts)


def _as_python(words: Words, request: HttpRequest, fields: list[Field], body: str) -> str:
    variable, rest = _place(words, request)
    address = f'os.environ["{variable}"] + {rest!r}' if variable else repr(rest)
    said = [f"    {request.method!r},", f"    {address},"]
    if _has_key(words, request):
        key = f"os.environ[{words.key_variable!r}]"
        if words.auth_scheme:
            key = f'f"{words.auth_scheme} {{{key}}}"'
        said.append(f"    headers={{{words.auth_header!r}: {key}}},")
    if fields:
        said.append("    files=[")
        for name, text, file, kind in fields:
            value = f"(None, {text!r})"
            if file is not None:
                typed = f", {kind!r}" if kind else ""
                value = f'({file!r}, open({file!r}, "rb"){typed})'
            said.append(f"        ({name!r}, {value}),")
        said.append("    ],")
    elif body:
        said.append(f"    content={body!r},")
    return "\n".join(["import os", "", "import httpx", "", "answer = httpx.request(", *said, ")"])
