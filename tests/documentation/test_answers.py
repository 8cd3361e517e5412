"""Answers: what entries and samples made by hand say of the facts of a task."""

import json
from typing import Any

import pytest

from cometvideo import load_family
from cometvideo.documentation.pages.page import Entry, Page, Said, Sample
from cometvideo.documentation.reading import read_page
from cometvideo.documentation.reading.answers import read_answer
from cometvideo.documentation.reading.statements import Notes, Reading

MATRIX = load_family("seedance")
STATUSES = tuple(MATRIX.block("task", "statuses"))


def said(text: str, line: int = 1) -> Said:
    return Said(text, line)


def entry(name: str, text: str = "", type_: str = "string", **settings: Any) -> Entry:
    words = (said(text, 9),) if text else ()
    return Entry("answer", name, said(type_), True, **{"text": words, "line": 8, **settings})


def read(
    *entries: Entry,
    operation: str = "create",
    sample: object = None,
    request: str = "",
) -> Reading:
    samples = [Sample("request", request, 2)] if request else []
    samples += [Sample("answer", json.dumps(sample), 3)] if sample is not None else []
    notes = Notes()
    page = Page("page.html", "html", entries=entries, samples=tuple(samples), closed=True)
    read_answer(page, MATRIX, operation, notes)
    return notes.reading()


def stated(reading: Reading, *keys: str) -> list[object]:
    """What is stated of a fact of a task; what is not sure is in a list of its own."""
    return [
        each.value if each.is_sure else [each.value]
        for each in reading.statements
        if each.keys == ("task", *keys) and not each.exists
    ]


def unclear(reading: Reading, *keys: str) -> bool:
    return any(each.keys == ("task", *keys) for each in reading.unclear)


@pytest.mark.parametrize(
    ("type_", "told"),
    [
        ("integer", ["integer"]),
        ("integer<int32>", ["integer"]),
        ("enum<string>", ["string"]),
        ("string | null", ["string"]),
        ("String (uri)", ["string"]),
        ("quark", []),
    ],
)
def test_the_type_of_a_field(type_: str, told: list[object]) -> None:
    reading = read(entry("progress", "", type_))
    assert stated(reading, "fields", "progress", "type") == told
    assert unclear(reading, "fields", "progress", "type") == (not told)


@pytest.mark.parametrize(
    ("settings", "text", "least", "most"),
    [
        ({"minimum": said("0"), "maximum": said("100")}, "", [0], [100]),
        ({"minimum": said("0")}, "From 1 to 99.", [0], []),
        ({"maximum": said("100")}, "From 1 to 99.", [], [100]),
        ({}, "From 0 to 100.", [0], [100]),
        ({}, "As a share.", [], []),
    ],
)
def test_a_range(
    settings: dict[str, Any], text: str, least: list[object], most: list[object]
) -> None:
    reading = read(entry("progress", text, "integer", **settings))
    assert stated(reading, "fields", "progress", "min") == least
    assert stated(reading, "fields", "progress", "max") == most


OBJECT = ("fields", "object", "always")


@pytest.mark.parametrize(
    ("settings", "text", "sample", "told"),
    [
        ({}, "", {"object": "video"}, ["video"]),
        ({}, "", {"object": ["video"]}, []),
        ({"options": (said("video"),)}, "", {}, ["video"]),
        ({"options": (said("video"), said("film"))}, "", {}, []),
        ({}, "Always `video`.", {}, [["video"]]),
        ({}, "What it is.", {}, []),
    ],
)
def test_what_a_field_always_is(
    settings: dict[str, Any], text: str, sample: dict[str, object], told: list[object]
) -> None:
    assert stated(read(entry("object", text, **settings), sample=sample), *OBJECT) == told
    if not settings and not text:
        assert stated(read(sample=sample), *OBJECT) == told, "without a list as well"


@pytest.mark.parametrize(
    ("sample", "text", "told"),
    [
        ({"id": "task_1", "task_id": "task_1"}, "", ["id"]),
        ({"id": "task_1", "task_id": "other"}, "", ["not id"]),
        ({"id": "task_1", "task_id": "other", "model": "other"}, "", ["model"]),
        ({"task_id": "task_1"}, "The same as id.", ["id"]),
        ({"id": "task_1"}, "The same as id.", ["id"]),
        ({}, "The same as ids.", []),
        ({}, "", []),
    ],
)
def test_one_field_is_as_another(sample: dict[str, str], text: str, told: list[object]) -> None:
    reading = read(entry("task_id", text), sample=sample)
    assert stated(reading, "fields", "task_id", "same_as") == told
    assert unclear(reading, "fields", "task_id", "same_as") == (not told)


