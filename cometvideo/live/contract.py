"""The live contract: every fact of a plan as a test, and the plan sent once for all of them.

    pytest --pyargs cometvideo.live.contract --comet-live-plan plan.json --comet-live-yes

What it sends is paid for. Without a plan, a key, or the yes, every test is skipped and says why.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cometvideo.drift import Drift, DriftReport
from cometvideo.errors import CometVideoError, InputError
from cometvideo.live.plan import PreparedPlan, read_plan
from cometvideo.live.session import (
    access,
    carry_out,
    opened,
    prepare_plan,
    report_of,
    text_of_plan,
)

__all__ = ["live_report", "test_fact", "test_nothing_else_drifted"]

pytestmark = pytest.mark.comet_live


class _Plan(NamedTuple):
    """A plan of the command line, and the facts that it is about."""

    path: Path
    text: str
    prepared: PreparedPlan
    facts: tuple[str, ...]


_PLAN: pytest.StashKey[_Plan] = pytest.StashKey()
_NO_PLAN = (
    "no plan to go by: name one with --comet-live-plan; `cometvideo drift plan -o FILE` makes it"
)
_NO_YES = "this would send the plan, which costs money: add --comet-live-yes"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every fact that the plan is about."""
    if "fact" not in metafunc.fixturenames:
        return
    if not metafunc.config.getoption("--comet-live-plan"):
        skipped = pytest.param("", id="no plan", marks=pytest.mark.skip(reason=_NO_PLAN))
        metafunc.parametrize("fact", [skipped])
        return
    try:
        metafunc.parametrize("fact", _plan(metafunc.config).facts)
    except CometVideoError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture(scope="session")
def live_report(pytestconfig: pytest.Config) -> DriftReport:
    """What the plan tells, which is sent here."""
    if not pytestconfig.getoption("--comet-live-plan"):
        pytest.skip(_NO_PLAN)
    if not pytestconfig.getoption("--comet-live-yes"):
        pytest.skip(_NO_YES)
    plan = _plan(pytestconfig)
    try:
        unencrypted = bool(pytestconfig.getoption("--comet-live-unencrypted"))
        to = access(plan.prepared.matrix, os.environ, unencrypted=unencrypted)
    except InputError as error:
        pytest.skip(str(error))
    given: Any = pytestconfig.getoption("--comet-live-ledger")
    path = Path(given) if given else plan.path.with_suffix(".ledger")
    try:
        with opened(path, plan.text, to) as ledger:
            carry_out(plan.prepared, ledger, to.key)
            report = report_of(plan.prepared, ledger)
            return report._replace(strict=bool(pytestconfig.getoption("--comet-live-strict")))
    except CometVideoError as error:
        pytest.fail(str(error), pytrace=False)


def test_fact(fact: str, live_report: DriftReport) -> None:
    """The fact holds, as far as can be told."""
    found = [each for each in live_report.drifts if each.subject == fact]
    _fail_if_drifted(found, live_report)
    if not any(each.verdict in {"holds", "observed"} for each in found):
        why = "; ".join(each.why or each.finding.message for each in found)
        pytest.skip(why or "nothing that was sent shows it")


def test_nothing_else_drifted(live_report: DriftReport, pytestconfig: pytest.Config) -> None:
    """The API shows nothing that the spec lacks, or states otherwise outside of the plan."""
    planned = set(_plan(pytestconfig).facts)
    others = [each for each in live_report.drifts if each.subject not in planned]
    _fail_if_drifted(others, live_report)


def _fail_if_drifted(drifts: list[Drift], report: DriftReport) -> None:
    messages = [each.finding.message for each in drifts if each.verdict in report.adrift]
    if messages:
        pytest.fail("\n".join(messages), pytrace=False)


def _plan(config: pytest.Config) -> _Plan:
    if _PLAN not in config.stash:
        path = Path(str(config.getoption("--comet-live-plan")))
        text = text_of_plan(path)
        plan = prepare_plan(read_plan(text))
        marks = (mark for each in plan.probes for mark in each.marks)
        # That a model is known is no fact of its own, and shows in those it has.
        facts = tuple(dict.fromkeys(mark.fact for mark in marks if mark.fact in plan.matrix.facts))
        config.stash[_PLAN] = _Plan(path, text, plan, facts)
    return config.stash[_PLAN]
