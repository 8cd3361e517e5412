"""Clients as programs. Each test runs few cases: what clauses find is tested without processes."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import InputError
from cometvideo.conformance import EachTime, KeptOpen, Report, check
from cometvideo.conformance.runner import Runner
from tests.thorough import thorough

VARIABLES = ("COMETAPI_BASE_URL", "COMETAPI_KEY")
PROGRAM = Path(__file__).parents[1] / "miniatures" / "clients" / "program.py"
SOME = ["form-prompt", "form-files-in-order", "one-task-after-drop", "video-is-intact"]


def each_time(*command: str) -> Runner:
    return EachTime([sys.executable, *command], VARIABLES)


def kept_open(*command: str) -> Runner:
    return KeptOpen([sys.executable, *command], VARIABLES)


def by_wire(*command: str) -> Runner:
    return EachTime([sys.executable, *command], VARIABLES, by_wire=True)


def told(report: Report) -> dict[str, str]:
    return {e.clause.id: e.verdict for e in report.results if e.verdict != "skipped"}


@pytest.mark.parametrize("runner", [kept_open, *thorough(each_time)])
def test_a_program_is_put_through_clauses(runner: Callable[..., Runner]) -> None:
    assert set(told(check(runner(str(PROGRAM)), clauses=SOME)).values()) == {"passed"}
    report = check(runner(str(PROGRAM), "resends-dropped"), clauses=SOME)
    assert told(report) == {**dict.fromkeys(SOME, "passed"), "one-task-after-drop": "failed"}
    assert "2 tasks" in report.of("one-task-after-drop").summary


@pytest.mark.thorough
def test_a_counterexample_is_shrunk_through_a_program() -> None:
    report = check(kept_open(str(PROGRAM), "extra-field"), clauses=["form-meaning"])
    result = report.of("form-meaning")
    assert result.summary == "n was sent (b'1') and never asked for"
    assert result.counterexample is not None
    request = result.counterexample.case.request
    assert request["model"] == "doubao-seedance-2-0"  # the first
    assert len(str(request["prompt"])) < 100
    assert "input_reference" not in request


@pytest.mark.parametrize("runner", [each_time, kept_open])
def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    runner: Callable[..., Runner], tmp_path: Path
) -> None:
    started = tmp_path / "started"
    script = (
        "import os, subprocess, sys, time, urllib.request as r\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(started)!r}, 'a').write(f'{{os.getpid()}} {{child.pid}} ')\n"
        "headers = {'Authorization': 'Bearer ' + os.environ['COMETAPI_KEY']}\n"
        "url = os.environ['COMETAPI_BASE_URL'] + '/videos/x'\n"
        "try: r.urlopen(r.Request(url, headers=headers))\n"
        "except OSError: time.sleep(600)\n"
    )
    report = check(runner("-c", script), clauses=["deadline"])
    assert told(report) == {"deadline": "could not tell"}
    assert "still going" in report.of("deadline").summary
    pids = [int(each) for each in started.read_text().split()]
    assert len(pids) == 2
    assert not [pid for pid in pids if is_alive(pid)]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not asked after does not."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state in "ZX":
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("runner", [each_time, kept_open])
@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param("raise SystemExit('no such module')", "no such module", id="crash"),
        pytest.param("input(); print('fine')", "the last line printed is no JSON", id="no-json"),
        pytest.param("input(); print('[]')", "no JSON object", id="no-object"),
        pytest.param('input(); print(\'{"outcome": "done"}\')', "none of completed", id="outcome"),
        pytest.param("input(); print()", "nothing was printed", id="nothing"),
        pytest.param("pass", "nothing was printed", id="deaf"),
    ],
)
def test_a_program_that_does_not_answer_is_told_why(
    runner: Callable[..., Runner], script: str, why: str
) -> None:
    report = check(runner("-c", script), clauses=["form-multipart"])
    assert told(report) == {"form-multipart": "could not tell"}
    assert why in report.of("form-multipart").summary
    assert report.exit_code == 3


def test_a_program_that_cannot_be_started_is_a_mistake() -> None:
    with pytest.raises(InputError, match="cannot start no-such-program"):
        check(EachTime(["no-such-program"], VARIABLES), clauses=["form-multipart"])


def test_a_program_without_the_key_is_told_so() -> None:
    script = (
        "import os, urllib.request as r\n"
        "url = os.environ['COMETAPI_BASE_URL'] + '/videos'\n"
        "r.urlopen(r.Request(url, b'', {'Authorization': 'Bearer other'}))\n"
    )
    report = check(each_time("-c", script), clauses=["form-bearer"])
    assert told(report) == {"form-bearer": "failed"}


WIRE = """
import json, os, sys, urllib.error, urllib.request as r
body = b'--x\\r\\nContent-Disposition: form-data; name="prompt"\\r\\n\\r\\nA kite\\r\\n--x\\r\\n' \\
    b'Content-Disposition: form-data; name="model"\\r\\n\\r\\ndoubao-seedance-2-0\\r\\n--x--\\r\\n'
headers = {'Authorization': 'Bearer ' + os.environ['COMETAPI_KEY'],
    'Content-Type': 'multipart/form-data; boundary=x'}
try:
    print(r.urlopen(r.Request(os.environ['COMETAPI_BASE_URL'] + '/videos', body, headers)).read())
except urllib.error.HTTPError as error:
    print(error.read())
    sys.exit(EXIT)
"""


@pytest.mark.parametrize(("code", "verdict"), [(1, "passed"), (0, "failed")])
def test_a_program_that_speaks_no_protocol_is_judged_by_what_it_does(
    code: int, verdict: str
) -> None:
    chosen = ["form-multipart", "form-prompt", "refusal-message", "one-task-after-5xx", "deadline"]
    report = check(by_wire("-c", WIRE.replace("EXIT", str(code))), clauses=chosen)
    assert told(report) == {
        "form-multipart": "passed",
        "form-prompt": "not applicable",
        "refusal-message": verdict,
        "one-task-after-5xx": "passed",
        "deadline": "not applicable",
    }


def test_no_process_is_left_over() -> None:
    check(kept_open(str(PROGRAM)), clauses=["form-multipart"])
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    ours = [
        pid
        for pid in (children.read_text().split() if children.exists() else [])
        if "program.py" in Path(f"/proc/{pid}/cmdline").read_text()
    ]
    assert ours == []
