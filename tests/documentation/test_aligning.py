"""A page beside what it said before, by hand: what is shown of a change, and what explains it."""

from collections.abc import Mapping, Sequence

import pytest

from cometvideo.documentation.aligning import align
from cometvideo.documentation.comparing import ReadPage
from cometvideo.documentation.history import Snapshot
from cometvideo.documentation.pages.page import Entry, Page, Passage, Said
from cometvideo.documentation.reading.statements import Notes
from cometvideo.documentation.units import Unit, units_of
from cometvideo.drift import Drift, DriftReport, DriftVerdict, Evidence

SOURCE, FACT = "create-page", "fields.seconds.max"
TEXT = f"{SOURCE}.text"
OLD = "The length is given in whole seconds, as ever."
NEW = "The length is given in whole minutes, as ever."
ODD = "Xyzzy."


def page(*lines: str, line: int | None = None) -> Page:
    """A page of these sentences, one a line or all on one."""
    passages = [Passage(text, line or at) for at, text in enumerate(lines, 1)]
    return Page("page", "text", passages=tuple(passages))


def key(text: str) -> str:
    return Unit("text", text, 0).fingerprint


def aligned(
    before: Sequence[str] | Page,
    after: Sequence[str] | Page,
    *drifts: Drift,
    borne: Mapping[str, Sequence[str]] | None = None,
    texts: bool = True,
) -> list[Drift]:
    was = before if isinstance(before, Page) else page(*before)
    units = {each.fingerprint: each for each in units_of(was)}
    if not texts:
        units = {name: each._replace(text="", line=0) for name, each in units.items()}
    facts = {path: tuple(map(key, said)) for path, said in (borne or {}).items()}
    shown = after if isinstance(after, Page) else page(*after)
    read = ReadPage(shown, SOURCE, Notes().reading())
    snapshot = Snapshot(SOURCE, "https://example.com", units, facts)
    return list(align(DriftReport(drifts, 0), [read], [snapshot]).drifts)


def changes(*given: object, **named: object) -> list[str]:
    """What is shown as changed."""
    whys = [each.why for each in aligned(*given, **named) if each.subject == TEXT]  # type: ignore[arg-type]
    return [each.removeprefix("changed: ") for each in whys]


def finding(verdict: DriftVerdict, line: int, said: str = "", subject: str = FACT) -> Drift:
    seen = (Evidence("page", line, said, "by hand"),)
    return Drift(verdict, subject, SOURCE, 15, 12, evidence=seen)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ([OLD], [OLD], []),
        ([OLD], [NEW], [f'"{OLD}" is now "{NEW}"']),
        ([OLD], [], [f'"{OLD}" is there no more']),
        ([OLD], [OLD, NEW], [f'"{NEW}"']),
        ([OLD], [ODD], [f'"{ODD}"', f'"{OLD}" is there no more']),
        ([OLD, ODD], [ODD, OLD], []),
        # Of several the one most like it, and of two as like the first.
        (["aabbb", "aaabb"], ["aaabc"], ['"aaabb" is now "aaabc"', '"aabbb" is there no more']),
        (["aaabx", "aaaby"], ["aaabc"], ['"aaabx" is now "aaabc"', '"aaaby" is there no more']),
        # More than half alike, and not more than twice as long.
        (["aaab"], ["aacc"], ['"aacc"', '"aaab" is there no more']),
        (["aaabc"], ["aaade"], ['"aaabc" is now "aaade"']),
        (["a" * 10], ["a" * 20], [f'"{"a" * 10}" is now "{"a" * 20}"']),
        (["a" * 10], ["a" * 21], [f'"{"a" * 21}"', f'"{"a" * 10}" is there no more']),
        (["a" * 20], ["a" * 10], [f'"{"a" * 20}" is now "{"a" * 10}"']),
    ],
)  # fmt: skip
def test_what_changed_is_shown_beside_what_is_most_like_it(
    before: list[str], after: list[str], shown: list[str]
) -> None:
    assert changes(before, after) == shown


def test_long_texts_are_compared_by_their_beginnings() -> None:
    """Half alike to the last letter that is compared, and by one more than half beyond it."""
    for letters, count in ((400, 2), (398, 1)):
        old, new = ("ab" * 200)[:letters] + "a", ("ac" * 200)[:letters] + "b"
        assert len(changes([old], [new])) == count


@pytest.mark.parametrize(("others", "is_paired"), [(59, True), (60, False)])
def test_no_more_than_so_many_are_looked_through(others: int, is_paired: bool) -> None:
    before = [*(f"{at:03}" * 15 for at in range(others)), OLD]
    first = changes(before, [NEW])[0]
    assert first == (f'"{OLD}" is now "{NEW}"' if is_paired else f'"{NEW}"')


