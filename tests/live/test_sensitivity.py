"""A change that can be seen is named, and nothing that has no part in it.

A fact of every other kind here; `python -m tests.live.sensitivity` changes all of them.
"""

import pytest

from cometvideo.facts.fact import Fact
from cometvideo.facts.loading import load_family
from tests.live.sensitivity import changes, kind_of, related, tried
from tests.live.upstream import named
from tests.thorough import few

MATRIX = load_family("seedance")

# What nobody can tell apart from the outside, and what is then said.
AMBIGUOUS = {
    "service.auth_header": "a key that is not let in may be a wrong key",
    "service.auth_scheme": "a key that is not let in may be a wrong key",
    "fields.input_reference.format_family": "the formats share all of its evidence",
    "fields.input_reference.limits.max_count": "limits share one open fact",
    "rejections.by_request.malformed-body.code": "a 500 of another code may be one that passes",
}


def one_of_every_other_kind() -> list[Fact]:
    found: dict[str, Fact] = {}
    for fact in MATRIX.facts.values():
        if changes(fact, MATRIX) and fact.path not in AMBIGUOUS:
            found.setdefault(kind_of(fact), fact)
    return list(found.values())[::2]


@pytest.mark.parametrize("fact", few(one_of_every_other_kind(), 8), ids=lambda fact: fact.path)
def test_a_changed_fact_is_named(fact: Fact) -> None:
    for value in changes(fact, MATRIX)[:1]:
        result = tried(fact, value, MATRIX, "strict")
        if result is None:
            return
        is_observable, report = result
        names = {each.subject for each in named(report)}
        assert (fact.path in names) == is_observable
        assert names <= related(fact, MATRIX)


@pytest.mark.parametrize("path", AMBIGUOUS)
@pytest.mark.thorough
def test_what_cannot_be_told_apart_is_not_called_fine(path: str) -> None:
    fact = MATRIX.facts[path]
    result = tried(fact, changes(fact, MATRIX)[0], MATRIX, "strict")
    assert result is not None
    assert result[1].exit_code in {1, 3}
    assert path not in {each.subject for each in named(result[1])}
