"""Traffic to look at: a mock with a console, and what clients did to it."""

from pathlib import Path

from cometvideo.console.guard import GuardConsole
from cometvideo.console.mock import MockConsole
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.loading import load_family
from cometvideo.guard.budget import Budget
from cometvideo.guard.creates import Create
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.mock import MockApi
from cometvideo.mock.state import EPOCH
from cometvideo.validation import validate
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.request import Part
from tests.mock.talk import Talker, png

__all__ = ["HOST", "HOSTILE", "NAMES", "busy", "guarded", "quiet"]

HOST = "127.0.0.1:8080"
HOSTILE = "<img src=x onerror=\"document.title='x'\"><script>alert(1)</script>{{7*7777}}'\"&amp;"
NAMES = ("</td><svg onload=alert(1)>.png", "../../etc/passwd", 'a";type=text/html;filename="b.png')


def quiet(spec: AnySpec | None = None) -> MockApi:
    """A mock with a console, to which nobody came yet."""
    api = MockApi(spec, seed="console")
    api.pages = MockConsole(api)
    return api


def busy() -> tuple[MockApi, list[str]]:
    """A mock that was used, with what goes wrong; and the ids of its tasks, the oldest first."""
    now = [EPOCH + 9 * 3600 + 41 * 60]
    api = MockApi(clock=lambda: now[0], seed="console", plan="clock=90")
    api.pages = MockConsole(api)
    client, other, controls = Talker(api), Talker(api, "another-key-0815"), api.controls()
    tasks = [client.task(prompt="A red kite over a harbour, first light")]
    now[0] += 2.4
    client.create(seconds="30")
    tasks.append(client.task(model="doubao-seedance-1-5-pro", size="16:9", seconds="8"))
    now[0] += 4
    file = Part("input_reference", png(400, 300), "harbour.png", "image/png")
    client.create(file, prompt="As [Image 1], at night")
    client.create(size="720x720")
    for _ in range(3):
        now[0] += 8
        client.poll(tasks[0])
        client.poll(tasks[1])
    controls.fail_next("create,status=429,retry_after=2")
    client.create()
    controls.clear_faults()
    now[0] += 2
    tasks.append(client.task())
    other.task(seconds="12")
    client.ask("GET", "/v1/video/generations")
    now[0] += 30
    controls.quirks("fresh_status", "progress_steps")
    for each in tasks:
        client.poll(each)
        now[0] += 3
    controls.fail_next("retrieve,drop")
    client.ask("GET", f"/v1/videos/{tasks[2]}")
    now[0] += 20
    controls.plan_next("polls=2,end=failed,message=out of memory")
    tasks.append(client.task())
    client.poll(tasks[3])
    now[0] += 10
    client.poll(tasks[3])
    return api, tasks


class _GuardPages:
    """A guard's console in place of a mock's, for a server that needs no upstream."""

    def __init__(self, console: GuardConsole) -> None:
        self._console = console

    def takes(self, request: HttpRequest) -> bool:
        return self._console.takes(request)

    def reads(self, request: HttpRequest) -> bool:
        del request
        return False

    def show(self, request: HttpRequest) -> Answer:
        return self._console.show(request)._replace(further=None)


def guarded(path: Path) -> tuple[MockApi, Ledger]:
    """The console of a guard that was used, on a server that needs no upstream; and its ledger."""
    now = [EPOCH + 34_000.0]
    ledger = Ledger(path, now=lambda: now[0])
    budgets = [
        Budget(20_000_000, 86400.0, currency="USD"),
        Budget(5_000_000, 86400.0, "owner", "USD"),
        Budget(600),
    ]
    sent = [("a", 684_000, 5), ("b", 1_642_000, 12), ("c", 684_000, 5), ("d", 2_053_000, 15)]
    for place, (same, amount, seconds) in enumerate(sent):
        model = "doubao-seedance-2-0"
        judged = validate(model=model, prompt="A kite.")
        owner = "b68e7050" if place % 2 else "c8c107fc"
        create = Create(owner, same, "", False, False, model, seconds, amount, "USD", judged)
        row = ledger.intend(create, (), window_s=60)
        assert isinstance(row, int)
        now[0] += 97
        if same == "b":
            ledger.end(row, "unclear", problem="the connection ended before an answer came")
        elif same == "c":
            ledger.end(row, "refused", status=400, problem="size is not supported")
        else:
            ledger.end(row, "answered", status=200, task=f"task_{same * 24}")
    guard = Guard(load_family("seedance"), ledger, budgets=budgets)
    api = MockApi()
    api.pages = _GuardPages(GuardConsole(guard, ledger))
    return api, ledger
