"""Whatever lets its bearer in is shown nowhere: not where it belongs, nor where it is repeated."""

import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cometvideo import load_family
from cometvideo.client import Client, ClientError
from cometvideo.facts.matrix import Matrix
from cometvideo.live.stored import exchange_text
from cometvideo.mock import MockApi
from cometvideo.mock.testing import CometMock, narrate
from cometvideo.wire.bodies import multipart
from cometvideo.wire.credentials import is_credential, is_hideable
from cometvideo.wire.exchange import (
    Answer,
    Exchange,
    HttpRequest,
    credentials_of,
    exchange_data,
)
from cometvideo.wire.request import Part
from cometvideo.words import words_of
from tests.attack.upstream import task
from tests.client_stand import PLAIN

SHIPPED = load_family("seedance")
# A header whose name tells nothing, and a scheme that nobody else has.
OWN_SPEC = """\
format: 1
extends: seedance
service: { from: own, auth_header: X-Opener, auth_scheme: Comet }
sources: { own: { kind: documentation, title: t, address: "https://x.example", covers: headers } }
"""

keys = st.text(string.digits + string.ascii_letters + "/+=-_.~\"'\\%&;,:<>", min_size=8).map(
    lambda text: f"Sk9{text[:40]}"
)
# One of those that a request may have besides the spec's own.
HEADERS = [
    "{header}: {scheme} {key}",
    '{header}: {scheme} "{key}"',
    "Authorization: {key}",
    "Proxy-Authorization: Basic {key}",
    "Cookie: first={key}; second=b",
    "Cookie: first=a; second={key}",
    "X-Auth-Token: {key}",
    "api-key: '{key}'",
    "X-Api-Key: {key}",
]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    path: Path = tmp_path_factory.mktemp("spec") / "own.yaml"
    path.write_text(OWN_SPEC, encoding="utf-8")
    return load_family(str(path))


def forms(key: str) -> set[str]:
    """The key as texts may write it."""
    quoted = json.dumps(key)[1:-1]
    return {key, quoted, quoted.replace("/", "\\/"), quote(key, safe=""), quote(key)}


