"""What recorded traffic tells: ordinary requests to an upstream of another make."""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cometvideo.cli import main
from cometvideo.facts.loading import load_family
from cometvideo.live.traffic import Traffic, judge_traffic
from cometvideo.seen import read_history
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, exchange_data
from cometvideo.wire.mp4 import video
from cometvideo.wire.recordings import Recorded
from tests.live.other_make.asking import asked_by_traffic
from tests.live.other_make.changed import CHANGED
from tests.live.other_make.driving import form
from tests.live.other_make.judged import faults
from tests.live.other_make.lawful import AVAILABILITY, LAWFUL
from tests.live.other_make.switches import FAST, ONE, PRO, TWO
from tests.thorough import thorough

MATRIX = load_family("seedance")
FINE = {"prompt": "A kite.", "model": TWO, "seconds": "5", "size": "1280x720"}


@pytest.mark.parametrize("name", thorough("as it is", *[*LAWFUL][5::30]))
def test_no_lawful_upstream_has_drifted(name: str, tmp_path: Path) -> None:
    pytest.importorskip("av")
    told = asked_by_traffic(LAWFUL[name], tmp_path, 40)
    assert faults("lawful", name, LAWFUL[name], told) == []
    assert len(told.of("holds")) > 50


@pytest.mark.parametrize("name", thorough(*[*AVAILABILITY][::30]))
def test_trouble_is_no_drift(name: str, tmp_path: Path) -> None:
    pytest.importorskip("av")
    told = asked_by_traffic(AVAILABILITY[name], tmp_path, 40)
    assert faults("trouble", name, AVAILABILITY[name], told) == []


@pytest.mark.thorough
def test_a_change_that_traffic_shows_is_named(tmp_path: Path) -> None:
    pytest.importorskip("av")
    name = "2.0 ends at 12"
    told = asked_by_traffic(CHANGED[name].switches, tmp_path, 80)
    assert faults("changed", name, CHANGED[name].switches, told) == []


def job(
    place: str,
    status: int = 200,
    told: Mapping[str, object] | None = None,
    *,
    host: str = "api.cometapi.com",
    without: str = "",
    **changes: str,
) -> Recorded:
    fields = {**FINE, **changes}
    kind, body = form({name: fields[name] for name in fields if name != without})
    headers = (("Authorization", "Bearer sk-a-key-of-mine"), ("Content-Type", kind))
    request = HttpRequest("POST", "/v1/videos", headers, body, host)
    answer: dict[str, object] = {"id": f"task_{place}", "object": "video", "status": "queued"}
    answer |= {"model": changes.get("model", TWO), "progress": 0, "created_at": 1_800_000_000}
    data = told if status != 200 else answer
    found = Answer(status, (("Content-Type", "application/json"),), json.dumps(data).encode())
    return Recorded(place, Exchange(request, found, 1_800_000_001.0))


def verdicts(traffic: Traffic, *of: str) -> dict[str, object]:
    return {each.subject: each.observed for each in traffic.report.drifts if each.verdict in of}


def error(message: str, code: str = "InvalidParameter") -> Mapping[str, object]:
    return {"error": {"code": code, "message": message, "type": "x", "param": ""}}


NAMED = error("seconds must be at most 12")
SILENT = error("this cannot be done")
MAX = f"models.{TWO}.seconds.max"


