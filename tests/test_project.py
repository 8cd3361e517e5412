"""[tool.cometvideo] of a project's pyproject.toml: what it says, for whom, and what is wrong."""

from pathlib import Path

import pytest

from cometvideo.cli import main
from cometvideo.cli.arguments import parse
from cometvideo.errors import InputError
from cometvideo.likeness import did_you_mean
from cometvideo.project import Project, read_project

UNSURE = ("prompt=A kite", "model=doubao-seedance-2-0", "size=720x720")


def write(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    below = tmp_path / "src" / "package"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    monkeypatch.delenv("COMETVIDEO_SPEC", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", Project()),
        ('[project]\nname = "x"\ndependencies = ["cometvideo"]\n', Project()),
        ("this is no TOML, and not ours", Project()),
        ("[tool.cometvideo]\n", Project()),
        ("[tool.cometvideo]\nstrict = true\n", Project(strict=True)),
        ("[tool]\ncometvideo = {strict = true}\n", Project(strict=True)),
        ('[tool.cometvideo]\nspec = "sora"\n', Project("sora")),
        ('[tool.cometvideo.guard]\nbudget = "20usd/day"\n', Project()),
    ],
)
def test_what_it_says(folder: Path, text: str, says: Project) -> None:
    write(folder, text)
    assert read_project() == says
    assert read_project(str(folder)) == says


def test_the_nearest_file_is_the_project(folder: Path) -> None:
    write(folder, "[tool.cometvideo]\nstrict = true\n")
    write(folder / "src", "[project]\n")
    assert read_project() == Project()


def test_a_path_is_one_from_the_file(folder: Path) -> None:
    (folder / "mine.yaml").touch()
    (folder / "sora").mkdir()
    write(folder, '[tool.cometvideo]\nspec = "mine.yaml"\n')
    assert read_project().spec == str(folder / "mine.yaml")
    write(folder, '[tool.cometvideo]\nspec = "sora"\n')
    assert read_project().spec == "sora", "no folder"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("spce = 'x'", "has no key 'spce'; allowed: spec, strict, guard; did you mean spec?"),
        ("strict = 'no'", "strict of [tool.cometvideo] is true or false, not 'no'"),
        ("spec = 3", "spec of [tool.cometvideo] is text, not 3"),
        ("guard = 3", "guard of [tool.cometvideo] is a table, not 3"),
        ("strict =", "is no TOML"),
    ],
)
def test_what_is_wrong_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    path = write(folder, f"[tool.cometvideo]\n{text}\n")
    with pytest.raises(InputError):
        read_project()
    assert main(["models"]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert str(path) in told


def test_a_table_that_is_none(folder: Path) -> None:
    write(folder, "[tool]\ncometvideo = 3\n")
    with pytest.raises(InputError, match=r"write \[tool.cometvideo\] as a table"):
        read_project()


def test_commands_follow_it_but_what_they_are_given_goes_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, '[tool.cometvideo]\nstrict = true\nspec = "seedance@2026-04"\n')
    old = ("validate", "prompt=A kite", "model=doubao-seedance-2-0", "resolution=720p")
    assert main([*old]) == 0
    assert main([*old, "--spec", "seedance"]) == 1
    assert main(["--spec", "seedance", "validate", *UNSURE]) == 1
    assert main(["--spec", "seedance", "validate", *UNSURE, "--no-strict"]) == 0
    monkeypatch.setenv("COMETVIDEO_SPEC", "seedance")
    assert main([*old]) == 1
    capsys.readouterr()


def test_what_leads_to_money_does_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in a folder must not say where a key is sent."""
    write(folder, '[tool.cometvideo]\nspec = "nowhere.yaml"\n')
    assert main(["models"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err
    for words in (
        ["drift", "plan"],
        ["drift", "live", "--plan", "x"],
        ["guard"],
        ["guard", "serve"],
    ):
        _, arguments = parse(words)
        assert getattr(arguments, "spec", None) is None


def test_what_was_meant() -> None:
    assert did_you_mean("poll", ["plan", "polls"]) == "; did you mean polls?"
    assert did_you_mean("FROMAT", ["Format", "other"]) == "; did you mean Format?"
    assert did_you_mean("xyz", ["plan", "polls"]) == ""
