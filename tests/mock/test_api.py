import json
import os
import subprocess
import sys
from typing import Any

import pytest

from cometvideo import load, load_family
from cometvideo.mock import MockApi
from cometvideo.wire.bodies import multipart
from cometvideo.wire.request import Part
from tests.mock.talk import FIELDS, Talker, data, png
from tests.odd_specs import INVENTED, matrix_of


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi())


def test_a_task_is_created_queued(talker: Talker) -> None:
    shown = data(talker.create())
    assert shown == {
        "id": shown["id"],
        "task_id": shown["id"],
        "object": "video",
        "model": FIELDS["model"],
        "status": "queued",
        "progress": 0,
        "created_at": 1_767_225_600,
    }
    assert shown["id"].startswith("task_")


def test_a_task_lives_to_its_end(talker: Talker) -> None:
    task = talker.task()
    seen = [talker.poll(task) for _ in range(3)]
    talker.controls.advance(60)
    seen.append(talker.poll(task))
    assert [each["status"] for each in seen] == ["queued", "in_progress", "completed", "completed"]
    assert [each["progress"] for each in seen] == [0, 58, 100, 100]
    assert "video_url" not in seen[1]
    assert seen[2] == seen[3]


def test_the_journal_notes_what_no_answer_tells(talker: Talker) -> None:
    talker.controls.plan("polls=2")
    task = talker.task()
    for _ in range(3):
        talker.poll(task)
    entries = list(talker.controls.journal)
    late = "asked after although it was seen at its end"
    assert [each.note for each in entries] == ["task created and billed", "", "", late]
    assert [each.number for each in entries] == [1, 2, 3, 4]
    assert talker.controls.journal.creates == entries[:1]


def test_the_clock_drives_a_task(talker: Talker) -> None:
    talker.controls.plan("clock=100")
    task = talker.task()
    seen = []
    for _ in range(5):
        shown = talker.poll(task)
        seen.append((shown["status"], shown["progress"]))
        talker.controls.advance(25)
    assert seen == [
        ("queued", 0),
        ("in_progress", 6),
        ("in_progress", 37),
        ("in_progress", 68),
        ("completed", 100),
    ]
    assert talker.poll(task)["completed_at"] == 1_767_225_600 + 100


def test_a_clock_without_a_duration_takes_the_usual_one(talker: Talker) -> None:
    talker.controls.plan("clock")
    tasks = [talker.task() for _ in range(20)]
    talker.controls.advance(59)
    assert not any("video_url" in talker.poll(task) for task in tasks)
    talker.controls.advance(60)
    ended = ["video_url" in talker.poll(task) for task in tasks]
    assert any(ended)
    assert not all(ended)
    talker.controls.advance(61)
    assert all("video_url" in talker.poll(task) for task in tasks)


@pytest.mark.parametrize("model", load("cometapi").models)
def test_a_clock_takes_its_time_for_every_model_of_the_endpoint(model: str) -> None:
    talker = Talker(MockApi(load("cometapi")))
    talker.controls.seed_task("task_1", {"model": model}, plan="clock")
    assert "video_url" not in talker.poll("task_1")
    talker.controls.advance(15 * 60)
    assert talker.poll("task_1")["progress"] == 100


@pytest.mark.parametrize(
    ("plan", "status", "code"),
    [
        ("immediate,end=failed", "failed", ""),
        ("immediate,end=error,code=Boom", "error", "Boom"),
        ("immediate,failed", "failed", ""),
        ("immediate,moderated", "failed", "OutputVideoSensitiveContentDetected"),
    ],
)
def test_a_task_fails_as_planned(talker: Talker, plan: str, status: str, code: str) -> None:
    talker.controls.plan(plan)
    shown = talker.poll(talker.task())
    assert shown["status"] == status
    assert "video_url" not in shown
    assert shown["error"]["code"] == code
    assert shown["error"]["message"]


@pytest.mark.parametrize(
    ("option", "fields"),
    [("error_object", {"error"}), ("fail_reason", {"fail_reason"}), ("absent", set())],
)
def test_the_reason_has_the_shape_of_the_world(
    talker: Talker, option: str, fields: set[str]
) -> None:
    talker.controls.world({"task.reason": option})
    talker.controls.plan("immediate,failed,message=no luck")
    shown = talker.poll(talker.task())
    assert shown.keys() & {"error", "fail_reason"} == fields


def test_a_task_that_never_ends_does_not(talker: Talker) -> None:
    talker.controls.plan("never")
    task = talker.task()
    talker.controls.advance(1e6 / 2)
    seen = [talker.poll(task) for _ in range(50)]
    assert {each["status"] for each in seen[1:]} == {"in_progress"}
    progress = [each["progress"] for each in seen]
    assert progress == sorted(progress)
    assert progress[-1] < 100


