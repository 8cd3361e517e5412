from collections.abc import Mapping

import pytest

from cometvideo import load_family
from cometvideo.conformance.cases import files_in
from cometvideo.conformance.drawn import drawn_requests, smallest
from cometvideo.conformance.material import Material

PLOT = Material(load_family("seedance"))


def test_the_same_seed_draws_the_same_requests() -> None:
    first, again, other = (drawn_requests(PLOT, 8, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert all(PLOT.matrix.models.count(str(each["model"])) for each in first)


def test_files_are_drawn_with_their_bytes() -> None:
    drawn = drawn_requests(PLOT, 60, 0)
    files = [file for each in drawn for value in each.values() for file in files_in(value)]
    assert files
    assert all(each.data for each in files)


def test_the_smallest_request_is_found() -> None:
    def is_wrong(fields: Mapping[str, object]) -> bool:
        return "\n" in str(fields["prompt"])

    first = {**PLOT.request, "prompt": "many\nlines\nand words"}
    found = smallest(PLOT, is_wrong, seed=0, seconds=60, first=first)
    assert found["prompt"] in {"\n", "first\r\nsecond\n"}
    assert set(found) <= {"prompt", "model", "size", "seconds"}


@pytest.mark.thorough
def test_without_time_the_first_request_stays() -> None:
    first = {**PLOT.request, "prompt": "first"}
    assert smallest(PLOT, lambda _: True, seed=0, seconds=-1, first=first) == first
