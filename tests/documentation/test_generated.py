"""Pages made from facts: what is told of them beside what is known by construction."""

import pytest

from tests.documentation.copies import MATRIX
from tests.documentation.generated.changes import CHANGES
from tests.documentation.generated.facts import FACTS, MODELS
from tests.documentation.generated.layouts import LAYOUTS, page
from tests.documentation.generated.measure import CHANGED_IN, STATED, report_of, told, unchanged
from tests.documentation.generated.wordings import REWORDINGS
from tests.thorough import few, thorough

# Facts that are left untold where the words are others, and why no reader could know better.
_UNTOLD = {
    "speed": 2,  # other seconds of the same model, of something else
    "literal": 1,  # a word beside the value, which may be the value
    "soon": 1,  # who takes it at another time
    "another default once": 1,
    "only rows": 1,  # what is said of other rows
    "goes up to": 1,  # a row beside the one that is denied
    "not milliseconds": 1,  # two units, one of them denied
}
# Changes that no single page can show to be changes.
_DOUBTED = {"task.id_example", "task.fields.model.same_as", "a quirk is gone"}


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


@pytest.mark.parametrize("layout", few(LAYOUTS, 4))
def test_an_unchanged_page_agrees_in_every_layout(layout: str) -> None:
    found = unchanged(report_of(page(layout)))
    assert found == (len(STATED), 0, ())


@pytest.mark.parametrize("wording", few(REWORDINGS, 4))
def test_other_words_raise_no_alarm(wording: str) -> None:
    found = unchanged(report_of(page("Mintlify, copied", wording=wording)))
    assert found.false == ()
    assert found.untold <= _UNTOLD.get(wording, 0)


@pytest.mark.parametrize("layout", thorough(*CHANGED_IN))
def test_a_change_is_named_alone(layout: str) -> None:
    """Half of the changes in each layout, the others in the next one."""
    faults = []
    untold = set()
    for change in CHANGES[[*CHANGED_IN].index(layout) % 2 :: 2]:
        how, others = told(change, layout)
        untold |= {change.name} if how == "untold" else set()
        if how == "missed" or others:
            faults.append((change.name, how, others))
    assert faults == []
    assert untold <= _DOUBTED


@pytest.mark.parametrize("layout", few(LAYOUTS, 40))
def test_changes_of_every_kind_in_every_layout(layout: str) -> None:
    for change in CHANGES:
        if change.name.startswith("a "):
            how, others = told(change, layout)
            assert (how, others) in {("named", ()), ("untold", ())}, change.name
