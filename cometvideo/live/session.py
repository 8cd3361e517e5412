"""Session: a run with the real clock, the real network, and the key of the environment."""

import os
import random
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cometvideo.client.contract import Contract
from cometvideo.errors import InputError
from cometvideo.facts.loading import load
from cometvideo.facts.matrix import Matrix
from cometvideo.live.following import AS_ADVISED, Patience
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import ProbePlan
from cometvideo.live.probe import Probe
from cometvideo.live.progression import Event, Summary
from cometvideo.live.run import AT_ONCE, FollowUp, run

if TYPE_CHECKING:
    import httpx
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

__all__ = [
    "Access",
    "DeferredSignals",
    "access",
    "carry_out",
    "matrix_for",
    "opened",
    "text_of_plan",
]


class Access(NamedTuple):
    """Where the API is, and the key to it."""

    base_url: str
    key: str

    def __repr__(self) -> str:
        return f"<Access to {self.base_url}>"


def access(matrix: Matrix, environment: Mapping[str, str]) -> Access:
    """What the environment variables that the spec names say; raises InputError where they do not.

    The base URL is the spec's where none is set.
    """
    contract = Contract(matrix)
    names = contract.key_variable, contract.base_url_variable
    key, base_url = (environment.get(str(each), "").strip() if each else "" for each in names)
    if not key or not key.isascii() or not key.isprintable():
        raise InputError(
            f"there is no key that a header can hold: set {names[0]}, and {names[1]} for another "
            f"base URL than {contract.base_url}"
        )
    if not base_url and names[1] is not None and str(names[1]) in environment:
        raise InputError(
            f"{names[1]} is empty: give it a base URL, or unset it for {contract.base_url}"
        )
    base_url = (base_url or contract.base_url).rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise InputError(
            f"{names[1]} is no base URL: write scheme, host and path, as in {contract.base_url}"
        )
    return Access(base_url, key)


def text_of_plan(path: Path) -> str:
    """The text of a file that should be a plan; raises InputError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise InputError(f"cannot read the plan {path}: {why}") from None


def matrix_for(plan: ProbePlan, spec: str | None = None) -> Matrix:
    """The matrix of the spec given, of the environment's, or of the one that a plan names."""
    return load(spec or os.environ.get("COMETVIDEO_SPEC") or plan.spec)


def opened(path: Path, plan_text: str, to: Access) -> Ledger:
    """The ledger of a new run, or of one to go on with."""
    return Ledger.open(path, plan_text, to.base_url, secrets.token_hex(8), secret=to.key)


def carry_out(
    matrix: Matrix,
    probes: Sequence[Probe],
    ledger: Ledger,
    key: str,
    follow_up: FollowUp,
    *,
    at_once: int = AT_ONCE,
    patience: Patience = AS_ADVISED,
    on_event: Callable[[Event], object] = lambda _: None,
) -> Summary:
    """Carry out the plan of a ledger against its base URL; costs what the plan says.

    A signal ends it with KeyboardInterrupt, and what was under way is kept.
    """
    with DeferredSignals() as leaving:
        return run(
            matrix,
            probes,
            ledger,
            key=key,
            transport=_transport(ledger.base_url),
            follow_up=follow_up,
            clock=time.monotonic,
            sleep=time.sleep,
            now=time.time,
            draw=random.random,
            at_once=at_once,
            patience=patience,
            on_event=on_event,
            shield=leaving.shield,
        )


def _transport(base_url: str) -> "httpx.HTTPTransport":
    """HTTP as httpx does it, through the proxy that the environment names for such a URL."""
    from urllib.request import getproxies, proxy_bypass

    try:
        import httpx
    except ImportError:
        raise InputError(
            "sending probes needs httpx; install it with: pip install 'cometvideo[client]'"
        ) from None
    parts, proxies = urlsplit(base_url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all", "")
    is_used = proxy.startswith("http") and not proxy_bypass(parts.hostname or "")
    # A new connection each time: one that the other side is just closing leaves it unclear whether
    # a create arrived.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.HTTPTransport(proxy=proxy if is_used else None, limits=limits)


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class DeferredSignals:
    """While it is entered, SIGINT and SIGTERM raise KeyboardInterrupt, but not inside a `shield`.

    There the first signal is made to wait for the shield's end; a second one is not. Outside
    of the main thread signals are left alone.
    """

    def __init__(self) -> None:
        self._before: list[tuple[signal.Signals, Any]] = []
        self._is_shielded = False
        self._is_asked = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = [(each, signal.signal(each, self._leave)) for each in _SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before:
            signal.signal(each, handler)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """Let nothing end what is done in here, if it ends at all."""
        self._is_shielded = True
        try:
            yield
        finally:
            self._is_shielded = False
        if self._is_asked:
            raise KeyboardInterrupt

    def _leave(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._is_shielded and not self._is_asked:
            self._is_asked = True
            return
        raise KeyboardInterrupt
