"""Resolved specs: the same matrix as parsed, and never a stale one."""

import subprocess
import sys
from pathlib import Path

import pytest

import cometvideo
from cometvideo import Matrix, load_family, shipped_specs
from cometvideo.facts import loading
from cometvideo.facts.claims import build
from cometvideo.facts.loading import read_chain, shipped_files
from cometvideo.facts.resolved import read_resolved, resolved_file, to_json

TEXT = "format: 1\nname: a\nfrom: page\nblock: { value: 1, also: [{ source: s, value: [1, x] }] }\n"
OVERLAY = "format: 1\nextends: a.yaml\nmore: { one_of: [1, true], note: Höhe }\n"
IN_A_WHEEL = Path(cometvideo.__file__).with_name("_spec").is_dir()


def everything(matrix: Matrix) -> object:
    """All that a matrix holds, with its types."""
    parts = (matrix.name, matrix.about, matrix.sources, matrix.facts, matrix.tree, matrix.abouts)
    return repr(parts), matrix.digest


def resolve(spec: Path) -> Matrix:
    """Resolve a spec as a build does; returns the matrix that its YAML gives."""
    chain = read_chain(spec)
    matrix = build(chain)
    Path(resolved_file(str(spec))).write_text(
        to_json(matrix, (each.file for each in chain)), encoding="utf-8"
    )
    return matrix


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped specs, one of which extends the other."""
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(OVERLAY, encoding="utf-8")
    shipped = {name: str(tmp_path / f"{name}.yaml") for name in "ab"}
    monkeypatch.setattr(loading, "_shipped", lambda: shipped)
    return tmp_path


@pytest.mark.parametrize("name", sorted(shipped_specs()))
def test_it_is_the_matrix_that_parsing_gives(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, shipped = load_family(name).digest, shipped_files()
    copies = {each: str(tmp_path / path.name) for each, path in shipped.items()}
    for each, path in shipped.items():
        Path(copies[each]).write_bytes(path.read_bytes())
    monkeypatch.setattr(loading, "_shipped", lambda: copies)
    parsed = resolve(Path(copies[name]))
    resolved = read_resolved(copies[name])
    assert resolved is not None
    assert everything(resolved) == everything(parsed)
    assert resolved.digest == digest


@pytest.mark.parametrize("name", "ab")
def test_a_changed_spec_or_base_is_read_anew(specs: Path, name: str) -> None:
    spec, base = specs / f"{name}.yaml", specs / "a.yaml"
    resolve(spec)
    base.touch()
    assert read_resolved(str(spec)) is not None
    base.write_text(TEXT.replace("value: 1,", "value: 2,"), encoding="utf-8")
    assert read_resolved(str(spec)) is None
    assert loading._load(str(spec)).value("block") == 2


@pytest.mark.parametrize("damaged", [b"", b'{"texts"', b"\xff"], ids=["empty", "cut", "binary"])
def test_a_damaged_file_is_as_good_as_none(specs: Path, damaged: bytes) -> None:
    parsed = resolve(specs / "b.yaml")
    (specs / "b.json").write_bytes(damaged)
    assert everything(loading._load(str(specs / "b.yaml"))) == everything(parsed)


def test_what_extends_a_resolved_spec_is_merged_over_it(specs: Path) -> None:
    parsed = build(read_chain(specs / "b.yaml"))
    resolve(specs / "a.yaml")
    base, chain = loading._read(str(specs / "b.yaml"))
    assert base is not None
    assert [Path(each.file).name for each in chain] == ["b.yaml"]
    assert everything(loading._load(str(specs / "b.yaml"))) == everything(parsed)


def test_a_moved_spec_knows_where_it_stands(specs: Path, tmp_path: Path) -> None:
    resolve(specs / "b.yaml")
    moved = tmp_path / "moved"
    moved.mkdir()
    for file in [*specs.glob("*.yaml"), specs / "b.json"]:
        file.rename(moved / file.name)
    matrix = read_resolved(str(moved / "b.yaml"))
    assert matrix is not None
    assert {fact.where.file for fact in matrix.facts.values()} == {
        str(moved / "a.yaml"),
        str(moved / "b.yaml"),
    }


def test_a_wheel_reads_no_yaml_and_a_checkout_nothing_else() -> None:
    for path in shipped_specs().values():
        assert (read_resolved(str(path)) is not None) is IN_A_WHEEL
    script = (
        "import cometvideo, sys; cometvideo.load_family('seedance'); print('yaml' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(not IN_A_WHEEL)
