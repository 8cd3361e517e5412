"""Specs of one's own: an invented family, and a change to the shipped one."""

from pathlib import Path
from typing import Any

import pytest

from cometvideo import Matrix, load, load_family, predict, settle, validate, validate_wire
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document, read_document
from cometvideo.wire.media import Media, look

FIXTURES = Path(__file__).parents[1] / "fixtures"
PICTURE = look((FIXTURES / "files" / "kite.png").read_bytes(), filename="kite.png")
CUT = look((FIXTURES / "files" / "kite-cut.png").read_bytes(), filename="kite-cut.png")

CLASSIC, GRAND, POCKET = "reel-classic", "reel-grand", "reel-pocket"


@pytest.fixture(scope="module")
def reel() -> Matrix:
    return load_family(FIXTURES / "specs" / "invented.yaml")


@pytest.fixture(scope="module")
def overlaid() -> Matrix:
    return load_family(FIXTURES / "specs" / "overlay.yaml")


def film(engine: str, **fields: Any) -> dict[str, Any]:
    return {"script": "a kite over the sea", "engine": engine, **fields}


def clip(model: str, **fields: Any) -> dict[str, Any]:
    return {"prompt": "a kite over the sea", "model": model, **fields}


# Renderings are (seconds, size), rejections (status, code).
FILMS: dict[str, tuple[dict[str, Any], str, list[tuple[Any, ...]], list[str]]] = {
    "a set has 4": (film(CLASSIC, duration=4), "valid", [(4, "1024x576")], []),
    "a set has 12": (film(CLASSIC, duration=12), "valid", [(12, "1024x576")], []),
    "a set lacks 5": (
        film(CLASSIC, duration=5),
        "invalid",
        [(400, "bad_duration")],
        ["allowed: 4, 8, 12; did you mean 4?"],
    ),
    "a range has 20": (
        film(GRAND, duration=20, frame="720x1280"),
        "valid",
        [(20, "720x1280")],
        [],
    ),
    "a range lacks 4": (
        film(GRAND, duration=4),
        "invalid",
        [(400, "bad_duration")],
        ["allowed: 5 to 20; did you mean 5?"],
    ),
    "a range with one bound of its own": (
        film(POCKET, duration=11),
        "invalid",
        [(400, "bad_duration")],
        ["allowed: 3 to 10; did you mean 10?"],
    ),
    "digits as text are none": (
        film(CLASSIC, duration="8"),
        "invalid",
        [(422, None)],
        ["duration '8' is not a whole number"],
    ),
    "a plain list has it": (film(CLASSIC, frame="768x768"), "valid", [(8, "768x768")], []),
    "a plain list lacks it": (
        film(CLASSIC, frame="1280x720"),
        "invalid",
        [(422, None)],
        ["allowed: 1024x576, 576x1024, 768x768"],
    ),
    "a label of another model": (film(CLASSIC, frame="16x9"), "invalid", [(422, None)], []),
    "a default of the model": (film(CLASSIC), "valid", [(8, "1024x576")], []),
    "a label whose row is open": (
        film(GRAND, frame="16x9"),
        "valid",
        [(8, "848x480"), (8, "1280x720")],
        ["frame '16x9' may render 848x480, 1280x720 with reel-grand: measure one film"],
    ),
    "a default whose row is open": (
        film(GRAND),
        "valid",
        [(8, "848x480"), (8, "1280x720")],
        ["frame '16x9' may render 848x480, 1280x720 with reel-grand: measure one film"],
    ),
    "a label with other signs": (
        film(GRAND, frame="16:9"),
        "invalid",
        [(422, None)],
        ["did you mean 16x9?"],
    ),
    "an exact size of the table": (
        film(GRAND, frame="1280x720"),
        "valid",
        [(8, "1280x720")],
        [],
    ),
    "an exact size of no table": (
        film(GRAND, frame="1000x1000"),
        "invalid",
        [(422, None)],
        ["it is refused"],
    ),
    "an exact size beyond the bounds": (
        film(GRAND, frame="4096x2160"),
        "invalid",
        [(422, None)],
        ["sides of 256 to 2048"],
    ),
    "a preset of its own": (film(POCKET, frame="1x1"), "valid", [(8, "512x512")], []),
    "a preset of its own, open": (
        film(POCKET, frame="16x9"),
        "valid",
        [(8, "640x360"), (8, "624x352")],
        ["frame '16x9' may render 640x360, 624x352"],
    ),
    "presets alone take no exact size": (
        film(POCKET, frame="512x512"),
        "invalid",
        [(422, None)],
        ["allowed: 16x9, 1x1"],
    ),
    "a choice that the model lacks": (
        film(POCKET, mood="wild"),
        "invalid",
        [(422, None)],
        ["allowed: calm"],
    ),
    "a first frame": (film(CLASSIC, first_frame=PICTURE), "valid", [(8, "1024x576")], []),
    "a last frame, taken by others": (
        film(CLASSIC, first_frame=PICTURE, last_frame=PICTURE),
        "invalid",
        [(422, None)],
        ["allowed: only reel-grand, reel-pocket"],
    ),
    "a last frame without a first": (
        film(POCKET, last_frame=PICTURE),
        "invalid",
        [(409, "no_first_frame")],
        ["last_frame is sent without first_frame"],
    ),
    "a last frame with a first": (
        film(POCKET, first_frame=PICTURE, last_frame=PICTURE),
        "valid",
        [(8, "512x512")],
        [],
    ),
    "several first frames": (
        film(POCKET, first_frame=(PICTURE, PICTURE)),
        "valid",
        [(8, "512x512")],
        [],
    ),
    "several first frames of another model": (
        film(CLASSIC, first_frame=(PICTURE, PICTURE)),
        "invalid",
        [(422, None)],
        ["allowed: one file"],
    ),
    "a frame that is cut short": (
        film(CLASSIC, first_frame=CUT),
        "invalid",
        [(422, None)],
        ["ends before its format does"],
    ),
    "a frame beyond a limit that may hold": (
        film(CLASSIC, first_frame=PICTURE._replace(width=5000)),
        "uncertain",
        [(8, "1024x576"), (422, None)],
        ["sides of at most 4096 px"],
    ),
    "another engine": (
        film("reel-gand", frame="16x9"),
        "invalid",
        [(422, None)],
        ["did you mean reel-grand?"],
    ),
    "an empty script": (
        film(CLASSIC, script=""),
        "invalid",
        [(422, None)],
        ["script is empty"],
    ),
    "a name from elsewhere": (
        film(CLASSIC, prompt="a kite"),
        "valid",
        [(8, "1024x576")],
        [],
    ),
}

