"""The examples, through real processes: each passes every clause."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from cometvideo.conformance import KeptOpen, check

pytestmark = pytest.mark.thorough

EXAMPLES = Path(__file__).parents[2] / "examples" / "clients"
VARIABLES = ("COMETAPI_BASE_URL", "COMETAPI_KEY")


@pytest.mark.parametrize(
    ("program", "file"), [(sys.executable, "client.py"), ("node", "client.mjs")]
)
def test_an_example_passes_every_clause(program: str, file: str) -> None:
    if shutil.which(program) is None:
        reason = f"{program} is not installed"
        if os.environ.get("COMETVIDEO_REQUIRE_TOOLS") == "1":
            pytest.fail(f"{reason} (COMETVIDEO_REQUIRE_TOOLS=1)")
        pytest.skip(reason)
    report = check(KeptOpen([program, str(EXAMPLES / file)], VARIABLES))
    amiss = {e.clause.id: e.summary for e in report.results if e.verdict != "passed"}
    assert amiss == {}
