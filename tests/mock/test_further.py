"""Further operations: the video with the key, a task made from another, the tasks of a key."""

import json
from pathlib import Path
from typing import Any

import pytest

from cometvideo import Matrix, load_family
from cometvideo.client import AnswerError, DeadlineError, RefusedError
from cometvideo.conformance.adapters import reference
from cometvideo.conformance.checking import check
from cometvideo.conformance.deviations import without_link
from cometvideo.conformance.inprocess import InProcess
from cometvideo.export import openapi
from cometvideo.mock import MockApi
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer
from cometvideo.wire.mp4.reader import measure
from cometvideo.wire.request import Part
from tests.client_stand import KEY, Stand
from tests.mock.talk import Talker, data

SPEC = Path(__file__).parents[2] / "fixtures" / "specs" / "everything.yaml"
REQUEST = {"prompt": "a kite", "model": "every-exact", "seconds": 4, "size": "1280x720"}
TASKS = "/v1/clips"


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return load_family(SPEC)


class Clips(Talker):
    """A client of this very service, with a task of its own."""

    def __init__(self, matrix: Matrix, **settings: Any) -> None:
        super().__init__(MockApi(matrix, plan="polls=2", **settings))
        fields = {name: str(value) for name, value in REQUEST.items()}
        self.id = str(data(self.send(fields))["id"])

    def send(self, fields: dict[str, str]) -> Answer:
        parts = [Part(name, value.encode()) for name, value in fields.items()]
        content_type, body = multipart(parts, "boundary0123456789")
        return self.ask("POST", TASKS, body, (("Content-Type", content_type),))

    def about(self, what: str = "", method: str = "GET", body: object = None) -> Answer:
        sent = b"" if body is None else json.dumps(body).encode()
        headers = (("Content-Type", "application/json"),) if sent else ()
        return self.ask(method, f"{TASKS}/{self.id}{what}", sent, headers)

    def finish(self) -> None:
        for _ in range(2):
            self.about()


def test_the_video_is_there_at_the_end_and_for_its_key(matrix: Matrix) -> None:
    clips = Clips(matrix)
    early = clips.about("/content")
    assert (early.status, data(early)["code"]) == (409, "not_finished")
    clips.finish()
    video = clips.about("/content")
    assert video.header("content-type") == "video/mp4"
    found = measure(video.body)
    assert (found.width, found.height, round(found.seconds)) == (1280, 720, 4)
    part = clips.ask("GET", f"{TASKS}/{clips.id}/content", headers=(("Range", "bytes=0-9"),))
    assert (part.status, part.body) == (206, video.body[:10])
    assert Talker(clips.api, None).ask("GET", f"{TASKS}/{clips.id}/content").status == 401
    other = Talker(clips.api, "another").ask("GET", f"{TASKS}/{clips.id}/content")
    assert (other.status, "no task" in str(data(other))) == (400, True)


def test_variants_are_those_of_the_spec(matrix: Matrix) -> None:
    clips = Clips(matrix)
    clips.finish()
    assert clips.about("/content?variant=video").header("content-type") == "video/mp4"
    assert clips.about("/content?variant=thumbnail").body.startswith(b"\x89PNG")
    wrong = clips.about("/content?variant=spritesheet")
    assert wrong.status == 400
    assert "video, thumbnail" in str(data(wrong))


def test_a_failed_task_has_no_video(matrix: Matrix) -> None:
    clips = Clips(matrix)
    clips.api.controls("a-key").plan("polls=1,end=failed")
    clips.id = str(data(clips.send({k: str(v) for k, v in REQUEST.items()}))["id"])
    clips.about()
    assert clips.about("/content").status == 409


def test_a_remix_is_a_task_of_its_own_and_billed(matrix: Matrix) -> None:
    clips = Clips(matrix)
    assert clips.about("/remix", "POST", {"prompt": "at night"}).status == 409
    clips.finish()
    made = data(clips.about("/remix", "POST", {"prompt": "at night"}))
    assert made["made_from"] == clips.id != made["id"]
    assert clips.controls.bill[:2] == (2, 8)
    assert (str(clips.controls.bill.cost), clips.controls.bill.unpriced) == ("0.5", 0)
    bodies: list[object] = [{}, {"prompt": ""}, {"prompt": 5}, []]
    for wrong in bodies:
        assert clips.about("/remix", "POST", wrong).status == 400
    assert clips.controls.bill[:2] == (2, 8)


