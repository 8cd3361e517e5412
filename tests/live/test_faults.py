"""Faults of the moment under a whole run: never drift, never agreement, never paid twice."""

from pathlib import Path

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import follow_up, judge
from cometvideo.live.planning import make_plan
from cometvideo.live.probe import Probe
from cometvideo.mock.faults import KINDS
from tests.live.stand import Stand
from tests.live.upstream import named
from tests.thorough import few

MATRIX = load_family("seedance")

FAULTS = [
    *(f"{kind},times=3" for kind in KINDS if kind not in {"slow-headers", "slow-body", "status"}),
    *(f"create,{kind},nth=12" for kind in ("drop", "malformed-json")),
    *(f"create,{kind},after,nth=12" for kind in ("drop", "stall", "status")),
    *(f"retrieve,{kind},nth=5" for kind in ("drop", "truncated-json")),
    *(f"download,{kind},times=2" for kind in ("drop", "cut", "status=500,html", "status=403")),
    *(f"status={status},times=4" for status in (408, 429, 500, 524)),
    "status=502,html,probability=0.05",
    "status=429,retry_after=7,times=2",
    "status=429,retry_after=date,seconds=5,times=2",
    "create,status=401,nth=20",
    "create,status=403,nth=20",
    "quota,limit=20,seconds=60",
]


@pytest.fixture(scope="module")
def planned() -> tuple[Probe, ...]:
    """A plan in which there is something of everything."""
    by_id = {each.id: each for each in probes_of(MATRIX)}
    return tuple(
        by_id[each] for each in make_plan(MATRIX, probes_of(MATRIX), max_seconds=60).probes
    )


@pytest.mark.parametrize("fault", few(FAULTS, 30))
def test_a_fault_is_no_drift(fault: str, planned: tuple[Probe, ...], tmp_path: Path) -> None:
    library = probes_of(MATRIX)
    stand = Stand(tmp_path, planned, library=library)
    stand.api.controls().fault(fault)
    stand.run(follow_up=follow_up)
    report = judge(MATRIX, library, list(stand.attempts().values()))
    assert [(each.subject, each.observed) for each in named(report)] == []
    assert report.exit_code in {0, 3}
    asked = stand.requests("create")
    refused_for_now = sum(
        each.answer is not None and each.answer.status == 429
        for each in stand.api.controls().journal
    )
    distinct = {(each.header("content-type"), each.body) for each in asked}
    assert len(asked) - len(distinct) <= refused_for_now


def test_no_fault_leaves_nothing_untold(planned: tuple[Probe, ...], tmp_path: Path) -> None:
    library = probes_of(MATRIX)
    stand = Stand(tmp_path, planned, library=library)
    stand.run(follow_up=follow_up)
    report = judge(MATRIX, library, list(stand.attempts().values()))
    assert report.exit_code == 0
    assert report.summary["could not tell"] == 0
