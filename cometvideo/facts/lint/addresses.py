"""Linters of addresses: methods, paths and headers that can be met, under the clients' address."""

import re
from collections.abc import Iterator

from cometvideo.facts.lint.subject import Flaw, Subject, about, nearest

__all__ = ["addresses", "base_apart"]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Of which operations the path names a task.
_OF_A_TASK = {"retrieve", "content", "remix", "delete"}
_WORDS = {
    "auth_header": "name of a header",
    "auth_scheme": "single word before a key",
    "request_id_header": "name of a header",
}
_ONE_WORD = r"[!#$%&'*+.^`|~0-9A-Za-z_-]+"
_PLACE = r"\{[^{}]*\}"


def addresses(subject: Subject) -> Iterator[Flaw]:
    """What no request would ever meet: each is a name of something that is not there."""
    yield from _methods(subject)
    yield from _paths(subject)
    yield from _headers(subject)


def _headers(subject: Subject) -> Iterator[Flaw]:
    """Names of headers, and the word before a key, are one word each (RFC 9110: a token)."""
    for key, what in _WORDS.items():
        fact = subject.matrix.fact("service", key)
        is_none = key == "auth_scheme" and fact and fact.value == ""
        if fact and not is_none and not re.fullmatch(_ONE_WORD, str(fact.value)):
            near = re.match(_ONE_WORD, str(fact.value).strip())
            yield about(fact, nearest=near[0] if near else None, detail={"what": what})


def _methods(subject: Subject) -> Iterator[Flaw]:
    for _, operation in subject.matrix.blocks("operations"):
        method = operation.fact("method")
        if method and method.value not in _METHODS:
            near = nearest(str(method.value).upper(), _METHODS)
            allowed = ", ".join(_METHODS)
            detail = {"what": "method of HTTP"}
            yield about(method, allowed=allowed, nearest=near, detail=detail)


def _paths(subject: Subject) -> Iterator[Flaw]:
    """{id} stands for the id of a task, where there is one, and nothing else for anything."""
    for name, operation in subject.matrix.blocks("operations"):
        path = operation.fact("path")
        if path is None:
            continue
        text, wanted = str(path.value), ["{id}"] if name in _OF_A_TASK else []
        if not text.startswith("/"):
            detail = {"what": "path, which begins with /"}
            yield about(path, nearest=f"/{text}" if "://" not in text else None, detail=detail)
        elif re.findall(_PLACE, text) != wanted:
            what = "path in which {id} stands for a task's id" if wanted else "path of no task"
            meant = re.sub(_PLACE, "{id}", text) if wanted else None
            near = meant if meant and re.findall(_PLACE, meant) == wanted else None
            detail = {"what": what}
            yield about(path, allowed="{id}, once" if wanted else None, nearest=near, detail=detail)


def base_apart(subject: Subject) -> Iterator[Flaw]:
    """Clients add what is left of a path to the base address, so that must be the paths' own."""
    service = subject.matrix.block("service")
    host, base = service.fact("host"), service.fact("base_url")
    if not (host and base):
        return
    text, root = str(base.value).rstrip("/"), str(host.value).rstrip("/")
    every = (str(each.value("path")) for _, each in subject.matrix.blocks("operations"))
    paths = [path for path in every if path.startswith("/")]
    prefix = text.removeprefix(root)
    under = all(path == prefix or path.startswith(f"{prefix}/") for path in paths)
    if (text == root or text.startswith(f"{root}/")) and under:
        return
    shared = paths[0].split("/")[:-1] if paths else []
    near = f"{root}{'/'.join(shared)}"
    yield about(base, subject.place(base, host), nearest=near, detail={"host": root})
