"""Comparing: what readings made by hand say of facts, on both sides of every doubt."""

import pytest

from cometvideo import load
from cometvideo.documentation.comparing import ReadPage, compare, shortened
from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.reading.statements import Notes
from cometvideo.drift import Drift

MATRIX = load("seedance")
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