CLIPS: dict[str, tuple[dict[str, Any], str, list[tuple[Any, ...]], list[str]]] = {
    "a model that was added": (
        clip("doubao-seedance-3-0", seconds=6, size="16:9"),
        "valid",
        [(6, "2560x1440")],
        ["presets of doubao-seedance-3-0 mean the 2k row"],
    ),
    "its own default": (clip("doubao-seedance-3-0", size="1:1"), "valid", [(6, "1920x1920")], []),
    "its own range": (
        clip("doubao-seedance-3-0", seconds=5, size="1:1"),
        "invalid",
        [(400, "InvalidParameter")],
        ["allowed: 6 to 12"],
    ),
    "its own labels": (
        clip("doubao-seedance-3-0", size="4:3"),
        "invalid",
        [(None, None)],
        ["allowed: 16:9, 1:1, 9:16"],
    ),
    "a reference that it takes": (
        clip("doubao-seedance-3-0", size="1:1", input_reference=PICTURE),
        "valid",
        [(6, "1920x1920")],
        [],
    ),
    "a range that was seen to be wider": (
        clip("doubao-seedance-1-0-pro", seconds=12, size="1920x1088"),
        "valid",
        [(12, "1920x1088")],
        [],
    ),
    "its end": (
        clip("doubao-seedance-1-0-pro", seconds=13, size="1920x1088"),
        "invalid",
        [(400, "InvalidParameter")],
        ["allowed: 2 to 12"],
    ),
    "a default that was open": (
        clip("doubao-seedance-1-5-pro"),
        "valid",
        [(5, "720x1280")],
        [],
    ),
    "what the overlay leaves alone": (
        clip("doubao-seedance-2-0", size="1920x1080"),
        "valid",
        [(5, "1920x1080"), (5, "1280x720")],
        ["known to come out as 1280x720"],
    ),
}

Expectation = tuple[dict[str, Any], str, list[tuple[Any, ...]], list[str]]


@pytest.mark.parametrize("case", FILMS.values(), ids=FILMS)
def test_an_invented_family_is_predicted(reel: Matrix, case: Expectation) -> None:
    check(reel, case)


@pytest.mark.parametrize("case", CLIPS.values(), ids=CLIPS)
def test_a_change_to_the_shipped_spec_is_predicted(overlaid: Matrix, case: Expectation) -> None:
    check(overlaid, case)


