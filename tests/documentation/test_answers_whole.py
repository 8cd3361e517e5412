"""Answers: all that is read of a field and of the sample beside it, each from the line it is on.

A case is a line for each thing that is read: its line, the fact, and the value, in brackets where
it is not sure, or why it is not clear. The type stands on line 1, the sample on 3, the field on 8
and its text on 9.
"""

from typing import Any

import pytest

from cometvideo.documentation.pages.page import Doubt, Page
from cometvideo.documentation.reading.answers import read_answer
from cometvideo.documentation.reading.statements import Notes, Reading
from tests.documentation.test_answers import FIELDS, MATRIX, STATUSES, entry, read, said

NO_MARK = "whether the field is always there is marked in no way that is known"
NO_UNIT = "no sample shows the unit"
NOT_SAME = "no sample shows it, and the text is in words not known here"
SOME = "a sentence may name some of them alone"


def told(reading: Reading, *about: str) -> set[str]:
    """What is read of facts with any of these names, but for the type and the mark as they are."""
    found = {
        f"{each.line} {'.'.join(each.keys[1:])} = "
        f"{each.value if each.is_sure else [each.value]}{' there' if each.exists else ''}"
        for each in reading.statements
    }
    found |= {f"{each.line} {'.'.join(each.keys[1:])}: {each.why}" for each in reading.unclear}
    plain = (".type = string", ".type = integer", ".required = True")
    return {
        each for each in found if any(name in each for name in about) and not each.endswith(plain)
    }


@pytest.mark.parametrize(
    ("name", "settings", "text", "beside", "expected"),
    [
        ("id", {}, "", {"sample": {"id": "task_1"}}, {"3 id_example = ['task_1']"}),
        ("id", {"type_": "quark"}, "", {}, {"1 fields.id.type: 'quark' is no type known here"}),
        ("id", {"type_": "enum<integer>"}, "", {}, set()),
        ("id", {"type_": "enum<number>"}, "", {}, {"1 fields.id.type = number"}),
        ("object", {}, "Always video.", {}, {"9 fields.object.always = ['video']"}),
        (
            "object",
            {"options": (said("video", 4),)},
            "",
            {"sample": {"object": "film"}},
            {"3 fields.object.always = film", "4 fields.object.always = video"},
        ),
        ("object", {"options": (said("a", 4), said("b", 5))}, "", {}, set()),
        (
            "progress",
            {"minimum": said("1", 5)},
            "From 2 to 3.",
            {},
            {"5 fields.progress.min = 1"},
        ),
        (
            "progress",
            {},
            "From 2 to 3.",
            {},
            {"8 fields.progress.min = 2", "8 fields.progress.max = 3"},
        ),
        (
            "progress",
            {},
            "Initially 7. It is done at 9.",
            {"sample": {"progress": 3}},
            {"3 fields.progress.initial = 3", "9 fields.progress.initial = 7"},
        ),
        ("progress", {}, "Initially 7 of 9.5.", {}, {"9 fields.progress.initial = 7"}),
        ("progress", {}, "Initially x7.", {}, set()),
        ("progress", {}, "Initially 7.", {"operation": "retrieve"}, set()),
        ("created_at", {}, "", {}, {f"8 fields.created_at.unit: {NO_UNIT}"}),
        ("created_at", {}, "Soon.", {}, {f"8 fields.created_at.unit: {NO_UNIT}"}),
        (
            "created_at",
            {"examples": (said("1776681149", 6),)},
            "",
            {"sample": {"created_at": 1776681149000}},
            {
                "3 fields.created_at.unit = unix-seconds",
                "3 fields.created_at.unit = unix-milliseconds",
            },
        ),
        ("created_at", {}, "Unix time.", {}, {"9 fields.created_at.unit = unix-seconds"}),
        ("created_at", {}, "Unix ms.", {}, {"9 fields.created_at.unit = unix-milliseconds"}),
        (
            "created_at",
            {},
            "Unix ms, not seconds.",
            {},
            {"9 fields.created_at.unit = ['unix-milliseconds']"},
        ),
        (
            "created_at",
            {},
            "Soon.",
            {"sample": {"created_at": 1776681149}},
            {"3 fields.created_at.unit = unix-seconds"},
        ),
        ("task_id", {}, "", {}, {f"8 fields.task_id.same_as: {NOT_SAME}"}),
        ("task_id", {}, "As id.", {}, {"9 fields.task_id.same_as = id"}),
        (
            "task_id",
            {},
            "As id.",
            {"sample": {"id": "a", "task_id": "b"}},
            {"3 fields.task_id.same_as = not id"},
        ),
        (
            "task_id",
            {},
            "",
            {"sample": {"x": "a", "id": "a", "task_id": "a"}},
            {"3 fields.task_id.same_as = id"},
        ),
        (
            "task_id",
            {},
            "As id.",
            {"sample": {"id": 5, "task_id": 5}},
            {"9 fields.task_id.same_as = id"},
        ),
        (
            "model",
            {},
            "",
            {"sample": {"model": "m"}, "request": "model: m"},
            {"3 fields.model.same_as = model"},
        ),
        (
            "model",
            {},
            "The model.",
            {"sample": {"model": "m"}, "request": "model: n"},
            {"3 fields.model.same_as = [\"not the request's model\"]"},
        ),
        (
            "model",
            {},
            "The model.",
            {"sample": {"model": 5}, "request": "model: 5"},
            {"9 fields.model.same_as = model"},
        ),
        ("model", {}, "The model.", {"operation": "retrieve"}, set()),
    ],
)  # fmt: skip
def test_what_is_read_of_a_field(
    name: str, settings: dict[str, Any], text: str, beside: dict[str, Any], expected: set[str]
) -> None:
    reading = read(entry(name, text, **settings), **beside)
    about = ("fields.id.", "id_example") if name == "id" else (f"fields.{name}.",)
    assert told(reading, *about) == expected


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("New ones are queued.", "queued|error", {"9 initial = queued"}),
        ("New ones are queued or error.", "queued|error", set()),
        ("New ones are queued, and end as error.", "queued|error", {"9 initial = queued"}),
        ("Most are error.", "queued|error", {"9 initial = ['error']"}),
        ("Once they end they are error.", "queued|error", set()),
        ("New ones are lost.", "queued|error", set()),
        ("New ones are requeued.", "queued|error", set()),
        ("New ones are queued.", "", set()),
        ("One of queued, in_progress, completed.", "queued|error", {"9 initial = ['queued']"}),
        (f"One of {', '.join(STATUSES)}. New ones are queued.", "", {"9 initial = queued"}),
        (
            "Such as queued, in_progress, completed. New ones are error.",
            "",
            {f"8 statuses: {SOME}", "9 initial = error"},
        ),
    ],
)
def test_what_is_read_of_a_status(text: str, named: str, expected: set[str]) -> None:
    options = tuple(said(each, at) for at, each in enumerate(named.split("|"), 4) if each)
    reading = read(entry("status", text, options=options))
    assert told(reading, "initial", "statuses:") == expected
    names = {each.keys[-1]: each.line for each in reading.statements if each.exists}
    if options:
        assert names == {"queued": 4, "error": 5}
    assert (("task", "statuses") in reading.places) == bool(names)
    assert ("task", "initial") in reading.places or "9 initial = queued" not in expected
    later = read(entry("status", text, options=options), operation="retrieve")
    assert told(later, "initial") == set()
    assert {each.keys[-1] for each in later.statements if each.exists} == names.keys()


