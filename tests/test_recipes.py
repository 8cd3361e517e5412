"""Recipes of CONTRIBUTING.md: each names the files that it touches, all of them and no other."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {
    found[1]: found[2]
    for found in re.finditer(r"^## Adding ([^\n]*)\n(.*?)(?=^## )", PAGE, re.DOTALL | re.MULTILINE)
}

# What stands wherever one that is there already was added.
SPECIMENS = {
    "a kind of field": '"choice"',
    "a fault of the mock": '"redirect"',
    "a clause": '"unlisted-fields"',
    "a live check": '"same as"',
}
# A setting of a plan has the same word for another thing.
OTHERS = {"cometvideo/settings.py"}


def files_in(recipe: str) -> list[str]:
    return re.findall(r"^\| `((?:cometvideo|tests|docs)/[^`]*)`", RECIPES[recipe], re.MULTILINE)


@pytest.mark.parametrize(("recipe", "specimen"), SPECIMENS.items(), ids=SPECIMENS)
def test_a_recipe_names_every_file_of_the_package(recipe: str, specimen: str) -> None:
    assert specimen in PAGE
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "cometvideo").rglob("*.py")
        if specimen in path.read_text(encoding="utf-8")
    }
    assert {each for each in files_in(recipe) if each.startswith("cometvideo")} == found - OTHERS


@pytest.mark.parametrize("recipe", SPECIMENS)
def test_the_files_of_a_recipe_are_there(recipe: str) -> None:
    assert [each for each in files_in(recipe) if not (ROOT / each).is_file()] == []


def test_every_recipe_is_held() -> None:
    assert {*RECIPES} == {*SPECIMENS, "a model"}
