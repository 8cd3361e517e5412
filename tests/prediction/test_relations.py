"""Relations between fields, and what some models take and others do not."""

from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from cometvideo import Accept, Matrix, Media, load_family, predict, settle
from cometvideo.changes import diff
from cometvideo.export import json_schema
from cometvideo.facts.lint import lint
from cometvideo.facts.worlds import choose_world
from cometvideo.mock import MockApi, transport
from cometvideo.samples.requests import classified

SPEC = Path(__file__).parents[2] / "fixtures" / "specs" / "everything.yaml"
EXACT, GUESS, ROW, ALIAS = "every-exact", "every-guess", "every-row", "every-row-2026"
WIDE = Media("a.png", "image/png", 100, "image/png", 1280, 720, complete=True)
LOW = WIDE._replace(height=480)
UNKNOWN = WIDE._replace(width=None, height=None)


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return load_family(SPEC)


# Fields, verdict, the codes of what is said beside notes.
CASES: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "a pair that goes together": ({"size": "1920x1080", "seconds": "8"}, "valid", []),
    "a pair that does not": (
        {"size": "1920x1080", "seconds": 6},
        "invalid",
        ["pair-not-taken"],
    ),
    "a pair with the default": ({"size": "1920x1080"}, "invalid", ["pair-not-taken"]),
    "a pair with the other default": ({"seconds": 6}, "valid", []),
    "a wrong value is no wrong pair": (
        {"size": "1920x1080", "seconds": 5},
        "invalid",
        ["out-of-range"],
    ),
    "a pair that is a guess": (
        {"model": GUESS, "size": "1920x1080", "seconds": 6},
        "uncertain",
        ["pair-not-taken"],
    ),
    "a pair of choice and number": (
        {"model": ROW, "resolution": "full", "speed": 3},
        "invalid",
        ["pair-not-taken"],
    ),
    "a field alone": ({"style": "drawn"}, "valid", []),
    "two fields that exclude each other": (
        {"style": "drawn", "mood": "calm"},
        "invalid",
        ["fields-exclusive"],
    ),
    "no labels": ({"size": "16:9"}, "invalid", ["size-off-pattern"]),
    "no labels, as a guess": ({"model": GUESS, "size": "16:9"}, "uncertain", ["size-off-pattern"]),
    "a field that no model but one takes": ({"speed": 2}, "invalid", ["not-accepted"]),
    "a field that one model takes": ({"model": ROW, "speed": 2}, "valid", []),
    "a field that may be taken": (
        {"model": GUESS, "style": "drawn"},
        "uncertain",
        ["not-accepted"],
    ),
    "a wrong value of a field that may be taken": (
        {"model": GUESS, "style": "neat"},
        "invalid",
        ["not-accepted", "not-a-choice"],
    ),
    "a file of the size of the video": ({"first": WIDE}, "valid", []),
    "a file of another size": ({"first": LOW}, "invalid", ["file-not-of-size"]),
    "a file for another size": (
        {"first": WIDE, "size": "720x1280"},
        "invalid",
        ["file-not-of-size"],
    ),
    "a file that does not tell its size": ({"first": UNKNOWN}, "uncertain", ["file-not-of-size"]),
    "two files that exclude each other": (
        {"first": WIDE, "reference": WIDE},
        "invalid",
        ["fields-exclusive"],
    ),
    "a file that may be taken": (
        {"model": GUESS, "reference": WIDE},
        "uncertain",
        ["not-accepted"],
    ),
    "a text of the greatest length": ({"prompt": "a" * 200}, "valid", []),
    "a text that is longer": ({"prompt": "a" * 201}, "invalid", ["text-too-long"]),
    "a text that is longer than a guess": ({"mood": "a" * 21}, "uncertain", ["text-too-long"]),
    "an id that may not be served": ({"model": ALIAS}, "uncertain", ["not-accepted"]),
    "an alias has the rules of its model": (
        {"model": ALIAS, "style": "drawn"},
        "invalid",
        ["not-accepted", "not-accepted"],
    ),
}


@pytest.mark.parametrize(("fields", "verdict", "codes"), CASES.values(), ids=CASES)
def test_a_request(matrix: Matrix, fields: dict[str, Any], verdict: str, codes: list[str]) -> None:
    request = {"prompt": "a kite", "model": EXACT, **fields}
    for _ in range(2):  # the second time from memory
        found = predict(matrix, request)
        assert found.verdict == verdict
        assert [each.code for each in found.findings if each.severity != "note"] == codes


