"""Tests in several worlds: what each of them assumes."""

import pytest

from tests.plugin.running import Run
from tests.thorough import thorough

pytest_plugins = ["pytester"]

WORLDS = """
def test_fine(comet_mock):
    assert create()[0] == 200

@pytest.mark.parametrize("size", ["720x720", "1280x720"])
def test_unlisted(comet_mock, size):
    assert create(size=size)[0] == 200

@pytest.mark.comet_mock(world={"fields.size.undocumented": "as_asked"})
def test_pinned(comet_mock):
    assert create(size="720x720")[0] == 200

def test_without_it():
    pass
"""


@pytest.mark.parametrize("workers", [0, *thorough(2)])
def test_what_tests_assume_of_the_world_is_told(run: Run, workers: int) -> None:
    if workers:
        pytest.importorskip("xdist")
    result = run(WORLDS, workers=workers, more=("--comet-worlds", "9"))
    refused = result.parseoutcomes()["failed"]
    assert result.parseoutcomes() == {"passed": 4 * 9 + 1 - refused, "failed": refused}
    result.stdout.fnmatch_lines(
        ["test_it.py::test_unlisted?720x720? assumes fields.size.und* (fails*"]
    )
    assert result.stdout.str().count(" assumes ") == 1
