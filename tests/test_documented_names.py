"""Every name of the package that README and docs mention is there, where they say."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NAME = re.compile(r"(?<!\.)\bcometvideo(?:\.[A-Za-z_]\w*)+")
IMPORTED = re.compile(r"^from (cometvideo[\w.]*) import ([\w, ]+)$", re.MULTILINE)


def names_in(text: str) -> set[str]:
    taken = {
        f"{module}.{name.split()[0]}"
        for module, names in IMPORTED.findall(text)
        for name in names.split(",")
    }
    return set(NAME.findall(text)) | taken


def is_there(name: str) -> bool:
    found: object = import_module("cometvideo")
    at = "cometvideo"
    for part in name.split(".")[1:]:
        at = f"{at}.{part}"
        try:
            found = getattr(found, part)
        except AttributeError:
            try:
                found = import_module(at)
            except ImportError:
                return False
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_names_in_documents_can_be_used(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [name for name in sorted(names_in(text)) if not is_there(name)] == []


def test_a_name_that_is_gone_is_found() -> None:
    assert names_in("from cometvideo.mock import serve, gone") >= {"cometvideo.mock.gone"}
    assert not is_there("cometvideo.mock.gone")
    assert not is_there("cometvideo.clients.check")
