"""The ledger: what it keeps, and what it refuses to be opened with."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import InputError
from cometvideo.live.attempt import SendResult, Video
from cometvideo.live.ledger import Billed, Ledger
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest
from tests.live.stand import ASKS, BASE_URL, PAID, PLANNED, text_of

SECRET = "sk-71ce-of-a-test"
TEXT = text_of(PLANNED)
ASKED = Exchange(HttpRequest("POST", "/v1/videos", (), b"body", "h"), None, 1.0)
TOLD = ASKED._replace(answer=Answer(200, (), b'{"id": "t"}'))
POLL = Exchange(HttpRequest("GET", "/v1/videos/t", (), b"", "h"), Answer(200, (), b"{}"), 2.0)
VIDEO = Video(640, 480, 5.0, None, 1234, "ab" * 32)
JOB, OTHER = PAID[0].id, PAID[1].id


def opened(path: Path, text: str = TEXT, base_url: str = BASE_URL) -> Ledger:
    return Ledger.open(path, text, base_url, "run-1", credentials=Credentials(keys=(SECRET,)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run #1?.ledger"


# --- What it keeps ---


def test_what_is_written_is_there_when_it_is_opened_again(path: Path) -> None:
    with opened(path) as ledger:
        ledger.sending(JOB, ASKED, creates=True, seconds=5)
        taken = SendResult("answered", "running", 200, billed=True, unexpected=True, task="t")
        ledger.keep(JOB, TOLD, taken)
        ledger.keep_poll(JOB, POLL)
        ledger.settle(JOB, "ended", "a problem", VIDEO)
        ledger.skip(OTHER, "for a reason")
        kept = ledger.attempts(), ledger.rows, ledger.skipped, ledger.spent
    with opened(path) as ledger:
        assert (ledger.attempts(), ledger.rows, ledger.skipped, ledger.spent) == kept
        assert (ledger.run_id, ledger.base_url, ledger.plan_text) == ("run-1", BASE_URL, TEXT)
    with Ledger.read(path) as ledger:
        (attempt,) = ledger.attempts()
        assert (attempt.probe, attempt.fate, attempt.problem) == (JOB, "answered", "a problem")
        assert attempt.exchanges == (TOLD, POLL)
        assert attempt.video == VIDEO
        assert ledger.skipped == {OTHER: "for a reason"}
        assert ledger.spent == Billed(jobs=1, seconds=5, unclear=0)
        row = ledger.rows[JOB]
        assert (row.state, row.billed, row.unexpected, row.task) == ("ended", True, True, "t")


def test_attempts_are_in_the_order_in_which_they_were_sent_first(path: Path) -> None:
    with opened(path) as ledger:
        for name in (OTHER, JOB, OTHER):
            ledger.sending(name, ASKED, creates=True, seconds=2)
            ledger.keep(name, ASKED, SendResult("not sent", "due", problem="refused"))
        assert [each.probe for each in ledger.attempts()] == [OTHER, JOB]
        assert ledger.spent == Billed(0, 0, 0)


def test_a_create_that_was_being_sent_is_interrupted(path: Path) -> None:
    with opened(path) as ledger:
        ledger.sending(JOB, ASKED, creates=True, seconds=5)
        ledger.sending(ASKS[0].id, ASKED, creates=False, seconds=0)
        assert ledger.spent == Billed(jobs=1, seconds=5, unclear=1)
    with Ledger.read(path) as ledger:
        (attempt,) = ledger.attempts()
        assert (attempt.probe, attempt.fate) == (JOB, "interrupted")
    for _ in range(2):
        with opened(path) as ledger:
            (attempt,) = ledger.attempts()
            assert (attempt.probe, attempt.fate) == (JOB, "interrupted")
            assert "not sent again" in attempt.problem
            assert attempt.exchanges == (ASKED,)
            states = {name: row.state for name, row in ledger.rows.items()}
            assert states == {JOB: "ended", ASKS[0].id: "due"}
            assert ledger.spent == Billed(jobs=1, seconds=5, unclear=1)


def test_what_is_sent_after_all_was_not_skipped(path: Path) -> None:
    with opened(path) as ledger:
        ledger.skip(JOB, "too dear")
        ledger.sending(JOB, ASKED, creates=True, seconds=5)
        assert ledger.skipped == {}


def test_no_text_holds_the_key(path: Path) -> None:
    with opened(path) as ledger:
        told = TOLD._replace(answer=Answer(200, (), f"for {SECRET}".encode()))
        ledger.sending(JOB, ASKED, creates=True, seconds=5)
        taken = SendResult("answered", "running", task=f"t-{SECRET}", problem=SECRET)
        ledger.keep(JOB, told, taken)
        ledger.settle(JOB, "ended", f"because of {SECRET}", Video(problem=SECRET))
        ledger.skip(OTHER, SECRET)
    assert SECRET.encode() not in path.read_bytes()
    assert b"because of [key]" in path.read_bytes()


def test_a_change_is_on_the_disk_when_it_is_made(path: Path) -> None:
    """Another process sees what one that was killed had written."""
    code = (
        "import os, sys; from pathlib import Path\n"
        "from cometvideo.live.ledger import Ledger\n"
        "from cometvideo.wire.exchange import Exchange, HttpRequest\n"
        "ledger = Ledger.open(Path(sys.argv[1]), sys.argv[2], 'u', 'run-1')\n"
        "asked = Exchange(HttpRequest('POST', '/'), None)\n"
        "ledger.sending('a', asked, creates=True, seconds=5)\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, path, TEXT], check=False).returncode == 9
    with Ledger.read(path) as ledger:
        assert [each.fate for each in ledger.attempts()] == ["interrupted"]


# --- What it refuses ---


def nothing(path: Path) -> None:
    del path


def text(path: Path) -> None:
    path.write_text("no ledger, but some text that is long enough to be looked at " * 20)


def other_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE kites (name)")
    db.close()


def newer(path: Path) -> None:
    opened(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 2")
    db.close()


def damaged(path: Path) -> None:
    opened(path).close()
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (text, "no ledger"),
        (other_database, "a database, but no ledger"),
        (newer, "format 2, and this version reads 1"),
        (damaged, "damaged|no ledger"),
        (folder, "cannot be opened"),
    ],
)
def test_a_file_that_is_none_is_refused_and_left_alone(
    make: Callable[[Path], None], words: str, path: Path
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(InputError, match=words):
        opened(path)
    with pytest.raises(InputError):
        Ledger.read(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize("make", [nothing, Path.touch])
def test_what_is_not_there_is_not_read(make: Callable[[Path], None], path: Path) -> None:
    make(path)
    with pytest.raises(InputError, match="there is no ledger"):
        Ledger.read(path)
    opened(path).close()


@pytest.mark.parametrize(
    ("plan", "base_url", "words"),
    [
        (text_of(PLANNED[:-1]), BASE_URL, "of another plan"),
        (TEXT, "http://127.0.0.1:9/v1", "a run against https://api.cometapi.com/v1"),
    ],
)
def test_another_run_is_refused(plan: str, base_url: str, words: str, path: Path) -> None:
    with opened(path) as ledger:
        ledger.sending(JOB, ASKED, creates=True, seconds=5)
    with pytest.raises(InputError, match=words):
        opened(path, plan, base_url)
    opened(path, TEXT.replace("\n", " ")).close()


def test_a_ledger_of_which_nothing_was_sent_takes_another_base_url(path: Path) -> None:
    opened(path).close()
    opened(path, TEXT, "http://127.0.0.1:9/v1").close()
    with Ledger.read(path) as ledger:
        assert ledger.base_url == "http://127.0.0.1:9/v1"


@pytest.mark.thorough
def test_two_runs_at_once_are_refused(path: Path) -> None:
    with opened(path) as ledger:
        with pytest.raises(InputError, match="another run is using it"):
            Ledger.read(path)
        ledger.sending(JOB, ASKED, creates=True, seconds=5)
        with pytest.raises(InputError, match="another run is using it"):
            opened(path)
    opened(path).close()


def test_several_may_read_at_once(path: Path) -> None:
    opened(path).close()
    with Ledger.read(path) as one, Ledger.read(path) as other:
        assert one.attempts() == other.attempts() == ()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        opened(tmp_path / "no" / "run.ledger")


def test_who_looks_keeps_nobody_else_from_it(path: Path) -> None:
    with opened(path):
        pass
    with Ledger.read(path) as one, Ledger.read(path) as other:
        assert one.rows == other.rows
        assert one.attempts() == other.attempts()
