"""What is fuzzed: the mock asked for anything at all, and its connections sent anything at all.

Each target takes bytes, makes of them what it feeds, and raises AssertionError, or whatever the
mock lets out, where there is no proper answer.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from cometvideo.facts.loading import load_family
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import choose_world
from cometvideo.mock import MockApi
from cometvideo.mock.delivery import render
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.mock.test_connection import exchange as over_a_connection

__all__ = ["SEEDS", "TARGETS", "exchange", "fuzz_connection", "fuzz_request"]

METHODS = ("POST", "GET", "HEAD", "PUT", "DELETE", "")
TARGETS_OF_REQUESTS = ("/v1/videos", "/v1/videos/{id}", "{link}", "/_mock/", "/", "")
TYPES = (
    "multipart/form-data; boundary=b",
    "Multipart/Form-Data; boundary=b",
    "application/json",
    "application/x-www-form-urlencoded",
    "",
)
WORLDS = 4


def fuzz_request(data: bytes) -> None:
    """A request of the first bytes' choosing, with a path, a header and a body from the rest."""
    choice, rest = data[:5].ljust(5, b"\0"), data[5:]
    pieces = rest.split(b"\0\0", 2)
    path, header, body = [*pieces[:-1], *[b""] * (3 - len(pieces)), pieces[-1]]
    api = MockApi(_world(choice[3] % WORLDS), plan="immediate")
    good = HttpRequest("POST", "/v1/videos", _headers("Bearer k", TYPES[0]), _GOOD)
    task = str(json.loads(api.handle(good).body).get("id", ""))
    link = ""
    if task and choice[2] & 4:
        asked = HttpRequest("GET", f"/v1/videos/{task}", _headers("Bearer k", ""))
        link = str(json.loads(api.handle(asked).body)["video_url"])
    host, _, target = link.partition("//")[2].partition("/")
    target = TARGETS_OF_REQUESTS[choice[1] % len(TARGETS_OF_REQUESTS)].format(
        id=task, link="/" + target
    )
    request = HttpRequest(
        METHODS[choice[0] % len(METHODS)],
        target + path.decode("latin-1"),
        (
            *_headers("Bearer k" if choice[2] & 1 else "", TYPES[choice[4] % len(TYPES)]),
            *_pairs(header),
        ),
        body,
        host if choice[2] & 2 else "",
    )
    before = api.controls().bill.tasks
    exchange(api, request)
    journal = api.controls().journal
    made = sum(1 for each in journal if each.created)
    if not request.target.startswith("/_mock"):
        assert api.controls().bill.tasks - before == sum(
            each.created for each in list(journal)[-1:]
        )
        assert made == api.controls().bill.tasks == len(api.controls().tasks)


@cache
def _world(seed: int) -> Matrix:
    return choose_world(load_family("seedance"), seed=seed)


def exchange(api: MockApi, request: HttpRequest) -> Answer:
    """Ask, and make sure that there is an answer and that everything about it can be written."""
    answer = api.handle(request)
    assert 200 <= answer.status < 600
    assert render(answer, now=0.0).startswith(b"HTTP/1.1 ")
    if answer.header("content-type") == "application/json" and request.method != "HEAD":
        json.loads(answer.body)
    json.dumps(api.controls().journal.data()).encode()
    return answer


_GOOD = (
    b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
        for pair in (
            (b"prompt", b"a cat"),
            (b"model", b"doubao-seedance-2-0"),
            (b"seconds", b"5"),
            (b"size", b"1280x720"),
        )
    )
    + b"--b--\r\n"
)


def _headers(key: str, content_type: str) -> tuple[tuple[str, str], ...]:
    pairs = (("authorization", key), ("content-type", content_type))
    return tuple((name, value) for name, value in pairs if value)


def _pairs(header: bytes) -> Iterator[tuple[str, str]]:
    """Headers, one a line, as a server hands them on: names in lower case."""
    for line in header.split(b"\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            yield name.lower(), value


def fuzz_connection(data: bytes) -> None:
    """Bytes on a connection, in pieces as long as the first byte says."""
    api = MockApi()
    wire = over_a_connection(api, data[1:], room=(data[0] if data else 0) * 16 + 1)
    assert not wire.written or wire.written.startswith(b"HTTP/1.1 ")
    json.dumps(api.controls().journal.data())


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "request": fuzz_request,
    "connection": fuzz_connection,
}

_HEAD = b"POST /v1/videos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
_BODY = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n%s"

# Where fuzzing begins, so that it need not find out what a form is.
SEEDS: Mapping[str, tuple[bytes, ...]] = {
    "request": (
        b"",
        b"\0\0\1\0\0\0\0\0\0" + _GOOD,
        b"\0\0\1\1\2\0\0\0\0" + b'{"model": "doubao-seedance-2-0", "prompt": "a", "seconds": 5}',
        b"\0\0\1\2\3\0\0\0\0" + b"model=doubao-seedance-2-0&prompt=a&seconds=5&size=1280x720",
        b"\1\1\1\0\0",
        b"\1\2\6\0\0\0\0range: bytes=1-5\nif-none-match: x\0\0",
        b"\0\3\0\0\2plan\0\0\0\0" + b'{"text": "polls=2,end=failure"}',
        b"\0\3\0\0\2faults\0\0\0\0" + b'{"kind": "status", "status": 503, "nth": 1}',
    ),
    "connection": (
        b"",
        b"\1" + _HEAD + _BODY % (len(_GOOD), _GOOD),
        b"\xff" + _HEAD + _BODY % (70_000, _GOOD),
        b"\2" + _HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"\xffGET / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        b"\xffCONNECT x:1 HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
    ),
}
