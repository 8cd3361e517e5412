"""Videos: links that lead through the guard, which keeps and measures what they lead to."""

from __future__ import annotations

import asyncio
import json
import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from cometvideo.client.contract import Contract, read_json
from cometvideo.errors import InputError
from cometvideo.guard.sending import Came, Sending
from cometvideo.wire.exchange import Answer, Headers
from cometvideo.wire.mp4.reader import UnreadableMp4, measure

__all__ = ["PLACE", "Videos"]

PLACE = "/_guard/videos/"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,199}", re.ASCII)
_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_MOST_LINKS = 4_096
_PIECE = 1 << 16
_LARGEST_MEASURED = 256 << 20
_OF_A_VIDEO = frozenset(["content-type", "content-length", "content-range", "accept-ranges"])


class Videos:
    """A folder of videos by the names of their tasks, and the links to those that are not there.

    `address` is where this guard is reached, and `log` is told in one line what was kept. Whatever
    is in the folder already is served as it is. Raises InputError where nothing can be kept in it.
    """

    def __init__(
        self, folder: Path, address: str, contract: Contract, *, log: Callable[[str], object]
    ) -> None:
        self._folder = folder
        self._address = address
        self._contract = contract
        self._log = log
        self._links: OrderedDict[str, str] = OrderedDict()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _drop(_half(folder))  # before anything is paid for
        except OSError as error:
            raise InputError(f"cannot keep videos in {folder}: {error.strerror}") from None

    def lead(self, answer: Answer) -> Answer:
        """An answer about a task with a link that leads here, where it had one."""
        data = read_json(answer.body)
        task = self._contract.read_task(data)
        if task is None or task.video_url is None or not _NAME.fullmatch(task.id):
            return answer
        self._links[task.id] = task.video_url
        self._links.move_to_end(task.id)
        if len(self._links) > _MOST_LINKS:
            self._links.popitem(last=False)
        link = f"{self._address}{PLACE}{quote(task.id)}.mp4"
        every = self._contract.words_for(task.model)
        names = {name for words in every for name in words.all_names("link")}
        body = json.dumps(_with_link(data, names, task.video_url, link), ensure_ascii=False)
        return answer._replace(body=body.encode())

    @asynccontextmanager
    async def find(
        self, path: str, wanted: str | None, sending: Sending
    ) -> AsyncIterator[Came | None]:
        """The video at a path, or the range of it that is `wanted`; None where nobody knows it.

        It comes from the folder, or else through its link, without a key; whole, it is kept.
        """
        task = path.removeprefix(PLACE).removesuffix(".mp4")
        kept = self._folder / f"{task}.mp4"
        link = self._links.get(task)
        if not _NAME.fullmatch(task):
            yield None
        elif kept.is_file():
            status, headers, first, size = _part(kept.stat().st_size, wanted)
            async with aclosing(_read(kept, first, size)) as pieces:
                yield Came(status, headers, pieces)
        elif link is None:
            yield None
        else:
            asked: Headers = (("accept-encoding", "identity"), ("user-agent", "cometvideo guard"))
            asked += (("range", wanted),) if wanted else ()
            async with sending.send("GET", link, asked, follow=True) as came:
                shown = tuple(each for each in came.headers if each[0] in _OF_A_VIDEO)
                async with aclosing(self._pieces(came, kept, task)) as pieces:
                    yield Came(came.status, shown, pieces)

    async def _pieces(self, came: Came, kept: Path, task: str) -> AsyncGenerator[bytes, None]:
        """What comes, which is kept once it is whole; what cannot be kept comes all the same."""
        half = await asyncio.to_thread(self._begun, task) if came.status == 200 else None
        try:
            async for piece in came.pieces:
                if half and not await asyncio.to_thread(self._written, half, piece, task):
                    half = None
                yield piece
            if half:
                await asyncio.to_thread(self._keep, half, kept, task)
        finally:
            if half:
                _drop(half)

    def _begun(self, task: str) -> IO[bytes] | None:
        try:
            return _half(self._folder)
        except OSError as error:
            self._not_kept(task, error)
            return None

    def _written(self, half: IO[bytes], piece: bytes, task: str) -> bool:
        try:
            half.write(piece)
        except OSError as error:
            self._not_kept(task, error)
            _drop(half)
            return False
        return True

    def _keep(self, half: IO[bytes], kept: Path, task: str) -> None:
        try:
            half.flush()
            os.fsync(half.fileno())
            size = Path(half.name).stat().st_size
            Path(half.name).replace(kept)
        except OSError as error:
            self._not_kept(task, error)
            return
        said = "too large to be measured"
        if size <= _LARGEST_MEASURED:
            try:
                seen = measure(kept.read_bytes())
                frames = "" if seen.frames is None else f", {seen.frames} frames"
                said = f"{seen.width}x{seen.height}, {seen.seconds:g} s{frames}"
            except (OSError, UnreadableMp4) as error:
                said = f"it cannot be measured: {error}"
        self._log(f"kept: the video of {task}, {size} bytes: {said}")

    def _not_kept(self, task: str, error: OSError) -> None:
        self._log(f"not kept: the video of {task}: {error.strerror}")


def _half(folder: Path) -> IO[bytes]:
    """A file for a video that is not whole yet."""
    number, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    os.close(number)
    return Path(name).open("wb")


def _drop(half: IO[bytes]) -> None:
    """Leave nothing of a file behind where it is."""
    with suppress(OSError):
        half.close()
    with suppress(OSError):
        Path(half.name).unlink()


def _with_link(data: object, names: Collection[str], old: str, new: str) -> object:
    """JSON with another link in fields of these names, wherever the task lies."""
    if not isinstance(data, dict):
        return data
    return {
        name: new if name in names and each == old else _with_link(each, names, old, new)
        for name, each in data.items()
    }


def _part(size: int, wanted: str | None) -> tuple[int, Headers, int, int]:
    """Status and headers for what is `wanted` of a kept video, where it begins, and its length."""
    first, last, status = 0, size - 1, 200
    headers: Headers = (("content-type", "video/mp4"), ("accept-ranges", "bytes"))
    found = _RANGE.fullmatch(wanted or "")
    if found:
        first, last = int(found[1]), min(int(found[2] or last), last)
        if first > last:
            return 416, (("content-range", f"bytes */{size}"), ("content-length", "0")), 0, 0
        headers += (("content-range", f"bytes {first}-{last}/{size}"),)
        status = 206
    length = last + 1 - first
    return status, (*headers, ("content-length", str(length))), first, length


async def _read(path: Path, first: int, left: int) -> AsyncGenerator[bytes, None]:
    """So many bytes of a file."""
    with path.open("rb") as file:
        file.seek(first)
        while left > 0 and (piece := await asyncio.to_thread(file.read, min(_PIECE, left))):
            left -= len(piece)
            yield piece
