"""Downloads of the client: where a video goes, and what is told where it does not get there."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from cometvideo import InputError, RequestInvalid
from cometvideo.client import (
    AnswerError,
    ClientError,
    DeadlineError,
    LinkExpiredError,
    NoAnswerError,
    NotWrittenError,
    RefusedError,
    Task,
    TaskFailedError,
    UnknownStatusError,
)
from cometvideo.conformance.deviations import expiring, reading, without_link
from cometvideo.wire.mp4.reader import measure
from tests.client_stand import KEY, PLAIN, Stand


def test_a_video_is_fetched_whole_and_without_the_key(tmp_path: Path) -> None:
    stand = Stand()
    to = stand.client.render({**PLAIN, "size": "1280x720"}, to=tmp_path / "kite.mp4")
    assert to == tmp_path / "kite.mp4"
    video = measure((tmp_path / "kite.mp4").read_bytes())
    assert (video.width, video.height) == (1280, 720)
    assert [each.name for each in tmp_path.iterdir()] == ["kite.mp4"]
    assert stand.client.render(PLAIN)[4:8] == b"ftyp"
    assert len(stand.requests("download")) == 2
    assert KEY not in str([tuple(each) for each in stand.requests("download")])
    assert KEY in str([tuple(each) for each in stand.requests("create")])


@pytest.mark.parametrize("to_file", [True, False])
def test_a_download_that_is_cut_is_tried_again(to_file: bool, tmp_path: Path) -> None:
    fault = {"operation": "download", "kind": "cut", "bytes": 50}
    stand = Stand(faults=({**fault, "times": 2},))
    to = tmp_path / "kite.mp4" if to_file else None
    done = stand.client.wait(stand.client.create(PLAIN))
    found = stand.client.download(done, to) if to else stand.client.download(done)
    assert (found.read_bytes() if isinstance(found, Path) else found)[4:8] == b"ftyp"
    stand = Stand(faults=(fault,))
    with pytest.raises(DeadlineError, match="no whole answer"):
        stand.client.render(PLAIN, to=to, deadline_s=100)
    assert sorted(each.name for each in tmp_path.iterdir()) == (["kite.mp4"] if to else [])


@pytest.mark.parametrize("kind", ["no folder", "a folder", "a long name", "no name", "a file"])
def test_where_a_video_cannot_be_written_is_told_before_anything_is_paid(
    kind: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    to = {
        "no folder": tmp_path / "nowhere" / "kite.mp4",
        "a folder": tmp_path,
        "a long name": tmp_path / ("k" * 252),
        "no name": Path(),
        "a file": tmp_path / "file" / "kite.mp4",
    }[kind]
    stand = Stand()
    with pytest.raises(InputError, match=r"cannot write the video to .*; nothing was sent"):
        stand.client.render(PLAIN, to=to)
    assert stand.case_mock.calls == ()
    done = stand.client.wait(stand.client.create(PLAIN))
    with pytest.raises(NotWrittenError, match=done.id):
        stand.client.download(done, to)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_is_there_stays_until_a_video_takes_its_place(tmp_path: Path) -> None:
    to, part = tmp_path / "kite.mp4", tmp_path / "kite.mp4.part"
    to.write_text("an earlier one")
    part.write_text("half of another")
    with pytest.raises(RequestInvalid):
        Stand().client.render(PLAIN, seconds=99, to=to)
    assert (to.read_text(), part.read_text()) == ("an earlier one", "half of another")
    assert Stand().client.render(PLAIN, to=to).read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("case", "raised", "expected"),
    [
        ({"faults": ({"operation": "retrieve", "status": 401},)}, None, RefusedError),
        ({"plan": "never"}, None, DeadlineError),
        ({"plan": {"end": "error"}}, None, TaskFailedError),
        ({"deviation": reading("pondering")}, None, UnknownStatusError),
        ({"deviation": without_link}, None, AnswerError),
        ({"deviation": expiring}, None, LinkExpiredError),
        ({}, None, NotWrittenError),
        ({}, NoAnswerError("it went away"), NoAnswerError),
        ({}, ZeroDivisionError("mine"), ZeroDivisionError),
        ({}, KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_whatever_goes_wrong_after_a_create_tells_its_task(
    case: dict[str, Any], raised: BaseException | None, expected: type[Exception], tmp_path: Path
) -> None:
    def on_progress(_: Task) -> None:
        if raised:
            raise raised
        if expected is NotWrittenError and folder.exists():
            folder.rmdir()

    folder = tmp_path / "videos"
    folder.mkdir()
    stand = Stand(**case)
    with pytest.raises(expected) as caught:
        stand.client.render(PLAIN, to=folder / "kite.mp4", on_progress=on_progress)
    (made,) = {str(each.task) for each in stand.case_mock.calls if each.created}
    if not isinstance(caught.value, ClientError):
        assert made in " ".join(caught.value.__notes__)
        return
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert error.task_id == made
        assert made in str(error)


@pytest.mark.parametrize("step", ["retrieve", "wait", "download"])
def test_an_error_about_a_task_by_its_id_tells_it(step: str) -> None:
    with pytest.raises(RefusedError, match="task task_none: HTTP ") as caught:
        getattr(Stand().client, step)("task_none")
    assert caught.value.task_id == "task_none"


def test_a_link_that_has_expired_is_told() -> None:
    stand = Stand(deviation=expiring)
    with pytest.raises(LinkExpiredError, match="HTTP 403"):
        stand.client.render(PLAIN)
    assert len(stand.requests("download")) == 2  # the second time with a fresh link


def test_a_video_can_be_fetched_by_the_id_of_its_task() -> None:
    stand = Stand()
    done = stand.client.wait(stand.client.create(PLAIN))
    assert stand.client.download(done.id)[4:8] == b"ftyp"
