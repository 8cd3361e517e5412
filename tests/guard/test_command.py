"""The guard as a program, in front of an upstream of another make, killed while it works."""

import json
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from cometvideo.cli import guard_serve, main
from cometvideo.cli.arguments import Parser
from tests.guard.running import guard
from tests.thorough import thorough

pytest.importorskip("uvicorn")
pytest.importorskip("httpx")

BODY = (
    '--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n{prompt}\r\n'
    '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\ndoubao-seedance-2-0\r\n'
    '--b\r\nContent-Disposition: form-data; name="seconds"\r\n\r\n5\r\n'
    '--b\r\nContent-Disposition: form-data; name="size"\r\n\r\n1280x720\r\n--b--\r\n'
)


class Upstream(BaseHTTPRequestHandler):
    """Makes a task for every create, and now and then forgets to say so."""

    protocol_version = "HTTP/1.1"
    made: ClassVar[list[str]] = []
    came, may_answer = threading.Event(), threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.made.append(body.decode().split("\r\n")[3])
        self.came.set()
        self.may_answer.wait(20)
        number = len(self.made)
        if number % 5 == 0:
            self.close_connection = True
            return
        answer = json.dumps({"id": f"task_{number}", "status": "queued", "progress": 0}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def upstream() -> Iterator[str]:
    Upstream.made.clear()
    Upstream.came.clear()
    Upstream.may_answer.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def create(port: int, prompt: str) -> tuple[int, dict[str, object]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {
        "Authorization": "Bearer sk-some-key-of-mine",
        "Content-Type": "multipart/form-data; boundary=b",
    }
    try:
        connection.request("POST", "/v1/videos", BODY.format(prompt=prompt), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


@pytest.mark.parametrize("told", [signal.SIGTERM, *thorough(signal.SIGINT)])
def test_it_serves_until_it_is_told_to_stop(
    tmp_path: Path, upstream: str, told: signal.Signals
) -> None:
    with guard(tmp_path, upstream) as (process, port):
        assert create(port, "a")[1]["id"] == "task_1"
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(told)
        process.wait(20)
    assert process.returncode == 0
    assert Upstream.made == ["a"]


@pytest.mark.thorough
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_create_under_way_is_answered_before_it_stops(
    tmp_path: Path, upstream: str, told: signal.Signals
) -> None:
    Upstream.may_answer.clear()
    with guard(tmp_path, upstream) as (process, port), ThreadPoolExecutor() as pool:
        asked = pool.submit(create, port, "a")
        assert Upstream.came.wait(20)
        process.send_signal(told)
        while is_taking(port):
            pass
        Upstream.may_answer.set()
        assert asked.result(20)[1]["id"] == "task_1"
        process.wait(20)
    assert run("open", "--ledger", str(tmp_path / "ledger"), folder=tmp_path).returncode == 0
    with guard(tmp_path, upstream) as (_, port):
        assert create(port, "b")[0] == 200
    assert Upstream.made == ["a", "b"]


def test_it_waits_for_answers_as_long_as_they_may_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cometvideo.guard.serving import Server

    waited = []

    def run(self: Server) -> None:
        waited.append(self.config.timeout_graceful_shutdown)
        self._listening.close()

    monkeypatch.setattr(Server, "run", run)
    ledger = str(tmp_path / "ledger")
    assert main(["guard", "--ledger", ledger, "--longest", "2.5"]) == 0
    assert waited == [3]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["budget: none, so that no create is held back for what it costs"]),
        (["--budget", "20"], ["budget: 20 s of video, for as long as the ledger lives"]),
        (
            ["--per-key", "20usd", "--max-seconds", "9", "--budget", "1usd/day/model"],
            [
                "budget: 20 USD for each key, for as long as the ledger lives",
                "budget: 9 s of video in this run",
                "budget: 1 USD within 24 h for each model",
            ],
        ),
    ],
)
def test_it_tells_its_budgets_when_it_begins(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: list[str],
) -> None:
    from cometvideo.guard.serving import Server

    monkeypatch.setattr(Server, "run", lambda self: self._listening.close())
    assert main(["guard", "--ledger", str(tmp_path / "ledger"), *arguments]) == 0
    assert capsys.readouterr().err.splitlines() == says


