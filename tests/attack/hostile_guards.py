"""Kill anywhere: guard, client and upstream end at any step, and nothing is paid for twice.

Between the guard and a mock, which makes tasks and counts them, stands a relay: it knows at which
step each create is, and whom to kill there. A client that is killed is one whose connection ends.
"""

import contextlib
import json
import random
import re
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.attack.tally import Tally
from tests.attack.upstream import Asked, hostile
from tests.attack.victim import PATIENCE_S, REAL, Victim, patient

__all__ = ["guards"]

_STEPS = ("asked", "sent", "made", "half told", "told")
_CLIENTS = 8
_EACH = 12  # creates of one client in one life of a guard
_CROWD = 1000
_LIVES = 5  # of guards on one ledger, the last two with a crowd
_GUARD_S, _GUARD_MOST_S = 3.0, 20.0  # what a create may take
_LONGEST_S = 60.0  # for a client, which may wait in a crowd
_WHOM = ("", "client", "guard", "upstream")
_FEW, _MANY = (60, 30, 5, 1), (300, 150, 1, 1)  # how often each is killed


class _Mock:
    """A mock in a process of its own, which begins anew at its port when it was killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self.port = 0
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        words = ("mock", "--speed", "0", "--plan", "immediate", "--port", str(self.port))
        with (self._folder / "mock-said").open("wb") as errors:
            process = REAL.start(*words, folder=self._folder, errors=errors)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.communicate()
            raise OSError(f"the mock: {(self._folder / 'mock-said').read_text()[-300:]}")
        self.port = int(line.split(b":")[2].split(b"/")[0])
        return process

    def kill(self) -> None:
        with self._lock:
            self.end()
            self._process = self._start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def tasks(self) -> int:
        """How many tasks it has made since it began."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with self._lock, contextlib.closing(connection):
            connection.request("GET", "/_mock/bill", headers={"Host": "localhost"})
            return int(json.loads(connection.getresponse().read())["tasks"])

    def ask(self, sent: bytes) -> socket.socket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        plain.sendall(sent)
        return plain


