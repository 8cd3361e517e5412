"""Polls behind a guard: of many one is sent, and what is known is answered."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.guard.ledger import Ledger
from tests.guard.stand import KEY, PLAIN, TOLD, Stand, run
from tests.slow_family import slow_endpoint


async def poll(
    there: Stand, task: str = "task_1", key: str = KEY, headers: Mapping[str, str] = PLAIN
) -> Any:
    own = {"Authorization": f"Bearer {key}", **headers}
    return await there.client.get(f"/videos/{task}", headers=own)


@pytest.mark.parametrize(
    ("status", "settings", "at", "sent"),
    [
        ("in_progress", {}, [0, 1, 9.9, 10.1, 15], 2),
        ("in_progress", {"poll_every_s": 2.0}, [0, 1, 2.1, 3], 2),
        ("in_progress", {"poll_every_s": 0.0}, [0, 0, 1], 3),
        ("completed", {"poll_every_s": 0.0}, [0, 0, 1], 3),
        ("completed", {}, [0, 1, 11, 3600, 10**9], 1),
        ("failed", {}, [0, 1, 11, 3600], 1),
        ("never-heard-of", {}, [0, 1, 11], 2),
    ],
)
def test_how_often_a_task_is_asked_after(
    stand: Callable[..., Stand],
    status: str,
    settings: dict[str, Any],
    at: list[float],
    sent: int,
) -> None:
    there = stand(**settings)
    there.upstream.status = status
    begun = there.at

    async def story() -> None:
        for each in at:
            there.at = begun + each
            answer = await poll(there)
            assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert len(there.upstream.seen) == sent

    run(story())


def test_the_answer_says_where_it_is_from(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        assert (await poll(there)).headers[TOLD] == "passed"
        there.at += 3
        again = await poll(there)
        assert (again.headers[TOLD], again.headers["age"]) == ("last answer; 3 s old", "3")
        there.upstream.status = "completed"
        there.at += 8
        assert (await poll(there)).headers[TOLD] == "passed"
        there.at += 11
        assert (await poll(there)).headers[TOLD] == "ended; 11 s old"

    run(story())


def test_a_link_is_not_handed_out_when_it_may_be_old(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.status = "completed"
    there.upstream.poll_extra = {"video_url": "https://v.example/a?sig=1"}

    async def story() -> None:
        for passed, sent in ((0, 1), (6 * 3600 - 1, 1), (2, 2)):
            there.at += passed
            answer = await poll(there)
            assert answer.json()["video_url"] == "https://v.example/a?sig=1"
            assert len(there.upstream.seen) == sent

    run(story())


def assert_asked_anew_after(seconds: float, there: Stand) -> None:
    """The last answer is given again for so long, and no longer."""

    async def story() -> None:
        for passed, sent in ((0, 1), (seconds - 1, 1), (2, 2)):
            there.at += passed
            await poll(there)
            assert len(there.upstream.seen) == sent

    run(story())


@pytest.mark.parametrize(
    ("family", "lasts_s"),
    [("seedance", 6 * 3600), ("seedance-2-5", 6 * 3600), ("wan", 10), ("veo", 10), ("", 10)],
)
def test_a_link_is_handed_out_for_as_long_as_its_family_says(
    stand: Callable[..., Stand], family: str, lasts_s: float
) -> None:
    there = stand(spec=None)
    model = load_family(family).models[0] if family else "a-model-of-tomorrow"
    there.upstream.status = "completed"
    there.upstream.poll_extra = {"model": model, "video_url": "https://v.example/a?sig=1"}
    assert_asked_anew_after(lasts_s, there)


@pytest.mark.parametrize(
    ("model", "every_s"), [("wan2.7", 40), ("veo3.1", 10), ("a-model-of-tomorrow", 40)]
)
def test_a_task_is_asked_after_as_often_as_its_family_advises(
    stand: Callable[..., Stand], tmp_path: Path, model: str, every_s: float
) -> None:
    there = stand(spec=slow_endpoint(tmp_path))
    there.upstream.poll_extra = {"model": model}
    assert_asked_anew_after(every_s, there)


def test_whoever_wants_it_fresh_gets_it_fresh(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.status = "completed"

    async def story() -> None:
        await poll(there)
        answer = await poll(there, headers={"Cache-Control": "no-cache"})
        assert answer.headers[TOLD] == "passed"
        assert len(there.upstream.seen) == 2

    run(story())


def test_another_key_or_task_is_another_poll(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.status = "completed"

    async def story() -> None:
        await poll(there)
        await poll(there, key="sk-somebody-else")
        assert (await poll(there, task="task_2")).json()["id"] == "task_2"
        assert len(there.upstream.seen) == 3

    run(story())


@pytest.mark.parametrize("end", ["answer", "429", "drop"])
def test_many_who_ask_at_once_are_one(stand: Callable[..., Stand], end: str) -> None:
    there = stand()
    there.upstream.poll_ends = ["hold", end]

    async def story() -> None:
        asked = [asyncio.create_task(poll(there)) for _ in range(20)]
        while len(there.waited) < 19:
            await asyncio.sleep(0)
        there.upstream.released.set()
        answers = [await each for each in asked]
        assert len({each.content for each in answers}) == 1
        assert len(there.upstream.seen) == 1
        status = {"answer": 200, "429": 429, "drop": 502}[end]
        assert {each.status_code for each in answers} == {status}
        there.upstream.status = "completed"
        later = await poll(there)  # what was no answer about the task is not given again
        assert (later.headers[TOLD] == "passed") is (end != "answer")

    run(story())


def test_what_ended_is_known_to_the_next_guard(tmp_path: Path) -> None:
    for number in (1, 0):
        there = Stand(tmp_path)
        there.upstream.status = "completed"

        async def story(there: Stand = there, number: int = number) -> None:
            assert (await poll(there)).json()["status"] == "completed"
            assert len(there.upstream.seen) == number

        run(story())
        there.ledger.close()


def test_polls_pass_where_the_ledger_breaks(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.status = "completed"
    there.ledger.close()

    async def story() -> None:
        assert (await poll(there)).status_code == 200

    run(story())


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.guard.ledger._MOST_ENDED", 3)
    monkeypatch.setattr("cometvideo.guard.polls._MOST", 3)
    there = Stand(tmp_path)
    there.upstream.status = "completed"

    async def story() -> None:
        for number in range(6):
            await poll(there, task=f"task_{number}")
        await poll(there, task="task_5")
        assert len(there.upstream.seen) == 6
        await poll(there, task="task_0")
        assert len(there.upstream.seen) == 7

    run(story())
    ((kept,),) = there.ledger._db.execute("SELECT count(*) FROM ended")
    assert kept == 3
    there.ledger.close()


def test_no_key_is_kept_with_an_answer(tmp_path: Path) -> None:
    there = Stand(tmp_path)
    there.upstream.status = "completed"
    there.upstream.poll_extra = {"echo": f"Bearer {KEY}"}

    async def story() -> None:
        assert KEY in (await poll(there)).text  # the client's own
        assert KEY not in (await poll(there)).text

    run(story())
    there.ledger.close()
    assert KEY.encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o600
    with closing(Ledger(tmp_path / "ledger", now=lambda: there.at)):
        pass
