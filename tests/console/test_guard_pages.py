"""The guard's console without a browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cometvideo.console.guard import GuardConsole
from cometvideo.facts.loading import load_family
from cometvideo.guard.budget import Budget
from cometvideo.guard.creates import Create
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.validation import validate
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.console.traffic import HOSTILE, busy

pytest.importorskip("jinja2")

HOST = "127.0.0.1:8090"
FIRST = "/_guard/"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "led'ger", now=lambda: 1_767_225_600.0)
    yield made
    made.close()


def create(same: str, model: str = "doubao-seedance-2-0", amount: int = 684_000) -> Create:
    validation = validate(model=model, prompt="a")
    return Create("0wn3r", same, "", False, False, model, 5, amount, "USD", validation)


def console(ledger: Ledger, recorded: Path | None = None) -> GuardConsole:
    """A guard with a budget of 1.50 USD, of which two creates took some, one of them open."""
    budget = Budget(1_500_000, 86400.0, currency="USD")
    guard = Guard(load_family("seedance"), ledger, budgets=[budget])
    answered = ledger.intend(create("a"), [budget], window_s=60)
    unclear = ledger.intend(create("b", HOSTILE), [budget], window_s=60)
    assert isinstance(answered, int)
    assert isinstance(unclear, int)
    ledger.end(answered, "answered", status=200, task="task_1")
    ledger.end(unclear, "unclear", problem=HOSTILE)
    return GuardConsole(guard, ledger, recorded)


def ask(pages: GuardConsole, target: str, host: str = HOST, **headers: str) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    request = HttpRequest("GET", target, named, b"", host)
    assert pages.takes(request)
    return pages.show(request)


def test_it_shows_what_is_left_spent_and_open(ledger: Ledger) -> None:
    pages = console(ledger)
    answer = ask(pages, FIRST)
    assert answer.status == 200
    shown = answer.body.decode()
    assert "1.50 USD within 24 h" in shown
    assert 'aria-label="9 percent left"' in shown
    assert "guard settle 2 --ledger &#39;" in shown
    assert "--task TASK" in shown
    assert "--nothing" in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert ask(pages, f"{FIRST}?part").body.decode().strip() in shown


def test_its_feed_changes_with_the_ledger(ledger: Ledger) -> None:
    pages = console(ledger)
    first = ask(pages, "/_guard/console/feed").body
    assert ask(pages, "/_guard/console/feed").body == first
    ledger.settle(2, "")
    assert ask(pages, "/_guard/console/feed").body != first


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("evil.example", {}),
        (HOST, {"Origin": "http://evil.example"}),
        (HOST, {"Sec_Fetch_Site": "cross-site"}),
    ],
    ids=str,
)
def test_no_page_of_others_sees_it(ledger: Ledger, host: str, headers: dict[str, str]) -> None:
    answer = ask(console(ledger), FIRST, host, **headers)
    assert answer.status == 403
    assert b"USD" not in answer.body


def test_it_judges_what_was_recorded_when_it_is_asked_to(ledger: Ledger, tmp_path: Path) -> None:
    assert b"--record FILE" in ask(console(ledger), "/_guard/console/facts").body
    api, _ = busy()
    path = tmp_path / "traffic.jsonl"
    data: list[dict[str, Any]] = api.state.journal.data()
    path.write_text("".join(json.dumps(each) + "\n" for each in data if each["answer"]))
    pages = GuardConsole(Guard(load_family("seedance"), ledger), ledger, path)
    assert b"Judge it now" in ask(pages, "/_guard/console/facts").body
    judged = ask(pages, "/_guard/console/facts/judged")
    assert judged.status == 200
    assert b"creates judged in" in judged.body
    path.write_bytes(b"x" * (17 << 20))
    assert b"cometvideo drift logs" in ask(pages, "/_guard/console/facts/judged").body


def test_a_guard_serves_it_beside_the_api(ledger: Ledger) -> None:
    httpx = pytest.importorskip("httpx")
    import asyncio

    from cometvideo.guard.app import GuardApp
    from cometvideo.guard.sending import Sender

    pages = console(ledger)
    guard = Guard(load_family("seedance"), ledger)

    async def story() -> None:
        app = GuardApp(guard, Sender(1), "https://upstream.invalid", pages=pages)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as own:
            page = await own.get(FIRST)
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert (await own.get("/_guard")).json()["open"] == [2]
            assert (await own.get("/_guard/console/console.js")).status_code == 200

    asyncio.run(story())
