"""`cometvideo drift live` and `drift replay`, as one calls them, and as processes that end."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cometvideo import load_family
from cometvideo.cli import drift_live, drift_replay
from cometvideo.cli.arguments import Parser, UsageError
from cometvideo.errors import CometVideoError, InputError
from cometvideo.live.deriving import probes_of
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import plan_text
from cometvideo.live.planning import make_plan
from cometvideo.live.progression import Summary
from cometvideo.mock import Server, serve
from cometvideo.wire.credentials import fingerprint
from cometvideo.wire.exchange import Answer, HttpRequest

KEY = "sk-of-the-command"


@pytest.fixture(scope="module")
def text() -> str:
    matrix = load_family("seedance")
    library = probes_of(matrix)
    facts = ("models.doubao-seedance-1-0-pro.seconds", "task.statuses", "rejections.by_request")
    return plan_text(make_plan(matrix, library, facts=facts, max_seconds=60), library)


@pytest.fixture
def plan(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serve(plan="immediate", keys=[KEY]) as server:
        monkeypatch.setenv("COMETAPI_BASE_URL", server.base_url)
        monkeypatch.setenv("COMETAPI_KEY", KEY)
        yield server


def live(plan: Path, *words: str) -> int:
    parser = Parser("drift live", "", "")
    drift_live.add_arguments(parser)
    return drift_live.run(parser.read(["--plan", str(plan), "--poll-interval", "0.01", *words]))


def replay(ledger: Path, *words: str) -> int:
    parser = Parser("drift replay", "", "")
    drift_replay.add_arguments(parser)
    return drift_replay.run(parser.read([str(ledger), *words]))


# --- Within the process ---


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github"])
def test_a_run_and_its_replay_say_the_same(
    form: str, plan: Path, upstream: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert live(plan, "--yes", "--format", form, "--all") == 0
    told = capsys.readouterr()
    requests = len(upstream.journal)
    assert replay(plan.with_suffix(".ledger"), "--format", form, "--all") == 0
    assert capsys.readouterr().out == told.out
    assert len(upstream.journal) == requests
    assert KEY not in told.out + told.err
    assert KEY.encode() not in plan.with_suffix(".ledger").read_bytes()
    if form == "json":
        found = {each["fact"]: each["verdict"] for each in json.loads(told.out)["findings"]}
        assert found["models.doubao-seedance-1-0-pro.seconds.max"] == "holds"
        assert found["task.statuses.completed.terminal"] == "holds"


def test_what_it_may_cost_is_told_first(
    plan: Path, upstream: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="--yes"):
        live(plan)
    told = capsys.readouterr()
    worst = json.loads(plan.read_text())["spend"]["worst"]
    assert f"at worst {worst['seconds']} s of video in {worst['jobs']} jobs" in told.err
    assert upstream.base_url in told.err
    assert fingerprint(KEY) in told.err
    assert KEY not in told.err
    assert told.out == ""
    assert len(upstream.journal) == 0
    assert [each.name for each in plan.parent.iterdir()] == ["plan.json"]


def test_every_request_is_told_of(
    plan: Path, upstream: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert live(plan, "--yes", "--verbose", "--ledger", str(plan.with_name("mine"))) == 0
    lines = capsys.readouterr().err.splitlines()
    planned = [each["id"] for each in json.loads(plan.read_text())["probes"]]
    for probe in planned:
        assert any(f"sending: {probe}: " in line for line in lines)
        assert any(f"ended: {probe}: " in line for line in lines)
    spent = upstream.bill.seconds
    assert f"paid for: {spent} s of video in {upstream.bill.tasks} jobs" in lines
    assert lines[-1].endswith("cometvideo drift accept report.json -o overlay.yaml")
    assert plan.with_name("mine").exists()
    assert live(plan, "--yes", "--ledger", str(plan.with_name("mine"))) == 0
    assert f"{len(planned)} were sent, 0 of the plan were not" in capsys.readouterr().err
    assert upstream.bill.seconds == spent


def test_a_run_that_ends_early_could_not_tell(
    plan: Path, upstream: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    for each in ("create", "retrieve"):
        upstream.fault({"operation": each, "status": 401, "message": f"no {KEY}"})
    assert live(plan, "--yes") == 3
    told = capsys.readouterr()
    assert "ended early: the API does not let the key in (HTTP 401)" in told.err
    assert KEY not in told.out + told.err
    assert KEY.encode() not in plan.with_suffix(".ledger").read_bytes()


def test_a_run_that_reached_nothing_gives_nothing_to_write_down(
    plan: Path,
    upstream: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for each in ("create", "retrieve"):
        upstream.fault({"operation": each, "status": 401})
    assert live(plan, "--yes") == 3
    told = capsys.readouterr()
    assert "could not tell" in told.out
    assert "overlay" not in told.out + told.err


def test_a_run_that_ended_early_is_no_agreement(
    plan: Path, upstream: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Summary(upstream.bill.tasks, upstream.bill.seconds, 0, (), "there was a reason")
    monkeypatch.setattr("cometvideo.live.session.carry_out", lambda *_, **__: ended)
    assert live(plan, "--yes") == 3
    assert replay(plan.with_suffix(".ledger")) == 3


def test_drift_is_found_unless_it_is_known(
    plan: Path, upstream: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = {"operation": "create", "status": 400, "code": "InvalidParameter"}
    upstream.fault(fault)
    assert live(plan, "--yes", "--format", "json") == 1
    data = json.loads(capsys.readouterr().out)
    adrift = [each for each in data["findings"] if each["verdict"] == "drifted"]
    assert adrift
    known = [
        {"id": each["id"], "reason": "seen in May"}
        for each in data["findings"]
        if each["verdict"] != "holds"
    ]
    baseline = plan.with_name("known.json")
    baseline.write_text(json.dumps(known))
    assert replay(plan.with_suffix(".ledger"), "--baseline", str(baseline)) == 0


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"COMETAPI_KEY": ""}, "set COMETAPI_KEY, and COMETAPI_BASE_URL"),
        ({"COMETAPI_KEY": "a\nb"}, "set COMETAPI_KEY"),
        ({"COMETAPI_BASE_URL": "api.cometapi.com"}, "COMETAPI_BASE_URL is no base URL"),
        ({"COMETAPI_BASE_URL": "http://me:secret@127.0.0.1/v1"}, "COMETAPI_BASE_URL is no base"),
    ],
)
def test_who_has_no_key_or_no_address_is_told_what_to_set(
    variables: dict[str, str],
    words: str,
    plan: Path,
    upstream: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=words) as caught:
        live(plan, "--yes")
    assert "secret" not in str(caught.value)
    assert len(upstream.journal) == 0


def other_plan(plan: Path) -> None:
    plan.write_text(plan.read_text().replace(load_family("seedance").digest, "0" * 64))


def no_plan(plan: Path) -> None:
    plan.unlink()


def binary(plan: Path) -> None:
    plan.write_bytes(b"\xff\xfe")


def no_ledger(plan: Path) -> None:
    plan.with_suffix(".ledger").write_text("something else " * 100)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (other_plan, "another spec or version"),
        (no_plan, "cannot read the plan"),
        (binary, "no text"),
        (no_ledger, "no ledger"),
    ],
)
def test_a_file_that_does_not_fit_sends_nothing(
    make: Callable[[Path], None], words: str, plan: Path, upstream: Server
) -> None:
    make(plan)
    files = set(plan.parent.iterdir())
    with pytest.raises(InputError, match=words):
        live(plan, "--yes")
    assert len(upstream.journal) == 0
    assert set(plan.parent.iterdir()) == files, "no ledger is begun"


def test_a_baseline_that_is_none_is_told_before_anything_is_paid_for(
    plan: Path, upstream: Server
) -> None:
    with pytest.raises(CometVideoError):
        live(plan, "--yes", "--baseline", str(plan.with_name("none.yaml")))
    assert len(upstream.journal) == 0


@pytest.mark.parametrize(
    "words",
    [("--at-once", "0"), ("--at-once", "x"), ("--deadline", "-1"), ("--poll-interval", "nan")],
    ids=" ".join,
)
def test_numbers_are_looked_at(words: tuple[str, ...], plan: Path) -> None:
    with pytest.raises(UsageError, match="is no"):
        live(plan, "--yes", *words)


def test_a_replay_of_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no ledger"):
        replay(tmp_path / "none.ledger")


# --- As processes ---


class Gate:
    """Stops the mock at one create, when it has been taken and before it is answered."""

    def __init__(self, server: Server, number: int) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.left = number
        self.handle = server.api.handle
        server.api.handle = self.pass_by  # type: ignore[method-assign]

    def pass_by(self, request: HttpRequest, **settings: Any) -> Answer:
        answer = self.handle(request, **settings)
        if request.method == "POST" and answer.status == 200:
            self.left -= 1
            if self.left == 0:
                self.reached.set()
                self.opened.wait(60)
        return answer


def started(plan: Path) -> "subprocess.Popen[str]":
    words = ["--plan", str(plan), "--yes", "--poll-interval", "0.01", "--verbose"]
    return subprocess.Popen(
        [sys.executable, "-m", "cometvideo", "drift", "live", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_PROXY": "*"},
    )


def ended_by(number: signal.Signals, plan: Path, server: Server) -> tuple[int, str]:
    """Start a run, end it while its second job is being created; its code and what it said."""
    gate = Gate(server, 2)
    with started(plan) as process:
        while not gate.reached.wait(1):
            assert process.poll() is None, process.communicate()
        process.send_signal(number)
        if number == signal.SIGKILL:
            process.wait(60)
        gate.opened.set()
        _, told = process.communicate(timeout=60)
    return process.returncode, told


def went_on(plan: Path, server: Server) -> dict[str, str]:
    """Go on to the end with a run that was ended; the fates of its creates."""
    with started(plan) as process:
        _, told = process.communicate(timeout=60)
    assert process.returncode in {0, 3}, told
    bodies = Counter(each.request.body for each in server.journal.creates)
    assert max(bodies.values()) == 1, "a create was sent twice"
    with Ledger.read(plan.with_suffix(".ledger")) as ledger:
        assert ledger.spent.seconds == server.bill.seconds
        assert ledger.spent.jobs == server.bill.tasks
        planned = json.loads(plan.read_text())["probes"]
        assert [each.probe for each in ledger.attempts()] == [each["id"] for each in planned]
        return {each.probe: each.fate for each in ledger.attempts()}


@pytest.mark.thorough
def test_one_that_was_killed_goes_on_and_pays_for_nothing_twice(
    plan: Path, upstream: Server
) -> None:
    code, _ = ended_by(signal.SIGKILL, plan, upstream)
    assert code == -signal.SIGKILL
    assert Counter(went_on(plan, upstream).values())["interrupted"] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.thorough
def test_a_signal_waits_until_what_was_paid_for_is_kept(
    number: signal.Signals, plan: Path, upstream: Server
) -> None:
    code, told = ended_by(number, plan, upstream)
    assert code == 130
    assert "the same command again goes on" in told
    assert "Traceback" not in told
    assert set(went_on(plan, upstream).values()) == {"answered"}
