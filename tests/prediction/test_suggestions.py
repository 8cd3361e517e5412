"""What a finding suggests: what was meant, in words that are right wherever they are read."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo import load, predict, validate
from cometvideo.prediction.likeness import by_likeness, nearest_text, number_meant
from cometvideo.wire.media import look
from cometvideo.wire.request import Issue, Request
from tests.cases import FIXTURES

MATRIX = load()
FIRST_GENERATION = load("seedance@2026-04")
PICTURE = look((FIXTURES / "files" / "kite.png").read_bytes(), filename="kite.png")
TWO = "doubao-seedance-2-0"
PRO = "doubao-seedance-1-5-pro"
FINE = {"prompt": "A kite", "model": PRO, "seconds": 5, "size": "16:9"}


def nearest(code: str, **changes: Any) -> str | None:
    """What the finding of a code suggests for a request with changes."""
    found = [each for each in predict(MATRIX, {**FINE, **changes}).findings if each.code == code]
    assert len(found) == 1
    return found[0].nearest


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("image", PICTURE, "input_reference"),
        ("image", (PICTURE, PICTURE), "input_reference"),
        ("image", [PICTURE], "input_reference"),
        ("sise", PICTURE, "input_reference"),
        ("sise", "16:9", "size"),
        ("image", "kite.png", None),
        ("image", (), None),
        ("image_url", "http://a.b/c.png", "input_reference"),
    ],
)
def test_a_file_under_a_strange_name_means_the_field_for_files(
    name: str, value: object, meant: str | None
) -> None:
    assert nearest("undocumented-field", **{name: value}) == meant


def test_what_a_strange_name_means_does_not_depend_on_what_came_before() -> None:
    for value, meant in [("16:9", "size"), (PICTURE, "input_reference"), ("16:9", "size")]:
        assert nearest("undocumented-field", size_=value) == meant


def test_a_file_in_a_list_of_a_strange_name_means_the_field_for_files() -> None:
    issues = (Issue("bracketed-name", "image", "image[]"),)
    sent = Request(FINE, issues, {"image": (PICTURE,)})
    found = [each.nearest for each in predict(MATRIX, sent).findings]
    assert "input_reference" in found


@pytest.mark.parametrize(
    ("got", "meant"),
    [
        ("1e1", "10"),
        ("10.0", "10"),
        (" 10 ", "10"),
        ("+5", "5"),
        ("05", "5"),
        ("5s", "5"),
        ("5.2 s", "5"),
        ("8.7", "9"),
        ("99 s", "12"),
        ("1e9", "12"),
        ("1e99", None),
        ("1", "4"),
        (5.5, "6"),
        (float("nan"), None),
        (float("inf"), None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
    ids=repr,
)
def test_a_number_in_another_notation_is_read(got: object, meant: str | None) -> None:
    code = "out-of-range" if got == "1" else "not-an-integer"
    assert nearest(code, seconds=got) == meant


@given(st.text() | st.floats() | st.none())
def test_a_number_is_suggested_within_what_is_allowed(got: object) -> None:
    for each in predict(MATRIX, {**FINE, "seconds": got}).findings:
        if each.field == "seconds":
            assert each.nearest is None or 4 <= int(each.nearest) <= 12


@given(st.text() | st.floats() | st.booleans() | st.binary())
def test_any_value_may_be_asked_for_its_number(got: object) -> None:
    assert isinstance(number_meant(got), int | None)


@pytest.mark.parametrize(
    ("got", "ranked"),
    [
        ("1080p", ["720p", "480p"]),
        ("1080", ["720p", "480p"]),
        ("1080 P", ["720p", "480p"]),
        ("2160p", ["720p", "480p"]),
        ("500p", ["480p", "720p"]),
        ("0p", ["480p", "720p"]),
        ("0", ["480p", "720p"]),
    ],
)
def test_of_amounts_the_nearest_number_comes_first(got: str, ranked: list[str]) -> None:
    assert by_likeness(got, ("480p", "720p")) == ranked
    assert nearest_text(got, ("480p", "720p")) == ranked[0]


def test_of_two_nothings_one_is_the_other() -> None:
    assert nearest_text("0", ("5p", "0p")) == "0p"


@pytest.mark.parametrize("got", ["4k", "hd", "p", "", "1080i"])
def test_of_other_units_nothing_is_known(got: str) -> None:
    assert nearest_text(got, ("480p", "720p")) is None


def test_a_row_is_suggested_by_its_number() -> None:
    request = {**FINE, "model": TWO, "resolution": "1080p"}
    found = {each.field: each for each in predict(FIRST_GENERATION, request).findings}
    assert found["resolution"].nearest == "720p"
    assert found["resolution"].allowed == "720p, 480p"


@pytest.mark.parametrize(
    ("got", "meant"),
    [
        ("kite.png", "the file kite.png"),
        ("../a/kite.jpeg", "the file ../a/kite.jpeg"),
        ("http://a.b/kite.png", None),
        ("data:image/png;base64,AAAA", None),
        (5, None),
    ],
    ids=str,
)
def test_a_text_where_a_file_belongs_is_answered_for_every_face(
    got: object, meant: str | None
) -> None:
    request = {**FINE, "model": TWO, "input_reference": got}
    (finding,) = (each for each in predict(MATRIX, request).findings if each.severity == "error")
    assert (finding.code, finding.nearest) == ("not-a-file", meant)
    for words in ("input_reference=@path on the command line", '{"file": "path"}', "in Python"):
        assert words in finding.message


def test_what_is_advised_in_python_works(tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    path.write_bytes((FIXTURES / "files" / "kite.png").read_bytes())
    request = {**FINE, "model": TWO}
    with path.open("rb") as opened:
        for file in (path, path.read_bytes(), opened):
            assert validate(request, input_reference=file)
    assert not validate(request, input_reference=str(path))
