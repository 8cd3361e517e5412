"""What a person sees of a value at a prompt, or in a failed assertion: one line, and no key."""

import pytest

import cometvideo
from cometvideo.changes import compare
from cometvideo.changes.diffing import Diff, Judged
from cometvideo.conformance import CLAUSES, Report, Result
from cometvideo.drift import DriftReport
from cometvideo.wire.exchange import Answer, Delivery, Exchange, HttpRequest

SECRET = "sk-4fe3-secret"
LARGE = b"\x89PNG" + bytes(5000)
MATRIX = cometvideo.load_family("seedance")
FIRST = cometvideo.load_family("seedance@2026-04")
REQUEST = HttpRequest("POST", f"/v1/videos?api_key={SECRET}", (("authorization", SECRET),), LARGE)
VALIDATION = cometvideo.validate(
    prompt="kites " * 500, model="doubao-seedance-1-0-pro", seconds=12, size="720p", spec=MATRIX
)
RESULTS = tuple(Result(each, "passed") for each in CLAUSES.values())


@pytest.mark.parametrize(
    "value",
    [
        MATRIX,
        MATRIX.tree,
        MATRIX.block("models"),
        *MATRIX.facts.values(),
        VALIDATION,
        *VALIDATION,
        *VALIDATION.findings,
        REQUEST,
        Answer(200, (("set-cookie", SECRET),), LARGE, Delivery(cut_at=3)),
        Exchange(REQUEST, Answer(200, (), LARGE), 1.5),
        cometvideo.Part("input_reference", LARGE, "a.png"),
        Diff(FIRST, MATRIX, tuple(Judged(each, False, "") for each in compare(FIRST, MATRIX))),
        Report(RESULTS, MATRIX, 0, "quick"),
        *RESULTS,
        DriftReport(()),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_repr_is_one_short_line_without_a_key(value: object) -> None:
    assert len(repr(value)) <= 240
    assert "\n" not in repr(value)
    assert SECRET not in repr(value)


def test_how_an_answer_travels_is_shown_where_it_is_not_at_once() -> None:
    assert repr(Answer(200, (), b"ab")) == "<Answer 200, 2 bytes>"
    assert "cut_at=1" in repr(Answer(200, (), b"ab", Delivery(cut_at=1)))


def test_a_validation_as_text_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from cometvideo.cli import main

    fields = ("prompt=A kite", "model=doubao-seedance-1-0-pro", "seconds=12", "size=720p")
    assert main(["validate", *fields]) == 1
    pairs = [(name, text) for name, _, text in (each.partition("=") for each in fields)]
    assert f"{cometvideo.validate_form(pairs)}\n" == capsys.readouterr().out
