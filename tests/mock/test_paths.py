"""Requests that are for no operation of the mock."""

import html

import pytest

from cometvideo.mock import MockApi
from cometvideo.wire.exchange import HttpRequest
from tests.mock.talk import Talker, data


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi())


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("POST", "/videos", "POST /v1/videos"),
        ("POST", "/v1/video", "POST /v1/videos"),
        ("GET", "/v1/videos", "POST /v1/videos"),
        ("DELETE", "/v1/videos/task_1", "GET /v1/videos/{id}"),
        ("GET", "/v1/video/generations/task_1", "GET /v1/videos/{id}"),
    ],
)
def test_a_wrong_path_is_answered_with_the_nearest_operation(
    talker: Talker, method: str, path: str, nearest: str
) -> None:
    answer = talker.ask(method, path)
    assert answer.status == 301
    assert f"the nearest is {nearest}" in data(answer)["error"]["message"]
    landing = talker.ask("GET", answer.header("location") or "")
    assert landing.status == 200
    assert nearest in html.unescape(landing.body.decode())
    talker.controls.world({"rejections.by_request.wrong-path.status": 404})
    assert talker.ask(method, path).status == 404


@pytest.mark.parametrize(
    ("path", "allowed"), [("/v1/videos", "POST"), ("/v1/videos/x", "GET"), ("/v1/models", "")]
)
def test_a_preflight_is_not_sent_elsewhere(talker: Talker, path: str, allowed: str) -> None:
    asks = (("Origin", "http://app.example"), ("Access-Control-Request-Method", "POST"))
    answer = talker.ask("OPTIONS", path, headers=asks)
    assert (answer.status, answer.header("allow")) == (405, allowed)
    assert answer.header("access-control-allow-origin") is None
    assert "a page in a browser cannot ask it" in answer.body.decode()


def test_where_a_wrong_path_leads_there_is_a_page(talker: Talker) -> None:
    moved = talker.ask("GET", "/v1/images")
    assert moved.status == 301
    landing = talker.ask("GET", moved.header("location") or "")
    assert (landing.status, landing.header("content-type")) == (200, "text/html; charset=utf-8")
    evil = talker.ask("GET", "/_mock/no-such-operation?%3Cscript%3Ealert(1)%3C/script%3E")
    assert b"<script" not in evil.body
    long = talker.ask("GET", "/" + "\u00e9" * 20_000)
    assert len(long.header("location") or "") < 3000


def test_a_create_at_the_wrong_path_shows_its_findings(talker: Talker) -> None:
    body = b"prompt=a&model=doubao-seedance-2-0&seconds=99"
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    message = data(talker.ask("POST", "/v1/video", body, form))["error"]["message"]
    assert "seconds '99' is outside" in message


def test_another_host_is_no_operation(talker: Talker) -> None:
    request = HttpRequest("POST", "/v1/videos", talker.headers, b"", "example.com")
    answer = talker.api.handle(request, known_host=False)
    assert answer.status == 301
    assert "at example.com; the API is at https://api.cometapi.com" in answer.body.decode()
