"""A spec that is enough to validate against, and too little to speak."""

from pathlib import Path

import pytest

from cometvideo import InputError, Matrix, load_family, shipped_specs, validate
from cometvideo.export import openapi
from cometvideo.mock import MockApi
from cometvideo.prediction import check_serving

CLIPS = """format: 1
name: clips
sources: { page: { kind: documentation, title: Their page } }
from: page
fields:
  prompt: { kind: text, required: true }
  model: { kind: choice, selects: models, required: true }
models:
  clip-1:
    prompt: { required: true }
"""


@pytest.fixture
def clips(tmp_path: Path) -> Matrix:
    path = tmp_path / "clips.yaml"
    path.write_text(CLIPS)
    return load_family(path)


def test_it_can_be_validated_against(clips: Matrix) -> None:
    assert validate(prompt="A kite", model="clip-1", spec=clips).verdict == "valid"


@pytest.mark.parametrize("speak", [openapi, MockApi, check_serving])
def test_it_cannot_be_spoken(clips: Matrix, speak: object) -> None:
    with pytest.raises(InputError, match=r"it lacks service.host, .*task.statuses; add them"):
        speak(clips)  # type: ignore[operator]


@pytest.mark.parametrize("name", sorted(shipped_specs()))
def test_the_shipped_specs_can(name: str) -> None:
    check_serving(load_family(name))
