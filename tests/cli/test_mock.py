"""`cometvideo mock` as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cometvideo.cli.mock import leaving_on_signals
from cometvideo.errors import InputError
from tests.cli.conftest import Run

KEY = {"Authorization": "Bearer k"}


@contextmanager
def running(*arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    program = [sys.executable, "-m", "cometvideo", "mock", *arguments]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def ask(base_url: str, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    base = urlsplit(base_url)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection = HTTPConnection(base.netloc, timeout=30)
    try:
        connection.request(method, base.path + path, body, {**KEY, **form})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


GOOD = "prompt=a&model=doubao-seedance-2-0&seconds=5&size=1280x720"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_base_url_first_and_stops_in_order(number: signal.Signals) -> None:
    with running() as (base_url, process):
        assert base_url.startswith("http://127.0.0.1:")
        assert base_url.endswith("/v1")
        assert ask(base_url, "POST", "/videos", GOOD)[0] == 200
        process.send_signal(number)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.thorough
def test_its_second_line_leads_to_the_console_which_nobody_waits_for() -> None:
    with running() as (base_url, process):
        assert process.stdout is not None
        name, _, address = process.stdout.readline().strip().partition(" ")
        assert (name, address) == ("console:", base_url.removesuffix("v1") + "_mock/")
        status, page = ask(address.removesuffix("/"), "GET", "/")
        assert (status, "<title>Exchanges" in page) == (200, True)
        feed = HTTPConnection(urlsplit(address).netloc, timeout=30)
        feed.request("GET", "/_mock/console/feed")
        assert feed.getresponse().readline().startswith(b"retry:")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        feed.close()


def test_its_settings_are_those_of_the_command_line(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    arguments = [
        *("--plan", "immediate", "--fault", "create,status=503,nth=1", "--quirk", "left_out"),
        *("--world", "fields.size.undocumented=refused", "--world", "seeded", "--key", "k"),
        *("--ready-file", str(ready), "--seed", "s", "--speed", "0"),
        *("--world", "body.encodings.application/x-www-form-urlencoded=read"),
    ]
    with running(*arguments) as (base_url, _):
        assert ready.read_text() == f"{base_url}\n"
        assert ask(base_url, "POST", "/videos", GOOD)[0] == 503
        status, body = ask(base_url, "POST", "/videos", GOOD)
        assert status == 200
        task = json.loads(body)
        shown = json.loads(ask(base_url, "GET", f"/videos/{task['id']}")[1])
        assert shown["status"] == "completed"
        assert shown["created_at"] == 1_767_225_600
        assert "task_id" not in shown
        size = GOOD.replace("1280x720", "720x720")
        assert ask(base_url, "POST", "/videos", size)[0] in {400, 500}


def test_strict_ends_with_findings_where_requests_were_off_contract() -> None:
    with running("--strict", "--spec", "seedance@2026-04") as (base_url, process):
        ask(base_url, "POST", "/videos", GOOD)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 1
        assert process.stderr is not None
        said = process.stderr.read()
        assert "POST /v1/videos: the body is sent as 'application/x-www-form-urlencoded'" in said
        assert "size '1280x720'" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_order_however_often_it_is_told(number: signal.Signals) -> None:
    with running("--strict") as (base_url, process):
        ask(base_url, "GET", "/nowhere")
        while process.poll() is None:
            process.send_signal(number)
        assert process.wait(30) == 1
        assert process.stderr is not None
        assert process.stderr.read().startswith("GET /v1/nowhere: ")


def test_one_telling_does_not_interrupt_another() -> None:
    class Served:
        left = 0

        def leave(self) -> None:
            self.left += 1
            if self.left < 5:
                signal.raise_signal(signal.SIGTERM)

        def stop(self) -> None:
            pass

    served: Any = Served()
    both = (signal.SIGINT, signal.SIGTERM)
    before = [(each, signal.getsignal(each)) for each in both]
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    try:
        with leaving_on_signals(served):
            signal.raise_signal(signal.SIGTERM)
        assert served.left == 1
        assert {*both} <= signal.pthread_sigmask(signal.SIG_BLOCK, [])
    finally:
        for each, handler in before:
            signal.signal(each, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def test_without_the_extra_no_ready_file_is_written(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    program = (
        "import sys; sys.modules['httptools'] = None\n"
        "from cometvideo.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "mock", "--ready-file", str(ready)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'cometvideo[server]'" in done.stderr
    assert not ready.exists()


@pytest.mark.parametrize("there", ["text", "folder", "link", "pipe", "earlier"])
def test_a_ready_file_replaces_an_earlier_one_alone(tmp_path: Path, there: str) -> None:
    from cometvideo.cli.mock import write_ready_file

    ready, other = tmp_path / "ready", tmp_path / "other"
    other.write_text("http://127.0.0.1:1/v1\n")
    make: dict[str, Callable[[], object]] = {
        "text": lambda: ready.write_text("precious\n"),
        "folder": ready.mkdir,
        "link": lambda: ready.symlink_to(other),
        "pipe": partial(os.mkfifo, ready),
        "earlier": lambda: ready.write_text("http://127.0.0.1:1/v1\n"),
    }
    make[there]()
    if there == "earlier":
        write_ready_file(ready, "http://127.0.0.1:2/v1\n")
        assert ready.read_text() == "http://127.0.0.1:2/v1\n"
        assert ready.stat().st_mode & 0o777 == 0o644
    else:
        with pytest.raises(InputError, match="none that an earlier run wrote"):
            write_ready_file(ready, "http://127.0.0.1:2/v1\n")
    assert other.read_text() == "http://127.0.0.1:1/v1\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_who_lets_other_machines_in_is_warned() -> None:
    with running("--host", "0.0.0.0", "--allow-remote") as (base_url, process):
        assert base_url.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert "warning: other machines can reach this mock" in process.stderr.read()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--plan", "soon"], "'soon' is not known"),
        (["--fault", "x"], "'x' is not known"),
        (["--quirk", "x"], "'x' is no quirk"),
        (["--world", "x"], "write path=option"),
        (["--speed", "fast"], "no speed"),
        (["--host", "192.0.2.1"], "cannot listen at 192.0.2.1"),
        (["--host", "0.0.0.0"], "other machines can reach 0.0.0.0"),
        (["--port", "99999"], "cannot listen"),
        (["--port", "x"], "'x' is no port; write a number from 1 to 65535"),
        (["--videos-port=-1"], "'-1' is no port"),
        (["--spec", "nope"], "no spec 'nope'"),
        (["--ready-file", "/nowhere/at/all"], "cannot write the ready file"),
    ],
    ids=str,
)
def test_what_it_cannot_use_it_says_in_a_line(run: Run, arguments: list[str], says: str) -> None:
    done = run("mock", *arguments)
    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.err
