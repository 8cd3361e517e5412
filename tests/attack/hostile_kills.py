"""Kills: SIGKILL at any moment, and what has to be true of what is left.

A kill is cheap: what has to be made before and looked at after is made once for many of them, a
victim finds its code compiled, and the victims are killed side by side.
"""

import contextlib
import itertools
import json
import random
import secrets
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.attack.tally import Tally
from tests.attack.upstream import Asked, answer, hostile, task
from tests.attack.victim import REAL, Victim, patient

__all__ = ["KILLED", "kills"]

_KEY = "sk-attacked-4d1ab2c9"
_MARK = "COMETVIDEO_ATTACK"  # in the environment of a victim, and of whatever it starts
_KILLS = 12  # of one run, before it may come to its end
_WHILE_STARTING = 0.2  # of the kills
_MOST_SAID = 500  # bytes of what a victim said that ended wrongly
_TO_END_S = 10.0  # for what a victim has started
_LONGEST_S = 300.0
# One model alone: its probes are derived in a tenth of the time, at each start.
_SPEC = """format: 1
extends: seedance
models:
  doubao-seedance-2-0: null
  doubao-seedance-2-0-fast: null
  doubao-seedance-1-5-pro: null
"""


class _Api:
    """An upstream that makes a task of every create, and says so after a while."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._lock = threading.Lock()
        self.made: Counter[bytes] = Counter()
        self.asked = 0

    def after(self, most: int) -> Callable[[], bool]:
        """Whether so many more requests have come, at most."""
        at = self.asked + self._rng.randrange(most)
        return lambda: self.asked > at

    def __call__(self, asked: Asked) -> Iterable[bytes]:
        name = asked.target.rpartition("/")[2]
        self.asked += 1
        if asked.method == "POST":
            with self._lock:
                self.made[asked.body] += 1
                name = f"task_{self.made.total()}"
        time.sleep(self._rng.choice((0, 0.02, 0.1)))
        return [answer(task("queued", id=name, task_id=name, progress=0))]

    @property
    def twice(self) -> int:
        return sum(each > 1 for each in self.made.values())


class _Field:
    """Where one victim is killed again and again: its folder, its folder for temporary files."""

    def __init__(
        self,
        victim: Victim,
        folder: Path,
        compiled: Path,
        *,
        rng: random.Random,
        tally: Tally,
        until: float,
        to_end_s: float,
    ) -> None:
        self._until, self._to_end_s = until, to_end_s
        self.victim, self.folder, self.rng, self.tally = victim, folder, rng, tally
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self._mark = secrets.token_hex(8)
        self.environment = {_MARK: self._mark, "TMPDIR": str(self.temporary), "COMETAPI_KEY": _KEY}
        # Compiled once for all fields, whatever the attacker's own Python was told.
        self.environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}

    def times(self) -> Iterator[int]:
        """A number for each kill of one run, of which there is one at least."""
        for number in range(_KILLS):
            if not number or time.monotonic() < self._until:
                yield number

    @contextlib.contextmanager
    def killing(
        self,
        name: str,
        *words: str,
        when: Callable[[], bool] | None,
        codes: Collection[int] = (),
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Start it, and kill it soon after something is so; at the end nothing of it may be left.

        Now and then it is killed before that, while it starts; for None, never. One that ends by
        itself does so with one of the `codes`, or what it said is told.
        """
        with (
            tempfile.TemporaryFile() as errors,
            self.victim.start(
                *words, folder=self.folder, environment=self.environment, errors=errors
            ) as process,
        ):
            killer = threading.Thread(target=self._kill, args=(process, when)) if when else None
            if killer:
                killer.start()
            try:
                yield process
                process.wait(patient(_LONGEST_S))
            finally:
                process.kill()
                if killer:
                    killer.join()
            errors.seek(0)
            said = errors.read()[-_MOST_SAID:]
        was_killed = process.returncode == -signal.SIGKILL
        ended = "killed" if was_killed else f"ended {process.returncode}"
        self.tally.count(name, ended)
        if not was_killed and process.returncode not in {*codes, -signal.SIGTERM}:
            self.tally.breaks(f"{name}: {words[:2]} {ended}: {said.decode(errors='replace')!r}")
        self._leaves_nothing(name)

    def _kill(self, process: "subprocess.Popen[bytes]", when: Callable[[], bool]) -> None:
        starts = self.rng.random() < _WHILE_STARTING
        end = time.monotonic() + (self.rng.random() if starts else _LONGEST_S)
        while process.poll() is None and time.monotonic() < end and not when():
            time.sleep(0.02)
        time.sleep(self.rng.choice([0, self.rng.random() / 20, self.rng.random()]))
        process.kill()

    def run(self, name: str, *words: str, codes: Collection[int | None]) -> bytes:
        """Run it to its end, which has to be one of these."""
        code, said = self.victim.run(
            *words, folder=self.folder, within_s=patient(_LONGEST_S), environment=self.environment
        )
        if code not in codes or b"Traceback" in said:
            self.tally.breaks(f"{name}: {words[:2]} ended with {code}: {said[-300:]!r}")
        return said

    def _leaves_nothing(self, name: str) -> None:
        end = time.monotonic() + patient(self._to_end_s)
        while (left := self.left()) and time.monotonic() < end:
            time.sleep(0.05)
        if left:
            self.tally.breaks(f"{name}: left behind {left[:3]}")

    def left(self) -> list[str]:
        mark = f"{_MARK}={self._mark}".encode()
        found = [str(each) for each in self.temporary.iterdir()]
        for place in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if mark in place.read_bytes().split(b"\0"):
                    found.append(place.with_name("cmdline").read_bytes().decode(errors="replace"))
        return found


