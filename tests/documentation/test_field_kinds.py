"""Fields of every kind: what a page and a spec take them for, each read in its own way."""

from typing import Any

import pytest

from cometvideo.documentation.pages.page import Doubt
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import read_chain
from tests.documentation.copies import SPEC
from tests.documentation.fields_by_hand import (
    MATRIX,
    OWN,
    SIX,
    entry,
    read,
    said,
    stated,
    unclear,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        # A bare text says no more than that it is one of these, or that digits are sent as text.
        ("prompt", "text"),
        ("model", "choice"),
        ("size", "size"),
        ("seconds", "integer"),
        # It is no file, and no yes or no.
        ("input_reference", "text"),
        ("sound", "text"),
    ],
)
def test_a_bare_text_is_what_the_spec_has_where_that_is_one(name: str, kind: str) -> None:
    matrix = MATRIX if name in MATRIX.block("fields") else OWN
    assert stated(name, "kind", read(entry(name, "What it is."), matrix=matrix)) == [kind]


def test_a_field_of_an_unknown_type_is_read_as_what_the_spec_has() -> None:
    reading = read(entry("seconds", "From 4 to 12.", "quark"))
    assert stated("seconds", "kind", reading) == []
    assert (stated("seconds", "min", reading), stated("seconds", "max", reading)) == ([4], [12])


@pytest.mark.parametrize(
    ("name", "type_", "default", "told"),
    [
        ("sound", "boolean", "true", [True]),
        ("sound", "boolean", "False", [False]),
        ("sound", "boolean", "on", "'on' is neither true nor false"),
        ("sound", "boolean", None, []),
        ("pace", "number", "1.5", [1.5]),
        ("pace", "number", "2", [2]),
        ("pace", "number", "slow", "'slow' is no number"),
        ("pace", "integer", "1.5", [1.5]),
        ("frames", "integer", "1.5", "'1.5' is no whole number"),
        ("frames", "number", "1.5", [1.5]),
        ("style", "string", "true", ["true"]),
    ],
)
def test_a_default_is_read_as_page_or_spec_would_have_it(
    name: str, type_: str, default: str | None, told: list[object] | str
) -> None:
    given = None if default is None else said(default, 7)
    reading = read(entry(name, "What it is.", type_, default=given), matrix=OWN)
    assert stated(name, "default", reading) == (told if isinstance(told, list) else [])
    assert unclear(name, "default", reading) == ([(7, told)] if isinstance(told, str) else [])


def test_the_ends_of_a_number_need_not_be_whole() -> None:
    for ends in ({"minimum": said("0.5")}, {"maximum": said("2.5")}, {}):
        reading = read(entry("pace", "How fast.", "number", **ends), matrix=OWN)
        assert stated("pace", "min", reading) == ([0.5] if "minimum" in ends else [])
        assert stated("pace", "max", reading) == ([2.5] if "maximum" in ends else [])


@pytest.mark.parametrize(
    ("settings", "text", "values", "why"),
    [
        ({}, "4, 6 or 8.", [(4, 6, 8)], ""),
        ({}, "Perhaps 4, 6 or 8.", [[(4, 6, 8)]], ""),
        ({}, "From 4 to 8.", [], "a range stands where each number belongs"),
        ({"minimum": said("4", 9)}, "4, 6 or 8.", [], "a range stands where each number belongs"),
        ({"options": (said("4"), said("6"))}, "4, 6 or 8.", [(4, 6)], ""),
        ({}, "How many.", [], ""),
    ],
)
def test_numbers_one_by_one_where_the_spec_has_them_so(
    settings: dict[str, Any], text: str, values: list[object], why: str
) -> None:
    reading = read(entry("frames", text, "integer", **settings), matrix=OWN)
    assert stated("frames", "values", reading) == values
    assert unclear("frames", "values", reading) == ([(9, why)] if why else [])


@pytest.mark.parametrize(
    ("name", "text", "options", "told", "doubted"),
    [
        ("style", "One of calm, wild, odd.", (), [("calm", "wild", "odd")], False),
        ("style", "Such as calm, wild, odd.", (), [[("calm", "wild", "odd")]], True),
        ("style", "One of calm, wild, odd.", ("calm", "wild"), [("calm", "wild")], False),
        ("style", "How it looks.", (), [], True),
        ("model", "Which.", (), [], True),
        ("model", "Which.", ("doubao-seedance-2-0",), [], False),
    ],
)
def test_the_choices_of_a_field(
    name: str, text: str, options: tuple[str, ...], told: list[object], doubted: bool
) -> None:
    listed = tuple(said(each, 3) for each in options)
    reading = read(entry(name, text, options=listed), matrix=OWN)
    assert stated(name, "choices", reading) == told
    assert bool(unclear(name, "choices", reading)) == doubted
    assert (("models",) in reading.listed) == (name == "model" and bool(options))


