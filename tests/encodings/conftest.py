"""The spec of which one model reads other encodings than the rest."""

from pathlib import Path

import pytest

from cometvideo import Matrix, load_family
from tests.encodings.stand import overlay


@pytest.fixture
def mine(tmp_path: Path) -> Matrix:
    return load_family(overlay(tmp_path))
