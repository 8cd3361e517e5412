import io
import itertools
import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from cometvideo import InputError, RequestInvalid, load
from cometvideo.client import (
    AmbiguousCreateError,
    AnswerError,
    Client,
    ClientError,
    DeadlineError,
    LinkExpiredError,
    NoAnswerError,
    NotSentError,
    RefusedError,
    Task,
    TaskFailedError,
    UnknownStatusError,
)
from cometvideo.client.channel import retry_after_s
from cometvideo.client.contract import Contract
from cometvideo.clients.cases import Case, Twist
from cometvideo.clients.inprocess import Clock, transport
from cometvideo.clients.stage import Scene
from cometvideo.clients.twists import expiring, reading, redirecting, without_link
from cometvideo.exchange import HttpRequest
from cometvideo.media import look
from cometvideo.mock import MockApi
from cometvideo.mp4_reader import measure
from cometvideo.samples.files import picture
from cometvideo.wire import read_body

KEY = "sk-test-73a1e0"
PLAIN: Mapping[str, Any] = {"prompt": "A kite.", "model": "doubao-seedance-2-0", "seconds": 5}


class Stand:
    """A client and the API that it meets, in a time of their own."""

    def __init__(self, spec: str = "seedance", **case: Any) -> None:
        self.clock = Clock(100_000)
        api = MockApi(load(spec), choices=case.get("choices"))
        self.scene = Scene(Case("test", PLAIN, **case), api, key=KEY, clock=self.clock)
        self.client = Client(
            KEY,
            spec=spec,
            transport=transport(self.scene, self.clock),
            clock=self.clock,
            sleep=self.clock.sleep,
            now=lambda: 1_000_000 + self.clock(),
            draw=lambda: 0.5,
        )

    def requests(self, operation: str) -> list[HttpRequest]:
        return [each.request for each in self.scene.seen if each.operation == operation]

    @property
    def tasks(self) -> int:
        return sum(each.created for each in self.scene.seen)


def client_of(handler: Callable[[httpx.Request], httpx.Response], **settings: Any) -> Client:
    return Client(KEY, transport=httpx.MockTransport(handler), **settings)


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
    assert stand.scene.seen == ()


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
    polls = [each.at for each in stand.scene.seen if each.operation == "retrieve"]
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


def test_a_status_that_nobody_knows_is_named_after_a_while() -> None:
    stand = Stand(twist=reading("pondering"))
    with pytest.raises(UnknownStatusError, match="'pondering', which is none of queued"):
        stand.client.render(PLAIN)
    assert len(stand.requests("retrieve")) == 3


def test_a_success_without_a_link_is_an_error() -> None:
    client = Stand(twist=without_link).client
    with pytest.raises(AnswerError, match="no link") as caught:
        client.wait(client.create(PLAIN))
    assert caught.value.task is not None
    with pytest.raises(AnswerError, match="no link"):
        client.download(caught.value.task)


# --- Downloading ---


def test_a_video_is_fetched_whole_and_without_the_key(tmp_path: Path) -> None:
    stand = Stand()
    to = stand.client.render({**PLAIN, "size": "1280x720"}, to=tmp_path / "kite.mp4")
    assert to == tmp_path / "kite.mp4"
    video = measure((tmp_path / "kite.mp4").read_bytes())
    assert (video.width, video.height) == (1280, 720)
    assert [each.name for each in tmp_path.iterdir()] == ["kite.mp4"]
    assert stand.client.render(PLAIN)[4:8] == b"ftyp"
    assert len(stand.requests("download")) == 2
    assert KEY not in repr(stand.requests("download"))
    assert KEY in repr(stand.requests("create"))


@pytest.mark.parametrize("to_file", [True, False])
def test_a_download_that_is_cut_is_tried_again(to_file: bool, tmp_path: Path) -> None:
    fault = {"operation": "download", "kind": "cut", "bytes": 50}
    stand = Stand(faults=({**fault, "times": 2},))
    to = tmp_path / "kite.mp4" if to_file else None
    done = stand.client.wait(stand.client.create(PLAIN))
    found = stand.client.download(done, to) if to else stand.client.download(done)
    assert (found.read_bytes() if isinstance(found, Path) else found)[4:8] == b"ftyp"
    stand = Stand(faults=(fault,))
    with pytest.raises(DeadlineError, match="no whole answer"):
        stand.client.render(PLAIN, to=to, deadline_s=100)
    assert sorted(each.name for each in tmp_path.iterdir()) == (["kite.mp4"] if to else [])


