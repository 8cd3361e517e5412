"""The workflow that makes a change of drift: its steps run against a mock, beside a false `gh`."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cometvideo import load_family
from cometvideo.cli.arguments import parse
from cometvideo.mock import Server, serve
from tests.test_examples import commands_in

WORKFLOW = Path(__file__).parents[1] / "examples" / "drift-change.yml"
TEXT = WORKFLOW.read_text(encoding="utf-8")
DATA = yaml.safe_load(TEXT)
STEPS = {each["name"]: each for each in DATA["jobs"]["change"]["steps"] if "name" in each}
KEY = "sk-of-the-workflow"
MOVED = """\
format: 1
name: moved
about: An API that answers otherwise where a task is not known.
extends: seedance
rejections:
  by_request:
    unknown-task: {status: 404}
"""
GH = """\
#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
*"--state all"*) echo "$STATE" ;;
*"--state open"*) echo "$OTHER" ;;
"pr create"*) while [ $# -gt 1 ]; do [ "$1" = --body-file ] && cp "$2" "$BODY"; shift; done ;;
esac
"""


def test_actions_are_pinned_by_commit_and_say_their_version() -> None:
    used = re.findall(r"uses: (\S+)@(\S+)(.*)", TEXT)
    assert [name for name, _, _ in used] == [
        "actions/checkout",
        "actions/setup-python",
        "actions/upload-artifact",
    ]
    for _, commit, comment in used:
        assert re.fullmatch(r"[0-9a-f]{40}", commit)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_no_expression_is_put_into_a_script_and_the_key_goes_to_the_probes_alone() -> None:
    assert all("${{" not in each["run"] for each in STEPS.values())
    given = [name for name, each in STEPS.items() if "COMETAPI_KEY" in each.get("env", {})]
    assert given == ["Ask the API"]
    assert "COMETAPI_KEY" not in str(DATA["env"])


def test_our_parser_takes_every_command() -> None:
    found = []
    for step in STEPS.values():
        for words in commands_in(step["run"].replace("$LOCAL", "").replace('"$@"', "")):
            command, _ = parse(words)
            found.append(command)
    assert len(found) == 4
    assert None not in found


class Ran(NamedTuple):
    code: int
    out: str
    calls: list[str]
    body: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "moved.yaml"
    path.write_text(MOVED)
    return path


@pytest.fixture
def upstream(spec: Path) -> Iterator[Server]:
    with serve(load_family(spec), plan="immediate", keys=[KEY]) as server:
        yield server


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def run(tmp_path: Path, upstream: Server) -> Run:
    """Run the steps as Actions does, in a repository with an origin of its own."""
    if not shutil.which("git") or not shutil.which("bash"):
        pytest.skip("no git or bash")
    programs, work, origin = (tmp_path / each for each in ("bin", "work", "origin"))
    for each in (programs, origin):
        each.mkdir()
    git(origin, "init", "--bare", "--quiet")
    git(tmp_path, "clone", "--quiet", str(origin), str(work))
    ours = f'exec {sys.executable} -m cometvideo "$@"\n'
    python = f'exec {sys.executable} "$@"\n'
    for name, text in (
        ("gh", GH),
        ("cometvideo", f"#!/bin/sh\n{ours}"),
        ("python", f"#!/bin/sh\n{python}"),
    ):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)

    def ran(*, stray: bool = False, **changes: str) -> Ran:
        temp = tmp_path / "temp"
        shutil.rmtree(temp, ignore_errors=True)
        temp.mkdir()
        calls, output, body = (temp / each for each in ("calls", "output", "gh-body"))
        for each in (calls, output, body):
            each.write_text("")
        environment = {
            **{key: str(value) for key, value in DATA["env"].items()},
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HOME": str(tmp_path),
            "RUN": "https://example.com/run/1",
            "RUNNER_TEMP": str(temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(temp / "summary"),
            "COMETAPI_BASE_URL": upstream.base_url,
            "COMETAPI_KEY": KEY,
            "MAX_SECONDS": "0",
            "LOCAL": "--local",
            "CALLS": str(calls),
            "BODY": str(body),
            "STATE": "",
            "OTHER": "",
            **changes,
        }
        said = ""
        for name, step in STEPS.items():
            told = dict(each.split("=", 1) for each in output.read_text().split())
            if not _is_due(step, told):
                continue
            if stray and name.startswith("Open"):
                (work / "stray.txt").write_text("of nobody")
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=work,
                env={**environment, "KEY": told.get("key", "")},
                capture_output=True,
                text=True,
                check=False,
            )
            said += done.stdout + done.stderr
            if done.returncode:
                return Ran(done.returncode, said, calls.read_text().splitlines(), "")
        return Ran(0, said, calls.read_text().splitlines(), body.read_text())

    return ran


def _is_due(step: dict[str, Any], told: dict[str, str]) -> bool:
    condition = step.get("if", "")
    name = re.search(r"outputs\.(\w+)(?: == '(\w+)')?", condition)
    return name is None or (told.get(name[1], "") == name[2] if name[2] else name[1] in told)


@pytest.mark.thorough
def test_drift_becomes_one_change_that_can_be_rejected(run: Run, tmp_path: Path) -> None:
    work, origin = tmp_path / "work", tmp_path / "origin"
    drift = work / "drift"
    drift.mkdir()
    (drift / "requests.jsonl").write_text('{"prompt": "A kite.", "model": "doubao-seedance-2-0"}\n')
    git(work, "add", "-A")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    git(work, *who, "commit", "--quiet", "-m", "before")
    begun = git(work, "rev-parse", "HEAD").strip()
    branch = git(work, "branch", "--show-current").strip()

    def again() -> None:
        git(work, "switch", "--quiet", branch)
        git(work, "reset", "--quiet", "--hard", begun)
        git(work, "clean", "-qfd")

    first = run()
    assert first.code == 0, first.out
    assert [each.split()[:2] for each in first.calls] == [
        ["pr", "list"],
        ["pr", "list"],
        ["label", "create"],
        ["pr", "create"],
    ]
    (key,) = {each for call in first.calls for each in re.findall(r"drift/([0-9a-f]{12})", call)}
    assert "404" in first.body
    assert "1 request" in first.body
    shown = git(origin, "show", "--name-only", "--format=", f"drift/{key}").split()
    assert shown == [f"drift/{each}" for each in sorted((f"{key}.yaml", "CHANGES.md", "current"))]
    assert git(origin, "show", f"drift/{key}:drift/current").strip() == f"drift/{key}.yaml"
    merged = load_family(work / "drift" / f"{key}.yaml")
    assert merged.value("rejections", "by_request", "unknown-task", "status") == 404

    for state, says in (("OPEN", "is open already"), ("CLOSED", "that is, rejected")):
        again()
        told = run(STATE=state)
        assert (told.code, len(told.calls)) == (0, 1)
        assert says in told.out
        assert f"drift/{key}" in told.calls[0], "the key has no date in it"
    again()
    told = run(OTHER="7")
    assert (told.code, len(told.calls), "#7 is open" in told.out) == (0, 2, True)
    again()
    told = run(stray=True)
    assert (told.code, "stray.txt" in told.out) == (1, True)
    assert not any("create" in each for each in told.calls)

    again()
    git(work, "merge", "--quiet", f"drift/{key}")
    assert run().calls == [], "once it is merged, there is no drift"


@pytest.mark.thorough
def test_what_could_not_be_looked_at_is_red_and_no_change(run: Run) -> None:
    told = run(COMETAPI_KEY="sk-that-nobody-knows")
    assert (told.code, told.calls) == (3, [])
    assert "::error title=drift::the API could not be looked at" in told.out
