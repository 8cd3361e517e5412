"""Videos that are led through a guard: streamed, kept, measured, and never with a key."""

import errno
import io
import json
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import load
from cometvideo.facts.loading import load_family
from cometvideo.guard.app import GuardApp
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.guard.videos import Videos
from cometvideo.mock import MockApi, transport
from cometvideo.wire.mp4 import video
from cometvideo.words import words_of
from tests.guard.by_httpx import ByHttpx
from tests.guard.stand import KEY, run

httpx = pytest.importorskip("httpx")

VIDEO = video(128, 96, 2)
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}


async def pieces(data: bytes, *, breaks: bool = False) -> AsyncIterator[bytes]:
    """A video that arrives in pieces, and may break off."""
    yield data[:100]
    if breaks:
        raise httpx.ReadError("it went away")
    yield data[100:]


def said(status: int, data: bytes, headers: Any = None, *, breaks: bool = False) -> Any:
    return httpx.Response(status, content=pieces(data, breaks=breaks), headers=headers)


class World:
    """An API whose task has ended, and the host of its video."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.status, self.breaks = 200, False
        self.model = ""

    def __call__(self, request: Any) -> Any:
        if request.url.host == "upstream.invalid":
            task = request.url.path.rpartition("/")[2]
            link = "https://v.example/a.mp4?sig=1"
            data = {"id": task, "status": "completed", "video_url": link}
            data |= {"model": self.model} if self.model else {}
            return said(200, json.dumps(data).encode())
        self.seen.append(request)
        if self.status != 200:
            return said(self.status, b"expired")
        if request.headers.get("range") == "bytes=2-5":
            whole = {"content-range": f"bytes 2-5/{len(VIDEO)}"}
            return said(206, VIDEO[2:6], whole)
        kind = {"content-length": str(len(VIDEO)), "content-type": "video/mp4"}
        return said(200, VIDEO, kind, breaks=self.breaks)


class Place:
    """A guard that keeps videos in a folder."""

    def __init__(
        self, folder: Path, world: Any, ledger: Ledger, spec: str | None = "seedance"
    ) -> None:
        self.log: list[str] = []
        self.folder = folder / "videos"
        guard = Guard(load(spec), ledger)
        videos = Videos(self.folder, "http://guard", guard.contract, log=self.log.append)
        is_world = isinstance(world, World)
        sending = ByHttpx(httpx.MockTransport(world) if is_world else world)
        origin = "https://upstream.invalid" if is_world else guard.words.host
        app = GuardApp(guard, sending, origin, videos)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://guard/v1"
        )

    async def link(self, task: str = "task_1") -> str:
        answer = await self.client.get(f"/videos/{task}", headers=AUTHORIZED)
        return str(answer.json()["video_url"])


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def place(tmp_path: Path, world: World) -> Any:
    with closing(Ledger(tmp_path / "ledger", now=lambda: 1e6)) as ledger:
        yield Place(tmp_path, world, ledger)


def test_a_video_is_fetched_once_without_the_key_and_measured(place: Place, world: World) -> None:
    async def story() -> None:
        for _ in range(2):  # the second answer about the task is the ledger's
            link = await place.link()
            assert link == "http://guard/_guard/videos/task_1.mp4"
            answer = await place.client.get(link, headers=AUTHORIZED)
            assert (answer.content, answer.headers["content-type"]) == (VIDEO, "video/mp4")

    run(story())
    (sent,) = world.seen
    assert str(sent.url) == "https://v.example/a.mp4?sig=1"
    assert KEY not in str(sent.headers)
    assert [each.name for each in place.folder.iterdir()] == ["task_1.mp4"]
    assert place.log == [f"kept: the video of task_1, {len(VIDEO)} bytes: 128x96, 2 s, 48 frames"]


WITH_LINKS = [
    *(each.models[-1] for each in load().families.values() if words_of(each).all_names("link")),
    "a-model-of-tomorrow",
    "",
]


@pytest.mark.parametrize("model", WITH_LINKS)
def test_links_of_every_family_lead_through_the_guard(
    tmp_path: Path, world: World, model: str
) -> None:
    async def story(place: Place) -> None:
        world.model = model
        link = await place.link()
        assert link == "http://guard/_guard/videos/task_1.mp4"
        assert (await place.client.get(link)).content == VIDEO
        assert [each.name for each in place.folder.iterdir()] == ["task_1.mp4"]

    with closing(Ledger(tmp_path / "ledger", now=lambda: 1e6)) as ledger:
        run(story(Place(tmp_path, world, ledger, spec=None)))


def test_a_video_of_the_mock_is_kept_with_the_spec_of_several_families(tmp_path: Path) -> None:
    api = MockApi(plan="immediate")
    fields = {"prompt": "a", "model": load_family("wan").models[0], "seconds": "5"}

    async def story(place: Place) -> None:
        parts = {name: (None, value) for name, value in fields.items()}
        made = await place.client.post("/videos", files=parts, headers=AUTHORIZED)
        task = made.json()["id"]
        await place.client.get(await place.link(task))
        assert [each.name for each in place.folder.iterdir()] == [f"{task}.mp4"]

    with closing(Ledger(tmp_path / "ledger", now=lambda: 1e6)) as ledger:
        place = Place(tmp_path, transport(api), ledger, spec=None)
        run(story(place))


@pytest.mark.parametrize("when", ["begun", "written", "whole"])
def test_a_video_that_cannot_be_kept_comes_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "the disk is full")

    class Full(io.BytesIO):
        name = "nowhere"

        def write(self, _: object, /) -> int:
            return full()

    async def story() -> None:
        link = await place.link()
        if when == "begun":
            monkeypatch.setattr(tempfile, "mkstemp", full)
        elif when == "written":
            monkeypatch.setattr("cometvideo.guard.videos._half", lambda _: Full())
        else:
            monkeypatch.setattr(os, "fsync", full)
        assert (await place.client.get(link)).content == VIDEO

    run(story())
    assert place.log == ["not kept: the video of task_1: the disk is full"]
    assert list(place.folder.iterdir()) == []


def test_a_folder_in_which_nothing_can_be_kept_is_told_at_the_start(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EACCES, "not yours")

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    with (
        closing(Ledger(tmp_path / "ledger", now=lambda: 1e6)) as ledger,
        pytest.raises(InputError, match=r"cannot keep videos in .*: not yours"),
    ):
        Place(tmp_path, world, ledger)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    ("wanted", "status", "content"),
    [
        ("bytes=2-5", 206, VIDEO[2:6]),
        (f"bytes={len(VIDEO)}-", 416, b""),
        ("bytes=10-", 206, VIDEO[10:]),
        ("lines=1-2", 200, VIDEO),
    ],
)
def test_ranges(place: Place, *, kept: bool, wanted: str, status: int, content: bytes) -> None:
    async def story() -> None:
        link = await place.link()
        if kept:
            await place.client.get(link)
        elif wanted != "bytes=2-5":
            return
        answer = await place.client.get(link, headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (status, content)
        if status == 206:
            assert answer.headers["content-range"].endswith(f"/{len(VIDEO)}")
        assert (place.folder / "task_1.mp4").exists() is kept

    run(story())


def test_what_is_no_whole_video_is_not_kept(place: Place, world: World) -> None:
    async def story() -> None:
        link = await place.link()
        world.status = 403
        assert (await place.client.get(link)).status_code == 403
        world.status, world.breaks = 200, True
        with pytest.raises(AssertionError):  # httpx's: it has no end, so a server cuts it short
            await place.client.get(link)

    run(story())
    assert list(place.folder.iterdir()) == []


def test_what_nobody_knows_is_not_there(place: Place) -> None:
    async def story() -> None:
        for path in ("task_9.mp4", "..%2f..%2fledger", "%2e%2e/ledger", ".hidden", ""):
            answer = await place.client.get(f"http://guard/_guard/videos/{path}")
            assert answer.status_code == 404, path

    run(story())
