"""Comparing: several quotes and several pages at once, and facts that cite more than one source."""

import pytest

from cometvideo import Matrix
from cometvideo.documentation.comparing import ReadPage, compare, is_shown
from cometvideo.documentation.pages.page import Page, Said
from cometvideo.documentation.reading.statements import Notes
from cometvideo.drift import Drift
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Value
from cometvideo.facts.loading import read_chain
from tests.documentation.test_comparing import (
    FEWER,
    LABELS,
    LISTED,
    MATRIX,
    MORE,
    MOST,
    OLD,
    OPEN,
    PAGE,
    stated,
    verdict,
)

VENDOR, ERRORS, LATER = "ark-reference", "error-guide", "create-page-later"


def found(keys: tuple[str, ...], *said: tuple[str, Notes], matrix: Matrix = MATRIX) -> list[Drift]:
    """What is told of a fact by pages, each with its source."""
    reads = [
        ReadPage(Page(f"page-{at}.html", "text"), source, notes.reading())
        for at, (source, notes) in enumerate(said)
    ]
    return [each for each in compare(matrix, reads).drifts if each.subject == ".".join(keys)]


def own(text: str) -> Matrix:
    """The spec with some facts of one's own."""
    whole = f"format: 1\nname: own\n{text}"
    return build([*read_chain("seedance"), parse_document(whole, "own.yaml")])


def test_what_no_page_shows_is_counted() -> None:
    of_page = [each for each in MATRIX.facts.values() if PAGE in each.sources and not each.is_open]
    hidden = [each for each in of_page if not is_shown(each)]
    assert 0 < len(hidden) < len(of_page)
    for notes, more in ((Notes(), 0), (elsewhere(), 1)):
        reads = [ReadPage(Page("page.html", "text"), PAGE, notes.reading())]
        assert compare(MATRIX, reads).not_shown == len(hidden) + more


def elsewhere() -> Notes:
    notes = Notes()
    notes.elsewhere(*MOST)
    return notes


@pytest.mark.parametrize(
    ("sure", "doubtful", "said", "lines"),
    [([3], [], "new", [1]), ([3], [4], "new", [1]), ([], [4, 5], "could not tell", [2, 2])],
)
def test_of_what_the_spec_lacks_what_is_sure_is_new(
    sure: list[Value], doubtful: list[Value], said: str, lines: list[int]
) -> None:
    keys, notes = ("fields", "seed", "max"), Notes()
    for value in doubtful:
        notes.suggest(keys, value, 2, "by hand", f"perhaps {value}")
    for value in sure:
        notes.state(keys, value, 1, "by hand")
    (drift,) = found(keys, (PAGE, notes))
    assert drift.verdict == said
    assert [each.line for each in drift.evidence] == lines
    assert drift.observed == (3 if sure else None)
    if not sure:
        assert drift.why == 'this may say 4: "perhaps 4"'


@pytest.mark.parametrize("is_told", [True, False])
def test_a_passage_may_be_told_even_where_no_fact_is_in_doubt(*, is_told: bool) -> None:
    keys, notes = ("fields", "seed"), Notes()
    (notes.odd if is_told else notes.unclear)(keys, 7, "in other words", "a passage")
    drifts = found(keys, (PAGE, notes))
    assert [each.why for each in drifts] == (['in other words: "a passage"'] if is_told else [])
    assert {each.verdict for each in drifts} <= {"could not tell"}


@pytest.mark.parametrize(
    ("source", "is_told"), [(PAGE, True), (ERRORS, True), (OLD, False), (VENDOR, False)]
)
def test_a_doubt_is_told_of_a_page_that_holds(source: str, *, is_told: bool) -> None:
    drifts = found(MOST, (source, stated(MOST, 13, sure=False)))
    assert [each.verdict for each in drifts] == (["could not tell"] if is_told else [])