def _live(field: _Field) -> None:
    """A live run, gone on with after every kill, and at last to its end."""
    api, kept = _Api(field.rng), dict[str, tuple[object, ...]]()
    (field.folder / "spec.yaml").write_text(_SPEC, encoding="utf-8")
    field.run("live", "drift", "plan", "--spec", "spec.yaml", "-o", "plan.json", codes={0})
    words = ["drift", "live", "--spec", "spec.yaml", "--plan", "plan.json", "--yes"]
    words += ["--ledger", "ledger"]
    words += ["--poll-interval", "0.1", "--deadline", "1", "--despite-unclear"]
    with hostile(api) as server:
        field.environment["COMETAPI_BASE_URL"] = server.address
        for _ in field.times():
            with field.killing("live", *words, when=api.after(8), codes={0, 1, 3}) as process:
                pass
            now = _sent(field.folder / "ledger")
            if any(now.get(probe) != known for probe, known in kept.items()):
                field.tally.breaks("live: what was answered is lost")
            kept = {probe: known for probe, known in now.items() if known[0] == "answered"}
            if api.made.total() > sum(bool(known[1]) for known in now.values()):
                field.tally.breaks("live: more tasks than intents")
            if process.returncode != -signal.SIGKILL:
                break
        field.run("live", *words, codes={0, 1, 3})
    if (folder := field.folder / "ledger").exists():
        field.run("live", "drift", "replay", "--spec", "spec.yaml", str(folder), codes={0, 1, 3})
    if api.twice:
        field.tally.breaks(f"live: {api.twice} creates were sent twice")


def _sent(ledger: Path) -> dict[str, tuple[object, ...]]:
    """Fate, whether it may create, and task of every probe in a ledger that opens."""
    if not ledger.exists():
        return {}
    with contextlib.closing(sqlite3.connect(ledger)) as db:
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables[0]:
            return {}
        rows = db.execute("SELECT probe, fate, creates, task FROM sent").fetchall()
        return {probe: known for probe, *known in rows}


