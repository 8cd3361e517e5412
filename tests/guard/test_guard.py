"""The guard between a client and an upstream of another make."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from cometvideo.cli import main
from cometvideo.errors import InputError
from cometvideo.facts.loading import load
from cometvideo.guard.answers import Ask, Wait
from cometvideo.guard.app import GuardApp, upstream_origin
from cometvideo.guard.budget import Budget
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.guard.recording import Recording
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.words import words_of
from tests.guard.upstream import Upstream

httpx = pytest.importorskip("httpx")

GOOD = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
KEY = "sk-this-is-a-key"
PLAIN: Mapping[str, str] = {}


class Stand:
    """A guard, its upstream and a clock, all in this process."""

    def __init__(self, path: Path, record: Any = None, **settings: Any) -> None:
        self.upstream = Upstream()
        self.at = 1_000_000.0
        self.log: list[str] = []
        self.ledger = Ledger(path / "ledger", now=lambda: self.at)
        if record is not None:
            settings["record"] = record
        self.guard = Guard(load(), self.ledger, log=self.log.append, **settings)
        self.waited: list[Wait] = []
        decide = self.guard.before

        def before(*asked: Any) -> Ask | Answer | Wait:
            found = decide(*asked)
            if isinstance(found, Wait):
                self.waited.append(found)
            return found

        self.guard.before = before  # type: ignore[assignment]
        sending = httpx.AsyncClient(transport=httpx.ASGITransport(self.upstream))
        app = GuardApp(self.guard, sending, "https://upstream.invalid")
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://guard/v1"
        )

    async def create(
        self, headers: Mapping[str, str] = PLAIN, key: str = KEY, **changes: str
    ) -> Any:
        parts = {name: (None, value) for name, value in {**GOOD, **changes}.items()}
        return await self.client.post(
            "/videos", files=parts, headers={"Authorization": f"Bearer {key}", **headers}
        )

    async def creates(self, *each: Mapping[str, str]) -> list[int]:
        return [(await self.create(one)).status_code for one in each]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Callable[..., Stand]]:
    with ExitStack() as ledgers:

        def make(**settings: Any) -> Stand:
            made = Stand(tmp_path, **settings)
            ledgers.callback(made.ledger.close)
            return made

        yield make


def run(story: Awaitable[object]) -> None:
    async def all_of_it() -> None:
        await story

    asyncio.run(all_of_it())


NAMED = {"Idempotency-Key": "one"}
OTHER = "doubao-seedance-1-5-pro"
REPEATED = {"X-Stainless-Retry-Count": "1"}
TOLD = "x-cometvideo-guard"
AGAIN = {"X-Cometvideo-Again": "yes"}


@pytest.mark.parametrize(
    ("ends", "sent", "statuses", "made"),
    [
        ((), (PLAIN,), [200], 1),
        ((), (PLAIN, PLAIN), [200, 200], 2),
        ((), (PLAIN, REPEATED), [200, 200], 1),
        ((), (NAMED, NAMED), [200, 200], 1),
        ((), (NAMED, PLAIN), [200, 200], 2),
        (("drop",), (PLAIN, PLAIN), [424, 424], 1),
        (("drop",), (NAMED, PLAIN), [424, 424], 1),
        (("drop",), (PLAIN, NAMED), [424, 424], 1),
        (("drop",), (PLAIN, AGAIN), [424, 200], 2),
        (("made-500",), (PLAIN, PLAIN), [424, 424], 1),
        (("429",), (PLAIN, PLAIN), [429, 200], 1),
        (("400",), (PLAIN, REPEATED), [400, 200], 1),
        (("307",), (PLAIN, PLAIN), [307, 200], 1),
        (("401",), (PLAIN, PLAIN), [401, 403], 0),
        (("402",), (PLAIN, PLAIN), [402, 403], 0),
    ],
)
def test_how_often_a_create_is_paid_for(
    stand: Callable[..., Stand],
    ends: Sequence[str],
    sent: Sequence[Mapping[str, str]],
    statuses: list[int],
    made: int,
) -> None:
    there = stand()
    there.upstream.ends = list(ends)

    async def story() -> None:
        assert await there.creates(*sent) == statuses
        assert len(there.upstream.made) == made

    run(story())


def test_what_is_the_same_is_what_the_form_means(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.ends = ["drop"] * 2

    async def story() -> None:
        await there.create()
        body = (
            b"--another\r\nContent-Disposition: form-data; name=size\r\n\r\n1280x720\r\n"
            b"--another\r\nContent-Disposition: form-data; name=seconds\r\n\r\n5\r\n"
            b"--another\r\nContent-Disposition: form-data; name=model\r\n\r\n"
            b"doubao-seedance-2-0\r\n"
            b"--another\r\nContent-Disposition: form-data; name=prompt\r\n\r\na\r\n--another--\r\n"
        )
        headers = {
            "Authorization": f"Bearer {KEY}",
            "Content-Type": "multipart/form-data; boundary=another",
        }
        again = await there.client.post("/videos", content=body, headers=headers)
        assert again.status_code == 424
        assert (await there.create(prompt="b")).status_code == 424  # dropped as well, but another
        assert (await there.create(key="sk-somebody-else")).status_code == 200
        assert len(there.upstream.made) == 3

    run(story())


def test_equal_creates_at_once_are_one(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.ends = ["hold"]

    async def story() -> None:
        asked = [asyncio.create_task(there.create()) for _ in range(5)]
        while len(there.waited) < 4:
            await asyncio.sleep(0)
        there.upstream.released.set()
        answers = [await each for each in asked]
        assert {each.json()["id"] for each in answers} == {"task_1"}
        assert there.upstream.made == ["task_1"]

    run(story())


def test_a_client_that_went_away_is_told_of_its_task(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.ends = ["hold"]

    async def story() -> None:
        asked = asyncio.create_task(there.create())
        while not there.upstream.made:
            await asyncio.sleep(0)
        asked.cancel()
        there.upstream.released.set()
        again = await there.create()
        assert (again.status_code, again.json()["id"]) == (200, "task_1")
        assert there.upstream.made == ["task_1"]

    run(story())


def test_one_name_for_two_requests_is_a_mistake(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        assert (await there.create(NAMED)).status_code == 200
        assert (await there.create(NAMED, prompt="another")).status_code == 422

    run(story())


@pytest.mark.parametrize(
    ("mode", "changes", "status"),
    [
        ("warn", {"seconds": "99"}, 400),
        ("refuse", {"seconds": "99"}, 400),
        ("observe", {"seconds": "99"}, 200),
        ("warn", {"surprise": "x"}, 200),
        ("refuse", {"surprise": "x"}, 422),
    ],
)
def test_a_mistake_is_refused_in_the_words_of_the_api(
    stand: Callable[..., Stand], mode: str, changes: dict[str, str], status: int
) -> None:
    there = stand(mode=mode)

    async def story() -> None:
        answer = await there.create(PLAIN, **changes)
        assert answer.status_code == status
        assert len(there.upstream.made) == (status == 200)
        if status != 200:
            assert answer.headers["x-cometvideo-guard"].startswith("refused")
            assert answer.json()["error"]["message"]

    run(story())


def test_a_budget_holds_and_frees(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(12, 3600.0), Budget(8, None, "model")])

    async def story() -> None:
        assert (await there.create()).status_code == 200
        over = await there.create()
        assert over.status_code == 402  # 10 of 8 for the model
        assert "3 s left" in over.json()["error"]["message"]
        assert (await there.create(seconds="6", model=OTHER)).status_code == 200
        assert (await there.create(seconds="4", model=OTHER)).status_code == 402  # 15 of 12
        there.at += 3601
        assert (await there.create(seconds="4", model=OTHER)).status_code == 402  # 10 of 8
        assert there.upstream.made == ["task_1", "task_2"]

    run(story())


def test_what_is_not_known_counts_as_spent(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(9)])
    there.upstream.ends = ["drop", "429"]

    async def story() -> None:
        assert await there.creates(PLAIN, AGAIN) == [424, 402]
        (open_one,) = there.ledger.unclear()
        there.ledger.settle(open_one.id, "")
        assert await there.creates(PLAIN, PLAIN) == [429, 200]

    run(story())


def test_a_person_settles_what_is_open(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.ends = ["drop"]

    async def story() -> None:
        await there.create()
        there.ledger.settle(1, "task_found")
        answer = await there.create()
        assert (answer.status_code, answer.json()["id"]) == (200, "task_found")
        with pytest.raises(InputError, match="is not open"):
            there.ledger.settle(1, "")

    run(story())


def test_it_stops_when_tasks_fail_in_a_row(stand: Callable[..., Stand]) -> None:
    there = stand(failures_most=2)
    there.upstream.status = "failed"

    async def story() -> None:
        for task in ("task_1", "task_1", "task_2"):
            assert (await there.create()).status_code == 200
            await there.client.get(f"/videos/{task}", headers={"Authorization": f"Bearer {KEY}"})
        assert (await there.create()).status_code == 403
        assert len(there.upstream.made) == 3

    run(story())


def test_the_key_stays_with_the_guard(stand: Callable[..., Stand], tmp_path: Path) -> None:
    there = stand(key="sk-the-real-one", token="guard-token")
    there.upstream.extra = {"note": "for sk-the-real-one", "video_url": "https://v.example/a?sig=1"}

    async def story() -> None:
        assert (await there.create()).status_code == 401
        answer = await there.create(key="guard-token")
        assert answer.status_code == 200
        assert "sk-the-real-one" not in answer.text
        assert answer.json()["video_url"] == "https://v.example/a?sig=1"
        sent = [headers["authorization"] for *_, headers, _ in there.upstream.seen]
        assert sent == ["Bearer sk-the-real-one"]

    run(story())
    there.ledger.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"sk-the-real-one" not in kept + "\n".join(there.log).encode()
    assert b"guard-token" not in kept


def test_a_key_that_the_api_repeats_is_not_kept(
    stand: Callable[..., Stand], tmp_path: Path
) -> None:
    there = stand()
    there.upstream.extra = {"echo": f"Bearer {KEY}"}
    there.upstream.ends = ["answer", "429", "500"]

    async def story() -> None:
        for prompt in "abc":
            await there.create(prompt=prompt)

    run(story())
    there.ledger.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert KEY not in kept.decode("latin-1") + "\n".join(there.log)


def test_nobody_waits_for_a_guard_that_died(stand: Callable[..., Stand]) -> None:
    there = stand(longest_s=100.0)
    asyncio.run(_only_intended(there))

    async def story() -> None:
        asked = asyncio.create_task(there.create())
        while not there.waited:
            await asyncio.sleep(0)
        there.at += 101
        assert (await asked).status_code == 424
        assert there.upstream.made == []

    run(story())


def test_a_guard_that_died_leaves_it_open(stand: Callable[..., Stand]) -> None:
    there = stand(longest_s=100.0)
    asked = asyncio.run(_only_intended(there))
    assert asked == [1]
    there.at += 101

    async def story() -> None:
        assert (await there.create()).status_code == 424
        assert there.upstream.made == []

    run(story())


async def _only_intended(there: Stand) -> list[int]:
    """Put a create into the ledger as a guard does that is killed before anything comes of it."""
    request = there.client.build_request(
        "POST",
        "/videos",
        files={name: (None, value) for name, value in GOOD.items()},
        headers={"Authorization": f"Bearer {KEY}"},
    )
    headers = tuple((name.decode(), value.decode()) for name, value in request.headers.raw)
    found = there.guard.before(HttpRequest("POST", "/v1/videos", headers, await request.aread()))
    assert isinstance(found, Ask)
    return [found.row or 0]


def test_what_passes_is_recorded_for_drift_logs(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "traffic.jsonl"
    told: list[str] = []
    with closing(Recording(path, now=lambda: 1_800_000_000.0, log=told.append)) as recording:
        there = Stand(tmp_path, record=recording.keep)
        there.upstream.ends = ["", "drop"]

        async def story() -> None:
            task = (await there.create(seconds="15")).json()["id"]
            await there.client.get(f"/videos/{task}", headers={"Authorization": f"Bearer {KEY}"})
            await there.create(seconds="14")

        run(story())
        there.ledger.close()
    lines = path.read_text().splitlines()
    assert [json.loads(each)["request"]["method"] for each in lines] == ["POST", "GET", "POST"]
    assert json.loads(lines[-1])["answer"] is None
    assert {json.loads(each)["request"]["host"] for each in lines} == {"upstream.invalid"}
    assert KEY not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert main(["drift", "logs", str(path), "--all"]) in {0, 1}
    assert f"holds: models.{GOOD['model']}.seconds.max" in capsys.readouterr().out
    recording.keep(HttpRequest("GET", "/"), None)
    assert told == ["not recorded: I/O operation on closed file"]


def test_a_recording_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot record to"):
        Recording(tmp_path, now=lambda: 0.0, log=print)


def test_what_is_no_ledger_stops_everything(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    path.write_bytes(b"no database at all, and longer than its head " * 10)
    with pytest.raises(InputError, match="cannot be used"):
        Ledger(path, now=lambda: 0.0)


def test_a_ledger_that_breaks_lets_nothing_through(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.ledger.close()

    async def story() -> None:
        answer = await there.create()
        assert answer.status_code == 424
        assert "nothing was sent" in json.loads(answer.text)["error"]["message"]
        assert there.upstream.seen == []

    run(story())


def test_what_costs_nothing_passes_as_it_is(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        answer = await there.client.get("/models?a=b%20c", headers={"X-Own": "1"})
        assert answer.headers["x-request-id"] == "r-1"
        method, path, headers, _ = there.upstream.seen[0]
        assert (method, path, headers["x-own"]) == ("GET", "/v1/models", "1")

    run(story())


@pytest.mark.parametrize(
    ("given", "unencrypted", "origin"),
    [
        ("https://api.example/v1", False, "https://api.example"),
        ("https://api.example/x/v1/", False, "https://api.example/x"),
        ("http://127.0.0.1:8080/v1", False, "http://127.0.0.1:8080"),
        ("http://api.example/v1", True, "http://api.example"),
        ("http://api.example/v1", False, None),
        ("https://api.example", False, None),
        ("ftp://api.example/v1", False, None),
        ("api.example/v1", False, None),
        ("https://api.example/v1?x=1", False, None),
    ],
)
def test_where_the_key_may_go(given: str, unencrypted: bool, origin: str | None) -> None:
    if origin is None:
        with pytest.raises(InputError):
            upstream_origin(given, words_of(load()), unencrypted=unencrypted)
    else:
        assert upstream_origin(given, words_of(load()), unencrypted=unencrypted) == origin


def test_a_remix_is_not_sent(tmp_path: Path) -> None:
    """It starts a task, and a guard that knows creates only cannot tell what that costs."""
    spec = Path(__file__).parents[2] / "fixtures" / "specs" / "everything.yaml"
    with closing(Ledger(tmp_path / "ledger", now=lambda: 0.0)) as ledger:
        guard = Guard(load(spec), ledger, log=lambda _: None)
        found = guard.before(HttpRequest("POST", "/v1/clips/clip-1/remix", (), b"{}"))
        assert isinstance(found, Answer)
        assert found.status >= 400
        passed = guard.before(HttpRequest("GET", "/v1/clips/clip-1/content", (), b""))
        assert isinstance(passed, Ask)


USD = 1_000_000  # in millionths


def test_a_budget_in_money_holds_at_the_dearest_price_at_list(stand: Callable[..., Stand]) -> None:
    """0.1368 a second for 5 s is 0.684, and 0.855 at list: two fit into 1.72, and not into 1.70."""
    there = stand(budgets=[Budget(1_720_000, None, "", "USD"), Budget(USD, 60.0, "", "USD")])

    async def story() -> None:
        first = await there.create()
        assert (first.status_code, first.headers[TOLD]) == (200, "passed; valid; at most 0.86 USD")
        over = await there.create()
        assert over.status_code == 402
        said = over.json()["error"]["message"]
        assert "may cost 0.86 USD, and of the budget of 1 USD" in said
        assert "there are 0.15 USD left; enough is free again at" in said
        there.at += 61
        assert (await there.create()).status_code == 200  # 1.71 of 1.72
        there.at += 61
        assert (await there.create(seconds="4")).status_code == 402
        assert there.upstream.made == ["task_1", "task_2"]
        assert there.log[0].startswith("sent: create 1, doubao-seedance-2-0, at most 5 s; at most ")

    run(story())


def test_what_is_open_is_priced_at_its_dearest(stand: Callable[..., Stand]) -> None:
    """A preset may mean the row of 0.3366 a second: 4 s at list are 1.683."""
    for most, status in ((1_682_999, 402), (1_683_000, 200)):
        there = stand(budgets=[Budget(most, None, "", "USD")])

        async def story(there: Stand = there, status: int = status) -> None:
            assert (await there.create(size="16:9", seconds="4")).status_code == status

        run(story())


def test_what_should_be_refused_and_is_sent_is_priced_as_if_taken(
    stand: Callable[..., Stand],
) -> None:
    """15 s of the dearest row at list are 6.31125."""
    for most, status in ((6_311_249, 402), (6_311_250, 200)):
        there = stand(mode="observe", budgets=[Budget(most, None, "", "USD")])

        async def story(there: Stand = there, status: int = status) -> None:
            assert (await there.create(seconds="99")).status_code == status

        run(story())


def test_without_a_price_nothing_is_sent_under_a_budget_in_money(
    stand: Callable[..., Stand],
) -> None:
    there = stand(budgets=[Budget(100 * USD, None, "", "USD")])

    async def story() -> None:
        answer = await there.create(model=OTHER)
        assert answer.status_code == 402
        assert "no price is known of what is asked of doubao-seedance-1-5-pro" in answer.text
        assert answer.headers[TOLD] == "no price"
        assert (await there.create()).status_code == 200
        assert there.upstream.made == ["task_1"]

    run(story())


def test_without_a_price_it_passes_where_a_person_says_so(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(USD, None, "", "USD")], unpriced=True)

    async def story() -> None:
        answer = await there.create(model=OTHER)
        assert answer.headers[TOLD] == "passed; valid; no known price"
        assert (await there.create()).status_code == 200
        assert (await there.create(seconds="6")).status_code == 402
        told = [(each["cost_at_most"], each["unpriced"]) for each in there.guard.state()["creates"]]  # type: ignore[attr-defined]
        assert told == [(None, 1), (0.855, 0)]

    run(story())


def test_budgets_in_money_hold_for_each_key_and_model(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(USD, None, "owner", "USD")])

    async def story() -> None:
        assert (await there.create()).status_code == 200
        assert (await there.create()).status_code == 402
        assert (await there.create(key="sk-another-key")).status_code == 200

    run(story())


def test_a_repetition_tells_what_was_not_spent_twice(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        named = {"Idempotency-Key": "k"}
        await there.create(named)
        again = await there.create(named)
        assert again.headers[TOLD] == "repeated; create 1; 0.86 USD not spent twice"
        assert there.log[-1].endswith("0.86 USD not spent twice")

    run(story())


def test_an_earlier_ledger_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA application_id = 1129137988")
        old.execute("PRAGMA user_version = 1")
    with pytest.raises(InputError, match="a ledger of an earlier version, which kept no prices"):
        Ledger(path, now=lambda: 0.0)
