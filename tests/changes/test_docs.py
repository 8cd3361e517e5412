"""The guide: its Python runs, and its samples are what the command says."""

import re
from pathlib import Path

from tests.cli.conftest import Run, run

__all__ = ["run"]

PAGE = Path(__file__).parents[2].joinpath("docs", "diff.md").read_text(encoding="utf-8")


def test_the_python_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "docs/diff.md", "exec"), {})


def test_the_sample_is_what_the_command_says(run: Run) -> None:
    sample = PAGE.partition("    $ cometvideo diff seedance@2026-04 seedance\n")[2]
    shown = [
        line.removeprefix("    ")
        for line in sample.partition("\n\nA model")[0].splitlines()
        if line.strip() != "…"
    ]
    said = run("diff", "seedance@2026-04", "seedance").out.splitlines()
    assert len(shown) > 6
    assert [line for line in shown if line not in said] == []