@pytest.mark.parametrize(
    ("fields", "got", "says"),
    [
        ({"first": LOW}, "1280x480", ""),
        ({"first": UNKNOWN}, "of no known width and height", ""),
        ({"speed": 2}, 2, f"{EXACT} does not take speed"),
    ],
    ids=["a size", "no size", "a field"],
)
def test_what_is_wrong_is_named(
    matrix: Matrix, fields: dict[str, Any], got: object, says: str
) -> None:
    (found,) = predict(matrix, {"prompt": "a kite", "model": EXACT, **fields}).findings
    assert found.got == got
    assert says in found.message


def test_a_value_that_is_left_out_is_not_said_to_be_sent(matrix: Matrix) -> None:
    said = {}
    for seconds in ({}, {"seconds": 4}):
        request = {"prompt": "a", "model": EXACT, "size": "1920x1080", **seconds}
        (found,) = predict(matrix, request).findings
        said[bool(seconds)] = found.message.partition(";")[0]
    assert said == {
        False: "seconds 4, as it is where it is left out, is not taken with size 1920x1080",
        True: "seconds 4 is not taken with size 1920x1080",
    }


@pytest.mark.parametrize(
    ("resolution", "file", "codes"),
    [
        ("hd", WIDE, []),
        ("full", WIDE, ["file-not-of-size"]),
        ("full", WIDE._replace(width=1920, height=1080), []),
        ("hd", WIDE._replace(width=1920, height=1080), ["file-not-of-size"]),
        (None, WIDE, []),
    ],
)
def test_a_file_matches_a_label_in_the_row_that_is_chosen(
    tmp_path: Path, resolution: str | None, file: Media, codes: list[str]
) -> None:
    text = SPEC.read_text(encoding="utf-8")
    text = text.replace('full: { "16:9": 1280x720, "9:16"', 'full: { "9:16"', 1)
    path = tmp_path / "rows.yaml"
    path.write_text(text.replace(f"  {ROW}:\n", f"  {ROW}:\n    first: {{ matches: size }}\n", 1))
    chosen = {} if resolution is None else {"resolution": resolution}
    request = {"prompt": "a", "model": ROW, "size": "16:9", "first": file, **chosen}
    found = predict(load_family(path), request)
    assert [each.code for each in found.findings] == codes
    assert found.verdict == ("invalid" if codes else "valid")


def with_sound(taken: str, *, as_text: bool) -> str:
    """The spec with a boolean of which one model takes some values alone."""
    sound = f"  sound: {{ kind: boolean, as_text: {str(as_text).lower()} }}\n"
    pair = f"    sound: {{ when: {{ model: {{ is: [{ROW}], takes: {taken} }} }} }}\n"
    text = SPEC.read_text(encoding="utf-8").replace("\nsizes:", f"{sound}\nsizes:", 1)
    return text.replace(f"  {ROW}:\n", f"  {ROW}:\n{pair}", 1)


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize(("taken", "got"), [("[0]", "0"), ('["false"]', "'false'"), ("[1]", "1")])
def test_a_boolean_takes_true_and_false_and_no_number(taken: str, got: str, as_text: bool) -> None:
    found = [
        each for each in lint(SPEC, with_sound(taken, as_text=as_text)) if each.severity == "error"
    ]
    assert [each.code for each in found] == ["reference-unknown"]
    assert f"names {got}, which is no value of sound; allowed: true, false" in found[0].message


@pytest.mark.parametrize(
    ("model", "sound", "as_text", "codes"),
    [
        (ROW, False, False, []),
        (ROW, True, False, ["pair-not-taken"]),
        (ROW, "false", True, []),
        (ROW, "true", True, ["pair-not-taken"]),
        (ROW, "false", False, ["wrong-type"]),
        (EXACT, True, False, []),
        (EXACT, "true", True, []),
    ],
)
def test_a_boolean_may_be_confined_for_a_model(
    tmp_path: Path, model: str, sound: object, as_text: bool, codes: list[str]
) -> None:
    path = tmp_path / "sound.yaml"
    path.write_text(with_sound("[false]", as_text=as_text), encoding="utf-8")
    spec = load_family(path)
    request = {"prompt": "a", "model": model, "sound": sound}
    assert [each.code for each in predict(spec, request).findings] == codes
    assert jsonschema_rs.validator_for(json_schema(spec, model)).is_valid(request) == (not codes)


