"""Fetching: the video of a task in full or not at all, by its link or from the API itself.

The link is asked without the key, and the API with it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cometvideo.client.address import why_no_address
from cometvideo.client.api import Api
from cometvideo.client.channel import LARGEST_IN_FILE, LARGEST_IN_MEMORY, Channel
from cometvideo.client.contract import Task
from cometvideo.client.errors import (
    AnswerError,
    ClientError,
    LinkExpiredError,
    NoAnswerError,
    NotSentError,
)
from cometvideo.errors import InputError
from cometvideo.wire.exchange import Answer

__all__ = ["fetch"]

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
    address, or to more than a video can be: 256 MiB in memory, 16 GiB in a file.
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
        return lambda write, most: api.content(task.id, until, write, most)
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
    part = to.with_name(to.name + ".part")
    try:
        try:
            with part.open("wb") as stream:
                answer = source(stream.write, LARGEST_IN_FILE)
        except ClientError:
            part.unlink(missing_ok=True)
            raise
        if 200 <= answer.status < 300:
            part.replace(to)
        else:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write the video to {to}: {error.strerror}") from None
    return answer, to


def _is_busy(answer: Answer) -> bool:
    return answer.status in {408, 429}
