"""The state of a mock: what is common to all keys, an account for each, the clock and the seed."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from cometvideo.facts.endpoint import AnySpec
from cometvideo.mock.faults import LIMITS, Call, Fault, strikes
from cometvideo.mock.journal import Journal, Watch
from cometvideo.mock.tasks import TaskStore
from cometvideo.money import decimal_of, json_number, money_words
from cometvideo.plan import Plan
from cometvideo.wire.credentials import Credentials, fingerprint
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.foreign import is_here, name_of
from cometvideo.wire.keys import key_carried
from cometvideo.words import words_of

if TYPE_CHECKING:
    from decimal import Decimal

    from cometvideo.mock.recording import Recording

__all__ = [
    "EPOCH",
    "NOBODY",
    "VIDEOS_ORIGIN",
    "Account",
    "Bill",
    "Clock",
    "Settings",
    "State",
    "running",
    "standing",
]

NOBODY = ""
VIDEOS_ORIGIN = "https://videos.mock.invalid"  # where nothing can be, RFC 2606


# Seconds since an epoch that only ever move forward.
Clock = Callable[[], float]

EPOCH = 1_767_225_600.0  # 2026-01-01, where a clock that stands still stands


def standing(at: float = EPOCH) -> Clock:
    """A clock that stands still: time passes only where the mock is told to advance."""
    return lambda: at


def running(speed: float = 1.0, *, wall: Clock | None = None, steady: Clock | None = None) -> Clock:
    """A clock that starts at the present and runs at `speed` times real time.

    `wall` gives the present in Unix seconds, `steady` seconds that never jump.
    """
    import time

    wall, steady = wall or time.time, steady or time.monotonic
    begun, zero = wall(), steady()
    return lambda: begun + (steady() - zero) * speed


class Settings(NamedTuple):
    """How the mock behaves towards a key; None leaves it to the settings for all keys.

    `offset_s` is how far the clock was advanced.
    """

    world: AnySpec | None = None
    plan: Plan | None = None
    quirks: frozenset[str] | None = None
    faults: tuple[Fault, ...] = ()
    offset_s: float = 0.0

    def __repr__(self) -> str:
        return (
            f"<Settings: {self.plan}, {len(self.faults)} faults, {len(self.quirks or ())} quirks>"
        )


class Bill(NamedTuple):
    """What was bought: tasks, seconds of video, and what they cost.

    Tasks and seconds count whatever became of them. `millionths` of the `currency` are what is
    billed at the price that the spec states; `unpriced` is how many of the tasks have no price that
    is known, which are not in that.
    """

    tasks: int = 0
    seconds: int = 0
    unpriced: int = 0
    millionths: int = 0
    currency: str = ""

    @property
    def cost(self) -> Decimal:
        """What is billed, exactly."""
        return decimal_of(self.millionths)

    @property
    def words(self) -> str:
        """What is billed, in words."""
        unpriced = f"no price is known of {self.unpriced}" if self.unpriced else ""
        if self.unpriced == self.tasks:
            return unpriced or "nothing"
        known = money_words(self.millionths, self.millionths, self.currency)
        return "; ".join(filter(None, (known, unpriced)))

    def plus(self, other: Bill) -> Bill:
        """Both bills as one."""
        return Bill(
            self.tasks + other.tasks,
            self.seconds + other.seconds,
            self.unpriced + other.unpriced,
            self.millionths + other.millionths,
            self.currency or other.currency,
        )

    def data(self) -> dict[str, object]:
        """The bill as JSON has it; the cost is null where no price is known of any task."""
        known = self.unpriced < self.tasks or not self.tasks
        return {
            "tasks": self.tasks,
            "seconds": self.seconds,
            "unpriced": self.unpriced,
            "cost": json_number(self.millionths) if known else None,
            "currency": self.currency or None,
        }


class Account:
    """State of one key: its settings, the plans for its next tasks, and its counts."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.settings = Settings()
        self.next_plans: deque[Plan] = deque()
        self.calls: Counter[str] = Counter()
        self.fired: Counter[int] = Counter()
        self.windows: dict[int, deque[float]] = {}
        self.bill = Bill()

    def fault(self, call: Call, common: Settings) -> Fault | None:
        """The first fault that strikes a call, its own before those for all keys."""
        for fault in (*self.settings.faults, *common.faults):
            if strikes(fault, call, self.fired[fault.id]) and self._is_reached(fault, call):
                self.fired[fault.id] += 1
                return fault
        return None

    def _is_reached(self, fault: Fault, call: Call) -> bool:
        """Whether the limit of a fault is reached, as it always is of one that has none."""
        if fault.kind not in LIMITS:
            return True
        if fault.kind == "busy":
            return call.running() >= fault.limit
        window = self.windows.setdefault(fault.id, deque())
        while window and window[0] <= call.now - fault.seconds:
            window.popleft()
        if len(window) >= fault.limit:
            return True
        window.append(call.now)
        return False


