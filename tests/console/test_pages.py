"""The mock's console without a browser: which page is answered with what, and to whom."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from cometvideo.console.answers import ASSETS, feed
from cometvideo.console.mock import FIRST, HOME
from cometvideo.facts.endpoint import load
from cometvideo.mock import MockApi
from cometvideo.mock.control import PROOF
from cometvideo.wire.bodies import from_body, multipart, read_body
from cometvideo.wire.curl import read_curl
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.recordings import exchange_of
from cometvideo.wire.request import Part
from tests.console.traffic import HOST, HOSTILE, NAMES, busy, quiet
from tests.mock.talk import FIELDS, Talker, png

pytest.importorskip("jinja2")

PAGES = [FIRST, *(f"{HOME}/{each}" for each in ("tasks", "bill", "ask", "controls"))]


def ask(
    api: MockApi, target: str, method: str = "GET", body: bytes = b"", **headers: str
) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return api.handle(HttpRequest(method, target, named, body, HOST))


def text(api: MockApi, target: str) -> str:
    answer = ask(api, target)
    assert answer.status == 200, answer.body
    return answer.body.decode()


class Tags(HTMLParser):
    """The tags of a page with their attributes, and whether each is closed where it must be."""

    OPEN_ENDED = frozenset(["meta", "link", "input", "img", "rect", "line", "br"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.OPEN_ENDED and tag not in {"option", "li", "dt", "dd"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"option", "li", "dt", "dd"}:
            assert self.open.pop() == tag


def every_page() -> tuple[MockApi, list[str]]:
    api, tasks = busy()
    exchanges = [f"{HOME}/exchange/{each.number}" for each in api.state.journal]
    lives = [f"{HOME}/task/{each}" for each in tasks]
    parts = [f"{each}?part" for each in (*PAGES, *exchanges, *lives)]
    return api, [*PAGES, exchanges[3], lives[0], *parts]


def test_every_page_is_whole_safe_and_in_no_journal() -> None:
    api, pages = every_page()
    before = api.state.requests, len(api.state.journal), api.controls().bill
    for target in pages:
        answer = ask(api, target)
        assert answer.status == 200, (target, answer.body)
        policy = answer.header("content-security-policy") or ""
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.header("x-content-type-options") == "nosniff"
        for tag, attributes in Tags(answer.body.decode()).tags:
            assert "style" not in attributes, target
            assert not any(name.startswith("on") for name in attributes), target
            assert tag not in {"iframe", "object", "style"}
            source = attributes.get("src")
            assert source is None or source.startswith((f"{HOME}/", "data:")), source
    assert (api.state.requests, len(api.state.journal), api.controls().bill) == before


def test_what_it_is_made_of_is_small_and_from_here() -> None:
    import zlib

    api = quiet()
    answers = {name: ask(api, f"{HOME}/{name}") for name in ASSETS}
    for name, answer in answers.items():
        assert answer.status == 200
        assert (answer.header("content-type") or "").startswith(ASSETS[name])
        assert not re.search(rb"https?://", answer.body)
    packed = zlib.compress(b"".join(each.body for each in answers.values()), 9)
    assert len(packed) < 20_000


@pytest.mark.parametrize(
    ("target", "accept", "leads"),
    [
        ("/", "text/html,*/*;q=0.8", FIRST),
        ("/_mock", "*/*", FIRST),
        (HOME, "*/*", FIRST),
        ("/", "application/json", None),
    ],
)
def test_a_browser_is_led_to_it(target: str, accept: str, leads: str | None) -> None:
    api = quiet()
    answer = ask(api, target, Accept=accept)
    assert (answer.header("location") == leads) or leads is None
    assert len(api.state.journal) == (leads is None)


def test_what_browsers_ask_for_by_themselves_is_no_request_to_the_api() -> None:
    api = quiet()
    assert ask(api, "/favicon.ico", Sec_Fetch_Mode="no-cors").status == 404
    assert len(api.state.journal) == 0
    ask(api, "/favicon.ico")
    assert len(api.state.journal) == 1


NAVIGATION = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        (HOST, {}, 200),
        ("localhost:8080", {"Sec_Fetch_Site": "same-origin"}, 200),
        (HOST, {"Origin": f"http://{HOST}"}, 200),
        (HOST, {"Sec_Fetch_Site": "cross-site", **NAVIGATION}, 200),
        ("evil.example", {}, 403),
        ("evil.example", {"Sec_Fetch_Site": "none", **NAVIGATION}, 403),
        (HOST, {"Origin": "http://evil.example"}, 403),
        (HOST, {"Origin": "null", **NAVIGATION}, 403),
        (HOST, {"Sec_Fetch_Site": "cross-site"}, 403),
        (HOST, {"Sec_Fetch_Site": "cross-site", **NAVIGATION, "Sec_Fetch_Dest": "iframe"}, 403),
    ],
    ids=str,
)
@pytest.mark.parametrize("target", [FIRST, f"{HOME}/feed", f"{HOME}/console.js"])
def test_no_page_of_others_sees_it(
    target: str, host: str, headers: dict[str, str], status: int
) -> None:
    api = quiet()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    answer = api.handle(HttpRequest("GET", target, named, b"", host))
    assert answer.status == status
    assert answer.header("access-control-allow-origin") is None
    assert (api.state.token.encode() in answer.body) == (status == 200 and target == FIRST)


@pytest.mark.parametrize("proof", [None, "", "wrong", "right"])
def test_a_page_changes_nothing_without_the_token_of_the_console(proof: str | None) -> None:
    api = quiet()
    Talker(api).task()
    headers = {"Origin": f"http://{HOST}", "Content-Type": "application/json"}
    if proof is not None:
        headers[PROOF] = api.state.token if proof == "right" else proof
    answer = api.handle(HttpRequest("POST", "/_mock/reset", tuple(headers.items()), b"{}", HOST))
    assert answer.status == (200 if proof == "right" else 403)
    assert (api.controls().bill.tasks == 0) == (proof == "right")


def hostile() -> tuple[MockApi, str]:
    api = quiet()
    client = Talker(api)
    files = [Part("input_reference", png(), name, "image/png") for name in NAMES]
    assert client.create(*files, prompt=HOSTILE, model=HOSTILE).status >= 400
    task = client.task(prompt=HOSTILE)
    client.ask("GET", f"/v1/{HOSTILE}", headers=(("X-Odd", HOSTILE),))
    api.controls().plan({"polls": 1, "end": "failed", "code": HOSTILE, "message": HOSTILE})
    client.poll(client.task())
    api.controls().fault({"kind": "status", "message": HOSTILE})
    api.controls().seed_task("<b>\"x'", {})
    return api, task


def test_hostile_texts_are_shown_as_text() -> None:
    api, _ = hostile()
    tasks = [each.id for each in api.controls().tasks]
    pages = [*PAGES, *(f"{HOME}/exchange/{e.number}?part" for e in api.state.journal)]
    pages += [f"{HOME}/task/{quote(each, safe='')}?part" for each in tasks]
    for target in pages:
        Tags(text(api, target))
        assert "<img src=x" not in text(api, target)
        assert "<script>alert" not in text(api, target)
        assert "<svg onload" not in text(api, target)
        assert "54439" not in text(api, target)
    shown = text(api, f"{HOME}/exchange/1")
    assert "&lt;script&gt;alert(1)" in shown


def test_no_key_is_shown() -> None:
    api, key = quiet(), "sk-71c0ffee/9"
    client = Talker(api, key)
    api.controls().plan({"polls": 1, "end": "failed", "message": f"no {key}", "code": key})
    task = client.task(prompt=f"A kite. {key}")
    client.poll(task)
    escaped = quote(key, safe="")
    client.ask("GET", f"/v1/videos/{task}?key={escaped}", headers=(("X-Api-Key", key),))
    client.ask("GET", f"/v1/{escaped}")
    numbers = [each.number for each in api.state.journal]
    parts = [f"{HOME}/exchange/{each}?part" for each in numbers]
    for target in (*PAGES, f"{HOME}/task/{task}", *parts):
        shown = text(api, target)
        assert key not in shown, target
        assert escaped not in shown, target
    assert "[key]" in text(api, parts[0])


def test_copies_send_the_same_again() -> None:
    import html

    api = quiet()
    client = Talker(api)
    client.create(
        Part("input_reference", png(), NAMES[1], "image/png"), prompt='It\'s ; a "kite"\n$x'
    )
    page = text(api, f"{HOME}/exchange/1")
    copies = [html.unescape(each) for each in re.findall(r"<pre id=[^>]*>(.*?)</pre>", page, re.S)]
    curl, python, fixture = copies
    again = read_curl(curl.replace("$COMETAPI_BASE_URL", "http://127.0.0.1/v1"), lambda _: png())
    body = read_body(again.header("content-type"), again.body)
    sent = from_body(body)
    first = next(iter(api.state.journal)).sent
    assert first is not None
    assert {**sent.fields, "input_reference": 0} == {**first.fields, "input_reference": 0}
    assert [each.filename for each in body.parts if each.is_file] == ["passwd"]
    compile(python, "copy", "exec")
    assert "open('passwd', \"rb\")" in python
    import yaml

    (recorded,) = yaml.safe_load(fixture)
    played = exchange_of(recorded).request
    assert (
        from_body(read_body(played.header("content-type"), played.body)).fields["size"]
        == "1280x720"
    )


def test_a_picture_is_shown_by_what_it_is() -> None:
    api = quiet()
    client = Talker(api)
    lying = Part("input_reference", b"<html><script>alert(1)</script>", "a.png", "image/png")
    client.create(Part("input_reference", png(), "a.html", "text/html"), lying)
    picture = ask(api, f"{HOME}/part/1.4")
    assert picture.header("content-type") == "image/png"
    assert "sandbox" in (picture.header("content-security-policy") or "")
    for place in ("1.5", "1.0", "1.9", "1.x", "1", "7.0", ""):
        assert ask(api, f"{HOME}/part/{place}").status == 404


def test_a_video_plays_and_is_in_no_journal() -> None:
    api, tasks = busy()
    before = len(api.state.journal)
    answer = ask(api, f"{HOME}/video/{tasks[0]}", Range="bytes=0-99")
    assert answer.status == 206
    assert answer.body[4:8] == b"ftyp"
    assert ask(api, f"{HOME}/video/nothing").status == 404
    assert len(api.state.journal) == before


def test_the_list_goes_on_after_what_is_there() -> None:
    api = quiet()
    client = Talker(api)
    task = client.task()
    assert text(api, f"{FIRST}?part=0").count("<li") == 1
    client.poll(task)
    client.poll(task)
    added = text(api, f"{FIRST}?part=1")
    assert re.findall(r'class="n">(\d+)', added) == ["3", "2"]
    assert text(api, f"{FIRST}?part=3").strip() == ""


async def no_sleep(_: float) -> None:
    return None


def test_the_feed_tells_what_is_new_and_ends() -> None:
    import asyncio

    now = [0]

    def look() -> dict[str, object]:
        now[0] += 1
        return {"requests": now[0] // 100}

    answer = feed(look, no_sleep)
    assert answer.header("content-type") == "text/event-stream"
    assert answer.body.startswith(b"retry: ")
    assert answer.further is not None
    further = answer.further

    async def pieces() -> list[bytes]:
        return [each async for each in further()]

    events = asyncio.run(pieces())
    assert [json.loads(each.removeprefix(b"data: ")) for each in events] == [
        {"requests": 1},
        {"requests": 2},
        {"requests": 3},
    ]


@pytest.mark.parametrize("spec", ["seedance", "cometapi"])
def test_it_tells_what_comes_of_a_request_for_any_model(spec: str) -> None:
    api = quiet(load(spec))
    for model in api.state.spec.models[:: 6 if spec == "cometapi" else 1]:
        page = text(api, f"{HOME}/ask/{model}")
        assert f"<option selected>{model}</option>" in page
        fields = {**FIELDS, "model": model}
        parts = [Part(name, value.encode()) for name, value in fields.items()]
        kind, body = multipart(parts, "boundary0123456789")
        answer = ask(api, f"{HOME}/asked", "POST", body, Content_Type=kind)
        assert answer.status == 200
        assert re.search(rb'<b class="big">(valid|uncertain|invalid)</b>', answer.body)
        assert b"curl &#34;$COMETAPI_BASE_URL/videos&#34;" in answer.body
    assert len(api.state.journal) == 0
    assert api.controls().bill.tasks == 0
    form = (("content-type", "multipart/form-data; boundary=b"),)
    limits = {
        target: api.largest_body(HttpRequest("POST", target, form))
        for target in (f"{HOME}/asked", "/v1/videos", "/_mock/plan")
    }
    assert limits[f"{HOME}/asked"] == limits["/v1/videos"] > limits["/_mock/plan"]


OWN = """\
format: 1
extends: seedance
sources: { own: { kind: documentation, title: t, address: "https://x.example", covers: fields } }
fields:
  zoom: { from: own, kind: number, required: false, min: 0.5, max: 2.5, as_text: true }
  loud: { from: own, kind: boolean, required: false, as_text: true }
