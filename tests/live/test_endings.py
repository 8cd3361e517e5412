"""How runs end: early, with jobs that go wrong, before anything is sent, and without the key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cometvideo import InputError
from cometvideo.live.attempt import json_of
from cometvideo.live.dispatch import address_of
from cometvideo.live.following import Pace, video_of
from cometvideo.live.progression import Summary
from tests.live.stand import (
    KEY,
    LONG,
    MATRIX,
    PAID,
    PLAIN,
    PLANNED,
    SHORT,
    WRONG_KEY,
    Stand,
    Watched,
    create,
    row_of,
    statuses,
    text_of,
)

JOB = PAID[0]


# --- When there is no use in going on ---


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_key_that_is_not_let_in_stops_the_run(status: int, tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    for operation in ("create", "retrieve"):
        stand.api.controls().fault({"operation": operation, "status": status})
    summary = stand.run()
    assert str(status) in summary.stopped
    assert (summary.jobs, len(stand.creates)) == (0, 1)
    assert not {each.id for each in (SHORT, *PAID)} & set(stand.attempts())
    stand.api.controls().clear_faults()
    assert stand.run() == Summary(jobs=3, seconds=14, unclear=0)
    assert stand.attempts()[LONG.id].status == 400


def test_one_model_that_is_not_allowed_does_not_stop_the_run(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    stand.api.controls().fault({"operation": "create", "status": 403, "times": 4})
    assert stand.run().stopped == ""
    assert stand.tasks == 2
    stand = Stand(tmp_path / "..", PLANNED)
    stand.path = tmp_path / "other"
    stand.api.controls().fault({"operation": "create", "status": 403})
    assert "403" in stand.run().stopped


def test_a_clear_answer_in_between_is_a_reason_to_go_on(tmp_path: Path) -> None:
    jobs = tuple(create(f"job {n}", {**PLAIN, "prompt": f"Kite {n}."}) for n in range(12))
    for trouble, most in (({"status": 403}, 5), ({"kind": "drop"}, 3)):
        folder = tmp_path / str(most)
        folder.mkdir()
        stand = Stand(folder, jobs, library=jobs)
        # One that is taken, and each time as many as do not stop it yet.
        taken = range(1, len(jobs) + 1, most)
        for nth in range(1, len(jobs) + 1):
            if nth not in taken:
                stand.api.controls().fault({"operation": "create", "nth": nth, **trouble})
        assert stand.run().stopped == ""
        assert stand.tasks == len(taken)


def test_jobs_that_may_all_be_paid_for_unseen_stop_the_run(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (*PAID, LONG))
    stand.api.controls().fault({"operation": "create", "kind": "drop", "at": "after"})
    summary = stand.run()
    assert "3 jobs in a row" in summary.stopped
    assert (summary.jobs, summary.unclear, len(stand.creates)) == (3, 3, 3)


# --- Jobs that do not end as they should ---


def failing(stand: Stand) -> None:
    stand.api.controls().plan({"polls": 2, "end": "error", "code": "E7", "message": "no memory"})


def never(stand: Stand) -> None:
    stand.api.controls().plan("never")


def gone(stand: Stand) -> None:
    stand.api.controls().fault({"operation": "retrieve", "status": 400, "code": "task_not_exist"})


def expired(stand: Stand) -> None:
    stand.api.controls().fault({"operation": "download", "status": 403})


def no_video(stand: Stand) -> None:
    stand.api.controls().fault({"operation": "download", "status": 200, "envelope": "text"})


@pytest.mark.parametrize(
    ("trouble", "problem", "about_the_video", "state"),
    [
        pytest.param(failing, "E7: no memory", None, "ended", id="failed"),
        pytest.param(never, "did not end within 100 s", None, "running", id="deadline"),
        pytest.param(gone, "HTTP 400 task_not_exist", None, "ended", id="gone"),
        pytest.param(expired, "HTTP 403", "HTTP 403", "ended", id="expired"),
        pytest.param(no_video, "", "give the whole file", "ended", id="no-video"),
    ],
)
def test_a_problem_ends_an_attempt_and_is_kept(
    trouble: Callable[[Stand], None],
    problem: str,
    about_the_video: str | None,
    state: str,
    tmp_path: Path,
) -> None:
    stand = Stand(tmp_path, (JOB,))
    trouble(stand)
    summary = stand.run(pace=Pace(100, 10))
    assert (summary.jobs, summary.unclear, summary.stopped) == (1, 0, "")
    attempt = stand.attempts()[JOB.id]
    assert problem in attempt.problem
    assert bool(problem) == bool(attempt.problem)
    assert (attempt.video is None) == (about_the_video is None)
    if about_the_video and attempt.video:
        assert about_the_video in attempt.video.problem
    assert attempt.status == 200
    assert len(attempt.exchanges) > 1
    assert row_of(stand, JOB)[0] == state


def test_the_end_of_a_task_that_failed_is_seen_twice(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    failing(stand)
    stand.run()
    assert statuses(stand.attempts()[JOB.id])[-2:] == ["error", "error"]


def test_a_video_that_cannot_be_had_now_is_fetched_by_the_next_run(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    stand.api.controls().fault({"operation": "download", "status": 503})
    stand.run(pace=Pace(100, 10))
    assert "503" in stand.attempts()[JOB.id].problem
    stand.api.controls().clear_faults()
    stand.run(pace=Pace(100, 10))
    attempt = stand.attempts()[JOB.id]
    assert (attempt.problem, row_of(stand, JOB)[0]) == ("", "ended")
    assert attempt.video is not None
    assert (attempt.video.width, attempt.video.problem) == (864, "")
    assert len(stand.creates) == 1


class OneHost(Watched):
    """An API on whose host the videos lie as well."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        state = self.stand.api.state
        videos, host = state.videos_origin.encode(), state.words.host.encode()
        if "authorization" not in request.headers:
            request.url = request.url.copy_with(host=httpx.URL(state.videos_origin).host)
        response = super().handle_request(request)
        content = response.read().replace(videos, host)
        return httpx.Response(response.status_code, content=content)


