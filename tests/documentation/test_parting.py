"""Entries of a page given to the part whose fields they are, and ended where another begins."""

import pytest

from cometvideo import load_family
from cometvideo.documentation.pages.page import Doubt, Entry, Page, Part, Said
from cometvideo.documentation.reading.parting import parted

MATRIX = load_family("seedance")
PARTS: dict[str, Part] = {"head": "head", "body": "body", "answer": "answer"}


def entry(part: str, name: str) -> Entry:
    return Entry(PARTS[part], name, Said("string", 1), required=False)


def page(entries: str) -> Page:
    return Page("p", "text", entries=tuple(entry(*each.split()) for each in entries.split(", ")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Fields that only a task has begin the answer.
        ("body prompt, body id, body model", "body answer answer"),
        ("body prompt, body size, body status, body other", "body body answer answer"),
        ("body prompt, body id, head X-A", "body answer head"),
        # Without a field of a request before them nobody can tell.
        ("body id, body prompt", "body body"),
        ("body id", "body"),
        ("body prompt, body size", "body body"),
        # A page that tells its parts itself is left as it is.
        ("body prompt, body id, answer status", "body body answer"),
        # Fields that only a request has stand in the request, with all before them.
        ("body model, answer other, answer prompt, answer id", "body body body answer"),
        ("body prompt, answer prompt", "body answer"),
        ("answer prompt, answer id", "answer answer"),
        ("body prompt, answer model", "body answer"),
        ("body model, head X-A, answer prompt", "body head body"),
    ],
)
def test_fields_are_given_to_the_part_that_has_them(before: str, after: str) -> None:
    found = parted(page(before), MATRIX)
    assert [each.part for each in found.entries] == after.split()


def test_the_header_with_the_key_is_no_field() -> None:
    header = MATRIX.text("service", "auth_header")
    assert header
    found = parted(page(f"body {header}, head {header}, body prompt"), MATRIX)
    assert [each.part for each in found.entries] == ["authorization", "authorization", "body"]


@pytest.mark.parametrize(
    ("line", "is_head"),
    [
        ("seconds integer", True),
        ("`seconds` integer", True),
        ("seconds - an integer", False),
        ("seconds - of type integer", False),
        ("seconds - integer", True),
        ("seconds are given as an integer", False),
        ("seconds", False),
        ("prompt string", False),
        ("other integer", False),
        ("the seconds integer", False),
        ("- 5 seconds integer", False),
    ],
)
def test_a_field_ends_where_the_head_of_another_stands(line: str, is_head: bool) -> None:
    above, at, below = Said("above", 5), Said(line, 6), Said("below", 7)
    whole = entry("body", "prompt")._replace(
        text=(above, at, below),
        options=(above, at),
        examples=(above, below),
        rules=(("a", above), ("b", at)),
        default=above,
        minimum=at,
        maximum=below,
        pattern=above,
    )
    found = parted(Page("p", "text", entries=(whole,)), MATRIX)
    if not is_head:
        assert (found.entries, found.doubts) == ((whole,), ())
        return
    (cut,) = found.entries
    assert (cut.text, cut.options, cut.examples) == ((above,), (above,), (above,))
    assert cut.rules == (("a", above),)
    assert (cut.default, cut.minimum, cut.maximum, cut.pattern) == (above, None, None, above)
    why = "a field whose type and marks were not understood"
    assert found.doubts == (Doubt("seconds", 6, line, why),)