def texts(data: object) -> Iterator[str]:
    """Every text in the data of a JSON text, names included."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield str(name)
            yield from texts(value)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from texts(each)
    elif isinstance(data, str):
        yield data


def assert_hidden(key: str, *shown: object) -> None:
    for text in (each for data in shown for each in texts(data)):
        found = [form for form in forms(key) if form in text]
        assert not found, f"{found} in {text}"


@settings(max_examples=25)
@given(key=keys, header=st.sampled_from(HEADERS), is_own=st.booleans(), listed=st.booleans())
def test_the_mock_shows_no_key(
    key: str, header: str, is_own: bool, listed: bool, own: Matrix
) -> None:
    assume(is_hideable(key) and not (";" in key and "Cookie" in header))
    matrix = own if is_own else SHIPPED
    words = words_of(matrix)
    api = MockApi(matrix, keys=[key] if listed else ())
    line = header.format(header=words.auth_header, scheme=words.auth_scheme, key=key)
    name, _, value = line.partition(": ")
    sent = ((name, value), ("X-Odd", f"for {key}"), ("Referer", f"https://h/?a=1&sig={key}"))
    form = {**PLAIN, "prompt": f"A kite. {key}", "size": key, key: key}
    kind, body = multipart([Part(n, str(v).encode()) for n, v in form.items()], "boundary01234")
    for method, target, data in (
        ("POST", words.operations["create"].path, body),
        ("GET", f"/v1/videos/{quote(key, safe='')}", b""),
        ("GET", f"/v1/videos/x?auth={quote(key)}&b={key}".replace(" ", "+"), b""),
        ("PUT", f"/{key}", key.encode() + b"\xff"),
    ):
        headers = (*sent, ("Content-Type", kind)) if data else sent
        api.handle(HttpRequest(method, target, headers, data, "api.example"))
    api.handle(HttpRequest("GET", f"/later/{key}", (), b"", "api.example"))
    mock = CometMock(api, key, "http://127.0.0.1:9/v1")
    failed = []
    for check in (mock.assert_on_contract, lambda: mock.assert_tasks(99), mock.assert_key_kept):
        try:
            check()
        except AssertionError as error:
            failed.append(str(error))
    journal = api.controls().journal
    answers = [
        json.loads(api.handle(HttpRequest("GET", f"/_mock/{path}")).body)
        for path in ("journal", "state", "questions", "bill", "plan")
    ]
    assert len(failed) == 2
    # The last request has no key of its own.
    shown = [repr(each) for each in list(journal)[:-1]]
    assert_hidden(key, journal.data(), answers, failed, narrate(journal), shown)


@settings(max_examples=50)
@given(key=keys, header=st.sampled_from(HEADERS[2:]), data=st.data())
def test_evidence_shows_no_key(key: str, header: str, data: st.DataObject) -> None:
    assume(is_hideable(key) and not (";" in key and "Cookie" in header))
    name, _, value = header.format(key=key).partition(": ")
    said = data.draw(st.sampled_from(sorted(forms(key))))
    answer = Answer(
        400,
        (("X-Odd", said), ("Location", f"https://h/{said}?token={quote(key)}")),
        f'{{"id": "x{said}y", "url": "https:\\/\\/h\\/{said}"}}'.encode()
        + data.draw(st.sampled_from([b"", b"\xff"])),
    )
    target = f"/{said}?q={said}"
    request = HttpRequest("POST", target, ((name, value),), f"prompt={said}".encode(), "h")
    exchange = Exchange(request, answer)
    told = exchange_data(exchange)
    bodies = [told["request"], told["answer"]]
    assert_hidden(key, told, repr(request), json.loads(exchange_text(exchange)))
    for each in bodies:
        assert isinstance(each, dict)
        kept = each["body"].get("base64")
        if kept:
            import base64

            assert_hidden(key, base64.b64decode(kept).decode("latin-1"))


@settings(max_examples=25)
@given(key=keys, where=st.sampled_from(["id", "status", "reason", "model", "link", "refusal"]))
def test_no_error_of_the_client_shows_a_key(key: str, where: str) -> None:
    assume(is_hideable(key))
    all_changes: dict[str, dict[str, Any]] = {
        "id": {"id": f"t-{key}", "task_id": None, "status": "queued"},
        "status": {"status": key},
        "reason": {"status": "failed", "error": {"code": key, "message": f"no {key}"}},
        "model": {"model": key, "status": "failed"},
        "link": {"video_url": f"https://127.0.0.1:9/{quote(key)}?x={quote(key)}"},
        "refusal": {},
    }
    changes = all_changes[where]
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if "authorization" not in request.headers:
            raise httpx.ConnectError(f"no way to {request.url}")
        if where == "refusal":
            refusal = {"code": key, "message": f"bad {key}", "data": None}
            return httpx.Response(400, json=refusal, headers={"X-Odd": "1"})
        return httpx.Response(200, content=task(**changes))

    told: list[object] = []
    now = iter(range(10_000))
    with Client(
        key,
        transport=httpx.MockTransport(answer),
        clock=lambda: float(next(now)),
        sleep=lambda _: None,
    ) as client:
        steps: list[Any] = [
            lambda: client.create(PLAIN),
            lambda: client.wait("task_1", deadline_s=20),
            lambda: client.render(PLAIN, deadline_s=20),
        ]
        for step in steps:
            try:
                found = step()
                told += [str(found), repr(found), found.raw]
            except ClientError as error:
                told += [str(error), repr(error), repr(error.args), repr(vars(error))]
                told += [repr(error.__context__), repr(error.__cause__)]
        told.append(repr(client))
    assert_hidden(key, told)
    if where == "id":
        assert any(quote(f"t-{key}", safe="") in str(each.url) for each in asked)


def test_a_key_of_one_request_is_hidden_in_all() -> None:
    api = MockApi(SHIPPED)
    api.handle(HttpRequest("GET", "/v1/videos/x", (("Authorization", "Bearer sk-71c0ffee"),)))
    api.handle(HttpRequest("GET", "/v1/videos/sk-71c0ffee"))
    assert_hidden("sk-71c0ffee", api.controls().journal.data())


def test_each_header_of_the_table_counts(own: Matrix) -> None:
    words = words_of(own)
    for header in HEADERS:
        name, _, value = header.format(
            header=words.auth_header, scheme=words.auth_scheme, key="sk-71c0ffee"
        ).partition(": ")
        request = HttpRequest("GET", "/", ((name, value),))
        known = MockApi(own).controls().journal.credentials
        assert "sk-71c0ffee" in credentials_of(request, known).keys
        assert is_credential(name) == (name != words.auth_header)
