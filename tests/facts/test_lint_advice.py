"""Lint: the advice that it gives, and of how many flaws at once."""

import pytest

from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.lint import lint
from cometvideo.findings import SpecError

ADVICE = {
    "a truth in words": ("required: true", "required: yes", "write true, or quote it"),
    "a truth in quotes": ("required: true", 'required: "yes"', "did you mean true?"),
    "a number in quotes": ("min: 2", 'min: "2"', "did you mean 2?"),
    "a list of numbers as one text": (
        "values: [4, 8]",
        "values: 4, 8",
        "did you mean [4, 8]?",
    ),
    "a list of numbers as one text, with a gap": (
        "values: [4, 8]",
        "values: 4,, 8",
        "did you mean [4, 8]?",
    ),
    "one number for a list": ("values: [4, 8]", "values: 4", "did you mean [4]?"),
    "a list of sizes as one text": (
        "[640x640, 768x512]",
        "640x640, 768x512",
        "did you mean [640x640, 768x512]?",
    ),
    "a list of labels as one text": (
        'labels: ["16:9", "1:1"]',
        'labels: "16:9, 1:1"',
        'did you mean ["16:9", "1:1"]?',
    ),
    "half a key": ("max_length: 400", "max_len: 400", "did you mean max_length?"),
    "a key as JSON writes it": ("max_length: 400", "maxLength: 400", "did you mean max_length?"),
}
ADVISED = """\
format: 1
name: advised
sources: { page: { kind: documentation, title: A page } }
from: page
fields:
  prompt: { kind: text, required: true, max_length: 400 }
  model: { kind: choice, selects: models, required: true }
  frames: { kind: integer, required: false, min: 2 }
  seconds: { kind: integer, gives: seconds, required: false }
  size:
    kind: size
    required: false
    labels: ["16:9", "1:1"]
    presets: { "16:9": 864x480, "1:1": 640x640 }
sizes:
  few:
    [640x640, 768x512]
models:
  alpha:
    seconds:
      values: [4, 8]
    size: { table: few }
"""


@pytest.mark.parametrize(("right", "wrong", "says"), ADVICE.values(), ids=ADVICE.keys())
def test_advice_is_what_makes_the_spec_right(right: str, wrong: str, says: str) -> None:
    assert lint("own.yaml", ADVISED) == ()
    assert ADVISED.count(right) >= 1
    assert any(says in each.message for each in lint("own.yaml", ADVISED.replace(right, wrong, 1)))


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("values: [4, 8]", "values: 4 or 8", "is '4 or 8', where a list belongs"),
        ("values: [4, 8]", "values: 4, eight", "is '4, eight', where a list belongs"),
        ("values: [4, 8]", 'values: ","', "where a list belongs"),
        ("min: 2", "min: [2]", "is a list, where"),
        ("min: 2", "min: { least: 2 }", "least"),
    ],
)
def test_where_nobody_can_tell_what_is_meant_nothing_is_advised(
    right: str, wrong: str, says: str
) -> None:
    told = [each.message for each in lint("own.yaml", ADVISED.replace(right, wrong, 1))]
    assert any(says in each for each in told), told
    assert not any("did you mean" in each for each in told)


def test_a_key_in_quotes_is_a_key_whatever_it_says() -> None:
    plain, quoted = (
        lint("own.yaml", ADVISED.replace("min: 2", f"{key}: 2", 1)) for key in ("<<", '"<<"')
    )
    assert [each.code for each in plain] == ["yaml-syntax"]
    assert [each.code for each in quoted] == ["unknown-key"]


def test_one_flaw_of_the_yaml_does_not_hide_the_others() -> None:
    text = ADVISED.replace("required: true", "required: yes").replace("min: 2", "mni: 2")
    assert [(each.where and each.where.line, each.code) for each in lint("own.yaml", text)] == [
        (6, "yaml-ambiguous"),
        (7, "yaml-ambiguous"),
        (8, "unknown-key"),
    ]
    with pytest.raises(SpecError) as caught:
        build([parse_document(text, "own.yaml")])
    assert len(caught.value.findings) == 2


def test_of_very_many_flaws_of_the_yaml_some_are_told() -> None:
    text = "a: [" + "on, " * 10_000 + "]"
    assert 50 < len(lint("own.yaml", text)) < 1000


@pytest.mark.parametrize(
    ("field", "model", "told"),
    [
        ("", "{ application/json: read, multipart/form-data: refused }", "alpha, beta"),
        ("", "{ application/json: read }", "alpha, beta"),
        ("", "{ application/json: read, multipart/form-data: read }", ""),
        ("", "{ application/json: read, multipart/form-data: { one_of: [read, refused] } }", ""),
        ("", "{ application/json: { one_of: [read, refused] } }", ""),
        (", as_data: true", "{ application/json: read }", ""),
        (", as_address: { one_of: [true, false] }", "{ application/json: read }", ""),
        (", as_data: false", "{ application/json: read }", "alpha, beta"),
        (", accepted: false", "{ application/json: read }", ""),
    ],
)
def test_a_file_needs_a_text_where_json_alone_is_read(field: str, model: str, told: str) -> None:
    text = ADVISED.replace("\nsizes:", f"\n  view: {{ kind: media{field} }}\nsizes:", 1)
    text += f"    encodings: {model}\n  beta: {{ alias_of: alpha }}\n"
    text += "  gamma: { size: { table: few } }\n"
    found = [each for each in lint("own.yaml", text) if each.code == "file-unsendable"]
    assert [each.field for each in found] == (["fields.view"] if told else [])
    for each in found:
        assert f"no request for {told} can carry; write `as_data: true`" in each.message
        assert each.severity == "warning"
