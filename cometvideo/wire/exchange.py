"""Exchanges: one HTTP request and what became of it, as values; nothing here does any I/O."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Literal, NamedTuple
from urllib.parse import unquote

from cometvideo.wire.credentials import Credentials
from cometvideo.wire.remembering import remembered

__all__ = [
    "AT_ONCE",
    "Answer",
    "Delivery",
    "Exchange",
    "Headers",
    "HttpRequest",
    "Send",
    "Step",
    "credentials_of",
    "exchange_data",
    "header_pair",
    "redact",
]

Headers = tuple[tuple[str, str], ...]

_COMMON = Credentials()


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
        return f"<HttpRequest {self.method} {self.shown_target[:100]}, {len(self.body)} bytes>"

    @property
    def shown_target(self) -> str:
        """The target without anything that a header holds: any of them may be that of the key."""
        any_header = frozenset(name.lower() for name, _ in self.headers)
        return credentials_of(self, Credentials(any_header)).target(self.target)

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
    """What a request is answered with; `Content-Length` is left to whoever sends it.

    `further` is what follows the body for as long as the client is there, where whoever sends it
    can do that; without it the answer is whole as well.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    delivery: Delivery = AT_ONCE
    further: Callable[[], AsyncIterator[bytes]] | None = None

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


@remembered
def header_pair(name: bytes, value: bytes) -> tuple[str, str]:
    """A header as text, its name in lower case; equal ones, of which there are many, are shared."""
    return name.decode("latin-1").lower(), value.decode("latin-1")


def redact(request: HttpRequest, credentials: Credentials | None = None) -> HttpRequest:
    """The same request without what would let somebody else in.

    What is hidden are the credentials given, or those that the request itself carries.
    """
    if credentials is None:
        credentials = credentials_of(request)
    return request._replace(
        headers=_hidden(request.headers, credentials),
        target=credentials.target(request.target),
        body=credentials.body(request.body),
    )


def credentials_of(request: HttpRequest, known: Credentials = _COMMON) -> Credentials:
    """The credentials that a request carries, besides those known."""
    return known.with_those_of(request.headers, request.target)


def exchange_data(exchange: Exchange, credentials: Credentials | None = None) -> dict[str, object]:
    """An exchange as JSON carries it, redacted: request, answer and at.

    What is hidden are the credentials given, or those that its request carries.
    """
    if credentials is None:
        credentials = credentials_of(exchange.request)
    request, answer = redact(exchange.request, credentials), exchange.answer
    return {
        "at": exchange.at,
        "request": {
            "method": request.method,
            "host": request.host,
            "target": request.target,
            "headers": [list(header) for header in request.headers],
            "body": _body(request.body),
        },
        "answer": None if answer is None else _answer(answer, credentials),
    }


def _answer(answer: Answer, credentials: Credentials) -> dict[str, object]:
    data: dict[str, object] = {
        "status": answer.status,
        "headers": [list(header) for header in _hidden(answer.headers, credentials)],
        "body": _body(credentials.body(answer.body)),
    }
    if answer.delivery != AT_ONCE:
        data["delivery"] = answer.delivery._asdict()
    return data


def _hidden(headers: Headers, credentials: Credentials) -> Headers:
    return tuple((name, credentials.header(name, value)) for name, value in headers)


def _body(body: bytes) -> dict[str, object]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        import base64

        return {"base64": base64.b64encode(body).decode()}
