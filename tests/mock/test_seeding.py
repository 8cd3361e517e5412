"""Tasks that nobody created: for programs that begin with an id."""

import json

import pytest

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import load
from cometvideo.mock import MockApi
from tests.mock.talk import Talker, data


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi())


def test_a_seeded_task_lives_by_its_plan_and_costs_nothing(talker: Talker) -> None:
    talker.controls.seed_task("video_1", {"seconds": 4, "size": "960x960"}, plan="polls=2")
    assert [talker.poll("video_1")["status"] for _ in range(2)] == ["queued", "completed"]
    assert talker.download(talker.poll("video_1")["video_url"]).body[4:8] == b"ftyp"
    (task,) = talker.controls.tasks
    assert task.order.rendering[:3] == (4, 960, 960)
    assert (talker.controls.bill.tasks, talker.controls.journal.tasks) == (0, [])


def test_whose_it_is(talker: Talker) -> None:
    other = Talker(talker.api, "another-key")
    talker.controls.seed_task("mine")
    talker.api.controls().seed_task("ours")
    assert talker.poll("mine")["id"] == "mine"
    assert talker.poll("ours")["id"] == other.poll("ours")["id"] == "ours"
    assert other.ask("GET", "/v1/videos/mine").status != 200
    assert Talker(talker.api, key=None).ask("GET", "/v1/videos/ours").status == 401


def test_every_family_has_its_own() -> None:
    talker = Talker(MockApi(load("cometapi")))
    talker.controls.seed_task("s", {"model": "sora-2"}, plan="never")
    talker.controls.seed_task("v", {"model": "veo3.1"}, plan="immediate,end=moderated")
    assert talker.poll("s")["model"] == "sora-2"
    assert talker.poll("v")["status"] == "failed"


@pytest.mark.parametrize(
    ("task_id", "fields", "plan", "says"),
    [
        ("", {}, "never", "cannot be the id of a task"),
        ("a/b", {}, "never", "cannot be the id of a task"),
        ("a" * 201, {}, "never", "cannot be the id of a task"),
        ("a", {"model": "sora-9"}, "never", "'sora-9' is no model; allowed: doubao-seedance-2-0,"),
        ("a", {"seconds": 99}, "never", "no such task can be: seconds 99 is outside"),
        ("a", {}, "end=nowhere", "a task cannot end as 'nowhere'"),
    ],
)
def test_what_cannot_be_is_told(
    talker: Talker, task_id: str, fields: dict[str, object], plan: str, says: str
) -> None:
    with pytest.raises(InputError) as caught:
        talker.controls.seed_task(task_id, fields, plan=plan)
    assert says in str(caught.value)
    assert talker.controls.tasks == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "a"}, 200),
        ({"id": "a", "fields": {"seconds": 5}, "plan": {"pace": "never"}}, 200),
        ({"id": 1}, 400),
        ({"id": "a", "fields": []}, 400),
        ({"id": "a", "plan": 3}, 400),
        ({"id": "a", "fields": {"plan": "x", "self": 1, "task_id": "b"}}, 200),
        ({}, 400),
    ],
)
def test_any_language_can_seed_one(talker: Talker, body: dict[str, object], status: int) -> None:
    kind = (("Content-Type", "application/json"),)
    answer = talker.ask("POST", "/_mock/tasks", json.dumps(body).encode(), kind)
    assert answer.status == status
    if status == 200:
        assert data(answer)["id"] == talker.poll("a")["id"] == "a"
