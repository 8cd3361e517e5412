"""What a finding suggests: what was meant, in words that are right wherever they are read."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo import load_family, predict, validate
from cometvideo.codes import CODES
from cometvideo.likeness import by_likeness, name_meant, nearest_text, number_meant
from cometvideo.prediction.surroundings import Surroundings
from cometvideo.wire.media import look
from cometvideo.wire.request import Issue, Request
from tests.cases import FIXTURES

MATRIX = load_family("seedance")
FIRST_GENERATION = load_family("seedance@2026-04")
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
        ("kite.abcde", "the file kite.abcde"),
        ("kite.abcdef", None),
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
    assert "allowed: the bytes of a file, as a part with a filename" in finding.message
    # How to give one is another matter at each face, and told by `explain` for all of them.
    for words in ("name=@path on the command line", '{"file": "path"}', "in Python"):
        assert words not in finding.message
        assert words in CODES["not-a-file"].explanation


def test_what_is_advised_in_python_works(tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    path.write_bytes((FIXTURES / "files" / "kite.png").read_bytes())
    request = {**FINE, "model": TWO}
    with path.open("rb") as opened:
        for file in (path, path.read_bytes(), opened):
            assert validate(request, input_reference=file)
    assert not validate(request, input_reference=str(path))


FAST = "doubao-seedance-2-0-fast"
MODELS = load_family("seedance").models


@pytest.mark.parametrize(
    ("got", "meant", "why"),
    [
        (f"{TWO}-260128", TWO, "'-260128' behind it is how other services date a model"),
        (f"{FAST}-260128", FAST, "'-260128' behind it is how other services date a model"),
        (f'"{TWO}"', TWO, "it stands in quotes, as a converter to JSON leaves a text"),
        (f"'{TWO}'", TWO, "it stands in quotes: send it without them"),
        (f"{TWO}:free", TWO, "':free' behind it is how routers name a variant"),
        (f"{TWO}@latest", TWO, "'@latest' behind it is how routers name a variant"),
        (f"bytedance/{TWO}", TWO, "'bytedance/' before it is how routers name a vendor"),
        (f"a/b/{TWO}:free", TWO, "'a/b/' before it is how routers name a vendor"),
        (TWO.upper(), TWO, "in every letter and sign"),
        ("Doubao_Seedance_2.0", TWO, "in every letter and sign"),
        ("doubao-seedance-2.0-fast", FAST, "in every letter and sign"),
        (f" {TWO}\n", TWO, "in every letter and sign"),
        (f"{TWO}-pro", TWO, ""),
        (f"{TWO}-fast-lite", FAST, ""),
        ("seedance-2-0", TWO, ""),
        ("seedance-2-0-260128", TWO, ""),
        ("seedance-1.5-pro", PRO, ""),
        ("sora-2", None, ""),
        ("", None, ""),
        ("/", None, ""),
        (":free", None, ""),
        ("2-0-fast", FAST, ""),
    ],
)
def test_a_model_that_stands_in_a_text_is_the_one_that_is_meant(
    got: str, meant: str | None, why: str
) -> None:
    assert name_meant(got, MODELS) == meant
    (finding,) = predict(MATRIX, {**FINE, "model": got, "seconds": 5}).findings
    assert finding.code == "not-a-choice"
    assert why in finding.message
    if meant:
        assert finding.nearest == meant
        assert (finding.allowed or "").startswith(f"{meant},")


@given(
    st.sampled_from(MODELS),
    st.sampled_from(["", "bytedance/", "openrouter/bytedance/", '"', " "]),
    st.sampled_from(["", "-260128", "-20260128", ":free", "@v1", "-latest", '"', "\n"]),
)
def test_no_other_model_is_suggested_where_one_stands_whole(
    model: str, before: str, behind: str
) -> None:
    got = f"{before}{model}{behind}"
    if got not in MODELS:
        assert nearest_text(got, MODELS) == model
        assert nearest_text(got.upper().replace("-", "_"), MODELS) == model


@pytest.mark.parametrize(
    ("changes", "code", "meant"),
    [
        ({"seconds": '"5"'}, "not-an-integer", "5"),
        ({"size": '"16:9"'}, "size-off-pattern", "16:9"),
        ({"size": '"1280x720"'}, "size-off-pattern", "1280x720"),
        ({"model": f'"{PRO}"'}, "not-a-choice", PRO),
    ],
)
def test_what_a_converter_to_json_left_in_quotes_is_told_as_that(
    changes: dict[str, str], code: str, meant: str
) -> None:
    (finding,) = (
        each for each in predict(MATRIX, {**FINE, **changes}).findings if each.field in changes
    )
    assert (finding.code, finding.nearest) == (code, meant)
    assert finding.message.count("it stands in quotes, as a converter to JSON leaves a text") == 1


@pytest.mark.parametrize(
    ("prompt", "is_told"),
    [
        ('"A kite"', True),
        ('"Ein Drachen\\nüber \\"dem\\" Hafen"', True),
        ('""', True),
        ('"', False),
        ('"Look!" she said. "A kite!"', False),
        ('A "kite"', False),
        ("A kite", False),
    ],
)
def test_a_prompt_in_quotes_is_a_note(prompt: str, is_told: bool) -> None:
    learned = validate({**FINE, "prompt": prompt})
    found = [each for each in learned.findings if each.code == "text-quoted"]
    assert [each.severity for each in found] == (["note"] if is_told else [])
    assert learned.verdict == "valid"
    # Nothing that was judged before it hides it, one way or the other.
    assert validate({**FINE, "prompt": "A kite"}).findings == tuple(
        each for each in learned.findings if each.code != "text-quoted"
    )


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("ratio", "16:9", "size"),
        ("aspect_ratio", "16:9", "size"),
        ("aspectRatio", "16:9", "size"),
        ("Aspect-Ratio", "16:9", "size"),
        ("imageUrl", "http://a.b/c.png", "input_reference"),
        ("metadata", '{"aspect_ratio": "16:9"}', "size"),
        ("metadata", {"aspectRatio": "16:9", "seconds": 5, "mood": "calm"}, "size, seconds"),
        ("metadata", '{"mood": "calm"}', None),
        ("metadata", "{no json", None),
        ("metadata", "[1]", None),
        ("extra_body", '{"duration": 5}', "seconds"),
    ],
)
def test_names_of_other_apis_are_known_in_any_letters_and_within_objects(
    name: str, value: object, meant: str | None
) -> None:
    for _ in range(2):
        assert nearest("undocumented-field", **{name: value}) == meant
    assert nearest("undocumented-field", metadata="plain") is None


@pytest.mark.parametrize(
    ("name", "known"),
    [("duration", "duration"), ("Duration", "duration"), ("durations", None), ("mood", None)],
)
def test_a_name_that_is_only_like_that_of_another_api_is_not_it(
    name: str, known: str | None
) -> None:
    assert Surroundings(MATRIX).known_name(name) == known
