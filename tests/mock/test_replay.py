"""Replay: what was recorded is answered again, whoever asks and however it is written."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cometvideo import load, load_family
from cometvideo.cli import main
from cometvideo.errors import InputError
from cometvideo.jobs import read_recording
from cometvideo.live.ledger_file import begin, connected
from cometvideo.mock import MockApi
from cometvideo.mock.recording import Recording
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, exchange_data
from cometvideo.wire.mp4 import video
from cometvideo.wire.mp4.reader import measure
from cometvideo.wire.recordings import Recorded
from cometvideo.wire.request import Part

PATH = "/v1/videos"
AT = 1_800_000_000.0
KEY = (("Authorization", "Bearer sk-somebody-elses"),)
MODEL = "doubao-seedance-2-0"
FIELDS = {"prompt": "A kite.", "model": MODEL, "seconds": "5", "size": "1280x720"}
IMAGE = b"\x89PNG no picture, but as recorded"
LINK = "https://cdn.example/gone.mp4?sign=1"


def ask(method: str, target: str = PATH, body: tuple[str, bytes] = ("", b"")) -> HttpRequest:
    headers = (*KEY, ("Content-Type", body[0])) if body[0] else KEY
    return HttpRequest(method, target, headers, body[1], "api.cometapi.com")


def form(fields: Mapping[str, str], boundary: str = "b", name: str = "") -> tuple[str, bytes]:
    parts = [Part(each, value.encode()) for each, value in fields.items()]
    parts += [Part("input_reference", IMAGE, name, "image/png")] if name else []
    return multipart(tuple(parts), boundary)


def answer(data: Mapping[str, object], status: int = 200) -> Answer:
    headers = (("Content-Type", "application/json"), ("X-Recorded", "yes"), ("Content-Length", "9"))
    return Answer(status, headers, json.dumps(data).encode())


def task(id_: str, status: str, progress: int, **more: object) -> Answer:
    told = {"id": id_, "object": "video", "model": MODEL, "status": status, "progress": progress}
    return answer({**told, "created_at": int(AT), **more})


def job(id_: str, **changes: str) -> list[Exchange]:
    """A create that took ten minutes, asked after at three moments."""
    end: dict[str, object] = {"video_url": LINK}
    lives: list[tuple[int, str, int, dict[str, object]]] = [
        (0, "queued", 0, {}),
        (60, "in_progress", 50, {}),
        (600, "completed", 100, end),
    ]
    return [
        Exchange(ask("POST", body=form({**FIELDS, **changes})), task(id_, "queued", 0), AT),
        *(
            Exchange(ask("GET", f"{PATH}/{id_}"), task(id_, word, share, **more), AT + after)
            for after, word, share, more in lives
        ),
    ]


def recorded(*exchanges: Exchange) -> list[Recorded]:
    return [Recorded(f"a.jsonl:{n}", each) for n, each in enumerate(exchanges, 1)]


def playing(
    *exchanges: Exchange, only: bool = False, videos: Mapping[str, bytes] | None = None, **how: Any
) -> MockApi:
    api = MockApi(**how)
    api.state.recording = Recording(api.state.spec, recorded(*exchanges), videos or {})
    api.state.only_recorded = only
    return api


def told(api: MockApi, request: HttpRequest) -> dict[str, Any]:
    return json.loads(api.handle(request).body)  # type: ignore[no-any-return]


FIELDS_SENT = ([Part(name, value.encode()) for name, value in FIELDS.items()],)
REVERSED = dict(reversed(FIELDS.items()))
WITH_FILE = Exchange(ask("POST", body=form(FIELDS, name="kite.png")), task("task_f", "queued", 0))


@pytest.mark.parametrize(
    ("exchange", "body", "played"),
    [
        pytest.param(job("task_1")[0], form(FIELDS, "another"), True, id="another boundary"),
        pytest.param(job("task_1")[0], form(REVERSED), True, id="another order"),
        pytest.param(job("task_1")[0], urlencoded(*FIELDS_SENT), True, id="urlencoded"),
        pytest.param(WITH_FILE, form(REVERSED, "c", "other.jpg"), True, id="another file name"),
        pytest.param(WITH_FILE, form(FIELDS), False, id="without the file"),
        pytest.param(job("task_1")[0], form({**FIELDS, "seconds": "6"}), False, id="other value"),
    ],
)
def test_requests_are_the_same_by_meaning(
    exchange: Exchange, body: tuple[str, bytes], played: bool
) -> None:
    api = playing(exchange)
    found = api.handle(ask("POST", body=body))
    assert (found.header("x-recorded") == "yes") == played
    assert (api.controls().unused == []) == played
    assert found.header("content-length") is None


def test_a_task_lives_as_it_did_one_answer_a_poll() -> None:
    api = playing(*job("task_1"))
    assert told(api, ask("POST", body=form(FIELDS)))["id"] == "task_1"
    polls = [told(api, ask("GET", f"{PATH}/task_1")) for _ in range(4)]
    assert [each["status"] for each in polls] == ["queued", "in_progress", *["completed"] * 2]
    assert api.controls().journal.polled_after_end == ["task_1"]
    assert api.controls().bill[:2] == (1, 5)


def test_a_task_lives_as_it_did_by_the_clock() -> None:
    api = playing(*job("task_1"), plan="clock")
    api.handle(ask("POST", body=form(FIELDS)))
    for passed, status in (
        (59, "queued"),
        (1, "in_progress"),
        (539, "in_progress"),
        (1, "completed"),
    ):
        api.controls().advance(passed)
        assert told(api, ask("GET", f"{PATH}/task_1"))["status"] == status


@pytest.mark.parametrize("kept", [None, video(640, 640, 3)])
def test_the_link_leads_to_the_mock_and_to_the_video_that_was_kept(kept: bytes | None) -> None:
    api = playing(*job("task_1"), videos={"task_1": kept} if kept else {})
    api.handle(ask("POST", body=form(FIELDS)))
    link = [told(api, ask("GET", f"{PATH}/task_1")) for _ in range(3)][-1]["video_url"]
    assert link.startswith("https://videos.mock.invalid/")
    host, _, target = link.partition("//")[2].partition("/")
    got = api.handle(HttpRequest("GET", f"/{target}", (), b"", host))
    assert (got.status, got.header("content-type")) == (200, "video/mp4")
    assert got.body == (kept or got.body)
    seen = measure(got.body)
    assert (seen.width, seen.height, seen.seconds) == ((640, 640, 3) if kept else (1280, 720, 5))
    part = api.handle(HttpRequest("GET", f"/{target}", (("Range", "bytes=0-9"),), b"", host))
    assert (part.status, part.body) == (206, got.body[:10])


def test_a_video_in_the_recording_is_served() -> None:
    data = video(640, 640, 2)
    fetched = Exchange(
        HttpRequest("GET", "/gone.mp4?sign=1", (), b"", "cdn.example"),
        Answer(200, (("Content-Type", "video/mp4"),), data),
    )
    api = playing(*job("task_1"), fetched)
    api.handle(ask("POST", body=form(FIELDS)))
    assert api.controls().tasks[0].order.recorded.video == data  # type: ignore[union-attr]
    assert api.controls().bill[:2] == (1, 2)


def test_each_create_is_played_once_and_in_order() -> None:
    refused = Exchange(ask("POST", body=form(FIELDS)), answer({"error": {"message": "busy"}}, 503))
    api = playing(refused, job("task_1")[0], only=True)
    found = [api.handle(ask("POST", body=form(FIELDS))) for _ in range(3)]
    assert [each.status for each in found] == [503, 200, 400]
    assert b"a.jsonl:2 is the same, and was played already" in found[2].body or (
        b"is the same, and was played already: each is played once" in found[2].body
    )
    api.controls().reset()
    assert api.handle(ask("POST", body=form(FIELDS))).status == 503


def test_what_was_not_recorded_goes_to_the_world_or_is_an_error_that_names_the_nearest() -> None:
    other = form({**FIELDS, "prompt": "A pond."})
    both = [*job("task_1"), *job("task_2", seconds="9", size="1:1")]
    assert told(playing(*both), ask("POST", body=other))["status"] == "queued"
    api = playing(*both, only=True)
    refused = api.handle(ask("POST", body=other))
    assert 400 <= refused.status < 500
    message = json.loads(refused.body)["error"]["message"]
    assert message.startswith(
        "not recorded; the nearest is a.jsonl:1, where prompt is 'A kite.', and here 'A pond.'"
    )
    missing = api.handle(ask("GET", f"{PATH}/task_9"))
    assert b"GET /v1/videos/task_9 was not recorded" in missing.body
    assert api.controls().unused == [
        "the recorded create a.jsonl:1",
        "the recorded create a.jsonl:5",
    ]


def test_a_create_that_got_no_answer_gets_none() -> None:
    api = playing(Exchange(ask("POST", body=form(FIELDS)), None))
    assert api.handle(ask("POST", body=form(FIELDS))).delivery.drop


def test_all_else_is_answered_as_recorded_and_keys_are_the_mocks_own() -> None:
    unknown = Exchange(ask("GET", f"{PATH}/task_9"), answer({"message": "gone"}, 400))
    wrong = Exchange(ask("GET", f"{PATH}/task_8"), answer({"message": "wrong key"}, 401))
    api = playing(unknown, wrong, only=True)
    assert [told(api, ask("GET", f"{PATH}/task_9"))["message"] for _ in "ab"] == ["gone"] * 2
    assert api.handle(ask("GET", f"{PATH}/task_8")).status == 400
    nobody = HttpRequest("GET", f"{PATH}/task_9", (), b"", "api.cometapi.com")
    assert api.handle(nobody).status == 401


# -- files ----------------------------------------------------------------------------------------


def lines(*exchanges: Exchange) -> str:
    return "".join(f"{json.dumps(exchange_data(each))}\n" for each in exchanges)


def test_as_yaml_it_says_the_same_and_can_be_read(tmp_path: Path) -> None:
    source, target = tmp_path / "a.jsonl", tmp_path / "a.yaml"
    odd = {"prompt": 'yes: 16:9\n"ü" \u2028', "size": "16:9"}
    fetched = Exchange(
        HttpRequest("GET", "/gone.mp4?sign=1", (), b"", "cdn.example"),
        Answer(200, (("Content-Type", "video/mp4"),), video(640, 480, 3)),
    )
    source.write_text(lines(*job("task_1", **odd), WITH_FILE, fetched))
    assert main(["mock", "--from", str(source), "--as-yaml", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert "sk-somebody" not in text
    assert '- name: seconds\n        value: "5"\n' in text
    assert "video:\n      - 640" in text
    before, after = read_recording(source), read_recording(target)
    for one, other in zip(before, after, strict=True):
        assert one.exchange.request.target == other.exchange.request.target
        left, right = one.exchange.answer, other.exchange.answer
        assert left is not None
        assert right is not None
        assert left.status == right.status
        if left.header("content-type") == "application/json":
            assert json.loads(left.body) == json.loads(right.body)
    recording = Recording(load(), after, {})
    for each in before:
        if each.exchange.request.method == "POST":
            assert recording.take(each.exchange.request) is not None
    assert main(["mock", "--from", str(source), "--as-yaml", str(target)]) == 2


def test_the_ledger_of_a_live_run_is_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "plan.ledger"
    db = connected(path)
    begin(db, "id", "{}", "https://api.cometapi.com/v1")
    create, *polls = job("task_1")
    db.execute(
        "INSERT INTO sent (probe, creates, state, fate, exchange, seconds, billed) "
        "VALUES ('a', 1, 'done', 'answered', ?, 5, 1)",
        (json.dumps(exchange_data(create)),),
    )
    for each in polls:
        text = json.dumps(exchange_data(each))
        db.execute("INSERT INTO polled (probe, exchange) VALUES ('a', ?)", (text,))
    db.close()
    api = MockApi()
    api.controls().play(path)
    assert told(api, ask("POST", body=form(FIELDS)))["id"] == "task_1"
    for _ in range(3):
        last = told(api, ask("GET", f"{PATH}/task_1"))
    assert last["status"] == "completed"


def database(path: Path) -> None:
    db = connected(path)
    db.execute("CREATE TABLE creates (id INTEGER)")
    db.close()


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("a.jsonl", lambda path: path.write_text("{}\n{}\n"), "exchange 1: it is no exchange"),
        ("a.txt", lambda path: path.write_text("hello"), "not JSON"),
        ("a.yaml", lambda path: path.write_text("a: [1, 2\n"), "a.yaml"),
        ("a.yaml", lambda path: path.write_text("- song: 1\n"), "exchange 1: it is no exchange"),
        ("guard.ledger", database, "give what `cometvideo guard --record` keeps"),
        ("none.har", lambda path: path, "cannot read the recording"),
    ],
)
def test_what_is_no_recording_is_told_in_a_sentence(
    name: str, make: Callable[[Path], object], says: str, tmp_path: Path, capsys: Any
) -> None:
    make(tmp_path / name)
    with pytest.raises(InputError) as error:
        MockApi().controls().play(tmp_path / name)
    assert says in str(error.value)
    assert main(["mock", "--from", str(tmp_path / name)]) == 2
    assert says in capsys.readouterr().err


def test_what_is_about_a_recording_needs_one(capsys: Any) -> None:
    assert main(["mock", "--only-recorded"]) == 2
    assert "add --from" in capsys.readouterr().err


def test_what_no_longer_agrees_with_the_spec_is_named() -> None:
    from cometvideo.live.traffic import disagreements

    found = [
        *disagreements(
            load_family("seedance"), recorded(*job("task_1"), *job("task_2", seconds="16"))
        )
    ]
    assert [each.partition(": ")[0] for each in found] == ["a.jsonl:5"]
    assert "seconds.max" in found[0]
    assert [*disagreements(load_family("seedance"), recorded(*job("task_1")))] == []
