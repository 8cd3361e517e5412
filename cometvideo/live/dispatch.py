"""Dispatch: one probe sent, what came of it kept, and what of it may be sent again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from cometvideo.client.channel import Channel, Reply, retry_after_s
from cometvideo.client.contract import Contract, read_json
from cometvideo.client.errors import NoAnswerError, NotSentError
from cometvideo.live.attempt import DENIED, TOO_MANY, Fate
from cometvideo.live.ledger import Ledger, State
from cometvideo.live.probe import Probe, request_of
from cometvideo.wire.exchange import Exchange, HttpRequest

__all__ = ["Dispatch", "Means", "SendResult", "address_of"]

_TRIES = 5
_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 300.0  # who is asked to wait longer gives up for this run
# Statuses whose meaning HTTP itself gives.
_TOO_LATE = 408


class Means(NamedTuple):
    """What a dispatch goes by: time, chance, and what keeps it from being interrupted.

    `clock` and `sleep` are in seconds, `now` in Unix seconds, `draw` is from 0 to 1. `shield` is
    entered while a request is out, until what came of it is kept.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], object]
    now: Callable[[], float]
    draw: Callable[[], float]
    shield: Callable[[], AbstractContextManager[object]]


class SendResult(NamedTuple):
    """What came of sending a probe; without a status no answer did.

    `billed` is whether it is paid for or may be, `unexpected` whether it was taken although it
    should not be. It is `due` if it may be sent again, `running` if its task is to be waited for;
    `is_passing` if it may be sent again soon, `is_denied` where it is the key that was refused.
    """

    fate: Fate
    state: State
    status: int | None = None
    billed: bool = False
    unexpected: bool = False
    task: str = ""
    problem: str = ""
    pause_s: float | None = None
    is_passing: bool = False
    is_denied: bool = False

    @property
    def is_unclear(self) -> bool:
        """Whether a task may have been started that nobody knows of."""
        return self.billed and not self.task


class Dispatch:
    """Sends probes to a base URL with a key; everything goes into the ledger, before and after.

    `heard` gives, and forgets, the last exchange as it was on the wire.
    """

    def __init__(
        self,
        contract: Contract,
        channel: Channel,
        ledger: Ledger,
        heard: Callable[[], Exchange | None],
        *,
        base_url: str,
        key: str,
        means: Means,
    ) -> None:
        self._contract = contract
        self._channel = channel
        self._ledger = ledger
        self._heard = heard
        self._base_url = base_url
        self._key = key
        self._means = means

    def send(self, probe: Probe, on_again: Callable[[SendResult], object]) -> SendResult:
        """Send a probe, a few times if nothing came of it: that is said by the API, or certain.

        What may have started a task is sent again after 429, and where it was not sent; what
        starts none, after any failure. `on_again` is told before each wait.
        """
        for tried in range(1, _TRIES + 1):
            came = self._once(probe)
            pause_s = max(came.pause_s or 0.0, self._grown(tried))
            if not came.is_passing or tried == _TRIES or pause_s > _LONGEST_PAUSE_S:
                break
            on_again(came)
            self._means.sleep(pause_s)
        if came.is_passing and came.fate == "answered" and came.status != TOO_MANY:
            # An answer that stays as it is, and so one to learn from.
            came = came._replace(state="ended", is_passing=False)
            self._ledger.settle(probe.id, came.state)
        return came

    def _once(self, probe: Probe) -> SendResult:
        request = request_of(probe, self._contract.matrix, self._key)
        url = address_of(probe.path, self._base_url, self._contract.base_url)
        planned = Exchange(_at(request, url), None, self._means.now())
        with self._means.shield():
            self._ledger.sending(
                probe.id, planned, creates=_may_start(probe), seconds=probe.cost.seconds
            )
            self._heard()
            came = self._outcome(probe, request, url)
            self._ledger.keep(
                probe.id,
                self._heard() or planned,
                came.fate,
                came.state,
                billed=came.billed,
                unexpected=came.unexpected,
                task=came.task,
                problem=came.problem,
            )
        return came

    def _outcome(self, probe: Probe, request: HttpRequest, url: str) -> SendResult:
        headers = dict(request.headers)
        try:
            reply = self._channel.send(request.method, url, headers, body=request.body)
        except NotSentError as error:
            return SendResult("not sent", "due", problem=str(error), is_passing=True)
        except NoAnswerError as error:
            if _may_start(probe):
                return SendResult("no answer", "ended", billed=True, problem=str(error))
            return SendResult("no answer", "due", problem=str(error), is_passing=True)
        return self._answered(probe, reply)

    def _answered(self, probe: Probe, reply: Reply) -> SendResult:
        came = SendResult("answered", "ended", reply.status)
        if reply.status == TOO_MANY:
            asked_s = retry_after_s(reply.headers, self._means.now)
            return came._replace(state="due", is_passing=True, pause_s=asked_s)
        if reply.status in DENIED and probe.key == "own":
            return came._replace(state="due", is_denied=True)
        if not _may_start(probe):
            is_passing = reply.status >= 500
            return came._replace(state="due" if is_passing else "ended", is_passing=is_passing)
        if 200 <= reply.status < 300:
            return self._taken(probe, reply, came)
        code = self._contract.read_failure(reply.body).code
        if reply.status == _TOO_LATE or self._contract.is_ambiguous(reply.status, code):
            return came._replace(billed=True, problem="it is not clear whether it was taken")
        return came

    def _taken(self, probe: Probe, reply: Reply, came: SendResult) -> SendResult:
        data = read_json(reply.body)
        task = self._contract.read_task(data) if isinstance(data, dict) else None
        came = came._replace(billed=True, unexpected=probe.cost.kind != "paid")
        if task is None:
            return came._replace(problem="it was taken, and the answer shows no task")
        return came._replace(state="running", task=task.id)

    def _grown(self, tried: int) -> float:
        """A pause twice as long each time, a little less by chance so that many do not meet."""
        return _FIRST_PAUSE_S * 2.0 ** (tried - 1) * (0.75 + self._means.draw() / 4)


def _may_start(probe: Probe) -> bool:
    """Whether a task may come of a probe, by whatever it was meant for."""
    return probe.is_create or probe.method != "GET"


def address_of(path: str, base_url: str, usual: str) -> str:
    """Where a path of the API is, below a base URL that stands for the usual one.

    A path that is not below the usual base URL's is looked for beside it.
    """
    below = "/" + usual.partition("://")[2].partition("/")[2].strip("/")
    if below != "/" and base_url.endswith(below):
        return base_url.removesuffix(below) + path
    return base_url + path.removeprefix(below.rstrip("/"))


def _at(request: HttpRequest, url: str) -> HttpRequest:
    host, _, path = url.partition("://")[2].partition("/")
    return request._replace(host=host, target=f"/{path}")
