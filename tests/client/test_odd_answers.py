"""The client and answers that no API should give: read as far as they say anything, or told."""

from collections.abc import Callable
from typing import Any

import pytest

from cometvideo import InputError
from cometvideo.client import (
    AmbiguousCreateError,
    AnswerError,
    Client,
    ClientError,
    NoAnswerError,
    RefusedError,
    Task,
    TaskFailedError,
)
from tests.attack.upstream import Asked, answer, hostile, task
from tests.client_stand import KEY, PLAIN

IMPOSSIBLE = [
    "http://a..b/",
    f"http://{'a' * 64}.example/",
    "http://[::1/",
    "http://./",
    "http://h:99999/",
    "http://h:x/",
    "http://xn--/",
    "http:///x",
    "http://a\x00b/",
    "file:///etc/passwd",
    "//x",
    "x",
    "http://h/\ud800",
    "http://\ud800/",
    "http://" + "x" * 70_000,
]


@pytest.mark.parametrize("link", IMPOSSIBLE)
def test_a_link_that_leads_nowhere_is_told_at_once(link: str) -> None:
    with (
        hostile(lambda _: [answer(task(video_url=link))]) as server,
        Client(KEY, base_url=server.address) as client,
    ):
        with pytest.raises(ClientError):
            client.download(client.wait("task_1", deadline_s=5), deadline_s=0.3)
        if "xn--" not in link and len(link) < 1000 and "\ud800" not in link:
            with pytest.raises(AnswerError, match="of no use"):
                client.download(client.wait("task_1"))


TRIED_AGAIN = {b"", b"http://\xff/", b"http://xn--/"}


@pytest.mark.parametrize(
    "location",
    [
        b"http://a..b/",
        b"http://" + b"a" * 64 + b".example/",
        b"http://[::1/",
        b"http://h:99999/",
        b"file:///etc/passwd",
        b"http://\xed\xa0\x80/",
        b"http://\xff/",
        b"http://xn--/",
        b"\xff\xfe",
        b"/again",
        b"",
    ],
)
def test_so_is_a_redirect(location: bytes) -> None:
    redirect = answer(b"", b"Location: " + location, status=b"302 Found")
    with hostile(lambda _: [redirect]) as server, Client(KEY, base_url=server.address) as client:
        done = Task("t", "completed", "success", terminal=True, video_url=f"{server.address}/v")
        with pytest.raises(ClientError) as caught:
            client.download(done, deadline_s=0.3 if location in TRIED_AGAIN else 20)
        if location not in TRIED_AGAIN:
            assert isinstance(caught.value, AnswerError)
        # It was sent, whatever cannot be read of the answer.
        with pytest.raises((RefusedError, AmbiguousCreateError)):
            client.create(PLAIN)
        with pytest.raises((RefusedError, NoAnswerError)):
            client.retrieve("task_1")


DEEP = [(b"[" * deep, b"]" * deep) for deep in (100, 400, 900, 5000)]
ODD_ANSWERS = [
    answer(task(id="\ud800", task_id=None)),
    answer(task(status="\udfff queued")),
    answer(task("failed", error={"code": "\ud800", "message": "\udfff"})),
    answer(task("failed", fail_reason="\ud800 no")),
    answer(task(id="a\x00\r\nb/../?#", task_id=None)),
    answer(b'{"id": "\xff\xed\xa0\x80", "status": "queued"}'),
    answer(b'{"id": "x", "status": "queued", "progress": ' + b"9" * 5000 + b"}"),
    answer(b'{"id": "x", "status": "queued", "progress": 1e999}'),
    answer(b"[" * 100_000),
    answer(b"\xff\xfe{\x00}\x00"),
    answer(b"null"),
    answer(b'{"data": {"data": {}}}'),
    *(answer(b'{"id": "t", "status": "failed", "error": %s1%s}' % deep) for deep in DEEP),
    *(answer(b"%s1%s" % deep, status=b"500 Oh") for deep in DEEP),
    answer(task(), b"X-Served-By: n\xc5\x93ud", b"X: \xff\xfe"),
    answer(task(), status=b"200 \xff\xfe"),
    answer(task(), b"Retry-After: \xb2", status=b"429 \xff"),
    answer(task(), b"Set-Cookie: \xff=\xfe"),
    answer(task(), b"Content-Type: text/html; charset=\xff"),
    answer(task(), b"X\xff: a"),
    answer(task(), status=b"999 X"),
    answer(task(), status=b"099 X"),
    b"HTTP/9.9 200 OK\r\n\r\n{}",
    b"\x00\xff\r\n\r\n",
    b"",
]


