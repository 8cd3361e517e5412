"""Runs against the mock inside the process: what is sent, sent again, and never sent."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from cometvideo import InputError, load
from cometvideo.drift.live.evidence.attempt import Attempt, json_of
from cometvideo.drift.live.evidence.probe import Probe
from cometvideo.drift.live.running.dispatch import address_of
from cometvideo.drift.live.running.events import Summary
from cometvideo.drift.live.running.following import Patience, video_of
from cometvideo.drift.live.running.ledger import Ledger
from cometvideo.matrix import Matrix
from tests.drift.live.stand import (
    ASKS,
    FURTHER,
    KEY,
    LONG,
    MATRIX,
    NO_PROMPT,
    NOWHERE,
    PAID,
    PLAIN,
    PLANNED,
    PRO,
    SHORT,
    UNKNOWN,
    WRONG_KEY,
    Stand,
    Watched,
    create,
    text_of,
)

JOB = PAID[0]


def statuses(attempt: Attempt) -> list[object]:
    """The statuses that a task was shown with."""
    shown = [json_of(each) or {} for each in attempt.exchanges]
    return [each["status"] for each in shown if "status" in each]


def row_of(stand: Stand, probe: Probe) -> tuple[str, bool, bool]:
    with Ledger.read(stand.path) as ledger:
        row = ledger.rows[probe.id]
    return row.state, row.billed, row.unexpected


# --- A run to its end ---


def test_all_is_sent_once_and_every_job_is_measured(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    assert stand.run() == Summary(jobs=3, seconds=14, unclear=0)
    attempts = stand.attempts()
    assert list(attempts) == [each.id for each in PLANNED]
    assert {each.fate for each in attempts.values()} == {"answered"}
    assert [attempts[each.id].status for each in ASKS] == [400, 401, 401, 301]
    assert [attempts[each.id].video for each in (LONG, SHORT, NO_PROMPT)] == [None] * 3
    for probe in PAID:
        attempt = attempts[probe.id]
        assert statuses(attempt) == ["queued", "queued", "completed", "completed"]
        assert attempt.problem == ""
        assert attempt.video is not None
        assert attempt.video.seconds == probe.cost.seconds
        assert len(attempt.video.sha256) == 64
    sizes = [(video.width, video.height) for each in PAID if (video := attempts[each.id].video)]
    assert sizes[:2] == [(864, 480), (1920, 1088)]
    assert len(stand.creates) == 6
    assert stand.run() == Summary(jobs=3, seconds=14, unclear=0)
    assert len(stand.creates) == 6, "a run that is over sends nothing"


def test_what_goes_out_is_the_probe(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (*ASKS, JOB))
    stand.run()
    keys = [each.header("authorization") for each in stand.requests("retrieve")[:3]]
    assert keys == [f"Bearer {KEY}", None, "Bearer cometvideo-wrong-key"]
    assert [each.path for each in stand.requests(None)] == [NOWHERE.path]
    assert stand.creates == [JOB.body]


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_so_many_jobs_are_out_at_once(at_once: int, tmp_path: Path) -> None:
    jobs = tuple(create(f"job {n}", {**PLAIN, "prompt": f"Kite {n}."}) for n in range(4))
    stand = Stand(tmp_path, jobs, library=jobs)
    most: list[int] = []

    def watch(request: httpx.Request) -> None:
        if request.method == "POST":
            tasks = stand.api.controls().tasks
            ended = len(stand.requests("download"))
            most.append(len(tasks) - ended + 1)

    stand.before = watch
    stand.run(at_once=at_once)
    assert max(most) == min(at_once, len(jobs))
    assert stand.tasks == len(jobs)


# --- What may be sent again ---


@pytest.mark.parametrize(
    ("fault", "state", "billed", "fate"),
    [
        pytest.param({"kind": "drop", "at": "after"}, "ended", True, "no answer", id="dropped"),
        pytest.param({"kind": "stall", "at": "after"}, "ended", True, "no answer", id="late"),
        pytest.param({"kind": "cut", "at": "after"}, "ended", True, "no answer", id="cut"),
        pytest.param({"status": 500, "at": "after"}, "ended", True, "answered", id="500"),
        pytest.param({"status": 524, "envelope": "html"}, "ended", True, "answered", id="524"),
        pytest.param({"status": 408}, "ended", True, "answered", id="408"),
        pytest.param({"kind": "malformed-json"}, "ended", True, "answered", id="unreadable"),
        pytest.param({"code": "invalid_request"}, "ended", False, "answered", id="final-500"),
        pytest.param({"status": 400}, "ended", False, "answered", id="400"),
        pytest.param({"kind": "redirect"}, "ended", False, "answered", id="301"),
        pytest.param({"status": 401}, "due", False, "answered", id="401"),
    ],
)  # fmt: skip
def test_a_create_is_sent_once_whatever_happens(
    fault: dict[str, object], state: str, billed: bool, fate: str, tmp_path: Path
) -> None:
    stand = Stand(tmp_path, (JOB,))
    stand.api.controls().fault({"operation": "create", **fault})
    summary = stand.run()
    assert len(stand.creates) == 1
    assert row_of(stand, JOB) == (state, billed, False)
    assert (summary.seconds, summary.unclear) == ((2, 1) if billed else (0, 0))
    assert stand.attempts()[JOB.id].fate == fate
    stand.api.controls().clear_faults()
    stand.run()
    assert len(stand.creates) == (2 if state == "due" else 1)


def test_too_many_is_waited_out_as_asked(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    fault = {"operation": "create", "status": 429, "retry_after": "33", "times": 2}
    stand.api.controls().fault(fault)
    assert stand.run().stopped == ""
    assert stand.slept[:2] == [33, 33]
    assert len(stand.creates) == 3
    assert stand.tasks == 1
    assert stand.attempts()[JOB.id].status == 200


def test_without_a_wish_the_waits_grow(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB, LONG))
    stand.api.controls().fault({"operation": "create", "status": 429})
    assert "429" in stand.run().stopped
    assert stand.slept == [1.75, 3.5, 7, 14]
    assert len(stand.creates) == 5
    assert list(stand.attempts()) == [JOB.id], "nothing more is sent"
    stand.api.controls().clear_faults()
    assert stand.run().stopped == ""
    assert stand.tasks == 1
    assert list(stand.attempts()) == [JOB.id, LONG.id]


def test_who_asks_for_hours_is_not_waited_for(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    stand.api.controls().fault({"operation": "create", "status": 429, "retry_after": "7200"})
    assert "429" in stand.run().stopped
    assert (stand.slept, len(stand.creates)) == ([], 1)


def test_too_many_may_mean_the_jobs_that_are_out(tmp_path: Path) -> None:
    stand = Stand(tmp_path, PAID)
    refusing: list[httpx.Request] = []

    class Crowded(httpx.BaseTransport):
        def __init__(self) -> None:
            from cometvideo.mock import transport

            self.inner: httpx.BaseTransport = transport(stand.api)

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            out = stand.tasks - len(stand.requests("download"))
            if request.method == "POST" and out >= 1:
                refusing.append(request)
                return httpx.Response(429)
            return self.inner.handle_request(request)

    assert stand.run(transport=Crowded()).stopped == ""
    assert stand.tasks == len(PAID)
    assert len(refusing) == 10


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("late")])
def test_what_never_left_is_sent_again(error: httpx.TransportError, tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB, LONG))
    tries: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> None:
        tries.append(request)
        if len(tries) <= 2:
            raise error

    stand.before = refuse
    assert stand.run().stopped == ""
    assert stand.tasks == 1
    assert stand.attempts()[JOB.id].fate == "answered"


def test_who_cannot_be_reached_is_left_alone(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB, LONG))

    def refuse(_: httpx.Request) -> None:
        raise httpx.ConnectError("refused")

    stand.before = refuse
    summary = stand.run()
    assert "cannot be reached" in summary.stopped
    assert (summary.jobs, summary.seconds) == (0, 0)
    assert [each.fate for each in stand.attempts().values()] == ["not sent"]
    stand.before = lambda _: None
    assert stand.run() == Summary(jobs=1, seconds=2, unclear=0)


@pytest.mark.parametrize(
    ("fault", "fate", "status", "asked"),
    [
        pytest.param({"kind": "drop", "times": 2}, "answered", 400, 3, id="dropped"),
        pytest.param({"status": 503, "times": 2}, "answered", 400, 3, id="503"),
        pytest.param({"status": 429, "times": 2}, "answered", 400, 3, id="429"),
        pytest.param({"status": 503}, "answered", 503, 5, id="503-for-good"),
        pytest.param({"kind": "drop"}, "no answer", None, 5, id="dropped-for-good"),
    ],
)
def test_what_starts_nothing_is_asked_again(
    fault: dict[str, object], fate: str, status: int | None, asked: int, tmp_path: Path
) -> None:
    stand = Stand(tmp_path, (UNKNOWN,))
    stand.api.controls().fault({"operation": "retrieve", **fault})
    assert stand.run() == Summary(0, 0, 0)
    (attempt,) = stand.attempts().values()
    assert (attempt.fate, attempt.status) == (fate, status)
    assert len(stand.requests("retrieve")) == asked


# --- What must not be sent ---


def lenient(folder: Path) -> Matrix:
    """A spec of which the mock takes what the documentation says is too long."""
    path = folder / "lenient.yaml"
    path.write_text(
        "format: 1\nextends: seedance\nfrom: client-reports\n"
        f"models: {{ {PRO}: {{ seconds: {{ min: 1, max: 12 }} }} }}\n"
        "fields: { seconds: { min: 1 } }\n"
    )
    return load(path)


def test_one_that_is_taken_by_mistake_stops_its_group(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (LONG, SHORT, NO_PROMPT, JOB), matrix=lenient(tmp_path))
    summary = stand.run()
    assert (summary.jobs, summary.seconds) == (2, 13)
    ((skipped, why),) = summary.skipped
    assert skipped == SHORT.id
    assert LONG.id in why
    assert row_of(stand, LONG) == ("ended", True, True)
    attempt = stand.attempts()[LONG.id]
    assert statuses(attempt)[-1] == "completed", "what is paid for is looked at"
    assert attempt.video is not None
    assert attempt.video.seconds == 11
    assert len(stand.creates) == 3
    assert stand.run() == summary, "a run that goes on keeps to it"
    assert len(stand.creates) == 3


def test_the_plan_is_a_limit(tmp_path: Path) -> None:
    # The control is no part of the plan, whose worst case leaves no room for it.
    stand = Stand(tmp_path, (JOB,))
    asked: list[int] = []

    def follow_up(_: Matrix, probes: Sequence[Probe], attempts: Sequence[Attempt]) -> Probe:
        asked.append(len(attempts))
        assert FURTHER in probes
        return FURTHER

    summary = stand.run(follow_up=follow_up)
    ((skipped, why),) = summary.skipped
    assert (skipped, asked) == (FURTHER.id, [1, 1])
    assert "4 s and 2 jobs" in why
    assert "2 s and 1" in why
    assert len(stand.creates) == 1


@pytest.mark.parametrize("fate", ["refused", "dropped"])
def test_a_follow_up_takes_the_place_of_what_was_refused(fate: str, tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    fault = {"kind": "drop", "at": "before"} if fate == "dropped" else {"status": 400}
    stand.api.controls().fault({"operation": "create", "nth": 1, **fault})

    def follow_up(_: Matrix, probes: Sequence[Probe], attempts: Sequence[Attempt]) -> Probe | None:
        del probes
        return FURTHER if len(attempts) == 1 else None

    summary = stand.run(follow_up=follow_up)
    # What may have been paid for leaves no money.
    assert len(summary.skipped) == (fate == "dropped")
    assert len(stand.creates) == (1 if fate == "dropped" else 2)
    assert summary.seconds == 2


def test_a_follow_up_that_was_had_ends_the_run(tmp_path: Path) -> None:
    stand = Stand(tmp_path, (JOB,))
    stand.run(follow_up=lambda *_: JOB)
    assert len(stand.creates) == 1


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
    summary = stand.run(patience=Patience(100, 10))
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
    stand.run(patience=Patience(100, 10))
    assert "503" in stand.attempts()[JOB.id].problem
    stand.api.controls().clear_faults()
    stand.run(patience=Patience(100, 10))
    attempt = stand.attempts()[JOB.id]
    assert (attempt.problem, row_of(stand, JOB)[0]) == ("", "ended")
    assert attempt.video is not None
    assert (attempt.video.width, attempt.video.problem) == (864, "")
    assert len(stand.creates) == 1


class OneHost(Watched):
    """An API on whose host the videos lie as well."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        state = self.stand.api.state
        videos, host = state.videos_origin.encode(), state.dialect.host.encode()
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
    stand.run(patience=Patience(100, 10))
    assert "100 s" in stand.attempts()[JOB.id].problem
    stand.run(patience=Patience(100, 10))
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
