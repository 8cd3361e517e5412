"""Clients as programs. Each test runs few cases: what clauses find is tested without processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from cometvideo import InputError
from cometvideo.conformance import EachTime, KeptOpen, Report, check
from cometvideo.conformance.protocol import Answer, Job
from cometvideo.conformance.runner import Patience, Runner
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


@pytest.mark.thorough
@pytest.mark.parametrize("runner", [kept_open, *thorough(each_time)])
def test_a_program_is_put_through_clauses(runner: Callable[..., Runner]) -> None:
    assert set(told(check(runner(str(PROGRAM)), clauses=SOME)).values()) == {"passed"}
    report = check(runner(str(PROGRAM), "resends-dropped"), clauses=["one-task-after-drop"])
    assert told(report) == {"one-task-after-drop": "failed"}
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


# A client that starts a child, and a grandchild that leaves its group and outlives the child.
FAMILY = """
import os, subprocess, sys, time, urllib.request as r
left = 'import subprocess, sys; print(subprocess.Popen([sys.executable, "-c", "import time; ' \
    'time.sleep(600)\\"], start_new_session=True, stdout=subprocess.DEVNULL).pid)'
grandchild = subprocess.run([sys.executable, '-c', left], stdout=subprocess.PIPE).stdout
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
with open('STARTED', 'a') as file:
    file.write(f'{os.getpid()} {child.pid} {int(grandchild)}\\n')
headers = {'Authorization': 'Bearer ' + os.environ['COMETAPI_KEY']}
url = os.environ['COMETAPI_BASE_URL'] + '/videos/x'
try: r.urlopen(r.Request(url, headers=headers))
except OSError: time.sleep(SECONDS)
"""


def family(started: Path, seconds: float) -> str:
    return FAMILY.replace("STARTED", str(started)).replace("SECONDS", str(seconds))


@pytest.mark.parametrize("seconds", [0, *thorough(600, id="hangs")])
@pytest.mark.parametrize("runner", [kept_open, *thorough(each_time)])
def test_a_program_is_ended_with_all_that_it_started(
    runner: Callable[..., Runner], seconds: float, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    report = check(runner("-c", family(started, seconds)), clauses=["deadline"])
    assert told(report) == {"deadline": "could not tell"}
    assert ("still going" in report.of("deadline").summary) == bool(seconds)
    pids = [int(each) for each in started.read_text().split()]
    assert len(pids) == 3
    assert not [pid for pid in pids if is_alive(pid)]


def heeds_signals() -> None:
    """Whoever runs the tests may ignore some, as shells do for what runs in the background."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


@pytest.mark.parametrize("mode", ["each", *thorough("open", "wire")])
@pytest.mark.parametrize("number", [signal.SIGTERM, *thorough(signal.SIGINT, signal.SIGHUP)])
def test_a_signal_ends_everything_and_leaves_no_folder(
    number: signal.Signals, mode: str, tmp_path: Path
) -> None:
    started, folder = tmp_path / "started", tmp_path / "folder"
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "cometvideo",
        "check-client",
        "--mode",
        mode,
        "--parallel",
        "2",
    ]
    checks = subprocess.Popen(
        [*command, "--", sys.executable, "-c", family(started, 600)],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heeds_signals,  # noqa: PLW1509 - there are no threads
    )
    deadline = time.monotonic() + 60
    while not started.exists() or started.read_text().count("\n") < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    checks.send_signal(number)
    begun = time.monotonic()
    out, errors = checks.communicate(timeout=60)
    assert time.monotonic() - begun < 2
    assert checks.returncode == (130 if number == signal.SIGINT else -number)
    assert (out, errors) == (b"", b"")
    pids = [int(each) for each in started.read_text().split()]
    assert not [pid for pid in pids if is_alive(pid)]
    assert list(folder.iterdir()) == []


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


LOGS = """
import json, sys
sys.path.insert(0, 'ROOT')
from cometvideo.conformance.protocol import Job
from tests.miniatures.clients.miniature import miniature
for line in sys.stdin:
    job = Job(**json.loads(line))
    answer = miniature()(job)
    for _ in range(20):
        print('a line of a log ' * 8192)
    print('LEAK')
    for _ in range(20):
        print('a line of a log ' * 8192)
    print(json.dumps(answer), flush=True)
"""


