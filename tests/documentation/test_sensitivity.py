"""One fact changed, on a page or in the spec: the report names it, and nothing unrelated."""

import pytest

from tests.documentation.changes import allowed, changed_pages, changed_spec, observable
from tests.documentation.copies import FIRST_SPEC, MATRIX, SPEC, WHOLE, adrift, check

FACTS = MATRIX.facts


@pytest.mark.parametrize("page", WHOLE)
def test_a_change_on_a_page_is_named(page: str) -> None:
    faults = []
    for fact in observable(page):
        for change in changed_pages(page, fact):
            named = adrift(check(change.content, name=page))
            if fact.path not in named or (named & FACTS.keys()) - allowed(fact):
                faults.append((fact.path, change.how, sorted(named)[:5]))
    assert faults == []


@pytest.mark.parametrize(
    ("page", "source", "spec"),
    [
        ("create.txt", "create-page", SPEC),
        ("create.openapi.yaml", "create-page", SPEC),
        ("retrieve.txt", "retrieve-page", SPEC),
        ("first-generation.txt", "first-generation-pages", FIRST_SPEC),
    ],
)
def test_a_change_in_the_spec_is_named(page: str, source: str, spec: str) -> None:
    faults = []
    facts = observable(page, source, spec)
    for fact in facts:
        named = adrift(check(page, source, changed_spec(fact, spec)))
        if fact.path not in named or (named & FACTS.keys()) - allowed(fact):
            faults.append((fact.path, sorted(named)[:5]))
    assert len(facts) > 10
    assert faults == []


def test_every_observable_fact_is_changed_on_some_page() -> None:
    page = "create.txt"
    left = [each.path for each in observable(page) if not list(changed_pages(page, each))]
    assert left == []
    assert len(observable(page)) > 100