@pytest.mark.parametrize("data", ODD_ANSWERS, ids=range(len(ODD_ANSWERS)))
def test_odd_answers_are_read_or_told_in_the_clients_words(data: bytes) -> None:
    with hostile(lambda _: [data]) as server, Client(KEY, base_url=server.address) as client:
        asks: list[Callable[[], object]] = [
            lambda: client.create(PLAIN),
            lambda: client.retrieve("task_1"),
            lambda: client.wait("task_1", deadline_s=0.05),
        ]
        for ask in asks:
            try:
                found: Any = ask()
            except ClientError as error:
                str(error).encode()
            else:
                f"{found.id} {found.status} {found.reason}".encode()


def test_what_an_answer_says_is_kept_although_it_is_no_character() -> None:
    data = answer(task("failed", error={"code": "E\ud800", "message": "no"}))
    with (
        hostile(lambda _: [data]) as server,
        Client(KEY, base_url=server.address) as client,
        pytest.raises(TaskFailedError, match="E\ufffd: no"),
    ):
        client.wait("task_1")


# --- A task that is paid for is not lost ---


@pytest.mark.parametrize(
    "body",
    [
        b'{"task_id": "task_1"}',
        b'{"id": "task_1"}',
        b'{"data": {"task_id": "task_1", "status": "queued"}}',
        b'{"code": "success", "message": "", "data": {"id": "task_1"}}',
        b'{"id": "", "task_id": "task_1", "status": 1}',
    ],
)
def test_an_id_is_found_wherever_an_answer_has_it(body: bytes) -> None:
    def answering(asked: Asked) -> list[bytes]:
        return [answer(body if asked.method == "POST" else task())]

    with hostile(answering) as server, Client(KEY, base_url=server.address) as client:
        created = client.create(PLAIN)
        assert created.id == "task_1"
        with pytest.raises(AnswerError, match="no link"):
            client.wait(created, deadline_s=5, poll_interval_s=0.01)
        assert server.asked[-1].target.endswith("/task_1")


@pytest.mark.parametrize(
    "body", [b'{"ok": true, "k": "KEY"}', b'{"error": {"id": "req_1", "message": "no"}}', b"\xff"]
)
def test_an_answer_without_an_id_is_kept(body: bytes) -> None:
    told = answer(body.replace(b"KEY", KEY.encode()))
    with hostile(lambda _: [told]) as server, Client(KEY, base_url=server.address) as client:
        with pytest.raises(AmbiguousCreateError, match="shows no task") as caught:
            client.create(PLAIN)
        assert caught.value.body == body.replace(b"KEY", b"[key]")
        with pytest.raises(AnswerError) as missed:
            client.retrieve("task_1")
        assert missed.value.body == caught.value.body


def test_a_page_says_that_the_base_url_may_lack_its_path() -> None:
    page = answer(b"<!doctype html><title>Console</title>", b"Content-Type: text/html")
    with hostile(lambda _: [page]) as server:
        with Client(KEY, base_url=server.address) as client:
            with pytest.raises(AmbiguousCreateError, match=r"127.0.0.1:\d+ may lack /v1"):
                client.create(PLAIN)
            with pytest.raises(AnswerError, match="may lack /v1"):
                client.retrieve("task_1")
        with (
            Client(KEY, base_url=f"{server.address}/v1") as client,
            pytest.raises(AmbiguousCreateError, match="HTML: look at the base URL"),
        ):
            client.create(PLAIN)


# --- Base URLs ---


@pytest.mark.parametrize(
    "base_url",
    [
        *[each for each in IMPOSSIBLE if len(each) < 1000 and "xn--" not in each],
        "http://u:p@127.0.0.1/v1",
        "https://h/v1?x=1",
        "https://h/v1#x",
        "h.example/v1",
    ],
)
def test_a_base_url_that_is_none_is_refused(base_url: str) -> None:
    with pytest.raises(InputError, match="base_url is no base URL"):
        Client(KEY, base_url=base_url)


@pytest.mark.parametrize(
    ("base_url", "is_public"),
    [
        ("http://api.cometapi.com/v1", True),
        ("http://93.184.216.34/v1", True),
        ("http://[2606:4700::1111]/v1", True),
        ("http://localhost.example.com/v1", True),
        ("https://api.cometapi.com/v1", False),
        ("http://127.0.0.1:8080/v1", False),
        ("http://[::1]:8080/v1", False),
        ("http://10.0.0.8/v1", False),
        ("http://192.168.1.2/v1", False),
        ("http://localhost/v1", False),
        ("http://mock.localhost./v1", False),
        ("http://gateway/v1", False),
        ("http://gateway.internal/v1", False),
    ],
)
def test_an_unencrypted_public_host_has_to_be_meant(base_url: str, is_public: bool) -> None:
    if is_public:
        with pytest.raises(InputError, match=r"unencrypted to .* public host"):
            Client(KEY, base_url=base_url)
    Client(KEY, base_url=base_url, unencrypted=is_public).close()
