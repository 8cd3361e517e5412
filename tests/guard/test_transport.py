"""The guard inside a Python program, between its client and what sends."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cometvideo.errors import InputError

httpx = pytest.importorskip("httpx")

from cometvideo.guard.transport import transport  # noqa: E402 - it needs httpx

GOOD = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
KEY = "sk-this-is-a-key"
PLAIN: Mapping[str, str] = {}
AGAIN = {"X-Cometvideo-Again": "yes"}
NAMED = {"Idempotency-Key": "one"}


class Upstream:
    """Makes a task for every create that reaches it, and answers as it is told to."""

    def __init__(self, ends: Sequence[str] = ()) -> None:
        self.ends = list(ends)
        self.made = 0
        self.seen: list[Any] = []

    def __call__(self, request: Any) -> Any:
        self.seen.append(request)
        if request.method == "GET":
            return httpx.Response(200, json={"id": "task_1", "status": "completed"})
        end = self.ends.pop(0) if self.ends else ""
        if end == "unreached":
            raise httpx.ConnectError("nobody is there")
        if end == "echo":
            raise httpx.RemoteProtocolError(f"illegal status line: {request.headers.raw!r}")
        if end.isdecimal():
            return httpx.Response(int(end), json={"error": {"message": "no", "code": "no"}})
        self.made += 1
        if end == "drop":
            raise httpx.RemoteProtocolError("it went away")
        if end == "huge":
            return httpx.Response(200, json={"id": "task_1", "note": "x" * 2_000_000})
        return httpx.Response(200, json={"id": f"task_{self.made}", "status": "queued"})


@contextmanager
def guarded(folder: Path, upstream: Upstream, **settings: Any) -> Iterator[Any]:
    inner = httpx.MockTransport(upstream)
    sending = transport(ledger=folder / "ledger", inner=inner, **settings)
    with httpx.Client(transport=sending, base_url="https://api.cometapi.com/v1") as client:
        yield client


def create(client: Any, headers: Mapping[str, str] = PLAIN, **changes: str) -> Any:
    parts = {name: (None, value) for name, value in {**GOOD, **changes}.items()}
    return client.post(
        "/videos", files=parts, headers={"Authorization": f"Bearer {KEY}", **headers}
    )


@pytest.mark.parametrize(
    ("ends", "sent", "statuses", "made"),
    [
        ((), (PLAIN,), [200], 1),
        ((), (PLAIN, PLAIN), [200, 200], 2),
        ((), (NAMED, NAMED), [200, 200], 1),
        (("drop",), (PLAIN, PLAIN), [424, 424], 1),
        (("drop",), (PLAIN, AGAIN), [424, 200], 2),
        (("huge",), (PLAIN, PLAIN), [424, 424], 1),
        (("unreached",), (PLAIN, PLAIN), [502, 200], 1),
        (("429",), (PLAIN, PLAIN), [429, 200], 1),
        (("401",), (PLAIN, PLAIN), [401, 403], 0),
    ],
)
def test_how_often_a_create_is_paid_for(
    ends: Sequence[str],
    sent: Sequence[Mapping[str, str]],
    statuses: list[int],
    made: int,
    tmp_path: Path,
) -> None:
    upstream = Upstream(ends)
    with guarded(tmp_path, upstream) as client:
        assert [create(client, each).status_code for each in sent] == statuses
    assert upstream.made == made


def test_an_answer_that_takes_too_long_is_lost(tmp_path: Path) -> None:
    upstream = Upstream()
    with guarded(tmp_path, upstream, longest_s=180) as client:
        times = iter([0.0, 181.0])
        client._transport._clock = lambda: next(times)
        answer = create(client)
    assert answer.status_code == 424
    assert "it took more than 180 s" in answer.json()["error"]["message"]
    assert upstream.made == 1


def test_what_was_lost_stays_lost_in_another_program(tmp_path: Path) -> None:
    upstream = Upstream(["drop"])
    for _ in range(3):
        with guarded(tmp_path, upstream) as client:
            assert create(client).status_code == 424
    assert upstream.made == 1


def test_a_mistake_is_not_sent(tmp_path: Path) -> None:
    upstream = Upstream()
    with guarded(tmp_path, upstream) as client:
        answer = create(client, seconds="99")
    assert answer.status_code == 400
    assert "seconds" in answer.json()["error"]["message"]
    assert upstream.seen == []


def test_a_budget_holds(tmp_path: Path) -> None:
    upstream = Upstream()
    with guarded(tmp_path, upstream, budgets=["12s/day"]) as client:
        assert [create(client).status_code for _ in range(3)] == [200, 200, 402]
    with pytest.raises(InputError, match="is no budget"):
        transport(ledger=tmp_path / "ledger", budgets=["much"])
    with pytest.raises(InputError, match="a budget is in EUR"):
        transport(ledger=tmp_path / "ledger", budgets=["1eur"])


def test_everything_else_passes_as_it_is(tmp_path: Path) -> None:
    upstream = Upstream()
    with guarded(tmp_path, upstream) as client:
        assert client.get("/videos/task_1").json()["status"] == "completed"
        assert client.get("https://elsewhere.example/a.mp4").status_code == 200
    assert [str(each.url) for each in upstream.seen] == [
        "https://api.cometapi.com/v1/videos/task_1",
        "https://elsewhere.example/a.mp4",
    ]


def test_what_was_sent_is_what_the_client_wrote(tmp_path: Path) -> None:
    upstream = Upstream()
    with guarded(tmp_path, upstream) as client:
        create(client, NAMED)
    (sent,) = upstream.seen
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["idempotency-key"] == "one"
    assert sent.content.count(b'name="prompt"') == 1
    assert int(sent.headers["content-length"]) == len(sent.content)


@pytest.mark.thorough
def test_an_sdk_pays_once(tmp_path: Path) -> None:
    openai = pytest.importorskip("openai")
    if not issubclass(openai.DefaultHttpxClient, httpx.Client):
        pytest.skip("this SDK sends by another library")
    upstream = Upstream(["drop", "drop", ""])
    sending = transport(ledger=tmp_path / "ledger", inner=httpx.MockTransport(upstream))
    with httpx.Client(transport=sending) as client:
        sdk = openai.OpenAI(api_key=KEY, base_url="https://api.cometapi.com/v1", http_client=client)
        with pytest.raises(openai.APIStatusError) as caught:
            sdk.videos.create(**GOOD)
    assert caught.value.status_code == 424
    assert upstream.made == 1
    assert json.loads(caught.value.response.content)


def test_a_key_that_cannot_be_sent_is_kept_and_told_nowhere(tmp_path: Path) -> None:
    """The errors of what sends repeat the headers that they do not like."""
    log: list[str] = []
    sending = transport(ledger=tmp_path / "ledger", log=log.append)
    with httpx.Client(transport=sending, base_url="http://127.0.0.1:1/v1") as client:
        for key in (f"{KEY}\n", f"{KEY}\n{KEY}-other"):
            for name in ("Authorization", "Cookie"):
                answer = create(client, {name: f"Bearer {key}"})
                assert answer.status_code == 502
                assert KEY not in answer.text
    assert KEY not in "".join(log)
    assert KEY.encode() not in (tmp_path / "ledger").read_bytes()


def test_an_answer_that_repeats_the_key_and_is_none_is_told_without_it(tmp_path: Path) -> None:
    log: list[str] = []
    with guarded(tmp_path, Upstream(["echo"]), log=log.append) as client:
        answer = create(client, {"Cookie": f"session={KEY}-other", "X-Token": f"{KEY}-third"})
    assert answer.status_code == 424
    assert "illegal status line" in answer.text
    assert KEY not in answer.text + "".join(log)
    assert KEY.encode() not in (tmp_path / "ledger").read_bytes()
