import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cometvideo.conformance import CLAUSES, InProcess, Report, check
from cometvideo.conformance.protocol import Answer, Job
from cometvideo.conformance.report import (
    as_json,
    as_text,
    invocation,
    line_of,
    replay_command,
    told,
)
from cometvideo.reports.junit import as_junit
from cometvideo.reports.known import Known
from tests.miniatures.clients.miniature import miniature

COMMAND = ["--mode", "open", "--", "node", "my client.mjs"]


@pytest.fixture(scope="module")
def report() -> Report:
    known = [Known("deadline", "has none"), Known("form-bearer", "long ago")]
    runner = InProcess(miniature("chatty"), virtual=True)
    clauses = ["key-not-in-output", "form-bearer", "form-file"]
    return check(runner, clauses=clauses, known=known, seed=7)


def test_the_text_shows_what_was_asked_and_what_went_over_the_wire(report: Report) -> None:
    text = as_text(report, COMMAND)
    for part in (
        "key-not-in-output (must): The key is not printed",
        "HTTP 401 to a create",
        "asked: {",
        "POST /v1/videos -> HTTP 401",
        'said: {"outcome": "refused"',
        "replay: cometvideo check-client --clause key-not-in-output --seed 7 --mode open -- node",
        "'my client.mjs'",
        "stale expectation: form-bearer",
        f"1 failed, 2 passed, {len(CLAUSES) - 3} skipped",
    ):
        assert part in text


def test_no_report_holds_a_key(report: Report) -> None:
    texts = [as_text(report), json.dumps(as_json(report)), as_junit(told(report))]
    assert not [text for text in texts if "sk-check" in text]


def test_a_key_that_a_client_tells_is_in_no_report() -> None:
    def client(job: Job) -> Answer:
        miniature()(job)
        return Answer("completed", message=f"done with {job.key}")

    runner = InProcess(client, virtual=True)
    report = check(runner, clauses=["refusal-message", "reason-is-told", "key-not-in-output"])
    lines = [line_of(each) for each in report.results]
    texts = [as_text(report), json.dumps(as_json(report)), as_junit(told(report)), *lines]
    assert "done with [key]" in texts[0]
    assert not [text for text in texts if "sk-check" in text]


def test_json_has_the_documented_shape(report: Report) -> None:
    data = json.loads(json.dumps(as_json(report, COMMAND)))
    assert list(data) == ["clauses", "stale", "summary", "spec", "profile", "seed"]
    assert [each["id"] for each in data["clauses"]] == list(CLAUSES)
    assert data["summary"]["failed"] == 1
    assert data["summary"]["exit_code"] == 1
    assert data["spec"]["name"] == "seedance"
    by_id = {each["id"]: each for each in data["clauses"]}
    shown = by_id["key-not-in-output"]
    assert shown["verdict"] == "failed"
    assert shown["level"] == "must"
    assert "service.key_variable" in shown["facts"]
    assert shown["sources"] == ["sdk"]
    exchange = shown["counterexample"]["exchanges"][0]
    assert exchange["answer"]["status"] == 401
    headers = {name.lower(): value for name, value in exchange["request"]["headers"]}
    assert headers["authorization"].startswith("Bearer present:")
    assert by_id["form-file"]["counterexample"] is None
    assert by_id["deadline"]["verdict"] == "skipped"


def test_junit_has_a_case_for_every_clause(report: Report) -> None:
    suite = ET.fromstring(as_junit(told(report)))
    cases = {each.get("name"): [child.tag for child in each] for each in suite}
    assert suite.get("failures") == "2"
    assert cases["key-not-in-output"] == ["failure"]
    assert cases["form-file"] == []
    assert cases["deadline"] == ["skipped"]
    assert len(suite) == len(CLAUSES) + 1  # one for the expectation that is stale


def test_junit_takes_any_text() -> None:
    def client(job: Job) -> Answer:
        reply = miniature()(job)
        return Answer("completed", message=f"\x00\x1b[31m\ud800 {reply['outcome']}")

    report = check(InProcess(client, virtual=True), clauses=["refusal-message"])
    assert report.of("refusal-message").verdict == "failed"
    ET.fromstring(as_junit(told(report)))
    as_text(report).encode()


def test_a_line_is_a_line(report: Report) -> None:
    lines = [line_of(each) for each in report.results]
    assert not [line for line in lines if "\n" in line]
    assert lines[list(CLAUSES).index("form-file")] == f"ok     {'form-file':28} must"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "-- YOUR CLIENT"),
        ({"spec": "my specs/reels.yaml"}, "--spec 'my specs/reels.yaml' -- YOUR CLIENT"),
        ({"spec": "cometapi", "model": "sora-2"}, "--spec cometapi --model sora-2 -- YOUR CLIENT"),
        ({"every_family": True}, "--every-family -- YOUR CLIENT"),
        ({"client": ["--mode", "wire", "--", "sh", "x"]}, "--mode wire -- sh x"),
    ],
)
def test_a_replay_has_all_that_decides(
    given: dict[str, Any], words: str, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMETVIDEO_SPEC", raising=False)
    result = report.of("key-not-in-output")
    start = "cometvideo check-client --clause key-not-in-output --seed 7"
    assert replay_command(result, report, invocation(**given)) == f"{start} {words}"
    if "spec" not in given:
        monkeypatch.setenv("COMETVIDEO_SPEC", "mine.yaml")
        assert f"--seed 7 --spec mine.yaml {words}" in replay_command(
            result, report, invocation(**given)
        )
