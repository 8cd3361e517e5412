"""The locks: they hold all that pyproject.toml asks for, as it asks for it, from any index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "requirements"
TOML = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = TOML["project"]
EXTRAS = PROJECT["optional-dependencies"]
BUILT_WITH = {Requirement(each) for each in TOML["build-system"]["requires"]}
LOCKS = sorted(each.name for each in FOLDER.glob("*.txt"))

# Each lock that is made from pyproject.toml, and the extras that it holds.
HOLDS = {
    "dev.txt": {"dev"},
    "test.txt": {"test"},
    "demo.txt": {"server", "console", "hypothesis", "drift"},
}


def wanted(extras: set[str]) -> set[Requirement]:
    """What the package and these extras ask for, with all that they name of each other."""
    found = {Requirement(each) for each in PROJECT["dependencies"]}
    for each in (Requirement(text) for extra in extras for text in EXTRAS[extra]):
        found |= wanted(each.extras) if each.name == PROJECT["name"] else {each}
    return found


def locked(name: str) -> list[Requirement]:
    text = (FOLDER / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.partition(" --hash")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", HOLDS)
def test_what_is_asked_for_is_locked(name: str) -> None:
    versions: dict[str, list[str]] = {}
    for each in locked(name):
        (pin,) = each.specifier
        assert pin.operator == "=="
        versions.setdefault(canonicalize_name(each.name), []).append(pin.version)
    amiss = [
        f"{asked}: {versions.get(canonicalize_name(asked.name), 'not locked')}"
        for asked in wanted(HOLDS[name]) | (set() if name == "demo.txt" else BUILT_WITH)
        if not all(
            asked.specifier.contains(each)
            for each in versions.get(canonicalize_name(asked.name), ["none"])
        )
    ]
    assert amiss == [], "run make lock"


def test_small_locks_are_part_of_the_large_one() -> None:
    large = {(each.name, str(each.specifier)) for each in locked("dev.txt")}
    for name in ("test.txt", "demo.txt"):
        assert {(each.name, str(each.specifier)) for each in locked(name)} <= large


@pytest.mark.parametrize("name", LOCKS)
def test_every_file_is_known_by_its_hash_and_none_by_its_address(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    assert entries
    assert [each for each in entries if each.strip() and "--hash=sha256:" not in each] == []
