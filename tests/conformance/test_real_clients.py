import os
from pathlib import Path

import pytest

from cometvideo.conformance import Report, read_known
from tests.conformance.real_clients import REAL_CLIENTS, BehindGuard, RealClient, play

pytestmark = pytest.mark.thorough

REQUIRED = os.environ.get("COMETVIDEO_REQUIRE_TOOLS") == "1"
# What set-up does not put there is asked where somebody else did.
HERE = [each for each in REAL_CLIENTS if each.needed or Path(each.command[0]).exists()]


@pytest.fixture(params=HERE, ids=lambda each: each.name)
def client(request: pytest.FixtureRequest) -> RealClient:
    found: RealClient = request.param
    if found.found_version() is None:
        reason = f"{found.name} is not installed: {found.install}"
        if REQUIRED:
            pytest.fail(f"{reason} (COMETVIDEO_REQUIRE_TOOLS=1)")
        pytest.skip(reason)
    return found


def failures(report: Report) -> dict[str, str]:
    return {each.clause.id: each.summary for each in report.results if each.verdict == "failed"}


def test_a_real_client_breaks_what_it_is_known_to_break(client: RealClient) -> None:
    failed = failures(play(client))
    known = {each.id for each in read_known(client.known)}
    assert {n: why for n, why in failed.items() if n not in known} == {}
    assert known - failed.keys() == set(), "stale: these do not fail any more"


def test_behind_the_guard_it_pays_once_and_breaks_nothing_new(client: RealClient) -> None:
    pytest.importorskip("uvicorn")
    failed = failures(play(client, BehindGuard))
    known = {each.id for each in read_known(client.known) if not each.id.startswith("one-task-")}
    assert {n: why for n, why in failed.items() if n not in known} == {}
