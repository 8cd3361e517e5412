"""Answers: JSON bodies, and errors in the envelopes that the matrix describes."""

from __future__ import annotations

import json
from collections.abc import Callable

from cometvideo.prediction import Prediction, Reject
from cometvideo.wire.exchange import Answer, Headers
from cometvideo.words import Words

__all__ = ["JSON", "explain", "header_value", "json_answer", "rejection"]

_CONTROLS = dict.fromkeys([*range(32), 127])

JSON: Headers = (("Content-Type", "application/json"),)

# What the mock answers has no cycles, and to look for them takes longer than to write it.
_encode: Callable[[object], str] = json.JSONEncoder(
    separators=(",", ":"), check_circular=False
).encode


def header_value(value: str) -> str:
    """A text as it may stand in a header: it cannot begin another one, whoever wrote it."""
    return value.translate(_CONTROLS)


def json_answer(status: int, data: object, headers: Headers = ()) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, JSON + headers, _encode(data).encode())


def rejection(
    words: Words,
    reject: Reject,
    message: str,
    request_id: str,
    *,
    code: str | None = None,
    headers: Headers = (),
) -> Answer:
    """The answer to a refused request: what the matrix states of it, else `message`."""
    data = words.error(
        reject.envelope,
        reject.message or message,
        code=code or reject.code or "",
        param=reject.field or "",
        request_id=request_id,
    )
    return json_answer(reject.status or 400, data, headers)


def explain(prediction: Prediction, reject: Reject) -> str:
    """What is wrong with a request, from its findings: those about the refused field first."""
    about = [each for each in prediction.findings if each.severity != "note"]
    about.sort(key=lambda each: each.field != reject.field)
    return "; ".join(each.problem for each in about) or reject.fault
