"""A browser's <video> element takes the files: its own demuxer, its own rules, its own clock."""

import json
import os
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cometvideo.wire import mp4

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

SECONDS = 2
PATIENCE = 60  # seconds for the browser to start and play everything

SIZES = [(1280, 720), (1112, 834), (834, 1112), (1470, 630), (2206, 946), (16, 16)]

# No window, no graphics card, no call to anybody but this test, and no wait for a click.
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
]

# Plays the files one after the other, as fast as a browser goes, and posts what it saw.
PAGE = """<!doctype html><script type="module">
const once = (target, name) => new Promise((done, fail) => {
  target.addEventListener(name, done, {once: true});
  target.addEventListener("error", () => fail(target.error), {once: true});
});
const watch = async (path) => {
  const video = document.createElement("video");
  video.muted = true;
  video.src = path;
  await once(video, "loadedmetadata");
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  video.playbackRate = 16;
  const ended = once(video, "ended");
  await video.play();
  await ended;
  canvas.drawImage(video, 0, 0, 1, 1);
  return {
    size: [video.videoWidth, video.videoHeight],
    duration: video.duration,
    played: [video.played.start(0), video.played.end(0)],
    corrupted: video.getVideoPlaybackQuality().corruptedVideoFrames,
    pixel: [...canvas.getImageData(0, 0, 1, 1).data],
  };
};
const seen = {};
for (const path of PATHS) {
  seen[path] = await watch(path).catch((error) => ({error: String(error?.message ?? error)}));
}
await fetch("/seen", {method: "POST", body: JSON.stringify(seen)});
</script>"""


@contextmanager
def loopback(files: Mapping[str, bytes]) -> Iterator[tuple[str, queue.Queue[Any]]]:
    """Serve the page and `files`; yield the page's address and a queue of what is posted."""
    posted: queue.Queue[Any] = queue.Queue()
    page = PAGE.replace("PATHS", json.dumps(list(files))).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = (
                ("video/mp4", files[self.path]) if self.path in files else ("text/html", page)
            )
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            posted.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", posted
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def browser(address: str, profile: Path) -> Iterator[None]:
    """Open `address` in a browser that shows nothing and calls nobody; close it afterwards."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *SWITCHES, f"--user-data-dir={profile}", address]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=silent, stderr=silent, start_new_session=True) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def watch(files: Mapping[str, bytes], profile: Path) -> dict[str, Any]:
    with loopback(files) as (address, posted), browser(address, profile):
        seen: dict[str, Any] = posted.get(timeout=PATIENCE)
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    files = {f"/{w}x{h}.mp4": mp4.video(w, h, SECONDS) for w, h in SIZES}
    broken = bytearray(files["/1280x720.mp4"])
    broken[broken.index(b"avcC") + 4 :] = b""
    return watch({**files, "/broken.mp4": bytes(broken)}, tmp_path_factory.mktemp("browser"))


@pytest.mark.parametrize(("width", "height"), SIZES, ids=str)
def test_it_plays_to_the_end(seen: dict[str, Any], width: int, height: int) -> None:
    video = seen[f"/{width}x{height}.mp4"]
    assert "error" not in video, video["error"]
    assert video["size"] == [width, height]
    assert video["duration"] == SECONDS
    assert video["played"] == [0, SECONDS]
    assert video["corrupted"] == 0
    assert video["pixel"][3] == 255
    assert max(video["pixel"][:3]) - min(video["pixel"][:3]) <= 1  # grey


def test_a_broken_file_would_have_been_seen(seen: dict[str, Any]) -> None:
    assert "error" in seen["/broken.mp4"]
