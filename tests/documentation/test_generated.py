"""Pages made from facts: what is told of them beside what is known by construction."""

import pytest

from tests.documentation.copies import MATRIX
from tests.documentation.generated.facts import FACTS, MODELS
from tests.documentation.generated.layouts import LAYOUTS, page
from tests.documentation.generated.measure import STATED, report_of, unchanged
from tests.documentation.generated.wordings import REWORDINGS

# What the reader reaches today: right of all facts in all layouts, and false drift.
_RIGHT, _FALSE = 3700, 200


def test_made_pages_state_what_the_spec_states() -> None:
    for path in STATED & FACTS.keys():
        value, fact = FACTS[path], MATRIX.facts[path]
        if path.rpartition(".")[2] not in {"kind", "unit"}:
            assert value == fact.value, path
    assert tuple(MATRIX.models) == MODELS


def test_layouts_and_wordings_differ() -> None:
    pages = [page(each) for each in LAYOUTS]
    pages += [page("Mintlify, copied", wording=each) for each in REWORDINGS]
    assert len(set(pages)) == len(LAYOUTS) + len(REWORDINGS)


@pytest.mark.thorough
def test_unchanged_pages_in_every_layout() -> None:
    found = [unchanged(report_of(page(each))) for each in LAYOUTS]
    assert sum(each.right for each in found) >= _RIGHT
    assert sum(len(each.false) for each in found) <= _FALSE
