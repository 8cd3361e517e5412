"""Skips are failures where every tool must be there (COMETVIDEO_REQUIRE_TOOLS=1, as in CI)."""

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

# No test depends on how busy the machine is.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")
# No test trusts anybody: to read all authorities takes every client of httpx 25 ms.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("nobody.pem"))

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep the collector from what lives to the end anyway: an eighth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return without_skips((yield))


def without_skips(report: Report) -> Report:
    """The report, failed where it was skipped and nothing may be."""
    if report.skipped and os.environ.get("COMETVIDEO_REQUIRE_TOOLS") and not expected(report):
        report.outcome = "failed"
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"{why}\nNothing may be skipped under COMETVIDEO_REQUIRE_TOOLS."
    return report


def expected(report: Report) -> bool:
    """Whether the test is one that is expected to fail, which pytest reports as a skip as well."""
    return hasattr(report, "wasxfail")
