"""The page on the mock: its examples run, and what it names is there."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cometvideo import mock, pytest_plugin
from cometvideo.mock import MockApi
from cometvideo.mock.control import PREFIX, ROUTES
from cometvideo.mock.faults import KINDS
from cometvideo.mock.quirks import QUIRKS

pytest.importorskip("httpx")
pytest.importorskip("httptools")
pytest.importorskip("starlette")
pytest.importorskip("respx")

PAGE = Path(__file__).parents[2].joinpath("docs", "mock.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

pytest_plugins = ["pytester"]


def _section(title: str) -> str:
    return PAGE.partition(f"\n## {title}")[2].partition("\n## ")[0]


@pytest.mark.parametrize("block", [each for each in BLOCKS if "def test_" not in each])
def test_an_example_runs(block: str) -> None:
    exec(compile(block, "docs/mock.md", "exec"), {})


@pytest.mark.parametrize("block", [each for each in BLOCKS if "def test_" in each])
def test_an_example_for_pytest_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, block: str
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(block)
    pytester.runpytest_inprocess("-p", "cometvideo.pytest_plugin").assert_outcomes(
        passed=block.count("def test_")
    )


COMMANDS = re.findall(r"```(sh|console|js)\n(.*?)```", PAGE, re.DOTALL)
MARK = "\x1e"
PRELUDE = """
trap 'code=$?; kill $(jobs -p); wait; exit $code' EXIT
set -e
pip() { :; }
docker() { :; }  # tests/mock/test_container.py shows what it would run
curl() { command curl --silent --show-error --fail-with-body "$@" && echo; }
"""


def _steps(kind: str, block: str) -> Iterator[tuple[str, str | None]]:
    """Commands, and what each prints; None where the page does not say."""
    if kind == "sh":
        yield block, None
    elif kind == "console":
        for each in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = each.splitlines(keepends=True)
            size = 1 + sum(line.startswith("> ") for line in lines)
            command = "".join(line.removeprefix("> ") for line in lines[:size])
            yield command, "".join(lines[size:])
    elif shutil.which("node"):
        yield f"node --input-type=module -e '{block}console.log(task.status)'\n", "queued\n"


@pytest.mark.thorough
@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("curl"), reason="no bash or curl")
def test_a_stranger_who_follows_the_page_sees_what_it_says(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    steps = [step for kind, block in COMMANDS for step in _steps(kind, block)]
    program = tmp_path / "bin" / "cometvideo"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cometvideo "$@"\n')
    program.chmod(0o755)
    script = "".join(f"echo {MARK}\n{command}" for command, _ in steps)
    done = subprocess.run(
        ["bash", "-c", f"{PRELUDE}{script}".replace("40123", port)],
        env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout.replace(port, "40123").split(f"{MARK}\n")[1:]
    assert len(printed) == len(steps)
    for seen, (command, says) in zip(printed, steps, strict=True):
        assert says in {None, seen}, command


@pytest.mark.thorough
@pytest.mark.skipif(not shutil.which("node"), reason="no Node")
def test_a_runner_in_node_has_the_mock_for_its_tests(tmp_path: Path) -> None:
    (module,) = re.findall(r"```mjs\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "setup.mjs").write_text(module)
    program = tmp_path / "cometvideo"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cometvideo "$@"\n')
    program.chmod(0o755)
    run = (
        "import { setup, teardown } from './setup.mjs'; await setup();"
        "const answer = await fetch(process.env.COMETAPI_BASE_URL + '/videos/none',"
        " { headers: { Authorization: 'Bearer k' } }); console.log(answer.status); teardown();"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", run],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout in {"400\n", "404\n"}


def test_there_are_examples_of_both_kinds() -> None:
    assert {"def test_" in each for each in BLOCKS} == {True, False}


def test_every_kind_of_fault_is_on_the_page() -> None:
    table = re.findall(r"^\| (`.*?) \|", _section("Faults"), re.MULTILINE)
    assert set(re.findall(r"`([\w-]+)`", "".join(table))) == set(KINDS)


def test_every_quirk_is_on_the_page() -> None:
    section = _section("Quirks")
    assert all(f"`{quirk}`" in section for quirk in QUIRKS)


def test_every_control_is_on_the_page() -> None:
    named = re.findall(rf"(?:-X (\w+) +)?\$ORIGIN{PREFIX}(/\w+)", PAGE)
    assert {path for _, path in named} == set(ROUTES)
    assert all((method or "GET") in ROUTES[path] for method, path in named)


def test_every_fixture_is_on_the_page_with_its_type() -> None:
    named = dict(re.findall(r"^\| `(\w+)` \| `(.+?)` \|", _section("In pytest"), re.MULTILINE))
    plugin = Path(pytest_plugin.__file__).read_text(encoding="utf-8")
    given = dict(re.findall(r"^def (comet_\w+)\(.*?\) -> (.+?):$", plugin, re.M | re.S))
    assert named == {
        name: re.sub(r"^Iterator\[(.*)\]$", r"\1", each) for name, each in given.items()
    }
    assert named.keys() == set(pytest_plugin.__all__)
    kinds = {re.findall(r"\w+", each)[-1] for each in named.values()}
    assert all(hasattr(mock, each) for each in kinds)


@pytest.mark.parametrize("plan", re.findall(r"^\| `([\w=]+)`", _section("Plans"), re.MULTILINE))
def test_every_plan_on_the_page_can_be_had(plan: str) -> None:
    MockApi().controls().plan(plan)


@pytest.mark.parametrize("fault", re.findall(r"`((?:create|retrieve),[^`]+)`", _section("Faults")))
def test_every_fault_on_the_page_can_be_had(fault: str) -> None:
    MockApi().controls().fault(fault)