@pytest.mark.parametrize("operation", ["create", "retrieve"])
def test_only_the_answer_to_a_create_shows_how_a_task_begins(operation: str) -> None:
    reading = read(entry("id"), operation=operation)
    is_first = operation == "create"
    assert reading.elsewhere == (
        set()
        if is_first
        else {
            ("task", "initial"),
            ("task", "fields", "model", "same_as"),
            ("task", "fields", "progress", "initial"),
        }
    )
    for keys in (("model", "same_as"), ("progress", "initial")):
        assert (("task", "fields", *keys) in reading.places) == is_first
    for keys in (("model", "type"), ("task_id", "same_as"), ("progress", "min")):
        assert ("task", "fields", *keys) in reading.places


@pytest.mark.parametrize(
    ("required", "marked", "expected"),
    [
        (True, True, set()),
        (False, True, {"8 fields.id.required = False"}),
        (None, True, {f"8 fields.id.required: {NO_MARK}"}),
        (False, False, {f"8 fields.id.required: {NO_MARK}"}),
    ],
)
def test_the_mark_of_a_field(*, required: bool | None, marked: bool, expected: set[str]) -> None:
    mark = entry("id", marked=marked)._replace(required=required)
    assert told(read(mark), "fields.id.required") == expected


def test_a_doubt_about_a_field_keeps_it_from_being_gone() -> None:
    for about, is_gone in (("status", False), ("progress", True)):
        notes = Notes()
        doubts = (Doubt(about, 5, "spilt", "in other words"),)
        read_answer(
            Page("p", "html", entries=(entry("id"),), doubts=doubts, closed=True),
            MATRIX,
            "create",
            notes,
        )
        assert (("task", "fields", "status", "type") in notes.reading().whole) == is_gone


def test_of_what_is_neither_listed_nor_sampled_nothing_is_read() -> None:
    reading = read(entry("id"), sample={"object": "video"})
    about = ("fields.task_id", "fields.model", "fields.created_at", "statuses", "initial")
    assert told(reading, *about) == set()
    assert told(read(sample={"task_id": "a"}), "task_id") == {
        f"1 fields.task_id.same_as: {NOT_SAME}"
    }


def test_what_may_be_left_out_stands_at_the_first_field_of_the_list() -> None:
    entries = [entry(each, line=at) for at, each in enumerate(FIELDS, 20)]
    for given, line in ((entries, 20), ([*reversed(entries)], 20), (entries[3:5], 23)):
        reading = read(*given)
        (found,) = told(reading, "quirks.left_out")
        assert found.startswith(f"{line} ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Always `video`.", ["video"]),
        ("It is always: a.film, and always b-c", ["a.film", "b-c"]),
        ("Constant 5 video", ["video"]),
        ("Always.", []),
    ],
)  # fmt: skip
def test_a_word_after_always_is_what_it_may_always_be(text: str, words: list[str]) -> None:
    expected = {f"9 fields.object.always = {[each]}" for each in words}
    assert told(read(entry("object", text)), "always") == expected
