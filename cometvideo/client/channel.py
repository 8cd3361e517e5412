"""The channel: one HTTP exchange with httpx, with an end in time and an exception for each fate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cometvideo.client.errors import ClientError, NoAnswerError, NotSentError
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest

if TYPE_CHECKING:
    import httpx

__all__ = ["Channel", "OnExchange", "retry_after_s"]

_LARGEST_ANSWER = 4 * 1024 * 1024
# A body is given as it reads: without its coding, and so of another length.
_OF_THE_CODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})

OnExchange = Callable[[Exchange], object]


class Channel:
    """Sends requests through an httpx client; redirects are followed only where that is asked.

    `timeout_s` bounds every step of an exchange. The headers of one request never stay for
    another. `on_exchange` is told of each one when it is over, with its key and its links; its
    answer is None where no whole one came.
    """

    def __init__(
        self,
        http: httpx.Client,
        clock: Callable[[], float],
        timeout_s: float,
        on_exchange: OnExchange | None = None,
    ) -> None:
        self._http = http
        self._clock = clock
        self._timeout_s = timeout_s
        self._on_exchange = on_exchange

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *,
        body: bytes = b"",
        until: float | None = None,
        follow: bool = False,
        write: Callable[[bytes], object] | None = None,
    ) -> Answer:
        """One exchange, that ends by `until` on the clock; names of headers are in lower case.

        With `write` the body of a success goes there in pieces. Raises NotSentError where nothing
        reached the other side, NoAnswerError where no whole answer came back.
        """
        request = _request(method, url, headers, body)
        try:
            answer = self._answer(request, url, until, write, follow=follow)
        except ClientError:
            self._tell(Exchange(request, None))
            raise
        self._tell(Exchange(request, answer))
        return answer

    def _tell(self, exchange: Exchange) -> None:
        if self._on_exchange is not None:
            self._on_exchange(exchange)

    def _answer(
        self,
        sent: HttpRequest,
        url: str,
        until: float | None,
        write: Callable[[bytes], object] | None,
        *,
        follow: bool,
    ) -> Answer:
        import httpx

        failure: ClientError
        try:
            timeout = self._timeout(until)
            request = self._http.build_request(
                sent.method,
                url,
                headers=sent.headers,
                content=sent.body or None,
                timeout=timeout,
            )
            answer = self._http.send(request, stream=True, follow_redirects=follow, auth=None)
            try:
                return self._read(answer, until, write)
            finally:
                answer.close()
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
            httpx.LocalProtocolError,
            httpx.ProxyError,
            httpx.InvalidURL,
        ) as error:
            failure = NotSentError(f"nothing was sent to {_where(url)}: {_named(error)}")
        except (httpx.TransportError, httpx.TooManyRedirects, httpx.DecodingError) as error:
            failure = NoAnswerError(f"no whole answer came from {_where(url)}: {_named(error)}")
        # Raised here, so that it does not carry along the request with its key.
        raise failure

    def _timeout(self, until: float | None) -> float:
        return self._timeout_s if until is None else min(self._timeout_s, self._left(until))

    def _left(self, until: float) -> float:
        return max(until - self._clock(), 0.001)

    def _read(
        self, answer: httpx.Response, until: float | None, write: Callable[[bytes], object] | None
    ) -> Answer:
        pieces: list[bytes] = []
        size = 0
        keep = write if write and answer.is_success else pieces.append
        # A body may come drop by drop, each in time, and never end.
        end = self._clock() + self._timeout_s if until is None else until
        for piece in answer.iter_bytes():
            keep(piece)
            size += len(piece)
            if keep is not write and size > _LARGEST_ANSWER:
                raise NoAnswerError(f"an answer of more than {_LARGEST_ANSWER} bytes came")
            if self._clock() > end:
                raise NoAnswerError("the answer came too slowly")
        named = tuple(
            each for each in answer.headers.multi_items() if each[0] not in _OF_THE_CODING
        )
        return Answer(answer.status_code, named, b"".join(pieces))


def retry_after_s(answer: Answer, now: Callable[[], float]) -> float | None:
    """How many seconds `Retry-After` asks to wait, given as seconds or as a date; None without.

    `now` gives the Unix time that a date is compared with.
    """
    asked = (answer.header("retry-after") or "").strip()
    if asked.isdecimal() and len(asked) < 12:
        return float(asked)
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(asked).timestamp() - now(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None


def _request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpRequest:
    host, _, target = url.partition("://")[2].partition("/")
    return HttpRequest(method, f"/{target}", tuple(headers.items()), body, host)


def _where(url: str) -> str:
    # The query of a link lets its bearer in.
    return url.partition("?")[0]


def _named(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
