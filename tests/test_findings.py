"""Findings: what their messages say, and that every code can say it."""

import string

import pytest

from cometvideo import load_family, predict
from cometvideo.codes import CODES
from cometvideo.findings import Finding, Rule, shown

PRO = "doubao-seedance-1-5-pro"

# What the finding of a request always has to fill the braces of its text with.
GIVEN = {"field", "got", "model", "note", "also", "expect"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("16:9", "'16:9'"),
        (12, "12"),
        (True, "true"),
        (None, "null"),
        (b"\xff", "b'\\xff'"),
        ("a\nb", "'a\\nb'"),
        ("x" * 78, repr("x" * 78)),
        ("x" * 79, "'" + "x" * 78 + "…"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_values_are_shown_on_one_line_and_cut(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_message_says_what_is_wrong_allowed_meant_and_expected() -> None:
    request = {"prompt": "A kite", "model": "doubao-seedance-1-0-pro", "seconds": 12, "size": "1:1"}
    finding = predict(load_family("seedance"), request).findings[0]
    assert finding.message == (
        "seconds 12 is outside what doubao-seedance-1-0-pro takes; allowed: 2 to 10; "
        "did you mean 10? expect HTTP 400 InvalidParameter (inferred); "
        "ark-reference (vendor) says 12; announcement-2026-04 (superseded) says 15"
    )
    assert finding.expect == "expect HTTP 400 InvalidParameter (inferred)"
    assert (finding.level, finding.sources) == ("documented", ("create-page",))


def test_sources_that_agree_are_not_held_against_each_other() -> None:
    finding = predict(
        load_family("seedance"), {"prompt": "A kite", "model": PRO, "size": "16:9"}
    ).findings[0]
    assert finding.message == f"size '16:9' renders 1280x720: presets of {PRO} mean the 720p row"


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_is_explained(code: str) -> None:
    entry = CODES[code]
    assert entry.title[0].isupper()
    assert not entry.title.endswith(".")
    assert entry.explanation.endswith(".")
    assert all(
        field is None or field.isidentifier()
        for _, field, *_ in string.Formatter().parse(entry.text)
    )


def test_a_message_never_fails_for_what_was_got() -> None:
    rule = Rule("out-of-range", "error", "seconds", detail={"model": PRO})
    for got in ("{braces}", "%s", "\x00", "\ud800", object(), 10**400):
        assert Finding(rule, got).message.startswith("seconds ")
