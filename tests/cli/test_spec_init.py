"""`cometvideo spec init`: lint tells what to fill in, and nothing more is wrong with it."""

import re
from datetime import date
from pathlib import Path

import pytest

from cometvideo import load_family, validate
from cometvideo.facts.documents import parse_document
from cometvideo.facts.lint import lint
from cometvideo.facts.loading import shipped_files
from cometvideo.findings import SpecError
from tests.cli.conftest import Run

# What an author writes in place of each FILL-IN, by what stands before it.
WRITTEN = {
    "its-sizes": "[1280x720]",
    "seconds": "4",
    "min": "2",
    "max": "8",
    "about": "Clips",
    "title": "Their page",
}


def filled(text: str) -> str:
    for key, value in WRITTEN.items():
        text = re.sub(rf"(?m)^( *{key}): \[?FILL-IN\]?$", rf"\1: {value}", text)
    return re.sub(r"(?m)^  FILL-IN:$", "  clip-1:", text)


def begun(run: Run, *arguments: str | Path) -> str:
    ran = run("spec", "init", *arguments)
    assert ran.code == 0
    return ran.out


@pytest.mark.parametrize(
    ("base", "covers"),
    [("", "all that own says"), ("wan", "what own says otherwise than wan")],
)
def test_its_source_is_of_today(
    run: Run, monkeypatch: pytest.MonkeyPatch, base: str, covers: str
) -> None:
    monkeypatch.setattr("cometvideo.cli.facts.today", lambda: date(2031, 2, 3))
    text = filled(begun(run, *(("--from", base) if base else ())))
    (source,) = parse_document(text, "own").sources.values()
    assert (source.date, source.covers) == ("2031-02-03", covers)


@pytest.mark.parametrize("base", ["", *shipped_files()])
def test_all_that_is_wrong_is_what_is_to_be_filled_in(run: Run, base: str) -> None:
    text = begun(run, *(("--from", base) if base else ()))
    told = [each for each in lint("own", text) if each.severity == "error"]
    assert {each.code for each in told} == {"fill-in"}
    assert len(told) == sum("FILL-IN" in each for each in text.splitlines() if each[0:1] != "#")
    assert [each for each in lint("own", filled(text)) if each.severity == "error"] == []


@pytest.mark.parametrize("base", shipped_files())
def test_what_stands_in_comments_is_what_the_base_says(run: Run, base: str) -> None:
    lines = filled(begun(run, "--from", base)).splitlines()
    text = "\n".join(re.sub("^#(?=[a-z]|  )", "", each) for each in lines)
    sections = dict.fromkeys(re.findall(r"(?m)^([a-z]+):$", text))
    assert len(sections) > 5
    assert {each.code for each in lint("own", text) if each.severity == "error"} == set()


def test_a_family_that_is_filled_in_can_be_used(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "clips.cometvideo.yaml"
    assert run("spec", "init", "--from", "cometapi", "-o", file).code == 0
    with pytest.raises(SpecError, match=r"models\.FILL-IN\.seconds\.min is still to be filled in"):
        load_family(file)
    file.write_text(filled(file.read_text(encoding="utf-8")), encoding="utf-8")
    request = {"prompt": "a kite", "model": "clip-1", "seconds": 5, "size": "1280x720"}
    assert load_family(file).name == "clips"
    assert validate(request, spec=file).verdict == "valid"
    assert validate({**request, "seconds": 9}, spec=file).verdict == "invalid"


def test_a_base_at_a_path_is_found_from_the_new_file(run: Run, tmp_path: Path) -> None:
    base, folder = tmp_path / "base.yaml", tmp_path / "ours"
    folder.mkdir()
    base.write_text("format: 1\nname: base\nextends: wan\n", encoding="utf-8")
    file = folder / "new.cometvideo.yaml"
    assert run("spec", "init", "--from", base, "-o", file).code == 0
    assert "extends: ../base.yaml" in file.read_text(encoding="utf-8").replace('"', "")


def test_what_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    assert run("spec", "init", "-o", file).code == 2
    assert file.read_text(encoding="utf-8") == "mine"