def test_a_video_on_the_host_of_the_api_is_not_kept(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    stand.run(transport=OneHost(stand))
    assert len(stand.requests("download")) == 1
    attempt = stand.attempts()[JOB.id]
    assert attempt.video is not None
    assert attempt.video.width == 864
    paths = {each.request.path for each in attempt.exchanges[1:]}
    assert paths == {f"{JOB.path}/{(json_of(attempt.exchanges[0]) or {})['id']}"}


def test_a_task_that_takes_longer_is_taken_up_again(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    stand.api.controls().plan("polls=15")
    stand.run(pace=Pace(100, 10))
    assert "100 s" in stand.attempts()[JOB.id].problem
    stand.run(pace=Pace(100, 10))
    attempt = stand.attempts()[JOB.id]
    assert (attempt.problem, attempt.video is not None) == ("", True)
    assert len(stand.creates) == 1


# --- What is refused before anything is sent ---


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"digest": "0" * 64}, "another spec or version", id="other-spec"),
        pytest.param({"probes": ("no such",)}, "'no such' is not known", id="unknown-probe"),
        pytest.param({"worst_seconds": 1}, "another spend", id="other-price"),
    ],
)
def test_a_plan_that_does_not_fit_sends_nothing(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    stand = Stand(tmp_path)
    text = text_of(PLANNED)
    for name, value in changes.items():
        old = {"digest": f'"{MATRIX.digest}"', "worst_seconds": '"seconds": 29'}.get(name)
        new = {"digest": f'"{value}"', "worst_seconds": '"seconds": 1'}.get(name)
        text = text.replace(old, new) if old and new else text.replace(JOB.id, value[0])
    stand.text = text
    with pytest.raises(InputError, match=words):
        stand.run()
    assert len(stand.api.controls().journal) == 0


# --- The key ---


def test_the_key_is_nowhere(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (*PLANNED,))
    faults = stand.api.controls()
    faults.fault({"operation": "create", "status": 400, "message": f"bad key {KEY}", "nth": 4})
    faults.fault({"operation": "create", "status": 500, "message": f"bad key {KEY}", "nth": 5})
    faults.fault({"operation": "retrieve", "status": 404, "code": KEY, "nth": 4})
    stand.run()
    held = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert KEY.encode() not in held
    assert b"bad key [key]" in held
    assert KEY not in repr(stand.events)
    assert WRONG_KEY.id in stand.attempts()


# --- Parts ---


@pytest.mark.parametrize(
    ("base_url", "path", "expected"),
    [
        ("https://h/v1", "/v1/videos", "https://h/v1/videos"),
        ("http://h:9/x/v1", "/v1/videos", "http://h:9/x/v1/videos"),
        ("http://h/other", "/v1/videos", "http://h/other/videos"),
        ("https://h/v1", "/v2/videos", "https://h/v2/videos"),
        ("http://h/other", "/v2/videos", "http://h/other/v2/videos"),
    ],
)
def test_paths_are_below_the_base_url(base_url: str, path: str, expected: str) -> None:
    assert address_of(path, base_url, "https://api.cometapi.com/v1") == expected


def test_a_base_url_without_a_path() -> None:
    assert address_of("/videos", "http://h", "https://api.example.com") == "http://h/videos"


def test_a_video_that_cannot_be_measured_is_kept_by_its_sum() -> None:
    video = video_of(b"no video")
    assert (video.size, video.width, len(video.sha256)) == (8, 0, 64)
    assert video.problem