@pytest.mark.parametrize(("count", "more"), [(30, []), (31, ["1 more passages changed"])])
def test_no_more_than_so_many_are_shown(count: int, more: list[str]) -> None:
    shown = changes([OLD], [OLD, *(f"Sentence {at}." for at in range(count))])
    assert len(shown) == 30 + len(more)
    assert shown[30:] == more


@pytest.mark.parametrize(
    ("found", "is_shown"),
    [
        (finding("drifted", 2), False),
        # What was not told before the change may be so for another reason.
        (finding("could not tell", 2), True),
        (finding("holds", 2), True),
        (finding("drifted", 1), True),
    ],
)
def test_what_a_finding_is_about_is_not_shown_again(found: Drift, is_shown: bool) -> None:
    assert changes([OLD], [OLD, ODD], found) == ([f'"{ODD}"'] if is_shown else [])


@pytest.mark.parametrize(
    ("count", "said", "shown"),
    [
        (12, "Sentence 3", []),
        (13, "Sentence 3", [at for at in range(13) if at != 3]),
        (13, "", [*range(13)]),
        (13, "Sentence", []),
        (13, "Sentence 3|Sentence 5", [at for at in range(13) if at not in {3, 5}]),
    ],
)
def test_on_a_crowded_line_a_finding_is_about_what_it_quotes(
    count: int, said: str, shown: list[int]
) -> None:
    now = page(*(f"Sentence {at}." for at in range(count)), line=7)
    now = now._replace(passages=(*now.passages, Passage(OLD, 8)))
    found = changes([OLD], now, *(finding("drifted", 7, each) for each in said.split("|")))
    assert found == [f'"Sentence {at}."' for at in shown]


@pytest.mark.parametrize(
    ("verdict", "borne", "is_shown"),
    [
        ("drifted", [OLD], False),
        ("gone", [OLD], False),
        ("could not tell", [OLD], True),
        ("drifted", [ODD], True),
    ],
)
def test_what_bore_out_a_fact_that_drifted_is_explained(
    verdict: DriftVerdict, borne: list[str], is_shown: bool
) -> None:
    found = changes([OLD, ODD], [ODD], finding(verdict, 9), borne={FACT: borne})
    assert found == ([f'"{OLD}" is there no more'] if is_shown else [])


@pytest.mark.parametrize(
    ("verdict", "borne", "after", "becomes"),
    [
        # All that bore it out is there.
        ("gone", [OLD], [OLD], "holds"),
        ("could not tell", [OLD], [OLD], "holds"),
        ("gone", [OLD, ODD], [OLD], "gone"),
        ("gone", [], [OLD], "gone"),
        # No word changed, and where it was found is as it was.
        ("drifted", [OLD], [OLD], "could not tell"),
        ("drifted", [ODD], [OLD], "drifted"),
        ("drifted", [OLD], [OLD, NEW], "drifted"),
        ("drifted", [OLD], [OLD, "Few words"], "could not tell"),
        ("holds", [OLD], [OLD], "holds"),
        ("observed", [OLD], [OLD], "observed"),
    ],
)
def test_what_the_same_units_said_before_counts(
    verdict: DriftVerdict, borne: list[str], after: list[str], becomes: str
) -> None:
    first = finding(verdict, 1)
    found = [e for e in aligned([OLD], after, first, borne={FACT: borne}) if e.subject == FACT]
    assert [each.verdict for each in found] == [becomes]
    (drift,) = found
    if becomes == "holds" != verdict:
        assert drift.observed == drift.expected == 15
        evidence = Evidence("page", 1, OLD, "as in the copy seen before")
        assert (drift.evidence, drift.why) == ((evidence,), "")
    elif becomes == "could not tell" != verdict:
        assert drift.observed is None
        assert drift.why == "it is read otherwise than before, where no word has changed"
    else:
        assert drift == first


def test_a_word_that_went_is_a_change_as_one_that_came() -> None:
    first = finding("drifted", 1)
    found = aligned([OLD, NEW], [OLD], first, borne={FACT: [OLD]})
    assert [each.verdict for each in found if each.subject == FACT] == ["drifted"]
    found = aligned([OLD, "Few words"], [OLD], first, borne={FACT: [OLD]})
    assert [each.verdict for each in found if each.subject == FACT] == ["could not tell"]


def test_a_finding_of_another_source_is_left_as_it_is() -> None:
    other = finding("gone", 1)._replace(source="retrieve-page")
    found = aligned([OLD], [OLD], other, borne={FACT: [OLD]})
    assert found == [other]


