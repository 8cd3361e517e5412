"""Hostile upstreams: an API that answers the client of the package with whatever is drawn."""

import gzip
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

from tests.attack.tally import Tally
from tests.attack.upstream import Asked, answer, hostile, task

__all__ = ["client"]

_KEY = "sk-attacked-4d1ab2c9"
_DEADLINE_S = 0.2
_MOST_MIB = 400
_VALUES: list[Any] = [
    None,
    True,
    -1,
    1e308,
    10**40,
    "",
    "\ud800",
    "a\x00b",
    [],
    {},
    [[1]],
    {"a": {}},
    _KEY,
]
_LINKS = ["http://a..b/", "http://[::1/", "file:///x", f"http://{'a' * 64}.x/", "{here}/v", "//"]
_STATUSES = [b"200 OK", b"200 \xff", b"302 Found", b"400 No", b"429 Wait", b"500 Oh", b"999 X"]
_HEADERS = [
    b"X-Served-By: n\xc5\x93ud",
    b"X: \xff\xfe",
    b"Content-Encoding: gzip",
    b"Content-Encoding: gzip, gzip",
    b"Content-Encoding: br",
    b"Content-Type: text/html; charset=\xff",
    b"Location: http://xn--/",
    b"Location: /v",
    b"Retry-After: \xb2",
    b"Set-Cookie: \xff=\xfe",
    b"Transfer-Encoding: chunked",
]
_BOMB = gzip.compress(gzip.compress(bytes(64 << 20)))


# The client, in a process of its own: one line for each call.
_PROGRAM = """
import contextlib, random, resource, sys, time
from cometvideo import validate
from cometvideo.client import Client, ClientError
address, key, seed, seconds, allowed_s = sys.argv[1:]
rng, end, allowed_s = random.Random(seed), time.monotonic() + float(seconds), float(allowed_s)
plain = {"prompt": "A kite.", "model": "doubao-seedance-2-0", "seconds": 5}
# What is loaded once is not the upstream's doing.
validate(plain)
with Client(key, base_url=address) as client, contextlib.suppress(ClientError):
    client.create(plain, until=time.monotonic())
while time.monotonic() < end:
    name, begun = rng.choice(("create", "retrieve", "wait", "render")), time.monotonic()
    pace = {"deadline_s": allowed_s, "poll_interval_s": 0.05}
    with Client(key, base_url=address) as client:
        calls = {
            "create": lambda: client.create(plain, until=begun + allowed_s),
            "retrieve": lambda: client.retrieve("task_1", until=begun + allowed_s),
            "wait": lambda: client.wait("task_1", **pace),
            "render": lambda: len(client.render(plain, **pace)),
        }
        try:
            outcome, shown = "given", repr(calls[name]())
        except ClientError as error:
            outcome, shown = "told", f"{error} {error!r}"
        except Exception as error:
            outcome, shown = type(error).__name__, ""
    took_s = time.monotonic() - begun
    outcome = "key" if key in shown else f"{took_s:.1f}-s" if took_s > allowed_s + 2 else outcome
    print(name, outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, flush=True)
"""


def client(until: float, rng: random.Random, tally: Tally) -> None:
    """Calls of the client, one after the other, each against answers that are drawn."""

    def answering(asked: Asked) -> Iterable[bytes]:
        del asked
        return _pieces(rng, server.address)

    with hostile(answering) as server:
        settings = [server.address, _KEY, str(rng.random()), str(until - time.monotonic())]
        with subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *settings, str(_DEADLINE_S)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            for line in process.stdout or ():
                name, outcome, used_mib = line.split()
                tally.count(name, outcome, allowed=outcome in {"given", "told"})
                if int(used_mib) > _MOST_MIB:
                    tally.breaks(f"{name}: {used_mib} MiB")
        if process.returncode:
            tally.breaks(f"the client ended with {process.returncode}")


def _pieces(rng: random.Random, here: str) -> Iterable[bytes]:
    kind = rng.randrange(8)
    if kind == 0:
        return [rng.randbytes(rng.randrange(200))]
    if kind == 1:
        return _dripping(rng)
    if kind == 2:
        return [answer(_BOMB, b"Content-Encoding: gzip, gzip")]
    changes: dict[str, Any] = {
        rng.choice(
            ("id", "task_id", "status", "created_at", "error", "progress", "model")
        ): rng.choice(_VALUES)
    }
    status = rng.choice(("queued", "in_progress", "completed", "failed", "\ud800", _KEY))
    link = rng.choice(_LINKS).replace("{here}", here)
    body = task(**{"status": status, "video_url": link, **changes})
    if kind == 3:
        body = body[: rng.randrange(len(body))]
    headers = rng.sample(_HEADERS, rng.randrange(3)) if kind < 6 else []
    coded = gzip.compress(body) if rng.random() < 0.2 else body
    data = answer(coded, *headers, status=rng.choice(_STATUSES) if kind < 6 else b"200 OK")
    return [data[: rng.randrange(len(data))]] if kind == 4 else [data]


def _dripping(rng: random.Random) -> Iterable[bytes]:
    yield rng.choice((b"", b"HTTP/1.1 200 OK\r\nX: ", answer(b"", length=False)))
    for _ in range(40):
        time.sleep(0.05)
        yield b"x"