MODELS = ", ".join(MATRIX.models[:3])


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [(f"One of {MODELS}.", True), (f"The newest are {MODELS}.", False)],
)
def test_models_in_the_text_of_the_field_that_selects_them(text: str, is_whole: bool) -> None:
    reading = read(entry("model", text))
    named = {each.keys[1] for each in reading.statements if each.exists}
    assert named == {*MATRIX.models[:3]}
    assert (("models",) in reading.listed) == is_whole
    odd = [(each.line, each.passage) for each in reading.unclear if each.keys == ("models",)]
    assert odd == ([] if is_whole else [(9, text)])
    assert unclear("model", "choices", reading) == []


@pytest.mark.parametrize(
    ("status", "text", "told"),
    [
        ("400", "Without the 2.0 models, input_reference.", [400]),
        ("422", "If input_reference is no image.", [422]),
        ("400", "If input_references are sent.", []),
        ("200", "With input_reference or not.", []),
        ("500", "With input_reference or not.", []),
    ],
)
def test_a_list_of_answers_says_what_refuses_a_field(
    status: str, text: str, told: list[object]
) -> None:
    image = entry("input_reference", "An image.", "file")
    reading = read(image, answers=((status, said(text)),))
    around = ("rejections", "by_field", "input_reference")
    found = [each for each in reading.statements if each.keys[:3] == around]
    assert [each.value for each in found] == told
    assert {each.line for each in found} <= {9}
    assert around in reading.places


def test_what_is_said_of_a_field_without_a_text_stands_at_its_head() -> None:
    image = entry("input_reference", "", "file", line=4)
    reading = read(image, answers=(("400", said("If input_reference is an image.")),))
    assert {each.line for each in reading.statements if each.keys[0] == "rejections"} == {4}


def test_where_what_may_be_listed_is_looked_for() -> None:
    reading = read(entry("prompt", line=3), entry("camera", line=5))
    for model in MATRIX.models:
        assert ("models", model, "seconds") in reading.places
        # What a model has of sizes stands in tables.
        assert ("models", model, "size") not in reading.places
    named = {each.keys for each in reading.statements if each.exists}
    assert named == {("fields", "camera")}
    assert ("fields",) in reading.found


@pytest.mark.parametrize(
    ("about", "text", "is_told"),
    [("seconds", "seconds, as ever", True), ("seconds", "seconds", False), ("body", "a b", False)],
)
def test_a_doubt_on_a_field_is_told_where_it_says_something(
    about: str, text: str, is_told: bool
) -> None:
    reading = read(entry("prompt"), doubts=(Doubt(about, 6, text, "spilt"),))
    told = [(each.keys, each.line, each.why) for each in reading.unclear if each.is_told]
    assert told == ([(("fields", about), 6, "spilt")] if is_told else [])


@pytest.mark.parametrize("options", [(), ("1:1",)])
def test_labels_of_the_models_alone_are_no_labels_of_the_field(options: tuple[str, ...]) -> None:
    """Where the spec has them by model, neither a list nor a sentence is one for all."""
    models = ", ".join(f'{each}: {{ size: {{ labels: ["1:1"] }} }}' for each in MATRIX.models)
    text = f"format: 1\nname: own\nfields: {{ size: {{ labels: null }} }}\nmodels: {{ {models} }}"
    matrix = build([*read_chain(SPEC), parse_document(text, "own.yaml")])
    size = entry("size", f"One of {SIX}.", options=tuple(map(said, options)))
    assert stated("size", "labels", read(size, matrix=matrix)) == []
    assert stated("size", "labels", read(size)) != []
    assert stated("size", "kind", read(size, matrix=matrix)) == ["size"]


@pytest.mark.parametrize("settings", [{"options": (said("16:9", 3),)}, {"pattern": said("^a$", 3)}])
def test_a_pattern_or_a_list_is_where_labels_and_pixels_are_told(settings: dict[str, Any]) -> None:
    reading = read(entry("size", "Which.", **settings))
    for key in ("pattern", "exact"):
        keys = ("fields", "size", key)
        assert reading.whole.get(keys) == (3 if "options" in settings else None)
    for key in ("labels", "exact"):
        assert bool(unclear("size", key, reading)) == ("pattern" in settings)


def test_the_pixels_of_a_pattern() -> None:
    for pattern, ends in (
        (r"^(16:9|[1-9]\d{2}x[1-9]\d{2})$", ([100], [999])),
        ("^(16:9)$", ([], [])),
    ):
        reading = read(entry("size", "Which.", pattern=said(pattern)))
        exact = [stated("size", f"exact.{key}", reading) for key in ("min", "max")]
        assert (exact[0], exact[1]) == ends