def test_tasks_are_listed_and_removed(matrix: Matrix) -> None:
    clips = Clips(matrix)
    assert [each["id"] for each in data(clips.ask("GET", TASKS))["data"]] == [clips.id]
    assert Talker(clips.api, "other").ask("GET", TASKS).status == 200
    assert data(clips.about(method="DELETE"))["deleted"] is True
    assert clips.about().status == 400
    assert data(clips.ask("GET", TASKS))["data"] == []


def test_an_operation_that_is_open_is_there_in_some_worlds(matrix: Matrix) -> None:
    clips = Clips(matrix, choices={"operations.list.served": False})
    answer = clips.ask("GET", TASKS)
    assert answer.status == 400
    assert "is no operation of this API" in str(data(answer))


def test_openapi_has_all_operations(matrix: Matrix) -> None:
    found: Any = openapi(matrix)
    assert found["paths"].keys() == {
        TASKS,
        *(f"{TASKS}/{{id}}{e}" for e in ("", "/content", "/remix")),
    }
    assert found["paths"][TASKS].keys() == {"post", "get"}


def test_the_client_downloads_with_the_key(tmp_path: Path) -> None:
    stand = Stand(str(SPEC))
    path = stand.client.render(REQUEST, to=tmp_path / "kite.mp4")
    assert measure(path.read_bytes()).width == 1280
    (asked,) = stand.requests("content")
    assert asked.header("authorization") == f"Bearer {KEY}"


@pytest.mark.parametrize(("status", "error"), [(403, RefusedError), (503, DeadlineError)])
def test_the_client_is_told_why_there_is_no_video(status: int, error: type[Exception]) -> None:
    stand = Stand(str(SPEC), faults=({"operation": "content", "status": status},))
    done = stand.client.wait(stand.client.create(REQUEST))
    with pytest.raises(error, match=str(status)):
        stand.client.download(done, deadline_s=5)


@pytest.mark.thorough
def test_a_client_that_downloads_with_the_key_passes_every_clause(matrix: Matrix) -> None:
    report = check(InProcess(reference(SPEC), virtual=True), spec=matrix)
    wrong = [each for each in report.results if each.verdict in {"failed", "could not tell"}]
    assert wrong == []
    told = {each.clause.id: each.verdict for each in report.results}
    assert told["video-is-intact"] == told["cut-download"] == "passed"


SERVED = "operations.content.served"


@pytest.mark.parametrize("spec", ["seedance", "seedance-2-5"])
def test_seedance_may_have_the_video_at_its_task(spec: str) -> None:
    matrix = load_family(spec)
    model = matrix.models[0]
    here = Talker(MockApi(matrix, choices={SERVED: True}))
    task = here.task(model=model, size="1280x720")
    early = here.ask("GET", f"/v1/videos/{task}/content")
    assert early.status == 400
    assert list(data(early)["error"]) == ["message", "type"]
    assert "current status: IN_PROGRESS" in data(early)["error"]["message"]
    assert early.header("x-cometapi-request-id")
    here.finished(task)
    assert measure(here.ask("GET", f"/v1/videos/{task}/content").body).width == 1280
    # No page of its own tells of it.
    there = Talker(MockApi(matrix, plan="immediate"))
    task = there.task(model=model, size="1280x720")
    assert there.ask("GET", f"/v1/videos/{task}/content").status in {301, 404}


@pytest.mark.parametrize(("served", "is_found"), [(True, True), (False, False)])
def test_where_that_is_open_the_client_tries_it_for_want_of_a_link(
    served: bool, is_found: bool
) -> None:
    case = {"choices": {SERVED: served}, "plan": "immediate", "deviation": without_link}
    stand = Stand("seedance", **case)
    created = stand.client.create({"model": "doubao-seedance-2-0", "prompt": "a", "seconds": 4})
    # Whoever waits is told that there is no link, which the documentation promises.
    with pytest.raises(AnswerError, match="no link") as caught:
        stand.client.wait(created)
    assert caught.value.task is not None
    if is_found:
        assert stand.client.download(caught.value.task)[4:8] == b"ftyp"
    else:
        with pytest.raises(AnswerError, match="no link"):
            stand.client.download(caught.value.task)
