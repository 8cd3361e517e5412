"""Looking through a page: which sentences are shown, and which findings keep them from it."""

import pytest

from cometvideo.documentation.comparing import ReadPage
from cometvideo.documentation.leftovers.looking import leftovers
from cometvideo.documentation.pages.page import Entry, Page, Part, Passage, Said
from cometvideo.documentation.reading.statements import Notes
from cometvideo.documentation.units import Unit
from cometvideo.drift import Drift, DriftVerdict, Evidence
from tests.documentation.copies import MATRIX

ODD = "Seedance 2.0 is odd."
WHY = "it says something of a model that no reader looks for"
SIZE = "The largest is 4096x2160."


def look(page: Page, *known: Drift, source: str = "create-page", read: bool = True) -> list[Drift]:
    notes = Notes()
    if read:
        notes.state(("fields", "prompt", "required"), value=True, line=1, how="by hand")
    return list(leftovers(MATRIX, ReadPage(page, source, notes.reading()), known))


def passage(*texts: str) -> Page:
    return Page(
        "page", "text", passages=tuple(Passage(each, at) for at, each in enumerate(texts, 5))
    )


@pytest.mark.parametrize(
    ("source", "read", "is_shown"),
    [
        ("create-page", True, True),
        ("retrieve-page", True, True),
        ("create-page", False, False),
        ("ark-reference", True, False),
        ("first-generation-pages", True, False),
    ],
)
def test_pages_that_hold_and_of_which_something_is_read_are_looked_through(
    source: str, read: bool, is_shown: bool
) -> None:
    found = look(passage(ODD), source=source, read=read)
    expected = Drift(
        "could not tell",
        f"{source}.text",
        source,
        observed=Unit("text", ODD, 5).fingerprint,
        where=MATRIX.sources[source].where,
        evidence=(Evidence("page", 5, ODD, WHY),),
        why=f'{WHY}: "{ODD}"',
        exact=False,
    )
    assert found == ([expected] if is_shown else [])


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        ((ODD, "All is well.", ODD), [5, 7]),
        # What row is meant may stand in the sentence before, of the same paragraph.
        ((f"It makes 720p. {ODD}",), []),
        ((f"It makes 960x960. {ODD}",), []),
        ((f"It makes 16:9. {ODD}",), [5]),
        (("It makes 720p.", ODD), [6]),
    ],
)
def test_paragraphs_are_looked_through_sentence_by_sentence(
    texts: tuple[str, ...], lines: list[int]
) -> None:
    assert [each.evidence[0].line for each in look(passage(*texts))] == lines


@pytest.mark.parametrize(
    ("part", "name", "text", "is_shown"),
    [
        ("body", "prompt", "It has 800 characters.", True),
        ("body", "camera", "It has 800 characters.", False),
        ("answer", "id", "It has 800 characters.", True),
        ("answer", "prompt", "It has 800 characters.", False),
        ("body", "status", "It has 800 characters.", False),
        ("authorization", "Authorization", "It goes into X-Api-Key.", True),
        ("authorization", "Other", "It goes into X-Api-Key.", True),
        ("authorization", "Authorization", "It has 800 characters.", False),
        ("head", "prompt", SIZE, False),
    ],
)
def test_fields_that_the_spec_knows_are_looked_through(
    part: Part, name: str, text: str, is_shown: bool
) -> None:
    entry = Entry(part, name, Said("string", 1), required=True, text=(Said(text, 9),))
    found = look(Page("page", "text", entries=(entry,)))
    assert [each.evidence[0].line for each in found] == ([9] if is_shown else [])


def test_texts_of_answers_are_prose() -> None:
    found = look(Page("page", "text", answers=(("400", Said(SIZE, 12)),)))
    assert [each.evidence[0].line for each in found] == [12]


@pytest.mark.parametrize(
    ("verdict", "page", "line", "said", "is_shown"),
    [
        ("drifted", "page", 5, ODD, False),
        ("could not tell", "another", 99, f"Well: {ODD}", False),
        ("holds", "page", 5, ODD, True),
        ("drifted", "page", 5, "2.0", False),
        ("drifted", "page", 5, "2.0, odd", False),
        ("drifted", "page", 5, "2.0, even", True),
        ("drifted", "page", 5, "", True),
        ("drifted", "page", 6, "2.0", True),
        ("drifted", "another", 5, "2.0", True),
    ],
)
def test_what_a_finding_is_about_is_not_shown_again(
    verdict: DriftVerdict, page: str, line: int, said: str, is_shown: bool
) -> None:
    other = Evidence("another", 1, "nothing of it", "by hand")
    known = Drift(
        verdict,
        "fields.size.kind",
        "create-page",
        evidence=(other, Evidence(page, line, said, "by hand")),
    )
    assert bool(look(passage(ODD), known)) == is_shown
