"""Sentences on models and numbers, clause by clause: what is made of each, and how sure it is."""

import pytest

from cometvideo.documentation.reading.prose import (
    _numbers,
    code_words,
    enumerations,
    listed_in,
    pairs,
    ranges,
    statuses,
)
from cometvideo.documentation.reading.taking import takers
from tests.documentation.test_prose import MODELS, NAMES

SHORT = dict(zip(MODELS, ("TWO", "FAST", "PRO", "OLD"), strict=True))


@pytest.mark.parametrize(
    ("text", "taken", "pending"),
    [
        ("Seedance 2.0 takes it.", "TWO+", ""),
        ("Seedance 2.0 does not take it.", "TWO-", ""),
        ("Seedance 2.0 is odd.", "", "TWO"),
        ("Only Seedance 2.0 takes it.", "TWO+ FAST- PRO- OLD-", ""),
        ("Seedance 2.0 only.", "TWO+ FAST- PRO- OLD-", ""),
        ("Seedance 2.0 takes it only now and then.", "TWO+? FAST-? PRO-? OLD-?", ""),
        ("Only Seedance 2.0 is not odd, they say.", "TWO+? FAST-? PRO-? OLD-?", ""),
        ("Only Seedance 2.0 answers HTTP 400.", "TWO+? FAST-? PRO-? OLD-?", ""),
        ("Seedance 2.0 answers HTTP 400.", "TWO-", ""),
        ("Seedance 2.0 answers HTTP 600.", "", "TWO"),
        ("Seedance 2.0 answers HTTP 399.", "", "TWO"),
        ("Seedance 2.0 answers HTTP 200.", "", "TWO"),
        ("Non Seedance 2.0.", "TWO-?", ""),
        ("Seedance 2.0 used to take it.", "TWO+?", ""),
        ("Only Seedance 2.0 used to take it.", "TWO+? FAST-? PRO-? OLD-?", ""),
        (
            "Soon only Seedance 2.0 takes it. Only Seedance 2.0 Fast takes it.",
            "TWO+? FAST+ PRO- OLD-",
            "",
        ),
        ("All models except Seedance 2.0 take it.", "TWO- FAST+ PRO+ OLD+", ""),
        ("All models except Seedance 2.0 reject it.", "TWO+? FAST-? PRO-? OLD-?", ""),
        ("All models except Seedance 2.0 are odd.", "TWO-? FAST+? PRO+? OLD+?", ""),
        ("All models except some take it.", "TWO+? FAST+? PRO+? OLD+?", ""),
        ("With all models except Seedance 2.0 it is HTTP 400.", "TWO+ FAST- PRO- OLD-", ""),
        (
            "With all models except Seedance 2.0 it is HTTP 200 and taken.",
            "TWO- FAST+ PRO+ OLD+",
            "",
        ),
        ("Models except Seedance 2.0 take it.", "TWO-?", ""),
        ("Non all models except Seedance 2.0.", "TWO-? FAST+? PRO+? OLD+?", ""),
        ("Seedance 2.0, Seedance 2.0 Fast take it.", "TWO+ FAST+", ""),
        ("Seedance 2.0: taken, Seedance 1.0 Pro: not taken.", "TWO+ OLD-", ""),
        (
            "Only Seedance 2.0, Seedance 2.0 Fast, Seedance 1.5 Pro take it.",
            "TWO+ FAST+ PRO+ OLD-",
            "",
        ),
        ("Only Seedance 2.0, and Seedance 2.0 Fast take it.", "TWO+ FAST+ PRO- OLD-", ""),
        ("Only Seedance 2.0, odd Seedance 2.0 Fast does not take it.", "TWO+ FAST- PRO- OLD-", ""),
        ("Seedance 2.0 is odd. They take it.", "TWO+?", ""),
        ("Seedance 2.0 is odd. It is not taken.", "TWO-?", ""),
        ("Seedance 2.0 is odd. Others take it.", "FAST+ PRO+ OLD+", "TWO"),
        ("Seedance 2.0 takes it. Others do not take it.", "TWO+ FAST- PRO- OLD-", ""),
        ("Others do not take it.", "", ""),
        ("All models take it.", "TWO+ FAST+ PRO+ OLD+", ""),
        ("All models are odd.", "", ""),
        ("Seedance 2.0 takes it, all models do not.", "TWO+ TWO-? FAST-? PRO-? OLD-?", ""),
        ("Text-only Seedance 2.0.", "TWO-", ""),
        ("Seedance 2.0 does, 1.0 Pro does not.", "TWO+ OLD-?", ""),
        ("Seedance 2.0 can.", "TWO+", ""),
    ],
)
def test_who_takes_it_and_who_does_not(text: str, taken: str, pending: str) -> None:
    """`TWO+` takes it, `TWO-` does not; with a question mark that is not sure."""
    found, left = takers(text, NAMES, MODELS)
    told = [
        f"{SHORT[each.model]}{'+' if each.is_taken else '-'}{'' if each.is_sure else '?'}"
        for each in found
    ]
    assert (" ".join(told), " ".join(SHORT[each] for each in left)) == (taken, pending)
    assert {each.passage.rstrip(".") in text for each in found} <= {True}


