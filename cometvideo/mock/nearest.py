"""The nearest operation: the answer to a request that the API has no operation for."""

from __future__ import annotations

from difflib import SequenceMatcher
from urllib.parse import quote

from cometvideo.mock.answers import json_answer
from cometvideo.mock.operations import Done, Visit
from cometvideo.prediction import predict
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.wire.exchange import Answer
from cometvideo.words import Operation, operations_of

__all__ = ["LANDING", "landing", "wrong_path"]

# Where a redirect leads: a page that says what was wrong with the request that got it.
LANDING = "/_mock/no-such-operation"

_LONGEST_PATH = 200  # characters of a path that are compared and shown
_LARGEST_BODY = 64 * 1024  # bytes of a body that is looked at


def wrong_path(visit: Visit) -> Done:
    """Answer a request that is no operation of the API, naming the one that was likely meant."""
    words, request = visit.words, visit.request
    if request.method == "OPTIONS":
        return _preflight(visit)
    meant = _nearest(visit)
    problem = f"{request.method} {request.path[:_LONGEST_PATH]} is no operation of this API"
    if not visit.known_host:
        problem += f" at {request.host[:_LONGEST_PATH]}; the API is at {words.host}"
    elif visit.state.is_video(request):
        problem += " at this host, which has videos only"
    if meant is not None:
        problem += f"; the nearest is {meant.method} {meant.path}"
        if meant.name == "create" and 0 < len(request.body) <= _LARGEST_BODY:
            problem += _findings(visit)
    refusal = words.refusal("wrong-path")
    data = words.error(
        refusal.envelope,
        problem,
        code=refusal.code or "",
        request_id=visit.request_id,
    )
    answer = json_answer(refusal.status or 404, data)
    if 300 <= answer.status < 400:
        location = f"{LANDING}?{quote(problem, safe='')}"
        answer = answer._replace(headers=(*answer.headers, ("Location", location)))
    return Done(answer, note=problem)


def _preflight(visit: Visit) -> Done:
    """Answer OPTIONS, which browsers ask before a page may send a key to another origin.

    No source says that the API lets pages of others in, so that nothing here does.
    """
    path = visit.request.path
    methods = [e.method for e in operations_of(visit.world) if e.matches.fullmatch(path)]
    problem = (
        "no source says that the API answers OPTIONS: a page in a browser cannot ask it; let the "
        "page ask a server of yours, which has the key"
    )
    data = visit.words.error(None, problem, request_id=visit.request_id)
    return Done(json_answer(405, data, (("Allow", ", ".join(methods)),)), note=problem)


def landing(query: str) -> Answer:
    """The page at the end of a redirect: as a wrong path of the API, one that is no JSON."""
    from html import escape
    from urllib.parse import unquote

    problem = escape(unquote(query)) or "no such operation"
    page = f"<!doctype html><title>No such operation</title><p>{problem}</p>\n"
    # Whoever makes up the query shall not have a page of this origin do anything.
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "sandbox"))
    return Answer(200, headers, page.encode("utf-8", "replace"))


def _nearest(visit: Visit) -> Operation | None:
    def likeness(operation: Operation) -> float:
        asked = visit.request.path[:_LONGEST_PATH]
        if operation.matches.fullmatch(asked):
            return 2.0
        path = SequenceMatcher(None, asked, operation.path).ratio()
        return path + (0.5 if operation.method == visit.request.method else 0.0)

    is_of_family = visit.words.matrix is not visit.world.unnamed
    known = visit.words.operations.values() if is_of_family else operations_of(visit.world)
    return max(known, key=likeness, default=None)


def _findings(visit: Visit) -> str:
    request = visit.request
    body = read_body(request.header("content-type"), request.body)
    sent = from_body(body, authorized=bool(visit.account.owner))
    told = predict(visit.state.spec.matrix_for(sent.fields), sent)
    messages = [each.problem for each in told.findings if each.severity != "note"]
    return "; sent there, " + ("; ".join(messages) if messages else "it would be taken")
