"""Wire forms, drawn: requests as the programs that people use put them on the wire."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.terms import reads_only_json
from cometvideo.samples.files import file_bytes, in_json
from cometvideo.samples.requests import Fields
from cometvideo.strategies.requests import requests
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.keys import carried
from cometvideo.wire.media import Media
from cometvideo.wire.request import Part, occurrences, written
from cometvideo.words import words_of

__all__ = ["CLIENTS", "WireForm", "encode", "wire_forms"]

Pairs = list[tuple[str, str | Media]]


class WireForm(NamedTuple):
    """A create as a client sends it: its headers and body, and the typed request in it."""

    client: str
    headers: Mapping[str, str]
    body: bytes
    request: Fields


def wire_forms(
    spec: AnySpec,
    of: st.SearchStrategy[Fields] | None = None,
    *,
    clients: Iterable[str] | None = None,
    key: str = "sk-sample",
) -> st.SearchStrategy[WireForm]:
    """Requests (valid ones, unless others are given) as real clients encode them.

    Only values that a form can carry are sent: texts, numbers, truth values and files. Files are
    made up anew, so that they have the format and the sides in pixels, not the number of bytes.
    """
    drawn = requests(spec, "valid") if of is None else of
    names = tuple(CLIENTS if clients is None else clients)
    return st.builds(
        lambda client, request, boundary: encode(
            spec, client, _carried(request), boundary=boundary, key=key
        ),
        st.sampled_from(names),
        drawn,
        st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    )


def encode(
    spec: AnySpec, client: str, request: Fields, *, boundary: str, key: str = "sk-sample"
) -> WireForm:
    """One request as one of CLIENTS encodes it; the boundary is 32 hexadecimal digits.

    For a model that takes no form all of them send JSON, files as texts in it.
    """
    matrix = spec.matrix_for(request)
    if reads_only_json(matrix, words_of(matrix).model_of(request)):
        content_type, body = in_json(request)
    else:
        pairs: Pairs = []
        for name, value in request.items():
            for each in occurrences(value):
                pairs.append((name, each if isinstance(each, Media) else written(each)))
        content_type, body = CLIENTS[client](pairs, boundary)
    header = str(spec.unnamed.value("service", "auth_header") or "Authorization")
    scheme = spec.unnamed.value("service", "auth_scheme")
    headers = {header: carried(scheme, key), "Content-Type": content_type}
    return WireForm(client, headers, body, request)


def _carried(request: Fields) -> Fields:
    return {name: value for name, value in request.items() if _is_carried(value)}


def _is_carried(value: object) -> bool:
    if isinstance(value, tuple) and not isinstance(value, Media):
        return bool(value) and all(isinstance(each, Media) for each in value)
    if isinstance(value, str):
        return not any("\ud800" <= each <= "\udfff" for each in value)
    return isinstance(value, int | Media) or (isinstance(value, float) and math.isfinite(value))


def _curl(pairs: Pairs, boundary: str) -> tuple[str, bytes]:
    """`curl -F`: every field a part, the type of a file by its name."""
    return multipart(_parts(pairs, by_name=True), "------------------------" + boundary[:22])


def _requests(pairs: Pairs, boundary: str) -> tuple[str, bytes]:
    """`requests` with data= and files=: no type for a file, urlencoded where there is none."""
    parts = _texts_first(_parts(pairs, by_name=False))
    return multipart(parts, boundary) if _has_files(pairs) else urlencoded(parts)


def _httpx(pairs: Pairs, boundary: str) -> tuple[str, bytes]:
    """`httpx` with data= and files=: as requests, with a type for every file."""
    parts = _texts_first(_parts(pairs, by_name=True))
    return multipart(parts, boundary) if _has_files(pairs) else urlencoded(parts)


def _openai(pairs: Pairs, boundary: str) -> tuple[str, bytes]:
    """The openai SDK with bytes for a file: always multipart, several files as a list."""
    names = [name for name, value in pairs if isinstance(value, Media)]
    parts = [
        part
        if not part.is_file
        else part._replace(
            name=f"{part.name}[]" if names.count(part.name) > 1 else part.name,
            filename="upload",
            content_type="application/octet-stream",
        )
        for part in _texts_first(_parts(pairs, by_name=True))
    ]
    return multipart(parts, boundary)


CLIENTS: Mapping[str, Callable[[Pairs, str], tuple[str, bytes]]] = {
    "curl": _curl,
    "requests": _requests,
    "httpx": _httpx,
    "openai": _openai,
}
"""Clients by name, and how each turns fields into a Content-Type and a body."""

_TYPES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "txt": "text/plain"}


def _parts(pairs: Pairs, *, by_name: bool) -> list[Part]:
    return [_part(name, value, by_name=by_name) for name, value in pairs]


def _part(name: str, value: str | Media, *, by_name: bool) -> Part:
    if isinstance(value, str):
        return Part(name, value.encode())
    filename = value.filename or "upload"
    guessed = _TYPES.get(filename.rpartition(".")[2], "application/octet-stream")
    return Part(name, file_bytes(value), filename, guessed if by_name else None)


def _texts_first(parts: list[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part.is_file)


def _has_files(pairs: Pairs) -> bool:
    return any(isinstance(value, Media) for _, value in pairs)
