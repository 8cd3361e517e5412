"""Runs: a plan put together with what carries it out."""

from collections.abc import Callable, Sequence
from contextlib import closing

from cometvideo.client import Client
from cometvideo.client.channel import Channel
from cometvideo.client.contract import Contract
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.dispatch import Dispatch
from cometvideo.live.following import AS_ADVISED, Ending, Pace, follow
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import PreparedPlan
from cometvideo.live.probe import Probe
from cometvideo.live.progression import Event, Progression, Summary
from cometvideo.live.surroundings import Surroundings
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, Send

__all__ = ["FollowUp", "run"]

_TIMEOUT_S = 60.0

FollowUp = Callable[[Matrix, Sequence[Probe], Sequence[Attempt]], Probe | None]


def run(
    prepared: PreparedPlan,
    ledger: Ledger,
    key: str,
    surroundings: Surroundings,
    *,
    follow_up: FollowUp,
    pace: Pace = AS_ADVISED,
    has_looked: bool = False,
    on_event: Callable[[Event], object] = lambda _: None,
) -> Summary:
    """Send the probes of a plan and what follows up on them; await and measure all jobs.

    The ledger says where to send them, and where to go on; somebody `has_looked` at the account if
    creates without a clear answer are no reason to stop.
    """
    contract = Contract(prepared.matrix)
    transport, clock, sleep, now, draw, _ = surroundings
    credentials = Credentials(frozenset({contract.words.auth_header.lower()}), (key,))
    about = ""

    def keep_poll(exchange: Exchange) -> None:
        # Without the key it is a download.
        if exchange.request.header(contract.words.auth_header.lower()) is not None:
            ledger.keep_poll(about, exchange._replace(at=now()))

    with (
        Client(
            key,
            base_url=ledger.base_url,
            spec=prepared.matrix,
            timeout_s=_TIMEOUT_S,
            transport=transport,
            clock=clock,
            sleep=sleep,
            now=now,
            draw=draw,
            on_exchange=keep_poll,
            unencrypted=True,  # whoever opened the ledger was asked
        ) as client,
        closing(Channel(transport, clock, _TIMEOUT_S, credentials=credentials)) as channel,
    ):
        send = _sender(channel, ledger.base_url, clock)
        dispatch = Dispatch(contract, send, ledger, key, surroundings)

        def followed(probe: str, task: str) -> Ending:
            nonlocal about
            about = probe
            return follow(client, task, pace)

        progression = Progression(
            prepared,
            ledger,
            dispatch,
            followed,
            at_once=pace.at_once,
            has_looked=has_looked,
            on_event=on_event,
        )
        return progression.through(
            lambda attempts: follow_up(prepared.matrix, prepared.library, attempts)
        )


def _sender(channel: Channel, base_url: str, clock: Callable[[], float]) -> Send:
    """The API as a function; it raises NotSentError and NoAnswerError."""
    scheme = base_url.partition("://")[0]

    def send(request: HttpRequest) -> Answer:
        url = f"{scheme}://{request.host}{request.target}"
        until = clock() + 2 * _TIMEOUT_S
        headers = dict(request.headers)
        return channel.send(request.method, url, headers, body=request.body, until=until)

    return send