def test_moderation_refuses_at_once(talker: Talker) -> None:
    talker.controls.plan_next("refused")
    answer = talker.create()
    assert answer.status == 400
    assert data(answer)["error"]["code"] == "InputTextSensitiveContentDetected"
    assert talker.controls.bill.tasks == 0
    assert talker.create().status == 200


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"seconds": "3"}, 400, "InvalidParameter"),
        ({"seconds": "16"}, 400, "InvalidParameter"),
        ({"model": "doubao-seedance-9"}, 503, "model_not_found"),
        ({"prompt": ""}, 400, "invalid_request"),
        ({"prompt": None}, 400, ""),
        ({"size": "720p"}, 400, ""),
    ],
    ids=str,
)
def test_a_refused_create_is_answered_as_predicted(
    talker: Talker, fields: dict[str, str | None], status: int, code: str
) -> None:
    answer = talker.create(**fields)
    assert (answer.status, data(answer)["error"]["code"]) == (status, code)
    error = data(answer)["error"]
    assert error["type"] == "comet_api_error"
    assert "(request id: " in error["message"]
    # Of a model that no family has, it was seen without `param`.
    param = [] if code == "model_not_found" else ["param"]
    assert list(error) == ["message", "type", *param, "code"]
    assert talker.controls.tasks == []


def test_a_reference_is_taken_or_refused_by_model(talker: Talker) -> None:
    reference = Part("input_reference", png(), "a.png", "image/png")
    assert talker.create(reference).status == 200
    refused = talker.create(reference, model="doubao-seedance-1-5-pro")
    assert refused.status == 400
    assert "r2v" in data(refused)["error"]["message"]


@pytest.mark.parametrize("key", [None, "", " "], ids=repr)
def test_without_a_key_nothing_is_let_in(key: str | None) -> None:
    talker = Talker(MockApi(), key)
    assert talker.create().status == 401
    assert talker.ask("GET", "/v1/videos/task_x").status == 401


def test_only_listed_keys_are_let_in() -> None:
    api = MockApi(keys=["good"])
    assert Talker(api, "good").create().status == 200
    assert Talker(api, "bad").create().status == 401


def test_the_task_of_another_key_is_unknown() -> None:
    api = MockApi()
    mine, other = Talker(api, "mine"), Talker(api, "other")
    task = mine.task()
    answers = [
        other.ask("GET", f"/v1/videos/{task}"),
        mine.ask("GET", "/v1/videos/task_unknown"),
    ]
    for answer in answers:
        assert answer.status == 400
        assert data(answer) == {"code": "task_not_exist", "message": "task_not_exist", "data": None}


def test_a_task_is_forgotten_after_its_lifetime(talker: Talker) -> None:
    task = talker.task()
    talker.controls.advance(604_799)
    talker.poll(task)
    talker.controls.advance(1)
    assert talker.ask("GET", f"/v1/videos/{task}").status == 400


def test_the_first_generation_speaks_its_own_words() -> None:
    talker = Talker(MockApi(load_family("seedance@2026-04")))
    created = data(talker.create(size="9:16", resolution="480p"))
    assert created["status"] == "SUBMITTED"
    seen = [talker.poll(created["id"]) for _ in range(3)]
    assert [each["status"] for each in seen] == ["SUBMITTED", "IN_PROGRESS", "SUCCESS"]
    assert seen[2]["video_url"]
    talker.controls.plan("immediate,end=ERROR")
    assert talker.poll(talker.task(size="9:16"))["status"] == "ERROR"


def test_too_large_a_body_is_refused(talker: Talker) -> None:
    answer = talker.ask("POST", "/v1/videos", b"", (("Content-Length", "999999999999"),))
    assert answer.status == 413
    assert data(answer)["error"]["code"] == "read_request_body_failed"


def test_strict_refuses_what_is_not_documented() -> None:
    talker = Talker(MockApi(strict=True))
    assert talker.create().status == 200
    refused = talker.create(size="720x720")
    assert refused.status == 400
    assert "strict" in data(refused)["error"]["message"]


def test_the_same_seed_gives_the_same_run() -> None:
    def run(seed: str) -> list[bytes]:
        talker = Talker(MockApi(seed=seed, plan="clock"))
        task = talker.task()
        talker.controls.advance(100)
        return [talker.ask("GET", f"/v1/videos/{task}").body, talker.create().body]

    assert run("a") == run("a")
    assert run("a") != run("b")


def test_two_keys_never_share_an_id() -> None:
    api = MockApi()
    ids = {Talker(api, key).task() for key in "abcdefgh" for _ in range(3)}
    assert len(ids) == 24


