"""Fetching: the video of a task in full or not at all, by its link or from the API itself.

The link is asked without the key, and the API with it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cometvideo.client.address import why_no_address
from cometvideo.client.api import Api
from cometvideo.client.channel import LARGEST_IN_FILE, LARGEST_IN_MEMORY, Channel
from cometvideo.client.contract import Task
from cometvideo.client.errors import (
    AnswerError,
    LinkExpiredError,
    NoAnswerError,
    NotSentError,
    NotWrittenError,
)
from cometvideo.wire.exchange import Answer

__all__ = ["fetch", "why_not_written"]

Source = Callable[[Callable[[bytes], object], int], Answer]
"""Asks for a video, of which so many bytes at most go to the function."""


def fetch(
    channel: Channel,
    api: Api,
    task: Task,
    to: Path | None,
    *,
    until: float,
    renew: Callable[[], Task],
    pause: Callable[[int, str], None],
) -> bytes | Path:
    """The video of a finished task: its bytes, or the path `to` where they were written.

    It is fetched by the task's link; of a task without one the API itself is asked, where the spec
    says that it answers videos, or may. `renew` asks after the task again, for another link;
    `pause` waits after so many failures, the last of which was as told, and raises DeadlineError
    when there is no more time. Raises LinkExpiredError where a renewed link is refused as well,
    RefusedError where the API refuses the video, and AnswerError where a link leads to no possible
    address, or to more than a video can be: 256 MiB in memory, 16 GiB in a file. NotWrittenError
    says that the path cannot be written.
    """
    failures = 0
    renewed = False
    while True:
        try:
            answer, data = _kept(_source(channel, api, task, until), to)
        except (NoAnswerError, NotSentError) as error:
            last = str(error)
        else:
            if 200 <= answer.status < 300:
                return data
            last = f"the host of the video answered HTTP {answer.status}"
            if answer.status < 500 and not _is_busy(answer):
                if renewed:
                    if task.video_url is None:
                        api.refuse(answer)
                    raise LinkExpiredError(task, answer.status)
                renewed, task = True, renew()
                continue
        failures += 1
        pause(failures, last)


def _source(channel: Channel, api: Api, task: Task, until: float) -> Source:
    """Who is asked for the video of a task."""
    url = task.video_url
    if url is None and api.answers_video(task) is not False:
        return lambda write, most: api.content(task, until, write, most)
    if url is None:
        raise AnswerError(f"task {task.id} is {task.status} and has no link to a video", task)
    if why := why_no_address(url):
        raise AnswerError(f"the link to the video of task {task.id} is of no use: {why}", task)
    return lambda write, most: channel.send(
        "GET", url, {}, until=until, follow=True, write=write, most=most
    )


def _kept(source: Source, to: Path | None) -> tuple[Answer, bytes | Path]:
    if to is None:
        pieces: list[bytes] = []
        answer = source(pieces.append, LARGEST_IN_MEMORY)
        return answer, b"".join(pieces)
    try:
        part = _part_of(to)
        try:
            with part.open("wb") as stream:
                answer = source(stream.write, LARGEST_IN_FILE)
            if 200 <= answer.status < 300:
                part.replace(to)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise NotWrittenError(str(to), _why(error)) from None
    return answer, to


def why_not_written(to: Path) -> str:
    """Why no file can be written to a path; "" where one can be."""
    try:
        if to.is_dir():
            return "it is a folder"
        part = _part_of(to)
        try:
            part.open("xb").close()
        except FileExistsError:  # of another download, perhaps: that is not ours
            part.open("ab").close()
        else:
            part.unlink()
    except (OSError, ValueError) as error:
        return _why(error)
    return ""


def _part_of(to: Path) -> Path:
    """Where a file is until it is whole."""
    return to.with_name(to.name + ".part")


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


def _is_busy(answer: Answer) -> bool:
    return answer.status in {408, 429}
