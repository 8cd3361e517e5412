"""`cometvideo models`: for people, pages and programs, and for any spec."""

import re
from pathlib import Path

import pytest

import cometvideo
from tests.cases import FIXTURES
from tests.cli.conftest import Run

INVENTED = FIXTURES / "specs" / "invented.yaml"
FAST = "doubao-seedance-2-0-fast"


def rows(out: str) -> list[list[str]]:
    """The cells of aligned tables."""
    return [[cell for cell in line.split("  ") if cell] for line in out.splitlines()]


def cells(line: list[str]) -> list[str]:
    return [cell.strip() for cell in line]


def test_models_by_what_they_can(run: Run) -> None:
    ran = run("models")
    table = [cells(row) for row in rows(ran.out)]
    assert ran.code == 0
    assert ["model", "seconds", "size", "size of a preset", "input_reference"] in table
    assert [FAST, "4 to 15, default 5", "480p, 720p", "480p or 720p?", "yes"] in table
    assert [
        "doubao-seedance-1-5-pro",
        "4 to 12, default 5",
        "480p, 720p, 1080p",
        "720p",
        "no",
    ] in table


def test_sizes_by_resolution_and_ratio(run: Run) -> None:
    table = [cells(row) for row in rows(run("models").out)]
    assert ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"] in table
    assert ["480p", "864x480", "736x544", "640x640", "544x736", "480x864", "960x416"] in table
    right = ["1080p", "1920x1080", "1664x1248", "1440x1440", "1248x1664", "1080x1920", "2206x946"]
    assert [*right, f"not {FAST}"] in table


def test_known_exceptions_and_what_is_open(run: Run) -> None:
    out = run("models").out
    exception = ["doubao-seedance-2-0", "size", "1920x1080", "1920x1080 or 1280x720?"]
    assert exception in [cells(row) for row in rows(out)]
    assert "?  open: " in out


def test_one_model(run: Run) -> None:
    out = run("models", "--model", "doubao-seedance-1-5-pro").out
    table = [cells(row) for row in rows(out)]
    assert ["seconds", "4 to 12, default 5"] in table
    assert "doubao-seedance-2-0" not in out
    assert "known exceptions" not in out
    assert "?  open: " not in out


def test_markdown(run: Run) -> None:
    out = run("models", "--format", "markdown").out
    assert out.startswith("# seedance\n\nByteDance's Seedance models")
    assert "\n| model | seconds | size | size of a preset | input_reference |\n|---|---|" in out
    assert re.search(
        r"\n## Size of [^\n]*doubao-seedance-1-0-pro[^\n]*\n\n\|  \| 16:9 \| 4:3 \|", out
    )
    assert "\x1b" not in out


def test_json(run_seedance: Run) -> None:
    data = run_seedance("models", "--format", "json").data
    matrix = cometvideo.load_family("seedance")
    assert data["spec"] == {"name": "seedance", "digest": matrix.digest}
    assert [each["id"] for each in data["models"]] == list(matrix.models)
    fast = data["models"][1]
    assert fast["fields"]["seconds"]["max"]["value"] == 15
    assert fast["fields"]["seconds"]["max"]["path"] == f"models.{FAST}.seconds.max"
    assert fast["fields"]["prompt"]["required"]["value"] is True
    assert fast["fields"]["size"]["exact"]["min"]["value"] == 100
    assert fast["fields"]["size"]["preset_row"]["one_of"] == ["480p", "720p"]
    assert len(fast["sizes"]) == 12
    assert fast["sizes"][0] == {
        "field": "size",
        "size": "864x496",
        "resolution": "480p",
        "ratio": "16:9",
        "fact": "sizes.seedance-1-5-and-2-0.480p.16:9",
    }


def test_an_invented_family(run: Run) -> None:
    table = [cells(row) for row in rows(run("models", "--spec", INVENTED).out)]
    assert [
        "model",
        "duration",
        "frame",
        "frame of a preset",
        "mood",
        "first_frame",
        "last_frame",
    ] in table
    ids = cometvideo.load_family(INVENTED).models
    durations = {row[0]: row[1] for row in table if row and row[0] in ids}
    assert durations == {
        "reel-classic": "4, 8, 12, default 8",
        "reel-grand": "5 to 20, default 8",
        "reel-pocket": "3 to 10, default 8",
    }
    assert ["frame of reel-classic"] in table
    assert ["1024x576"] in table
    assert ["hd", "1280x720", "720x1280"] in table
    assert any("1x1 512x512, 16x9 640x360 or 624x352?" in row for row in table)


@pytest.mark.parametrize("output", ["text", "markdown", "json"])
@pytest.mark.parametrize("spec", ["seedance", "seedance@2026-04", INVENTED])
def test_every_model_of_every_spec(run: Run, spec: str, output: str) -> None:
    matrix = cometvideo.load_family(spec)
    whole = run("models", "--spec", spec, "--format", output)
    for model in matrix.models:
        own = run("models", "--spec", spec, "--format", output, "--model", model)
        assert whole.code == own.code == 0
        assert model in whole.out
        assert model in own.out


def test_a_spec_with_next_to_nothing(run: Run, tmp_path: Path) -> None:
    spec = tmp_path / "least.yaml"
    spec.write_text(
        "format: 1\nname: least\nfields:\n  what: { kind: choice, selects: models }\n"
        "  n: { kind: integer }\n  m: { kind: integer, max: 4 }\n  k: { kind: integer }\n"
        "models:\n  one: { n: { min: 1 } }\n"
    )
    assert (
        run("models", "--spec", spec).out
        == "model  one\nn      1 to any\nm      any to 4\nk      any\n"
    )


@pytest.mark.parametrize("output", ["text", "markdown"])
def test_marks_in_cells_have_a_legend(run: Run, output: str) -> None:
    out = run("models", "--format", output).out
    assert "open: the documentation leaves these possible" in out
    assert ("nothing is stated of this" in out) == (" - " in out)


WHOLE = FIXTURES / "whole" / "whole.cometvideo.yaml"


@pytest.mark.parametrize(
    "told",
    [
        "whole-own +mood +only with prompt",
        "whole-own +mood +not with style",
        "any +style +not with mood",
        "whole-own +seconds +where size is 1280x720: 4",
        "whole-plain, whole-2026 +seconds +where size is 720x1280: 8",
        "any +first +as wide and high as size asks for",
        "whole-plain, whole-2026 +last +only with first",  # the other takes none
    ],
)
def test_what_goes_together(run: Run, told: str) -> None:
    assert re.search(rf"(?m)^{told}$", run("models", "--spec", WHOLE).out)


def test_of_one_model_what_goes_together_has_its_name(run: Run) -> None:
    out = run("models", "--spec", WHOLE, "--model", "whole-own").out
    assert re.search(r"(?m)^whole-own +style +not with mood$", out)