@pytest.mark.parametrize(
    ("request_", "text", "told"),
    [
        ("model=doubao-seedance-2-0", "", ["model"]),
        ("model=doubao-seedance-2-0-fast", "", [["not the request's model"]]),
        ("model=x-doubao-seedance-2-0", "", [["not the request's model"]]),
        ("", "The model that was asked for.", ["model"]),
        ("", "Which of them.", []),
    ],
)
def test_an_echo_shows_beside_the_request(request_: str, text: str, told: list[object]) -> None:
    sample = {"model": "doubao-seedance-2-0"}
    reading = read(entry("model", text), sample=sample, request=request_)
    assert stated(reading, "fields", "model", "same_as") == told
    assert unclear(reading, "fields", "model", "same_as") == (not told)
    later = read(entry("model", text), sample=sample, request=request_, operation="retrieve")
    assert stated(later, "fields", "model", "same_as") == []
    assert ("task", "fields", "model", "same_as") in later.elsewhere


@pytest.mark.parametrize(
    ("value", "text", "told"),
    [
        (1_776_681_149, "", ["unix-seconds"]),
        (1_776_681_149_000, "", ["unix-milliseconds"]),
        (17_766_811, "When it was.", []),
        ("2026-04-20T10:32:29Z", "When it was.", []),
        ("2026-04-20", "When it was.", []),
        (None, "As a Unix time, in seconds.", ["unix-seconds"]),
        (None, "As a Unix time in milliseconds.", ["unix-milliseconds"]),
        (None, "As a Unix time in milliseconds, not seconds.", [["unix-milliseconds"]]),
        (None, "In milliseconds.", []),
    ],
)
def test_the_unit_of_a_time(value: object, text: str, told: list[object]) -> None:
    sample = {} if value is None else {"created_at": value}
    reading = read(entry("created_at", text, "integer"), sample=sample)
    assert stated(reading, "fields", "created_at", "unit") == told
    assert unclear(reading, "fields", "created_at", "unit") == (not told)
    if not text:
        assert stated(read(sample=sample), "fields", "created_at", "unit") == told


def test_an_example_beside_the_field_shows_its_unit_as_well() -> None:
    shown = entry("created_at", "When it was.", "integer", examples=(said("1776681149"),))
    assert stated(read(shown), "fields", "created_at", "unit") == ["unix-seconds"]


@pytest.mark.parametrize(
    ("text", "sample", "told"),
    [
        ("", {"progress": 0}, [0]),
        ("A new task begins with 0.", {}, [0]),
        ("It begins at 0 and ends at 100.", {}, []),
        ("From 0.", {}, []),
        ("", {"progress": None}, []),
    ],
)
def test_how_progress_begins(text: str, sample: dict[str, object], told: list[object]) -> None:
    keys = ("fields", "progress", "initial")
    assert stated(read(entry("progress", text, "integer"), sample=sample), *keys) == told
    later = read(entry("progress", text, "integer"), sample=sample, operation="retrieve")
    assert stated(later, *keys) == []
    assert ("task", *keys) in later.elsewhere


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A new task is queued.", ["queued"]),
        ("A new task is queued or in_progress.", []),
        ("Begins as queued and ends as completed.", ["queued"]),
        ("It stays queued for a while.", [["queued"]]),
        ("At the end it is completed.", []),
        ("Of queued and in_progress.", []),
        ("How it goes.", []),
        ("A new task is requeued.", []),
        ("A new task is queued-up.", []),
    ],
)
def test_how_a_task_begins(text: str, told: list[object]) -> None:
    options = tuple(said(each, 4) for each in STATUSES)
    status = entry("status", text, options=options)
    assert stated(read(status), "initial") == told
    assert stated(read(status, operation="retrieve"), "initial") == []
    assert stated(read(sample={"status": "queued"}), "initial") == ["queued"]
    assert stated(read(sample={"status": "queued"}, operation="retrieve"), "initial") == []


@pytest.mark.parametrize(
    ("sample", "operation", "is_place"),
    [
        ({"status": "queued"}, "create", True),
        ({"status": None}, "create", True),
        ({"id": "task_1"}, "create", False),
        ({"status": "queued"}, "retrieve", False),
    ],
)
def test_the_sample_of_a_create_is_where_it_stands_how_a_task_begins(
    sample: object, operation: str, is_place: bool
) -> None:
    reading = read(sample=sample, operation=operation)
    assert (("task", "initial") in reading.places) == is_place


@pytest.mark.parametrize(
    ("text", "options", "listed", "found"),
    [
        ("", STATUSES, True, {*STATUSES}),
        ("", ("queued",), True, {"queued"}),
        (f"One of {', '.join(STATUSES)}.", (), True, {*STATUSES}),
        ("Such as queued, in_progress or completed.", (), False, {*STATUSES[:3]}),
        ("How it goes.", (), False, set()),
    ],
)
def test_which_statuses_there_are(
    text: str, options: tuple[str, ...], listed: bool, found: set[str]
) -> None:
    reading = read(entry("status", text, options=tuple(said(each, 4) for each in options)))
    assert (("task", "statuses") in reading.listed) == listed
    assert (("task", "statuses") in reading.found) == bool(found)
    named = {each.keys[-1] for each in reading.statements if each.keys[:2] == ("task", "statuses")}
    assert named == found


