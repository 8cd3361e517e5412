"""Behaviour: changes of requests are judged by what becomes of requests, and nothing is missed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cometvideo import predict
from cometvideo.changes import behaviour, compare, diff, shift_between
from cometvideo.changes.behaviour import behave
from cometvideo.changes.diffing import Diff
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import SpecError
from cometvideo.strategies import requests
from cometvideo.writing.yaml_text import lines_of
from tests.changes.overlays import CURRENT, FIRST, changed

PRO = "doubao-seedance-1-5-pro"


def breaking(text: str, base: str = "") -> dict[str, str]:
    """What breaks, and why, without the model."""
    found = diff(changed(base) if base else CURRENT, changed(text))
    return {each.change.path: each.why.partition(", ")[2] for each in found.breaking}


@pytest.mark.parametrize(
    ("text", "base", "path", "why"),
    [
        pytest.param(
            f"models: {{ {PRO}: {{ seconds: {{ max: 10 }} }} }}",
            "",
            f"models.{PRO}.seconds.max",
            "a request with seconds 12: valid → invalid: seconds 12 out of range, allowed 4 to 10",
            id="a narrower range",
        ),
        pytest.param(
            f"models: {{ {PRO}: {{ seconds: {{ values: [4, 8, 12] }} }} }}",
            "",
            f"models.{PRO}.seconds.values",
            "a request with seconds 5: valid → invalid: seconds 5 out of range, allowed 4, 8, 12",
            id="a set inside the range",
        ),
        pytest.param(
            f"models: {{ {PRO}: {{ seconds: {{ values: [4, 5, 6, 7, 8, 9, 10, 12] }} }} }}",
            "",
            f"models.{PRO}.seconds.values",
            "a request with seconds 11: valid → invalid: seconds 11 out of range",
            id="a set with a hole inside the range",
        ),
        pytest.param(
            f"models: {{ {PRO}: null }}",
            "",
            f"models.{PRO}",
            f"a plain request: valid → invalid: model {PRO} not a choice",
            id="a model is gone",
        ),
        pytest.param(
            "fields: { input_reference: null }\nbody: { undocumented_field: { value: ignored } }",
            "body: { undocumented_field: { value: ignored } }",
            "fields.input_reference",
            "",
            id="a field is gone without a word",
        ),
        pytest.param(
            "fields: { style: { kind: text, required: true } }",
            "",
            "fields.style",
            "a plain request: valid → invalid: style required",
            id="a field is required now",
        ),
        pytest.param(
            'fields: { size: { labels: ["16:9", "1:1"], default: { one_of: ["16:9"] } } }',
            "",
            "fields.size.labels",
            "a request with size 4:3: valid → invalid: size 4:3 off pattern",
            id="a label is gone",
        ),
        pytest.param(
            'sizes: { seedance-1-5-and-2-0: { 720p: { "16:9": 1296x720 } } }',
            "",
            "sizes.seedance-1-5-and-2-0.720p.16:9",
            "a request with size 16:9: renders 1280x720 → 1296x720",
            id="a size is another one",
        ),
        pytest.param(
            f"models: {{ {PRO}: {{ size: {{ preset_row: 480p }} }} }}",
            "",
            f"models.{PRO}.size.preset_row",
            "a request with size 16:9: renders 1280x720 → 864x496",
            id="a preset renders otherwise",
        ),
        pytest.param(
            "fields: { seconds: { default: 8 } }",
            "",
            "fields.seconds.default",
            "a request without seconds: renders 5 s → 8 s",
            id="another default",
        ),
        pytest.param(
            "fields: { input_reference: { repeat: false } }",
            "",
            "fields.input_reference.repeat",
            "a request with input_reference of 2 files: valid → invalid: "
            "input_reference 2 files too many files, allowed one file",
            id="one file only",
        ),
        pytest.param(
            "fields: { input_reference: { limits: { formats: [image/png] } } }",
            "",
            "fields.input_reference.limits.formats",
            "a request with input_reference reference (image/jpeg 640x480, 4096 bytes): "
            "valid → uncertain: input_reference",
            id="a format less",
        ),
        pytest.param(
            "body: { undocumented_field: { value: refused } }",
            "body: { undocumented_field: { value: ignored } }",
            "body.undocumented_field",
            "a request with x-not-documented 1: valid → invalid: "
            "undocumented field x-not-documented",
            id="what was ignored is refused",
        ),
        pytest.param(
            "body: { encodings: { multipart/form-data: refused, application/json: read } }",
            "",
            "body.encodings.multipart/form-data",
            "a request as multipart/form-data: valid → invalid: "
            "encoding undocumented multipart/form-data",
            id="another encoding",
        ),
        pytest.param(
            "body: { bracketed_name: { value: ignored } }",
            "body: { bracketed_name: { value: read } }",
            "",
            "",
            id="of a name in brackets nothing is refused",
        ),
        pytest.param(
            "body: { repeated_field: { value: refused } }",
            "body: { repeated_field: { value: first } }",
            "body.repeated_field",
            "a request with prompt sent twice: valid → invalid: prompt",
            id="a field sent twice",
        ),
    ],
)
def test_what_breaks(text: str, base: str, path: str, why: str) -> None:
    found = breaking(text, base)
    assert list(found) == ([path] if path else [])
    assert found.get(path, "").startswith(why)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"models: {{ {PRO}: {{ seconds: {{ max: 14 }} }} }}", id="a wider range"),
        pytest.param(
            "models: { x: { seconds: { min: 2, max: 4 }, size: { table: seedance-1-0 } } }",
            id="a model more",
        ),
        pytest.param("fields: { style: { kind: text, required: false } }", id="an optional field"),
        pytest.param("fields: { size: { undocumented: { value: refused } } }", id="settled"),
        pytest.param(f"models: {{ {PRO}: {{ seconds: {{ max: 12 }} }} }}", id="a level"),
        pytest.param("body: { other_names: { duration: null } }", id="a hint"),
        pytest.param(
            "fields: { size: { pattern: ^any$ } }", id="a pattern that no prediction reads"
        ),
        pytest.param(
            "sizes: { other: { 480p: { '16:9': 864x480 }, 720p: { '16:9': 1248x704 } } }",
            id="a table that nobody uses",
        ),
    ],
)
def test_what_does_not(text: str) -> None:
    assert breaking(text) == {}


def test_a_table_of_another_name_with_the_same_sizes_breaks_nothing() -> None:
    table = {
        row: {ratio: CURRENT.value("sizes", "seedance-1-0", row, ratio) for ratio in cells}
        for row, cells in CURRENT.block("sizes", "seedance-1-0").items()
        if not isinstance(cells, Fact)
    }
    users = [
        model
        for model in CURRENT.models
        if CURRENT.text("models", model, "size", "table") == "seedance-1-0"
    ]
    text = "\n".join(
        lines_of(
            {
                "sizes": {"seedance-1-0": None, "renamed": table},
                "models": {model: {"size": {"table": "renamed"}} for model in users},
            }
        )
    )
    found = diff(CURRENT, changed(text))
    assert [each.change.path for each in found.judged] == [
        "sizes.seedance-1-0",
        "sizes.renamed",
        *(f"models.{model}.size.table" for model in users),
    ]
    assert found.breaking == ()


def test_changes_that_break_only_together_are_found() -> None:
    # The minimum rises where the maximum alone would not have excluded 5 and 6.
    text = f"""\
