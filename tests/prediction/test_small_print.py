"""Small things that a prediction says, each of which nothing else would notice missing."""

from pathlib import Path

import pytest

import cometvideo
from cometvideo import Media, Reject, SpecError, load_family, predict, settle, validate_wire
from cometvideo.facts.worlds import choose_world
from cometvideo.prediction import surroundings
from tests.odd_specs import INVENTED, matrix_of

GOOD = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": 5, "size": "1280x720"}


def test_half_a_character_is_no_text_that_utf8_can_hold() -> None:
    prediction = predict(load_family("seedance"), {**GOOD, "prompt": "a \ud800"})
    assert [each.code for each in prediction.findings] == ["text-not-utf8"]


@pytest.mark.parametrize(("option", "verdict"), [("read", "valid"), ("refused", "invalid")])
def test_a_world_decides_on_text_that_utf8_cannot_hold(option: str, verdict: str) -> None:
    world = settle(load_family("seedance"), {"body.text_not_utf8": option})
    assert predict(world, {**GOOD, "prompt": "a \ud800"}).verdict == verdict


REEL = {"script": "x", "engine": "reel-classic", "duration": 4, "frame": "1024x576"}


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({}, ("sizes.listed", "models.reel-classic.duration.values")),
        (
            {"engine": "reel-grand", "duration": 5, "frame": "1280x720"},
            (
                "sizes.wide.hd.16x9",
                "models.reel-grand.duration.min",
                "models.reel-grand.duration.max",
            ),
        ),
    ],
    ids=["a set", "a range"],
)
def test_a_rendering_rests_on_the_facts_of_its_length(
    changes: dict[str, object], facts: tuple[str, ...]
) -> None:
    (outcome,) = predict(matrix_of(INVENTED), {**REEL, **changes}).outcomes
    assert outcome.facts == facts


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"duration": 5}, [("out-of-range", "error", "4")]),
        ({"duration": 11}, [("out-of-range", "error", "12")]),
        ({"engine": "reel-pocket", "frame": "1x1"}, []),
        ({"engine": "reel-pocket", "frame": "16x9"}, [("preset-open", "warning", None)]),
    ],
)
def test_what_is_said_of_a_request(
    changes: dict[str, object], told: list[tuple[str, str, str | None]]
) -> None:
    found = predict(matrix_of(INVENTED), {**REEL, **changes}).findings
    assert [(each.code, each.severity, each.nearest) for each in found] == told
    assert {each.level for each in found if each.severity == "error"} <= {"documented"}


def test_what_another_source_says_is_told_with_its_kind() -> None:
    also = "max: { value: 20, also: [{ source: forum, value: 30 }, { source: nobody, value: 40 }] }"
    matrix = matrix_of(INVENTED.replace("    max: 20\n", f"    {also}\n"))
    asked = {**REEL, "engine": "reel-pocket", "frame": "1x1", "duration": 99}
    own = matrix_of(INVENTED.replace("duration: { max: 10 }", f"duration: {{ {also} }}"))
    assert predict(matrix, asked).findings[0].rule.detail["also"] == ""
    assert predict(own, asked).findings[0].rule.detail["also"] == (
        "forum (report) says 30; nobody (no such source) says 40"
    )


def test_only_a_size_may_be_any_other_by_default() -> None:
    text = INVENTED.replace("[calm, wild]", "[another, wild]")
    matrix = matrix_of(text.replace("default: calm", "default: another"))
    assert [each.size for each in predict(matrix, REEL).renderings] == ["1024x576"]


@pytest.mark.parametrize(("before", "nearest"), [(15, "size"), (16, None)])
def test_a_few_keys_of_an_object_are_looked_at(before: int, nearest: str | None) -> None:
    keys = {f"key {number}": 1 for number in range(before)}
    (found,) = predict(load_family("seedance"), {**GOOD, "zzz": {**keys, "size": "1"}}).findings
    assert found.nearest == nearest


@pytest.mark.parametrize(
    ("bounds", "inside", "outside", "allowed"),
    [
        ("max: 10", 10, 11, "any to 10"),
        ("min: 2", 2, 1, "2 to any"),
        ("min: 1500, max: 2000", 1500, 1499, "1500 to 2000"),
        ("min: 1500, max: 2000", 2000, 2001, "1500 to 2000"),
    ],
)
def test_a_range_has_the_ends_that_are_stated(
    bounds: str, inside: int, outside: int, allowed: str
) -> None:
    text = INVENTED.replace("    min: 3\n    max: 20\n", "")
    matrix = matrix_of(text.replace("duration: { max: 10 }", f"duration: {{ {bounds} }}"))
    asked = {**REEL, "engine": "reel-pocket", "frame": "1x1"}
    assert predict(matrix, {**asked, "duration": inside}).findings == ()
    (found,) = predict(matrix, {**asked, "duration": outside}).findings
    assert (found.code, found.rule.allowed) == ("out-of-range", allowed)