def check(matrix: Matrix, case: Expectation) -> None:
    request, verdict, outcomes, says = case
    prediction = predict(matrix, request)
    found: list[tuple[Any, ...]] = [(each.seconds, each.size) for each in prediction.renderings]
    found += [(each.status, each.code) for each in prediction.rejections]
    assert (prediction.verdict, found) == (verdict, outcomes)
    messages = "\n".join(each.message for each in prediction.findings)
    assert [part for part in says if part not in messages] == []
    errors = [each for each in prediction.findings if each.severity == "error"]
    assert bool(errors) is (verdict == "invalid")
    assert all(each.facts and each.level in {"documented", "observed"} for each in errors)
    assert bool(validate(request, spec=matrix)) is (verdict != "invalid")


def test_what_is_open_stands_in_the_way_of_a_strict_check(reel: Matrix) -> None:
    assert validate(film(CLASSIC), spec=reel).blocking(strict=True) == ()
    for request in (film(GRAND), film(GRAND, frame="16x9"), film(POCKET, frame="16x9")):
        (finding,) = validate(request, spec=reel).blocking(strict=True)
        assert finding.code == "preset-open"


def test_a_world_of_an_invented_family_has_one_outcome(reel: Matrix) -> None:
    first = {fact.path: fact.one_of[0] for fact in reel.open_facts}
    last = {fact.path: fact.one_of[-1] for fact in reel.open_facts}
    request = film(GRAND, frame="9x16")
    sizes = [predict(settle(reel, world), request).renderings for world in (first, last)]
    assert [[each.size for each in found] for found in sizes] == [["480x848"], ["720x1280"]]


def test_nothing_is_said_of_a_size_where_the_engine_is_not_known(reel: Matrix) -> None:
    codes = [each.code for each in predict(reel, film("x", frame="nonsense")).findings]
    assert codes == ["not-a-choice"]


def test_choices_may_be_those_of_the_models_alone() -> None:
    overlay = "format: 1\nfields: { mood: { choices: null, default: null } }\n"
    invented = read_document(FIXTURES / "specs" / "invented.yaml")
    reel = build([invented, parse_document(overlay, "overlay.yaml")])
    for engine, mood, codes in (
        (POCKET, "wild", ["not-a-choice"]),
        (POCKET, "calm", []),
        (CLASSIC, "wild", []),
        ("x", "wild", ["not-a-choice"]),
    ):
        found = predict(
            reel, film(engine, mood=mood, frame="1x1" if engine == POCKET else "768x768")
        )
        assert [each.code for each in found.findings] == codes, engine


@pytest.mark.parametrize(
    ("headers", "verdict", "status"),
    [
        ({"X-Reel-Key": "Token abc"}, "valid", None),
        ({"Authorization": "Bearer abc"}, "invalid", 403),
        ({"X-Reel-Key": "Token abc", "Content-Type": "text/plain"}, "invalid", 422),
    ],
    ids=["its own header", "the header of another", "an encoding that is not read"],
)
def test_an_invented_family_has_a_wire_form_of_its_own(
    reel: Matrix, headers: dict[str, str], verdict: str, status: int | None
) -> None:
    body = b'{"script": "a kite", "engine": "reel-classic"}'
    found = validate_wire({"Content-Type": "application/json", **headers}, body, spec=reel)
    assert found.verdict == verdict
    assert {each.status for each in found.prediction.rejections} == {status} - {None}


def test_facts_of_an_overlay_have_its_sources_and_its_place(overlaid: Matrix) -> None:
    seen = overlaid.facts["models.doubao-seedance-1-0-pro.seconds.max"]
    assert (seen.level, seen.sources, seen.value) == ("observed", ("trial",), 12)
    assert Path(seen.where.file).name == "overlay.yaml"
    assert [each.source for each in seen.also] == ["ark-reference", "announcement-2026-04"]
    settled = overlaid.facts["fields.size.default"]
    assert (settled.level, settled.is_open, settled.value) == ("observed", False, "9:16")
    untouched = overlaid.facts["models.doubao-seedance-1-0-pro.seconds.min"]
    assert (untouched.level, Path(untouched.where.file).name) == ("documented", "seedance.yaml")


def test_a_spec_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMETVIDEO_SPEC", str(FIXTURES / "specs" / "invented.yaml"))
    assert validate(film(CLASSIC)).verdict == "valid"
    assert load().unnamed.value("service", "key_variable") == "REEL_TOKEN"


def test_the_pictures_are_what_the_table_takes_them_for() -> None:
    assert isinstance(PICTURE, Media)
    assert (PICTURE.complete, CUT.complete) == (True, False)
