"""Videos as they come from the running mock: an independent decoder and a browser take them."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from cometvideo.mock import Server, serve
from cometvideo.wire.bodies import multipart
from cometvideo.wire.request import Part
from tests.mock.talk import FIELDS
from tests.wire.test_mp4_in_browser import CHROMIUM, PATIENCE, browser

pytest.importorskip("httptools")

DIRECT = build_opener(ProxyHandler({}))

# A video of another origin, as on any web page: it may be played, and its pixels not read.
PAGE = """<!doctype html><script type="module">
const video = document.createElement("video");
video.muted = true;
video.playbackRate = 16;
const tell = (found) => fetch("/seen", {method: "POST", body: JSON.stringify(found)});
video.onerror = () => tell({error: video.error.message});
video.onended = () => tell({
  size: [video.videoWidth, video.videoHeight],
  duration: video.duration,
  corrupted: video.getVideoPlaybackQuality().corruptedVideoFrames,
});
video.src = LINK;
video.play().catch((error) => tell({error: String(error)}));
</script>"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(plan="immediate") as running:
        yield running


def link_to(server: Server, size: str, seconds: int) -> str:
    """Have a video made, and return where it lies."""

    def ask(request: Request) -> dict[str, Any]:
        request.add_header("Authorization", f"Bearer {server.key}")
        with DIRECT.open(request) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    fields = {**FIELDS, "size": size, "seconds": str(seconds)}
    content_type, body = multipart([Part(n, v.encode()) for n, v in fields.items()], "boundary")
    task = ask(Request(f"{server.base_url}/videos", body, {"Content-Type": content_type}))
    return str(ask(Request(f"{server.base_url}/videos/{task['id']}"))["video_url"])


@pytest.mark.parametrize(
    ("size", "seconds"), [("1280x720", 4), ("834x1112", 5), ("2206x946", 15), ("640x640", 4)]
)
@pytest.mark.thorough
def test_every_picture_decodes(server: Server, size: str, seconds: int) -> None:
    pytest.importorskip("av")
    from tests.wire.test_mp4_in_decoder import check

    with DIRECT.open(link_to(server, size, seconds)) as answer:
        assert answer.headers["Content-Type"] == "video/mp4"
        width, height = map(int, size.split("x"))
        check(answer.read(), (width, height), 24 * seconds, 24)


@contextmanager
def page(link: str) -> Iterator[tuple[str, queue.Queue[Any]]]:
    """Serve the page; yield its address and a queue of what it tells."""
    told: queue.Queue[Any] = queue.Queue()
    shown = PAGE.replace("LINK", json.dumps(link)).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(shown)))
            self.end_headers()
            self.wfile.write(shown)

        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{serving.server_port}/", told
        finally:
            serving.shutdown()
            thread.join()


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("spoilt", [False, True], ids=["whole", "spoilt"])
@pytest.mark.thorough
def test_a_browser_plays_it_from_its_link(server: Server, tmp_path: Path, *, spoilt: bool) -> None:
    link = link_to(server, "1112x834", 4) + ("x" if spoilt else "")
    with page(link) as (address, told), browser(address, tmp_path):
        seen = told.get(timeout=PATIENCE)
    if spoilt:
        assert "error" in seen
    else:
        assert seen == {"size": [1112, 834], "duration": 4, "corrupted": 0}
