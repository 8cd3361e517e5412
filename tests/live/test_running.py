"""Runs against the mock inside the process: what is sent, sent again, and never sent."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from cometvideo import load_family
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.following import Pace
from cometvideo.live.probe import Probe
from cometvideo.live.progression import Summary
from tests.live.stand import (
    ASKS,
    FURTHER,
    KEY,
    LONG,
    NO_PROMPT,
    NOWHERE,
    PAID,
    PLAIN,
    PLANNED,
    PRO,
    SHORT,
    UNKNOWN,
    Stand,
    create,
    row_of,
    statuses,
)

JOB = PAID[0]


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
    stand.run(pace=Pace(poll_interval_s=10, at_once=at_once))
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
    return load_family(path)


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
