"""Lives of tasks that are wrong in one way: the fact that they contradict is named."""

import json
from collections.abc import Callable

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.live.deriving import probes_of
from cometvideo.mock import MockApi
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.live.upstream import KEY, Upstream, named, untold

MATRIX = load_family("seedance")
Shown = dict[str, object]

JOB = next(each for each in probes_of(MATRIX) if each.takes)


def wrong(change: Callable[[Shown], None], *, on: str = "") -> Upstream:
    """An upstream whose tasks (of this status) are changed before they are shown."""

    def changed(_: HttpRequest, answer: Answer) -> Answer:
        data = json.loads(answer.body)
        if "status" in data and data["status"].startswith(on):
            change(data)
        return answer._replace(body=json.dumps(data).encode())

    return Upstream(MockApi(MATRIX, keys=[KEY]), MATRIX, changed)


def put(**fields: object) -> Callable[[Shown], None]:
    return lambda shown: shown.update(fields)


def drop(name: str) -> Callable[[Shown], None]:
    def change(shown: Shown) -> None:
        shown.pop(name, None)

    return change


WRONG: dict[str, tuple[Callable[[Shown], None], str, set[str]]] = {
    "another object": (put(object="film"), "", {"task.fields.object.always"}),
    "a number as text": (put(progress="10"), "", {"task.fields.progress.type"}),
    "half a percent": (put(progress=0.5), "", {"task.fields.progress.type"}),
    "milliseconds, whole": (put(created_at=1.7e12), "", {"task.fields.created_at.unit"}),
    "a truth for a number": (put(created_at=True), "", {"task.fields.created_at.type"}),
    "too much progress": (put(progress=101), "", {"task.fields.progress.max"}),
    "too little progress": (put(progress=-1), "", {"task.fields.progress.min"}),
    "no model": (drop("model"), "", {"task.fields.model.required"}),
    "another model": (put(model="other"), "", {"task.fields.model.same_as"}),
    "another task's id": (put(task_id="other"), "", {"task.fields.task_id.same_as"}),
    "milliseconds": (put(created_at=1_767_225_600_000), "", {"task.fields.created_at.unit"}),
    "progress from the start": (put(progress=1), "queued", {"task.fields.progress.initial"}),
    "a link too early": (
        put(video_url="https://other.example/a.mp4?signature=1"),
        "in_progress",
        {"task.fields.video_url.only_on"},
    ),
    "no link at the end": (
        drop("video_url"),
        "completed",
        {"task.fields.video_url.only_on"},
    ),
    "the video at the API": (
        put(video_url="https://api.example/a.mp4?signature=1"),
        "completed",
        {"task.download.other_host"},
    ),
    "a link that anybody has": (
        put(video_url="https://other.example/a.mp4"),
        "completed",
        {"task.download.signed"},
    ),
    "a status nobody knows": (put(status="rendering"), "in_progress", {"task.statuses.rendering"}),
    "a field nobody knows": (put(cost=3), "", {"task.fields.cost"}),
    "no id": (drop("id"), "", {"task.fields.id.required"}),
    "another first status": (put(status="in_progress"), "queued", {"task.initial"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_task_is_named(name: str) -> None:
    change, on, names = WRONG[name]
    found = named(wrong(change, on=on).report([JOB]))
    # What is wrong from the start is wrong as a first value, too.
    assert names <= {each.subject for each in found} <= names | {"task.fields.progress.initial"}


LINK = "task.fields.video_url.only_on"
RIGHT: dict[str, tuple[Callable[[Shown], None], str, set[str]]] = {
    "whole numbers with a point": (
        put(progress=0.0, created_at=1_800_000_000.0),
        "",
        {f"task.fields.{name}.type" for name in ("progress", "created_at")},
    ),
    "no link yet, as null": (put(video_url=None), "queued", {LINK}),
    "no link yet, as an empty text": (put(video_url=""), "queued", {LINK}),
    "no time yet, as null": (put(completed_at=None), "queued", {"task.fields.completed_at.unit"}),
    "no time yet, as 0": (put(completed_at=0), "queued", {"task.fields.completed_at.unit"}),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_written_otherwise_and_means_the_same_is_not_named(name: str) -> None:
    change, on, facts = RIGHT[name]
    report = wrong(change, on=on).report([JOB])
    assert named(report) == []
    held = {each.subject for each in report.drifts if each.verdict == "holds"}
    assert facts <= held


def test_a_time_of_0_tells_of_no_unit() -> None:
    report = wrong(put(created_at=0)).report([JOB])
    assert named(report) == []
    assert "task.fields.created_at.unit" not in {
        each.subject for each in report.drifts if each.verdict == "holds"
    }


def test_a_task_that_goes_on_after_its_end() -> None:
    seen = iter(["queued", "in_progress", "completed", "in_progress", "completed", "completed"])

    def changed(_: HttpRequest, answer: Answer) -> Answer:
        data = json.loads(answer.body)
        data["status"] = next(seen)
        if data["status"] != "completed":
            data.pop("video_url", None)
        return answer._replace(body=json.dumps(data).encode())

    upstream = Upstream(MockApi(MATRIX, keys=[KEY], plan="immediate"), MATRIX, changed)
    assert "task.statuses.completed.terminal" in {
        each.subject for each in named(upstream.report([JOB]))
    }


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, b'{"error":{"message":"m","type":"comet_api_error","param":"","code":""}}'),
        (402, b'{"error":{"message":"m","type":"comet_api_error","param":"","code":""}}'),
        (403, b'{"error":{"message":"m","type":"comet_api_error","param":"","code":""}}'),
        (429, b'{"error":{"message":"m","type":"comet_api_error","param":"","code":""}}'),
        (500, b'{"error":{"message":"m","type":"comet_api_error","param":"","code":""}}'),
        (502, b"<html>Bad Gateway</html>"),
        (503, b""),
        (524, b"<html>A timeout occurred</html>"),
        (400, b"<html>Bad Request</html>"),
        (200, b'{"id": "task'),
        (200, b"<html>maintenance</html>"),
        (200, b'{"error":{"message":"m","type":"comet_api_error","param":"","code":"busy"}}'),
    ],
)
def test_a_failure_of_the_moment_is_no_drift(status: int, body: bytes) -> None:
    def fails(_: HttpRequest, answer: Answer) -> Answer:
        return answer._replace(status=status, body=body)

    upstream = Upstream(MockApi(MATRIX, keys=[KEY]), MATRIX, fails)
    report = upstream.report([JOB])
    assert named(report) == []
    assert report.exit_code == 3
    assert report.summary["holds"] == 0


def test_too_many_requests_tell_of_retry_after() -> None:
    def fails(_: HttpRequest, answer: Answer) -> Answer:
        return answer._replace(status=429, headers=(("Retry-After", "7"),))

    report = Upstream(MockApi(MATRIX, keys=[KEY]), MATRIX, fails).report([JOB])
    found = next(each for each in report.drifts if each.subject == "errors.retry_after")
    assert (found.verdict, found.observed) == ("observed", "seconds")


def test_where_nothing_is_found_it_is_the_base_url() -> None:
    def elsewhere(_: HttpRequest, answer: Answer) -> Answer:
        return answer._replace(status=301, headers=(("Location", "/"),), body=b"")

    report = Upstream(MockApi(MATRIX, keys=[KEY]), MATRIX, elsewhere).report()
    assert named(report) == []
    assert report.exit_code == 3
    assert report.summary["observed"] == 0
    assert all("look at the base URL" in each.why for each in untold(report) if each.why)


def test_an_operation_that_is_nowhere_while_another_works_has_moved() -> None:
    def moved(request: HttpRequest, answer: Answer) -> Answer:
        return answer._replace(status=404, body=b"") if request.method == "POST" else answer

    report = Upstream(MockApi(MATRIX, keys=[KEY]), MATRIX, moved).report()
    assert {each.subject for each in named(report)} == {
        "operations.create.method",
        "operations.create.path",
    }
    assert not any(each.exact for each in named(report))
