"""The channel: one HTTP exchange with httpx, with an end in time and an exception for each fate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cometvideo.client.address import why_no_address
from cometvideo.client.body import ACCEPTED, LateError, TooMuchError, UndecodableError, pieces_of
from cometvideo.client.errors import AnswerError, ClientError, NoAnswerError, NotSentError
from cometvideo.client.watch import Watch
from cometvideo.extras import need
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import (
    Answer,
    Exchange,
    HttpRequest,
    credentials_of,
    header_pair,
)

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    import httpx

__all__ = [
    "LARGEST_IN_FILE",
    "LARGEST_IN_MEMORY",
    "Channel",
    "OnExchange",
    "no_cookies",
    "require_httpx",
    "retry_after_s",
]

LARGEST_IN_MEMORY = 256 * 1024 * 1024  # bytes of a video that is not written to a file
LARGEST_IN_FILE = 16 * 1024 * 1024 * 1024
_LARGEST_ANSWER = 4 * 1024 * 1024
_LONGEST_CAUSE = 300
_MOST_REDIRECTS = 10
_WITHOUT_END = 10  # timeouts that an exchange may take altogether which is given no end
# A body is given as it reads: without its coding, and so of another length.
_OF_THE_CODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})

OnExchange = Callable[[Exchange], object]


def require_httpx() -> None:
    """Raises InputError where nothing can be sent, for want of httpx."""
    need("sending requests", "client", "httpx")


def no_cookies() -> CookieJar:
    """A jar that takes none: what came with one answer, to one key, never goes out again."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