@pytest.mark.parametrize(
    ("sure", "said", "exact"),
    [((), "drifted", False), ((MORE,), "drifted", False), ((LABELS,), "contradicted", False)],
)
def test_of_a_list_that_is_there_whole_and_in_part_nothing_is_exact(
    sure: tuple[Value, ...], said: str, *, exact: bool
) -> None:
    notes = stated(LISTED, *sure)
    notes.some(LISTED, MORE, 2, "by hand", "a passage")
    (drift,) = found(LISTED, (PAGE, notes))
    assert (drift.verdict, drift.exact) == (said, exact)
    (drift,) = found(LISTED, (PAGE, stated(LISTED, FEWER)))
    assert (drift.verdict, drift.exact) == ("drifted", True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # One page that does not hold any more may contradict itself; two are worth a look.
        ([(VENDOR, [13, 14])], None),
        ([(VENDOR, [13]), (VENDOR, [14])], "contradicted"),
        ([(VENDOR, [13]), (OLD, [14])], "contradicted"),
        ([(ERRORS, [10, 12])], "contradicted"),
        ([(VENDOR, [13]), (OLD, [13])], "drifted"),
        ([(VENDOR, [12]), (OLD, [15])], "contradicted"),
        ([(PAGE, [10]), (VENDOR, [12])], "contradicted"),
        ([(PAGE, [10]), (VENDOR, [10])], "holds"),
    ],
)
def test_what_several_pages_say_of_a_fact(
    said: list[tuple[str, list[Value]]], told: str | None
) -> None:
    drifts = found(MOST, *((source, stated(MOST, *values)) for source, values in said))
    assert [each.verdict for each in drifts] == ([told] if told else [])
    if told == "contradicted":
        values = dict.fromkeys(str(each) for _, given in said for each in given)
        assert drifts[0].observed == tuple(values)
        assert {each.page for each in drifts[0].evidence} == {
            f"page-{at}.html" for at, _ in enumerate(said)
        }


def test_what_both_leave_open_is_no_agreement() -> None:
    options = MATRIX.facts[".".join(OPEN)].one_of
    assert verdict(OPEN, PAGE, stated(OPEN, options)) is None


@pytest.mark.parametrize(
    ("notes", "value", "said"),
    [
        ("{ source: error-guide, value: 12 }", 12, None),
        ("{ source: error-guide, value: 12 }", 13, "contradicted"),
        ("{ source: retrieve-page, value: 12 }", 12, "contradicted"),
        ("{ source: error-guide, value: 12 }, { source: ark-reference, value: 14 }", 12, None),
    ],
)
def test_what_is_noted_beside_a_fact_of_a_page_that_holds_is_known(
    notes: str, value: int, said: str | None
) -> None:
    of_model = f"seconds: {{ max: {{ value: 10, from: create-page, also: [{notes}] }} }}"
    matrix = own(f"models: {{ {MOST[1]}: {{ {of_model} }} }}\n")
    drifts = found(MOST, (ERRORS, stated(MOST, value)), matrix=matrix)
    assert [each.verdict for each in drifts] == ([said] if said else [])


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ("create-page-later", "new"),
        ("[create-page-later, retrieve-page]", None),
        ("[retrieve-page, create-page-later]", None),
        ("first-generation-pages", None),
        ("pricing-page", None),
    ],
)
def test_a_page_has_become_its_later_version_where_nothing_else_says_so(
    sources: str, said: str | None
) -> None:
    keys = ("fields", "input_reference", "repeat")
    text = f"fields: {{ input_reference: {{ repeat: {{ value: true, from: {sources} }} }} }}\n"
    drifts = found(keys, (PAGE, stated(keys, True)), matrix=own(text))
    assert [each.verdict for each in drifts] == ([said] if said else [])


@pytest.mark.parametrize(
    ("places", "is_told"), [((True,), True), ((True, True), True), ((True, False), False)]
)
def test_what_was_left_open_may_stand_on_any_page_of_its_source(
    places: tuple[bool, ...], *, is_told: bool
) -> None:
    pages = []
    for is_place in places:
        notes = Notes()
        if is_place:
            notes.whole(*OPEN)
        pages.append((PAGE, notes))
    assert [each.verdict for each in found(OPEN, *pages)] == (["gone"] if is_told else [])


@pytest.mark.parametrize("is_of_some", [True, False])
def test_what_only_some_models_have_may_be_missing_in_a_list(*, is_of_some: bool) -> None:
    models = f"models: {{ value: [{MOST[1]}], from: create-page }}, " if is_of_some else ""
    kind = "kind: { value: text, from: create-page }"
    notes = Notes()
    notes.listed(("fields",), [Said(each, 4) for each in MATRIX.block("fields")])
    keys = ("fields", "camera")
    matrix = own(f"fields: {{ camera: {{ {models}{kind} }} }}\n")
    (drift,) = found(keys, (PAGE, notes), matrix=matrix)
    assert drift.verdict == ("could not tell" if is_of_some else "gone")
    assert bool(drift.why) == is_of_some