@pytest.mark.parametrize(
    ("field", "words", "broken"),
    [
        ("sound", "{ model: { is: [every-row], takes: [false] } }", [ROW, ALIAS]),
        ("sound", "{ model: { is: [every-row-2026], takes: [false] } }", [ALIAS]),
        ("model", "{ sound: { is: [true], takes: [every-row] } }", [EXACT]),
        (
            "model",
            "{ sound: { is: [true], takes: [every-exact, every-row-2026] } }",
            [ROW],
        ),
    ],
)
def test_what_goes_with_a_model_goes_with_its_aliases(
    tmp_path: Path, field: str, words: str, broken: list[str]
) -> None:
    text = SPEC.read_text(encoding="utf-8")
    sound = "  sound: { kind: boolean, as_text: true }\n"
    path = tmp_path / "aliases.yaml"
    path.write_text(text.replace("\nsizes:", f"{sound}\nsizes:", 1), encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(
        f"format: 1\nextends: {path}\nfrom: handbook\nfields: {{ {field}: {{ when: {words} }} }}\n"
    )
    spec = choose_world(load_family(own))
    create = spec.text("operations", "create", "path")
    with httpx.Client(
        transport=transport(MockApi(spec)), base_url="https://api.every.example"
    ) as client:
        for model in (EXACT, ROW, ALIAS):
            sent = {"prompt": "a", "model": model, "sound": "true"}
            codes = [each.code for each in predict(spec, sent).findings if each.severity != "note"]
            assert codes == ["pair-not-taken"] * (model in broken), model
            taken = jsonschema_rs.validator_for(json_schema(spec, model)).is_valid(sent)
            assert taken == (model not in broken), model
            form = {name: (None, str(value).lower()) for name, value in sent.items()}
            answer = client.post(f"{create}", files=form, headers={"Authorization": "Bearer k"})
            assert answer.is_success == taken, model


@pytest.mark.parametrize(
    ("style", "mood", "told", "sure"),
    [
        ("[mood]", "[style]", "style", True),
        ("{ value: [mood], from: forum }", "[style]", "mood", True),
        ("{ value: [mood], from: forum }", "{ value: [style], from: forum }", "style", False),
    ],
)
def test_two_fields_that_exclude_each_other_are_one_rule(
    tmp_path: Path, style: str, mood: str, told: str, sure: bool
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        f"format: 1\nextends: {SPEC}\nfrom: handbook\n"
        f"fields: {{ style: {{ excludes: {style} }}, mood: {{ excludes: {mood} }} }}\n"
    )
    spec = load_family(own)
    request = {"prompt": "a", "model": EXACT, "style": "drawn", "mood": "calm"}
    found = predict(spec, request)
    assert [(each.code, each.field) for each in found.findings] == [("fields-exclusive", told)]
    assert found.verdict == ("invalid" if sure else "uncertain")
    assert "cannot be sent together with" in found.findings[0].message
    assert "leave out one of the two" in found.findings[0].message
    schema = str(json_schema(spec, EXACT))
    assert (
        schema.count("{'style': {}, 'mood': {}}") + schema.count("{'mood': {}, 'style': {}}")
        == sure
    )


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [({"seconds": 6}, "uncertain"), ({"seconds": 6, "size": "1280x720"}, "valid")],
)
def test_a_pair_with_an_open_default_may_not_go_together(
    tmp_path: Path, fields: dict[str, Any], verdict: str
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        f"format: 1\nextends: {SPEC}\nfrom: handbook\n"
        "fields: { size: { default: { one_of: [1280x720, 1920x1080], note: send none } } }\n"
    )
    found = predict(load_family(own), {"prompt": "a kite", "model": EXACT, **fields})
    assert found.verdict == verdict


def sizes(matrix: Matrix, **fields: Any) -> list[str | None]:
    found = predict(matrix, {"prompt": "a", "model": ROW, **fields})
    return [each.rendering.size for each in found.outcomes if isinstance(each, Accept)]


def test_a_label_in_a_row_comes_out_otherwise(matrix: Matrix) -> None:
    assert sizes(matrix) == ["1280x720"]
    assert sizes(matrix, resolution="full") == ["1280x720"]
    assert sizes(matrix, resolution="full", size="9:16") == ["1080x1920", "720x1280"]
    assert sizes(matrix, resolution="full", size="9:16", model=ALIAS) == ["1080x1920", "720x1280"]