@pytest.mark.parametrize(
    ("text", "stated", "unclear"),
    [
        ("Seedance 2.0 takes 4 to 15.", "TWO 4-15", ""),
        ("4 to 15 with Seedance 2.0.", "TWO 4-15", ""),
        ("Seedance 2.0 4, Seedance 2.0 Fast 5.", "TWO 4; FAST 5", ""),
        ("Seedance 2.0 takes four to fifteen.", "TWO 4-15", ""),
        ("Seedance 2.0 and 2.0 Fast: 4 to 15", "TWO 4-15; FAST 4-15", ""),
        ("Seedance 2.0 takes 15 to 4.", "TWO 15-4", ""),
        ("Seedance 2.0 takes 4 up to the number 15.", "TWO 4-15?", ""),
        ("Seedance 2.0 takes 4, 6 or 8.", "TWO 4-6-8", ""),
        ("Seedance 2.0 4 Seedance 2.0", "", "TWO"),
        ("Soon Seedance 2.0 takes 4 to 15.", "TWO 4-15?", ""),
        ("Zut Seedance 2.0 takes 4 to 15.", "TWO 4-15", ""),
        ("Seedance 2.0 takes 4 to 15 zut.", "TWO 4-15?", ""),
        ("Seedance 2.0 takes it.", "", ""),
        ("It takes 4 to 15.", "", ""),
        ("Seedance 2.0 4 to 15, 1.5 Pro 4 to 12.", "TWO 4-15; PRO 4-12", ""),
        ("Seedance 2.0 takes 4. Seedance 2.0 takes 5.", "TWO 4; TWO 5", ""),
    ],
)
def test_which_numbers_are_those_of_a_model(text: str, stated: str, unclear: str) -> None:
    found = ranges(text, NAMES)
    told = [
        f"{SHORT[model]} {'-'.join(each.values)}{'' if each.is_sure else '?'}"
        for model, given in found.stated.items()
        for each in given
    ]
    assert ("; ".join(told), " ".join(SHORT[each] for each in found.unclear)) == (stated, unclear)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4 to 15", "4-15@0"),
        ("4 to 4", "4-4@0"),
        ("5 to 4", "5@0 4@5"),
        ("4 and so up to 15", "4-15@0"),
        ("4 and now up to 15", "4@0 15@16"),
        ("4", "4@0"),
        ("4, 6", "4-6@0"),
        ("4, 6, 8", "4-6-8@0"),
        ("4 or 6 or 8, 9 to 10", "4-6-8-9@0 10@18"),
        ("1.5", ""),
        ("4s", "4@0"),
        ("4px", ""),
        ("4:5", ""),
        ("x4", ""),
        ("-4", ""),
        ("4-15", "4-15@0"),
        ("4.", "4@0"),
        ("4, 5", "4-5@0"),
        ("1234567", ""),
        ("123456", "123456@0"),
        ("4 to 6 to 9", "4-6@0 9@10"),
    ],
)
def test_numbers_that_belong_together(text: str, numbers: str) -> None:
    """Each with where it begins: two with little between them are a range, three a list."""
    assert " ".join(f"{'-'.join(given)}@{at}" for at, given in _numbers(text)) == numbers


@pytest.mark.parametrize(
    ("text", "ends", "listed"),
    [
        ("4 to 15.", "4-15", ""),
        ("Not 4 to 15.", "", ""),
        ("Seedance 2.0: 4 to 15.", "", ""),
        ("Zut 4 to 15.", "4-15?", ""),
        ("4, 6 or 8.", "", "4-6-8"),
        ("4, 6, 8, 9. 5 to 6.", "5-6", "4-6-8-9"),
        ("Zut 4, 6 or 8.", "", "4-6-8?"),
        ("4.", "", ""),
    ],
)
def test_what_is_given_without_a_model(text: str, ends: str, listed: str) -> None:
    told = [
        " ".join(f"{'-'.join(each.values)}{'' if each.is_sure else '?'}" for each in found)
        for found in (pairs(text, NAMES), enumerations(text, NAMES))
    ]
    assert told == [ends, listed]


@pytest.mark.parametrize(
    ("text", "words", "is_whole"),
    [
        ("One of a1, b2, c3.", "a1 b2 c3", True),
        ("a1, b2", None, False),
        ("x1, y2, z3", None, False),
        ("One of a1, b2, c3 or d4.", "a1 b2 c3 d4", True),
        ("One of x1, a1, z3.", "x1 a1 z3", True),
        ("Such as a1, b2, c3.", "a1 b2 c3", False),
        ("a1,\nb2, c3", "a1 b2 c3", True),
        ("The mode: a1, b2, c3.", "a1 b2 c3", True),
        ("The way: a1, b2, c3.", "a1 b2 c3", False),
        ("x1, y2, z3; a1, b2, c3", "a1 b2 c3", True),
        ("`a1`, 'b2', 'c3'", "a1 b2 c3", True),
    ],
)
def test_a_list_with_a_known_word_in_it(text: str, words: str | None, is_whole: bool) -> None:
    found = listed_in(text, ["a1", "b2"], "mode")
    assert (found and " ".join(found.words)) == words
    assert (found is not None and found.is_whole) == is_whole


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("HTTP 400", [400]),
        ("status 422", [422]),
        ("error code 500", [500]),
        ("400 Bad Request", [400]),
        ("200 OK", []),
        ("400", []),
        ("HTTP 4000", []),
        ("429 (error)", [429]),
        ("HTTP 400 or HTTP 422", [400, 422]),
    ],
)
def test_a_status_is_named_as_one(text: str, named: list[int]) -> None:
    assert statuses(text) == named


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("InvalidRequest", True),
        ("invalid_request", True),
        ("invalid", False),
        ("Invalid", False),
        ("InvalidRequestX", False),
        ("xInvalidRequest", False),
    ],
)
def test_a_code_is_several_words_in_one(text: str, is_code: bool) -> None:
    assert code_words(text) == ([text] if is_code else [])
