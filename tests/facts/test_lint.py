"""Lint: what it says of specs that are wrong on purpose, and that it is silent on sound ones."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from cometvideo.codes import CODES
from cometvideo.errors import InputError
from cometvideo.facts.lint import RULES, lint
from cometvideo.facts.lint import schema as schema_of_specs
from cometvideo.facts.loading import shipped_specs

MINIATURES = Path(__file__).parents[1] / "miniatures" / "specs"
EXPECTATIONS = sorted(MINIATURES.glob("*.json"))
OWN_SPECS = sorted((Path(__file__).parents[2] / "fixtures" / "specs").glob("*.yaml"))

# What keeps a spec from being read at all is found by the loader, under codes of its own.
CODES_OF_LOADER = {
    "yaml-syntax",
    "yaml-ambiguous",
    "yaml-duplicate-key",
    "yaml-alias",
    "spec-shape",
    "not-an-option",
}


def expected(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def told(spec: str | Path) -> list[str]:
    """Every finding in a line: place, rule, field."""
    return [f"{each.where}: {each.code} {each.field}: {each.message}" for each in lint(spec)]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write(tmp_path / "sound.yaml", (MINIATURES / "sound.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(shipped_specs()))
def test_a_shipped_spec_is_clean(name: str) -> None:
    assert told(name) == []


@pytest.mark.parametrize(
    "path", [MINIATURES / "sound.yaml", *OWN_SPECS], ids=lambda path: path.stem
)
def test_a_sound_spec_is_clean(path: Path) -> None:
    assert told(path) == []


@pytest.mark.parametrize("file", EXPECTATIONS, ids=lambda file: file.stem)
def test_a_miniature_has_one_flaw_which_is_found(file: Path) -> None:
    spec = file.with_suffix(".yaml")
    wanted = expected(file)
    findings = lint(spec)
    assert [each.code for each in findings] == [wanted["code"]], told(spec)
    (finding,) = findings
    place, field, nearest = (wanted[key] for key in ("place", "field", "nearest"))
    assert str(finding.where) == f"{spec}:{place}"
    assert (finding.field, finding.nearest) == (field, nearest)
    assert finding.severity == (RULES[finding.code].severity if finding.code in RULES else "error")
    assert "{" not in finding.message or "{" in str(finding.got)


@pytest.mark.parametrize("file", EXPECTATIONS, ids=lambda file: file.stem)
def test_a_miniature_that_is_repaired_as_told_is_clean(file: Path, sound: Path) -> None:
    wrong, right = expected(file)["repair"]
    text = file.with_suffix(".yaml").read_text(encoding="utf-8")
    assert text.count(wrong) == 1
    (finding,) = lint(file.with_suffix(".yaml"))
    assert finding.nearest is None or finding.nearest in right
    assert told(write(sound.with_name(file.stem + ".yaml"), text.replace(wrong, right))) == []


def test_every_rule_has_a_miniature_and_every_miniature_an_expectation() -> None:
    assert {expected(file)["code"] for file in EXPECTATIONS} == RULES.keys() | CODES_OF_LOADER
    specs = {file.stem for file in MINIATURES.glob("*.yaml")}
    assert specs == {file.stem for file in EXPECTATIONS} | {"sound"}


def test_every_rule_is_explained() -> None:
    assert RULES.keys() | CODES_OF_LOADER <= CODES.keys()


def test_all_flaws_are_told_at_once_in_the_order_of_the_lines(sound: Path) -> None:
    text = sound.read_text(encoding="utf-8")
    for right, wrong in (
        ("default: 4", "default: 5"),
        ("864x480", "864x540"),
        ("max: 8", "maxx: 8"),
        ("initial: waiting", "initial: wating"),
    ):
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    findings = lint(write(sound, text))
    assert [each.code for each in findings] == [
        "default-outside",
        "size-ratio",
        "unknown-key",
        "reference-unknown",
    ]
    assert [each.where for each in findings] == sorted(each.where for each in findings)  # type: ignore[type-var]


def test_what_a_spec_lacks_is_told_in_one_finding(tmp_path: Path) -> None:
    findings = lint(write(tmp_path / "bare.yaml", "format: 1\nname: bare\nfrom: page\n"))
    (lacking,) = (each for each in findings if each.code == "schema")
    assert lacking.message == "the spec lacks sources, fields, models"
    assert {each.code for each in findings} == {"schema", "selector-count", "source-unknown"}


@pytest.mark.parametrize(
    ("change", "refusing"),
    [
        ("shape: { default: 1000x1000 }", None),
        ("shape: { default: 64x64 }", "alpha, beta"),
        ("shape: { exact: null, pattern: null, labels: null, default: 640x640 }", None),
        ("shape: { exact: null, pattern: null, labels: null, default: 960x960 }", "beta"),
        ("model: { default: alpha }", None),
        ("model: { default: gamma }", "alpha, beta"),
        ("length: { default: { one_of: [4, 8], note: send none } }", None),
        ("length: { default: { one_of: [4, 9], note: send none } }", "alpha, beta"),
        ('length: { default: "4" }', "alpha, beta"),
    ],
)
def test_a_default_is_one_that_every_model_takes(
    sound: Path, change: str, refusing: str | None
) -> None:
    overlay = f"format: 1\nextends: sound.yaml\nfrom: page\nfields:\n  {change}\n"
    findings = lint(write(sound.with_name("mine.yaml"), overlay))
    assert [each.code for each in findings] == ([] if refusing is None else ["default-outside"])
    assert [each.rule.detail["models"] for each in findings] == ([refusing] if refusing else [])


def _when(length: int, bound: str = "") -> str:
    pair = f"mood: {{ when: {{ length: {{ is: [{length}], takes: [calm] }} }} }}"
    return f"fields: {{ {pair}, length: {{ {bound} }} }}" if bound else f"fields: {{ {pair} }}"


@pytest.mark.parametrize(
    ("change", "flaws"),
    [
        ("fields: { picture: { limits: { min_side: 6000 } } }", []),
        (
            "fields: { picture: { limits: { min_side: 6001 } } }",
            [("range-order", 6001, None)],
        ),
        ('errors: { retry: { "100": backoff, "599": backoff } }', []),
        (
            'errors: { retry: { "099": backoff, "99": backoff, "600": backoff } }',
            [("http-status", each, None) for each in ("099", "99", "600")],
        ),
        ('sizes: { small: { 480p: { "16:9": 870x480 } } }', []),
        (
            'sizes: { small: { 480p: { "16:9": 880x480 } } }',
            [("size-ratio", "880x480", None)],
        ),
        ('sizes: { small: { 480p: { "16:9": 832x480 } } }', []),
        (
            'sizes: { small: { 480p: { "16:9": 824x480 } } }',
            [("size-ratio", "824x480", None)],
        ),
        ("models: { alpha: { shape: { renders: { 864x480: another } } } }", []),
        (
            "models: { alpha: { shape: { renders: { 864x480: other } } } }",
            [("size-form", "other", None)],
        ),
        (
            'sizes: { small: { 480p: { "16:9": another } } }',
            [("size-form", "another", None)],
        ),
        ("models: { alpa: null }", [("deletes-nothing", "alpa", "alpha")]),
        ("sizes: { moods: null }", [("deletes-nothing", "moods", None)]),
        (
            "fields: { length: { exact: { min: 3, max: 4 } } }",
            [("key-not-of-kind", "exact", None)],
        ),
        ("rejections: { unstated_status: 100 }", []),
        ("rejections: { unstated_status: 99 }", [("http-status", 99, None)]),
        (
            "fields: { length: { default: 1 } }\nmodels: { beta: { length: { default: 8 } } }",
            [("default-outside", 1, "2")],
        ),
        ("fields: { length: { default: 1 } }", [("default-outside", 1, "4")]),
        (
            "fields: { words: { empty: { one_of: [refused, accepted], note: send none } } }",
            [("says-nothing-new", "refused, accepted", None)],
        ),
        (_when(2), []),
        (_when(10), []),
        (_when(1), [("reference-unknown", 1, "10")]),
        (_when(11), [("reference-unknown", 11, "10")]),
        (_when(20000, "max: 1002"), [("reference-unknown", 20000, "200")]),
        # Of so many numbers, or of any, none is unknown.
        (_when(20000, "max: 1003"), []),
        (_when(20000, "max: null"), []),
        (_when(1, "min: null"), []),
    ],
)
def test_a_rule_has_two_sides(
    sound: Path, change: str, flaws: list[tuple[str, object, str | None]]
) -> None:
    overlay = f"format: 1\nextends: sound.yaml\nfrom: page\n{change}\n"
    findings = lint(write(sound.with_name("mine.yaml"), overlay))
    assert [(each.code, each.got, each.nearest) for each in findings] == flaws


@pytest.mark.parametrize(
    ("is_labelled", "allowed"),
    [(True, "16:9, 1:1"), (False, "none, since the field has no labels")],
)
def test_it_is_told_which_labels_there_are(sound: Path, *, is_labelled: bool, allowed: str) -> None:
    text = sound.read_text(encoding="utf-8")
    text = text.replace("preset_row: 720p }", 'preset_row: 720p, presets: { "9:16": 480x848 } }')
    if not is_labelled:
        text = re.sub("    (labels|pattern): .*\n", "", text)
    found = [each for each in lint(write(sound, text)) if each.code == "label-unknown"]
    assert [each.rule.allowed for each in found] == [allowed]


def test_only_sources_that_hold_contradict(sound: Path) -> None:
    later = "sources: { later: { kind: documentation, title: A later page } }"
    also = "[{ source: later, value: 9 }, { source: blog, value: 5 }]"
    fact = f"models: {{ alpha: {{ length: {{ max: {{ value: 7, also: {also} }} }} }} }}"
    text = f"format: 1\nextends: sound.yaml\nfrom: page\n{later}\n{fact}\n"
    (found,) = lint(write(sound.with_name("mine.yaml"), text))
    assert (found.code, found.rule.detail["others"]) == ("contradicted", "later says 9")


def test_flaws_of_the_base_are_left_to_the_base(sound: Path, tmp_path: Path) -> None:
    text = sound.read_text(encoding="utf-8").replace("default: 4", "default: 5")
    assert [each.code for each in lint(write(sound, text))] == ["default-outside"]
    header = "format: 1\nextends: sound.yaml\nfrom: page\n"
    elsewhere = write(
        tmp_path / "elsewhere.yaml", f"{header}models: {{ alpha: {{ length: {{ max: 7 }} }} }}\n"
    )
    assert told(elsewhere) == []


def test_what_an_overlay_makes_wrong_in_its_base_is_shown_in_the_overlay(
    sound: Path, tmp_path: Path
) -> None:
    header = "format: 1\nextends: sound.yaml\nfrom: page\n"
    narrower = write(tmp_path / "narrower.yaml", f"{header}fields:\n  length: {{ max: 7 }}\n")
    findings = lint(narrower)
    assert {each.code for each in findings} == {"range-outside-overall"}
    assert {each.field for each in findings} == {
        "models.alpha.length.max",
        "models.beta.length.values",
    }
    assert {str(each.where) for each in findings} == {f"{narrower}:5:13"}
    assert told(sound) == []


@pytest.mark.parametrize(
    ("labels", "field", "nearest"),
    [
        ('"16:9"', "sizes.small.480p.1:1 (and 1 more)", None),
        ('"16:9", "1/1"', "sizes.small.480p.1:1 (and 1 more)", "1/1"),
    ],
)
def test_a_label_that_an_overlay_takes_away_is_told_once(
    sound: Path, labels: str, field: str, nearest: str | None
) -> None:
    shape = f"shape: {{ labels: [{labels}], pattern: null, default: 864x480 }}"
    overlay = f"format: 1\nextends: sound.yaml\nfrom: page\nfields:\n  {shape}\n"
    path = write(sound.with_name("mine.yaml"), overlay)
    (finding,) = (each for each in lint(path) if each.code == "label-unknown")
    assert (str(finding.where), finding.got, finding.nearest) == (f"{path}:5:12", "1:1", nearest)
    assert finding.message.startswith(f"{field} stands under the label '1:1'")
    assert finding.field == "sizes.small.480p.1:1"


def test_a_label_is_told_at_every_size_that_the_file_itself_writes_under_it(sound: Path) -> None:
    text = sound.read_text(encoding="utf-8").replace('"1:1": 6', '"1/1": 6')
    findings = lint(write(sound, text.replace('"1:1": 9', '"1/1": 9')))
    places = [str(each.where) for each in findings if each.code == "label-unknown"]
    assert len(places) == len(set(places)) == 2


def test_a_broken_base_is_told_with_its_own_place(sound: Path, tmp_path: Path) -> None:
    write(sound, "format: 1\nfields: { length: 16:9 }\n")
    overlay = write(tmp_path / "mine.yaml", "format: 1\nextends: sound.yaml\n")
    (finding,) = lint(overlay)
    assert (finding.code, str(finding.where)) == ("yaml-ambiguous", f"{sound}:2:19")


@pytest.mark.parametrize("key", ["16:9", "on", "2026-01-01", "0x10"])
def test_a_key_that_is_read_in_several_ways_is_told_of_like_a_value(sound: Path, key: str) -> None:
    write(sound, f"format: 1\nsizes: {{ small: {{ 480p: {{ {key}: 854x480 }} }} }}\n")
    places = [str(each.where) for each in lint(sound) if each.code == "yaml-ambiguous"]
    assert places == [f"{sound}:2:27"]


def test_a_finding_rests_on_the_fact_that_it_is_about() -> None:
    (finding,) = lint(MINIATURES / "range-outside-overall.yaml")
    assert finding.facts == ("models.alpha.length.max",)
    assert (finding.sources, finding.level) == (("page",), "documented")
    assert finding.message == (
        "models.alpha.length.max has 12, which fields.length does not take; allowed: 2 to 10; "
        "did you mean 10?"
    )


def test_what_to_do_is_in_the_message_and_apart() -> None:
    (finding,) = lint(MINIATURES / "open-note.yaml")
    assert finding.rule.detail["fix"] == "; write `note` beside one_of"
    assert finding.message.endswith("; write `note` beside one_of")


def test_without_its_package_lint_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    schema_of_specs.validator.cache_clear()
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    with pytest.raises(InputError, match=r"pip install 'cometvideo\[lint\]'"):
        lint("seedance")


@pytest.mark.parametrize("spec", ["missing.yaml", "", "\0", "x" * 5000], ids=repr)
def test_a_spec_that_is_not_there_is_an_input_error(spec: str) -> None:
    with pytest.raises(InputError):
        lint(spec[:300] if spec != "x" * 5000 else spec)
