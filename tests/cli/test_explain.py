"""`cometvideo explain`: whatever has a name here can be explained, with its sources."""

from pathlib import Path

import pytest

import cometvideo
from cometvideo.codes import CODES
from cometvideo.facts.lint import RULES
from cometvideo.facts.vocabulary import FORMAT
from cometvideo.reports.explained import grounds_of
from tests.cases import FIXTURES, load_cases, with_files
from tests.cli.conftest import Run

MATRIX = cometvideo.load_family("seedance")
INVENTED = FIXTURES / "specs" / "invented.yaml"


def test_without_a_name_it_lists_the_codes(run: Run) -> None:
    lines = run("explain").out.splitlines()
    assert [line.split("  ")[0] for line in lines] == list(CODES)
    assert run("explain", "--format", "json").data[0] == {
        "id": "required",
        "title": CODES["required"].title,
    }


@pytest.mark.parametrize("code", CODES)
def test_every_code(run: Run, code: str) -> None:
    ran = run("explain", code)
    assert ran.code == 0
    assert ran.out.startswith(f"{code}: {CODES[code].title}\n\n{CODES[code].explanation}\n")


def test_every_rule_of_lint_is_a_code() -> None:
    assert RULES.keys() <= CODES.keys()


def test_a_code_has_the_facts_that_its_findings_rest_on(run: Run) -> None:
    out = run("explain", "out-of-range").out
    assert "  models.doubao-seedance-1-0-pro.seconds.max " in out
    assert "  rejections.by_field.seconds.out-of-range.status " in out
    assert "fields.size.exact.max" not in out
    assert "create-page (documentation): Create a Seedance video <https://" in out


def test_grounds_have_what_findings_rest_on() -> None:
    """The first fact of a finding is its cause; whatever cases there are, it is among them."""
    for case in load_cases():
        learned = cometvideo.validate(with_files(case.request, case.path.parent))
        for finding in learned.findings:
            grounds = {fact.path for fact in grounds_of(finding.code, MATRIX)}
            # That a value is of the wrong type follows from the field's kind, in any code.
            causes = {path for path in finding.facts[:1] if not path.endswith(".kind")}
            assert causes <= grounds, (case.name, finding.code)


@pytest.mark.parametrize("model", MATRIX.models)
def test_a_model(run: Run, model: str) -> None:
    out = run("explain", model).out
    assert out.startswith(f"{model}\n")
    assert "seconds " in out
    for fact in MATRIX.facts.values():
        if fact.keys[:2] == ("models", model):
            assert f"  {fact.path} " in out


def test_a_field(run_seedance: Run) -> None:
    out = run_seedance("explain", "seconds").out
    assert out.startswith("seconds\n\nLength of the video in seconds.\n")
    assert "  fields.seconds.default " in out
    assert "  models.doubao-seedance-2-0.seconds.min " in out
    assert ".size." not in out


def test_a_fact(run: Run) -> None:
    out = run("explain", "models.doubao-seedance-1-0-pro.seconds.max").out
    assert "\n10  documented\n" in out
    assert "documented: Create a Seedance video <https://apidoc.cometapi.com/" in out
    assert "elsewhere: Create a video generation task" in out
    assert "<https://docs.byteplus.com>: 12\n" in out
    assert "written in " in out


def test_an_open_fact(run: Run) -> None:
    out = run("explain", "body.other_encoding").out
    assert "\nrefused or read  open\nonly multipart is documented; a request of" in out


def test_facts_below_a_path(run: Run) -> None:
    out = run("explain", "sizes.seedance-1-0.720p").out
    assert out.count("  sizes.seedance-1-0.720p.") == 6
    assert run("explain", "fields.prompt").out.startswith("fields.prompt\n\nText that describes")


def test_what_models_say_of_encodings_stands_below_what_holds_of_all(run: Run) -> None:
    spec = FIXTURES / "whole" / "whole.cometvideo.yaml"
    data = run("explain", "body.encodings", "--spec", spec, "--format", "json").data
    assert [each["path"] for each in data["facts"]] == [
        "body.encodings.multipart/form-data",
        "body.encodings.application/json",
        "body.encodings.application/x-www-form-urlencoded",
        "models.whole-own.encodings.application/x-www-form-urlencoded",
    ]
    assert "  models.whole-own.encodings." in run("explain", "body.encodings", "--spec", spec).out


def test_a_source(run: Run) -> None:
    out = run("explain", "ark-reference").out
    assert out.startswith("ark-reference: Create a video generation task")
    assert "https://docs.byteplus.com" in out
    assert "cometvideo facts --source ark-reference" in out


def test_json(run: Run) -> None:
    data = run("explain", "empty-text", "--format", "json").data
    assert (data["kind"], data["id"], data["title"]) == ("code", "empty-text", "A text is empty")
    assert data["text"] == CODES["empty-text"].explanation
    assert data["facts"][0]["path"] == "fields.prompt.empty"


def test_an_invented_family(run: Run) -> None:
    for thing in ("reel-grand", "frame", "handbook", "forum", "models.reel-pocket", "out-of-range"):
        assert run("explain", thing, "--spec", INVENTED).code == 0
    assert run("explain", "doubao-seedance-2-0", "--spec", INVENTED).code == 2


def test_contradictions_and_unknown_sources_are_said(run: Run, tmp_path: Path) -> None:
    spec = tmp_path / "own.yaml"
    spec.write_text(
        "format: 1\nname: own\nextends: seedance\nfields:\n  seconds:\n    max:\n      value: 14\n"
        "      also: [{ source: retrieve-page, value: 15, note: once }]\n"
        "    min: { value: 3, from: nobody }\n"
    )
    out = run("explain", "fields.seconds.max", "--spec", spec).out
    assert "current pages contradict each other here" in out
    assert ": 15 (once)\n" in out
    assert "inferred: nobody\n" in run("explain", "fields.seconds.min", "--spec", spec).out
    assert "nobody (no such source): nobody\n" in run("explain", "seconds", "--spec", spec).out


def test_every_fault_that_an_outcome_names_is_explained(run: Run) -> None:
    rejections = FORMAT.keys["rejections"].keys
    of_field = rejections["by_field"].each
    assert of_field is not None
    for fault in (*of_field.keys, *rejections["by_request"].keys):
        assert run("explain", fault).code == 0, fault
    out = run("explain", "off-pattern").out
    assert "neither a label nor WxH" in out
    assert "Findings call it size-off-pattern." in out