@pytest.mark.parametrize(
    ("jobs", "drifted"),
    [
        pytest.param([job("1"), job("2", seconds="15")], {}, id="all is taken"),
        pytest.param(
            [job("1"), job("2", 400, NAMED, seconds="15")],
            {MAX},
            id="one is refused and says why",
        ),
        pytest.param(
            [job("1"), job("2", 400, SILENT, seconds="15", prompt="A duel.")],
            set(),
            id="one is refused, and its prompt may be why",
        ),
        pytest.param(
            [job("1"), *(job(f"{n}", 400, SILENT, seconds="15", prompt=f"{n}") for n in (2, 3, 4))],
            {MAX},
            id="three are refused alike",
        ),
        pytest.param(
            [job("1"), *(job(f"{n}", 400, SILENT, prompt=f"{n}") for n in (2, 3, 4))],
            set(),
            id="three are refused of what others were taken for",
        ),
        pytest.param(
            [job("1"), job("2", seconds="16")], {MAX}, id="what should be refused is taken"
        ),
        pytest.param(
            [job("1"), job("2", 503, error("busy", "overloaded"), seconds="15")],
            set(),
            id="the API failed",
        ),
    ],
)
def test_a_refusal_counts_where_nothing_else_explains_it(
    jobs: Sequence[Recorded], drifted: set[str]
) -> None:
    assert {*verdicts(judge_traffic(MATRIX, jobs), "drifted")} == {*drifted}


def test_videos_beside_the_recording_settle_what_is_open() -> None:
    jobs = [
        job(f"{model}{n}", model=model, size="16:9") for model in (TWO, FAST, ONE) for n in "ab"
    ]
    sizes = {TWO: (1280, 720), FAST: (1280, 720), ONE: (1248, 704)}
    videos = {f"task_{model}{n}": video(*sizes[model], 5) for model in sizes for n in "ab"}
    assert verdicts(judge_traffic(MATRIX, jobs, videos), "observed", "drifted") == {
        f"models.{model}.size.preset_row": "720p" for model in sizes
    }
    assert verdicts(judge_traffic(MATRIX, jobs), "observed", "drifted") == {}
    assert PRO not in sizes


def test_jobs_that_came_out_alike_are_counted_and_not_all_judged() -> None:
    jobs = [job(f"{n}", seconds="16", prompt=f"Take {n}.") for n in range(500)]
    traffic = judge_traffic(MATRIX, jobs)
    assert (traffic.jobs, traffic.kinds) == (500, 1)
    (drift,) = (each for each in traffic.report.drifts if each.subject == MAX)
    assert [each.page for each in drift.evidence] == ["0", "1", "2"]
    assert "one of 500 alike" in drift.evidence[0].how


# -- the command ----------------------------------------------------------------------------------


def run(folder: Path, name: str, text: str, *more: str) -> int:
    path = folder / name
    path.write_text(text)
    return main(["drift", "logs", str(path), *more])


def lines(*jobs: Recorded) -> str:
    return "".join(f"{json.dumps(exchange_data(each.exchange))}\n" for each in jobs)


def har(each: Recorded, **post: object) -> str:
    request, answer, _ = each.exchange
    assert answer is not None
    entry = {
        "startedDateTime": "2026-11-26T12:00:00Z",
        "request": {
            "method": request.method,
            "url": f"https://{request.host}{request.target}",
            "headers": [{"name": name, "value": value} for name, value in request.headers],
            "bodySize": len(request.body),
            **post,
        },
        "response": {"status": answer.status, "content": {"text": answer.body.decode()}},
    }
    return json.dumps({"log": {"version": "1.2", "entries": [entry]}})


