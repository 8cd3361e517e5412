"""What nothing reads is refused: no reader passes over a part of a spec in silence."""

from pathlib import Path

import pytest

from cometvideo import InputError, SpecError, load_family, shipped_specs
from cometvideo.cli import main
from cometvideo.facts.lint import RULES, lint
from cometvideo.mock import MockApi

MINIATURES = sorted((Path(__file__).parents[1] / "miniatures" / "specs").glob("*-*.yaml"))

BASE = """format: 1
name: base
sources:
  page: { kind: documentation, title: A page, address: "https://reel.example/docs" }
from: page
fields:
  script: { kind: text, required: true }
  engine: { kind: choice, selects: models, required: true }
  duration: { kind: integer, gives: seconds, default: 8, as_text: true }
  quality: { kind: choice, gives: resolution, default: sd, choices: [sd, hd] }
  frame: { kind: size }
  still: { kind: media, format_family: image, repeat: false }
sizes:
  wide: { sd: { "16:9": 848x480 }, hd: { "16:9": 1280x720 } }
  few: [1280x720, 720x1280]
models:
  reel-a:
    duration: { values: [4, 6, 8] }
    frame: { table: wide }
    still: { accepted: true }
"""

# What an overlay says, and what is said of it.
UNREAD: dict[str, tuple[str, str, str]] = {
    "a rule under a value": (
        "models: { reel-a: { quality: { hd: { duration: { values: [8] } } } } }",
        "models.reel-a.quality.hd",
        "is a key that nothing reads",
    ),
    "a relation that is not known": (
        "models: { reel-a: { still: { follows: [frame] } } }",
        "models.reel-a.still.follows",
        "is a key that nothing reads",
    ),
    "an alias of a model": (
        "models: { reel-a-2026: { same_as: reel-a } }",
        "models.reel-a-2026.same_as",
        "which is no field",
    ),
    "a misspelt bound": (
        "models: { reel-a: { duration: { maxx: 8 } } }",
        "models.reel-a.duration.maxx",
        "did you mean max?",
    ),
    "a key of another kind": (
        "models: { reel-a: { still: { choices: [a] } } }",
        "models.reel-a.still.choices",
        "nothing reads in a field of kind media",
    ),
    "a table that is not there": (
        "models: { reel-a: { frame: { table: huge } } }",
        "models.reel-a.frame.table",
        "which is no table",
    ),
    "what a model cannot say": (
        "models: { reel-a: { duration: { kind: text } } }",
        "models.reel-a.duration.kind",
        "nothing reads in a field of kind integer, under a model",
    ),
    "a size with a star": ("sizes: { more: ['1280*720'] }", "sizes.more", "such as 1280x720"),
    "an unknown section": ("limits: { jobs: 3 }", "limits", "is a key that nothing reads"),
    "an unknown word": (
        "body: { undocumented_field: refusd }",
        "body.undocumented_field",
        "did you mean refused?",
    ),
    "a key of the body": ("body: { compresion: read }", "body.compresion", "nothing reads"),
    "a key of the task": (
        "task: { polling: { every_s: 3 } }",
        "task.polling.every_s",
        "nothing reads",
    ),
    "a fact where hints belong": (
        "body: { other_names: { value: script } }",
        "body.other_names",
        "is a fact; write a block there",
    ),
    "an empty list": (
        "models: { reel-a: { frame: { rows: [] } } }",
        "models.reel-a.frame.rows",
        "a list of texts",
    ),
    "a source of no kind": (
        "sources: { page: { kind: documentaton, title: A page } }",
        "sources.page.kind",
        "did you mean documentation?",
    ),
    "a key of a source": (
        "sources: { page: { kind: documentation, title: A page, adress: x } }",
        "sources.page.adress",
        "did you mean address?",
    ),
    "an empty model": ("models: { reel-b: {} }", "models.reel-b", "has no fact in it"),
    "a key within a fact": (
        "models: { reel-a: { duration: { max: { value: 8, why: page } } } }",
        "models.reel-a.duration.max.why",
        "a fact has no key why",
    ),
    "a status of no use": (
        "rejections: { unstated_status: 4000 }",
        "rejections.unstated_status",
        "no status of HTTP",
    ),
}


def write(folder: Path, overlay: str) -> Path:
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    path = folder / "own.yaml"
    path.write_text(f"format: 1\nextends: base.yaml\nfrom: page\n{overlay}\n", encoding="utf-8")
    return path


def refused(path: Path) -> SpecError:
    with pytest.raises(SpecError) as caught:
        load_family(path)
    return caught.value


def test_the_base_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "")
    assert load_family(tmp_path / "base.yaml").models == ("reel-a",)


@pytest.mark.parametrize("case", UNREAD.values(), ids=UNREAD)
def test_what_nothing_reads_is_refused(tmp_path: Path, case: tuple[str, str, str]) -> None:
    overlay, field, says = case
    path = write(tmp_path, overlay)
    (finding,) = refused(path).findings
    assert (finding.field, finding.where and finding.where.file) == (field, str(path))
    assert says in finding.message


@pytest.mark.parametrize(
    "command",
    [
        ["validate", "script=x", "engine=reel-a", "duration=4"],
        ["models"],
        ["facts"],
        ["explain", "size-form"],
        ["export", "json-schema"],
        ["drift", "plan"],
        ["mock"],
    ],
    ids=" ".join,
)
def test_every_command_refuses_it_with_its_place(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "sizes: { more: ['1280*720'] }")
    assert main([*command, "--spec", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{path}:4:10: sizes.more has '1280*720' for a size" in err


@pytest.mark.parametrize("file", MINIATURES, ids=lambda file: file.stem)
def test_a_miniature_is_refused_if_its_rule_says_so(file: Path) -> None:
    """What lint calls an error for which no reader can go on, no reader goes on with."""
    (finding,) = lint(file)
    rule = RULES.get(finding.code)
    passed = rule is not None and (rule.severity != "error" or (rule.find and not rule.refuses))
    if passed and file.stem != "size-form":  # one that is no size at all is refused
        assert load_family(file).models
    else:
        with pytest.raises((SpecError, InputError)) as caught:
            load_family(file)
        if isinstance(caught.value, SpecError):
            same = {(each.field, finding.where) for each in caught.value.findings}
            same |= {(finding.field, each.where) for each in caught.value.findings}
            assert (finding.field, finding.where) in same


@pytest.mark.parametrize("name", shipped_specs())
def test_shipped_specs_are_taken(name: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"format: 1\nextends: {name}\nfrom: create-page\n", encoding="utf-8")
    assert load_family(path).digest == load_family(name).digest


def test_the_mock_of_a_spec_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("format: 1\nextends: seedance\n", encoding="utf-8")
    assert MockApi(load_family(path)).state.spec.models == load_family("seedance").models
