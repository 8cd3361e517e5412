"""Runs: a plan put together with what carries it out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from cometvideo.client import Client
from cometvideo.client.channel import Channel
from cometvideo.client.contract import Contract
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.dispatch import Dispatch, Means
from cometvideo.live.following import AS_ADVISED, Ending, Patience, follow
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import planned_probes
from cometvideo.live.probe import Probe
from cometvideo.live.progression import Event, Progression, Summary
from cometvideo.wire.exchange import Exchange

if TYPE_CHECKING:
    import httpx

__all__ = ["AT_ONCE", "FollowUp", "run"]

AT_ONCE = 3
_TIMEOUT_S = 60.0

FollowUp = Callable[[Matrix, Sequence[Probe], Sequence[Attempt]], Probe | None]


def run(
    matrix: Matrix,
    probes: Sequence[Probe],
    ledger: Ledger,
    *,
    key: str,
    transport: "httpx.BaseTransport",
    follow_up: FollowUp,
    clock: Callable[[], float],
    sleep: Callable[[float], object],
    now: Callable[[], float],
    draw: Callable[[], float],
    at_once: int = AT_ONCE,
    patience: Patience = AS_ADVISED,
    on_event: Callable[[Event], object] = lambda _: None,
    shield: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Summary:
    """Send the probes of the ledger's plan and what follows up on them; await and measure all jobs.

    Plan and base URL are those of the ledger, which says where to go on as well. `probes` are the
    library of the matrix. Raises InputError where the plan is not one for it.
    """
    import httpx

    from cometvideo.live.recording import Recording

    planned = planned_probes(ledger.plan, matrix, probes)
    ear = _Ear(ledger, str(matrix.value("service", "auth_header")).lower())
    recording = Recording(transport, ledger.base_url, ear.hear, now)
    means = Means(clock, sleep, now, draw, shield)
    with (
        Client(
            key,
            base_url=ledger.base_url,
            spec=matrix,
            timeout_s=_TIMEOUT_S,
            transport=recording,
            clock=clock,
            sleep=sleep,
            now=now,
            draw=draw,
        ) as client,
        httpx.Client(transport=recording) as http,
    ):
        dispatch = Dispatch(
            Contract(matrix),
            Channel(http, clock, _TIMEOUT_S),
            ledger,
            ear.last,
            base_url=ledger.base_url,
            key=key,
            means=means,
        )

        def followed(probe: str, task: str) -> Ending:
            with ear.about(probe):
                return follow(client, task, patience)

        progression = Progression(
            ledger, dispatch, followed, probes, at_once=at_once, on_event=on_event
        )
        return progression.through(planned, lambda attempts: follow_up(matrix, probes, attempts))


class _Ear:
    """Hears all exchanges with the API: those about a task go to its probe, of others the last."""

    def __init__(self, ledger: Ledger, auth_header: str) -> None:
        self._ledger = ledger
        self._auth_header = auth_header
        self._last: Exchange | None = None
        self._about = ""

    def hear(self, exchange: Exchange) -> None:
        """Take an exchange in."""
        if not self._about:
            self._last = exchange
        elif exchange.request.header(self._auth_header) is not None:
            # Without the key it is a download that lies on the API's own host.
            self._ledger.keep_poll(self._about, exchange)

    def last(self) -> Exchange | None:
        """The last exchange, once."""
        found, self._last = self._last, None
        return found

    @contextmanager
    def about(self, probe: str) -> Iterator[None]:
        """Hear what is said meanwhile as being about the task of a probe."""
        self._about = probe
        try:
            yield
        finally:
            self._about = ""
