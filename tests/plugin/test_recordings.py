"""Recordings in tests: what was recorded is played, and what was not played fails the test."""

import base64
import json

import pytest

from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, exchange_data
from cometvideo.wire.mp4 import video
from cometvideo.wire.request import Part
from tests.plugin.running import CLIENT, Run

pytest_plugins = ["pytester"]

FIELDS = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}


def recording(**changes: str) -> str:
    """A create of the client's own, as the guard keeps it; the answer has a mark of its own."""
    parts = (Part(name, value.encode()) for name, value in {**FIELDS, **changes}.items())
    kind, body = multipart(tuple(parts), "recorded")
    request = HttpRequest("POST", "/v1/videos", (("Content-Type", kind),), body, "api.cometapi.com")
    task = {"id": "task_of_monday", "object": "video", "model": FIELDS["model"], "progress": 0}
    data = json.dumps({**task, "status": "queued", "created_at": 1_800_000_000}).encode()
    answer = Answer(200, (("Content-Type", "application/json"),), data)
    return json.dumps(exchange_data(Exchange(request, answer, 1_800_000_000.0))) + "\n"


MARK = "@pytest.mark.comet_mock(recording='monday.jsonl'{})\n"
USED = "def test_it(comet_mock): assert create()[1]['id'] == 'task_of_monday'\n"
OTHER = "def test_it(comet_mock): assert create(prompt='b')[0] == {}\n"


@pytest.mark.parametrize(
    ("test", "says"),
    [
        (MARK.format("") + USED, ""),
        (MARK.format("") + OTHER.format(200), "never used: the recorded create monday.jsonl:1"),
        (MARK.format(", unused='allow'") + OTHER.format(200), ""),
        (MARK.format(", unused='allow', only_recorded=True") + OTHER.format(400), ""),
        (MARK.format("").replace("monday", "sunday") + USED, "cannot read the recording"),
        ("@pytest.mark.comet_mock(only_recorded=True)\n" + USED, "is about a recording"),
    ],
)
def test_a_recording_is_played(run: Run, test: str, says: str) -> None:
    run.pytester.path.joinpath("monday.jsonl").write_text(recording())
    told = run.told(test)
    assert says in told.get("test_it", "")
    assert bool(told) == bool(says)


def test_a_recording_that_no_longer_agrees_with_the_spec_is_warned_of(run: Run) -> None:
    run.pytester.path.joinpath("monday.jsonl").write_text(recording(seconds="16"))
    run.pytester.makepyfile(talk=CLIENT)
    test = MARK.format("") + "def test_it(comet_mock): create(seconds='16')\n"
    run.pytester.makepyfile(test_it="from talk import *\n" + test)
    done = run.pytester.runpytest_inprocess("-p", "cometvideo.pytest_plugin", "-W", "default")
    done.assert_outcomes(passed=1, warnings=1)
    done.stdout.fnmatch_lines(["*monday.jsonl:1: *seconds.max*"])


STRANGER = """
    import json, os, urllib.request
    import pytest

    def call(url, form=None, key=True):
        headers = {"Authorization": "Bearer " + os.environ["COMETAPI_KEY"]} if key else {}
        data = None
        if form:
            head = '--x\\r\\nContent-Disposition: form-data; name='
            pairs = (f'{head}"{n}"\\r\\n\\r\\n{v}' for n, v in form)
            data = ("\\r\\n".join(pairs) + "\\r\\n--x--\\r\\n").encode()
            headers["Content-Type"] = "multipart/form-data; boundary=x"
        with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as answer:
            return answer.read()

    def make_video(prompt):
        base = os.environ["COMETAPI_BASE_URL"] + "/videos"
        form = [("size", "1:1"), ("seconds", 5), ("model", "doubao-seedance-2-0")]
        task = json.loads(call(base, [*form, ("prompt", prompt)]))
        while task["status"] in ("queued", "in_progress"):
            task = json.loads(call(f"{base}/{task['id']}"))
        return task, call(task["video_url"], key=False)

    @pytest.mark.comet_mock(recording="recordings/tuesday.har", only_recorded=True)
    def test_my_program_copes_with_what_happened_on_tuesday(comet_mock):
        task, video = make_video("A kite.")
        assert (task["id"], task["status"], task["progress"]) == ("task_7", "completed", 100)
        assert video[4:8] == b"ftyp"
        comet_mock.assert_tasks(1)
        comet_mock.assert_key_kept()
"""


def entry(method: str, url: str, told: object, post: object = None) -> dict[str, object]:
    """One of a HAR file, as browsers save it."""
    is_file = isinstance(told, bytes)
    text = base64.b64encode(told).decode() if isinstance(told, bytes) else json.dumps(told)
    kind = "video/mp4" if is_file else "application/json"
    return {
        "startedDateTime": "2026-11-24T12:00:00Z",
        "request": {"method": method, "url": url, "headers": [], "postData": post},
        "response": {
            "status": 200,
            "headers": [{"name": "content-type", "value": kind}],
            "content": {"text": text, **({"encoding": "base64"} if is_file else {})},
        },
    }


def test_a_stranger_plays_what_the_browser_saved(run: Run) -> None:
    pytest.importorskip("httptools")
    fields = {"prompt": "A kite.", "model": FIELDS["model"], "seconds": "5", "size": "1:1"}
    params = [{"name": name, "value": value} for name, value in fields.items()]
    base = "https://api.cometapi.com/v1/videos"
    task = {
        "id": "task_7",
        "object": "video",
        "model": FIELDS["model"],
        "created_at": 1_795_521_600,
    }
    lives = [
        {**task, "status": "queued", "progress": 0},
        {**task, "status": "in_progress", "progress": 50},
        {
            **task,
            "status": "completed",
            "progress": 100,
            "video_url": "https://cdn.example/7.mp4?sign=1",
        },
    ]
    entries = [
        entry("POST", base, lives[0], {"params": params}),
        *(entry("GET", f"{base}/task_7", each) for each in lives),
        entry("GET", "https://cdn.example/7.mp4?sign=1", video(960, 960, 5)),
    ]
    folder = run.pytester.mkdir("recordings")
    folder.joinpath("tuesday.har").write_text(json.dumps({"log": {"entries": entries}}))
    run.pytester.makepyfile(test_mine=STRANGER)
    done = run.pytester.runpytest_inprocess("-p", "cometvideo.pytest_plugin")
    done.assert_outcomes(passed=1)
