"""One fact changed, on a page or in the spec: the report names it, and nothing unrelated."""

from collections.abc import Iterable
from typing import Any

import pytest

from cometvideo.facts.fact import Fact
from tests.documentation.changes import allowed, changed_pages, changed_spec, observable
from tests.documentation.copies import FIRST_SPEC, MATRIX, SPEC, WHOLE, adrift, check
from tests.documentation.sensitivity import kind_of
from tests.thorough import thorough

FACTS = MATRIX.facts


def not_named(page: str, facts: Iterable[Fact]) -> list[Any]:
    """The changes of these facts on a page that are not named, or not alone."""
    faults = []
    for fact in facts:
        for change in changed_pages(page, fact):
            named = adrift(check(change.content, name=page))
            if fact.path not in named or (named & FACTS.keys()) - allowed(fact):
                faults.append((fact.path, change.how, sorted(named)[:5]))
    return faults


@pytest.mark.parametrize("page", thorough(*WHOLE))
def test_a_change_on_a_page_is_named(page: str) -> None:
    """All facts on the two pages that are most unlike each other, a third of them on each other."""
    of_all = page in {"create.md", "create.openapi.json"}
    facts = observable(page)[:: 1 if of_all else 3]
    assert not_named(page, facts) == []


@pytest.mark.thorough
def test_a_change_of_every_kind_of_fact_is_named() -> None:
    page = "create.md"
    of_each_kind = {kind_of(fact): fact for fact in observable(page)}
    assert len(of_each_kind) > 10
    assert not_named(page, of_each_kind.values()) == []


@pytest.mark.parametrize(
    ("page", "source", "spec"),
    [
        pytest.param("create.txt", "create-page", SPEC, marks=pytest.mark.thorough),
        pytest.param("create.openapi.yaml", "create-page", SPEC, marks=pytest.mark.thorough),
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


@pytest.mark.thorough
def test_every_observable_fact_is_changed_on_some_page() -> None:
    page = "create.txt"
    left = [each.path for each in observable(page) if not list(changed_pages(page, each))]
    assert left == []
    assert len(observable(page)) > 100