"""


def test_its_form_has_a_field_for_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "own.cometvideo.yaml"
    path.write_text(OWN)
    page = text(quiet(load(path)), f"{HOME}/ask")
    assert '<input type="range" step="any" min="0.5" max="2.5"' in page
    assert '<button type="button" data-fills="loud" value="true">' in page
    assert '<input type="file" id="f-input_reference"' in page
    assert '<textarea id="f-prompt"' in page


def test_two_equal_creates_are_told() -> None:
    api, _ = busy()
    page = text(api, f"{HOME}/bill")
    assert "× 2" in page
    assert "no price is known of 1" in page


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [
        (f"{HOME}/nothing", "GET", 404),
        (f"{HOME}/exchange/99", "GET", 404),
        (f"{HOME}/exchange/{'9' * 5000}", "GET", 404),
        (f"{HOME}/task/none", "GET", 404),
        (f"{HOME}/tasks", "POST", 405),
        (f"{HOME}/asked", "GET", 405),
        (f"{HOME}/asked", "POST", 200),
        (f"{HOME}/ask/no-such-model", "GET", 200),
    ],
)
def test_what_is_not_there_is_told(target: str, method: str, status: int) -> None:
    assert ask(quiet(), target, method).status == status


def test_without_the_template_library_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "jinja2", None)
    answer = ask(quiet(), FIRST)
    assert answer.status == 501
    assert b"pip install &#x27;cometvideo[console]&#x27;" in answer.body


def test_a_mock_without_pages_is_as_it_was() -> None:
    api = MockApi()
    assert ask(api, FIRST).status == 404
    assert ask(api, "/", Accept="text/html").status == 301
