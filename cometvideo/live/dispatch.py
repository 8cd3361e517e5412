"""Dispatch: one probe sent, what came of it kept, and what of it may be sent again."""

from collections.abc import Callable

from cometvideo.client.channel import retry_after_s
from cometvideo.client.contract import Contract, read_json
from cometvideo.client.errors import NotSentError
from cometvideo.live.attempt import DENIED, TOO_MANY, SendResult
from cometvideo.live.ledger import Ledger
from cometvideo.live.probe import Probe, request_of
from cometvideo.live.surroundings import Surroundings
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, Send

__all__ = ["Dispatch", "address_of"]

_TRIES = 5
_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 300.0  # who is asked to wait longer gives up for this run
# Statuses whose meaning HTTP itself gives.
_TOO_LATE = 408


class Dispatch:
    """Sends probes with a key; everything goes into the ledger, before and after.

    `send` takes a request to its host; it raises NotSentError and NoAnswerError.
    """

    def __init__(
        self, contract: Contract, send: Send, ledger: Ledger, key: str, surroundings: Surroundings
    ) -> None:
        self._contract = contract
        self._send = send
        self._ledger = ledger
        self._key = key
        self._surroundings = surroundings

    def send(self, probe: Probe, on_again: Callable[[SendResult], object]) -> SendResult:
        """Send a probe, a few times if nothing came of it: that is said by the API, or certain.

        What may have started a task is sent again after 429, and where it was not sent; what
        starts none, after any failure. `on_again` is told before each wait.
        """
        for tried in range(1, _TRIES + 1):
            result = self._once(probe)
            pause_s = max(result.pause_s or 0.0, self._grown(tried))
            if not result.is_passing or tried == _TRIES or pause_s > _LONGEST_PAUSE_S:
                break
            on_again(result)
            self._surroundings.sleep(pause_s)
        if result.is_passing and result.fate == "answered" and result.status != TOO_MANY:
            # An answer that stays as it is, and so one to learn from.
            result = result._replace(state="ended", is_passing=False)
            self._ledger.settle(probe.id, result.state)
        return result

    def _once(self, probe: Probe) -> SendResult:
        request = self._request(probe)
        asked = Exchange(request, None, self._surroundings.now())
        with self._surroundings.shield():
            self._ledger.sending(
                probe.id, asked, creates=_may_start(probe), seconds=probe.cost.seconds
            )
            answer = None
            try:
                answer = self._send(request)
                result = self._answered(probe, answer)
            except NotSentError as error:
                result = SendResult("not sent", "due", problem=str(error), is_passing=True)
            except Exception as error:  # whatever fails now: it was sent
                result = _unanswered(probe, str(error) or type(error).__name__)
            self._ledger.keep(probe.id, asked._replace(answer=answer), result)
        return result

    def _request(self, probe: Probe) -> HttpRequest:
        """The request of a probe, at its place below the base URL."""
        url = address_of(probe.path, self._ledger.base_url, self._contract.words.base_url)
        host, _, target = url.partition("://")[2].partition("/")
        request = request_of(probe, self._contract.spec.unnamed, self._key)
        return request._replace(host=host, target=f"/{target}")

    def _answered(self, probe: Probe, answer: Answer) -> SendResult:
        result = SendResult("answered", "ended", answer.status)
        if answer.status == TOO_MANY:
            asked_s = retry_after_s(answer, self._surroundings.now)
            return result._replace(state="due", is_passing=True, pause_s=asked_s)
        if answer.status in DENIED and probe.key == "own":
            return result._replace(state="due", is_denied=True)
        if not _may_start(probe):
            is_passing = answer.status >= 500
            return result._replace(state="due" if is_passing else "ended", is_passing=is_passing)
        if 200 <= answer.status < 300:
            return self._taken(probe, answer, result)
        code = self._contract.read_failure(answer.body).code
        if answer.status == _TOO_LATE or self._contract.is_ambiguous(answer.status, code):
            return result._replace(billed=True, problem="it is not clear whether it was taken")
        return result

    def _taken(self, probe: Probe, answer: Answer, result: SendResult) -> SendResult:
        task = self._contract.read_task(read_json(answer.body))
        result = result._replace(billed=True, unexpected=probe.cost.kind != "paid")
        if task is None:
            return result._replace(problem="it was taken, and the answer shows no task")
        return result._replace(state="running", task=task.id)

    def _grown(self, tried: int) -> float:
        """A pause twice as long each time, a little less by chance so that many do not meet."""
        return _FIRST_PAUSE_S * 2.0 ** (tried - 1) * (0.75 + self._surroundings.draw() / 4)


def _unanswered(probe: Probe, problem: str) -> SendResult:
    if _may_start(probe):
        return SendResult("no answer", "ended", billed=True, problem=problem)
    return SendResult("no answer", "due", problem=problem, is_passing=True)


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