@pytest.mark.parametrize(
    ("sample", "told"),
    [({"id": "task_9"}, [["task_9"]]), ({"id": 9}, [["9"]]), ({"ids": "task_9"}, [])],
)
def test_an_example_is_no_promise(sample: dict[str, object], told: list[object]) -> None:
    assert stated(read(sample=sample), "id_example") == told
    assert (("task", "id_example") in read(sample=sample).places) == bool(told)


FIELDS = tuple(MATRIX.block("task", "fields"))
OPTIONAL = MATRIX.texts("task", "quirks", "left_out")


@pytest.mark.parametrize(
    ("names", "optional", "told", "doubted"),
    [
        (FIELDS, OPTIONAL, [OPTIONAL], False),
        (FIELDS, FIELDS[:1], [FIELDS[:1]], False),
        (FIELDS, (), [()], False),
        (tuple(each for each in FIELDS if each not in OPTIONAL), (), [], True),
        ((*FIELDS, "cost"), (*OPTIONAL, "cost"), [OPTIONAL], False),
    ],
    ids=["as they are", "another", "none", "a shorter list", "one more"],
)
def test_what_may_be_left_out(
    names: tuple[str, ...], optional: tuple[str, ...], told: list[object], doubted: bool
) -> None:
    entries = [entry(each)._replace(required=each not in optional) for each in names]
    reading = read(*entries)
    found = stated(reading, "quirks", "left_out")
    assert [{*each} for each in found] == [{*each} for each in told]  # type: ignore[misc]
    assert unclear(reading, "quirks", "left_out") == doubted
    assert stated(read(*entries, operation="retrieve"), "quirks", "left_out") == []
    unmarked = [each._replace(required=None) for each in entries]
    assert stated(read(*unmarked), "quirks", "left_out") == []
    assert unclear(read(*unmarked), "quirks", "left_out")


@pytest.mark.parametrize(
    ("name", "in_list", "in_sample", "whole"),
    [
        ("status", False, False, True),
        ("status", True, False, False),
        ("status", False, True, False),
        # What not every task has, a shorter list may leave out.
        ("task_id", False, False, False),
    ],
)
def test_a_field_is_gone_where_neither_list_nor_sample_has_it(
    name: str, in_list: bool, in_sample: bool, whole: bool
) -> None:
    entries = [entry("id"), *([entry(name)] if in_list else [])]
    reading = read(*entries, sample={name: "queued"} if in_sample else {})
    keys = ("task", "fields", name, "type")
    assert (keys in reading.whole) == whole
    assert reading.places[keys] == (8 if in_list else 1)
    assert keys not in read(sample={}).places, "where nothing is listed nothing is gone"


def test_a_field_of_its_own_is_named() -> None:
    reading = read(entry("id"), entry("cost"))
    named = [each.keys[-1] for each in reading.statements if each.exists]
    assert named == ["cost"]
    assert ("task", "fields") in reading.found
    assert ("task", "fields") not in read(sample={"id": "task_9"}).found


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (['{"object": "film"}', '{"object": "video"}'], ["film"]),
        (['["object"]', '{"object": "video"}'], ["video"]),
        (['{"object": ', '{"object": "video"}'], ["video"]),
        (["{" * 3], []),
        ([], []),
    ],
)
def test_the_first_sample_that_is_an_object_counts(texts: list[str], told: list[object]) -> None:
    notes = Notes()
    samples = tuple(Sample("answer", each, 3) for each in texts)
    read_answer(Page("page.html", "html", samples=samples), MATRIX, "create", notes)
    assert stated(notes.reading(), *OBJECT) == told


def parts(*entries: Entry) -> dict[str, set[str]]:
    """Which fields are read as those of a request, and which as those of a task."""
    reading = read_page(Page("page.html", "html", entries=entries), MATRIX, "create")
    keys = [each.keys for each in reading.statements if each.keys[-1] in {"kind", "type"}]
    return {
        "fields": {each[1] for each in keys if each[0] == "fields"},
        "task": {each[2] for each in keys if each[0] == "task"},
    }


BODY = [entry(each)._replace(part="body") for each in ("prompt", "size", "id", "object", "status")]


def test_fields_under_no_heading_are_the_answer_from_the_first_that_only_tasks_have() -> None:
    asked, told = {"prompt", "size"}, {"id", "object", "status"}
    assert parts(*BODY) == {"fields": asked, "task": told}
    # Where the answer has a heading, or what only tasks have comes first, nobody can say.
    assert parts(*BODY, entry("created_at")) == {"fields": asked, "task": {"created_at"}}
    assert parts(*BODY[2:], *BODY[:2]) == {"fields": asked, "task": set()}
    assert parts(*BODY[:2]) == {"fields": asked, "task": set()}
    head = entry("status")._replace(part="head")
    assert parts(*BODY[:3], head) == {"fields": asked, "task": {"id"}}


def test_of_a_page_that_documents_no_operation_nothing_is_read() -> None:
    page = Page("page.html", "html", entries=tuple(BODY))
    assert read_page(page, MATRIX, None) == Notes().reading()
