"""Comparing: what readings made by hand say of facts, on both sides of every doubt."""

import pytest

from cometvideo import load_family
from cometvideo.documentation.comparing import ReadPage, compare, shortened
from cometvideo.documentation.pages.page import Doubt, Page, Said
from cometvideo.documentation.reading.statements import Notes
from cometvideo.drift import Drift

MATRIX = load_family("seedance")
PAGE, OLD = "create-page", "announcement-2026-04"
MOST = ("models", "doubao-seedance-1-0-pro", "seconds", "max")
LISTED = ("fields", "size", "labels")
OPEN = ("fields", "size", "undocumented")
LABELS = MATRIX.block(*LISTED[:-1]).texts(LISTED[-1])
FEWER, MORE = LABELS[:-1], (*LABELS, "2:1")


def verdict(keys: tuple[str, ...], source: str, notes: Notes) -> Drift | None:
    """What comes of a reading of one source for one fact."""
    report = compare(MATRIX, [ReadPage(Page("page.html", "text"), source, notes.reading())])
    found = [each for each in report.drifts if each.subject == ".".join(keys)]
    assert len(found) < 2, "of one fact there is one thing to say"
    return found[0] if found else None


def stated(keys: tuple[str, ...], *values: object, sure: bool = True) -> Notes:
    notes = Notes()
    for value in values:
        if sure:
            notes.state(keys, value, 1, "by hand")  # type: ignore[arg-type]
        else:
            notes.suggest(keys, value, 1, "by hand", "a passage")  # type: ignore[arg-type]
    return notes


@pytest.mark.parametrize(
    ("source", "values", "said", "observed"),
    [
        (PAGE, [10], "holds", 10),
        (PAGE, ["10"], "holds", "10"),
        (PAGE, [12], "drifted", 12),
        (PAGE, [10, 12], "contradicted", ("10", "12")),
        (PAGE, [12, 12], "drifted", 12),
        ("error-guide", [10], None, None),
        ("error-guide", [12], "contradicted", 12),
        ("ark-reference", [13], "drifted", 13),
        ("ark-reference", [12], None, None),
    ],
)
def test_what_a_page_states_stands_beside_the_fact(
    source: str, values: list[object], said: str | None, observed: object
) -> None:
    found = verdict(MOST, source, stated(MOST, *values))
    assert (found and found.verdict, found and found.observed) == (said, observed)


@pytest.mark.parametrize(
    ("source", "value", "said"),
    [(PAGE, 10, "holds"), (PAGE, 12, "could not tell"), ("ark-reference", 13, None)],
)
def test_what_was_not_understood_whole_may_only_bear_a_fact_out(
    source: str, value: int, said: str | None
) -> None:
    found = verdict(MOST, source, stated(MOST, value, sure=False))
    assert (found and found.verdict) == said
    assert found is None or found.observed in {None, 10}


def test_what_is_sure_counts_more_than_what_is_not() -> None:
    notes = stated(MOST, 12)
    notes.suggest(MOST, 13, 2, "by hand", "a passage")
    found = verdict(MOST, PAGE, notes)
    assert found
    assert (found.verdict, found.observed) == ("drifted", 12)


@pytest.mark.parametrize(
    ("values", "said", "exact"),
    [
        (LABELS, "holds", True),
        (tuple(reversed(LABELS)), "holds", True),
        (FEWER, "could not tell", True),
        (MORE, "drifted", False),
    ],
    ids=["all", "in another order", "fewer", "more"],
)
def test_of_the_part_of_a_list_only_more_is_news(
    values: tuple[str, ...], said: str, *, exact: bool
) -> None:
    notes = Notes()
    notes.some(LISTED, values, 1, "by hand", "a passage")
    found = verdict(LISTED, PAGE, notes)
    assert found
    assert (found.verdict, found.exact) == (said, exact)
    assert found.verdict != "drifted" or found.observed == MORE


@pytest.mark.parametrize(
    ("place", "said"),
    [("whole", "gone"), ("place", "could not tell"), ("", "could not tell"), ("elsewhere", None)],
)
def test_a_fact_is_gone_only_from_a_place_that_was_understood_whole(
    place: str, said: str | None
) -> None:
    notes = Notes()
    if place:
        getattr(notes, place)(*MOST)
    found = verdict(MOST, PAGE, notes)
    assert (found and found.verdict) == said
    notes.unclear(MOST[:2], 3, "in other words", "a passage")
    doubted = verdict(MOST, PAGE, notes)
    assert (doubted and doubted.verdict) == (said and "could not tell")
    assert doubted is None or doubted.why == 'in other words: "a passage"'


