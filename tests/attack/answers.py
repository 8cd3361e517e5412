"""Hostile answers: what an API may send that means no good, or has lost its way."""

import gzip
import json
import random
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.attack.upstream import answer, task

__all__ = ["ANSWERS", "KEY", "drawn"]

KEY = "sk-attacked-4d1ab2c9"
_LASTS_S = 8.0  # that a slow or endless answer goes on, if nobody ends it
_PIECE = bytes(1 << 16)
_VALUES: list[Any] = [
    None,
    True,
    -1,
    1.5,
    1e308,
    10**40,
    "",
    "\ud800",
    "a\x00b",
    "a\n::error::b",
    "\x1b[2J",
    [],
    {},
    [[1]],
    {"a": {}},
    KEY,
    "x" * 100_000,
]
_NAMES = ("id", "task_id", "status", "created_at", "completed_at", "error", "progress", "model")
_LINKS = [
    "http://a..b/",
    "http://[::1/",
    "file:///x",
    f"http://{'a' * 64}.x/",
    "{here}/v",
    "{here}/v?key=" + KEY,
    "//",
    "{here}\\v\r\nX: y",
    "http://\ud800/",
]
_STATUSES = [b"200 OK", b"200 \xff", b"302 Found", b"400 No", b"404 \r", b"500 Oh", b"999 X"]
_HEADERS = [
    b"X-Served-By: n\xc5\x93ud",
    b"X: \xff\xfe",
    b"X-Key: " + KEY.encode(),
    b"Content-Encoding: gzip",
    b"Content-Encoding: gzip, gzip",
    b"Content-Encoding: br",
    b"Content-Type: text/html; charset=\xff",
    b"Location: http://xn--/",
    b"Location: /v",
    b"Location: " + b"/v" * 30_000,
    b"Retry-After: \xb2",
    b"Set-Cookie: \xff=\xfe",
    b"Transfer-Encoding: chunked",
    b"Content-Length: 99999999999999999999",
    b"no colon",
    b" folded",
]


def _noise(rng: random.Random, here: str) -> Iterable[bytes]:
    del here
    return [rng.randbytes(rng.randrange(200))]


def _drips(rng: random.Random, here: str) -> Iterable[bytes]:
    """Come a byte at a time."""
    del here
    yield rng.choice((b"", b"HTTP/1.1 200 OK\r\nX: ", answer(b"", length=False)))
    end = time.monotonic() + _LASTS_S
    while time.monotonic() < end:
        time.sleep(0.05)
        yield b"x"


def _endless(rng: random.Random, here: str) -> Iterable[bytes]:
    """Go on as fast as it is taken: a body, chunks, headers, or answers that come before it."""
    del here
    head, piece = rng.choice(
        [
            (answer(b"", length=False), _PIECE),
            (answer(b"", b"Content-Length: 1000000000000000", length=False), _PIECE),
            (answer(b"", b"Transfer-Encoding: chunked", length=False), b"2\r\nab\r\n" * 9000),
            (b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 9000),
            (b"HTTP/1.1 200 OK\r\nX: ", b"x" * 60_000),
            (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000),
            (b"", b"\r\n" * 30_000),
        ]
    )
    yield head
    end = time.monotonic() + _LASTS_S
    while time.monotonic() < end:
        yield piece


def _bomb(rng: random.Random, here: str) -> Iterable[bytes]:
    """Be small, and large once it is unpacked."""
    del here
    return [rng.choice(_BOMBS)]


def _malformed(rng: random.Random, here: str) -> Iterable[bytes]:
    """Say a task, with something in it that is not as documented."""
    status = rng.choice(("queued", "in_progress", "completed", "failed", "\ud800", KEY))
    link = rng.choice(_LINKS).replace("{here}", here)
    body = task(**{"status": status, "video_url": link, rng.choice(_NAMES): rng.choice(_VALUES)})
    headers = rng.sample(_HEADERS, rng.randrange(3))
    coded = gzip.compress(body) if rng.random() < 0.2 else body
    return [answer(coded, *headers, status=rng.choice(_STATUSES))]


def _odd_values(rng: random.Random, here: str) -> Iterable[bytes]:
    """Be an answer in order, with values that make no sense."""
    changes = {name: rng.choice(_VALUES) for name in rng.sample(_NAMES, 2)}
    link = rng.choice(_LINKS).replace("{here}", here)
    status = rng.choice(("queued", "completed", "failed"))
    return [answer(task(**{"status": status, "video_url": link, **changes}))]


def _no_task(rng: random.Random, here: str) -> Iterable[bytes]:
    """Be JSON of another shape, deep or long."""
    del here
    return [
        answer(
            rng.choice(
                [
                    b"[" * 100_000,
                    b'{"a":' * 50_000,
                    b"[" + b"1," * 500_000 + b"1]",
                    b"9" * 100_000,
                    b'"\\ud800"',
                    b"null",
                    b"\xff\xfe{}",
                    b"",
                ]
            )
        )
    ]


def _cut(rng: random.Random, here: str) -> Iterable[bytes]:
    data = b"".join(_odd_values(rng, here))
    return [data[: rng.randrange(len(data))]]


def _echo(rng: random.Random, here: str) -> Iterable[bytes]:
    """Repeat the key wherever there is a place."""
    written = rng.choice([KEY, KEY.replace("-", "\\u002d"), f"Bearer {KEY}"])
    body = {
        "id": "task_1",
        "status": rng.choice(("failed", "completed", "queued", "no")),
        "error": {"code": KEY, "message": f"the key {KEY} is wrong"},
        "video_url": f"{here}/{KEY}?a={KEY}",
        KEY: [KEY],
    }
    data = json.dumps(body).replace(KEY, written).encode()
    headers = (b"X-Key: " + KEY.encode(), b"Location: /" + KEY.encode())
    return [answer(data, *headers, status=rng.choice((b"200 OK", b"400 No", b"500 Oh")))]


# Two members of gzip are one file as well, so that these are quickly made, and 64 MiB.
_PACKED = gzip.compress(bytes(1 << 20)) * 64
_BOMBS = [
    answer(gzip.compress(_PACKED), b"Content-Encoding: gzip, gzip"),
    answer(_PACKED, b"Content-Encoding: gzip"),
    answer(zlib.compress(bytes(8 << 20)), b"Content-Encoding: deflate"),
]
ANSWERS: Mapping[str, Callable[[random.Random, str], Iterable[bytes]]] = {
    "noise": _noise,
    "drips": _drips,
    "endless": _endless,
    "bomb": _bomb,
    "malformed": _malformed,
    "odd values": _odd_values,
    "no task": _no_task,
    "cut": _cut,
    "echo": _echo,
}


def drawn(rng: random.Random, here: str, *, slow: bool = True) -> Iterable[bytes]:
    """Pieces of an answer; `here` is the address of whoever answers. Those that last are rare."""
    quick = [name for name in ANSWERS if name not in {"drips", "endless"}]
    name = rng.choice(["drips", "endless"]) if slow and rng.random() < 0.15 else rng.choice(quick)
    return ANSWERS[name](rng, here)
