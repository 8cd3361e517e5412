"""The client: what it sends, and how it waits."""

import io
import itertools
import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from cometvideo import InputError, RequestInvalid
from cometvideo.client import (
    AmbiguousCreateError,
    AnswerError,
    ClientError,
    DeadlineError,
    NotSentError,
    RefusedError,
    Task,
    TaskFailedError,
    UnknownStatusError,
)
from cometvideo.conformance.deviations import reading, without_link
from cometvideo.samples.files import picture
from cometvideo.wire.bodies import read_body
from cometvideo.wire.media import look
from tests.client_stand import PLAIN, Stand, client_of
from tests.slow_family import slow_endpoint

# --- Creating ---


def test_a_create_is_a_multipart_form_in_the_order_of_the_spec() -> None:
    stand = Stand()
    image = picture(400, 300)
    fields = {"input_reference": [image, ("b.png", image)], "size": None, "seconds": 5.0}
    stand.client.create({**PLAIN, **fields})
    (request,) = stand.requests("create")
    body = read_body(request.header("content-type"), request.body)
    assert body.encoding == "multipart/form-data"
    assert [(p.name, p.filename, p.content_type) for p in body.parts] == [
        ("prompt", None, None),
        ("model", None, None),
        ("seconds", None, None),
        ("input_reference", "input_reference.png", "image/png"),
        ("input_reference", "b.png", "image/png"),
    ]
    assert body.parts[2].data == b"5"
    assert body.parts[3].data == image


@pytest.mark.parametrize("kind", ["bytes", "path", "stream", "pair", "triple"])
def test_a_file_may_be_given_in_many_ways(kind: str, tmp_path: Path) -> None:
    data = picture(400, 300)
    path = tmp_path / "kite.png"
    path.write_bytes(data)
    stream = io.BytesIO(data)
    given: Mapping[str, object] = {
        "bytes": data,
        "path": path,
        "stream": stream,
        "pair": ("kite.png", data),
        "triple": ("kite.png", data, "image/png"),
    }
    stand = Stand()
    stand.client.create(PLAIN, input_reference=given[kind])
    (request,) = stand.requests("create")
    part = read_body(request.header("content-type"), request.body).parts[-1]
    assert (part.data, part.content_type) == (data, "image/png")
    assert (part.filename or "").endswith(".png")


def test_what_is_invalid_is_not_sent() -> None:
    stand = Stand()
    with pytest.raises(RequestInvalid, match="out-of-range"):
        stand.client.create(PLAIN, seconds=99)
    with pytest.raises(RequestInvalid):
        stand.client.create(PLAIN, input_reference="kite.png")
    with pytest.raises(RequestInvalid):
        stand.client.create(PLAIN, size="1000x1000", strict=True)
    with pytest.raises(InputError, match="holds no bytes"):
        stand.client.create(PLAIN, input_reference=look(b"GIF89a"))
    with pytest.raises(InputError, match="cannot read"):
        stand.client.create(PLAIN, input_reference=Path("no-such.png"))
    assert stand.case_mock.calls == ()


@pytest.mark.parametrize(
    ("fault", "expected", "tasks"),
    [
        pytest.param({"kind": "drop", "at": "after"}, AmbiguousCreateError, 1, id="dropped"),
        pytest.param({"kind": "stall", "at": "after"}, AmbiguousCreateError, 1, id="late"),
        pytest.param({"kind": "cut", "at": "after"}, AmbiguousCreateError, 1, id="cut"),
        pytest.param({"kind": "malformed-json"}, AmbiguousCreateError, 1, id="unreadable"),
        pytest.param({"status": 500, "at": "after"}, AmbiguousCreateError, 1, id="500"),
        pytest.param({"status": 524, "envelope": "html"}, AmbiguousCreateError, 0, id="524"),
        pytest.param({"status": 500, "code": "invalid_request"}, RefusedError, 0, id="final-500"),
        pytest.param({"status": 503, "code": "model_not_found"}, RefusedError, 0, id="final-503"),
        pytest.param({"status": 400}, RefusedError, 0, id="400"),
        pytest.param({"status": 429}, RefusedError, 0, id="429"),
        pytest.param({"kind": "redirect"}, RefusedError, 0, id="301"),
    ],
)
def test_a_create_is_sent_once_whatever_happens(
    fault: dict[str, object], expected: type[ClientError], tasks: int
) -> None:
    stand = Stand(faults=({"operation": "create", **fault},))
    with pytest.raises(expected) as caught:
        stand.client.render(PLAIN)
    assert len(stand.requests("create")) == 1
    assert stand.tasks == tasks
    assert ("may have been created" in str(caught.value)) == (expected is AmbiguousCreateError)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("late"), httpx.ProxyError("no")]
)
def test_what_never_left_is_told_apart(error: httpx.TransportError) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(NotSentError, match="nothing was sent"):
        client_of(refuse).create(PLAIN)


