"""The command line as a process: pipes, closed streams, signals, and what it imports."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str, str | bytes], Path]
COMMAND = [sys.executable, "-m", "cometvideo"]
GOOD = '{"model":"doubao-seedance-1-5-pro","prompt":"x","size":"16:9"}\n'
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell and signals")


def shell(line: str) -> subprocess.CompletedProcess[str]:
    command = " ".join(f"'{part}'" for part in COMMAND)
    return subprocess.run(
        ["bash", "-c", line.replace("cometvideo", command, 1)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_what_main_says() -> None:
    ran = subprocess.run(
        [*COMMAND, "validate", "model=x", "prompt=y"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stdout.startswith("invalid: ")
    assert ran.stderr == ""


@POSIX
@pytest.mark.parametrize(
    "line",
    [
        "cometvideo facts | head -1; exit ${PIPESTATUS[0]}",
        "cometvideo validate --file FILE --format jsonl | head -1; exit ${PIPESTATUS[0]}",
        "cometvideo validate --file FILE --jobs 2 --format jsonl | head -1; exit ${PIPESTATUS[0]}",
    ],
)
def test_a_reader_that_has_enough(write: Write, line: str) -> None:
    path = write("a.jsonl", GOOD * 20_000)
    ran = shell(line.replace("FILE", str(path)))
    assert ran.returncode in (0, 141)  # a short answer may be written before the reader goes
    assert ran.stdout.count("\n") == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr == ""


@POSIX
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("cometvideo models >&-", 2, "standard output is closed"),
        ("cometvideo models 2>&-", 0, ""),
        ("cometvideo nonsense 2>&-", 2, ""),
        ("cometvideo validate --file - <&-", 2, "standard input is closed"),
        ("cometvideo validate --file - < /dev/null", 3, "nothing was checked"),
        ("cometvideo validate --file - --summary <<< '{}'", 1, ""),
    ],
)
def test_streams_that_are_closed(line: str, code: int, said: str) -> None:
    ran = shell(line)
    assert ran.returncode == code
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk() -> None:
    ran = shell("cometvideo models > /dev/full")
    assert ran.returncode == 2
    assert ran.stderr == "cometvideo: error: cannot go on: No space left on device\n"


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_it_without_a_word(write: Write, jobs: str) -> None:
    path = write("a.jsonl", GOOD * 200_000)
    options = ["--file", str(path), "--format", "jsonl", "--jobs", jobs]
    with subprocess.Popen(
        [*COMMAND, "validate", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)  # it is at work, and cannot finish while nobody reads on
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.close()
        assert process.wait(60) in (130, 141)  # whichever it notices first
        assert process.stderr.read() == b""


def test_lines_are_answered_as_they_come() -> None:
    options = ["--file", "-", "--input-format", "jsonl", "--format", "jsonl"]
    with subprocess.Popen(
        [*COMMAND, "validate", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write(GOOD)
            process.stdin.flush()
            assert f'"line":{number},"verdict":"valid"' in process.stdout.readline()
        process.stdin.close()
        assert process.wait(60) == 0


def test_nothing_heavy_is_imported() -> None:
    """What one request needs: no more of what takes long to import than argparse and PyYAML."""
    program = (
        "import sys; from cometvideo.cli import main; "
        "main(['validate', 'model=doubao-seedance-1-5-pro', 'prompt=x', 'size=16:9']); "
        "print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    imported = set(ran.stdout.splitlines()[-1].split())
    assert {"argparse", "cometvideo.prediction"} <= imported
    heavy = {
        "dataclasses",
        "difflib",
        "hashlib",
        "inspect",
        "logging",
        "multiprocessing",
        "pathlib",
        "python_multipart",
        "shutil",
        "textwrap",
        "cometvideo.many.judging",
        "cometvideo.mock",
        "cometvideo.reports.data",
    }
    assert imported & heavy == set()
    # A checkout reads its specs as YAML, a wheel as the JSON that was made of them; never both.
    assert len(imported & {"json", "yaml"}) == 1


def test_importing_the_package_imports_next_to_nothing() -> None:
    program = (
        "import sys; before = set(sys.modules); import cometvideo\n"
        "print(sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "['cometvideo', 'cometvideo.lazily']\n"
