import json
import re

import pytest

from cometvideo.conformance import CLAUSES, read_known
from cometvideo.conformance.protocol import OUTCOMES
from tests.conformance.real_clients import REAL_CLIENTS, RUNS, RealClient
from tests.conformance.table import PAGE, with_tables

PAGE_TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_not_stale() -> None:
    assert with_tables(PAGE_TEXT) == PAGE_TEXT, "run python -m tests.conformance.table"


def test_a_changed_table_is_noticed() -> None:
    changed = PAGE_TEXT.replace("| `deadline` | must |", "| `deadline` | should |")
    assert changed != PAGE_TEXT
    assert with_tables(changed) == PAGE_TEXT


@pytest.mark.parametrize("client", REAL_CLIENTS, ids=lambda each: each.name)
def test_what_is_known_is_what_was_found(client: RealClient) -> None:
    verdicts = json.loads(RUNS.read_text())[client.name]["verdicts"]
    # A clause that is new is not yet measured; one that is gone has no verdict.
    assert list(verdicts) == [each for each in CLAUSES if each in verdicts]
    failed = [name for name, verdict in verdicts.items() if verdict == "failed"]
    assert [each.id for each in read_known(client.known)] == failed


def test_the_page_names_every_outcome() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| (?!must|should)", PAGE_TEXT, re.MULTILINE)) >= set(
        OUTCOMES
    )
