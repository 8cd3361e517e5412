"""Whatever the shape of a spec, predicting by it works or says what is wrong, and lint tells."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cometvideo import SpecError, load_family, predict
from cometvideo.facts.lint import RULES, lint
from tests.odd_specs import DOCUMENT, REQUESTS, matrix_of, try_all

WRONG_SHAPES: dict[str, tuple[tuple[str, ...], object, str, str]] = {
    "a number where a field belongs": (
        ("fields", "duration"),
        5,
        "fields.duration is a fact",
        "fields.duration",
    ),
    "a number where a model's field belongs": (
        ("models", "reel-grand", "duration"),
        5,
        "models.reel-grand.duration is a fact",
        "models.reel-grand.duration",
    ),
    "a text where a model belongs": (
        ("models", "reel-grand"),
        "wide",
        "models.reel-grand is a fact",
        "models.reel-grand",
    ),
    "a number for labels": (
        ("models", "reel-grand", "frame", "labels"),
        16,
        "models.reel-grand.frame.labels is 16; write a list of texts",
        "models.reel-grand.frame.labels",
    ),
    "a text for labels": (
        ("models", "reel-grand", "frame", "labels"),
        "16x9",
        "write a list of texts",
        "models.reel-grand.frame.labels",
    ),
    "an unknown kind": (
        ("fields", "script", "kind"),
        "txt",
        "allowed: text, choice, integer, number, boolean, size, media",
        "fields.script.kind",
    ),
    "an open kind": (
        ("fields", "script", "kind"),
        {"one_of": ["text", "choice"]},
        "field script is of no known kind",
        "fields.script.kind",
    ),
    "no kind": (("fields", "mood"), {"choices": ["calm"]}, "field mood is of no", "fields.mood"),
    "a text for a bound": (
        ("fields", "duration", "max"),
        "20",
        "fields.duration.max is '20'; write a whole number",
        "fields.duration.max",
    ),
    "a truth value for a bound": (
        ("fields", "duration", "max"),
        True,
        "write a whole number",
        "fields.duration.max",
    ),
    "an open bound": (
        ("fields", "duration", "max"),
        {"one_of": [10, 20], "note": "x"},
        "its readers take one value",
        "fields.duration.max",
    ),
    "a block for a bound": (
        ("fields", "duration", "max"),
        {"at": 20},
        "fields.duration.max is a block; write a whole number",
        "fields.duration.max.at",
    ),
    "a number for a set": (
        ("models", "reel-classic", "duration", "values"),
        4,
        "write a list of whole numbers",
        "models.reel-classic.duration.values",
    ),
    "a fraction in a set": (
        ("models", "reel-classic", "duration", "values"),
        [4, 8.5],
        "write a list of whole numbers",
        "models.reel-classic.duration.values",
    ),
    "a number for a table": (("sizes", "listed"), 5, "write a list of texts", "sizes.listed"),
    "a number for a row": (("sizes", "wide", "sd"), 5, "sizes.wide.sd is a fact", "sizes.wide.sd"),
    "a number for a size": (
        ("sizes", "wide", "sd", "16x9"),
        5,
        "write a text",
        "sizes.wide.sd.16x9",
    ),
    "a word for a size": (
        ("sizes", "wide", "sd", "16x9"),
        "large",
        "sizes.wide.sd.16x9 has 'large' for a size",
        "sizes.wide.sd.16x9",
    ),
    "any size in a table": (
        ("sizes", "wide", "sd", "16x9"),
        "another",
        "sizes.wide.sd.16x9 has 'another' for a size",
        "sizes.wide.sd.16x9",
    ),
    "a word for a size that may be any": (
        ("models", "reel-pocket", "frame", "presets", "1x1"),
        "large",
        "models.reel-pocket.frame.presets.1x1 has 'large' for a size",
        "models.reel-pocket.frame.presets.1x1",
    ),
    "a list for exact": (
        ("models", "reel-grand", "frame", "exact"),
        [1, 2],
        "models.reel-grand.frame.exact is a fact",
        "models.reel-grand.frame.exact",
    ),
    "a list for a default": (
        ("fields", "duration", "default"),
        [4, 8],
        "write a text, a number, true or false",
        "fields.duration.default",
    ),
    "a text for accepted": (
        ("models", "reel-classic", "last_frame", "accepted"),
        "no",
        "write true or false",
        "models.reel-classic.last_frame.accepted",
    ),
    "a text for a limit": (
        ("fields", "first_frame", "limits", "max_side"),
        "4k",
        "write a number",
        "fields.first_frame.limits.max_side",
    ),
    "a text for rejections": (("rejections",), "none", "rejections is a fact", "rejections"),
    "a number for an answer": (
        ("rejections", "by_field", "duration", "out-of-range"),
        400,
        "rejections.by_field.duration.out-of-range is a fact",
        "rejections.by_field.duration.out-of-range",
    ),
    "a text for a status": (
        ("rejections", "unstated_status"),
        "422",
        "write a whole number",
        "rejections.unstated_status",
    ),
    "a list for a policy": (
        ("body", "other_encoding"),
        ["read"],
        "write a text",
        "body.other_encoding",
    ),
    "a fact for fields": (("fields",), 5, "fields is a fact", "fields"),
    "a fact for models": (("models",), ["a"], "models is a fact", "models"),
}


def changed(keys: tuple[str, ...], value: object) -> str:
    """The invented spec with another value at these keys, as JSON, which is YAML."""
    document = json.loads(json.dumps(DOCUMENT))
    block = document
    for key in keys[:-1]:
        block = block[key]
    block[keys[-1]] = value
    return json.dumps(document, indent=1)


@pytest.mark.parametrize("case", WRONG_SHAPES.values(), ids=WRONG_SHAPES)
def test_a_wrong_shape_is_refused_with_its_place(
    case: tuple[tuple[str, ...], object, str, str],
) -> None:
    keys, value, says, path = case
    text = changed(keys, value)
    matrix = matrix_of(text)
    with pytest.raises(SpecError) as caught:
        predict(matrix, REQUESTS[1])
    assert says in str(caught.value)
    where = caught.value.findings[0].where
    stands = matrix.facts.get(path) or next(
        fact for fact in matrix.facts.values() if fact.path.startswith(f"{path}.")
    )
    assert where == stands.where


@pytest.mark.parametrize("key", ["fields", "models"])
def test_a_missing_part_is_refused(key: str) -> None:
    document = {name: part for name, part in DOCUMENT.items() if name != key}
    with pytest.raises(SpecError, match=f"the spec has no {key}"):
        predict(matrix_of(json.dumps(document)), REQUESTS[1])


def test_a_source_that_is_not_listed_does_no_harm() -> None:
    document = json.loads(changed(("body", "undocumented_field"), "refused"))
    document["body"]["other_names"]["prompt"] = {"value": "script", "from": "nobody"}
    request = {"engine": "reel-classic", "script": "x", "prompt": "x"}
    (finding,) = predict(matrix_of(json.dumps(document)), request).findings
    assert finding.nearest == "script"
    assert "belongs to" not in finding.message


def test_every_wrong_place_is_told_at_once() -> None:
    document = json.loads(changed(("fields", "duration"), 5))
    document["models"]["reel-grand"]["frame"]["labels"] = 16
    with pytest.raises(SpecError) as caught:
        predict(matrix_of(json.dumps(document)), {})
    assert len(caught.value.findings) == 2


def paths(node: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, child in node.items() if isinstance(node, dict) else ():
        yield (*keys, key)
        yield from paths(child, (*keys, key))


ALL_PATHS = [keys for keys in paths(DOCUMENT) if keys[0] not in {"format", "sources"}]
ODD_VALUES = st.sampled_from(
    [
        *(0, -1, 5, 2.5, 10**30, True, False, "", "x", "16x9", "1280x720", "refused", "text"),
        *([], [1], ["x"], ["16x9", 5], [True], {}, {"x": 1}, {"x": {"y": "z"}}, {"value": "x"}),
        *({"one_of": ["x"]}, {"one_of": [1, True]}, {"one_of": ["refused", "x"], "note": "n"}),
        *({"value": 5, "also": []}, {"from": "forum"}, {"about": "x"}, {"kind": "size"}, "forum"),
    ]
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(ALL_PATHS), ODD_VALUES), min_size=1, max_size=3))
@pytest.mark.thorough
def test_whatever_stands_where_predict_works_or_refuses(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[str, ...], object]]
) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    for keys, value in changes:
        block = document
        for key in keys[:-1]:
            block = block.get(key, {}) if isinstance(block, dict) else {}
        if isinstance(block, dict):
            # A copy: a later change may go into what this one put there.
            block[keys[-1]] = copy.deepcopy(value)
    text = json.dumps(document, indent=1)
    refused = try_all(text)
    # Lint never fails, and warns of everything because of which predict would refuse.
    path = tmp_path_factory.mktemp("specs") / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    findings = lint(path)
    assert all(each.message and each.where for each in findings)
    assert refused is None or any(each.severity == "error" for each in findings), str(refused)
    # Whoever loads it is told of the same: nothing that lint calls unread is passed over.
    refusing = (code for code, rule in RULES.items() if rule.refuses)
    unread = {"unknown-key", "unknown-word", *refusing}
    codes = {each.code for each in findings if each.severity == "error"}
    assert not codes & unread or is_refused(path)
    assert codes or not is_refused(path)


def is_refused(path: Path) -> bool:
    try:
        load_family(path)
    except SpecError:
        return True
    return False
