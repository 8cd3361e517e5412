"""The entry for pytest: each test is called as pytest would call it."""

from collections.abc import Callable

import pytest

from cometvideo.conformance import CLAUSES, EachTime, InProcess, clause_tests, reference
from tests.miniatures.clients.miniature import miniature

SOME = ["form-multipart", "deadline"]

test_reference = clause_tests(reference(), virtual=True, clauses=SOME)


def outcome(test: Callable[..., None], clause: str) -> str:
    """What pytest makes of a test, and why."""
    try:
        test(clause)
    except BaseException as error:
        return f"{type(error).__name__} {error}"
    return "passed"


def ids(test: Callable[..., None]) -> list[str]:
    (mark,) = test.pytestmark  # type: ignore[attr-defined]
    return list(mark.args[1])


def test_there_is_a_test_for_every_clause() -> None:
    assert ids(test_reference) == SOME
    assert ids(clause_tests(reference())) == list(CLAUSES)


def test_outcomes() -> None:
    runner = InProcess(miniature("no-deadline"), virtual=True)
    test = clause_tests(runner, clauses=[*SOME, "deadline-keeps-id"])
    assert outcome(test, "form-multipart") == "passed"
    failed = outcome(test, "deadline")
    assert failed.startswith("Failed deadline (must): Given a deadline")
    assert "GET /v1/videos/" in failed
    assert outcome(test, "deadline-keeps-id").startswith("Skipped could not tell: ")


def test_what_is_known_is_expected_and_must_not_be_stale() -> None:
    known = {"deadline": "has none", "form-multipart": "long ago"}
    test = clause_tests(miniature("no-deadline"), virtual=True, clauses=SOME, known=known)
    assert outcome(test, "deadline") == "XFailed has none"
    stale = "Failed form-multipart was expected to fail and does not: long ago"
    assert outcome(test, "form-multipart") == stale


def test_a_program_is_tested_as_well() -> None:
    test = clause_tests(EachTime(["true"], ("A", "B")), clauses=SOME)
    with pytest.raises(pytest.skip.Exception, match="no create reached the API"):
        test("form-multipart")
