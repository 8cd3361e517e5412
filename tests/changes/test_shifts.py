"""Shifts: what of a difference between two predictions is worse, and what is broken."""

import pytest

from cometvideo import predict
from cometvideo.changes.shifts import Shift, frame_words, shift_between
from tests.changes.overlays import CURRENT, changed

REQUEST = {
    "model": "doubao-seedance-1-5-pro",
    "prompt": "A kite",
    "seconds": "12",
    "size": "16:9",
}
ROW = "models: { doubao-seedance-1-5-pro: { size: { preset_row: %s } } }"
MAX = "models: { doubao-seedance-1-5-pro: { seconds: { max: %s } } }"


def shift(text: str, base: str = "", **fields: object) -> Shift | None:
    request = {**REQUEST, **fields}
    old = changed(base) if base else CURRENT
    return shift_between(predict(old, request), predict(changed(text), request))


@pytest.mark.parametrize(
    ("text", "base", "words", "worse", "breaks"),
    [
        pytest.param(
            MAX % 10,
            "",
            "valid → invalid: seconds 12 out of range, allowed 4 to 10",
            True,
            True,
            id="refused",
        ),
        pytest.param(
            MAX % "{ value: 10, from: told }",
            "",
            "valid → uncertain: seconds 12 out of range, allowed 4 to 10",
            True,
            True,
            id="refused by hearsay",
        ),
        pytest.param(
            MAX % 10,
            MAX % "{ value: 10, from: told }",
            "uncertain → invalid: seconds 12 out of range, allowed 4 to 10",
            True,
            False,
            id="what might be refused is refused",
        ),
        pytest.param(MAX % 12, MAX % 10, "invalid → valid", False, False, id="taken"),
        pytest.param(ROW % "480p", "", "renders 1280x720 → 864x496", True, True, id="renders"),
        pytest.param(
            ROW % "480p",
            ROW % "{ one_of: [480p, 720p] }",
            "renders 864x496 or 1280x720 → 864x496",
            False,
            False,
            id="one of those to expect",
        ),
        pytest.param(
            ROW % "{ one_of: [480p, 720p] }",
            "",
            "renders 1280x720 → 864x496 or 1280x720",
            True,
            True,
            id="another one may come",
        ),
    ],
)
def test_shifts(text: str, base: str, words: str, worse: bool, breaks: bool) -> None:
    found = shift(text, base)
    assert found is not None
    assert (str(found), found.is_worse, bool(found.breaks)) == (words, worse, breaks)


def test_what_stays_is_no_shift() -> None:
    assert shift("") is None
    assert shift(MAX % 13) is None
    # It was refused, and is refused for something else.
    assert shift(MAX % 10, seconds="five") is None


def test_a_second_doubt_is_told() -> None:
    base = "body: { undocumented_field: { one_of: [ignored, refused] } }"
    found = shift(MAX % "{ value: 10, from: told }", base, other="1")
    assert found is not None
    assert str(found) == "still uncertain: seconds 12 out of range, allowed 4 to 10"
    assert found.breaks == {("seconds", "out-of-range")}
    assert not found.is_worse


@pytest.mark.parametrize(
    ("frame", "beside", "words"),
    [
        ((5, 864, 496), ((5, 1280, 720),), "864x496"),
        ((5, 864, 496), ((8, 864, 496),), "5 s"),
        ((5, 864, 496), ((8, 1280, 720),), "5 s at 864x496"),
        ((None, None, None), ((5, 864, 496),), "an unknown length at an unknown size"),
        ((5, None, None), ((5, 864, 496),), "an unknown size"),
    ],
)
def test_frames_in_words(
    frame: tuple[int | None, int | None, int | None],
    beside: tuple[tuple[int | None, int | None, int | None], ...],
    words: str,
) -> None:
    assert frame_words(frame, (frame, *beside)) == words


def test_what_is_sent_cannot_steer_a_terminal() -> None:
    found = shift("body: { undocumented_field: { value: refused } }", **{"\x1b[31m": "1"})
    assert found is not None
    assert "\x1b" not in str(found)
    assert "undocumented field '\\x1b[31m'" in str(found)


def test_a_length_that_is_not_stated_any_more() -> None:
    bare = {key: value for key, value in REQUEST.items() if key != "seconds"}
    before, after = (
        predict(each, bare) for each in (CURRENT, changed("fields: { seconds: { default: null } }"))
    )
    found = shift_between(before, after)
    assert found is not None
    assert str(found) == "renders 5 s → an unknown length"
    assert found.breaks
