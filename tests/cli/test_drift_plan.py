"""`cometvideo drift plan`: what it prints, and the file that it writes."""

from pathlib import Path
from typing import Any

import pytest

import cometvideo
from cometvideo.cli.arguments import Parser, UsageError
from cometvideo.cli.drift_plan import EXAMPLES, add_arguments, run
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import load
from cometvideo.live.deriving import probes_of
from cometvideo.live.plan import plan_text, prepare, read_plan
from cometvideo.live.planning import make_plan
from cometvideo.live.session import prepare_plan
from cometvideo.money import money_words
from tests.cli.conftest import Ran

MATRIX = cometvideo.load_family("seedance")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("COMETVIDEO_SPEC", raising=False)

    def ran(*words: str | Path) -> Ran:
        parser = Parser("drift plan", "", EXAMPLES)
        add_arguments(parser)
        code = run(parser.read([str(each) for each in words]))
        return Ran(code, *capsys.readouterr())

    return ran


def test_text_says_what_it_may_cost_and_what_is_left(plan: Any) -> None:
    ran = plan("--spec", "seedance", "--max-seconds", "30")
    expected = make_plan(MATRIX, probes_of(MATRIX), max_seconds=30)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].endswith("; nothing was sent")
    assert f"likely: {expected.likely_seconds} s of video in {expected.likely_jobs} jobs" in lines
    assert f"at worst: {expected.worst_seconds} s of video in {expected.worst_jobs} jobs" in ran.out
    assert all(f"\n{model} " in ran.out for model in expected_models(expected.probes))
    assert "\nunchecked, over the budget:\n" in ran.out
    assert "not shown, " not in ran.out


def expected_models(ids: tuple[str, ...]) -> set[str]:
    by_id = {each.id: each for each in probes_of(MATRIX)}
    return {model for each in ids if (model := by_id[each].model) is not None}


def test_without_a_budget_nothing_is_left(plan: Any) -> None:
    out = plan("--spec", "seedance").out
    assert "not at all: 0\n" in out
    assert "unchecked" not in out


def test_all_lists_what_no_behaviour_shows(plan: Any) -> None:
    out = plan("--all", "--max-seconds", "0").out
    assert "\nnot shown, advice to clients:\n  errors.retry.400\n" in out
    assert "at worst: 0 s of video in 0 jobs" in out


def test_markdown(plan: Any) -> None:
    out = plan("--format", "markdown", "--max-jobs", "2", "--all").out
    assert out.startswith("# Plan for `seedance`\n")
    assert "| model | likely | at worst |\n|---|---|---|\n" in out
    assert "\n## Unchecked, over the budget\n\n- " in out
    assert "\n## Not shown, advice to clients\n\n- errors.retry.400\n" in out


def test_json_is_the_plan_itself(plan: Any) -> None:
    ran = plan("--format", "json", "--facts", "models", "--facts", "task.initial")
    probes = probes_of(MATRIX)
    assert ran.out == plan_text(read_plan(ran.out), probes)
    read = read_plan(ran.out)
    assert read.facts == ("models", "task.initial")
    assert prepare(read, MATRIX, probes).probes