fields: {{ seconds: {{ default: 6 }} }}
models: {{ {PRO}: {{ seconds: {{ min: 6, max: 7 }} }} }}
"""
    found = breaking(text)
    assert {f"models.{PRO}.seconds.min", f"models.{PRO}.seconds.max"} <= found.keys()


def test_what_comes_of_two_changes_alone_is_put_down_to_both() -> None:
    text = f"""\
sizes:
  seedance-1-5-and-2-0:
    720p: null
    hd: {{ "16:9": 1296x720, "4:3": 1128x834, "1:1": 976x976, "3:4": 850x1112, "9:16": 736x1280,
          "21:9": 1486x630 }}
models: {{ {PRO}: {{ size: {{ rows: [480p, hd, 1080p], preset_row: hd }} }} }}
"""
    found = diff(CURRENT, changed(text))
    proofs = {each.change.path: str(each.proof) for each in found.breaking}
    row = f"models.{PRO}.size.preset_row"
    assert proofs[row].endswith("a request with size 16:9: renders 1280x720 → 1296x720")
    assert "sizes.seedance-1-5-and-2-0.hd" in proofs


def test_what_breaks_is_put_down_to_something_whatever_it_is() -> None:
    new = changed(f"models: {{ {PRO}: {{ seconds: {{ max: 10 }} }} }}\nservice: {{ host: x }}")
    unrelated = [each for each in compare(CURRENT, new) if each.keys[0] == "service"]
    assert {*behave(CURRENT, new, unrelated).proofs} == {("service", "host")}
    assert behave(CURRENT, new, []).proofs == {}


def test_a_size_that_only_two_fields_together_name() -> None:
    text = 'sizes: { seedance-1-0: { 720p: { "4:3": 1128x832 } } }'
    found = diff(FIRST, changed(text, "seedance@2026-04"))
    (size,) = found.breaking
    assert size.change.path == "sizes.seedance-1-0.720p.4:3"
    assert size.why == (
        "doubao-seedance-1-0-pro, a request with resolution 720p and size 4:3: "
        "renders 1120x832 → 1128x832"
    )


@pytest.mark.thorough
def test_the_first_generation() -> None:
    forth = {each.change.path for each in diff(FIRST, CURRENT).breaking}
    assert {"fields.resolution", "fields.size.default"} <= forth
    back = {each.change.path: each.why for each in diff(CURRENT, FIRST).breaking}
    assert {"fields.size.exact", "fields.input_reference.repeat"} <= back.keys()
    # A field that the old spec does not know is in no request of its clients.
    assert "fields.resolution" not in back


SMALL = """\
format: 1
name: small
sources: { page: { kind: documentation, title: A page } }
from: page
body: { undocumented_field: refused }
fields:
  model: { kind: choice, selects: models, required: true }
  FIELD: { kind: choice, choices: [x, y] }
  seconds: { kind: integer, required: true }