class State:
    """Everything about a mock that changes. Whoever uses it holds `lock`.

    `spec` is open facts and all; `common` holds for all keys and has a world.
    Links to videos begin with `videos_origin` and are signed with `secret`: the seed, or a secret
    drawn here where there is none. `changes` is how often a control changed it over HTTP; `token`
    is what the console's pages have for that, "" without a console.
    """

    def __init__(
        self,
        spec: AnySpec,
        common: Settings,
        *,
        clock: Clock,
        seed: str | None,
        keys: Iterable[str],
        hosts: Iterable[str],
        strict: bool,
        tasks_size: int,
        journal_size: int,
        journal_bytes: int,
        accounts_size: int,
        watch: Watch | None,
    ) -> None:
        self.spec = spec
        self.first = common
        self.common = common
        self.clock = clock
        self.seed = "0" if seed is None else seed
        self.secret = os.urandom(16).hex() if seed is None else seed
        self.keys = frozenset(keys)
        self.hosts = frozenset(each.lower() for each in hosts)
        self.store = TaskStore(tasks_size)
        self.strict = strict
        self.recording: Recording | None = None
        self.only_recorded = False
        header = words_of(spec.unnamed).auth_header.lower()
        known = Credentials(frozenset({header}), tuple(sorted(self.keys)))
        self.journal = Journal((), journal_size, known, journal_bytes, watch)
        self.accounts: OrderedDict[str, Account] = OrderedDict()
        self.accounts_size = accounts_size
        self.videos_origin = VIDEOS_ORIGIN
        self.next_plans: deque[Plan] = deque()
        self.requests = 0
        self.changes = 0
        self.token = ""
        self.faults = 0
        self.lock = threading.RLock()

    @property
    def common(self) -> Settings:
        """The settings for all keys."""
        return self._common

    @common.setter
    def common(self, changed: Settings) -> None:
        self._common = changed
        # The words for whoever has no world of their own, whatever the model.
        self.words = words_of(self.world.unnamed)
        self._api_host = _host(self.words.host)

    @property
    def videos_origin(self) -> str:
        """Scheme, host and port of where the videos lie."""
        return self._videos_origin

    @videos_origin.setter
    def videos_origin(self, changed: str) -> None:
        self._videos_origin = changed
        self._videos_host = _host(changed)

    @property
    def world(self) -> AnySpec:
        """The world of whoever has none of their own."""
        return self._common.world or self.spec

    def world_for(self, account: Account) -> AnySpec:
        """The world that a key is in."""
        return account.settings.world or self.world

    def key_of(self, request: HttpRequest) -> str:
        """The key that a request lets itself in with; empty where it has none that counts."""
        words = self.words
        header = request.header(words.auth_header.lower())
        if not header:
            return NOBODY
        key = key_carried(words.auth_scheme, header)
        return NOBODY if self.keys and key not in self.keys else key

    def shown_key(self, request: HttpRequest) -> str | None:
        """What a request shows to be let in, whether it counts or not; None where it shows none."""
        return request.header(self.words.auth_header.lower())

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
        return request.host == self._videos_host

    def is_here(self, host: str) -> bool:
        """Whether a host (with or without a port) is this mock, as nobody else can name it."""
        return is_here(host) or name_of(host) in self.hosts or self.is_known(host)

    def is_known(self, host: str) -> bool:
        """Whether a host is the API's or that of the videos."""
        return host in (self._api_host, self._videos_host)

    def draw(self, what: str, owner: str, number: int) -> str:
        """24 hex digits that depend on the seed and on what they are for."""
        text = f"{self.seed}/{what}/{owner}/{number}"
        return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _host(origin: str) -> str:
    return origin.partition("//")[2].partition("/")[0]
