"""Stored: exchanges as text that can be kept, without any key, and read again."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from cometvideo.wire.exchange import Answer, Delivery, Exchange, Headers, HttpRequest, exchange_data

__all__ = ["HIDDEN", "LARGEST_ANSWER", "LARGEST_REQUEST", "exchange_of", "exchange_text", "hidden"]

LARGEST_REQUEST = 4096  # bytes of a request's body that are kept; of a larger one, what it was
LARGEST_ANSWER = 256 * 1024  # bytes of an answer's body that are kept
HIDDEN = "[key]"


def exchange_text(exchange: Exchange, secret: str = "") -> str:
    """An exchange as JSON on one line: redacted, and without the secret wherever it stands.

    A request's body of more than 4 KB is kept as its size and SHA-256, an answer's is kept up to
    256 KB.
    """
    request, answer = exchange.request, exchange.answer
    body = request.body
    exchange = exchange._replace(
        request=request._replace(body=_without(body, secret)),
        answer=answer and answer._replace(body=_without(answer.body[:LARGEST_ANSWER], secret)),
    )
    data: Any = exchange_data(exchange)
    if len(body) > LARGEST_REQUEST:
        digest = hashlib.sha256(body).hexdigest()
        data["request"]["body"] = {"size": len(body), "sha256": digest}
    return json.dumps(_each(data, secret), ensure_ascii=False, separators=(",", ":"))


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


def hidden(text: str, secret: str) -> str:
    """A text without the secret."""
    return text.replace(secret, HIDDEN) if secret else text


def _without(body: bytes, secret: str) -> bytes:
    return body.replace(secret.encode(), HIDDEN.encode()) if secret else body


def _each(data: Any, secret: str) -> Any:
    """The data with every text in it without the secret."""
    if isinstance(data, str):
        return hidden(data, secret)
    if isinstance(data, list):
        return [_each(each, secret) for each in data]
    if isinstance(data, dict):
        return {name: _each(each, secret) for name, each in data.items()}
    return data


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
