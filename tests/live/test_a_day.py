"""A change that a day of ordinary traffic shows is named, and nothing that has no part in it.

Some of them here; `python -m tests.live.a_day` tries all, and twenty-five drawn worlds.
"""

import pytest

from cometvideo.facts.fact import Value
from tests.live.a_day import drift_in, tried
from tests.live.other_make.switches import PRO, TWO


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"models.{TWO}.seconds.max", 12),
        ("fields.input_reference.required", True),
        ("sizes.seedance-1-5-and-2-0.720p.1:1", "968x968"),
        (f"models.{PRO}.size.table", "seedance-1-0"),
        ("task.fields.object.always", "video.task"),
    ],
)
@pytest.mark.thorough
def test_a_changed_fact_is_named(path: str, value: Value) -> None:
    found = tried(path, value)
    assert (found.told, found.others) == ("named", ())


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.thorough
def test_a_world_is_no_drift(seed: int) -> None:
    assert drift_in(seed) == []