@pytest.mark.parametrize("envelope", ["gateway", "task"])
def test_a_refusal_says_what_the_api_said(envelope: str) -> None:
    fault = {
        "operation": "create",
        "status": 429,
        "envelope": envelope,
        "code": "slow",
        "message": "slow down",
        "retry_after": "7",
    }
    with pytest.raises(RefusedError) as caught:
        Stand(faults=(fault,)).client.create(PLAIN)
    error = caught.value
    assert (error.status, error.code, error.retry_after_s) == (429, "slow", 7.0)
    assert error.message.startswith("slow down")
    assert "429 slow: slow down" in str(error)


# --- Waiting ---


def test_a_task_is_followed_to_its_end() -> None:
    stand = Stand(plan="polls=3")
    seen: list[Task] = []
    task = stand.client.create(PLAIN)
    done = stand.client.wait(task, on_progress=seen.append)
    assert (task.means, task.terminal) == ("waiting", False)
    assert (done.means, done.terminal, done.progress) == ("success", True, 100)
    assert [each.progress for each in seen] == sorted(each.progress or 0 for each in seen)
    assert len(stand.requests("retrieve")) == 3
    assert stand.clock() == 30  # three times what the guide advises
    assert stand.client.wait(done) is done  # and is not asked after again
    assert len(stand.requests("retrieve")) == 3


def test_a_deadline_gives_the_id_to_resume_from() -> None:
    stand = Stand(plan="polls=4")
    task = stand.client.create(PLAIN)
    with pytest.raises(DeadlineError) as caught:
        stand.client.wait(task, deadline_s=25)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.task_id == task.id
    assert task.id in str(caught.value)
    assert stand.clock() == 25
    assert stand.client.wait(caught.value.task_id).means == "success"
    assert stand.tasks == 1


def test_without_a_deadline_there_is_an_end_all_the_same() -> None:
    stand = Stand(plan="never")
    with pytest.raises(DeadlineError):
        stand.client.render(PLAIN)
    assert stand.clock() == 1800


@pytest.mark.parametrize(
    ("model", "interval_s", "deadline_s", "told"),
    [("wan2.7", 40, 10_000, "resting"), ("veo3.1", 10, 1_800, "queued")],
)
def test_the_pace_is_that_of_the_models_family(
    tmp_path: Path, model: str, interval_s: float, deadline_s: float, told: str
) -> None:
    request = {"prompt": "A kite.", "model": model}
    spec = slow_endpoint(tmp_path)
    stand = Stand(spec, request, plan="polls=3")
    stand.client.wait(stand.client.create(request))
    assert stand.clock() == 3 * interval_s
    begun = stand.clock()
    stand = Stand(spec, request, plan="polls=3")
    stand.client.wait(stand.client.create(request).id)
    assert stand.clock() == begun - interval_s  # by an id it is asked after at once
    stand = Stand(spec, request, plan="never")
    with pytest.raises(DeadlineError):
        stand.client.render(request)
    assert stand.clock() == deadline_s
    stand = Stand(spec, request, deviation=reading("pondering"))
    with pytest.raises(UnknownStatusError) as caught:
        stand.client.wait(stand.client.create(request), deadline_s=100)
    assert told in caught.value.known


