import os

import pytest

from cometvideo.conformance import read_known
from tests.conformance.real_clients import REAL_CLIENTS, RealClient, play

pytestmark = pytest.mark.thorough

REQUIRED = os.environ.get("COMETVIDEO_REQUIRE_TOOLS") == "1"


@pytest.mark.parametrize("client", REAL_CLIENTS, ids=lambda each: each.name)
def test_a_real_client_breaks_what_it_is_known_to_break(client: RealClient) -> None:
    if client.found_version() is None:
        reason = f"{client.name} is not installed: {client.install}"
        if REQUIRED:
            pytest.fail(f"{reason} (COMETVIDEO_REQUIRE_TOOLS=1)")
        pytest.skip(reason)
    report = play(client)
    failed = {each.clause.id: each.summary for each in report.results if each.verdict == "failed"}
    known = {each.id for each in read_known(client.known)}
    assert {n: why for n, why in failed.items() if n not in known} == {}
    assert known - failed.keys() == set(), "stale: these do not fail any more"
