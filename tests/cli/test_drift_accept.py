"""`cometvideo drift accept`, as one calls it."""

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import load_family
from cometvideo.cli.arguments import Parser
from cometvideo.cli.drift_accept import add_arguments, run
from cometvideo.errors import CometVideoError

Write = Callable[[str, str | bytes], Path]

MAX = "models.doubao-seedance-1-5-pro.seconds.max"
FINDING = {
    "id": f"docs:create-page:{MAX}:drifted:10",
    "fact": MAX,
    "verdict": "drifted",
    "expected": 12,
    "observed": 10,
    "level": "documented",
    "source": "create-page",
    "where": None,
    "evidence": [{"page": "create.html", "line": 7, "said": "10", "how": "text"}],
    "message": "",
    "accepted": None,
}
ODD = {**FINDING, "id": "odd", "fact": "models.new", "verdict": "new", "observed": "new"}


def call(*words: str | Path) -> int:
    """Run the command with these words."""
    parser = Parser("drift accept", "", "")
    add_arguments(parser)
    return run(parser.read([str(each) for each in words]))


def report(*findings: object, spec: str = "seedance") -> str:
    return json.dumps({"findings": findings, "spec": {"name": spec, "digest": ""}})


@pytest.fixture
def found(write: Write) -> Path:
    return write("report.json", report(FINDING))


def test_an_overlay_is_written(
    found: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = tmp_path / "overlay.yaml"
    assert call(found, "-o", overlay, "--date", "2026-11-22") == 0
    assert capsys.readouterr().out == f"{overlay}: 1 finding accepted, 0 left out\n"
    assert load_family(overlay).value(*MAX.split(".")[:2], "seconds", "max") == 10
    assert "# docs:create-page:" in overlay.read_text()
    assert "create-page-2026-11-22" in overlay.read_text()


def test_standard_output_and_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(FINDING).encode())))
    assert call("-") == 0
    said = capsys.readouterr()
    assert "extends: seedance" in said.out
    assert said.err == "-: 1 finding accepted, 0 left out\n"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9/v1", "http://localhost", "http://[::1]:8/"])
