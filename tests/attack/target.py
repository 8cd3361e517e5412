"""The target: the mock as a process of its own, held to little memory and few descriptors."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.attack.tally import Tally
from tests.attack.victim import PATIENCE_S, REAL, patient

__all__ = ["Target", "ask", "guarding", "running", "watch"]

_RESIDENT = 1536 << 20
_INNOCENT = b"GET /v1/videos/task_1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer i\r\n\r\n"


class Target:
    """What listens at `port` of the loopback; when it has ended, what it `said` as errors."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port
        self.said = ""

    def dial(self, *, timeout_s: float = PATIENCE_S) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s)

    def resident(self) -> int:
        """The bytes of memory that it has; 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def running(tally: Tally) -> Iterator[Target]:
    """A mock under its limits; at the end it has to stop in order, and to have said nothing."""
    with _started(tally, "mock", "--speed", "0", "--plan", "immediate") as target:
        yield target
    if target.said:
        tally.breaks(f"it printed {target.said[:500]!r}")


@contextmanager
def guarding(tally: Tally) -> Iterator[Target]:
    """A guard under its limits, before a mock; what it says is a line for each thing it did."""
    with running(tally) as mock:
        upstream = f"http://127.0.0.1:{mock.port}/v1"
        with _started(tally, "guard", "--upstream", upstream, "--longest", "5") as target:
            yield target
        if "Traceback" in target.said or "a flaw in" in target.said:
            tally.breaks(f"it printed {target.said[-500:]!r}")


@contextmanager
def _started(tally: Tally, *words: str) -> Iterator[Target]:
    with tempfile.TemporaryDirectory() as folder:
        errors = Path(folder) / "errors"
        with (
            errors.open("wb") as to,
            REAL.start(*words, folder=Path(folder), errors=to) as process,
        ):
            try:
                assert process.stdout is not None
                port = int(process.stdout.readline().split(b":")[2].split(b"/")[0])
                target = Target(process, port)
                yield target
                process.send_signal(signal.SIGTERM)
                if process.wait(patient(PATIENCE_S)) not in {0, -signal.SIGTERM}:
                    tally.breaks(f"it ended with {process.returncode}")
                target.said = errors.read_text(encoding="utf-8", errors="replace")
            except subprocess.TimeoutExpired:
                tally.breaks("it did not end")
            finally:
                process.kill()


def ask(target: Target, sent: bytes, *, timeout_s: float = PATIENCE_S) -> str:
    """Send bytes and return the status that comes, or how else it ends."""
    try:
        with target.dial(timeout_s=timeout_s) as plain:
            with suppress(ConnectionError):  # it may answer before it has everything
                plain.sendall(sent)
            return status(plain)
    except TimeoutError:
        return "silence"
    except ConnectionError:
        return "reset"


def status(plain: socket.socket) -> str:
    """The status of the answer that comes, or how else it ends."""
    try:
        head = plain.recv(65536)
    except TimeoutError:
        return "silence"
    except ConnectionError:
        return "reset"
    if b"the mock itself failed" in head:
        return head.rpartition(b"\r\n")[2].decode("latin-1")
    return head[9:12].decode("latin-1") if head.startswith(b"HTTP/1.1 ") else "closed"


def watch(target: Target, tally: Tally) -> None:
    """Look whether an innocent client is served, and what the target takes up."""
    begun = time.monotonic()
    answer = ask(target, _INNOCENT)
    tally.waited(time.monotonic() - begun)
    if answer != "400":
        tally.breaks(f"an innocent client got {answer}")
    resident = target.resident()
    tally.took(resident)
    if resident > _RESIDENT:
        tally.breaks(f"it takes up {resident >> 20} MiB")
    if target.process.poll() is not None:
        tally.breaks(f"it is gone: {target.process.returncode}")
