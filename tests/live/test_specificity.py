"""What is allowed is no drift: every world, every quirk, every way in which a task may end."""

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.facts.worlds import world_choices
from cometvideo.mock import MockApi
from tests.live.upstream import KEY, Upstream, named, untold
from tests.thorough import few, thorough

MATRIX = load_family("seedance")


@pytest.mark.parametrize(
    "spec",
    [
        *("seedance", "fixtures/specs/invented.yaml"),
        *thorough("seedance@2026-04", "fixtures/specs/overlay.yaml"),
    ],
)
def test_an_upstream_as_the_spec_has_it(spec: str) -> None:
    matrix = load_family(spec)
    report = Upstream(MockApi(matrix, keys=[KEY]), matrix).report()
    assert named(report) == []
    assert [each for each in untold(report) if each.verdict == "could not tell"] == []
    assert report.exit_code == 0


@pytest.mark.parametrize("seed", few(range(4), 4))
def test_every_world_is_found_out(seed: int) -> None:
    choices = world_choices(MATRIX, seed=seed)
    report = Upstream(MockApi(MATRIX, keys=[KEY], world_seed=seed), MATRIX).report()
    assert named(report) == []
    observed = {each.subject: each.observed for each in report.drifts if each.verdict == "observed"}
    assert observed == {path: choices[path] for path in observed}
    # Where a refusal looks like a failure of the moment, an open fact stays open.
    told = {each.subject for each in untold(report) if each.verdict == "could not tell"}
    assert not told or choices["rejections.unstated_status"] == 500


@pytest.mark.parametrize("quirk", ["all", *thorough("fresh_status", "left_out")])
def test_quirks_of_gateways(quirk: str) -> None:
    api = MockApi(MATRIX, keys=[KEY])
    api.controls().quirks(quirk)
    report = Upstream(api, MATRIX).report()
    assert (named(report), untold(report)) == ([], [])


@pytest.mark.parametrize(
    "plan", few(["immediate", "failed", "moderated", "refused", "never", "polls=2,end=error"], 3)
)
def test_however_tasks_end(plan: str) -> None:
    report = Upstream(MockApi(MATRIX, keys=[KEY], plan=plan), MATRIX).report()
    assert named(report) == []
    assert report.exit_code == (0 if plan == "immediate" else 3)


@pytest.mark.thorough
def test_a_failed_task_tells_the_shape_of_its_reason() -> None:
    shapes = MATRIX.facts["task.reason"].one_of
    for shape in shapes:
        api = MockApi(MATRIX, keys=[KEY], plan="failed", choices={"task.reason": shape})
        report = Upstream(api, MATRIX).report()
        found = next(each for each in report.drifts if each.subject == "task.reason")
        assert (found.verdict, found.observed) == ("observed", shape)