@pytest.mark.parametrize(
    ("model", "path", "polls"),
    [("wan2.7", "film", 2), ("veo3.1", "content", 1), ("a-model-of-tomorrow", "content", 2)],
)
def test_errors_and_ways_are_those_of_the_models_family(
    tmp_path: Path, model: str, path: str, polls: int
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(404 if len(asked) == 1 else 400)

    asked: list[str] = []
    task = Task("t", "queued", "waiting", terminal=False, model=model)
    client = client_of(answer, spec=slow_endpoint(tmp_path), sleep=lambda _: None)
    with pytest.raises(RefusedError):
        client.wait(task)
    assert asked == ["/v1/videos/t"] * polls
    done = task._replace(status="completed", means="success", terminal=True)
    with pytest.raises(RefusedError):
        client.download(done)
    assert asked[polls] == f"/v1/videos/t/{path}"


@pytest.mark.parametrize(
    ("fault", "pauses"),
    [
        pytest.param({"status": 503, "times": 3}, [17.5, 35, 70, 10], id="growing"),
        pytest.param({"kind": "drop", "times": 1}, [17.5, 10], id="dropped"),
        pytest.param({"status": 429, "times": 1, "retry_after": "33"}, [33, 10], id="as-asked"),
        pytest.param({"status": 429, "times": 1, "retry_after": "9999"}, [120, 10], id="capped"),
        pytest.param({"kind": "malformed-json", "times": 1}, [17.5], id="unreadable"),
    ],
)
def test_what_passes_is_waited_out(fault: dict[str, object], pauses: list[float]) -> None:
    stand = Stand(plan="polls=2", faults=({"operation": "retrieve", **fault},))
    stand.client.wait(stand.client.create(PLAIN))
    polls = [each.at for each in stand.case_mock.calls if each.operation == "retrieve"]
    found = [after - before for before, after in itertools.pairwise(polls)]
    assert found == pytest.approx(pauses)


@pytest.mark.parametrize(
    ("status", "code"), [(400, ""), (401, ""), (403, ""), (404, ""), (500, "invalid_request")]
)
def test_what_stays_is_not_asked_again(status: int, code: str) -> None:
    stand = Stand(faults=({"operation": "retrieve", "status": status, "code": code},))
    with pytest.raises(RefusedError, match=str(status)):
        stand.client.render(PLAIN)
    assert len(stand.requests("retrieve")) == 1


@pytest.mark.parametrize("shape", ["error_object", "fail_reason", "absent"])
def test_a_failure_tells_its_reason(shape: str) -> None:
    plan = {"polls": 1, "end": "error", "code": "E7", "message": "out of memory"}
    stand = Stand(plan=plan, choices={"task.reason": shape})
    with pytest.raises(TaskFailedError) as caught:
        stand.client.render(PLAIN)
    told = {"error_object": "E7: out of memory", "fail_reason": "out of memory"}
    assert told.get(shape, "gave no reason") in str(caught.value)
    assert (caught.value.reason is None) == (shape == "absent")


def test_a_status_that_nobody_knows_is_waited_on_until_the_deadline_and_named() -> None:
    stand = Stand(deviation=reading("pondering"))
    with pytest.raises(
        UnknownStatusError, match="'pondering' after 600 s, which is none of queued"
    ) as caught:
        stand.client.wait(stand.client.create(PLAIN), deadline_s=600)
    assert len(stand.requests("retrieve")) == 59
    assert isinstance(caught.value, DeadlineError)
    assert caught.value.task_id == caught.value.task.id


def test_a_success_without_a_link_is_an_error() -> None:
    client = Stand(deviation=without_link).client
    with pytest.raises(AnswerError, match="no link") as caught:
        client.wait(client.create(PLAIN))
    assert caught.value.task is not None
    with pytest.raises(AnswerError, match="no link"):
        client.download(caught.value.task)


# --- Other specs ---


def test_the_first_generation_is_spoken_as_well() -> None:
    stand = Stand("seedance@2026-04", plan="polls=3")
    words: list[str] = []
    stand.client.render(
        PLAIN, resolution="720p", on_progress=lambda task: words.append(task.status)
    )
    assert words == ["SUBMITTED", "SUBMITTED", "IN_PROGRESS", "SUCCESS"]
    (request,) = stand.requests("create")
    assert b'name="resolution"' in request.body


def test_what_a_form_cannot_say_is_sent_as_json() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        sent.append((request.headers["content-type"].partition(";")[0], request.read()))
        return httpx.Response(500)

    sent: list[tuple[str, bytes]] = []
    picked: dict[str, object] = {"script": "A kite.", "engine": "reel-grand", "duration": 20.0}
    client = client_of(answer, spec="fixtures/specs/invented.yaml")
    for fields in (picked, {**picked, "duration": None, "first_frame": picture(400, 300)}):
        with pytest.raises(AmbiguousCreateError):
            client.create(fields)
    assert [kind for kind, _ in sent] == ["application/json", "multipart/form-data"]
    assert str(json.loads(sent[0][1])) == str({**picked, "duration": 20})
