"""Quotes: what a request will cost at most, and a token that renders it once."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cometvideo.agents.tools import Json, Tools, told
from cometvideo.errors import InputError
from cometvideo.money import money_words
from cometvideo.prediction import Cost

__all__ = ["Quotes"]

_MOST_TOKENS = 1000


class _Quoted(NamedTuple):
    """What a token is for: the digest of one request, until a time on the clock."""

    digest: str
    until: float


class Quotes:
    """Tokens, each for one request, within a ceiling, for a while, and for once.

    `clock` tells seconds, `draw` a text that nobody can guess. `most` is the ceiling at list price
    in millionths of `currency`; None: none. What has no known price gets a token if `unpriced`.
    """

    def __init__(
        self,
        tools: Tools,
        *,
        clock: Callable[[], float],
        draw: Callable[[], str],
        most: int | None = None,
        currency: str = "USD",
        unpriced: bool = False,
        seconds: float = 600,
    ) -> None:
        self._tools = tools
        self._clock = clock
        self._draw = draw
        self._most = most
        self._currency = currency
        self._unpriced = unpriced
        self._seconds = seconds
        self._open: dict[str, _Quoted] = {}

    def quote(self, request: Mapping[str, object]) -> Json:
        """Tell what a request will render and cost, with a `token` for `render` if it may be sent.

        The token is for exactly this request, for once, and for a few minutes; `refused` says why
        there is none.
        """
        fields = self._tools.fields_of(request)
        judged = self._tools.judge(fields)
        refused = self._refusal(judged.cost, judged.verdict)
        if refused:
            return {**told(judged), "token": None, "refused": refused}
        token = self._draw()
        if len(self._open) >= _MOST_TOKENS:
            del self._open[next(iter(self._open))]
        self._open[token] = _Quoted(_digest(fields), self._clock() + self._seconds)
        return {**told(judged), "token": token, "expires_in_s": self._seconds}

    def _refusal(self, cost: Cost | None, verdict: str) -> str:
        """Why a request is not rendered from here; empty where it is."""
        if verdict != "valid":
            return f"it is {verdict}: see findings, and ask `nearest` what works"
        if cost is None:
            return "" if self._unpriced else "no price of it is known"
        if self._most is None:
            return ""
        ceiling = money_words(self._most, self._most, self._currency)
        if cost.currency != self._currency:
            return f"its price is in {cost.currency}, and the ceiling is {ceiling}"
        dearest = money_words(cost.dearest, cost.dearest, cost.currency)
        return f"it may cost {dearest}, above {ceiling}" if cost.dearest > self._most else ""

    def redeem(self, token: str, request: Mapping[str, object]) -> Json:
        """Use a token up; the fields that it is for, with the bytes of files as they were quoted.

        Raises InputError where it is not for this request, now and once.
        """
        quoted = self._open.pop(token, None)
        if quoted is None:
            raise InputError("no such token: each is for one rendering; ask `quote` for another")
        if self._clock() >= quoted.until:
            raise InputError("the token is too old; ask `quote` for another")
        fields = self._tools.fields_of(request)
        if _digest(fields) != quoted.digest:
            raise InputError("the token is for another request; ask `quote` with this one")
        return fields


def _digest(fields: Json) -> str:
    """A text that is the same for the same fields, with the bytes of files."""
    plain = sorted((name, _plain(value)) for name, value in fields.items())
    return hashlib.sha256(repr(plain).encode("utf-8", "replace")).hexdigest()


def _plain(value: object) -> object:
    """A value with a digest in the place of every file."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return hashlib.sha256(value).digest() if isinstance(value, bytes) else value