def test_a_link_that_has_expired_is_told() -> None:
    stand = Stand(twist=expiring)
    with pytest.raises(LinkExpiredError, match="HTTP 403"):
        stand.client.render(PLAIN)
    assert len(stand.requests("download")) == 2  # the second time with a fresh link


def test_a_video_can_be_fetched_by_the_id_of_its_task() -> None:
    stand = Stand()
    done = stand.client.wait(stand.client.create(PLAIN))
    assert stand.client.download(done.id)[4:8] == b"ftyp"


# --- The key ---


@pytest.mark.parametrize("operation", ["create", "retrieve"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_follows_no_redirect(operation: str, status: int) -> None:
    stand = Stand(twist=redirecting(operation, status))
    with pytest.raises(RefusedError, match="redirects"):
        stand.client.render(PLAIN)
    assert not any(each.at_videos for each in stand.scene.seen)


def raise_of(twist: Twist | None = None, **fault: object) -> str:
    stand = Stand(twist=twist, faults=(fault,) if fault else ())
    try:
        stand.client.render(PLAIN, deadline_s=50)
    except ClientError as error:
        chain = [error, error.__context__, error.__cause__]
        return "".join(traceback.format_exception(error)) + repr(chain) + repr(vars(error))
    raise AssertionError("nothing was raised")


def test_the_key_is_in_no_text(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    texts = [
        raise_of(operation="create", status=401, message=f"wrong key {KEY}"),
        raise_of(operation="create", status=500, message=f"wrong key {KEY}"),
        raise_of(operation="create", kind="drop"),
        raise_of(operation="retrieve", kind="stall"),
        raise_of(expiring),
        repr(Stand().client),
    ]
    assert not [text for text in texts if KEY in text]
    assert KEY not in caplog.text
    assert "[key]" in texts[0]


def test_key_and_address_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMETAPI_KEY", raising=False)
    monkeypatch.delenv("COMETAPI_BASE_URL", raising=False)
    for bad in (None, "", " ", "a\nb", "schl\N{LATIN SMALL LETTER U WITH DIAERESIS}ssel"):
        with pytest.raises(InputError, match="COMETAPI_KEY"):
            Client(bad)
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401, text="no")

    monkeypatch.setenv("COMETAPI_KEY", KEY)
    monkeypatch.setenv("COMETAPI_BASE_URL", "http://127.0.0.1:9/x/v1/")
    with Client(transport=httpx.MockTransport(note)) as client, pytest.raises(RefusedError):
        client.retrieve("task_a/b")
    assert str(seen[0].url) == "http://127.0.0.1:9/x/v1/videos/task_a%2Fb"
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert Client(base_url="https://h.example/v1").base_url == "https://h.example/v1"


# --- Answers ---


def test_an_answer_that_never_ends_is_cut_off() -> None:
    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            while True:
                yield b" " * 65536

    with pytest.raises(NoAnswerError, match="more than"):
        client_of(lambda _: httpx.Response(200, stream=Endless())).retrieve("task_1")


def test_an_answer_drop_by_drop_ends_with_the_deadline() -> None:
    clock = Clock(1000)

    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            while True:
                clock.sleep(1)
                yield b" "

    client = client_of(lambda _: httpx.Response(200, stream=Dripping()), clock=clock)
    with pytest.raises(NoAnswerError, match="too slowly"):
        client.retrieve("task_1", until=10)
    assert clock() == 11


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b'{"error":{"code":"c","message":"m"}}', ("c", "m"), id="gateway"),
        pytest.param(b'{"error":{"code":null,"message":"m"}}', ("", "m"), id="no-code"),
        pytest.param(b'{"code":"c","message":"m","data":null}', ("c", "m"), id="task"),
        pytest.param(b"<html><h1>502</h1>\nBad</html>", ("", "502 Bad"), id="html"),
        pytest.param(b'{"detail":"d"}', ("", '{"detail": "d"}'), id="other"),
        pytest.param(b'{"error":"e"}', ("", '{"error": "e"}'), id="text"),
        pytest.param(b"\xff", ("", "\N{REPLACEMENT CHARACTER}"), id="bytes"),
        pytest.param(b"", ("", ""), id="nothing"),
    ],
)
def test_failures_are_read_from_whatever_comes(body: bytes, expected: tuple[str, str]) -> None:
    assert Contract(load()).read_failure(body) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5.0),
        (" 5 ", 5.0),
        ("0", 0.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_is_read(text: str, expected: float | None) -> None:
    assert retry_after_s({"retry-after": text}, lambda: 60.0) == expected


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
