"""Answers: JSON bodies, and errors in the envelopes that the matrix describes."""

from __future__ import annotations

import json
from collections.abc import Callable

from cometvideo.mock.dialect import Dialect, Envelope
from cometvideo.prediction import Prediction, Reject
from cometvideo.wire.exchange import Answer, Headers

__all__ = ["JSON", "encode", "explain", "json_answer", "rejection", "wrap"]

JSON: Headers = (("Content-Type", "application/json"),)
_PLAIN = Envelope(None, ("code", "message"), None, "")

# What the mock answers has no cycles, and to look for them takes longer than to write it.
encode: Callable[[object], str] = json.JSONEncoder(
    separators=(",", ":"), check_circular=False
).encode


def json_answer(status: int, data: object, headers: Headers = ()) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, JSON + headers if headers else JSON, encode(data).encode())


def rejection(
    dialect: Dialect,
    reject: Reject,
    message: str,
    request_id: str,
    *,
    code: str | None = None,
    headers: Headers = (),
) -> Answer:
    """The answer to a refused request: what the matrix states of it, else `message`."""
    data = wrap(
        dialect,
        reject.envelope,
        reject.message or message,
        code=code or reject.code or "",
        param=reject.field or "",
        request_id=request_id,
    )
    return json_answer(reject.status or 400, data, headers)


def wrap(
    dialect: Dialect,
    envelope: str | None,
    message: str,
    *,
    request_id: str,
    code: str = "",
    param: str = "",
) -> dict[str, object]:
    """An error in one of the envelopes; one that the matrix does not describe is plain."""
    shape = dialect.envelopes.get(envelope or "", _PLAIN)
    if shape.message_ends:
        message = f"{message} {shape.message_ends.replace('{id}', request_id)}"
    parts = {"message": message, "type": shape.type, "param": param, "code": code}
    error: dict[str, object] = {key: parts.get(key) for key in shape.keys}
    return {shape.under: error} if shape.under else error


def explain(prediction: Prediction, reject: Reject) -> str:
    """What is wrong with a request, from its findings: those about the refused field first."""
    about = [each for each in prediction.findings if each.severity != "note"]
    about.sort(key=lambda each: each.field != reject.field)
    return "; ".join(each.message for each in about) or reject.fault
