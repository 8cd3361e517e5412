"""The live contract as a suite of tests, in runs of pytest of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cometvideo import load_family
from cometvideo.live.deriving import probes_of
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import plan_text
from cometvideo.live.planning import make_plan
from cometvideo.mock import Server, serve
from cometvideo.wire.exchange import Answer, HttpRequest

pytest_plugins = ["pytester"]

PLAN = ("--comet-live-plan", "plan.json")
KEY = "sk-of-the-contract"
FACTS = ("models.doubao-seedance-1-0-pro.seconds",)


@pytest.fixture(scope="module")
def plan() -> str:
    matrix = load_family("seedance")
    library = probes_of(matrix)
    return plan_text(make_plan(matrix, library, facts=FACTS), library)


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serve(plan="immediate", keys=[KEY]) as server:
        monkeypatch.setenv("COMETAPI_BASE_URL", server.base_url)
        monkeypatch.setenv("COMETAPI_KEY", KEY)
        yield server


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, plan: str) -> "Run":
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return Run(pytester, plan)


class Run:
    def __init__(self, pytester: pytest.Pytester, plan: str) -> None:
        self.pytester = pytester
        self.path = pytester.path / "plan.json"
        self.path.write_text(plan, encoding="utf-8")
        pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers\n")

    def __call__(self, *options: str | Path) -> pytest.RunResult:
        suite = ("--pyargs", "cometvideo.live.contract")
        plugin = ("-p", "cometvideo.pytest_plugin", "-p", "no:cacheprovider")
        return self.pytester.runpytest_inprocess("-ra", *plugin, *suite, *options)


def test_a_suite_that_holds(run: Run, upstream: Server) -> None:
    result = run("--comet-live-plan", run.path, "--comet-live-yes", "-v")
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] > 40
    assert outcomes.keys() <= {"passed", "skipped"}
    result.stdout.fnmatch_lines(["*test_fact?models.doubao-seedance-1-0-pro.seconds.max? PASSED*"])
    bill = upstream.bill
    assert bill.tasks > 0
    assert run("--comet-live-plan", run.path, "--comet-live-yes").parseoutcomes() == outcomes
    assert upstream.bill == bill, "what is in the ledger is not paid for again"
    with Ledger.read(run.path.with_suffix(".ledger")) as ledger:
        assert ledger.spent.jobs == bill.tasks


def test_a_fact_that_drifted_fails_by_its_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = tmp_path / "shorter.yaml"
    shorter.write_text(
        "format: 1\nextends: seedance\nfrom: client-reports\n"
        "models: { doubao-seedance-1-0-pro: { seconds: { max: 9 } } }\n"
    )
    ledger = tmp_path / "mine.ledger"
    with serve(load_family(shorter), plan="immediate", keys=[KEY]) as upstream:
        monkeypatch.setenv("COMETAPI_BASE_URL", upstream.base_url)
        monkeypatch.setenv("COMETAPI_KEY", KEY)
        result = run(
            "--comet-live-plan", run.path, "--comet-live-yes", "--comet-live-ledger", ledger
        )
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["FAILED *test_fact?models.doubao-seedance-1-0-pro.seconds.max?*"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert ledger.exists()


def test_drift_outside_of_the_plan_fails_as_well(run: Run, upstream: Server) -> None:
    handle = upstream.api.handle

    def odd(request: HttpRequest, **settings: Any) -> Answer:
        answer = handle(request, **settings)
        body = answer.body.replace(b'"status":', b'"kites": 3, "status":')
        return answer._replace(body=body)

    upstream.api.handle = odd  # type: ignore[method-assign]
    result = run("--comet-live-plan", run.path, "--comet-live-yes", "--comet-live-strict")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*kites*", "FAILED *test_nothing_else_drifted*"])
    # What is new is no drift unless that is asked for.
    assert "failed" not in run("--comet-live-plan", run.path, "--comet-live-yes").parseoutcomes()


def test_what_could_not_be_told_is_skipped_with_the_reason(run: Run, upstream: Server) -> None:
    upstream.fault({"operation": "create", "kind": "drop", "at": "after"})
    result = run("--comet-live-plan", run.path, "--comet-live-yes")
    assert result.parseoutcomes()["skipped"] >= 1
    assert "failed" not in result.parseoutcomes()


@pytest.mark.parametrize(
    ("options", "key", "words"),
    [
        pytest.param([], KEY, "no plan to go by", id="no-plan"),
        pytest.param(["--comet-live-plan", "plan.json"], KEY, "add --comet-live-yes", id="no-yes"),
        pytest.param(
            ["--comet-live-plan", "plan.json", "--comet-live-yes"], "", "set COMETAPI_KEY", id="key"
        ),
    ],
)
def test_without_all_that_is_needed_nothing_is_sent(
    options: list[str],
    key: str,
    words: str,
    *,
    run: Run,
    upstream: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMETAPI_KEY", key)
    result = run(*options)
    assert result.parseoutcomes().keys() == {"skipped"}
    result.stdout.fnmatch_lines([f"SKIPPED *{words}*"])
    assert len(upstream.journal) == 0


def test_a_plan_that_is_none_is_a_mistake_of_use(run: Run) -> None:
    run.path.write_text(json.dumps({"kites": 1}))
    result = run("--comet-live-plan", run.path)
    assert result.ret in {pytest.ExitCode.INTERRUPTED, pytest.ExitCode.USAGE_ERROR}
    assert "no plan that can be used" in result.stdout.str() + result.stderr.str()


def test_a_ledger_of_another_run_fails_and_says_so(run: Run, upstream: Server) -> None:
    run.path.with_suffix(".ledger").write_text("no ledger " * 100)
    result = run("--comet-live-plan", run.path, "--comet-live-yes")
    assert result.parseoutcomes().keys() == {"errors"}
    result.stdout.fnmatch_lines(["*this is no ledger*"])
    assert len(upstream.journal) == 0
