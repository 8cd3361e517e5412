"""Sentences by model: names, ranges and refusals, in whatever language."""

import pytest

from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.prose import ranges
from cometvideo.documentation.reading.taking import denies, takers

MODELS = (
    "doubao-seedance-2-0",
    "doubao-seedance-2-0-fast",
    "doubao-seedance-1-5-pro",
    "doubao-seedance-1-0-pro",
)
NAMES = Names(MODELS)
TWO, FAST, PRO, OLD = MODELS


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("Seedance 1.0 series", {OLD}),
        ("Seedance 1.5 Pro / Seedance 2.0 / Seedance 2.0 Fast", {PRO, TWO, FAST}),
        ("1.0 Pro or 1.5 Pro", {OLD, PRO}),
        ("the 2.0 models", {TWO, FAST}),
        ("Seedance 2.0", {TWO}),
        ("doubao-seedance-2-0-fast.", {FAST}),
        ("Seedance 2.0 Fast: 4 to 15", {FAST}),
        ("Seedance 2.0 Fast-Lite", set()),
        ("doubao-seedance-2-0-turbo", set()),
        ("20 or 15 pro, 2.05, 12.0, v2.0", set()),
        ("1280x720 and 16:9", set()),
    ],
)
def test_names(text: str, models: set[str]) -> None:
    assert NAMES.models(text) == models


def test_unknown_members_of_the_family_are_seen() -> None:
    found = [
        each.text
        for each in NAMES.mentions("doubao-seedance-3-0, Seedance 2.5 Ultra")
        if not each.model
    ]
    assert found == ["doubao-seedance-3-0", "Seedance 2.5 Ultra"]


def test_an_invented_family_is_named_by_its_own_ids() -> None:
    names = Names(["nova-clip-3", "nova-clip-4-lite"])
    assert names.models("clip 3 and Clip 4 lite take 3 or 4 of them") == {
        "nova-clip-3",
        "nova-clip-4-lite",
    }
    assert names.models("take 3 or 4 of them") == set()


@pytest.mark.parametrize(
    "text",
    [
        f"{TWO} and {FAST} accept 4 to 15, {PRO} accepts 4 to 12, {OLD} accepts 2 to 10.",
        f"{TWO}, {FAST}: 4-15s. {PRO}: 4-12s. {OLD}: 2-10s. The default is 5.",
        f"{TWO} と {FAST} は 4〜15 秒、{PRO} は 4〜12 秒、{OLD} は 2〜10 秒。",
        "4 to 15 for 2.0 and 2.0 Fast; 4 to 12 for 1.5 Pro; 2 to 10 for 1.0 Pro",
        f"Od 4 do 15 w {TWO} i {FAST}. Od 4 do 12 w {PRO}. Od 2 do 10 w {OLD}.",
    ],
)
def test_ranges(text: str) -> None:
    found = ranges(text, NAMES)
    expected = {TWO: ("4", "15"), FAST: ("4", "15"), PRO: ("4", "12"), OLD: ("2", "10")}
    told = {model: {each.values for each in given} for model, given in found.stated.items()}
    assert told == {model: {ends} for model, ends in expected.items()}
    assert not found.unclear


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        (f"{TWO} accepts 4 to 15 seconds.", True),
        (f"{TWO} e {FAST} vanno da 4 a 15.", True),
        (f"{TWO} takes no less than 4 and no more than 15.", True),
        (f"{TWO} no longer takes 4 to 15.", False),
        (f"{TWO} needs 30 to 60 s of work.", False),
        (f"Except for {TWO}, 4 to 15.", False),
    ],
)
def test_a_range_is_sure_where_all_words_are_known(text: str, is_sure: bool) -> None:
    (given,) = ranges(text, NAMES).stated[TWO]
    assert given.is_sure is is_sure


@pytest.mark.parametrize(
    "text",
    [
        f"{TWO} accepts up to 15, {PRO} accepts 4 to 12.",
        f"{TWO} accepts 15 at most.",
        f"Between 4 and 15 {TWO} between 4 and 12",
    ],
)
def test_what_is_no_plain_range_is_not_guessed(text: str) -> None:
    found = ranges(text, NAMES)
    assert all(len(each.values) != 2 for each in found.stated.get(TWO, ()))
    assert TWO in found.unclear.keys() | found.stated.keys()


@pytest.mark.parametrize(
    "text",
    [
        f"Only {TWO} and {FAST} accept it; with 1.0 Pro or 1.5 Pro the answer is HTTP 400.",
        f"Solo {TWO} e {FAST} lo accettano.",
        f"{TWO} and {FAST} accept it. {PRO} and {OLD} do not accept it.",
        f"{TWO}、{FAST} のみ対応。",
        "Only the 2.0 models take it.",
        f"All models except {PRO} and {OLD} accept it.",
        f"All models but {PRO} and {OLD} accept it; those two answer HTTP 400.",
        f"It works with all but {PRO} and {OLD}.",
        f"Every Seedance model save {PRO} and {OLD} takes it.",
        f"Supported by {TWO} and {FAST}, not supported by {PRO} and {OLD}.",
        f"{TWO} and {FAST} take one. {PRO} and {OLD} are text-only.",
        f"{PRO} and {OLD} reject it. {TWO} and {FAST} allow it.",
        f"Available for `{TWO}` and `{FAST}` only. All other models respond with 400 Bad Request.",
        f"{TWO} and {FAST} support it. Other models reject it.",
        f"{PRO} and {OLD} do not take it; the others do support it.",
        f"{TWO} and {FAST} take it. Neither 1.0 Pro nor 1.5 Pro accepts an image.",
        f"With any model other than {TWO} and {FAST} you get HTTP 400.",
    ],
)
def test_who_takes_a_field(text: str) -> None:
    found, pending = takers(text, NAMES, MODELS)
    told = {each.model: each.is_taken for each in found if each.is_sure}
    assert told == {TWO: True, FAST: True, PRO: False, OLD: False}
    assert not pending


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("All models accept it.", True),
        ("It is supported by every model.", True),
        ("Any model takes it.", True),
        ("All models take it but without a preview.", True),
        ("All models reject it.", False),
        ("Every model answers HTTP 400.", False),
    ],
)
def test_what_is_said_of_all_models_is_said_of_each(text: str, is_taken: bool) -> None:
    found, pending = takers(text, NAMES, MODELS)
    assert [(each.model, each.is_taken, each.is_sure) for each in found] == [
        (model, is_taken, True) for model in MODELS
    ]
    assert not pending


@pytest.mark.parametrize(
    "text",
    [
        f"{TWO} is the quickest.",
        f"{TWO} only takes one.",
        f"{TWO} does not wait for it.",
        f"{TWO} is odd. They do not take it.",
    ],
)
def test_who_takes_a_field_is_not_guessed(text: str) -> None:
    found, pending = takers(text, NAMES, MODELS)
    assert not any(each.is_sure and not each.is_taken for each in found)
    assert not {each.model for each in found if each.is_sure} - {TWO}
    assert TWO in pending or any(each.model == TWO for each in found)


def test_both_taken_and_refused_is_said_as_both() -> None:
    text = f"Only {TWO} takes it. {TWO} answers HTTP 400."
    found, _ = takers(text, NAMES, MODELS)
    assert {each.is_taken for each in found if each.model == TWO} == {True, False}


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("It does not hold for 1080p.", True),
        ("It is excluded from 1080p.", True),
        ("It is not the cheapest at 1080p.", False),
        ("Non a 1080p.", None),
        ("It has 1080p.", False),
    ],
)
def test_what_is_denied(text: str, denied: bool | None) -> None:
    assert denies(text) is denied