@pytest.mark.parametrize(
    ("quirk", "seen"),
    [
        ("fresh_status", ["unknown", "in_progress", "completed"]),
        ("left_out", ["queued", "in_progress", "completed"]),
        ("unlisted_fields", ["queued", "in_progress", "completed"]),
    ],
)
def test_quirks_change_what_is_shown(talker: Talker, quirk: str, seen: list[str]) -> None:
    plain = talker.poll(talker.task())
    talker.controls.quirks(quirk)
    task = talker.task()
    shown = [talker.poll(task) for _ in range(3)]
    assert [each["status"] for each in shown] == seen
    differences = {
        "fresh_status": set(),
        "left_out": {"task_id"},
        "unlisted_fields": {"expires_at", "metadata"},
    }
    assert shown[0].keys() ^ plain.keys() == differences[quirk]


def test_equal_ids_are_not_equal_tasks() -> None:
    def poll(plan: str, model: str, spec: str = "seedance") -> dict[str, Any]:
        talker = Talker(MockApi(load_family(spec), plan=plan))
        return talker.poll(talker.task(model=model, size="16:9"))

    pro = "doubao-seedance-1-0-pro"
    seen = [
        poll("immediate", "doubao-seedance-2-0"),
        poll("immediate", pro),
        poll("never", pro),
        poll("immediate,end=failed", pro),
        poll("immediate", pro, "seedance@2026-04"),
    ]
    assert len({each["id"] for each in seen}) == 1
    assert len({json.dumps(each) for each in seen}) == len(seen)


@pytest.mark.thorough
def test_the_order_of_keys_does_not_follow_the_hash_seed() -> None:
    program = (
        "from cometvideo.mock import MockApi\n"
        "from tests.mock.talk import Talker\n"
        "talker = Talker(MockApi())\n"
        "talker.controls.quirks('all')\n"
        "print(list(talker.poll(talker.task())))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(found) == 1


def test_quirks_that_are_switched_on_between_polls_show(talker: Talker) -> None:
    talker.controls.plan("never")
    task = talker.task()
    assert "task_id" in talker.poll(task)
    talker.controls.quirks("left_out")
    assert "task_id" not in talker.poll(task)
    talker.controls.quirks()
    assert "task_id" in talker.poll(task)


def test_progress_jumps_and_completion_comes_early_as_quirks(talker: Talker) -> None:
    talker.controls.quirks("progress_steps", "completed_at_always")
    talker.controls.plan("polls=9")
    task = talker.task()
    shown = [talker.poll(task) for _ in range(9)]
    assert {each["progress"] for each in shown} <= {0, 10, 30, 50, 100}
    assert all("completed_at" in each for each in shown)


def test_progress_is_full_before_a_task_fails_as_a_quirk(talker: Talker) -> None:
    talker.controls.quirks("full_before_the_end")
    talker.controls.plan("moderated,polls=3")
    task = talker.task()
    shown = [(each["status"], each["progress"]) for each in (talker.poll(task) for _ in range(3))]
    assert shown == [("queued", 0), ("in_progress", 100), ("failed", 100)]


def test_what_a_test_holds_is_shown_in_a_line(talker: Talker) -> None:
    task, controls = talker.task(prompt="a kite, " * 50), talker.controls
    talker.poll(task)
    fault = controls.fault("create,status=503,times=1")
    assert repr(fault) == "Fault(operation='create', times=1, status=503)"
    entry = controls.journal.creates[0]
    held = [talker.api, controls, controls.journal, controls.settings, controls.tasks[0]]
    for each in [*held, entry, entry.read(), *entry.parts, entry.prediction, controls.bill]:
        assert len(repr(each)) < 200
        assert "kite" not in repr(each)
        assert " at 0x" not in repr(each)


def test_what_has_no_length_costs_no_seconds() -> None:
    text = INVENTED.replace("    gives: seconds\n", "")
    api = MockApi(matrix_of(text))
    content_type, body = multipart([Part("script", b"x"), Part("engine", b"reel-pocket")], "b")
    talker = Talker(api)
    talker.headers = (("X-Reel-Key", "Token a-key"), ("Content-Type", content_type))
    answer = talker.ask("POST", "/films", body)
    assert answer.status == 202
    assert (talker.controls.bill.tasks, talker.controls.bill.seconds) == (1, 0)


def test_the_oldest_tasks_are_forgotten_and_the_bill_is_not() -> None:
    talker = Talker(MockApi(tasks_size=10, journal_size=7, accounts_size=3))
    tasks = [talker.task() for _ in range(25)]
    assert [each.id for each in talker.controls.tasks] == tasks[-10:]
    assert len(talker.controls.journal) == 7
    assert talker.controls.bill[:2] == (25, 125)
