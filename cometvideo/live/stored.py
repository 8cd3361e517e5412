"""Stored: exchanges as text that can be kept, without any key, and read again."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import (
    Answer,
    Delivery,
    Exchange,
    Headers,
    HttpRequest,
    credentials_of,
    exchange_data,
)

__all__ = ["LARGEST_ANSWER", "LARGEST_REQUEST", "exchange_of", "exchange_text"]

LARGEST_REQUEST = 4096  # bytes of a request's body that are kept; of a larger one, what it was
LARGEST_ANSWER = 256 * 1024  # bytes of an answer's body that are kept


def exchange_text(exchange: Exchange, credentials: Credentials | None = None) -> str:
    """An exchange as JSON on one line, redacted: without the credentials given, or its request's.

    A request's body of more than 4 KB is kept as its size and SHA-256, an answer's is kept up to
    256 KB.
    """
    if credentials is None:
        credentials = credentials_of(exchange.request)
    request, answer = exchange.request, exchange.answer
    large = len(request.body) > LARGEST_REQUEST
    if large:
        exchange = exchange._replace(request=request.with_body(b""))
    if answer is not None:
        # What is hidden has to be whole.
        body = credentials.body(answer.body)[:LARGEST_ANSWER]
        exchange = exchange._replace(answer=answer._replace(body=body))
    data: Any = exchange_data(exchange, credentials)
    if large:
        digest = hashlib.sha256(request.body).hexdigest()
        data["request"]["body"] = {"size": len(request.body), "sha256": digest}
    # In ASCII, as there is text that UTF-8 has no bytes for.
    return json.dumps(data, separators=(",", ":"))


def exchange_of(data: Mapping[str, Any]) -> Exchange:
    """The exchange that `exchange_data` gave the data of, or `exchange_text` the text of.

    Of a request's body that was too large to be kept, a line says what it was.
    """
    request, answer = data["request"], data["answer"]
    return Exchange(
        HttpRequest(
            request["method"],
            request["target"],
            _headers(request["headers"]),
            _body(request["body"]),
            request["host"],
        ),
        None if answer is None else _answer(answer),
        data["at"],
    )


def _answer(data: Mapping[str, Any]) -> Answer:
    answer = Answer(data["status"], _headers(data["headers"]), _body(data["body"]))
    return answer._replace(delivery=Delivery(**data["delivery"])) if "delivery" in data else answer


def _headers(data: Any) -> Headers:
    return tuple((name, value) for name, value in data)


def _body(data: Mapping[str, Any]) -> bytes:
    if "sha256" in data:
        return f"({data['size']} bytes, SHA-256 {data['sha256']})".encode()
    text: str | None = data.get("text")
    return b64decode(data["base64"]) if text is None else text.encode()
