"""The state of a mock: its accounts, tasks and journal, its clock and its seed."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from functools import lru_cache

from cometvideo.facts.matrix import Matrix
from cometvideo.mock.accounts import Account, Settings
from cometvideo.mock.clock import Clock
from cometvideo.mock.journal import Journal
from cometvideo.mock.tasks import TaskStore
from cometvideo.plan import Plan
from cometvideo.wire.exchange import HttpRequest, fingerprint
from cometvideo.words import Words, words_of

__all__ = ["NOBODY", "VIDEOS_ORIGIN", "State"]

NOBODY = ""
VIDEOS_ORIGIN = "https://videos.mock.invalid"  # where nothing can be, RFC 2606


@lru_cache(maxsize=1024)
def _key_in(header: str, scheme: str) -> str:
    """The key in an Authorization header; empty where it is of another scheme."""
    found, _, key = header.strip().partition(" ")
    return key.strip() if found.lower() == scheme.lower() else NOBODY


class State:
    """Everything about a mock that changes. Whoever uses it holds `lock`.

    `matrix` is the spec, open facts and all; `common` holds for all keys and has a world.
    Links to videos begin with `videos_origin`.
    """

    def __init__(
        self,
        matrix: Matrix,
        common: Settings,
        *,
        clock: Clock,
        seed: str,
        keys: Iterable[str],
        store: TaskStore,
        strict: bool,
        journal_size: int,
        accounts_size: int,
    ) -> None:
        self.matrix = matrix
        self.first = common
        self.common = common
        self.clock = clock
        self.seed = seed
        self.keys = frozenset(keys)
        self.store = store
        self.strict = strict
        self.journal = Journal(most=journal_size)
        self.accounts: OrderedDict[str, Account] = OrderedDict()
        self.accounts_size = accounts_size
        self.videos_origin = VIDEOS_ORIGIN
        self.next_plans: deque[Plan] = deque()
        self.requests = 0
        self.faults = 0
        self.lock = threading.RLock()

    @property
    def common(self) -> Settings:
        """The settings for all keys."""
        return self._common

    @common.setter
    def common(self, changed: Settings) -> None:
        self._common = changed
        # The words for whoever has no world of their own.
        self.words = words_of(changed.world or self.matrix)

    @property
    def videos_origin(self) -> str:
        """Scheme, host and port of where the videos lie."""
        return self._videos_origin

    @videos_origin.setter
    def videos_origin(self, changed: str) -> None:
        self._videos_origin = changed
        self.videos_host = changed.split("/", 3)[2]

    def words_for(self, account: Account) -> Words:
        """The words that a key is spoken to in."""
        own = account.settings.world
        return self.words if own is None else words_of(own)

    def key_of(self, request: HttpRequest) -> str:
        """The key that a request lets itself in with; empty where it has none that counts."""
        words = self.words
        key = _key_in(request.header(words.auth_header.lower()) or "", words.auth_scheme)
        return NOBODY if self.keys and key not in self.keys else key

    def account(self, key: str) -> Account:
        """The state of a key, made where there is none yet; "" is who has no key."""
        owner = fingerprint(key) if key else NOBODY
        account = self.accounts.get(owner)
        if account is None:
            account = self.accounts[owner] = Account(owner)
            if len(self.accounts) > self.accounts_size:
                self.accounts.popitem(last=False)
        return account

    def now(self, account: Account | None = None) -> float:
        """The mock's time in Unix seconds, as one key sees it."""
        own = account.settings.offset_s if account else 0.0
        return self.clock() + self._common.offset_s + own

    def is_video(self, request: HttpRequest) -> bool:
        """Whether a request is for the host where the videos lie."""
        return request.host == self.videos_host

    def draw(self, what: str, owner: str, number: int) -> str:
        """24 hex digits that depend on the seed and on what they are for."""
        text = f"{self.seed}/{what}/{owner}/{number}"
        return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
