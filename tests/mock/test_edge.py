"""What a server says beside the API: that it serves, whom a browser may ask, what came."""

import json

import pytest

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import load
from cometvideo.mock import MockApi, Server
from cometvideo.mock.edge import line_of
from cometvideo.mock.journal import Entry
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Answer, Headers
from tests.mock.talk import Talker, data

PAGE = "http://localhost:5173"
ASKED = (("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-one"))


def allowed(answer: Answer) -> str | None:
    return answer.header("access-control-allow-origin")


def test_it_says_that_it_serves_to_anyone_and_enters_that_nowhere() -> None:
    talker = Talker(MockApi(keys=["good"]), key=None)
    assert data(talker.ask("GET", "/healthz", host="elsewhere")) == {"status": "ok"}
    assert len(talker.controls.journal) == 0


@pytest.mark.parametrize("spec", ["sora", "cometapi"])
def test_it_lists_its_models_to_whom_it_lets_in_and_enters_that_nowhere(spec: str) -> None:
    talker = Talker(MockApi(load(spec), keys=["good"]), key="good")
    answer = data(talker.ask("GET", "/v1/models"))
    assert answer["object"] == "list"
    assert [each["id"] for each in answer["data"]] == [*load(spec).models]
    assert {each["object"] for each in answer["data"]} == {"model"}
    assert len(talker.controls.journal) == 0
    for key, method, path in [
        ("bad", "GET", "/v1/models"),
        (None, "GET", "/v1/models"),
        ("good", "POST", "/v1/models"),
        ("good", "GET", "/v2/models"),
    ]:
        api = MockApi(load(spec), keys=["good"])
        assert b"list" not in Talker(api, key=key).ask(method, path).body
        assert len(api.controls().journal) == 1


@pytest.mark.parametrize(
    ("origins", "origin", "is_let_in"),
    [
        ([PAGE], PAGE, True),
        (["*"], PAGE, True),
        ([PAGE.upper()], PAGE, True),
        ([PAGE], "http://localhost:5174", False),
        ([PAGE], "https://localhost:5173", False),
        ([PAGE], None, False),
        ([], PAGE, False),
    ],
)
def test_a_page_may_ask_where_its_origin_was_named(
    origins: list[str], origin: str | None, is_let_in: bool
) -> None:
    talker = Talker(MockApi(origins=origins))
    sent: Headers = (("Origin", origin),) if origin else ()
    before = talker.ask("OPTIONS", "/v1/videos", headers=(*sent, *ASKED))
    assert before.status == (200 if is_let_in else 405)
    assert allowed(before) == (PAGE if is_let_in else None)
    if is_let_in:
        assert before.header("access-control-allow-methods") == "POST"
        assert before.header("access-control-allow-headers") == "x-one"
        assert len(talker.controls.journal) == 0
    assert allowed(talker.ask("GET", "/v1/videos/none", headers=sent)) == allowed(before)


@pytest.mark.parametrize("target", ["/_mock/state", "/v1/nowhere"])
def test_a_page_may_ask_the_api_and_nothing_else(target: str) -> None:
    talker = Talker(MockApi(origins=["*"]))
    sent = (("Origin", "http://evil.example"), *ASKED)
    assert talker.ask("OPTIONS", target, headers=sent).status in {403, 405}


@pytest.mark.parametrize(
    "origin", ["localhost", "http://localhost/", "ftp://a", "http://a\r\nb", ""]
)
def test_what_is_no_origin_is_told(origin: str) -> None:
    with pytest.raises(InputError, match="is no origin; write it as http://localhost:5173"):
        MockApi(origins=[origin])


def test_every_exchange_is_told_once() -> None:
    def watch(entry: Entry, known: Credentials) -> None:
        assert known.keys == ("good",)
        lines.append(line_of(entry))

    lines: list[str] = []
    talker = Talker(MockApi(keys=["good"], watch=watch), key="good")
    task = talker.task()
    talker.poll(task)
    talker.controls.fault("create,drop")
    talker.create()
    talker.ask("GET", "/v1/video")
    talker.controls.reset()
    nowhere = "GET /v1/video is no operation of this API; the nearest is GET /v1/videos/{id}"
    assert lines == [
        f"POST /v1/videos 200; {task}; task created and billed",
        f"GET /v1/videos/{task} 200",
        "POST /v1/videos no answer; drop; nothing was done",
        f"GET /v1/video 301; {nowhere}",
    ]


@pytest.mark.parametrize(
    ("public", "videos", "base_url", "link"),
    [
        ("", "", "http://127.0.0.1:PORT/v1", "http://127.0.0.1:VIDEOS/"),
        ("http://mock:8080/v1", "", "http://mock:8080/v1", "http://mock:VIDEOS/"),
        ("https://mock/", "", "https://mock/v1", "https://mock:VIDEOS/"),
        ("http://[::1]:80", "", "http://[::1]:80/v1", "http://[::1]:VIDEOS/"),
        ("", "http://files:81", "http://127.0.0.1:PORT/v1", "http://files:81/"),
        ("http://mock:80", "https://files", "http://mock:80/v1", "https://files/"),
    ],
)
def test_clients_may_know_it_by_another_address(
    public: str, videos: str, base_url: str, link: str
) -> None:
    server = Server(host="0.0.0.0", remote=True, public_url=public, videos_url=videos)
    ports = [str(each.getsockname()[1]) for each in server._sockets]
    server.stop()
    talker = Talker(server.api)
    talker.controls.plan("immediate")
    found = talker.poll(talker.task())["video_url"]
    for port, name in zip(ports, ("PORT", "VIDEOS"), strict=True):
        base_url, link = base_url.replace(name, port), link.replace(name, port)
    assert server.base_url == base_url
    assert found.startswith(link)
    assert talker.download(found).body[4:8] == b"ftyp"
    host = base_url.partition("://")[2].partition("/")[0]
    assert talker.ask("GET", "/_mock/state", host=host).status == 200
    assert talker.ask("GET", "/_mock/state", host="evil.example").status == 403


@pytest.mark.parametrize(
    "url",
    ["mock", "ftp://a", "http://k@a", "http://a:99999", "http://a/b", "http://[::1", "http://"],
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    for given in ((url, ""), ("", url)):
        with pytest.raises(InputError, match=r"is none; write it as|begins with neither"):
            Server(public_url=given[0], videos_url=given[1])


def test_statuses_that_no_source_has_are_shown_as_planned() -> None:
    talker = Talker(MockApi())
    talker.controls.plan(
        "polls=3,waiting_as=NOT_START,running_as=going,end=failure,ended_as=expired"
    )
    answer = talker.create()
    assert json.loads(answer.body)["status"] == "NOT_START"
    task = json.loads(answer.body)["id"]
    assert [talker.poll(task)["status"] for _ in range(4)] == [
        "NOT_START",
        "going",
        "expired",
        "expired",
    ]