@pytest.mark.parametrize(("place", "said"), [("whole", "gone"), ("elsewhere", None)])
def test_what_another_source_says_is_not_asked_of_a_silent_one(
    place: str, said: str | None
) -> None:
    own = Notes()
    getattr(own, place)(*MOST)
    for other in ("unclear", "elsewhere", "whole"):
        beside = Notes()
        if other == "unclear":
            beside.unclear(MOST, 3, "in other words", "a passage")
        else:
            getattr(beside, other)(*MOST)
        reads = [
            ReadPage(Page(f"{source}.html", "text"), source, notes.reading())
            for source, notes in ((PAGE, own), ("error-guide", beside))
        ]
        drifts = compare(MATRIX, reads).drifts
        found = [each for each in drifts if (each.subject, each.source) == (".".join(MOST), PAGE)]
        assert [each.verdict for each in found] == ([said] if said else []), other
        assert {each.page for drift in found for each in drift.evidence} <= {f"{PAGE}.html"}


@pytest.mark.parametrize(
    ("value", "news"),
    [("a text", True), (False, False), ((), False)],
    ids=["a value", "no", "none"],
)
def test_what_the_spec_lacks_is_new_where_there_is_something(value: object, *, news: bool) -> None:
    keys = ("fields", "camera", "kind")
    found = verdict(keys, PAGE, stated(keys, value))
    assert (found is not None) == news
    assert verdict(keys, OLD, stated(keys, value)) is None, "it is not said any more"


@pytest.mark.parametrize(("source", "said"), [(PAGE, "new"), (OLD, None)])
def test_what_was_open_is_stated_by_a_page_that_holds(source: str, said: str | None) -> None:
    found = verdict(OPEN, source, stated(OPEN, "refused"))
    assert (found and found.verdict) == said
    assert found is None or found.expected == MATRIX.facts[".".join(OPEN)].one_of


@pytest.mark.parametrize(
    ("place", "said"), [("whole", "gone"), ("place", "could not tell"), ("", None)]
)
def test_what_was_left_open_in_words_may_not_be_mentioned_any_more(
    place: str, said: str | None
) -> None:
    notes = Notes()
    if place:
        getattr(notes, place)(*OPEN)
    found = verdict(OPEN, PAGE, notes)
    assert (found and found.verdict) == said
    notes.state(OPEN, "another", 1, "by hand")
    assert (stated_now := verdict(OPEN, PAGE, notes))
    assert stated_now.verdict == "new"


@pytest.mark.parametrize(("source", "told"), [(PAGE, False), (OLD, True)])
def test_a_source_of_which_nothing_is_compared_is_told(source: str, *, told: bool) -> None:
    found = verdict((source,), source, Notes())
    assert (found and found.verdict) == ("could not tell" if told else None)


def test_a_list_may_stand_in_any_order() -> None:
    found = verdict(LISTED, PAGE, stated(LISTED, tuple(reversed(LABELS))))
    assert found
    assert (found.verdict, found.expected) == ("holds", LABELS)


@pytest.mark.parametrize(("letters", "is_cut"), [(160, False), (161, True)])
def test_a_long_passage_is_shortened(letters: int, *, is_cut: bool) -> None:
    assert shortened("a " * 2 + "b" * (letters - 4)) == (
        '"a a ' + "b" * 156 + ('…"' if is_cut else '"')
    )


LATER = ("fields", "input_reference", "repeat")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        # It is the next version of this page that the fact is from.
        (PAGE, "new"),
        ("create-page-later", "holds"),
        ("retrieve-page", None),
        ("first-generation-pages", None),
    ],
)
def test_a_page_may_have_become_its_later_version(source: str, said: str | None) -> None:
    found = verdict(LATER, source, stated(LATER, True))
    assert (found and found.verdict) == said


def test_a_page_says_nothing_new_of_what_an_earlier_one_states() -> None:
    assert verdict(MOST, "create-page-later", stated(MOST, 10)) is None


MODELS = ("models",)
PRO = (*MODELS, "doubao-seedance-1-0-pro")


def listing(*names: str) -> Notes:
    notes = Notes()
    notes.listed(MODELS, [Said(each, 4) for each in names])
    return notes


def test_what_a_whole_list_lacks_is_gone() -> None:
    assert verdict(PRO, PAGE, listing(*MATRIX.models)) is None
    fewer = listing(*(each for each in MATRIX.models if each not in PRO))
    found = verdict(PRO, PAGE, fewer)
    assert found
    assert (found.verdict, found.expected, found.level) == ("gone", PRO[1], "documented")
    assert (found.evidence[0].line, found.where is not None) == (1, True)
    assert verdict(PRO, "retrieve-page", fewer) is None, "it is not what that page is for"
    fewer.exists(PRO, PRO[1], 9, "elsewhere")
    assert verdict(PRO, PAGE, fewer) is None
    assert verdict(("models", "another"), PAGE, listing("another")) is not None


def test_another_page_does_not_name_what_is_gone_from_this_one() -> None:
    fewer = listing(*(each for each in MATRIX.models if each not in PRO))
    reads = [
        ReadPage(Page("page.html", "text"), PAGE, fewer.reading()),
        ReadPage(Page("other.html", "text"), "retrieve-page", listing(*MATRIX.models).reading()),
    ]
    gone = [each for each in compare(MATRIX, reads).drifts if each.subject == ".".join(PRO)]
    assert [(each.verdict, each.source) for each in gone] == [("gone", PAGE)]