models: { MODEL: { seconds: { min: 4, max: 8 } } }
"""


def test_where_every_model_is_another_one() -> None:
    """With one change alone, or without it, no model would be left to ask for."""
    old, new = (
        build([parse_document(SMALL.replace("FIELD", field).replace("MODEL", model), "small.yaml")])
        for field, model in (("style", "one"), ("mood", "two"))
    )
    found = {each.change.path: each.breaking for each in diff(old, new).judged}
    assert found["models.one"]
    assert found["fields.style"]


@pytest.mark.thorough
def test_a_proof_is_a_request_that_was_let_through() -> None:
    for old, new in ((FIRST, CURRENT), (CURRENT, FIRST)):
        proofs = [each.proof for each in diff(old, new).breaking if each.proof]
        assert proofs
        for proof in proofs:
            assert predict(old, proof.probe.request).verdict != "invalid"
            again = shift_between(
                predict(old, proof.probe.request), predict(new, proof.probe.request)
            )
            assert again == proof.shift
            assert again.breaks


# --- whatever is changed, what breaks a request is not called harmless ---------------------------

_VALUES = st.sampled_from(
    [
        f"models: {{ {PRO}: {{ seconds: {{ min: %d }} }} }}",
        f"models: {{ {PRO}: {{ seconds: {{ max: %d }} }} }}",
        "models: { doubao-seedance-2-0: { seconds: { values: [4, 5, %d] } } }",
        "fields: { seconds: { default: %d } }",
        "fields: { size: { exact: { max: %d00 } } }",
        "fields: { input_reference: { limits: { max_count: %d } } }",
        "fields: { input_reference: { limits: { min_side: %d00 } } }",
        "models: { doubao-seedance-2-0: { size: { renders: { 864x496: %d00x700 } } } }",
        "sizes: { seedance-1-0: { 480p: { '16:9': %d64x480 } } }",
    ]
)


@st.composite
def specs(draw: st.DrawFn) -> Matrix:
    lines = draw(_VALUES)
    return changed(lines % draw(st.integers(1, 15)))


def judged(new: Matrix) -> Diff:
    return diff(CURRENT, new)


@settings(max_examples=60)
@given(new=specs(), data=st.data())
@pytest.mark.thorough
def test_no_request_breaks_where_nothing_is_said_to(new: Matrix, data: st.DataObject) -> None:
    try:
        predict(new, {})
    except SpecError:
        return
    found = judged(new)
    request = data.draw(requests(CURRENT))
    shift = shift_between(predict(CURRENT, request), predict(new, request))
    if shift is not None and shift.breaks:
        assert found.breaking


ONE_MORE = f"models: {{ alpha: {{ alias_of: {PRO}, seconds: {{ min: 5 }} }} }}"
SHORTER = f"models: {{ {PRO}: {{ seconds: {{ max: 10 }} }}, alpha: {{ seconds: {{ max: 10 }} }} }}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(FIRST, CURRENT, id="a generation", marks=pytest.mark.thorough),
        pytest.param(changed(ONE_MORE), changed(SHORTER), id="an alias beside its model"),
    ],
)
def test_a_change_of_one_model_is_tried_on_its_requests_alone(
    old: Matrix, new: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = compare(old, new)
    found = behave(old, new, changes)
    assert found.proofs
    monkeypatch.setattr(behaviour, "_may_tell", lambda *_: True)
    assert behave(old, new, changes) == found, "it is found as if all were tried"
