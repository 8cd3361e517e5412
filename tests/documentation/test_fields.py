"""Fields: what entries made by hand say of the facts of a field, on both sides of every doubt."""

from typing import Any

import pytest

from cometvideo.documentation.pages.page import Passage
from tests.documentation.fields_by_hand import LABELS, SIX, entry, read, said, stated


@pytest.mark.parametrize(
    ("type_", "settings", "kind"),
    [
        ("string", {}, "text"),
        ("any", {}, "text"),
        ("string | null", {}, "text"),
        ("string<binary>", {}, "media"),
        ("string($binary)", {}, "media"),
        ("file[]", {}, "media"),
        ("integer", {}, "integer"),
        ("integer[]", {}, "list of integer"),
        ("string[]", {}, "list of string"),
        ("number", {}, "number"),
        ("float", {}, "number"),
        ("file", {}, "media"),
        ("quark", {}, None),
        ("string", {"options": (said("16:9"), said("1280x720"))}, "size"),
        ("string", {"options": (said("16:9"), said("wide"))}, "choice"),
        ("string", {"examples": (said("16:9"),)}, "size"),
        ("string", {"examples": (said("wide"),)}, "text"),
        ("string", {"pattern": said("^(16:9|4:3)$")}, "size"),
        ("string", {"pattern": said("^[a-z]+$")}, "text"),
        ("string", {"pattern": said("^[a-z]+$"), "examples": (said("16:9"),)}, "size"),
        ("enum<string>", {"options": (said("a"),)}, "choice"),
        ("enum<integer>", {"options": (said("5"),)}, "integer"),
        ("enum<number>", {"options": (said("5"),)}, "choice of number"),
        ("enum", {}, "choice"),
    ],
)
def test_the_kind_of_a_field(type_: str, settings: dict[str, Any], kind: str | None) -> None:
    reading = read(entry("prompt", "What is seen.", type_, **settings))
    found = stated("prompt", "kind", reading)
    assert found == ([kind] if kind else [])
    unknown = [each for each in reading.unclear if each.keys[-1] == "kind"]
    assert bool(unknown) == (not found)


@pytest.mark.parametrize(
    ("required", "marked", "others", "told"),
    [
        (True, True, None, [True]),
        (False, True, None, [False]),
        (None, True, None, []),
        (False, False, None, []),
        (False, False, True, [False]),
        (False, False, False, []),
    ],
)
def test_a_mark_counts_where_marks_are_known(
    required: bool | None, marked: bool, others: bool | None, told: list[object]
) -> None:
    this = entry("size", marked=marked)._replace(required=required)
    rest = [] if others is None else [entry("prompt")._replace(required=others)]
    reading = read(this, *rest)
    assert stated("size", "required", reading) == told
    doubts = [each.keys for each in reading.unclear if each.keys[-1] == "required"]
    assert (("fields", "size", "required") in doubts) == (not told)


@pytest.mark.parametrize(
    ("name", "default", "told"),
    [
        ("seconds", "5", [5]),
        ("seconds", "five", []),
        ("size", "16:9", ["16:9"]),
        ("size", None, []),
    ],
)
def test_a_default_is_of_the_kind_of_its_field(
    name: str, default: str | None, told: list[object]
) -> None:
    type_ = "integer" if name == "seconds" else "string"
    reading = read(entry(name, "", type_, default=said(default) if default else None))
    assert stated(name, "default", reading) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Length in seconds, by default 5.", [5]),
        ("The default length is 5.", [5]),
        ("Not the default 6.", [[6]]),
        ("It used to be default 6.", [[6]]),
        ("The default is 16:9.", []),
        ("A length.", []),
    ],
)
def test_a_default_in_words(text: str, told: list[object]) -> None:
    assert stated("seconds", "default", read(entry("seconds", text, "integer"))) == told


@pytest.mark.parametrize(
    ("settings", "text", "least", "most"),
    [
        ({"minimum": said("2"), "maximum": said("15")}, "", [2], [15]),
        ({"minimum": said("2")}, "From 4 to 12.", [2], []),
        ({"maximum": said("15")}, "From 4 to 12.", [], [15]),
        ({}, "From 4 to 12.", [4], [12]),
        ({}, "Not from 4 to 12.", [], []),
        ({"minimum": said("two")}, "", [], []),
    ],
)
def test_the_marks_of_a_range_count_before_its_words(
    settings: dict[str, Any], text: str, least: list[object], most: list[object]
) -> None:
    reading = read(entry("seconds", text, "integer", **settings))
    assert (stated("seconds", "min", reading), stated("seconds", "max", reading)) == (least, most)


@pytest.mark.parametrize(
    ("options", "values"),
    [(["5", "10"], [(5, 10)]), (["5"], [(5,)]), (["5", "ten"], []), (["1" * 10], []), ([], [])],
)
def test_numbers_to_choose_from(options: list[str], values: list[object]) -> None:
    listed = tuple(said(each, 3) for each in options)
    assert stated("seconds", "values", read(entry("seconds", "", "integer", options=listed))) == (
        values
    )


