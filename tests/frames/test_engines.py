"""What docs/tables.md shows is run: on Arrow by every run, on engines of others by the thorough."""

import os
import subprocess

import pytest

pytest.importorskip("pyarrow")
from tests.frames.engines import COLLECT, PAGE, ROOT, check, examples

OTHERS = ROOT / "build" / "tables" / "bin" / "python"


def test_every_engine_has_its_example() -> None:
    assert examples(PAGE.read_text(encoding="utf-8")).keys() == COLLECT.keys()


def test_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    check("arrow", examples(PAGE.read_text(encoding="utf-8"))["arrow"])


@pytest.mark.thorough
@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
def test_engines_of_others(engine: str) -> None:
    if not OTHERS.exists():
        if os.environ.get("COMETVIDEO_REQUIRE_TOOLS"):
            pytest.fail("no build/tables: make thorough makes it")
        pytest.skip("make thorough makes build/tables, which has Polars, pandas and DuckDB")
    ran = subprocess.run(
        [OTHERS, "-m", "tests.frames.engines", engine],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"{engine}: ")