def test_a_server_on_this_machine_is_not_the_api(
    origin: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    found = write("live.json", json.dumps({**json.loads(report(FINDING)), "origin": origin}))
    with pytest.raises(CometVideoError, match=r"a server on this machine .* say --local"):
        call(found)
    assert call(found, "--local") == 0
    assert "extends: seedance" in capsys.readouterr().out


@pytest.mark.parametrize("origin", ["https://api.cometapi.com/v1", "", None, 3, "http://[::1/"])
def test_any_other_origin_is_accepted(origin: object, write: Write) -> None:
    found = write("live.json", json.dumps({**json.loads(report(FINDING)), "origin": origin}))
    assert call(found) == 0


def test_something_left_out(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(write("r.json", report(FINDING, ODD))) == 1
    said = capsys.readouterr()
    assert "left out: odd: no fact yet" in said.err
    assert "# Left out: 1 finding" in said.out


def test_nothing_to_accept(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = tmp_path / "overlay.yaml"
    assert call(write("r.json", report({**FINDING, "verdict": "holds"})), "-o", overlay) == 0
    assert not overlay.exists()
    assert "nothing to accept" in capsys.readouterr().out


def test_a_file_that_is_there_is_kept(found: Path, write: Write) -> None:
    overlay = write("overlay.yaml", "mine")
    with pytest.raises(CometVideoError, match="exists; name another file"):
        call(found, "-o", overlay)
    assert overlay.read_text() == "mine"
    assert call(found, "-o", overlay, "--force") == 0
    assert overlay.read_text() != "mine"


def test_what_is_read_is_never_overwritten(found: Path, tmp_path: Path) -> None:
    with pytest.raises(CometVideoError, match="is read for this"):
        call(found, "-o", found, "--force")
    base = tmp_path / "base.yaml"
    assert call(found, "-o", base) == 0
    further = tmp_path / "further.json"
    further.write_text(report(spec=load_family(base).name))
    with pytest.raises(CometVideoError, match="is read for this"):
        call(further, "--spec", base, "-o", base, "--force")


def test_an_overlay_of_an_overlay(found: Path, tmp_path: Path) -> None:
    base, further = tmp_path / "base.yaml", tmp_path / "deep" / "further.yaml"
    further.parent.mkdir()
    assert call(found, "-o", base) == 0
    again = {**FINDING, "expected": 10, "observed": 8}
    found.write_text(report(again, spec=load_family(base).name))
    assert call(found, "--spec", base, "-o", further) == 0
    assert f"extends: ../{base.name}" in further.read_text().replace(os.sep, "/").replace('"', "")
    assert load_family(further).facts[MAX].value == 8


def test_only(write: Write, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    assert call(write("r.json", report(FINDING, ODD)), "--only", FINDING["id"], "-o", overlay) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "words", "message"),
    [
        ("nonsense", [], "not JSON"),
        (b"\xff", [], "not UTF-8"),
        ("[]", [], "no report of drift"),
        (report(FINDING, spec="other"), [], "about other, not about cometapi"),
        (report(FINDING), ["--only", "x"], "no finding 'x'"),
        (report(FINDING), ["--date", "22.11."], "is no date"),
        (report(FINDING), ["-o", "nowhere/at/all.yaml"], "cannot write nowhere/at/all.yaml"),
        (report(FINDING), ["--spec", "nowhere.yaml"], "no spec 'nowhere.yaml'"),
        (report(FINDING), ["-", "-"], "one report only"),
        (report(FINDING), ["nowhere.json"], "cannot read the file nowhere.json"),
    ],
)
def test_wrong_usage(write: Write, content: str | bytes, words: list[str], message: str) -> None:
    with pytest.raises(CometVideoError, match=message):
        call(write("r.json", content), *words)


def test_what_the_linters_refuse_is_left_out_and_told(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {**FINDING, "fact": "sizes.seedance-1-0", "verdict": "gone", "expected": None}
    overlay = tmp_path / "overlay.yaml"
    assert call(write("r.json", report(gone)), "-o", overlay) == 1
    out = capsys.readouterr().out
    assert "left out" in out
    assert "names 'seedance-1-0', which is no table" in out


SORA = {
    **FINDING,
    "id": "s",
    "fact": "sora:fields.seconds.default",
    "expected": 4,
    "observed": 8,
    "source": "live",
}
WAN = {**SORA, "id": "w", "fact": "wan:fields.seconds.default", "expected": 5, "observed": 10}
SHARED = {**SORA, "id": "all", "fact": "task.initial", "expected": "queued", "observed": "waiting"}


@pytest.mark.parametrize(
    ("findings", "words", "spec"),
    [
        ([SORA, {**WAN, "verdict": "holds"}], [], "sora"),
        ([SORA, WAN, SHARED], ["--only", "w"], "wan"),
        ([SORA, WAN], ["--spec", "wan"], "wan"),
        ([{**FINDING, "id": "own"}], ["--about", "seedance"], "seedance"),
    ],
    ids=["one has drift", "one is chosen", "one is named", "the report is of one"],
)
def test_of_an_endpoint_the_overlay_is_of_the_family_with_drift(
    findings: list[object], words: list[str], spec: str, write: Write, tmp_path: Path
) -> None:
    of, overlay = "cometapi", tmp_path / "overlay.yaml"
    if words[:1] == ["--about"]:
        of, words = words[1], []
    words = words if "--spec" in words else ["--spec", "cometapi", *words]
    assert call(write("r.json", report(*findings, spec=of)), *words, "-o", overlay) == 0
    text = overlay.read_text()
    assert f"extends: {spec}\n" in text
    assert all(f"{other}:" not in text for other in ("sora", "wan"))


@pytest.mark.parametrize(
    ("findings", "message"),
    [
        ([SORA, WAN], "there is drift of sora, wan, and an overlay is of one family"),
        ([SHARED], "drift of what several families share.*give that as --spec, of seedance"),
    ],
    ids=["of two", "of all"],
)
def test_of_an_endpoint_with_drift_of_several_it_is_asked_which(
    findings: list[object], message: str, write: Write
) -> None:
    with pytest.raises(CometVideoError, match=message):
        call(write("r.json", report(*findings, spec="cometapi")), "--spec", "cometapi")


@pytest.mark.parametrize("spec", ["cometapi", "sora"])
@pytest.mark.parametrize("name", [["a"], {"a": 1}, 3, "", "other"])
def test_a_report_about_something_odd_is_about_another_spec(
    name: object, spec: str, write: Write
) -> None:
    text = json.dumps({"findings": [SORA], "spec": {"name": name}})
    with pytest.raises(CometVideoError, match=f"r.json is about .*, not about {spec}; say --spec"):
        call(write("r.json", text), "--spec", spec)
