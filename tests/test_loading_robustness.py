"""Whatever the text, loading gives a matrix or says what is wrong; predicting likewise."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cometvideo import InputError, Matrix, SpecError, load, predict, settle
from cometvideo.documents import parse_document
from cometvideo.lint import lint
from cometvideo.loading import build, shipped_specs
from cometvideo.media import look
from cometvideo.nodes import plain
from cometvideo.strict_yaml import read_yaml

FIXTURES = Path(__file__).parents[1] / "fixtures" / "specs"
SHIPPED = shipped_specs()["seedance"].read_text(encoding="utf-8")
INVENTED = (FIXTURES / "invented.yaml").read_text(encoding="utf-8")
DOCUMENT: Any = plain(read_yaml(INVENTED, "invented.yaml"))

REQUESTS: list[dict[str, object]] = [
    {},
    {"script": "x", "engine": "reel-grand", "duration": 5, "frame": "16x9"},
    {"script": "x", "engine": "reel-grand", "duration": "5", "frame": "1000x1000"},
    {"script": "", "engine": "reel-classic", "frame": "1024x576", "last_frame": look(b"GIF89a")},
    {"engine": "reel-pocket", "frame": "1x1", "first_frame": (look(b""), look(b"what")), "n": []},
    {"engine": "nobody", "duration": 10**30, "frame": "nonsense", "mood": 5, "script": None},
]


def matrix_of(text: str) -> Matrix:
    return build([parse_document(text, "spec.yaml")])


def predict_all(matrix: Matrix) -> None:
    for request in REQUESTS:
        for finding in predict(matrix, request).findings:
            assert finding.message


def try_all(text: str) -> SpecError | None:
    """Load a spec and predict by it; only a SpecError with places and messages may come of it."""
    try:
        matrix = matrix_of(text)
        predict_all(matrix)
        # A settled matrix takes the same ways as an overlay, and predicts as well.
        predict_all(settle(matrix, {fact.path: fact.one_of[0] for fact in matrix.open_facts}))
    except SpecError as error:
        for finding in error.findings:
            assert finding.where is not None
            assert finding.message
        return error
    return None


# -- text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested more than"),
        ("{a: " * 100_000, "nested more than"),
        ("- " * 100_000 + "a", "nested more than"),
        ("? " * 100_000 + "a", "a key must be a plain text"),
        ("[" * 100_000 + "]" * 100_000, "nested more than"),
        ("\n".join(" " * depth + "a:" for depth in range(300)) + " 1", "nested more than"),
        ("a: &a [1]\nb: *a\n", "an alias"),
        ("&a [*a]", "an alias"),
        ("a: 1\n---\nb: 2\n", "a second document"),
        ("a: \ud800\n", "not YAML"),
        ("a: 1.0e+999\n", "read in different ways"),
        ("a: 1e5\n", "read in different ways"),
        ("a: " + "9" * 5000 + "\n", "read in different ways"),
        ("!!python/object/apply:os.getcwd []\n", "a spec is a mapping"),
        ("format: 1\na.b: 1\na: { b: 2 }\n", "the path a.b stands for two facts"),
    ],
    ids=[
        *("brackets", "braces", "dashes", "question-marks", "closed-brackets", "indents"),
        *("alias", "alias-of-itself", "documents", "surrogate", "infinite", "exponent", "digits"),
        *("tag", "path-twice"),
    ],
)
def test_hostile_text_is_refused_with_its_place(text: str, says: str) -> None:
    error = try_all(text)
    assert error is not None
    assert says in str(error)
    assert str(error).startswith("spec.yaml:")
    assert len(str(error)) < 1000


def test_nesting_within_reason_is_read() -> None:
    assert try_all("format: 1\nmodels: {}\ndeep: " + "{a: " * 50 + "1" + "}" * 50) is not None
    assert read_yaml("[" * 60 + "1" + "]" * 60, "x").where.line == 1


def test_many_facts_are_read() -> None:
    rows = "".join(f"  t{number}: {{ a: {{ b: 16x16 }} }}\n" for number in range(3000))
    assert len(matrix_of(f"format: 1\nsizes:\n{rows}").facts) == 3000


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try_all(text)
    try_all(f"format: 1\n{text}")


@st.composite
def mutations(draw: st.DrawFn, source: str) -> str:
    """The lines of a spec with a few of them changed, moved, repeated or lost."""
    lines = source.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(CHANGES))
        lines[at : at + 1] = change(lines[at], draw)
    return "\n".join(lines)


def _other_text(line: str, draw: st.DrawFn) -> list[str]:
    at = draw(st.integers(0, len(line)))
    piece = draw(
        st.sampled_from([":", "[", "{", "}", "#", "&a ", "*a", "- ", "? ", "\t", "é", "\0"])
    )
    return [line[:at] + piece + line[at:]]


CHANGES: list[Callable[[str, st.DrawFn], list[str]]] = [
    lambda _line, _draw: [],
    lambda line, _draw: [line, line],
    lambda line, draw: [" " * draw(st.integers(0, 8)) + line.lstrip()],
    lambda line, _draw: [line.partition(":")[0] + ": 5"],
    lambda line, _draw: [line.partition(":")[0] + ": null"],
    lambda line, _draw: [line.partition(":")[0] + ": [a, b]"],
    _other_text,
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(mutations(INVENTED), mutations(SHIPPED)))
def test_a_mutated_spec_is_read_or_refused(text: str) -> None:
    try_all(text)


# -- shape ------------------------------------------------------------------------------------

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
        "allowed: text, choice, integer, size, media",
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


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(ALL_PATHS), ODD_VALUES), min_size=1, max_size=3))
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


# -- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "extends", ["", ".", "/", "x" * 5000, "a\0b", "../../none.yaml", "spec.yaml", "é\n"], ids=repr
)
def test_an_odd_base_is_refused(tmp_path: Path, extends: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(f"format: 1\nextends: {json.dumps(extends)}\n", encoding="utf-8")
    with pytest.raises((InputError, SpecError)) as caught:
        load(path)
    assert str(caught.value)
    (finding,) = lint(path)
    assert finding.code in {"base-unusable", "yaml-syntax"}


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("specs") / "spec.yaml"
    path.write_bytes(content)
    with pytest.raises((InputError, SpecError)):
        load(path)