@pytest.mark.thorough
def test_a_plan_in_a_file(plan: Any, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    ran = plan("-o", path, "--max-seconds", "9")
    assert "nothing was sent" in ran.out
    expected = make_plan(MATRIX, probes_of(MATRIX), max_seconds=9)
    assert read_plan(path.read_text(encoding="utf-8")) == expected
    shown = plan("-o", path, "--max-seconds", "9", "--format", "json").out
    assert shown == path.read_text(encoding="utf-8")


def test_the_next_command_has_the_spec(plan: Any, tmp_path: Path) -> None:
    path = tmp_path / "a plan.json"
    ran = plan("-o", path, "--max-seconds", "9", "--spec", "seedance@2026-04")
    assert ran.out.endswith(
        f"send it with: cometvideo --spec seedance@2026-04 drift live --plan '{path}' --yes\n"
    )


def test_another_file_is_not_overwritten(plan: Any, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"is there already, .*--force"):
        plan("-o", path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert plan("-o", path, "--force").code == 0
    assert read_plan(path.read_text(encoding="utf-8"))


# What is wrong, and what is said of it.
WRONG = {
    "seconds below 0": (["--max-seconds", "-1"], "expected one argument|no whole number"),
    "seconds as words": (["--max-seconds", "few"], "'few' is no whole number from 0"),
    "part of a job": (["--max-jobs", "1.5"], "'1.5' is no whole number from 0"),
    "digits of another script": (["--max-jobs", "\u0665"], "is no whole number from 0"),
    "a fact that is none": (["--facts", "nobody"], "no fact fits 'nobody'"),
    "force without a file": (["--force"], "name it with --output"),
    "one file too many": (["plan.json"], "one argument too many"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_wrong_usage(plan: Any, words: list[str], message: str) -> None:
    with pytest.raises((UsageError, InputError), match=message):
        plan(*words)


def test_a_folder_is_no_file(plan: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"):
        plan("-o", tmp_path)
    with pytest.raises(InputError, match="cannot write"):
        plan("-o", tmp_path / "nowhere" / "plan.json")


@pytest.mark.thorough
def test_a_limit_of_money_holds_at_list_and_leaves_out_what_has_no_price(plan: Any) -> None:
    probes = probes_of(MATRIX)
    expected = make_plan(MATRIX, probes, max_amount=2_000_000)
    by_id = {each.id: each.cost for each in probes}
    costs = [by_id[each] for each in expected.probes if by_id[each].kind != "free"]
    total = sum(each.amount or 0 for each in costs)
    assert costs
    assert None not in [each.amount for each in costs]
    assert total <= 2_000_000
    out = plan("--max-usd", "2").out
    assert f"costs at worst, at list: {money_words(total, total, 'USD')}" in out.splitlines()
    assert "of them" not in out


@pytest.mark.thorough
def test_what_has_no_price_is_told(plan: Any) -> None:
    assert "USD, and no price is known of " in plan().out


def test_for_one_model_of_an_endpoint_it_is_the_plan_of_its_family(plan: Any) -> None:
    ran = plan("--spec", "cometapi", "--model", "sora-2", "--max-jobs", "3", "--format", "json")
    sora = cometvideo.load_family("sora")
    probes = [each for each in probes_of(sora) if each.model in ("sora-2", None)]
    made = read_plan(ran.out)
    assert made == make_plan(sora, probes, max_jobs=3)
    # Whoever sends it may say the endpoint, too.
    assert prepare_plan(made, "cometapi").matrix is sora
    assert prepare_plan(made).matrix is sora


@pytest.mark.thorough
def test_of_an_endpoint_every_family_has_a_line(plan: Any) -> None:
    lines = plan("--spec", "cometapi", "--max-jobs", "1").out.splitlines()
    families = load("cometapi").families
    assert [each.split()[0] for each in lines[1:]] == [*families]
    for line, matrix in zip(lines[1:], families.values(), strict=True):
        made = make_plan(matrix, probes_of(matrix), max_jobs=1)
        assert line.split()[1] == str(len(made.probes))
        assert f"{made.worst_seconds} s of video in {made.worst_jobs} job" in line


@pytest.mark.thorough
def test_a_plan_is_of_one_family_the_first_where_none_is_named(plan: Any, tmp_path: Path) -> None:
    told = f"for seedance {MATRIX.digest[:12]}; nothing was sent"
    assert told in plan("--max-jobs", "1", "--max-usd", "1").out
    assert told in plan("--max-jobs", "1", "-o", tmp_path / "plan.json").out
    made = read_plan((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert made == read_plan(plan("--max-jobs", "1", "--format", "json").out)
    assert made.spec == "seedance"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--model", "nobody"], "'nobody' is no model of cometapi; allowed: doubao-"),
        (["--spec", "sora", "--model", "wan2.7"], "no model of sora; allowed: sora-2"),
    ],
)
def test_a_model_that_no_family_has_is_told(plan: Any, words: list[str], message: str) -> None:
    with pytest.raises((UsageError, InputError), match=message):
        plan(*words)