@pytest.mark.parametrize("lines", [(1,), (1, 2), (1, 9), (9,)])
def test_each_place_of_a_finding_has_to_be_as_it_was(lines: tuple[int, ...]) -> None:
    seen = tuple(Evidence("page", each, "", "by hand") for each in lines)
    first = finding("drifted", 1)._replace(evidence=seen)
    found = aligned([OLD, NEW], [OLD, NEW], first, borne={FACT: [OLD]})
    assert found[0].verdict == ("drifted" if 9 in lines else "could not tell")


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ([OLD, NEW, ODD], []),
        ([OLD, NEW], ["1 passages of the page as it was are there no more"]),
        ([NEW, OLD, "Another one."], ['"Another one."']),
        ([NEW, OLD, ODD, "few words"], []),
        # Of another page nothing is said.
        ([OLD, "a.", "b."], None),
    ],
)
def test_fingerprints_alone_tell_of_sentences(after: list[str], shown: list[str] | None) -> None:
    first = finding("gone", 9)
    found = aligned([OLD, NEW, ODD], after, first, borne={FACT: [OLD]}, texts=False)
    whys = [each.why.removeprefix("changed: ") for each in found if each.subject == TEXT]
    assert whys == (shown or [])
    verdict = "gone" if shown is None else "holds"
    assert [each.verdict for each in found if each.subject == FACT] == [verdict]


@pytest.mark.parametrize(("kept", "is_same"), [(2, True), (1, False)])
def test_half_of_the_sentences_make_it_the_same_page(kept: int, is_same: bool) -> None:
    before = [OLD, NEW, "A third one.", "A fourth one."]
    found = aligned(before, before[:kept], finding("gone", 9), borne={FACT: [OLD]}, texts=False)
    assert found[0].verdict == ("holds" if is_same else "gone")


@pytest.mark.parametrize(
    ("verdict", "observed", "is_kept"),
    [
        ("could not tell", key(OLD), False),
        ("could not tell", key(NEW), True),
        ("drifted", key(OLD), True),
    ],
)
def test_a_sentence_that_stood_there_says_nothing_new(
    verdict: DriftVerdict, observed: str, is_kept: bool
) -> None:
    first = finding(verdict, 9)._replace(observed=observed)
    assert (first in aligned([OLD], [OLD], first)) == is_kept


def test_a_sentence_of_which_nothing_was_taken_is_shown_beside_the_old_one() -> None:
    left = finding("could not tell", 1, subject=TEXT)._replace(observed=key(NEW), why="odd")
    found = aligned([OLD], [NEW], left)
    assert [each.why for each in found] == [f'changed: "{OLD}" is now "{NEW}"']
    (drift,) = found
    assert (drift.verdict, drift.observed) == ("could not tell", key(NEW))
    assert drift.evidence == (Evidence("page", 1, NEW, "changed"),)


def test_what_is_there_no_more_stands_nowhere() -> None:
    (drift,) = aligned([OLD, ODD], [ODD])
    assert (drift.evidence, drift.subject, drift.source) == ((), TEXT, SOURCE)


def test_marks_are_read_as_facts_and_count_as_no_change() -> None:
    def of(required: bool, *names: str) -> Page:
        made = tuple(
            Entry("body", name, Said("string", at), required, line=at)
            for at, name in enumerate(names, 10)
        )
        return page(OLD)._replace(entries=made)

    for texts in (True, False):
        assert changes(of(False, "prompt"), of(True, "prompt"), texts=texts) == []
    assert changes(of(True, "prompt"), of(True, "prompt", "size")) == ['"size"']
    # Sentences alone tell whether it is the same page.
    first = finding("gone", 9)
    bare = aligned(of(True, "a", "b", "c", "d"), page(OLD), first, borne={FACT: [OLD]}, texts=False)
    assert bare[0].verdict == "holds"


def test_a_place_is_as_it_was_where_all_of_it_is() -> None:
    first = finding("drifted", 1)
    for words, verdict in ((OLD, "could not tell"), ("Few words", "drifted")):
        found = aligned([OLD], page(OLD, words, line=1), first, borne={FACT: [OLD]})
        assert found[0].verdict == verdict


def test_a_sentence_that_another_finding_is_about_is_still_told_as_one_left() -> None:
    left = finding("could not tell", 5, subject=TEXT)._replace(observed=key(NEW), why="odd")
    assert left in aligned([OLD], [NEW], left, finding("drifted", 1))
    assert left not in aligned([OLD], [NEW], left)
