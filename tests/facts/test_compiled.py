"""Compiled specs: the same document as parsed, and never a stale one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cometvideo import SpecError, shipped_specs
from cometvideo.facts.compiled import read_compiled
from cometvideo.facts.documents import read_document

TEXT = "format: 1\nname: a\nblock: { value: 1, note: old, also: [{ source: s, value: [1, x] }] }\n"


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for compiled files, and a Python that writes them."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    return tmp_path / "compiled"


def compiled_files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.pyc"))


@pytest.mark.parametrize("name", sorted(shipped_specs()))
def test_it_is_the_document_that_parsing_gives(cached: Path, name: str) -> None:
    path = str(shipped_specs()[name])
    parsed = read_document(path)
    assert read_compiled(path) == parsed
    assert len(compiled_files(cached)) == 1
    assert read_compiled(path) == parsed


def test_a_changed_spec_is_read_anew_whatever_its_date(cached: Path, tmp_path: Path) -> None:
    spec = tmp_path / "a.yaml"
    spec.write_text(TEXT)
    date = spec.stat()
    first = read_compiled(str(spec))
    spec.write_text(TEXT.replace("old", "new"))
    os.utime(spec, ns=(date.st_atime_ns, date.st_mtime_ns))
    second = read_compiled(str(spec))
    assert first != second == read_document(spec)
    assert compiled_files(cached)


def test_a_moved_spec_knows_where_it_stands(cached: Path, tmp_path: Path) -> None:
    spec = tmp_path / "a.yaml"
    spec.write_text(TEXT)
    read_compiled(str(spec))
    moved = tmp_path / "b.yaml"
    spec.rename(moved)
    assert read_compiled(str(moved)).patches[0].where.file == str(moved)
    assert len(compiled_files(cached)) == 2


def test_a_damaged_file_is_made_anew(cached: Path, tmp_path: Path) -> None:
    spec = tmp_path / "a.yaml"
    spec.write_text(TEXT)
    read_compiled(str(spec))
    (written,) = compiled_files(cached)
    written.write_bytes(b"damaged")
    assert read_compiled(str(spec)) == read_document(spec)


def test_a_spec_that_is_wrong_is_not_compiled(cached: Path, tmp_path: Path) -> None:
    spec = tmp_path / "a.yaml"
    spec.write_text("format: 1\na: 16:9\n")
    with pytest.raises(SpecError, match="read in different ways"):
        read_compiled(str(spec))
    assert compiled_files(cached) == []


def test_yaml_is_not_imported_for_a_compiled_spec(tmp_path: Path) -> None:
    script = "import cometvideo, sys; cometvideo.load(); sys.exit('yaml' in sys.modules)"
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("COMETVIDEO_SPEC", None)
    start = [sys.executable, "-c", script]
    codes = [subprocess.run(start, env=environment, check=False).returncode for _ in range(2)]
    assert codes == [1, 0]
