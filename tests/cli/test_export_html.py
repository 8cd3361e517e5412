"""The explorer: every fact once, no link to nowhere, nothing from elsewhere, text is text."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import load
from cometvideo.cli import export_html
from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2] / "fixtures" / "pages" / "first-generation.txt"
EVIL = "</script><script>alert(1)</script> \\e[31m"
OVERLAY = f"""\
format: 1
name: mine
about: "{EVIL}"
extends: omni
sources:
  mine: {{kind: report, title: "{EVIL}", address: "javascript:alert(1)", covers: all}}
task:
  polling:
    interval_min_s: {{value: 7, from: mine, note: "{EVIL}"}}
"""
Write = Callable[[str, str], Path]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what would settle open facts, for which all probes have to be made."""
    monkeypatch.setattr(export_html, "_settling", lambda _: {})


def ids(page: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', page)


@pytest.mark.usefixtures("quick")
def test_a_site_has_every_fact_once_and_no_link_leads_nowhere(run: Run, tmp_path: Path) -> None:
    assert run("--spec", "cometapi", "export", "html", "-o", tmp_path / "site").code == 0
    files = {each.name: each.read_text("utf-8") for each in (tmp_path / "site").iterdir()}
    endpoint = load("cometapi")
    assert files.keys() == {f"{each}.html" for each in ("index", "shared", *endpoint.families)}
    there = {name: ids(text) for name, text in files.items()}
    facts = Counter(each for found in there.values() for each in found if each in endpoint.facts)
    assert facts == dict.fromkeys(endpoint.facts, 1)
    for name, text in files.items():
        assert len(set(there[name])) == len(there[name])
        for address in re.findall(r'href="([^"]*)"', text):
            file, _, fragment = address.partition("#")
            if not address.startswith(("http", "data:")):
                assert fragment in there[file or name] or (file in files and not fragment), address
    assert "behind the guard" in files["index.html"]
    assert "what changed since seedance@2026-04" in files["seedance.html"]
    assert "<dt>before</dt>" in files["seedance.html"]


def test_one_file_has_all_of_a_family_and_what_would_settle_what_is_open(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    assert run("--spec", "omni", "export", "html", "--single", "-o", path).code == 0
    page = path.read_text("utf-8")
    matrix = load("omni")
    assert {*matrix.facts} < {*ids(page)}
    assert page.count("<dt>to settle it</dt>") == sum(
        each.is_open for each in matrix.facts.values()
    )
    assert "cometvideo drift plan --facts" in page
    assert not re.findall(r'(?:src|action)="|@import|url\(', page)
    assert all(re.match(r"https?:", each) for each in re.findall(r'href="([^#"][^"]*)" rel', page))


@pytest.mark.thorough
@pytest.mark.usefixtures("quick")
def test_when_a_fact_was_last_seen(run: Run, tmp_path: Path) -> None:
    seen, path = tmp_path / "seen.sqlite", tmp_path / "page.html"
    run("drift", "docs", f"create-page={PAGE}", "--seen", seen)
    options = ["export", "html", "--single", "-o", path, "--history", seen]
    assert run(*options).code == 0
    assert re.search(r"<dt>last seen</dt><dd>\d{4}-\d\d-\d\d by ", path.read_text("utf-8"))


@pytest.mark.usefixtures("quick")
def test_what_a_spec_says_is_text(run: Run, write: Write, tmp_path: Path) -> None:
    spec, path = write("mine.yaml", OVERLAY), tmp_path / "page.html"
    ran = run("--spec", spec, "export", "html", "--single", "-o", path)
    assert (ran.code, ran.err) == (0, f"cometvideo: 1 page in {path}\n")
    page = path.read_text("utf-8")
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "\x1b" not in page
    assert 'href="javascript' not in page


@pytest.mark.usefixtures("quick")
def test_a_build_of_one_day_gives_the_same_bytes(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    paths = [tmp_path / name for name in ("a", "b")]
    for each in paths:
        run("--spec", "omni", "export", "html", "--single", "-o", each)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert "2026-09-21" in paths[0].read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["html"], "name the folder with -o site/"),
        (["html", "-o", "site", "--flat"], "a site is of a whole spec"),
        (["cases", "--single"], "--single and --history are about html"),
    ],
)
def test_wrong_usage(run: Run, words: list[str], says: str) -> None:
    ran = run("export", *words)
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_written_is_told(run: Run, write: Write) -> None:
    there = write("site", "a file")
    ran = run("--spec", "omni", "export", "html", "-o", there)
    assert ran.code == 2
    assert f"cannot write pages into the folder {there}: " in ran.err
    assert there.read_text("utf-8") == "a file"
