"""SKILL.md and llms.txt: what agents are told holds, and each recipe works against the mock."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from cometvideo.cli import main
from cometvideo.cli.arguments import parse
from cometvideo.conformance import InProcess, check

pytest.importorskip("httpx")
pytest.importorskip("httptools")

ROOT = Path(__file__).parents[1]
SKILL = (ROOT / "SKILL.md").read_text(encoding="utf-8")
LLMS = (ROOT / "llms.txt").read_text(encoding="utf-8")
TEST, CLIENT = re.findall(r"```python\n(.*?)```", SKILL, re.DOTALL)
VALIDATE, CHECK = (
    block.split("\n", 1) for block in re.findall(r"```console\n\$ (.*?)```", SKILL, re.DOTALL)
)

pytest_plugins = ["pytester"]


def words(command: str) -> list[str]:
    program, *arguments = shlex.split(command)
    assert program == "cometvideo"
    return arguments


def test_it_is_a_skill() -> None:
    head = yaml.safe_load(SKILL.split("---\n")[1])
    assert head["name"] == "cometvideo"
    assert len(head["description"]) < 1024


def test_validate_before_paying(capsys: pytest.CaptureFixture[str]) -> None:
    command, shown = VALIDATE
    assert main(words(command)) == 1
    printed = capsys.readouterr().out.splitlines()
    lines = shown.splitlines()
    assert lines
    assert [line for line in lines if line not in printed] == []


def test_mock_in_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(TEST)
    done = pytester.runpytest_inprocess("-p", "cometvideo.pytest_plugin")
    done.assert_outcomes(passed=TEST.count("def test_"))


def test_check_a_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_client.py").write_text(CLIENT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    _, arguments = parse(words(CHECK[0]))
    module, name = arguments.client[0].split(":")
    client = getattr(import_module(module), name)
    # In virtual time, so that nothing depends on how busy the machine is.
    clauses = ("form-file", "failure-is-told", "one-task-after-drop")
    report = check(InProcess(client, virtual=True), clauses=clauses)
    assert [report.of(each).verdict for each in clauses] == ["passed"] * len(clauses)


def test_what_llms_txt_names_is_there() -> None:
    named = {*re.findall(r"\]\(([^)]+)\)", LLMS)}
    assert {each for each in named if not (ROOT / each).is_file()} == set()
    pages = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
    assert {*pages, "README.md", "SKILL.md", "CHANGELOG.md"} == named
