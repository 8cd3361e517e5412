"""The guard inside a Python program: a transport for clients of httpx, which SDKs take as well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cometvideo.extras import need

try:
    import httpx
except ImportError:
    need("a guard in Python", "guard", "httpx")
    raise

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.guard.answers import Mode, Unanswered, unanswered
from cometvideo.guard.budget import Budget, check_currency, read_budget
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.guard.sending import shown_headers
from cometvideo.guard.steps import LARGEST_ANSWER, Deliver, Do, Pass, Pause, Read, Step, steps
from cometvideo.wire.exchange import Answer, Headers, HttpRequest, header_pair

__all__ = ["GuardTransport", "transport"]

_PLAIN = (b"accept-encoding", b"identity")
# Errors before a request began to leave: after any other, it may have arrived.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.ProxyError,
    httpx.InvalidURL,
)


def transport(
    spec: str | AnySpec | None = None,
    *,
    ledger: str | Path = "guard.ledger",
    mode: Mode = "warn",
    budgets: Sequence[str | Budget] = (),
    unpriced: bool = False,
    failures_most: int | None = None,
    poll_every_s: float | None = None,
    longest_s: float = 180.0,
    inner: httpx.BaseTransport | None = None,
    log: Callable[[str], object] = lambda _: None,
) -> GuardTransport:
    """A transport to give to `httpx.Client`, with what `cometvideo guard` has as options.

    Budgets are written as there (`20usd/day`); `inner` is what sends. Raises InputError for a
    ledger that cannot be used and a budget that cannot be read.
    """
    opened = load(spec)
    read = [each if isinstance(each, Budget) else read_budget(each) for each in budgets]
    check_currency(read, opened)
    kept = Ledger(Path(ledger), now=time.time)
    guard = Guard(
        opened,
        kept,
        mode=mode,
        budgets=read,
        unpriced=unpriced,
        failures_most=failures_most,
        poll_every_s=poll_every_s,
        longest_s=longest_s,
        log=log,
    )
    return GuardTransport(guard, inner or httpx.HTTPTransport(), close=kept.close)


class GuardTransport(httpx.BaseTransport):
    """Sends what a guard lets through, and answers the rest itself; `inner` is what sends.

    It takes the clock and the pause that it waits by, so that nothing has to be waited for in a
    test. Closing it closes `inner`, and calls `close`.
    """

    def __init__(
        self,
        guard: Guard,
        inner: httpx.BaseTransport,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        close: Callable[[], object] = lambda: None,
    ) -> None:
        self.guard = guard
        self._inner = inner
        self._clock = clock
        self._sleep = sleep
        self._close = close

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the guard, and do what it says; what is no request to the API passes as it is."""
        target = request.url.raw_path.decode("latin-1")
        host = request.url.netloc.decode("latin-1")
        asked = HttpRequest(request.method, target, _headers(request), request.read(), host)
        next_step = steps(self.guard, asked)
        given: object = None
        response: httpx.Response | None = None
        while True:
            try:
                step: Step = next_step.send(given)
            except StopIteration:
                assert response is not None  # noqa: S101 - every request is answered
                return response
            given = None
            match step:
                case Do(call, arguments):
                    given = call(*arguments)
                case Pause(seconds):
                    self._sleep(seconds)
                case Read():
                    given = self._came(request)
                case Pass():
                    response = self._inner.handle_request(request)
                case Deliver(answer):
                    given, response = True, _response(answer)

    def close(self) -> None:
        """Close what sends, and the ledger."""
        self._inner.close()
        self._close()

    def _came(self, request: httpx.Request) -> Answer | Unanswered:
        try:
            return self._answer(request)
        except Exception as error:
            why = type(error).__name__
            if isinstance(error, httpx.LocalProtocolError | httpx.InvalidURL | UnicodeError):
                why += ": something in the request cannot be sent as it is"
            else:
                why = f"{why} {error}".strip()
            return unanswered(why, _headers(request), sent=not isinstance(error, _UNSENT))

    def _answer(self, request: httpx.Request) -> Answer:
        until = self._clock() + self.guard.longest_s
        kept = [each for each in request.headers.raw if each[0].lower() != b"accept-encoding"]
        sent = httpx.Request(
            request.method,
            request.url,
            headers=[*kept, _PLAIN],
            content=request.content,
            extensions=request.extensions,
        )
        response = self._inner.handle_request(sent)
        try:
            body = b"".join(self._pieces(response, until))
        finally:
            response.close()
        return Answer(response.status_code, shown_headers(_headers(response)), body)

    def _pieces(self, response: httpx.Response, until: float) -> Iterator[bytes]:
        size = 0
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - httpx's promise
        for piece in response.stream:
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise InputError(f"an answer of more than {LARGEST_ANSWER} bytes came")
            if self._clock() > until:
                raise InputError(f"it took more than {self.guard.longest_s:g} s")
            yield piece


def _headers(message: httpx.Request | httpx.Response) -> Headers:
    return tuple(header_pair(name, value) for name, value in message.headers.raw)


def _response(answer: Answer) -> httpx.Response:
    return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)
