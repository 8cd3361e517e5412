"""Polls: one task is asked after by one client at a time, and no more often than is advised."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import suppress
from typing import NamedTuple

from cometvideo.client.contract import Contract, Task
from cometvideo.errors import InputError
from cometvideo.guard.answers import with_told
from cometvideo.guard.ledger import Ledger
from cometvideo.wire.exchange import Answer, HttpRequest

__all__ = ["Polls"]

_LARGEST = 16_384  # bytes of an answer that is kept
_MOST = 1_024  # tasks whose last answer is remembered, and that may be asked after at once
_FRESH = ("no-cache", "no-store", "max-age=0")


class _Last(NamedTuple):
    """The last answer about a task; `shared` where it tells of the task to whoever asks.

    The same is answered for `every_s`.
    """

    at: float
    answer: Answer
    shared: bool
    every_s: float


class Polls:
    """What was last answered about tasks; for several threads.

    Within `every_s` of an answer the same is answered again; with 0 nothing ever is, and None is
    what the family of the task's model advises. Answers about tasks that have ended are kept in the
    ledger, those with a link for a quarter of its life.
    """

    def __init__(
        self, ledger: Ledger, contract: Contract, every_s: float | None, longest_s: float
    ) -> None:
        self._ledger = ledger
        self._contract = contract
        self._given_s = every_s
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._last: OrderedDict[str, _Last] = OrderedDict()
        self._asking: OrderedDict[str, float] = OrderedDict()

    def name_of(self, request: HttpRequest, owner: str) -> str:
        """What polls have in common that are answered alike; "" for one that goes its own way."""
        if not self._every_s(None):
            return ""
        return hashlib.sha256(f"{owner} {request.target}".encode()).hexdigest()

    def last(self, name: str, request: HttpRequest) -> Answer | None:
        """The last answer, where that is still to be given."""
        last = self._last.get(name)
        if last is None or not last.shared or _wants_fresh(request):
            return None
        age_s = self._ledger.now() - last.at
        return _aged(last.answer, age_s, "last answer") if 0 <= age_s < last.every_s else None

    def known(self, name: str, request: HttpRequest, *, waited: bool) -> Answer | None:
        """What is answered without asking; the last answer is, to who `waited` for it."""
        last = self._last.get(name)
        if waited and last is not None:
            return last.answer
        if _wants_fresh(request):
            return None
        known = self.last(name, request)
        if known is not None:
            return known
        found = None
        with suppress(InputError):  # what the ledger does not say, the API does
            found = self._ledger.ended(name)
        if found is None:
            return None
        at, kind, body = found
        answer = Answer(200, (("Content-Type", kind),), body)
        return _aged(answer, self._ledger.now() - at, "ended")

    def begin(self, name: str) -> bool:
        """Whether this is who asks now; else somebody does already."""
        with self._lock:
            if self._is_asking(name):
                return False
            self._asking[name] = self._ledger.now()
            if len(self._asking) > _MOST:
                self._asking.popitem(last=False)
            return True

    def is_asking(self, name: str) -> bool:
        """Whether somebody still asks."""
        with self._lock:
            return self._is_asking(name)

    def end(self, name: str, answer: Answer, task: Task | None) -> None:
        """Keep what came of a poll, which holds no key."""
        now = self._ledger.now()
        model = task.model if task else None
        known = task is not None and answer.status == 200 and len(answer.body) <= _LARGEST
        kind = answer.header("content-type") or "application/json"
        if known and task is not None and task.terminal:
            until = now + self._link_s(model) if task.video_url else None
            with suppress(InputError):
                self._ledger.keep_ended(name, until, kind, answer.body)
        with self._lock:
            self._asking.pop(name, None)
            if len(answer.body) <= _LARGEST:
                plain = Answer(answer.status, (("Content-Type", kind),), answer.body)
                self._last[name] = _Last(now, plain, known, self._every_s(model))
                self._last.move_to_end(name)
                if len(self._last) > _MOST:
                    self._last.popitem(last=False)

    def _every_s(self, model: str | None) -> float:
        """How often tasks of a model are asked after; of an unknown one as seldom as of any."""
        if self._given_s is not None:
            return self._given_s
        return max(each.interval_min_s or 0.0 for each in self._contract.words_for(model))

    def _link_s(self, model: str | None) -> float:
        """For how long a link to the video of a model is given; of an unknown one the shortest."""
        lives = (each.link_lifetime_s or 0.0 for each in self._contract.words_for(model))
        return min(lives) / 4 or self._every_s(model)

    def _is_asking(self, name: str) -> bool:
        begun = self._asking.get(name)
        return begun is not None and 0 <= self._ledger.now() - begun < self._longest_s


def _wants_fresh(request: HttpRequest) -> bool:
    control = (request.header("cache-control") or "").lower()
    return any(each in control for each in _FRESH)


def _aged(answer: Answer, age_s: float, what: str) -> Answer:
    age = ("Age", str(int(age_s)))
    return with_told(answer._replace(headers=(*answer.headers, age)), f"{what}; {age_s:.0f} s old")
