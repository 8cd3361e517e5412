"""Hostile texts from clients and upstreams: nothing of them steers what running commands print."""

import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.attack.upstream import Asked, answer, hostile, task
from tests.cli.conftest import Run
from tests.cli.test_hostile_texts import EVIL, steers
from tests.thorough import thorough

LINE = EVIL.replace("\n", " ").replace("\r", " ")


def nothing_steers(*texts: str) -> None:
    for text in texts:
        assert "Traceback" not in text
        assert steers(text, painted=False)[:1] == []


@pytest.mark.parametrize("output", ["junit", *thorough("text", "json")])
def test_a_client_that_prints_them(run: Run, output: str) -> None:
    client = f"import sys; sys.stderr.write({EVIL!r}); print({EVIL!r}); sys.exit(1)"
    words = ("--clause", "form-prompt", "--format", output, "--", sys.executable, "-c", client)
    ran = run("check-client", *words)
    assert ran.code in {1, 3}
    nothing_steers(ran.out, ran.err)
    if output == "junit":
        assert ET.fromstring(ran.out.replace("\\:", ":")).get("tests")


@pytest.mark.parametrize("strict", [True])
def test_a_mock_that_is_sent_them(strict: bool) -> None:
    command = [sys.executable, "-m", "cometvideo", "mock", *(["--strict"] if strict else [])]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        port = int(first.rpartition(":")[2].partition("/")[0])
        for path, field in (("/v1/videos", EVIL), (f"/{quote(EVIL)}", "a"), ("/v1/videos", "a")):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            body = json.dumps({field: EVIL, "prompt": EVIL, "model": EVIL, "size": EVIL})
            connection.request("POST", path, body, {"Content-Type": f"application/json; {LINE!a}"})
            connection.getresponse().read()
            connection.close()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.count("\n") == 3
    nothing_steers(first, out, err)


def saying(asked: Asked) -> Iterable[bytes]:
    """An API that says them wherever it can."""
    header = b"X-Evil: " + LINE.encode()
    if asked.method == "POST" and b"first" in asked.body:
        return [answer(task(EVIL, id=EVIL, error={"code": EVIL, "message": EVIL}), header)]
    failure = {"error": {"code": EVIL, "message": EVIL}, "code": EVIL, "message": EVIL}
    return [answer(json.dumps(failure).encode(), header, status=b"400 \x1b[2J")]


@pytest.mark.thorough
def test_a_live_run_that_is_answered_with_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "plan.json"
    assert run("drift", "plan", "--max-seconds", "4", "-o", str(plan)).code == 0
    with hostile(saying) as server:
        monkeypatch.setenv("COMETAPI_BASE_URL", server.address)
        monkeypatch.setenv("COMETAPI_KEY", "sk-live-4d1ab2c9")
        monkeypatch.setattr("time.sleep", lambda _: None)
        ran = run("drift", "live", "--plan", str(plan), "--yes", "--verbose", "--deadline", "1")
        assert len(server.asked) > 3
    nothing_steers(ran.out, ran.err)
    for output in ("json", "markdown", "github"):
        ran = run("drift", "replay", str(plan.with_suffix(".ledger")), "--format", output)
        lines = [line.removeprefix("::") for line in ran.out.split("\n")]
        nothing_steers("\n".join(lines) if output == "github" else ran.out, ran.err)


def test_a_guard_between_them(run: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    with hostile(saying) as server:
        command = [sys.executable, "-m", "cometvideo", "guard", "--mode", "observe"]
        command += ["--upstream", f"{server.address}/v1", "--ledger", str(ledger)]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "COVERAGE_PROCESS_START": ""},
        ) as process:
            try:
                assert process.stdout is not None
                port = int(process.stdout.readline().rpartition(":")[2].removesuffix("/v1\n"))
                for prompt in ("first", "second", EVIL):
                    connection = HTTPConnection("127.0.0.1", port, timeout=30)
                    body = json.dumps({"prompt": prompt, "model": EVIL, EVIL: EVIL})
                    connection.request(
                        "POST", "/v1/videos", body, {"Content-Type": "application/json"}
                    )
                    assert json.loads(connection.getresponse().read())
                    connection.close()
                process.terminate()
                _, err = process.communicate(timeout=60)
            finally:
                process.kill()
    assert [line.partition(":")[0] for line in err.splitlines()].count("sent") == 3
    assert "flaw" not in err
    nothing_steers(err)
    ran = run("guard", "open", "--ledger", str(ledger))
    nothing_steers(ran.out, ran.err)