@pytest.mark.parametrize("asked", ["guard --help", "guard serve -h", "help guard"])
def test_its_help_is_that_of_what_it_does_without_another_word(
    capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    assert main(asked.split()) == 0
    told = capsys.readouterr().out
    assert told.startswith("usage: cometvideo guard [-h]")
    assert "--budget" in told
    assert "  settle  say what came" in told
    assert "guard serve" not in told


def is_taking(port: int) -> bool:
    """Whether it still takes connections."""
    with socket.socket() as plain:
        plain.settimeout(20)
        return plain.connect_ex(("127.0.0.1", port)) == 0


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cometvideo", "guard", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--upstream", "http://example.org/v1"], "send the key unencrypted"),
        (["--upstream", "https://example.org"], "does not end with /v1"),
        (["--budget", "lots"], "is no budget; write 600s"),
        (["--budget", "2.5s"], "is no budget; write 600s"),
        (["--budget", "20eur/day"], "is in EUR, and cometapi cannot tell what that buys: its pri"),
        (["--config", "nowhere.toml"], "cannot read the configuration nowhere.toml"),
        (["open"], "there is no ledger guard.ledger"),
        (["settle", "1", "--nothing"], "there is no ledger guard.ledger"),
        (["settle", "1"], "required"),
        (["opne"], "one argument too many"),
    ],
)
def test_what_it_does_not_take(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


OF_GUARD = "tool.cometvideo.guard"
TABLE = f"[{OF_GUARD}]\n"
NO_KEY = f"[{OF_GUARD}] has no key"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no TOML", "is no TOML"),
        ("[tool.other]", "has no table [tool.cometvideo.guard]"),
        (f"{TABLE}budgt = '20usd/day'", f"guard.toml: {NO_KEY} 'budgt'; allowed: spec, upstream,"),
        (f"{TABLE}budgt = '20usd/day'", "ready-file; did you mean budget?"),
        (f"{TABLE}max_seconds = 20", "did you mean max-seconds?"),
        (f"{TABLE}config = 'guard.toml'", f"{NO_KEY} 'config'"),
        (f"{TABLE}help = true", f"{NO_KEY} 'help'"),
        (f"{TABLE}mode = 'loud'", f"guard.toml: mode of [{OF_GUARD}]: argument --mode: invalid"),
        (f"{TABLE}budget = [5, '1x']", f"budget of [{OF_GUARD}]: argument --budget: '1x' is no"),
        (f"{TABLE}unpriced = 'yes'", f"unpriced of [{OF_GUARD}]: argument --unpriced: ignored"),
        (f"{TABLE}port = true", f"port of [{OF_GUARD}]: argument --port: expected one argument"),
        (f"{TABLE}mode = 'loud'", "see cometvideo guard --help"),
    ],
)
def test_a_configuration_that_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    says: str,
) -> None:
    (tmp_path / "guard.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["guard", "--config", "guard.toml"]) == 2
    told = capsys.readouterr()
    assert (told.out, says in told.err) == ("", True)


def test_a_configuration_stands_for_its_options(tmp_path: Path) -> None:
    parser = Parser("guard", "", "")
    guard_serve.add_arguments(parser)
    (tmp_path / "guard.toml").write_text(
        "[tool.cometvideo.guard]\nbudget = ['20usd/day', '60s']\nmode = 'refuse'\nport = 8000\n"
        "unpriced = true\n"
    )
    given = ["--max-seconds", "9", "--config", str(tmp_path / "guard.toml"), "--port", "1"]
    found = parser.parse_args([*given, "--per-key", "2usd/day"])
    assert [str(each) for each in found.budget] == [
        "9 s of video in this run",
        "20 USD within 24 h",
        "60 s of video",
        "2 USD within 24 h for each key",
    ]
    assert (found.mode, found.port, found.unpriced) == ("refuse", 1, True)


@pytest.mark.thorough
def test_whenever_it_is_killed_nothing_is_paid_for_twice(tmp_path: Path, upstream: str) -> None:
    draw = random.Random(7)
    told: dict[str, list[str]] = {}
    prompt = 0
    for _ in range(12):
        with guard(tmp_path, upstream, "--longest", "2") as (process, port):
            killer = threading.Timer(draw.uniform(0.3, 1.5), process.kill)
            killer.start()
            while process.poll() is None:
                for _ in range(2):  # as an SDK does that got no answer
                    try:
                        status, data = create(port, str(prompt))
                    except (OSError, HTTPException):
                        continue
                    if status == 200:
                        told.setdefault(str(prompt), []).append(str(data["id"]))
                    break
                prompt += 1
            killer.join()
    assert max(map(Upstream.made.count, Upstream.made)) == 1
    assert len(told) >= 12
    # Whatever was sent before a kill and asked for again is held, or answered with its own task.
    with guard(tmp_path, upstream, "--longest", "2") as (_, port):
        for each in sorted(set(Upstream.made) - set(told)):
            status, data = create(port, each)
            assert status in {200, 424}, data
        assert max(map(Upstream.made.count, Upstream.made)) == 1
