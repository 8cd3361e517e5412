"""The page on the mock: its examples run, and what it names is there."""

import re
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
    named = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", _section("In pytest"), re.MULTILINE))
    plugin = Path(pytest_plugin.__file__).read_text(encoding="utf-8")
    given = re.findall(r"^def (comet_\w+)\(.*?\) -> Iterator\[(\w+)\]", plugin, re.M | re.S)
    assert named == dict(given)
    assert named.keys() == set(pytest_plugin.__all__)
    assert all(hasattr(mock, each) for each in named.values())


@pytest.mark.parametrize("plan", re.findall(r"^\| `([\w=]+)`", _section("Plans"), re.MULTILINE))
def test_every_plan_on_the_page_can_be_had(plan: str) -> None:
    MockApi().controls().plan(plan)


@pytest.mark.parametrize("fault", re.findall(r"`((?:create|retrieve),[^`]+)`", _section("Faults")))
def test_every_fault_on_the_page_can_be_had(fault: str) -> None:
    MockApi().controls().fault(fault)
