"""The nearest operation: the answer to a request that the API has no operation for."""

from __future__ import annotations

from difflib import SequenceMatcher
from urllib.parse import quote

from cometvideo.mock.answers import json_answer
from cometvideo.mock.operations import Done, Visit
from cometvideo.prediction import predict
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.wire.exchange import Answer
from cometvideo.words import Operation

__all__ = ["LANDING", "landing", "wrong_path"]

# Where a redirect leads: a page that says what was wrong with the request that got it.
LANDING = "/_mock/no-such-operation"

_LONGEST_COMPARED = 200  # characters of a path


def wrong_path(visit: Visit) -> Done:
    """Answer a request that is no operation of the API, naming the one that was likely meant."""
    words, request = visit.words, visit.request
    meant = _nearest(visit)
    problem = f"{request.method} {request.path} is no operation of this API"
    if not visit.known_host:
        problem += f" at {request.host}; the API is at {words.host}"
    elif visit.state.is_video(request):
        problem += " at this host, which has videos only"
    if meant is not None:
        problem += f"; the nearest is {meant.method} {meant.path}"
        if meant.name == "create" and request.body:
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


def landing(query: str) -> Answer:
    """The page at the end of such a redirect."""
    from urllib.parse import unquote

    return json_answer(404, {"error": {"message": unquote(query) or "no such operation"}})


def _nearest(visit: Visit) -> Operation | None:
    def likeness(operation: Operation) -> float:
        asked = visit.request.path[:_LONGEST_COMPARED]
        if operation.matches.fullmatch(asked):
            return 2.0
        path = SequenceMatcher(None, asked, operation.path).ratio()
        return path + (0.5 if operation.method == visit.request.method else 0.0)

    return max(visit.words.operations.values(), key=likeness, default=None)


def _findings(visit: Visit) -> str:
    request = visit.request
    body = read_body(request.header("content-type"), request.body)
    told = predict(visit.state.matrix, from_body(body, authorized=bool(visit.account.owner)))
    messages = [each.message for each in told.findings if each.severity != "note"]
    return "; sent there, " + ("; ".join(messages) if messages else "it would be taken")
