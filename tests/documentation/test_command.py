"""`cometvideo drift docs`, as one calls it."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from cometvideo import documentation
from cometvideo.cli.drift_docs import add_arguments, run
from cometvideo.documentation.checking import stay_at
from cometvideo.errors import CometVideoError
from tests.documentation.copies import PAGES, SPEC, content


def call(*words: str) -> int:
    """Run the command with these words."""
    from cometvideo.cli.arguments import Parser

    parser = Parser("drift docs", "", "")
    add_arguments(parser)
    return run(parser.read(["--spec", SPEC, *words]))


def page(name: str) -> str:
    return str(PAGES / name)


def test_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(page("create.txt"), page("retrieve.txt")) == 0
    assert capsys.readouterr().out.startswith("113 holds; ")


def test_drift_at_the_line_of_the_fact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PAGES.parents[1])
    changed = tmp_path / "a=b.txt"
    changed.write_bytes(content("create.txt").replace(b"from 2 to 10", b"from 2 to 11"))
    assert call(str(changed), "--format", "github") == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=")
    assert "fixtures/pages/seedance.yaml,line=" in line
    assert "title=drift-changed::models.doubao-seedance-1-0-pro.seconds.max" in line


@pytest.mark.parametrize("words", [[], ["--all"]])
def test_json(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(f"create-page={page('first-generation.txt')}", "--format", "json", *words) == 1
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"findings", "summary", "origin", "stale", "spec"}
    assert ("holds" in {each["verdict"] for each in data["findings"]}) == bool(words)


def test_markdown_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(page("first-generation.txt"), "--format", "markdown") == 1
    assert capsys.readouterr().out.startswith("# Documentation beside")
    assert call(page("create-in-tables.md")) == 3
    assert "could not tell: create-page: " in capsys.readouterr().out


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(content("create.md")))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert call("-") == 0
    assert "106 holds" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "no page"),
        (["-", "create-page=-"], "one page only"),
        (["nowhere.txt"], "cannot read the page nowhere.txt"),
        (["nobody=nowhere.txt"], "'nobody' is no source of seedance"),
        (["--fetch", "nobody"], "'nobody' is no source of seedance"),
        (["a.html", "--keep", "folder"], "--keep is about what is fetched"),
    ],
)
def test_wrong_usage(words: list[str], message: str) -> None:
    with pytest.raises(CometVideoError, match=message):
        call(*words)


def test_nothing_is_fetched_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return content("create.html")

    monkeypatch.setattr(documentation, "fetch_page", fetch)
    assert call(page("create.txt")) == 0
    assert asked == []
    assert call("--fetch", "create-page") == 0
    assert len(asked) == 1


def test_what_is_fetched_is_kept_if_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fetch(address: str) -> bytes:
        if address.endswith("query"):
            raise OSError("not today")
        return content("create.html")

    monkeypatch.setattr(documentation, "fetch_page", fetch)
    folder = tmp_path / "kept" / "pages"
    words = ("--fetch", "create-page", "--fetch", "retrieve-page", "--keep", str(folder))
    assert call(*words) == 3
    (kept,) = folder.iterdir()
    assert (kept.name, kept.read_bytes()) == ("create-page.page", content("create.html"))
    assert call(f"create-page={kept}") == 0
    (tmp_path / "file").touch()
    with pytest.raises(CometVideoError, match="cannot keep pages in"):
        call("--fetch", "create-page", "--keep", str(tmp_path / "file"))


def test_a_history_shows_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = content("create.txt").decode()
    assert "What the video shows, in words." in text
    other = tmp_path / "other.txt"
    other.write_text(text.replace("What the video shows, in words.", "What to film, in words."))
    words = ("--history", str(tmp_path / "seen"))
    assert call(page("create.txt"), *words) == 0
    assert call(str(other), *words) == 3
    assert "What to film, in words." in capsys.readouterr().out
    assert call(str(other), *words, "--remember") == 3
    assert call(str(other), *words) == 0
    with pytest.raises(CometVideoError, match="--remember is about a history"):
        call(page("create.txt"), "--remember")


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for each in (pipe, tmp_path):
        with pytest.raises(CometVideoError, match="no regular file"):
            call(f"create-page={each}")


def test_known_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"create-page={page('first-generation.txt')}", "--format"]
    assert call(*words, "json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    known = [{"id": each["id"], "reason": "an older page"} for each in found]
    baseline = tmp_path / "known.json"
    baseline.write_text(json.dumps(known))
    assert call(*words, "github", "--baseline", str(baseline)) == 0
    assert capsys.readouterr().out == ""
    assert call(page("create.txt"), "--baseline", str(baseline)) == 1
    assert "stale: docs:create-page:" in capsys.readouterr().out


def test_a_parser_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*sys.modules]:
        if name.startswith("cometvideo.documentation.pages.html"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bs4", None)
    with pytest.raises(CometVideoError, match=r"needs bs4.*cometvideo\[drift\]"):
        call(page("create.html"))
    assert call(page("create.txt")) == 0


def test_only_https_is_fetched() -> None:
    with pytest.raises(OSError, match="no https address"):
        documentation.fetch_page("file:///etc/passwd")


@pytest.mark.parametrize(
    ("other", "stays"),
    [
        ("https://a.example/there", True),
        ("https://a.example:443/there", True),
        ("http://a.example/here", False),
        ("https://b.example/here", False),
        ("https://a.example.b.example/here", False),
        ("file:///etc/passwd", False),
    ],
)
def test_a_redirect_stays_at_the_host(other: str, stays: bool) -> None:
    def follow() -> None:
        stay_at("https://a.example/here", other)

    if stays:
        follow()
    else:
        with pytest.raises(OSError, match=r"no https address at a\.example"):
            follow()