@pytest.mark.thorough
@pytest.mark.parametrize("runner", [each_time, kept_open])
def test_however_much_is_logged_the_answer_counts_and_the_key_is_found(
    runner: Callable[..., Runner],
) -> None:
    chosen = ["success-is-told", "key-not-in-output"]
    script = LOGS.replace("ROOT", str(Path(__file__).parents[2]))
    report = check(runner("-c", script), clauses=chosen)
    assert told(report) == dict.fromkeys(chosen, "passed")
    report = check(runner("-c", script.replace("'LEAK'", "'Bearer', job.key")), clauses=chosen)
    assert told(report) == {"success-is-told": "passed", "key-not-in-output": "failed"}
    assert report.of("key-not-in-output").summary.endswith("Bearer'")


LINGERS = """
import subprocess, sys, time
done = subprocess.run([sys.executable, 'PROGRAM', *sys.argv[1:]], stdin=sys.stdin)
time.sleep(30)
"""


@pytest.mark.thorough
@pytest.mark.parametrize("clause", ["deadline", "unknown-status", "retry-after-within-reason"])
def test_an_answer_counts_from_when_it_was_written(clause: str) -> None:
    script = LINGERS.replace("PROGRAM", str(PROGRAM))
    assert told(check(each_time("-c", script), clauses=[clause])) == {clause: "passed"}


class UntilWritten:
    """Patience that ends when a file is there."""

    limit_s = 1.0
    is_flooded = False

    def __init__(self, file: Path) -> None:
        self.file = file

    def why_stop(self) -> str:
        return "it was still going" if self.file.exists() else ""


@pytest.mark.parametrize(
    ("last", "answer", "stopped"),
    [
        ('{"outcome": "completed"}', Answer("completed"), ""),
        ("bye", None, "it was still going"),
    ],
)
def test_who_lives_on_is_stopped_and_has_answered(
    last: str, answer: Answer | None, stopped: str, tmp_path: Path
) -> None:
    written = tmp_path / "written"
    script = f"print({last!r}); open({str(written)!r}, 'w'); import time; time.sleep(600)"
    job = Job("1", {}, "http://127.0.0.1:1/v1", "key", 1.0, 0.05)
    patience = cast("Patience", UntilWritten(written))
    ran = EachTime([sys.executable, "-c", script], VARIABLES).play(job, patience)
    assert (ran.answer, ran.stopped, ran.printed.text) == (answer, stopped, f"{last}\n")


CRASHES = """
import json, os, sys, time
sys.path.insert(0, 'ROOT')
from cometvideo.conformance.protocol import Job
from tests.miniatures.clients import miniature
def crash(*_):
    os.write(2, b'KeyError: status\\n')
    os._exit(1)
miniature.Run.pause_after = crash
for line in sys.stdin:
    print(json.dumps(miniature.miniature()(Job(**json.loads(line)))), flush=True)
"""


@pytest.mark.parametrize("runner", thorough(kept_open, each_time))
def test_a_crash_at_a_poll_is_an_answer(runner: Callable[..., Runner]) -> None:
    script = CRASHES.replace("ROOT", str(Path(__file__).parents[2]))
    chosen = ["polls-are-retried", "success-is-told"]
    report = check(runner("-c", script), clauses=chosen)
    assert told(report) == {"success-is-told": "passed", "polls-are-retried": "failed"}
    assert "exit code 1, nothing was printed" in report.of("polls-are-retried").summary
    assert "KeyError: status" in report.of("polls-are-retried").summary


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


@pytest.mark.parametrize(
    ("code", "verdict"),
    [pytest.param(1, "passed", marks=pytest.mark.thorough), (0, "failed")],
)
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


@pytest.mark.thorough
def test_no_process_is_left_over() -> None:
    check(kept_open(str(PROGRAM)), clauses=["form-multipart"])
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    ours = [
        pid
        for pid in (children.read_text().split() if children.exists() else [])
        if "program.py" in Path(f"/proc/{pid}/cmdline").read_text()
    ]
    assert ours == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc tells what is left")
@pytest.mark.parametrize("mode", ["open", *thorough("each")])
def test_nothing_outlives_a_check_that_is_killed(mode: str, tmp_path: Path) -> None:
    folder, line = tmp_path / "temporary", tmp_path / "line"
    folder.mkdir()
    os.mkfifo(line)
    # Two of each client hold the line: one in its group, and one that has left it.
    client = f"exec 3>{line}; setsid sleep 60 & echo here >&3; sleep 60"
    command = [sys.executable, "-m", "cometvideo", "check-client", "--mode", mode]
    with (
        subprocess.Popen(
            [*command, "--", "sh", "-c", client],
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process,
        line.open(encoding="ascii") as held,
    ):
        assert held.readline() == "here\n"
        process.kill()
        process.wait()
        held.read()  # until nobody holds it
    assert list(folder.iterdir()) == []
