"""Bounds that have moved: where they lie now, as far as can be told without paying more."""

import pytest

from cometvideo.drift import Drift
from cometvideo.facts.loading import load_family
from cometvideo.live.deriving import probes_of
from cometvideo.mock import MockApi
from tests.live.sensitivity import changed
from tests.live.upstream import KEY, Upstream, full_plan, named

MATRIX = load_family("seedance")


def moved(path: str, value: int) -> tuple[Drift, int, int]:
    """What is said of a bound that is another one now, and the seconds planned for and spent."""
    upstream = Upstream(MockApi(changed(MATRIX.facts[path], value), keys=[KEY]), MATRIX)
    report = upstream.report()
    (found,) = named(report)
    worst = sum(each.cost.seconds for each in full_plan(MATRIX))
    return found, worst, upstream.api.controls().bill.seconds


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("models.doubao-seedance-1-0-pro.seconds.max", 8, marks=pytest.mark.thorough),
        pytest.param("models.doubao-seedance-2-0.seconds.max", 14, marks=pytest.mark.thorough),
        ("models.doubao-seedance-1-0-pro.seconds.min", 3),
        # Beyond 5 it would change what a request without seconds means, which would be named too.
        pytest.param("models.doubao-seedance-1-5-pro.seconds.min", 5, marks=pytest.mark.thorough),
    ],
)
def test_a_narrower_bound_is_found(path: str, value: int) -> None:
    found, worst, spent = moved(path, value)
    assert (found.subject, found.observed, found.exact) == (path, value, True)
    assert spent <= worst


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("models.doubao-seedance-1-0-pro.seconds.max", 12, "at least 11"),
        ("models.doubao-seedance-2-0.seconds.min", 2, "at most 3"),
    ],
)
def test_of_a_wider_bound_only_the_next_value_is_known(path: str, value: int, said: str) -> None:
    found, _, _ = moved(path, value)
    assert (found.subject, found.observed, found.exact) == (path, said, False)


def test_every_length_of_a_model_can_be_asked_for() -> None:
    asked = {
        each.fields.get("seconds") for each in probes_of(MATRIX) if each.model == MATRIX.models[0]
    }
    assert {str(each) for each in range(4, 16)} <= asked
