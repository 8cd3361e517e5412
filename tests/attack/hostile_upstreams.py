"""Hostile upstreams: an API that answers the client, live runs and the guard with what is drawn."""

import random
import re
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tests.attack.answers import KEY, drawn
from tests.attack.tally import Tally
from tests.attack.upstream import Asked, Hostile, answer, hostile, task
from tests.attack.victim import HURRIED, PYTHON, REAL, Victim, limited, patient

__all__ = ["CLIENT", "against_live_runs", "against_the_client", "against_the_guard", "upstreams"]

_DEADLINE_S = 0.2
_MOST_MIB = 800  # a video of 256 MiB is twice in memory while it is put together
_LONGEST_S = 240.0  # for a live run: each of its requests may be answered slowly, five times
_GUARD_S = 1.0
_LATE_S = 5.0  # that anything may take beyond its time
_CREATES = 12  # that one client sends to one guard


# The client, in a process of its own: one line for each call.
CLIENT = """
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
    took_s = time.monotonic() - begun - allowed_s
    outcome = "key" if key in shown else outcome
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(name, outcome, took_s, used >> 10, flush=True)
"""


def upstreams(until: float, rng: random.Random, tally: Tally) -> None:
    """All three, each against upstreams of its own, at once."""
    threads = [
        threading.Thread(target=each, args=(until, random.Random(rng.random()), tally))
        for each in (against_the_client, against_the_guard, against_live_runs)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def against_the_client(
    until: float, rng: random.Random, tally: Tally, program: str = CLIENT
) -> None:
    """Calls of the client, one after the other, each against answers that are drawn."""

    def answering(asked: Asked) -> Iterable[bytes]:
        del asked
        return drawn(rng, server.address)

    with hostile(answering) as server:
        settings = [server.address, KEY, str(rng.random()), str(until - time.monotonic())]
        with subprocess.Popen(
            limited([PYTHON, "-c", program, *settings, str(_DEADLINE_S)]),
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            for line in process.stdout or ():
                name, outcome, late_s, used_mib = line.split()
                if float(late_s) > patient(_LATE_S):
                    outcome = f"{float(late_s):.1f} s late"
                tally.count(f"client: {name}", outcome, allowed=outcome in {"given", "told"})
                tally.took(int(used_mib) << 20)
                if int(used_mib) > _MOST_MIB:
                    tally.breaks(f"client: {name}: {used_mib} MiB")
        if process.returncode:
            tally.breaks(f"the client ended with {process.returncode}")


class _Api:
    """An upstream that answers some of the requests in order, and the others as is drawn.

    `twice` has every create that was sent once more although a task may have come of it.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.twice: list[bytes] = []
        self.address = ""
        self._made: dict[bytes, bool] = defaultdict(bool)
        self._tasks = 0
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Iterable[bytes]:
        pieces = iter(self._pieces(asked))
        first = next(pieces, b"")
        if asked.method == "POST":
            key = re.search(rb"(?im)^authorization:.*$", asked.head)
            self._note((key[0] if key else b"") + asked.body, first)
        yield first
        yield from pieces

    def _note(self, create: bytes, answered: bytes) -> None:
        # What is refused so may be sent again; after anything else a task may be there.
        refused = re.match(rb"HTTP/1.1 (?:4(?!08)|3)[0-9][0-9] ", answered) is not None
        with self._lock:
            if self._made[create]:
                self.twice.append(create)
            self._made[create] = self._made[create] or not refused

    def _pieces(self, asked: Asked) -> Iterable[bytes]:
        kind = self.rng.random()
        if asked.method == "POST" and kind < 0.5:
            self._tasks += 1
            name = f"task_{self._tasks}"
            return [answer(task("queued", id=name, task_id=name, progress=0))]
        if kind < 0.1:
            return [answer(b'{"code": "no"}', status=self.rng.choice([b"400 No", b"429 Wait"]))]
        return drawn(self.rng, self.address, slow=kind > 0.5)


def against_live_runs(
    until: float, rng: random.Random, tally: Tally, victim: Victim = HURRIED
) -> None:
    """Runs of `drift live`, each gone on with once, and then looked at again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = ("drift", "plan", "--max-seconds", "20", "-o", "plan.json")
        victim.run(*plan, folder=folder, within_s=patient(_LONGEST_S), environment={})
        is_over = False
        while not is_over:
            api = _Api(rng)
            with hostile(api) as server:
                api.address = server.address
                for each in ("first", "second"):
                    _live_run(each, victim, folder, server, tally)
            if api.twice:
                tally.breaks(f"live: {len(api.twice)} creates were sent twice: {api.twice[0]!r}")
            _look_again(victim, folder, tally)
            (folder / "ledger").unlink(missing_ok=True)
            is_over = time.monotonic() >= until


def _live_run(which: str, victim: Victim, folder: Path, server: Hostile, tally: Tally) -> None:
    words = ("drift", "live", "--plan", "plan.json", "--yes", "--ledger", "ledger", "--verbose")
    pace = ("--poll-interval", "0.05", "--deadline", "1", "--despite-unclear")
    where = {"COMETAPI_BASE_URL": server.address, "COMETAPI_KEY": KEY}
    code, said = victim.run(
        *words, *pace, folder=folder, within_s=patient(_LONGEST_S), environment=where
    )
    _judged(f"live: {which} run", code, said, folder, tally)


def _look_again(victim: Victim, folder: Path, tally: Tally) -> None:
    looking = ("drift", "replay", "ledger")
    code, said = victim.run(*looking, folder=folder, within_s=patient(_LONGEST_S), environment={})
    _judged("live: replay", code, said, folder, tally)


def _judged(what: str, code: int | None, said: bytes, folder: Path, tally: Tally) -> None:
    """Count how a command ended, which has to be in order, and look for the key."""
    tally.count(what, "hangs" if code is None else str(code), allowed=code in {0, 1, 3})
    if code not in {0, 1, 3} or b"Traceback" in said or b"a flaw in" in said:
        tally.breaks(f"{what}: {said[-500:].decode(errors='replace')}")
    _no_key(what, said, folder, tally)


def _no_key(what: str, said: bytes, folder: Path, tally: Tally) -> None:
    held = [said, *(each.read_bytes() for each in folder.iterdir() if each.is_file())]
    if any(KEY.encode() in each for each in held):
        tally.breaks(f"{what}: the key is shown or kept")


# --- The guard ---


class _Guarded(NamedTuple):
    port: int
    api: _Api
    tally: Tally


def against_the_guard(
    until: float, rng: random.Random, tally: Tally, victim: Victim = REAL
) -> None:
    """Guards, each for a few creates, polls and downloads of several clients."""
    while time.monotonic() < until:
        api = _Api(rng)
        with tempfile.TemporaryDirectory() as name, hostile(api) as server:
            api.address = server.address
            _guarded(victim, Path(name), api, tally)
        if api.twice:
            tally.breaks(f"guard: {len(api.twice)} creates were sent twice: {api.twice[0]!r}")


def _guarded(victim: Victim, folder: Path, api: _Api, tally: Tally) -> None:
    words = ("guard", "--upstream", f"{api.address}/v1", "--longest", str(_GUARD_S))
    with (
        (folder / "said").open("wb") as errors,
        victim.start(*words, "--ledger", "ledger", folder=folder, errors=errors) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline().decode().strip()
            port = int(line.rpartition(":")[2].removesuffix("/v1"))
            guarded = _Guarded(port, api, tally)
            threads = [
                threading.Thread(target=_asks, args=(guarded, random.Random(api.rng.random())))
                for _ in range(4)
            ]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            process.terminate()
            process.wait(_GUARD_S + 20)
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            tally.breaks(f"guard: {type(error).__name__} {error}")
        finally:
            process.kill()
    said = (folder / "said").read_bytes()
    tally.count("guard: ended", str(process.returncode), allowed=process.returncode in {0, -15})
    if b"Traceback" in said:
        told = said[said.index(b"Traceback") - 200 :]
        tally.breaks(f"guard: {told[:300] + told[-500:]!r}")
    _no_key("guard", said, folder, tally)


def _asks(guarded: _Guarded, rng: random.Random) -> None:
    for _ in range(_CREATES):
        name = f"{rng.random()}"
        form = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in (("prompt", name), ("model", "doubao-seedance-2-0"))
        )
        headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": name}
        for again in ("create", "create again"):
            _ask(guarded, again, "/v1/videos", f"{form}--b--\r\n", headers)
        _ask(guarded, "poll", "/v1/videos/task_1")
        if rng.random() < 0.1:
            _ask(guarded, "other", "/v1/videos/task_1/content")


def _ask(
    guarded: _Guarded,
    what: str,
    path: str,
    body: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> None:
    # What merely passes lasts as long as the upstream lasts.
    connection = HTTPConnection("127.0.0.1", guarded.port, timeout=30)
    begun = time.monotonic()
    try:
        connection.request(
            "GET" if body is None else "POST",
            path,
            body,
            {"Authorization": f"Bearer {KEY}", **headers},
        )
        response = connection.getresponse()
        while response.read(1 << 16):
            pass
        outcome = str(response.status)
        told = response.headers.get("X-Cometvideo-Guard", "")
        if response.status == 424 and not told:
            outcome = "untold"
    except TimeoutError:
        outcome = "silence"
    except (OSError, HTTPException, ValueError):
        # An answer that breaks off, or that is no HTTP, passes as it is where nothing is billed.
        outcome = "broken off"
    took_s = time.monotonic() - begun
    is_late = what != "other" and took_s > _GUARD_S + patient(_LATE_S)
    allowed = outcome.isdigit() or (outcome == "broken off" and not what.startswith("create"))
    outcome = f"{took_s:.1f} s" if is_late else outcome
    guarded.tally.count(f"guard: {what}", outcome, allowed=allowed and not is_late)