def test_what_may_be_taken_is_settled_by_its_options(matrix: Matrix) -> None:
    request = {"prompt": "a", "model": GUESS, "style": "drawn"}
    (refusal,) = predict(matrix, request).rejections
    ((path, option),) = refusal.assumes
    assert (path, option) == ("models.every-guess.style.accepted", False)
    assert predict(settle(matrix, {path: option}), request).rejections
    assert predict(settle(matrix, {path: True}), request).verdict == "valid"


def test_a_text_that_is_too_long_is_not_remembered_for_others(matrix: Matrix) -> None:
    for prompt, verdict in (("a" * 201, "invalid"), ("a", "valid"), ("a" * 201, "invalid")):
        assert predict(matrix, {"prompt": prompt, "model": EXACT, "seconds": 4}).verdict == verdict


def test_an_unknown_model_is_refused_where_a_known_one_is_not_taken(matrix: Matrix) -> None:
    world = choose_world(matrix, {"models.every-row-2026.model.accepted": False})
    judge = jsonschema_rs.validator_for(json_schema(world))
    for model, taken in ((ROW, True), (ALIAS, False), ("every-other", False)):
        fields = {"prompt": "a", "model": model}
        assert (predict(world, fields).verdict != "invalid") is judge.is_valid(fields) is taken


def test_every_relation_has_examples_that_break_it_alone(matrix: Matrix) -> None:
    broken = {
        codes
        for _, prediction in classified(matrix)
        if len(codes := tuple(each.code for each in prediction.findings if each.severity != "note"))
        == 1
    }
    assert {("fields-exclusive",), ("pair-not-taken",), ("file-not-of-size",)} <= broken


def test_a_schema_has_the_relations(matrix: Matrix) -> None:
    found = json_schema(matrix, EXACT)
    assert {
        "not": {"properties": {"style": {}, "mood": {}}, "required": ["style", "mood"]}
    } in found["allOf"]  # type: ignore[operator]
    assert {
        "if": {"properties": {"size": {"enum": ["1920x1080"]}}, "required": ["size"]},
        "then": {"properties": {"seconds": {"enum": [8, "8"]}}, "required": ["seconds"]},
    } in found["allOf"]  # type: ignore[operator]


WRONG = {
    "an alias of an alias": ("models: { x: { alias_of: every-row-2026 } }", "models.x.alias_of"),
    "an alias of nothing": ("models: { x: { alias_of: every-rov } }", "models.x.alias_of"),
    "a pair with no field": (
        "models: { every-row: { seconds: { when: { sise: { is: [x], takes: [8] } } } } }",
        "models.every-row.seconds.when.sise",
    ),
    "a pair with no such value": (
        "models: { every-row: { speed: { when: { resolution: { is: [fulll], takes: [1] } } } } }",
        "models.every-row.speed.when.resolution.is",
    ),
    "a pair that takes what is never taken": (
        "models: { every-exact: { seconds: { when: { size: { is: [1920x1080], takes: [9] } } } } }",
        "models.every-exact.seconds.when.size.takes",
    ),
    "a file of the size of a number": (
        "fields: { first: { matches: seconds } }",
        "fields.first.matches",
    ),
    "an excluded stranger": ("fields: { style: { excludes: [moods] } }", "fields.style.excludes"),
    "a label that is in no row": (
        "models: { every-row: { size: { renders: { full: { '1:1': 720x720 } } } } }",
        "models.every-row.size.renders.full.1:1",
    ),
}


@pytest.mark.parametrize(("overlay", "path"), WRONG.values(), ids=WRONG)
def test_what_a_relation_names_must_exist(tmp_path: Path, overlay: str, path: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"format: 1\nextends: {SPEC}\nfrom: handbook\n{overlay}\n", encoding="utf-8")
    assert path in {each.field for each in lint(own) if each.code == "reference-unknown"}


def test_a_change_of_a_relation_is_a_change_of_requests(matrix: Matrix, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        f"format: 1\nextends: {SPEC}\nfrom: handbook\n"
        "models: { every-exact: { seconds: { when: null } } }\n",
        encoding="utf-8",
    )
    found = diff(load_family(own), matrix)
    changed = [(each.change.path, each.breaking) for each in found.judged]
    assert changed == [("models.every-exact.seconds", True)]
