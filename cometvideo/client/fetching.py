"""Fetching: the file behind a link, without the key, in full or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cometvideo.client.address import why_no_address
from cometvideo.client.channel import LARGEST_IN_MEMORY, Channel
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


def fetch(
    channel: Channel,
    task: Task,
    to: Path | None,
    *,
    until: float,
    renew: Callable[[], Task],
    pause: Callable[[int, str], None],
) -> bytes | Path:
    """The video of a finished task: its bytes, or the path `to` where they were written.

    `renew` asks after the task again, for another link; `pause` waits after so many failures, the
    last of which was as told, and raises DeadlineError when there is no more time. Raises
    LinkExpiredError where a renewed link is refused as well, and AnswerError where it leads to no
    possible address, or to more than a video can be: 256 MiB in memory, 16 GiB in a file.
    """
    failures = 0
    renewed = False
    while True:
        if task.video_url is None:
            raise AnswerError(f"task {task.id} is {task.status} and has no link to a video", task)
        why = why_no_address(task.video_url)
        if why:
            raise AnswerError(f"the link to the video of task {task.id} is of no use: {why}", task)
        try:
            answer, data = _get(channel, task.video_url, to, until)
        except (NoAnswerError, NotSentError) as error:
            last = str(error)
        else:
            if 200 <= answer.status < 300:
                return data
            last = f"the host of the video answered HTTP {answer.status}"
            if answer.status < 500 and not _is_busy(answer):
                if renewed:
                    raise LinkExpiredError(task, answer.status)
                renewed, task = True, renew()
                continue
        failures += 1
        pause(failures, last)


def _get(channel: Channel, url: str, to: Path | None, until: float) -> tuple[Answer, bytes | Path]:
    if to is None:
        pieces: list[bytes] = []
        answer = channel.send(
            "GET", url, {}, until=until, follow=True, write=pieces.append, most=LARGEST_IN_MEMORY
        )
        return answer, b"".join(pieces)
    part = to.with_name(to.name + ".part")
    try:
        try:
            with part.open("wb") as stream:
                answer = channel.send("GET", url, {}, until=until, follow=True, write=stream.write)
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
