"""Hostile servers: raw sockets on 127.0.0.1 that answer whatever bytes a test wants.

Nothing of the package is used here, so that its faults cannot hide each other.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

__all__ = ["Asked", "Hostile", "answer", "hostile", "task"]

_LONGEST_S = 20.0  # that a server waits for anything


class Asked(NamedTuple):
    """A request as its bytes came: the first line's words, all of its head, and the body."""

    method: str
    target: str
    head: bytes
    body: bytes


Answering = Callable[[Asked], Iterable[bytes]]


class Hostile(NamedTuple):
    """Where a server is, and what it was asked so far."""

    address: str
    asked: list[Asked]

    @property
    def creates(self) -> int:
        return sum(each.method == "POST" for each in self.asked)


@contextmanager
def hostile(answering: Answering) -> Iterator[Hostile]:
    """A server that answers each request with the pieces given, and closes its connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    asked: list[Asked] = []

    def serve(connection: socket.socket) -> None:
        # Whoever asks may go away at any time.
        with connection, suppress(OSError):
            connection.settimeout(_LONGEST_S)
            request = _read(connection)
            asked.append(request)
            for piece in answering(request):
                connection.sendall(piece)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield Hostile(f"http://127.0.0.1:{listening.getsockname()[1]}", asked)
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _read(connection: socket.socket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise OSError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    lengths = [each[15:] for each in lines if each.lower().startswith(b"content-length:")]
    length = int(lengths[0]) if lengths else 0
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            raise OSError
        body += piece
    method, target, _ = lines[0].decode("latin-1").split(" ", 2)
    return Asked(method, target, head, body)


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK", length: bool = True) -> bytes:
    """An answer as its bytes go out."""
    told = [b"Content-Length: %d" % len(body)] if length else []
    lines = [b"HTTP/1.1 " + status, *headers, *told, b"Connection: close", b"", body]
    return b"\r\n".join(lines)


def task(status: str = "completed", **changes: object) -> bytes:
    """A task as the documentation describes it, with changes; what is None is left out."""
    usual = {
        "id": "task_1",
        "task_id": "task_1",
        "object": "video",
        "model": "doubao-seedance-1-0-pro",
        "status": status,
        "progress": 100,
        "created_at": 1_770_000_000,
        **changes,
    }
    return json.dumps({name: each for name, each in usual.items() if each is not None}).encode()