TEXT = {"text": form({**FINE, "seconds": "16"})[1].decode(), "mimeType": "multipart/form-data"}
PARAMS = [{"name": name, "value": value} for name, value in {**FINE, "seconds": "16"}.items()]
WITH_FILE = [*PARAMS, {"name": "input_reference", "fileName": "a.png"}]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.jsonl", lines(job("1"), job("2")), 0),
        ("a.jsonl", lines(job("1"), job("2", seconds="16")), 1),
        ("a.jsonl", lines(job("1", 401, SILENT)), 3),
        ("a.json", f"[{','.join(lines(job('1'), job('2', seconds='16')).splitlines())}]", 1),
        ("a.har", har(job("1"), postData=TEXT), 1),
        ("a.har", har(job("1"), postData={"params": PARAMS}), 1),
        ("a.har", "\ufeff" + har(job("1"), postData={"params": PARAMS}), 1),
        ("a.har", har(job("1"), postData={"params": WITH_FILE}), 3),
        ("a.har", har(job("1"), postData={**TEXT, "text": TEXT["text"] + 'filename="ÿ"'}), 3),
        ("a.har", har(job("1")), 3),
        ("a.har", har(job("1"), postData=[]), 3),
    ],
)
def test_recordings_of_every_kind_are_read(
    name: str, text: str, code: int, tmp_path: Path, capsys: Any
) -> None:
    assert run(tmp_path, name, text) == code
    shown = capsys.readouterr()
    is_lost = name == "a.har" and code == 3
    assert ("the recording does not have their body" in shown.err) == is_lost
    assert "sk-a-key" not in shown.out + shown.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("{}", "it is no exchange: it has no request"),
        ("[1]", "give a HAR file"),
        ("{}\n{}\n", "a.har, exchange 1: it is no exchange"),
        ('{"log": {"entries": [{}]}}', "entry 1 is none of a HAR file: it has no request"),
        ('{"log": {"entries": [{"request": 1, "response": 2}]}}', "entry 1 is none of a HAR file"),
        ('{"log": {"entries": []}}', "no create is in the recording"),
        (lines(job("1")) + lines(job("1"))[:200], "a.har, exchange 2: not JSON"),
        (
            lines(job("1"), job("2", host="127.0.0.1:9")),
            "creates were sent to api.cometapi.com, 127.0.0.1:9; say which is to be judged with",
        ),
    ],
)
def test_what_is_no_recording_is_told(text: str, says: str, tmp_path: Path, capsys: Any) -> None:
    assert run(tmp_path, "a.har", text) == 2
    assert says in capsys.readouterr().err


def test_a_host_is_chosen(tmp_path: Path, capsys: Any) -> None:
    text = lines(job("1"), job("2", host="127.0.0.1:9", seconds="16"))
    assert run(tmp_path, "a.jsonl", text, "--host", "api.cometapi.com") == 0
    assert run(tmp_path, "a.jsonl", text, "--host", "127.0.0.1:9", "--format", "json") == 1
    assert '"origin": "http://127.0.0.1:9"' in capsys.readouterr().out
    assert run(tmp_path, "a.jsonl", text, "--host", "else") == 2
    assert "no create was sent to else; they went to api.cometapi.com" in capsys.readouterr().err


def test_of_an_endpoint_what_is_borne_out_is_kept_of_each_family(tmp_path: Path) -> None:
    path = tmp_path / "seen.sqlite"
    sora = job("2", model="sora-2", seconds="4", size="1280x720")
    more = ("--spec", "cometapi", "--history", str(path))
    assert run(tmp_path, "a.jsonl", lines(job("1"), sora), *more) in {0, 1, 3}
    rows = {each: read_history(path, each).rows for each in ("seedance", "sora", "wan", "cometapi")}
    assert {name for name, found in rows.items() if found} == {"seedance", "sora"}
    seen = {each.fact for each in rows["sora"]}
    assert seen <= load_family("sora").facts.keys()
    assert any(each.startswith("models.sora-2.") for each in seen)


def test_videos_are_taken_from_a_folder(tmp_path: Path, capsys: Any) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    (folder / "task_1.mp4").write_bytes(video(640, 640, 5))
    (folder / "notes.txt").write_text("no video at all")
    text = lines(job("1"))
    assert run(tmp_path, "a.jsonl", text, "--videos", str(folder)) == 1
    assert "640x640" in capsys.readouterr().out
    assert run(tmp_path, "a.jsonl", text, "--videos", str(tmp_path / "none")) == 2
    assert "is a folder of rendered videos" in capsys.readouterr().err


