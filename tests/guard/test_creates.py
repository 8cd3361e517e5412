"""What becomes of a create between a client and an upstream of another make."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cometvideo.errors import InputError
from cometvideo.facts.loading import load_family
from cometvideo.guard.answers import Ask
from cometvideo.guard.budget import Budget
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.guard.stand import AGAIN, GOOD, KEY, NAMED, PLAIN, REPEATED, TOLD, Stand, run
from tests.slow_family import slow_endpoint


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


def leaving_slowly(
    there: Stand, monkeypatch: pytest.MonkeyPatch
) -> tuple[threading.Event, threading.Event]:
    """Answers leave from the second event on; the first tells that one is to leave."""
    delivered, begun, going = there.guard.delivered, threading.Event(), threading.Event()

    def slowly(*given: Any) -> None:
        begun.set()
        assert going.wait(20)
        delivered(*given)

    monkeypatch.setattr(there.guard, "delivered", slowly)
    return begun, going


def test_who_waited_for_an_answer_shares_it_while_it_leaves(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = stand()
    there.upstream.ends = ["hold"]
    begun, going = leaving_slowly(there, monkeypatch)

    async def story() -> None:
        first = asyncio.create_task(there.create())
        while not there.upstream.made:
            await asyncio.sleep(0)
        second = asyncio.create_task(there.create())
        while not there.waited:
            await asyncio.sleep(0)
        there.upstream.released.set()
        while not begun.is_set():
            await asyncio.sleep(0)
        answer = await asyncio.wait_for(second, 20)
        going.set()
        assert answer.json()["id"] == (await first).json()["id"] == "task_1"
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


def test_two_on_purpose_are_two_however_soon(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second comes while it is not yet written down that the first was answered."""
    there = stand()
    begun, going = leaving_slowly(there, monkeypatch)

    async def story() -> None:
        first = asyncio.create_task(there.create())
        while not begun.is_set():
            await asyncio.sleep(0)
        second = asyncio.create_task(there.create())
        while not there.waited:
            await asyncio.sleep(0)
        going.set()
        assert [(await each).json()["id"] for each in (first, second)] == ["task_1", "task_2"]

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


def test_a_task_that_was_settled_is_told_in_the_words_of_its_family(
    stand: Callable[..., Stand], tmp_path: Path
) -> None:
    there = stand(spec=slow_endpoint(tmp_path), mode="observe")
    there.upstream.ends = ["drop", "drop"]

    async def story() -> None:
        for row, (model, status) in enumerate({"wan2.7": "resting", "veo3.1": "queued"}.items(), 1):
            await there.create(model=model)
            there.ledger.settle(row, "task_found")
            assert (await there.create(model=model)).json()["status"] == status

    run(story())


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


def test_a_repetition_tells_what_was_not_spent_twice(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        named = {"Idempotency-Key": "k"}
        await there.create(named)
        again = await there.create(named)
        assert again.headers[TOLD] == "repeated; create 1; 0.86 USD not spent twice"
        assert there.log[-1].endswith("0.86 USD not spent twice")

    run(story())


_ELSEWHERE = ["/v1/models", "/v1/videosx", "/v1/chat/completions", "/v1/videos/../chat"]
_TASKS = ["/v1/videos", "/v1/videos/", "/v1/%76ideos", "/v1/videos?a=b", "/v1/videos?a#b"]
_DOUBTFUL = [
    *("/v1//videos", "//v1/videos", "/v1/./videos", "/v1/x/../videos", "/v1/x%2f..%2fvideos"),
    *("/V1/Videos", "/v1/videos;a=b", "/v1/videos#a", "/v1/videos%00", "/v1/videos%20"),
    *("/v1/videos/.", "/v1\\videos", "/v1/%252576ideos", "/v1/videos/task_1/remix"),
    *("/v1/videos%2525252525", "@127.0.0.1/v1/videos", ".example/v1/videos", "*", ""),
]


@pytest.mark.parametrize(
    ("method", "target", "sent"),
    [
        *[("POST", each, False) for each in _DOUBTFUL],
        *[("POST", each, True) for each in (*_ELSEWHERE, *_TASKS)],
        *[(each, "/v1/videos", False) for each in ("post", "PUT", "PATCH", "LOAD")],
        *[(each, "/v1//videos/task_1", True) for each in ("GET", "HEAD", "DELETE")],
        *[("GET", each, False) for each in ("@127.0.0.1/v1/videos", ":80/v1/videos", "*")],
    ],
)
def test_what_may_start_a_task_is_a_create_or_is_not_sent(
    stand: Callable[..., Stand], method: str, target: str, sent: bool
) -> None:
    """Neither past the ledger by another way of writing its path, nor to another host."""
    there = stand(budgets=[Budget(5)])
    found = there.guard.before(HttpRequest(method, target, (), b""))
    held = isinstance(found, Answer) and found.status == 403 and b"nothing was sent" in found.body
    assert held != sent


def test_a_remix_is_not_sent(tmp_path: Path) -> None:
    """It starts a task, and a guard that knows creates only cannot tell what that costs."""
    spec = Path(__file__).parents[2] / "fixtures" / "specs" / "everything.yaml"
    with closing(Ledger(tmp_path / "ledger", now=lambda: 0.0)) as ledger:
        guard = Guard(load_family(spec), ledger, log=lambda _: None)
        found = guard.before(HttpRequest("POST", "/v1/clips/clip-1/remix", (), b"{}"))
        assert isinstance(found, Answer)
        assert found.status >= 400
        passed = guard.before(HttpRequest("GET", "/v1/clips/clip-1/content", (), b""))
        assert isinstance(passed, Ask)
