"""Exchanges: one HTTP request and what became of it, as values; nothing here does any I/O."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

__all__ = [
    "AT_ONCE",
    "Answer",
    "Delivery",
    "Exchange",
    "Headers",
    "HttpRequest",
    "Send",
    "Step",
    "exchange_data",
    "fingerprint",
    "header_pair",
    "redact",
    "without_secret",
]

Headers = tuple[tuple[str, str], ...]

# Headers and parameters of links that let their bearer in.
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
# In JSON an & may be written as an escape, and so may the slashes of an address.
_SECRET_PARAMETER = re.compile(
    r"(?i)((?:[?&]|\\u0026)[\w.-]*(?:signature|token|secret|key)=)[^&#\\]*"
)
HIDDEN = "[key]"
_SHORTEST_SECRET = 6
_LINK = re.compile(r"https?:(?://|\\/\\/)(?:[^\s\"'\\]|\\/|\\u0026)+")


class HttpRequest(NamedTuple):
    """A request as it reached the wire's end.

    `target` is the path with its query, still percent-encoded; `headers` are in the order sent,
    `host` is what the client believes it talks to, with the port where one was given.
    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    host: str = ""

    def __repr__(self) -> str:
        # Neither headers nor body: a key may stand in them.
        return f"<HttpRequest {self.method} {_hide(self.target)[:100]}, {len(self.body)} bytes>"

    @property
    def path(self) -> str:
        """The path of the target, decoded, without the query."""
        path = self.target.partition("?")[0]
        return unquote(path) if "%" in path else path

    @property
    def query(self) -> str:
        """The query of the target as sent; empty where there is none."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first header of this name (in lower case), or None."""
        return _first(self.headers, name)

    def with_body(self, body: bytes) -> HttpRequest:
        """The same request with another body."""
        method, target, headers, _, host = self
        return HttpRequest(method, target, headers, body, host)


class Delivery(NamedTuple):
    """How an answer travels when it does not arrive at once and in full.

    Nothing arrives for `delay_s`, the body then takes `trickle_s`; it is cut after `cut_at` bytes.
    With `drop` the connection ends without an answer, with `stall` nothing ever arrives.
    """

    delay_s: float = 0.0
    trickle_s: float = 0.0
    cut_at: int | None = None
    drop: bool = False
    stall: bool = False


AT_ONCE = Delivery()
_TRICKLES = 10  # pieces that a slow body arrives in


class Step(NamedTuple):
    """One thing that happens while an answer travels.

    `wait`: nothing, for `seconds` (math.inf: for good); `head`: status and headers arrive; `bytes`:
    `data` of the body arrives; `cut`: the connection ends before the body does; `drop`: it ends
    without an answer.
    """

    act: Literal["wait", "head", "bytes", "cut", "drop"]
    seconds: float = 0.0
    data: bytes = b""


def _first(headers: Headers, name: str) -> str | None:
    size = len(name)
    for key, value in headers:
        if key == name or (len(key) == size and key.lower() == name):
            return value
    return None


class Answer(NamedTuple):
    """What a request is answered with; `Content-Length` is left to whoever sends it."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    delivery: Delivery = AT_ONCE

    def __repr__(self) -> str:
        how = "" if self.delivery == AT_ONCE else f", {self.delivery!r}"
        return f"<Answer {self.status}, {len(self.body)} bytes{how}>"

    def header(self, name: str) -> str | None:
        """The first header of this name (in lower case), or None."""
        return _first(self.headers, name)

    def steps(self) -> Iterator[Step]:
        """How it travels, step by step, for whoever delivers it to carry out."""
        delay_s, trickle_s, cut_at, drop, stall = self.delivery
        if drop:
            yield Step("drop")
            return
        if stall or delay_s:
            yield Step("wait", math.inf if stall else delay_s)
        yield Step("head")
        body = self.body[:cut_at]
        size = -(-len(body) // _TRICKLES) if trickle_s else len(body)
        for at in range(0, len(body), size or 1):
            if trickle_s:
                yield Step("wait", trickle_s / _TRICKLES)
            yield Step("bytes", data=body[at : at + size])
        if cut_at is not None:
            yield Step("cut")


class Exchange(NamedTuple):
    """A request, its answer, and when (Unix seconds); None where no answer came."""

    request: HttpRequest
    answer: Answer | None
    at: float = 0.0


# The mock, the live API and a recording are all of this type.
Send = Callable[[HttpRequest], Answer]


@lru_cache(maxsize=1024)
def header_pair(name: bytes, value: bytes) -> tuple[str, str]:
    """A header as text, its name in lower case; equal ones, of which there are many, are shared."""
    return name.decode("latin-1").lower(), value.decode("latin-1")


@lru_cache(maxsize=1024)
def fingerprint(key: str) -> str:
    """A short name for a key from which the key cannot be told."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=4).hexdigest()


def redact(request: HttpRequest) -> HttpRequest:
    """The same request without what would let somebody else in."""
    headers = tuple((name, _redacted(name, value)) for name, value in request.headers)
    return request._replace(headers=headers, target=_hide(request.target))


def without_secret(text: str, secret: str) -> str:
    """A text without a key that somebody put into it; for the edge, where text is shown or kept.

    A key is replaced where it stands as a word of its own, and not at all where it is so short
    that words would be taken for it: headers and links are redacted whatever they hold.
    """
    if len(secret) < _SHORTEST_SECRET or secret not in text:
        return text
    return re.sub(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", HIDDEN, text)


def exchange_data(exchange: Exchange) -> dict[str, object]:
    """An exchange as JSON carries it, redacted: request, answer and at."""
    request, answer = redact(exchange.request), exchange.answer
    return {
        "at": exchange.at,
        "request": {
            "method": request.method,
            "host": request.host,
            "target": request.target,
            "headers": [list(header) for header in request.headers],
            "body": _body(request.body),
        },
        "answer": None if answer is None else _answer(answer),
    }


def _answer(answer: Answer) -> dict[str, object]:
    data: dict[str, object] = {
        "status": answer.status,
        "headers": [[name, _redacted(name, value)] for name, value in answer.headers],
        "body": _body(answer.body),
    }
    if answer.delivery != AT_ONCE:
        data["delivery"] = answer.delivery._asdict()
    return data


def _redacted(name: str, value: str) -> str:
    if name.lower() not in _SECRET_HEADERS:
        return _hide(value)
    scheme, blank, key = value.partition(" ")
    if not blank:
        scheme, key = "", value
    return f"{scheme} present:{fingerprint(key)}".strip() if key else value


def _hide(text: str) -> str:
    return _SECRET_PARAMETER.sub(r"\1present", text)


def _body(body: bytes) -> dict[str, object]:
    try:
        return {"text": _hide_links(body.decode())}
    except UnicodeDecodeError:
        import base64

        return {"base64": base64.b64encode(body).decode()}


def _hide_links(text: str) -> str:
    # A link inside a JSON text ends at its quote.
    return _LINK.sub(lambda found: _hide(found[0]), text)