def _guard(field: _Field) -> None:
    """A guard and clients who ask once more where no answer came, and later for all of it again."""
    api, told = _Api(field.rng), dict[str, object]()
    with hostile(api) as server:
        upstream = f"{server.address}/v1"
        words = ("guard", "--upstream", upstream, "--longest", "2", "--ledger", "ledger")
        for number in field.times():
            with field.killing("guard", *words, when=api.after(30)) as process:
                port = _port(process)
                for each in range(1000 if port else 0):
                    name = f"{number}-{each}"
                    for _ in range(2):
                        status, made = _create(port, name)
                        if status == 200:
                            told[name] = made
                            break
                    if process.poll() is not None:
                        break
        with field.killing("guard", *words, when=None, codes={0}) as process:
            port = _port(process)
            lost = [name for name, made in told.items() if _create(port, name)[1] != made]
            if lost:
                field.tally.breaks(f"guard: {len(lost)} of {len(told)} answers are lost")
            process.terminate()
    field.run("guard", "guard", "open", "--ledger", "ledger", codes={0, 1})
    if api.twice:
        field.tally.breaks(f"guard: {api.twice} creates were sent twice")


def _port(process: "subprocess.Popen[bytes]") -> int:
    """The port in the first line that a server prints; 0 where none comes."""
    assert process.stdout is not None
    line = process.stdout.readline().decode().strip()
    return int(line.rpartition(":")[2].partition("/")[0]) if line else 0


def _create(port: int, name: str) -> tuple[int, object]:
    """Status and id of the answer to a create; 0 where none came."""
    form = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in (("prompt", name), ("model", "doubao-seedance-2-0"))
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": name}
    headers["Authorization"] = f"Bearer {_KEY}"
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/v1/videos", f"{form}--b--\r\n", headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read()).get("id")
    except (OSError, HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()


# A client that hangs, and has started others: one in its group, one that has left it.
_SOME = 3  # of the processes of a check
_CLIENT = "sleep 60 & setsid sleep 60 & sleep 60"


def _check_client(field: _Field) -> None:
    """A check of clients that hang, in both ways of starting them."""
    for _ in field.times():
        mode = field.rng.choice(("each", "open"))
        words = ("check-client", "--mode", mode, "--", "sh", "-c", _CLIENT)
        with field.killing(
            "check-client",
            *words,
            when=lambda: len(field.left()) > _SOME,
            codes={0, 1, 3},
        ):
            pass


def _mock(field: _Field) -> None:
    """A mock, at one port and with one ready file all the time."""
    ready, at = field.folder / "ready", "0"
    for _ in field.times():
        words = ("mock", "--port", at, "--ready-file", str(ready))
        served: list[int] = []
        with field.killing("mock", *words, when=partial(bool, served)) as process:
            port = _port(process)
            at = str(port) if port else at
            while port and process.poll() is None:
                served.append(_create(port, "a kite")[0])
    words = ("mock", "--port", at, "--ready-file", str(ready))
    with field.killing("mock", *words, when=None, codes={0}) as process:
        if not _port(process):
            field.tally.breaks("mock: it does not start again")
        process.terminate()


KILLED: Mapping[str, Callable[[_Field], None]] = {
    "live": _live,
    "guard": _guard,
    "check-client": _check_client,
    "mock": _mock,
}


def kills(
    until: float,
    rng: random.Random,
    tally: Tally,
    victim: Victim = REAL,
    names: Iterable[str] = tuple(KILLED),
    *,
    to_end_s: float = _TO_END_S,
) -> None:
    """Kill each of them again and again, side by side: for one run at least."""
    with tempfile.TemporaryDirectory() as compiled, ThreadPoolExecutor() as pool:

        def again_and_again(name: str, seed: int) -> None:
            drawn = random.Random(seed)
            for number in itertools.count():
                if number and time.monotonic() >= until:
                    break
                with tempfile.TemporaryDirectory() as folder:
                    field = _Field(
                        victim,
                        Path(folder),
                        Path(compiled),
                        rng=drawn,
                        tally=tally,
                        until=until,
                        to_end_s=to_end_s,
                    )
                    try:
                        KILLED[name](field)
                    except (OSError, sqlite3.Error, subprocess.TimeoutExpired) as error:
                        tally.breaks(f"{name}: {type(error).__name__} {error}")

        for each in [pool.submit(again_and_again, each, rng.randrange(2**32)) for each in names]:
            each.result()