def test_the_video_in_a_recording_is_measured(tmp_path: Path) -> None:
    first = json.loads(har(job("1"), postData={"params": PARAMS[:2] + PARAMS[3:]}))
    polled = json.loads(har(job("1")))["log"]["entries"][0]
    task: dict[str, object] = {
        "id": "task_1",
        "object": "video",
        "status": "completed",
        "progress": 100,
    }
    task |= {
        "model": TWO,
        "created_at": 1_800_000_000,
        "video_url": "https://cdn.example/a.mp4?x=1",
    }
    polled["request"] |= {"method": "GET", "url": "https://api.cometapi.com/v1/videos/task_1"}
    polled["response"]["content"] = {"text": json.dumps(task)}
    fetched = json.loads(json.dumps(polled))
    fetched["request"]["url"] = task["video_url"]
    data = base64.b64encode(video(640, 640, 5)).decode()
    fetched["response"] |= {"content": {"text": data, "encoding": "base64"}}
    fetched["response"]["headers"] = [{"name": "Content-Type", "value": "video/mp4"}]
    first["log"]["entries"] += [polled, fetched]
    assert run(tmp_path, "a.har", json.dumps(first)) == 1


@pytest.mark.parametrize(
    "beside", [{}, {"note": "x"}, {"size": "720x720"}, {"note": "x", "size": "720x720"}], ids=str
)
def test_what_is_open_is_not_to_blame_for_a_rule_that_is_none(beside: dict[str, Any]) -> None:
    least = f"models.{TWO}.seconds.min"
    found = judge_traffic(MATRIX, [job("1", seconds="3", **beside)])
    assert verdicts(found, "drifted", "new") == {least: "at most 3"}


@pytest.mark.parametrize(
    ("preset", "observed"), [((1280, 720), {"fields.size.default": "16:9"}), ((864, 496), {})]
)
def test_what_one_model_contradicts_is_not_told_by_the_others(
    preset: tuple[int, int], observed: dict[str, str]
) -> None:
    """The 1.5 Pro renders another row for its presets, and by default what it always did."""
    default = {TWO: (1280, 720), FAST: (1280, 720), PRO: (1280, 720)}
    rendered = {**default, PRO: preset}
    jobs = [job(f"d-{model}", model=model, without="size") for model in default]
    jobs += [job(f"p-{model}", model=model, size="16:9") for model in default]
    videos = {f"task_d-{model}": video(*size, 5) for model, size in default.items()}
    videos |= {f"task_p-{model}": video(*size, 5) for model, size in rendered.items()}
    traffic = judge_traffic(MATRIX, jobs, videos)
    found = verdicts(traffic, "observed")
    assert {key: found[key] for key in found if key.startswith("fields.size")} == observed
    assert (f"models.{PRO}.size.preset_row" in verdicts(traffic, "drifted")) == (not observed)


@pytest.mark.parametrize(
    ("third", "told", "observed"),
    [
        (200, None, "as_asked"),
        (400, SILENT, None),
        (400, error("the size is not supported"), None),
        (400, error("the prompt is not allowed", "ContentPolicy"), "as_asked"),
    ],
)
def test_what_one_model_may_have_been_refused_for_is_not_told_by_the_others(
    third: int, told: Mapping[str, object] | None, observed: str | None
) -> None:
    """Two models render a size that no table has; of the third it may be refused."""
    models = {TWO: 200, FAST: 200, PRO: third}
    jobs = [job(f"f-{model}", model=model) for model in models]
    jobs += [
        job(f"o-{model}", status, told, model=model, size="720x720")
        for model, status in models.items()
    ]
    square = video(720, 720, 5)
    videos = {f"task_o-{model}": square for model, status in models.items() if status == 200}
    found = verdicts(judge_traffic(MATRIX, jobs, videos), "observed")
    assert found.get("fields.size.undocumented") == observed


@pytest.mark.parametrize(("taken", "drifted"), [(PRO, True), (FAST, False)])
def test_a_field_may_be_left_out_where_a_model_that_takes_it_does_without(
    taken: str, drifted: bool
) -> None:
    said = error("input_reference is required and missing")
    jobs = [job("1", model=taken), *(job(place, 400, said, model=TWO) for place in "234")]
    found = judge_traffic(MATRIX, jobs)
    assert ("fields.input_reference.required" in verdicts(found, "drifted")) == drifted
    assert ("fields.input_reference.required" in verdicts(found, "holds")) != drifted
