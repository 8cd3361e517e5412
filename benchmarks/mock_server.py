"""Requests a second of the mock's server beside Starlette on uvicorn, in one run, as ratios.

    python -m benchmarks.mock_server [ROUNDS]

Starlette runs on uvicorn with httptools. Each server has a process of its own, and a third process
asks, over 16 connections that stay open. Rounds alternate, and the best of each counts. What is
counted is the requests a second of the server's own processor time (Linux), so that neither the
client nor whatever else the machine does has a part in it. Both are started once before anything is
measured, so that both start from compiled modules, as installed programs do.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import NamedTuple

from cometvideo.wire.bodies import multipart
from cometvideo.wire.request import Part

CONNECTIONS = 16
# Commands that serve at the port put after them.
PROGRAMS = {
    "mock": [sys.executable, "-m", "cometvideo", "mock", "--plan", "never", "--port"],
    "starlette": [sys.executable, "-m", "benchmarks.mock_peers"],
}
HEAD = "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n{more}\r\n"


class Place(NamedTuple):
    """A server: its port, its process, and what its first answer cost it, in seconds."""

    port: int
    pid: int
    first_answer_s: float


def request(method: str, path: str, content_type: str = "", body: bytes = b"") -> bytes:
    """A request as bytes."""
    more = f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n" if body else ""
    return HEAD.format(method=method, path=path, more=more).encode() + body


def create(reference: int | None = None) -> bytes:
    """A create with a reference image of so many bytes, or without one."""
    texts = {"prompt": "a cat", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
    parts = [Part(name, value.encode()) for name, value in texts.items()]
    if reference is not None:
        image = b"\x89PNG\r\n\x1a\n" + png_of(reference)
        parts.append(Part("input_reference", image, "a.png", "image/png"))
    content_type, body = multipart(parts, "boundary-that-does-not-occur")
    return request("POST", "/v1/videos", content_type, body)


def png_of(size: int) -> bytes:
    """Chunks of a PNG of 400x400 that is about `size` bytes long; its pixels are noise."""
    header = (400).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    chunks = [(b"IHDR", header), (b"IDAT", bytes(max(size - 70, 0))), (b"IEND", b"")]
    return b"".join(len(d).to_bytes(4, "big") + name + d + b"\0\0\0\0" for name, d in chunks)


def connect(port: int) -> socket.socket:
    """A connection, as soon as the server is there."""
    until = time.monotonic() + 30
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionError:
            if time.monotonic() > until:
                raise


def answer(data: bytes) -> int:
    """The length of a whole answer, 0 while it is not whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    at = data.lower().index(b"content-length:")
    length = int(data[at + 15 : data.index(b"\r\n", at)])
    return end + 4 + length if len(data) >= end + 4 + length else 0


def ask(plain: socket.socket, sent: bytes) -> bytes:
    """Send one request and return the whole answer."""
    plain.sendall(sent)
    data = b""
    while not answer(data):
        data += plain.recv(65536)
    assert data.startswith(b"HTTP/1.1 200"), data
    return data


def busy(pid: int) -> float:
    """The seconds that a process has been on a processor, with all its threads."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text(encoding="ascii").split()[0]) for each in threads) / 1e9


def rate(at: Place, sent: bytes, number: int) -> float:
    """Requests a second of the server's time, over all connections."""
    selector = DefaultSelector()
    arrived: dict[socket.socket, bytes] = {}
    open_ones = [connect(at.port) for _ in range(min(CONNECTIONS, number))]
    left = number
    begun = busy(at.pid)
    for plain in open_ones:
        selector.register(plain, EVENT_READ, plain)
        plain.sendall(sent)
        left -= 1
    done = 0
    while done < number:
        for key, _ in selector.select():
            plain = key.data
            data = arrived.get(plain, b"") + plain.recv(65536)
            arrived[plain] = data
            if not answer(data):
                continue
            assert data.startswith(b"HTTP/1.1 200"), data
            arrived[plain] = b""
            done += 1
            if left:
                plain.sendall(sent)
                left -= 1
    took = busy(at.pid) - begun
    for plain in open_ones:
        plain.close()
    return number / took


@contextmanager
def serving(command: Sequence[str], compiled: str) -> Iterator[Place]:
    """A server in a process of its own; `compiled` is a folder for compiled modules."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, env=environment) as it:
        try:
            with connect(port) as plain:
                ask(plain, create())
            yield Place(port, it.pid, busy(it.pid))
        finally:
            it.terminate()


def poll_of(port: int) -> bytes:
    """A request that asks after a task."""
    with connect(port) as plain:
        body = ask(plain, create()).partition(b"\r\n\r\n")[2]
    at = body.index(b"task_")
    return request("GET", "/v1/videos/" + body[at : body.index(b'"', at)].decode())


def main(rounds: int) -> None:
    """Print a table of rates and ratios."""
    loads = {
        "poll": (None, 3000),
        "create, 1 KB reference": (create(1000), 1500),
        "create, 10 MB reference": (create(10_000_000), 16),
    }
    with ExitStack() as stack:
        compiled = stack.enter_context(tempfile.TemporaryDirectory())
        started: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for _ in range(rounds + 1):
            for name, times in started.items():
                with serving(PROGRAMS[name], compiled) as place:
                    times.append(place.first_answer_s)
        places = {name: stack.enter_context(serving(PROGRAMS[name], compiled)) for name in started}
        print(f"{'':26}{'mock':>10}{'starlette':>12}{'ratio':>8}")
        for load, (sent, number) in loads.items():
            rates: dict[str, list[float]] = {name: [] for name in places}
            for _ in range(rounds):
                for name, place in places.items():
                    rates[name].append(rate(place, sent or poll_of(place.port), number))
            ours, theirs = (max(each) for each in rates.values())
            print(f"{load:26}{ours:10.0f}{theirs:12.0f}{ours / theirs:8.2f}")
        ours, theirs = (min(each[1:]) for each in started.values())
        print(
            f"{'start to first answer, ms':26}{ours * 1e3:10.0f}{theirs * 1e3:12.0f}"
            f"{theirs / ours:8.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
