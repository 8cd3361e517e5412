"""The mock of an endpoint: the model that is named chooses how it is answered, for good."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from cometvideo import InputError, Matrix, predict
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.worlds import choose_world, read_choices
from cometvideo.mock import MockApi, serve
from cometvideo.mock.worlds import several_worlds
from cometvideo.prediction import Accept
from cometvideo.samples.requests import classified, plain_request
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer
from cometvideo.wire.media import Media
from cometvideo.wire.mp4.reader import measure
from cometvideo.wire.request import Part
from cometvideo.words import words_of
from tests.mock.talk import Talker, data
from tests.thorough import thorough

FAMILIES = ["seedance", "seedance-2-5", "sora", "veo", "wan", "vidu", "happyhorse", "omni"]
# A model of each family, what it takes, and where its video is.
LIVES = {
    "seedance": ("doubao-seedance-1-5-pro", {"seconds": "4", "size": "1280x720"}, "link"),
    "seedance-2-5": ("seedance-2-5", {"seconds": "30", "size": "854x480"}, "link"),
    "sora": ("sora-2", {"seconds": "12", "size": "720x1280"}, "content"),
    "veo": ("veo3.1", {"seconds": "8", "size": "1280x720"}, "both"),
    "wan": ("wan2.6", {"seconds": "5", "size": "1280x720"}, "both"),
    "vidu": ("viduq3", {"seconds": "5", "size": "1280x720"}, "both"),
    "happyhorse": ("happyhorse-1.0", {"seconds": "5", "size": "1280x720"}, "both"),
    "omni": ("omni-fast", {"seconds": "4", "aspect_ratio": "9:16"}, "content"),
}


@pytest.fixture(scope="module")
def endpoint() -> Endpoint:
    found = load("cometapi")
    assert isinstance(found, Endpoint)
    return found


def send(talker: Talker, fields: dict[str, Any]) -> Answer:
    """Send a create with these fields, files among them."""
    parts = []
    for name, value in fields.items():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Media):
                return send(talker, {k: v for k, v in fields.items() if k != name})
            parts.append(Part(name, str(each).encode()))
    content_type, body = multipart(parts, "boundary0123456789")
    if fields.get("model") == "omni-fast-v2v":  # which was seen to take JSON
        content_type, body = "application/json", json.dumps(fields).encode()
    return talker.ask("POST", "/v1/videos", body, (("Content-Type", content_type),))


# --- A client of nothing but the standard library, over a socket ---


def ask(url: str, method: str = "GET", fields: dict[str, str] | None = None) -> tuple[int, bytes]:
    body = None if fields is None else urllib.parse.urlencode(fields).encode()
    asked = urllib.request.Request(url, body, {"Authorization": "Bearer k"}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_every_family_lives_its_own_life_beside_the_others() -> None:
    with serve("cometapi", plan="polls=2", seed="1") as api:
        url = f"{api.base_url}/videos"
        ids = {}
        for name, (model, fields, _) in LIVES.items():
            status, body = ask(url, "POST", {"model": model, "prompt": "a kite", **fields})
            assert status == 200, (name, body)
            ids[name] = json.loads(body)["id"]
        assert ids["sora"].startswith("video_")
        assert ids["wan"].startswith("task_")
        for name, (model, fields, where) in LIVES.items():
            content = f"{url}/{ids[name]}/content"
            early, told = ask(content)
            assert early >= 400 or b"no operation of this API; the nearest is GET" in told, name
            shown = [json.loads(ask(f"{url}/{ids[name]}")[1]) for _ in range(2)][-1]
            assert (shown["model"], shown["status"]) == (model, "completed"), name
            assert shown.get("seconds") == (fields["seconds"] if name == "sora" else None)
            assert ("video_url" in shown) == (where != "content"), name
            if where == "link":
                found = urllib.request.urlopen(shown["video_url"], timeout=20).read()
            else:
                status, found = ask(content)
                assert status == 200, name
            measured = measure(found)
            assert round(measured.seconds) == int(fields["seconds"]), name
            if "size" in fields:
                assert f"{measured.width}x{measured.height}" == fields["size"], name
        assert api.bill.tasks == len(FAMILIES)
        assert api.bill.seconds == sum(int(f["seconds"]) for _, f, _ in LIVES.values())
        assert 0 < api.bill.unpriced < len(FAMILIES)


def test_an_operation_is_that_of_the_family_of_the_task(endpoint: Endpoint) -> None:
    talker = Talker(MockApi(endpoint, plan="immediate"))
    sora = data(send(talker, plain_request(endpoint.families["sora"], "sora-2")))["id"]
    wan = data(send(talker, plain_request(endpoint.families["wan"], "wan2.6")))["id"]
    for each in (sora, wan):
        talker.poll(each)
    remix = json.dumps({"prompt": "at night"}).encode()
    kind = (("Content-Type", "application/json"),)
    made = talker.ask("POST", f"/v1/videos/{sora}/remix", remix, kind)
    assert (made.status, data(made)["remixed_from_video_id"]) == (200, sora)
    refused = talker.ask("POST", f"/v1/videos/{wan}/remix", remix, kind)
    assert refused.status in {301, 404}
    assert talker.ask("POST", "/v1/videos/task_unknown/remix", remix, kind).status == 400
    other = Talker(talker.api, "another")
    unknown, foreign = (other.ask("GET", f"/v1/videos/{each}").body for each in ("x", sora))
    assert unknown[:40] == foreign[:40]


def test_what_is_not_served_by_some_is_by_others(endpoint: Endpoint) -> None:
    with_list = read_choices(endpoint, ["operations.list.served=True"])
    talker = Talker(MockApi(endpoint, plan="immediate", choices=with_list))
    for name in ("sora", "wan", "sora"):
        matrix = endpoint.families[name]
        send(talker, plain_request(matrix, matrix.models[0]))
    listed = data(talker.ask("GET", "/v1/videos"))["data"]
    assert [each["model"] for each in listed] == ["sora-2", "sora-2"]
    assert Talker(MockApi(endpoint)).ask("GET", "/v1/videos").status in {301, 404}


@pytest.mark.parametrize("model", ["sora-3", "doubao-seedance-2", "", None])
def test_a_model_that_no_family_has_is_answered_over_all(
    endpoint: Endpoint, model: str | None
) -> None:
    talker = Talker(MockApi(endpoint))
    sent = {"prompt": "a kite"} | ({} if model is None else {"model": model})
    answer = send(talker, sent)
    assert answer.status == (503 if model else answer.status) >= 400
    assert talker.controls.bill.tasks == 0
    (entry,) = talker.controls.journal.off_contract
    assert "wan2.6" in str(entry.problems) or model is None


# --- It does what the prediction says, in every world ---


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seed", [None, *thorough(["1", "2", "3"])])
def test_it_acts_out_the_prediction_of_the_family(
    endpoint: Endpoint, name: str, seed: str | None
) -> None:
    spec = endpoint.families[name]
    api = MockApi(endpoint, plan="immediate", world_seed=seed)
    alone = choose_world(spec, seed=seed)
    seen = 0
    for example, _ in classified(spec):
        fields = {k: v for k, v in example.fields.items() if not has_file(v)}
        if any(v is None or isinstance(v, list | dict | bool | tuple) for v in fields.values()):
            continue
        texts = {k: str(v) for k, v in fields.items()}
        if endpoint.of_model(texts.get("model")) is not spec:
            continue
        talker = Talker(api, f"key-{seen}")
        answer = send(talker, texts)
        (outcome,) = predict(alone, texts).outcomes
        if isinstance(outcome, Accept):
            assert answer.status == 200, (texts, answer)
            (task,) = talker.controls.tasks
            assert task.order.rendering.seconds == outcome.rendering.seconds
        else:
            assert answer.status == (outcome.status or answer.status) >= 400, texts
        seen += 1
    assert seen > 20


def has_file(value: object) -> bool:
    several = value if isinstance(value, tuple | list) else (value,)
    return any(isinstance(each, Media) for each in several)


# --- Worlds ---


def test_a_world_of_an_endpoint_decides_what_is_open_in_every_family(endpoint: Endpoint) -> None:
    world = choose_world(endpoint, seed=4)
    assert world.unnamed.is_world
    for name, matrix in world.families.items():
        assert matrix.is_world
        assert matrix.digest == choose_world(endpoint.families[name], seed=4).digest


def test_choices_are_told_as_they_are_pinned(endpoint: Endpoint) -> None:
    """A path is one fact for all families with its options; FAMILY:path is that of one."""
    api = MockApi(endpoint)
    first = api.controls().choices
    json_read = "body.encodings.application/json"
    assert first[json_read] == "read"
    assert {"sora:task.reason", "seedance:task.reason"} <= first.keys()
    assert "task.reason" not in first
    changed = api.controls().world({json_read: "refused", f"wan:{json_read}": "read"})
    assert json_read not in changed
    assert changed[f"wan:{json_read}"] == "read"
    assert changed[f"sora:{json_read}"] == "refused"
    assert api.controls().world(changed) == changed
    api.controls().world({"task.reason": "fail_reason"})
    assert api.controls().choices["seedance:task.reason"] == "fail_reason"
    assert api.controls().choices["sora:task.reason"] == "error_object"


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"task.reason": "a song"}, "not an option of task.reason"),
        ({"task.reasons": "absent"}, "no fact of cometapi"),
        ({"sora:fields.camera": True}, "no fact of cometapi"),
        ({"sora:fields.seconds.default": 8}, "it is settled as 4"),
    ],
)
def test_wrong_choices(endpoint: Endpoint, choices: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        MockApi(endpoint, choices=choices)


def test_worlds_to_repeat_tests_in(endpoint: Endpoint) -> None:
    worlds = several_worlds(endpoint, "each")
    options = sum(len(fact.one_of) - 1 for fact in endpoint.open_facts)
    assert len(worlds) == 1 + options
    talker = Talker(MockApi(endpoint))
    for each in worlds[:: len(worlds) // 6]:
        assert talker.controls.world(each) == each


@pytest.mark.parametrize("name", FAMILIES)
def test_a_task_for_all_keys_is_one_of_its_family(endpoint: Endpoint, name: str) -> None:
    model, fields, where = LIVES[name]
    talker = Talker(MockApi(endpoint, seed="1"))
    talker.api.controls().seed_task("ours", {"model": model, **fields})
    talker.controls.seed_task("mine", {"model": model, **fields})
    assert talker.poll("ours").keys() == talker.poll("mine").keys()
    if where != "content":
        found = [talker.download(talker.poll(each)["video_url"]) for each in ("ours", "mine")]
        assert found[0] == found[1]
    target = "/v1/videos/{}/content"
    found = [talker.ask("GET", target.format(each)) for each in ("ours", "mine")]
    assert {each.status == 200 for each in found} == {where != "link"}
    assert where == "link" or found[0].body == found[1].body
    talker.headers = ()
    assert talker.ask("GET", "/v1/videos/ours").status == 401


# --- Plans, faults and quirks over all ---


def test_an_end_that_another_family_has_is_one_that_means_the_same(endpoint: Endpoint) -> None:
    talker = Talker(MockApi(endpoint, plan="immediate,end=error"))
    ends = {}
    for name in ("seedance", "sora", "omni"):
        matrix = endpoint.families[name]
        task = data(send(talker, plain_request(matrix, matrix.models[0])))["id"]
        ends[name] = talker.poll(task)["status"]
    assert ends == {"seedance": "error", "sora": "failed", "omni": "failed"}
    with pytest.raises(InputError, match="a task cannot end as 'sung'"):
        talker.controls.plan("end=sung")


@pytest.mark.parametrize("end", ["success", "failure", "moderated", "error", "completed"])
@pytest.mark.parametrize("name", FAMILIES)
def test_a_seeded_task_ends_as_a_created_one(endpoint: Endpoint, name: str, end: str) -> None:
    model, fields, _ = LIVES[name]
    talker, plan = Talker(MockApi(endpoint, seed="1")), f"immediate,end={end}"
    talker.controls.seed_task("seeded", {"model": model, **fields}, plan=plan)
    talker.controls.plan(plan)
    created = data(send(talker, {"model": model, "prompt": "a kite", **fields}))["id"]
    assert talker.poll("seeded")["status"] == talker.poll(created)["status"]


@pytest.mark.parametrize("name", FAMILIES)
def test_the_journal_names_the_quirks_that_a_family_has(endpoint: Endpoint, name: str) -> None:
    model, fields, _ = LIVES[name]
    talker = Talker(MockApi(endpoint))
    talker.controls.quirks("all")
    talker.controls.seed_task("seeded", {"model": model, **fields}, plan="polls=2")
    talker.poll("seeded")
    (poll,) = talker.controls.journal
    there = sorted(words_of(endpoint.families[name]).quirks)
    note = f"with the quirks {', '.join(there)}" if there else ""
    assert poll.note == note


def test_faults_and_quirks_know_all_families(endpoint: Endpoint) -> None:
    talker = Talker(MockApi(endpoint, plan="polls=2"))
    talker.controls.fault("content,status=500,times=1,model=sora-2")
    talker.controls.quirks("all")
    assert talker.controls.settings.quirks
    for name in FAMILIES:
        matrix = endpoint.families[name]
        task = data(send(talker, plain_request(matrix, matrix.models[0])))["id"]
        assert talker.poll(task)["id"] == task
    sora, key = plain_request(endpoint.families["sora"], "sora-2"), "another"
    other = Talker(talker.api, key)
    task = data(send(other, sora))["id"]
    assert other.ask("GET", f"/v1/videos/{task}/content").status == 400  # it is another's fault
    mine = talker.controls.tasks[FAMILIES.index("sora")].id
    assert talker.ask("GET", f"/v1/videos/{mine}/content").status == 500


def test_strict_goes_by_the_family(endpoint: Endpoint) -> None:
    talker = Talker(MockApi(endpoint, strict=True, plan="immediate"))
    fields = {"model": "wan2.6", "prompt": "a kite", "seconds": "5", "size": "1280x720"}
    assert send(talker, fields).status == 200
    refused = send(talker, {**fields, "model": "doubao-seedance-2-0", "size": "1000x1000"})
    assert refused.status >= 400
    assert "strict" in data(refused)["error"]["message"]


def test_an_endpoint_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "both.yaml").write_text(
        "format: 1\nname: both\nextends: cometapi\nfamilies: [sora, wan]\n", encoding="utf-8"
    )
    opened = load(tmp_path / "both.yaml")
    assert not isinstance(opened, Matrix)
    talker = Talker(MockApi(opened))
    fields = {"prompt": "a kite", "seconds": "4", "size": "1280x720"}
    assert send(talker, {"model": "sora-2", **fields}).status == 200
    assert send(talker, {"model": "veo3.1", **fields}).status == 503
