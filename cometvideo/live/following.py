"""Following: a task awaited to its end, and its video measured."""

import hashlib
from contextlib import suppress
from typing import NamedTuple

from cometvideo.client import (
    Client,
    ClientError,
    DeadlineError,
    Task,
    TaskFailedError,
    UnknownStatusError,
)
from cometvideo.live.attempt import State, Video
from cometvideo.wire.mp4.reader import UnreadableMp4, measure

__all__ = ["AS_ADVISED", "Ending", "Pace", "follow", "video_of"]


class Pace(NamedTuple):
    """How long a task and its video are waited for, and how often is asked; None: as advised.

    At most `at_once` tasks are out.
    """

    deadline_s: float | None = None
    poll_interval_s: float | None = None
    at_once: int = 3


AS_ADVISED = Pace()


class Ending(NamedTuple):
    """What came of a task; `running` if there was no time to see it, which there may be later."""

    state: State
    video: Video | None = None
    problem: str = ""


def follow(client: Client, task_id: str, pace: Pace) -> Ending:
    """Wait for the end of a task, measure its video, and ask once more, so that the end is seen.

    What goes wrong is told as the problem; the exchanges are left to whoever hears the client.
    """
    try:
        task = client.wait(
            task_id, deadline_s=pace.deadline_s, poll_interval_s=pace.poll_interval_s
        )
    except ClientError as error:
        if isinstance(error, TaskFailedError):
            _ask_once_more(client, task_id)
        # Under a status that nobody knows nobody can say whether there is anything to wait for.
        is_on = isinstance(error, DeadlineError) and not isinstance(error, UnknownStatusError)
        return Ending("running" if is_on else "ended", problem=str(error))
    found = _fetched(client, task, pace)
    _ask_once_more(client, task_id)
    return found


def video_of(data: bytes) -> Video:
    """What the bytes of a video say of it."""
    video = Video(size=len(data), sha256=hashlib.sha256(data).hexdigest())
    try:
        seen = measure(data)
    except UnreadableMp4 as error:
        return video._replace(problem=str(error))
    return video._replace(
        width=seen.width, height=seen.height, seconds=seen.seconds, frames=seen.frames
    )


def _fetched(client: Client, task: Task, pace: Pace) -> Ending:
    try:
        return Ending("ended", video_of(client.download(task, deadline_s=pace.deadline_s)))
    except ClientError as error:
        # A link that has expired stays so; for all else there may be a better time.
        state: State = "running" if isinstance(error, DeadlineError) else "ended"
        return Ending(state, Video(problem=str(error)), str(error))


def _ask_once_more(client: Client, task_id: str) -> None:
    with suppress(ClientError):
        client.retrieve(task_id)
