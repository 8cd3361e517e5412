"""What others' workflows and hooks call: its scripts, run as a runner does."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import ProxyHandler, build_opener

import pytest
import yaml

from cometvideo.cli import main

ROOT = Path(__file__).parents[1]
JOB, MOCK = ROOT / "action.yml", ROOT / ".github" / "actions" / "mock" / "action.yml"
GOOD = '{"model": "doubao-seedance-2-0", "prompt": "A kite", "size": "1280x720"}\n'
BAD = '{"model": "doubao-seedance-2-0", "prompt": "A kite", "size": "1280x720", "seconds": 99}\n'

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


class Ran(NamedTuple):
    """What a step did: its exit code, what it printed, what it left for the steps after it."""

    code: int
    said: str
    outputs: dict[str, str]
    environment: dict[str, str]


def step(action: Path, name: str, folder: Path, **inputs: str) -> Ran:
    """Run a step of a composite action, with the program of this environment installed."""
    said: Any = yaml.safe_load(action.read_text())
    inputs = {each: str(of.get("default", "")) for each, of in said["inputs"].items()} | inputs
    (found,) = [each for each in said["runs"]["steps"] if each["name"] == name]
    assert "${{" not in found["run"]
    programs = folder / ("cometvideo-mock" if action == MOCK else "cometvideo") / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    program = programs / "cometvideo"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cometvideo "$@"\n')
    program.chmod(0o755)
    files = {each: folder / each for each in ("GITHUB_OUTPUT", "GITHUB_ENV")}
    for each in files.values():
        each.write_text("")
    given = {
        each: re.sub(r"\$\{\{ inputs\.(\w+) }}", lambda m: inputs[m[1]], str(value))
        for each, value in found["env"].items()
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
        env={**os.environ, **given, **{k: str(v) for k, v in files.items()}}
        | {"RUNNER_TEMP": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    left = [
        dict(line.split("=", 1) for line in each.read_text().splitlines())
        for each in files.values()
    ]
    return Ran(done.returncode, done.stdout + done.stderr, left[0], left[1])


@pytest.mark.parametrize(
    ("run", "code", "said"),
    [
        ("validate --file good.jsonl --format github", 0, ""),
        ("validate --file bad.jsonl --format github", 1, "::error file=bad.jsonl"),
        ("validate model=doubao-seedance-2-0 'prompt=two words' size=1280x720", 0, "valid"),
        ("validate --fil", 2, "error"),
        ("validate 'prompt", 1, "the input run cannot be split into words: No closing quotation"),
        ("validate prompt=$(touch${IFS}made) `touch made`;touch made", 2, "error"),
    ],
)
def test_a_job_says_what_it_found(tmp_path: Path, run: str, code: int, said: str) -> None:
    (tmp_path / "good.jsonl").write_text(GOOD)
    (tmp_path / "bad.jsonl").write_text(BAD)
    ran = step(JOB, "Run", tmp_path, run=run)
    assert (ran.code, ran.outputs["code"]) == (code, str(code))
    assert said in ran.said
    assert not (tmp_path / "made").exists()


def test_what_could_not_be_told_warns(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    ran = step(JOB, "Run", tmp_path, run="validate --file none.jsonl")
    assert (ran.code, ran.outputs["code"]) == (0, "3")
    assert "::warning title=cometvideo::something could not be told" in ran.said


@pytest.fixture
def ended(tmp_path: Path) -> Iterator[None]:
    """Ends the mock, as a runner ends what a job has left behind."""
    yield
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        if str(tmp_path) in line:
            os.kill(int(line.split()[0]), signal.SIGTERM)


@pytest.mark.usefixtures("ended")
def test_the_mock_serves_the_steps_that_follow(tmp_path: Path) -> None:
    pytest.importorskip("httptools")
    ran = step(MOCK, "Start", tmp_path, arguments="--plan immediate")
    assert ran.code == 0, ran.said
    url = ran.outputs["url"]
    assert ran.environment == {"COMETAPI_BASE_URL": url, "COMETAPI_KEY": "mock-key"}
    with build_opener(ProxyHandler({})).open(url.replace("/v1", "/healthz"), timeout=30) as answer:
        assert answer.status == 200


def test_a_mock_that_does_not_start_says_why(tmp_path: Path) -> None:
    ran = step(MOCK, "Start", tmp_path, arguments="--plan never-ever")
    assert ran.code == 1
    assert "::error title=cometvideo::the mock did not start: cometvideo: error: " in ran.said


def test_hooks_take_the_files_that_they_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint, judge = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    names = ["a.video.jsonl", "b.video.json"]
    for name, text in zip(names, (GOOD, BAD), strict=True):
        (tmp_path / name).write_text(text)
        assert re.search(judge["files"], name)
    paths = [str(tmp_path / each) for each in names]
    assert main([*judge["entry"].split()[1:], paths[0], paths[0]]) == 0
    assert main([*judge["entry"].split()[1:], *paths]) == 1
    own = tmp_path / "own.cometvideo.yaml"
    own.write_text("extends: seedance\nnonsense: 1\n")
    assert re.search(lint["files"], own.name)
    assert main([*lint["entry"].split()[1:], str(own)]) == 1
    assert "nonsense" in capsys.readouterr().out