class _Field:
    """One ledger, its upstream, and all that clients sent and were told; for several threads."""

    def __init__(self, folder: Path, mock: _Mock, rng: random.Random, tally: Tally) -> None:
        self.folder, self.mock, self.rng, self.tally = folder, mock, rng, tally
        self.weights: tuple[int, ...] | None = _FEW  # None where nobody is killed
        self.guard: subprocess.Popen[bytes] | None = None
        self.sent: Counter[str] = Counter()
        self.since = 0  # of those, how many before the mock began
        self.told: dict[str, str] = {}
        self.open: dict[str, socket.socket] = {}
        self._lock = threading.Lock()

    # --- What stands between the guard and the mock ---

    def __call__(self, asked: Asked) -> Iterable[bytes]:
        found = re.search(rb'name="prompt"\r\n\r\n([0-9-]+)\r\n', asked.body)
        name = found[1].decode() if found else ""
        step, whom = self._drawn()
        self._strike(name, "asked", step, whom)
        with self._lock:
            self.sent[name] += 1
        head = re.sub(rb"(?i)\r\n(connection|host):[^\r]*", b"", asked.head)
        extra = b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with self.mock.ask(head + extra + asked.body) as plain:
            self._strike(name, "sent", step, whom)
            came = b""
            while piece := plain.recv(65536):
                came += piece
        self._strike(name, "made", step, whom)
        yield came[: len(came) // 2]
        self._strike(name, "half told", step, whom)
        yield came[len(came) // 2 :]
        self._strike(name, "told", step, whom)

    def _drawn(self) -> tuple[str, str]:
        with self._lock:
            whom = self.rng.choices(_WHOM, self.weights)[0] if self.weights else ""
            return self.rng.choice(_STEPS), whom

    def _strike(self, name: str, now: str, step: str, whom: str) -> None:
        if not whom or now != step:
            return
        self.tally.count(f"{whom} killed", f"create {now}")
        if whom == "guard" and self.guard is not None:
            self.guard.kill()
        elif whom == "upstream":
            with self._lock:
                self.since = self.sent.total()
            self.mock.kill()
        elif whom == "client":
            with contextlib.suppress(OSError, KeyError):
                self.open[name].shutdown(socket.SHUT_RDWR)

    # --- Clients ---

    def create(self, port: int, name: str, again: int) -> int:
        """Ask for what a name stands for; the status, 0 where none came."""
        form = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in (("prompt", name), ("model", "doubao-seedance-2-0"))
        )
        headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": name}
        headers |= {"Authorization": "Bearer k", "X-Stainless-Retry-Count": str(again)}
        connection = HTTPConnection("127.0.0.1", port, timeout=patient(_LONGEST_S))
        try:
            connection.connect()
            self.open[name] = connection.sock
            connection.request("POST", "/v1/videos", f"{form}--b--\r\n", headers)
            response = connection.getresponse()
            told = json.loads(response.read())
        except TimeoutError:
            return -1
        except (OSError, HTTPException, ValueError):
            return 0
        finally:
            connection.close()
        if response.status == 200:
            with self._lock:
                if self.told.setdefault(name, str(told.get("id"))) != str(told.get("id")):
                    self.tally.breaks("what was answered is forgotten")
        return response.status

    def ask(self, port: int, names: Sequence[str]) -> None:
        """Ask for all of them, each once more where no answer came, as SDKs do."""
        for name in names:
            for again in range(2):
                if self.guard is None or self.guard.poll() is not None:
                    return
                status = self.create(port, name, again)
                ended = {-1: "silence", 0: "no answer"}.get(status, str(status))
                self.tally.count("create", ended, allowed=status in {0, 200, 424})
                if status:
                    break

    def all_at_once(self, port: int, shares: Iterable[Sequence[str]]) -> None:
        threads = [threading.Thread(target=self.ask, args=(port, share)) for share in shares]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    # --- What has to be so ---

    def check(self) -> None:
        twice = sum(each > 1 for each in self.sent.values())
        if twice:
            self.tally.breaks(f"{twice} creates were sent twice")
        if self.mock.tasks() > self.sent.total() - self.since:
            self.tally.breaks("there are more tasks than creates were sent")
        ledger = self.folder / "ledger"
        if not ledger.exists():
            return
        with contextlib.closing(sqlite3.connect(ledger, timeout=PATIENCE_S)) as db:
            if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
                self.tally.breaks("the ledger does not open again")


@contextlib.contextmanager
def _serving(field: _Field, victim: Victim, upstream: str) -> Iterator[int]:
    """A guard that serves, and its port; 0 where it was killed before."""
    longest = str(min(patient(_GUARD_S), _GUARD_MOST_S))
    words = ("guard", "--upstream", upstream, "--longest", longest, "--ledger", "ledger")
    with (
        (field.folder / "said").open("ab") as errors,
        victim.start(*words, folder=field.folder, errors=errors) as process,
    ):
        assert process.stdout is not None
        field.guard = process
        try:
            line = process.stdout.readline().decode().strip()
            yield int(line.rpartition(":")[2].partition("/")[0]) if line else 0
        finally:
            process.kill()
            field.guard = None


def guards(until: float, rng: random.Random, tally: Tally, victim: Victim = REAL) -> None:
    """Ledgers, each with several lives of a guard, and one more that is asked for all of it."""
    while time.monotonic() < until:
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            mock = _Mock(Path(name))
            stack.callback(mock.end)
            field = _Field(Path(name), mock, rng, tally)
            server = stack.enter_context(hostile(field))
            try:
                _lives(field, victim, f"{server.address}/v1", until)
            except (OSError, ValueError, sqlite3.Error, subprocess.TimeoutExpired) as error:
                tally.breaks(f"{type(error).__name__} {error}")


def _lives(field: _Field, victim: Victim, upstream: str, until: float) -> None:
    for life in range(_LIVES):
        shares = [[f"0-{life}-{a}-{b}" for b in range(_EACH)] for a in range(_CLIENTS)]
        if life >= _LIVES - 2:
            field.weights = _MANY
            shares = [[f"1-{number // 2}"] for number in range(_CROWD)]  # two ask for each
        with _serving(field, victim, upstream) as port:
            if port:
                field.all_at_once(port, shares)
        field.check()
        if time.monotonic() > until:
            break
    field.weights = None
    with _serving(field, victim, upstream) as port:
        known = list(field.told)
        field.all_at_once(port, [known[number::_CLIENTS] for number in range(_CLIENTS)])
        field.tally.count("asked again", "in all", number=len(known))
    field.check()
    said = (field.folder / "said").read_bytes()
    if b"Traceback" in said or b"a flaw in" in said:
        field.tally.breaks(f"it printed {said[-500:]!r}")
    words = ("guard", "open", "--ledger", "ledger")
    code, told = victim.run(
        *words, folder=field.folder, within_s=patient(PATIENCE_S), environment={}
    )
    if code not in {0, 1}:
        field.tally.breaks(f"guard open ended with {code}: {told[-300:]!r}")