class Channel:
    """Sends requests with httpx; redirects are followed only where that is asked.

    `timeout_s` bounds every step of an exchange, ten times that all of one that has no end of its
    own. The headers of one request never stay for another. `on_exchange` is told of each one when
    it is over, with its key and its links; its answer is None where no whole one came. No error
    says any of the `credentials`.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | None,
        clock: Callable[[], float],
        timeout_s: float,
        on_exchange: OnExchange | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        import httpx

        # A new connection each time: one that the other side is just closing leaves it unclear
        # whether a request arrived, and a new one can be watched from its beginning.
        self._http = httpx.Client(
            transport=transport,
            cookies=no_cookies(),
            limits=httpx.Limits(max_keepalive_connections=0),
            event_hooks={"response": [_refuse_impossible]},
        )
        self._clock = clock
        self._timeout_s = timeout_s
        self._on_exchange = on_exchange
        self._credentials = credentials or Credentials()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

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
        most: int = LARGEST_IN_FILE,
    ) -> Answer:
        """One exchange, that ends by `until` on the clock; names of headers are in lower case.

        Bytes of headers are kept as the characters of the same numbers (Latin-1). With `write` the
        body of a success goes there in pieces, `most` bytes of it. Raises NotSentError where
        nothing reached the other side, NoAnswerError where no whole answer came back, and, of what
        is followed or written, AnswerError for what is not worth asking for again.
        """
        request = _request(method, url, headers, body)
        try:
            answer = self._answer(request, url, until, write, most, follow=follow)
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
        most: int,
        *,
        follow: bool,
    ) -> Answer:
        import httpx

        end = self._clock() + self._timeout_s * _WITHOUT_END if until is None else until
        where = url.partition("?")[0]  # the query of a link lets its bearer in
        kind: type[ClientError]
        with Watch(lambda: self._left(end)) as watch:
            try:
                request = self._built(sent, url, end, watch, follow=follow)
                for _ in range(_MOST_REDIRECTS + 1):
                    answer = self._http.send(request, stream=True, auth=None)
                    try:
                        # Bodies of redirects are not read.
                        if not follow or answer.next_request is None:
                            return self._read(answer, until, end, write, most)
                        request = answer.next_request
                    finally:
                        answer.close()
                    # Another address is connected to anew, in what is left of the time.
                    request.extensions["timeout"] = httpx.Timeout(self._step_s(end)).as_dict()
                kind, said = AnswerError, f"{where} leads from address to address without end"
            except ClientError as error:
                kind, said = type(error), str(error)
            except (
                httpx.ConnectError,
                httpx.ConnectTimeout,
                httpx.PoolTimeout,
                httpx.UnsupportedProtocol,
                httpx.ProxyError,
            ) as error:
                kind, said = NotSentError, f"nothing was sent to {where}: {_named(error)}"
            except Exception as error:
                if write is not None and isinstance(error, OSError):
                    raise  # it is the file that cannot be written
                # Whatever a library makes of what came: something may have reached the other side.
                why = "its time was over" if watch.is_over else _named(error)
                kind, said = NoAnswerError, f"no whole answer came from {where}: {why}"
        # Made and raised here, so that it carries along neither the request with its key nor, by
        # the frames that it has been through, what has come.
        raise kind(credentials_of(sent, self._credentials).target(said))

    def _built(
        self, sent: HttpRequest, url: str, end: float, watch: Watch, *, follow: bool
    ) -> httpx.Request:
        try:
            return self._http.build_request(
                sent.method,
                url,
                headers={"Accept-Encoding": ACCEPTED, **dict(sent.headers)},
                content=sent.body or None,
                timeout=self._step_s(end),
                extensions={"trace": watch, _FOLLOW: follow},
            )
        except Exception as error:
            where = url.partition("?")[0]
            raise NotSentError(f"nothing was sent to {where}: {_named(error)}") from None

    def _step_s(self, end: float) -> float:
        return min(self._timeout_s, self._left(end))

    def _left(self, end: float) -> float:
        return max(end - self._clock(), 0.001)

    def _read(
        self,
        answer: httpx.Response,
        until: float | None,
        end: float,
        write: Callable[[bytes], object] | None,
        most: int,
    ) -> Answer:
        pieces: list[bytes] = []
        is_written = write is not None and answer.is_success
        keep = write if write is not None and is_written else pieces.append
        # A body may come drop by drop, each in time, and never end.
        end = min(end, self._clock() + self._timeout_s) if until is None else end
        most = most if is_written else _LARGEST_ANSWER
        try:
            for piece in pieces_of(answer, most, lambda: self._clock() > end):
                keep(piece)
        except TooMuchError as error:
            raise (AnswerError if is_written else NoAnswerError)(str(error)) from None
        except (LateError, UndecodableError) as error:
            raise NoAnswerError(f"no whole answer came: {error}") from None
        headers = (header_pair(name, value) for name, value in answer.headers.raw)
        named = tuple(each for each in headers if each[0] not in _OF_THE_CODING)
        return Answer(answer.status_code, named, b"".join(pieces))


_FOLLOW = "cometvideo-follow"


def _refuse_impossible(answer: httpx.Response) -> None:
    """Raises AnswerError where a redirect that would be followed leads to no possible address."""
    if answer.request.extensions.get(_FOLLOW) and answer.has_redirect_location:
        from urllib.parse import urljoin

        location = answer.headers["location"]
        try:
            why = why_no_address(urljoin(str(answer.request.url), location))
        except ValueError:
            why = "there can be no such host"
        if why:
            raise AnswerError(f"a redirect leads to {location[:80]!r}, where nothing is: {why}")


def retry_after_s(answer: Answer, now: Callable[[], float]) -> float | None:
    """How many seconds `Retry-After` asks to wait, given as seconds or as a date; None without.

    `now` gives the Unix time that a date is compared with.
    """
    asked = (answer.header("retry-after") or "").strip()
    if asked.isascii() and asked.isdecimal() and len(asked) < 12:
        return float(asked)
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(asked).timestamp() - now(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None


def _request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpRequest:
    host, _, target = url.partition("://")[2].partition("/")
    return HttpRequest(method, f"/{target}", tuple(headers.items()), body, host)


def _named(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()[:_LONGEST_CAUSE]