LISTS = {("fields",), ("models",), ("task", "fields"), ("task", "statuses")}


@pytest.mark.parametrize(
    ("source", "found", "untold"),
    [
        (PAGE, set(), LISTS),
        (PAGE, {("fields",)}, LISTS - {("fields",)}),
        (PAGE, LISTS, set()),
        ("retrieve-page", set(), {("task", "fields"), ("task", "statuses")}),
        ("pricing-page", set(), set()),
    ],
)
def test_lists_that_are_not_found_may_have_more(
    source: str, found: set[tuple[str, ...]], untold: set[tuple[str, ...]]
) -> None:
    notes = Notes()
    for keys in found:
        notes.found(*keys)
    for keys in LISTS:
        told = verdict(keys, source, notes)
        assert (told and told.verdict) == ("could not tell" if keys in untold else None)
        assert told is None or told.where == MATRIX.sources[source].where


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((*LABELS, LABELS[0]), "holds"),
        ((*FEWER, FEWER[0]), "could not tell"),
        ((LABELS[0],), "could not tell"),
        (("2:1",), "drifted"),
    ],
    ids=["one twice", "fewer, one twice", "one", "another"],
)
def test_of_a_part_each_counts_once(values: tuple[str, ...], said: str) -> None:
    notes = Notes()
    notes.some(LISTED, values, 1, "by hand", "a passage")
    found = verdict(LISTED, PAGE, notes)
    assert found
    assert found.verdict == said


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize("place", ["whole", "place"])
def test_a_fact_is_looked_for_in_the_nearest_place(place: str, length: int) -> None:
    notes = Notes()
    for far in range(1, length + 1):
        getattr(notes, place)(*MOST[:far], line=10 * far)
    getattr(notes, place)(*MOST[:1], "another", line=90)
    found = verdict(MOST, PAGE, notes)
    assert found
    assert found.verdict == ("gone" if place == "whole" else "could not tell")
    assert found.evidence[0].line == 10 * length


@pytest.mark.parametrize(
    ("keys", "is_doubted"),
    [
        (MOST, True),
        (MOST[:1], True),
        ((*MOST, "more"), False),
        ((*MOST[:3], "min"), False),
    ],
)
def test_a_doubt_is_about_all_that_stands_below_it(
    keys: tuple[str, ...], *, is_doubted: bool
) -> None:
    notes = Notes()
    notes.whole(*MOST, line=2)
    notes.unclear(keys, 7, "in other words")
    found = verdict(MOST, PAGE, notes)
    assert found
    assert found.verdict == ("could not tell" if is_doubted else "gone")
    assert found.evidence[0].line == (7 if is_doubted else 2)
    assert found.why == ("in other words" if is_doubted else "")


UNREADABLE = Page("page.pdf", "unreadable", doubts=(Doubt("", 3, "", "it is no text"),))


@pytest.mark.parametrize(
    ("page", "keys", "line", "why"),
    [
        (UNREADABLE, MOST, 3, "it is no text"),
        (UNREADABLE._replace(doubts=()), MOST, 1, "no table or text on what the models take was"),
        (UNREADABLE._replace(layout="text"), MOST, 1, "no table or text on what the models take"),
        (
            Page("page.html", "text"),
            ("service", "auth_header"),
            *(1, "no section on access, and no sample of a request, was found on the page"),
        ),
    ],
)
def test_where_no_place_was_found_it_is_said_what_was_looked_for(
    page: Page, keys: tuple[str, ...], line: int, why: str
) -> None:
    report = compare(MATRIX, [ReadPage(page, PAGE, Notes().reading())])
    (found,) = [each for each in report.drifts if each.subject == ".".join(keys)]
    assert found.verdict == "could not tell"
    assert found.evidence[0].line == line
    assert found.why.startswith(why)


def test_what_the_spec_lacks_is_not_new_on_the_word_of_a_doubt() -> None:
    notes = Notes()
    notes.suggest(("fields", "seed", "max"), 3, 1, "text of the field", "Page 3 of 3")
    found = verdict(("fields", "seed", "max"), PAGE, notes)
    assert found is not None
    assert (found.verdict, found.evidence[0].said) == ("could not tell", "Page 3 of 3")


def test_what_stands_in_a_source_that_the_spec_lacks_has_no_place_in_it() -> None:
    notes = Notes()
    notes.unclear(("nowhere",), 3, "in other words", "a passage")
    page = ReadPage(Page("page.html", "text"), "of-another-spec", notes.reading())
    found = [each for each in compare(MATRIX, [page]).drifts if each.source == "of-another-spec"]
    assert found
    assert {(each.verdict, each.where) for each in found} == {("could not tell", None)}
