"""A stand for live runs: a ledger and a mock inside the process, in a time of their own."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import httpx

from cometvideo import load_family
from cometvideo.conformance.inprocess import Clock
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt, json_of
from cometvideo.live.following import Pace
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import ProbePlan, likely_spend, plan_text, prepare, worst_spend
from cometvideo.live.probe import FREE, Cost, Key, Probe
from cometvideo.live.progression import Event, Summary
from cometvideo.live.run import run
from cometvideo.live.surroundings import Surroundings
from cometvideo.mock import MockApi, transport
from cometvideo.mock.state import EPOCH
from cometvideo.wire.bodies import multipart
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Part

KEY = "sk-live-5d0c91ab77"
CREDENTIALS = Credentials(keys=(KEY,))
BASE_URL = "https://api.cometapi.com/v1"
MATRIX = load_family("seedance")
PRO = "doubao-seedance-1-0-pro"


PATH = str(MATRIX.value("operations", "create", "path"))


def ask(id_: str, path: str = f"{PATH}/task_nobody", *, key: Key = "own") -> Probe:
    """A probe that starts nothing."""
    operation = "retrieve" if path.startswith(f"{PATH}/") else ""
    return Probe(id_, operation, "GET", path, FREE, key=key)


def create(id_: str, fields: Mapping[str, object], group: str = "") -> Probe:
    """A probe that may start a task; one of a group should be refused."""
    seconds = fields.get("seconds")
    parts = [Part(name, str(value).encode()) for name, value in fields.items()]
    content_type, body = multipart(parts, "boundary")
    return Probe(
        id_,
        "create",
        "POST",
        PATH,
        Cost("free if rejected" if group else "paid", seconds if isinstance(seconds, int) else 5),
        model=PRO,
        fields=fields,
        content_type=content_type,
        body=body,
        group=group,
    )


PLAIN: Mapping[str, object] = {"prompt": "A kite.", "model": PRO, "seconds": 2, "size": "864x480"}

UNKNOWN = ask("ask after nothing")
NO_KEY = ask("ask without a key", key="none")
WRONG_KEY = ask("ask with a wrong key", key="wrong")
NOWHERE = ask("ask nowhere", f"{PATH}-nowhere")
ASKS = (UNKNOWN, NO_KEY, WRONG_KEY, NOWHERE)
# To be refused, two of them of one group.
LONG = create("too long", {**PLAIN, "seconds": 11}, "seconds")
SHORT = create("too short", {**PLAIN, "seconds": 1}, "seconds")
NO_PROMPT = create("no prompt", {"model": PRO, "seconds": 3}, "prompt")
PAID = (
    create("a job", PLAIN),
    create("a large job", {**PLAIN, "size": "1920x1088"}),
    create("a long job", {**PLAIN, "seconds": 10, "size": "1:1"}),
)
FURTHER = create("a control", {**PLAIN, "prompt": "A pond."})
LIBRARY = (*ASKS, LONG, SHORT, NO_PROMPT, *PAID, FURTHER)
PLANNED = (*ASKS, LONG, SHORT, NO_PROMPT, *PAID)


def text_of(probes: Sequence[Probe], library: Sequence[Probe] = LIBRARY) -> str:
    """The plan of these probes, as a file has it."""
    plan = ProbePlan(
        MATRIX.name,
        MATRIX.digest,
        tuple(each.id for each in probes),
        *worst_spend(probes),
        *likely_spend(probes),
    )
    return plan_text(plan, library)


def nothing_further(matrix: Matrix, probes: Sequence[Probe], attempts: Sequence[Attempt]) -> None:
    """Nothing follows up."""
    del matrix, probes, attempts


class Stand:
    """A mock, and runs against it; `before` is called with each request that goes there."""

    def __init__(
        self,
        folder: Path,
        planned: Sequence[Probe] = PLANNED,
        *,
        library: Sequence[Probe] = LIBRARY,
        matrix: Matrix = MATRIX,
        plan: str = "polls=2",
    ) -> None:
        self.clock = Clock(1_000_000)
        self.api = MockApi(matrix, clock=lambda: EPOCH + self.clock(), keys=[KEY], plan=plan)
        self.path = folder / "run.ledger"
        self.library = library
        self.text = text_of(planned, library)
        self.events: list[Event] = []
        self.slept: list[float] = []
        self.before: Callable[[httpx.Request], object] = lambda _: None
        self.on_event: Callable[[Event], object] = self.events.append

    def open(self, **settings: Any) -> Ledger:
        given = {"plan_text": self.text, "base_url": BASE_URL, "run_id": "a1"}
        return Ledger.open(self.path, **{**given, "credentials": CREDENTIALS, **settings})

    def run(self, ledger: Ledger | None = None, **settings: Any) -> Summary:
        """One run, to its end, on the ledger of the stand or on the one given."""
        given = ledger or self.open()
        surroundings = Surroundings(
            settings.pop("transport", None) or Watched(self),
            self.clock,
            settings.pop("sleep", self.sleep),
            lambda: EPOCH + self.clock(),
            lambda: 0.5,
            settings.pop("shield", nullcontext),
        )
        usual = {
            "follow_up": nothing_further,
            "pace": Pace(poll_interval_s=10),
            "on_event": self.on_event,
        }
        try:
            prepared = prepare(given.plan, MATRIX, tuple(self.library))
            return run(prepared, given, KEY, surroundings, **{**usual, **settings})
        finally:
            given.close()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.sleep(seconds)

    def attempts(self) -> dict[str, Attempt]:
        with Ledger.read(self.path) as ledger:
            return {each.probe: each for each in ledger.attempts()}

    def requests(self, operation: str | None) -> list[HttpRequest]:
        journal = self.api.controls().journal
        return [each.request for each in journal if each.operation == operation]

    @property
    def creates(self) -> list[bytes]:
        """The bodies of the creates that reached the mock."""
        return [each.body for each in self.requests("create")]

    @property
    def tasks(self) -> int:
        return self.api.controls().bill.tasks


class Watched(httpx.BaseTransport):
    """The mock as a transport, with somebody who may step in before a request."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.inner: httpx.BaseTransport = transport(stand.api)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.stand.before(request)
        return self.inner.handle_request(request)


def statuses(attempt: Attempt) -> list[object]:
    """The statuses that a task was shown with."""
    shown = [json_of(each) or {} for each in attempt.exchanges]
    return [each["status"] for each in shown if "status" in each]


def row_of(stand: Stand, probe: Probe) -> tuple[str, bool, bool]:
    """State, and whether it was billed and unexpected, as the ledger has it."""
    with Ledger.read(stand.path) as ledger:
        row = ledger.rows[probe.id]
    return row.state, row.billed, row.unexpected