@pytest.mark.parametrize(("kind", "says"), [("integer", "a whole number"), ("number", "a number")])
def test_where_no_bound_is_known_none_is_named(kind: str, says: str) -> None:
    text = INVENTED.replace("    min: 3\n    max: 20\n", "").replace(
        "kind: integer", f"kind: {kind}"
    )
    matrix = matrix_of(text.replace("    duration: { max: 10 }\n", ""))
    sent = {**REEL, "engine": "reel-pocket", "frame": "1x1", "duration": "x"}
    found = [each for each in predict(matrix, sent).findings if each.field == "duration"]
    assert [(each.rule.allowed or "").partition(", or its")[0] for each in found] == [says]


SETTLED = {**GOOD, "size": "1280x720"}


@pytest.mark.parametrize(
    ("request_", "is_settled", "codes"),
    [
        (SETTLED, True, []),
        ({**SETTLED, "size": "16:9"}, False, ["preset-open"]),
        ({key: value for key, value in SETTLED.items() if key != "size"}, False, ["default-open"]),
        ({**SETTLED, "seconds": 99}, False, ["out-of-range"]),
    ],
    ids=["known", "a preset", "a default", "refused"],
)
def test_a_rendering_is_settled_where_there_is_one(
    request_: dict[str, object], *, is_settled: bool, codes: list[str]
) -> None:
    found = predict(load_family("seedance"), request_)
    assert (found.is_settled, [each.code for each in found.findings]) == (is_settled, codes)


@pytest.mark.parametrize(
    ("options", "severity"),
    [({}, "warning"), ({"body.undocumented_field": "ignored"}, "note")],
    ids=["open", "a world"],
)
def test_what_does_no_harm_in_a_world_is_only_noted(options: dict[str, str], severity: str) -> None:
    matrix = choose_world(load_family("seedance"), options) if options else load_family("seedance")
    found = predict(matrix, {**SETTLED, "n": 1}).findings
    assert [(each.code, each.severity) for each in found] == [("undocumented-field", severity)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, ("uncertain", "warning")),
        ({"fields.prompt.empty": "accepted"}, ("valid", "note")),
        ({"fields.prompt.empty": "refused"}, ("invalid", "error")),
    ],
    ids=["open", "accepted", "refused"],
)
def test_a_world_decides_on_an_empty_text(options: dict[str, str], said: tuple[str, str]) -> None:
    matrix = choose_world(load_family("seedance"), options) if options else load_family("seedance")
    found = predict(matrix, {**SETTLED, "prompt": ""})
    assert [(found.verdict, each.severity) for each in found.findings] == [said]


@pytest.mark.parametrize(("longest", "nearest"), [(14, "size"), (13, None)])
def test_a_text_is_looked_into_up_to_a_length(
    longest: int, nearest: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "_LONGEST_OBJECT", longest)
    (found,) = predict(
        settle(load_family("seedance"), {}), {**SETTLED, "zzz": '{"size": "1"}' + " "}
    ).findings
    assert found.nearest == nearest


def test_what_is_open_warns_and_what_is_decided_is_only_noted() -> None:
    asked = {**GOOD, "size": "16:9"}
    decided = settle(
        load_family("seedance"), {"models.doubao-seedance-2-0.size.preset_row": "480p"}
    )
    severities = [
        [each.severity for each in predict(matrix, asked).findings]
        for matrix in (load_family("seedance"), decided)
    ]
    assert severities == [["warning"], ["note"]]


def test_a_spec_needs_no_field_that_names_the_model() -> None:
    one = INVENTED.replace("selects: models", "choices: [reel-grand]")
    assert predict(matrix_of(one), {**REEL, "engine": "reel-grand"}).verdict == "valid"


