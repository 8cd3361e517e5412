"""The edge: what is said beside the API: that it serves, which models, whom a browser may ask."""

from __future__ import annotations

from collections.abc import Collection

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.mock.answers import json_answer
from cometvideo.mock.journal import Entry
from cometvideo.mock.state import State
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.words import operations_of

__all__ = [
    "ANY_ORIGIN",
    "HEALTH",
    "check_origins",
    "health",
    "let_in",
    "line_of",
    "models",
    "preflight",
]

HEALTH = "/healthz"
ANY_ORIGIN = "*"
_LONGEST = 200  # characters of a path that a line of the log has


def health() -> Answer:
    """It serves: nobody is told so before that."""
    return json_answer(200, {"status": "ok"})


def models(request: HttpRequest, state: State) -> Answer | None:
    """The models of the spec, as SDKs list them to see whether a key is good; None for all else."""
    if request.method != "GET" or not request.path.endswith("/models"):
        return None
    if request.path != f"{state.words.base_path}/models" or not state.key_of(request):
        return None
    about = {"object": "model", "created": 0, "owned_by": "mock"}
    listed = [{"id": model, **about} for model in state.spec.models]
    return json_answer(200, {"object": "list", "data": listed})


def check_origins(origins: Collection[str]) -> frozenset[str]:
    """Origins of pages as browsers send them; raises InputError for what is none."""
    for each in origins:
        scheme, separator, host = each.lower().partition("://")
        is_origin = scheme in {"http", "https"} and separator and host and "/" not in host
        if each != ANY_ORIGIN and not (is_origin and each.isascii() and each.isprintable()):
            raise InputError(
                f"{each[:100]!r} is no origin; write it as http://localhost:5173, or {ANY_ORIGIN}"
            )
    return frozenset(each.lower() for each in origins)


def preflight(request: HttpRequest, origins: Collection[str], spec: AnySpec) -> Answer | None:
    """The answer to what a browser asks before a page may send a request; None for all else."""
    if request.method != "OPTIONS" or not _is_let_in(request, origins):
        return None
    methods = [e.method for e in operations_of(spec) if e.matches.fullmatch(request.path)]
    headers = request.header("access-control-request-headers") or ""
    if not methods or not headers.isprintable():
        return None
    allowed = [
        ("Access-Control-Allow-Methods", ", ".join(sorted(set(methods)))),
        ("Access-Control-Allow-Headers", headers),
        ("Access-Control-Max-Age", "600"),
    ]
    return let_in(Answer(200, tuple(allowed), b""), request, origins)


def let_in(answer: Answer, request: HttpRequest, origins: Collection[str]) -> Answer:
    """The answer as a page of an allowed origin may read it."""
    if not _is_let_in(request, origins):
        return answer
    allowed = (
        ("Access-Control-Allow-Origin", request.header("origin") or ""),
        ("Access-Control-Expose-Headers", "*"),
        ("Vary", "Origin"),
    )
    return answer._replace(headers=(*answer.headers, *allowed))


def line_of(entry: Entry) -> str:
    """What was asked and what came of it, in one line, of which nothing is hidden yet."""
    request, answer = entry.request, entry.answer
    said = "no answer" if answer is None or answer.delivery.drop else str(answer.status)
    path, task = request.path[:_LONGEST], entry.task or ""
    told = [f"{request.method} {path} {said}", "" if task in path else task, entry.note]
    return "; ".join(filter(None, told))


def _is_let_in(request: HttpRequest, origins: Collection[str]) -> bool:
    origin = request.header("origin")
    return origin is not None and bool({ANY_ORIGIN, origin.lower()} & set(origins))
