"""Clients in Python, over loopback in real time."""

import sys
import time

import httpx
import pytest

from cometvideo.conformance import InProcess, check, openai_style, reference
from cometvideo.conformance.inprocess import Clock, Stopped
from cometvideo.conformance.protocol import Answer, Job

SOME = ["form-multipart", "key-not-with-download", "video-is-intact", "key-not-in-output"]


def test_a_callable_is_put_through_clauses_over_loopback() -> None:
    report = check(InProcess(reference()), clauses=SOME)
    assert {report.of(each).verdict for each in SOME} == {"passed"}


def test_what_a_callable_prints_is_heard_and_its_streams_are_given_back() -> None:
    def client(job: Job) -> Answer:
        print(f"sending {job.key}")
        return reference()(job)  # type: ignore[return-value]

    streams = sys.stdout, sys.stderr
    report = check(InProcess(client), clauses=["key-not-in-output", "form-multipart"])
    assert report.of("key-not-in-output").verdict == "failed"
    assert "sending" in report.of("key-not-in-output").summary
    assert "sk-check" not in report.of("key-not-in-output").summary
    assert report.of("form-multipart").verdict == "passed"
    assert (sys.stdout, sys.stderr) == streams


def test_a_callable_that_raises_has_answered() -> None:
    def client(job: Job) -> Answer:
        httpx.post(f"{job.base_url}/videos", headers={"Authorization": f"Bearer {job.key}"})
        raise ValueError(f"no luck with {job.key}")

    report = check(InProcess(client), clauses=["key-not-in-output", "refusal-message"])
    assert report.of("key-not-in-output").verdict == "failed"
    assert "ValueError" in report.of("refusal-message").summary


# A connection that comes while a server stops is lost within asyncio, whose socket says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.thorough
def test_a_callable_that_hangs_is_left_behind() -> None:
    def client(job: Job) -> Answer:
        headers = {"Authorization": f"Bearer {job.key}"}
        while True:
            try:
                httpx.get(f"{job.base_url}/videos/x", headers=headers)
            except httpx.TransportError:
                time.sleep(0.05)  # a thread that nobody waits for, until the tests are over
            if not LIVING:
                return Answer("error")

    LIVING.append(True)
    try:
        report = check(InProcess(client), clauses=["deadline"])
    finally:
        LIVING.clear()
    assert report.of("deadline").verdict == "could not tell"
    assert "was stopped" in report.of("deadline").summary


LIVING: list[bool] = []


def test_a_clock_ends_whoever_would_not_end() -> None:
    clock = Clock(10)
    clock.sleep(10)
    clock.sleep(-5)
    assert clock() == 10
    with pytest.raises(Stopped):
        clock.sleep(1)
    assert not issubclass(Stopped, Exception)


class Video:
    def __init__(self, status: str, error: object = None) -> None:
        self.id, self.status, self.error = "task_1", status, error


class RefusalError(Exception):
    status_code = 400


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Video("completed"), Answer("completed", "task_1")),
        (Video("failed"), Answer("failed", "task_1", message="returned with the status failed")),
        (
            Video("failed", type("Error", (), {"message": "why"})()),
            Answer("failed", "task_1", message="why"),
        ),
        (Video("error"), Answer("error", "task_1", message="returned with the status error")),
        (RefusalError("no"), Answer("refused", message="no", status=400)),
        (OSError("gone"), Answer("error", message="gone")),
    ],
)
def test_clients_in_openais_style_are_adapted(given: object, expected: Answer) -> None:
    class Sdk:
        """What the adapter needs of an SDK."""

        @property
        def videos(self) -> "Sdk":
            return self

        def create_and_poll(self, **fields: object) -> object:
            assert fields == {"prompt": "x", "poll_interval_ms": 50}
            if isinstance(given, Exception):
                raise given
            return given

    job = Job("1", {"prompt": "x"}, "http://127.0.0.1:1/v1", "key", 1.0, 0.05)
    assert openai_style(lambda _: Sdk())(job) == expected