def test_a_refusal_that_an_open_fact_allows_says_so() -> None:
    prediction = predict(load_family("seedance"), {**GOOD, "size": "720x720"})
    (reject,) = (each for each in prediction.outcomes if isinstance(each, Reject))
    assert reject.assumes == (("fields.size.undocumented", "refused"),)
    documented = predict(load_family("seedance"), {**GOOD, "seconds": 99}).outcomes[0]
    assert isinstance(documented, Reject)
    assert documented.assumes == ()


@pytest.mark.parametrize(
    ("size", "nearest"),
    [("1280 x 720", "1280x720"), ("0 x 720", None), ("720 x 0", None), ("99 x 720", None)],
)
def test_a_size_without_a_side_suggests_nothing(size: str, nearest: str | None) -> None:
    (finding,) = predict(load_family("seedance"), {**GOOD, "size": size}).findings
    assert finding.nearest == nearest


def test_a_spec_is_told_which_of_its_options_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "format: 1\nextends: seedance\nfrom: create-page\n"
        "fields: { prompt: { empty: { one_of: [refused, 5], note: x } } }\n"
    )
    with pytest.raises(SpecError, match="empty is 5"):
        predict(load_family(path), GOOD)


def test_several_files_are_counted_and_one_is_not() -> None:
    file = Media("a.png", "image/png", 10, "image/png", 640, 480, complete=False)
    asked = {**GOOD, "model": "doubao-seedance-1-5-pro"}  # which takes no references
    one = predict(load_family("seedance"), {**asked, "input_reference": file}).findings
    two = predict(load_family("seedance"), {**asked, "input_reference": (file, file)}).findings
    assert not any("files, the first" in each.message for each in one)
    assert any("2 files, the first" in each.message for each in two)


def test_of_a_body_that_cannot_be_read_no_field_is_missed() -> None:
    headers = {"Authorization": "Bearer k", "Content-Type": "text/plain"}
    found = validate_wire(headers, b"prompt=a").findings
    assert "required" not in {each.code for each in found}
    assert "malformed-body" in {each.code for each in found}


def test_related_fields_of_a_body_that_cannot_be_read_are_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "format: 1\nextends: seedance\nfrom: create-page\nfields: { size: { requires: seconds } }\n"
    )
    headers = {"Authorization": "Bearer k", "Content-Type": "text/plain"}
    found = validate_wire(headers, b"x", spec=str(path)).findings
    assert "field-required-with" not in {each.code for each in found}
    together = cometvideo.validate(prompt="a", model=GOOD["model"], size="16:9", spec=str(path))
    assert "field-required-with" in {each.code for each in together.findings}


CHOICES_BY_MODEL = """
format: 1
name: choices-by-model
extends: seedance@2026-04
fields: { resolution: { choices: null } }
models:
  doubao-seedance-1-5-pro: { resolution: { choices: [480p, 720p, 1080p] } }
  doubao-seedance-1-0-pro: { resolution: { choices: [480p, 720p, 1080p] } }
"""


@pytest.mark.parametrize(
    ("model", "resolution", "codes"),
    [
        ("doubao-seedance-2-0", "720p", []),
        ("doubao-seedance-2-0", "999p", ["not-a-choice"]),
        ("doubao-seedance-1-5-pro", "1080p", []),
        ("a-model-of-tomorrow", "999p", []),
        ("a-model-of-tomorrow", 999, ["wrong-type"]),
    ],
)
def test_of_a_model_that_is_not_known_any_choice_will_do(
    model: str, resolution: object, codes: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(CHOICES_BY_MODEL)
    request = {"prompt": "A kite", "model": model, "resolution": resolution}
    found = predict(load_family(path), request).findings
    assert [each.code for each in found if each.field == "resolution"] == codes


@pytest.mark.parametrize(
    ("left_out", "strangers", "codes"),
    [
        ((), {}, []),
        (("prompt",), {"n": 1}, ["required", "undocumented-field"]),
        (("prompt", "model"), {"n": 1, "m": 1}, ["required"] * 2 + ["undocumented-field"] * 2),
        (("prompt",), {}, ["required"]),
        ((), {"n": 1}, ["undocumented-field"]),
    ],
    ids=["neither", "one of each", "two of each", "a field", "a stranger"],
)
def test_a_field_that_is_missed_hides_no_stranger(
    left_out: tuple[str, ...], strangers: dict[str, object], codes: list[str]
) -> None:
    request = {name: value for name, value in GOOD.items() if name not in left_out} | strangers
    found = [
        each.code
        for each in predict(load_family("seedance"), request).findings
        if each.severity != "note"
    ]
    assert sorted(found) == codes