@pytest.mark.parametrize(
    ("settings", "text", "labels"),
    [
        ({}, f"One of {SIX}.", [[LABELS]]),
        ({}, "One of 16:9, 4:3 and 1:1.", [[LABELS[:3]]]),
        ({}, "Either 16:9 or 4:3.", []),
        ({}, f"Not one of {SIX}.", []),
        ({"options": tuple(map(said, LABELS))}, "", [LABELS]),
        ({"pattern": said("^(16:9|4:3|1:1|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})$")}, "", [LABELS[:3]]),
        ({"pattern": said("^(16:9|4:3)$"), "options": (said("1:1"),)}, "", [LABELS[:2]]),
        ({"pattern": said("^(?=16:9).*$")}, "", []),
    ],
)
def test_the_labels_of_a_size(settings: dict[str, Any], text: str, labels: list[object]) -> None:
    reading = read(entry("size", text, **settings))
    assert stated("size", "labels", reading) == labels
    pattern = settings.get("pattern")
    assert stated("size", "pattern", reading) == ([pattern.text] if pattern else [])
    understood = ("fields", "size", "pattern") in reading.whole
    assert understood == ("options" in settings and pattern is None)


@pytest.mark.parametrize(
    ("type_", "text", "facts"),
    [
        ("file", "An image.", {"format_family": ["image"]}),
        ("file", "A video, or an image of it.", {"format_family": [["video"]]}),
        ("file", "An image, or a video of it.", {"format_family": [["image"]]}),
        ("file", "Images, or a video of them.", {"format_family": [["image"]]}),
        ("file", "Makes a video of an image.", {"format_family": [["video"]]}),
        ("file", "An image. It becomes a video.", {"format_family": ["image"]}),
        ("file", "Something to begin with.", {}),
        ("file", "A JPG or PNG image.", {"limits.formats": [[("image/jpeg", "image/png")]]}),
        ("file", "No GIF image.", {"limits.formats": []}),
        ("file[]", "An image.", {"repeat": [True]}),
        ("file", "Up to 9 images.", {"limits.max_count": [9], "repeat": [True]}),
        ("file", "At most one image.", {"limits.max_count": [1], "repeat": []}),
        ("file", "At most three images.", {"limits.max_count": [3], "repeat": [True]}),
        ("file", "Several images may be sent.", {"repeat": [True]}),
        ("file", "Several images are rejected.", {"repeat": [[False]]}),
        ("file", "An image of several people.", {}),
    ],
)
def test_what_is_said_of_files(type_: str, text: str, facts: dict[str, list[object]]) -> None:
    reading = read(entry("input_reference", text, type_))
    for key, told in facts.items():
        assert stated("input_reference", key, reading) == told
    unknown = [each for each in reading.unclear if each.keys[-1] == "format_family"]
    assert bool(unknown) == (not stated("input_reference", "format_family", reading))


@pytest.mark.parametrize(
    ("page", "is_gone"),
    [
        ({}, True),
        ({"passages": ("seconds, a number",)}, False),
        ({"passages": ("- `seconds`",)}, False),
        ({"passages": ("the seconds",)}, True),
        ({"passages": ("seconds_left",)}, True),
    ],
)
def test_a_field_that_begins_no_line_is_not_there(
    page: dict[str, tuple[str, ...]], is_gone: bool
) -> None:
    passages = tuple(Passage(each, 4) for each in page.get("passages", ()))
    reading = read(entry("prompt"), passages=passages)
    keys = ("fields", "seconds")
    assert (keys in reading.whole) == is_gone
    assert keys in reading.places
    assert read().places == {}, "where no field is listed none is looked for"


@pytest.mark.parametrize(
    ("text", "ends", "doubted"),
    [
        ("Seedance 1.0 Pro: 2 to 9.", [2, 9], False),
        ("Seedance 1.0 Pro: 9.", [], True),
        ("Seedance 1.0 Pro: long ones.", [], False),
    ],
)
def test_of_a_model_a_range_is_read_and_a_number_is_a_doubt(
    text: str, ends: list[int], doubted: bool
) -> None:
    keys = ("models", "doubao-seedance-1-0-pro", "seconds")
    reading = read(entry("seconds", text, "integer"))
    found = [each.value for each in reading.statements if each.keys[:-1] == keys]
    assert found == ends
    assert (keys in {each.keys for each in reading.unclear}) == doubted


def test_a_field_that_is_not_listed_is_told_at_the_first_that_is() -> None:
    reading = read(entry("prompt", line=8), entry("model", line=5), entry("size", line=11))
    assert reading.whole["fields", "seconds"] == 5
    assert reading.places["fields", "size"] == 11
